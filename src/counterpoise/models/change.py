"""How what mechanisms return becomes the next world: increments on each variable's own scale."""

from collections.abc import Collection, Sequence

import jax
import jax.numpy as jnp
from jaxtyping import Array

from counterpoise.mechanisms.mechanism import Changes
from counterpoise.vocabulary.variables import Kind, Link, Variable, variables
from counterpoise.world.world import World


def _applied(declared: Variable, value: Array, change: Array, present: Array) -> Array:
    match declared.link:
        case Link.SHARE:
            grown = value * jnp.exp(change) * present
            return grown / jnp.sum(grown)
        case Link.LOG:
            return value * jnp.exp(change)
        case Link.LOGIT:
            return jax.nn.sigmoid(jax.scipy.special.logit(value) + change)
        case Link.IDENTITY:
            return value + change
        case Link.BINARY:
            return jnp.clip(value + change, 0.0, 1.0)
        case Link.VALUE:
            return change


def _idle(declared: Variable, value: Array) -> Array:
    """What a variable is when the one mechanism that writes its value is switched off."""
    if declared.kind is Kind.STOCK:
        return value
    return jnp.full_like(value, -1 if declared.unit == "actor slot" else 0)


def apply(
    world: World,
    found: Sequence[tuple[Changes, Array | None]],
    written: Collection[str] = (),
) -> World:
    """The world after a phase.

    Args:
        world: The world that entered the phase.
        found: For each mechanism of the phase, its changes and its switch (0 or 1), or None
            where it cannot be switched in this run.
        written: Variables that an earlier phase of the year has written.

    Returns:
        The world with increments added up on each link scale. A mechanism that is switched off
        adds exactly nothing; flows and events that it alone writes this year are then empty, and
        what another wrote before it stands.
    """
    table = variables()
    summed: dict[str, Array] = {}
    for changes, switch in found:
        for name, change in changes.items():
            declared = table[name]
            if switch is not None:
                value = getattr(world, name)
                if declared.link is not Link.VALUE:
                    nothing = jnp.zeros_like(change)
                elif name in written:
                    nothing = value
                else:
                    nothing = _idle(declared, value)
                change = jnp.where(switch > 0, change, nothing)
            summed[name] = summed[name] + change if name in summed else change
    new = {
        name: _applied(table[name], getattr(world, name), change, world.present).astype(
            getattr(world, name).dtype
        )
        for name, change in summed.items()
    }
    return replaced(world, new)


def replaced(world: World, values: Changes) -> World:
    """The world with some of its fields set to new values."""
    fields = {name: getattr(world, name) for name in World.__dataclass_fields__}
    return World(**(fields | values))


def taken(world: World, names: Collection[str]) -> Changes:
    """Some of the world's variables, by name."""
    return {name: getattr(world, name) for name in names}
