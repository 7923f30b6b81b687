"""Worlds from plain arrays: an empty one to fill, and the frozen one that a run starts from."""

import jax.numpy as jnp
import numpy as np

from counterpoise.vocabulary.variables import variables
from counterpoise.world.world import World

INTEGERS = frozenset({"actor slot", "COW state number", "option", "count"})


def empty_world(
    actors: int, acts: int = 64, scheduled: int = 1, orders: int = 1
) -> dict[str, np.ndarray]:
    """Arrays for every variable of the world, all empty.

    Args:
        actors: Actor slots.
        acts: Places in the list of acts.
        scheduled: Acts that a scenario can prescribe in one year.
        orders: Orders.

    Returns:
        By variable: zeros, or -1 where the value is an actor slot.
    """
    sizes = {
        "actor": actors,
        "target": actors,
        "act": acts,
        "scheduled": scheduled,
        "order": orders,
        "rival": orders,
    }
    found = {}
    for name, declared in variables().items():
        shape = tuple(sizes[dim] for dim in declared.dims)
        empty = -1 if declared.unit == "actor slot" else 0
        real = np.int32 if declared.unit in INTEGERS else float
        found[name] = np.full(shape, empty, real)
    return found


def as_world(values: dict[str, np.ndarray]) -> World:
    """A world from plain arrays, in the precision that JAX is set to."""
    real = jnp.result_type(float)
    return World(
        **{
            name: jnp.asarray(array, jnp.int32 if np.issubdtype(array.dtype, np.integer) else real)
            for name, array in values.items()
        }
    )
