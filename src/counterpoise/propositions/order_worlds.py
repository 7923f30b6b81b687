"""Worlds in which experiments about orders open, and how much of each an order holds."""

from functools import cache

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.models.change import replaced
from counterpoise.models.history import Operation, VariableChange
from counterpoise.world.observed import observed_world
from counterpoise.world.snapshot import load as load_world
from counterpoise.world.world import World

ACTS = 32
CORE = 60
HOLDOUTS = ("China", "Russia")

Slots = NDArray[np.int64]


@cache
def opened(year: int) -> World:
    """The world of a recorded year with the orders of the record; order 0 is the one at issue."""
    return observed_world(load_world(year), acts=ACTS)


def slot(year: int, name: str) -> int:
    """Where a state sits in the world of a year."""
    return [state.name for state in load_world(year).states].index(name)


def with_members(world: World, inside: np.ndarray) -> World:
    """The world with these members of order 0, and nobody in an order that excludes it."""
    real = world.membership.dtype
    member = jnp.asarray(inside, real)
    excluded = world.exclusive[0] > 0
    others = jnp.where(excluded[None, :], world.membership * (1.0 - member[:, None]), 0.0)
    kept = jnp.where(excluded[None, :], others, world.membership)
    return replaced(world, {"membership": kept.at[:, 0].set(member)})


def members(world: World) -> np.ndarray:
    """1 for the members of order 0."""
    return np.asarray(world.membership)[:, 0].astype(float)


def universal(world: World) -> World:
    """Everybody belongs."""
    return with_members(world, np.ones(world.actors))


def core(world: World, size: int = CORE) -> World:
    """The members that stand nearest to the leader, the leader among them, and nobody else."""
    leader = int(world.order_leader[0])
    position = np.asarray(world.ideal_point, float)
    away = np.where(members(world) > 0, np.abs(position - position[leader]), np.inf)
    inside = np.zeros(world.actors)
    inside[np.argsort(away, kind="stable")[:size]] = 1.0
    return with_members(world, inside)


def without(world: World, slots: Slots) -> World:
    """These states are out, and stay out."""
    inside = members(world)
    inside[slots] = 0.0
    barred = world.barred.at[jnp.asarray(slots), 0].set(1.0)
    return replaced(with_members(world, inside), {"barred": barred})


def no_order(world: World) -> World:
    """No order exists."""
    return replaced(
        world,
        {
            "order_active": jnp.zeros_like(world.order_active),
            "membership": jnp.zeros_like(world.membership),
        },
    )


def coverage(world: World) -> float:
    """Share of the system's capability that members hold."""
    power = np.asarray(world.capability, float)
    return float(power @ members(world) / power.sum())


def change(
    world: World,
    name: str,
    operation: Operation,
    value: float | None,
    place: int,
    years: int,
    order: int = 0,
    who: int | None = None,
) -> VariableChange:
    """A change of one order in one year, of everybody or of one state; None changes nothing."""
    real = world.capability.dtype
    when = np.full(years, np.nan)
    if value is not None:
        when[place] = value
    actors = np.ones(world.actors) if who is None else np.eye(world.actors)[who]
    orders = np.zeros(world.order_active.shape[0])
    orders[order] = 1.0
    return VariableChange(
        name,
        operation,
        jnp.asarray(when, real),
        jnp.asarray(actors, real),
        jnp.ones(world.actors, real),
        jnp.asarray(orders, real),
    )
