"""Working through the list of acts a few at a time, because most of its places are empty.

The list must have room for the most violent year that a draw can produce; a usual year fills a
tenth of it. What each act does to every actor is therefore computed for chunks of the list, and
not at all for chunks that are empty.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

CHUNK = 64

OnActors = Callable[[Int[Array, " chunk"]], Float[Array, "chunk actor"]]


def on_actors(
    known: Bool[Array, " act"], actors: int, effect: OnActors
) -> Float[Array, "act actor"]:
    """The effect of each act on each actor; zero for the empty places of the list.

    Args:
        known: True where the list holds an act.
        actors: Actor slots.
        effect: From places in the list to the effects of the acts there.

    Example:
        >>> import jax.numpy as jnp
        >>> known = jnp.array([True, False])
        >>> on_actors(known, 3, lambda place: jnp.ones((place.shape[0], 3))).tolist()
        [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    """
    acts = known.shape[0]
    chunks = -(-acts // CHUNK)
    place = jnp.minimum(jnp.arange(chunks * CHUNK), acts - 1).reshape(chunks, CHUNK)
    filled = (jnp.arange(chunks * CHUNK) < acts).reshape(chunks, CHUNK) & known[place]
    real = jnp.result_type(float)

    def chunk(
        _: None, these: tuple[Int[Array, " chunk"], Bool[Array, " chunk"]]
    ) -> tuple[None, Float[Array, "chunk actor"]]:
        places, held = these
        return None, jax.lax.cond(
            held.any(),
            lambda: jnp.where(held[:, None], effect(places), 0.0).astype(real),
            lambda: jnp.zeros((CHUNK, actors), real),
        )

    _, effects = jax.lax.scan(chunk, None, (place, filled))
    return effects.reshape(chunks * CHUNK, actors)[:acts]
