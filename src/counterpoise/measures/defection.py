"""The fewest whose exit breaks an order: the defection set that weighs least.

    smallest sum_{i in D} C_i  such that, with D out for good, fewer than half of today's members
    are in after 20 years

by the expected path of membership (``entrenchment.expected_membership``), in which nothing else
moves. The search is greedy (leave out those who take most members with them for what they weigh),
then prunes what was not needed, and starts again from random weights; on small worlds it agrees
with trying every set. A set as heavy as half of the order says that the order does not unravel: it
can only be emptied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.measures.entrenchment import expected_membership
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.world.world import World

YEARS = 20
BROKEN = 0.5  # share of today's members below which an order counts as broken
RESTARTS = 8
STEPS = 12  # greedy rounds in which the larger part of a large order is gone through

Sets = np.ndarray
"""Sets of members, a row each: [set, actor], 1 where a state defects."""
Survival = Callable[[Sets], np.ndarray]


class EmptyOrder(ValueError):
    """A question about leaving was asked of an order without members."""


@dataclass(frozen=True)
class DefectionSet:
    """Those whose exit breaks an order.

    Attributes:
        slots: Who they are, heaviest first.
        capability: Their share of the system's capability.
        share: Their share of the order's members, by heads.
        remaining: Share of today's members that is left after their exit.
    """

    slots: tuple[int, ...]
    capability: float
    share: float
    remaining: float


def survival(
    membership: Membership, world: World, land: Land, order: int = 0, years: int = YEARS
) -> Survival:
    """The share of today's members still inside after some years, for each set of defectors.

    Raises:
        EmptyOrder: Nobody is in it.
    """
    members = membership.members(world)
    start = jnp.sum(members[:, order])
    if start < 1:
        raise EmptyOrder(f"the order in slot {order} has no member: nobody can leave it")

    @jax.jit
    def remaining(defectors: jax.Array) -> jax.Array:
        def one(each: jax.Array) -> jax.Array:
            kept_out = jnp.zeros_like(members).at[:, order].set(each)
            ended = expected_membership(membership, world, land, members, kept_out, years)
            return jnp.sum(ended[:, order] * members[:, order]) / start

        return jax.lax.map(one, defectors, batch_size=16)

    def asked(sets: Sets) -> np.ndarray:
        # One shape for every question, so that the program is compiled once.
        width = sets.shape[1]
        found = []
        for first in range(0, len(sets), width):
            block = np.zeros((width, width))
            some = sets[first : first + width]
            block[: len(some)] = some
            found.append(np.asarray(remaining(jnp.asarray(block, members.dtype)))[: len(some)])
        return np.concatenate(found)

    return asked


def minimal_defection_set(
    membership: Membership,
    world: World,
    land: Land,
    order: int = 0,
    years: int = YEARS,
    restarts: int = RESTARTS,
    seed: int = 0,
) -> DefectionSet:
    """The defection set that weighs least, as far as a greedy search with restarts finds.

    Args:
        membership: With its parameters bound.
        world: Simulated or observed.
        land: What distance does in it.
        order: Slot of the order.
        years: When to look.
        restarts: Searches from random weights besides the first.
        seed: Of the restarts.
    """
    inside = np.flatnonzero(np.asarray(membership.members(world)[:, order]) > 0)
    power = np.asarray(world.capability, float)
    left = survival(membership, world, land, order, years)
    random = np.random.default_rng(seed)
    best = None
    for restart in range(restarts + 1):
        noise = np.exp(random.normal(0.0, 0.5, world.actors)) if restart else np.ones(world.actors)
        found = _pruned(_greedy(inside, power * noise, left), power, left)
        if best is None or power[found].sum() < power[best].sum():
            best = found
    return _described(best if best is not None else inside[:0], inside, power, left, world.actors)


def exhaustive_defection_set(
    membership: Membership, world: World, land: Land, order: int = 0, years: int = YEARS
) -> DefectionSet:
    """The lightest set by trying every one: for worlds of a dozen states."""
    inside = np.flatnonzero(np.asarray(membership.members(world)[:, order]) > 0)
    power = np.asarray(world.capability, float)
    left = survival(membership, world, land, order, years)
    sets = [
        np.array(some, int)
        for size in range(len(inside) + 1)
        for some in combinations(inside, size)
    ]
    broken = left(_masks(sets, world.actors)) < BROKEN
    best = min(
        (each for each, is_so in zip(sets, broken, strict=True) if is_so),
        key=lambda s: power[s].sum(),
    )
    return _described(best, inside, power, left, world.actors)


def _greedy(inside: np.ndarray, cost: np.ndarray, left: Survival) -> np.ndarray:
    """Members left out one after another, or a few at a time in a large order, until it breaks."""
    actors = len(cost)
    chosen: list[int] = []
    at_once = max(1, len(inside) // (2 * STEPS))
    while True:
        now = float(left(_masks([np.array(chosen, int)], actors))[0])
        if now < BROKEN:
            return np.array(chosen, int)
        rest = [slot for slot in inside if slot not in chosen]
        tried = left(_masks([np.array([*chosen, slot]) for slot in rest], actors))
        worth = (now - tried) / np.maximum(cost[rest], 1e-12)
        order = np.argsort(-worth, kind="stable")
        chosen.extend(rest[place] for place in order[:at_once])


def _pruned(chosen: np.ndarray, power: np.ndarray, left: Survival) -> np.ndarray:
    """Take back, heaviest first, whoever was not needed."""
    kept = list(chosen)
    while kept:
        tried = left(_masks([np.array([k for k in kept if k != s], int) for s in kept], len(power)))
        spare = [slot for slot, share in zip(kept, tried, strict=True) if share < BROKEN]
        if not spare:
            break
        kept.remove(max(spare, key=lambda slot: power[slot]))
    return np.array(kept, int)


def _masks(sets: list[np.ndarray], actors: int) -> Sets:
    masks = np.zeros((len(sets), actors))
    for row, each in enumerate(sets):
        masks[row, each] = 1.0
    return masks


def _described(
    chosen: np.ndarray, inside: np.ndarray, power: np.ndarray, left: Survival, actors: int
) -> DefectionSet:
    order = sorted(chosen.tolist(), key=lambda slot: -power[slot])
    return DefectionSet(
        slots=tuple(order),
        capability=float(power[chosen].sum() / power.sum()),
        share=len(chosen) / max(len(inside), 1),
        remaining=float(left(_masks([chosen], actors))[0]),
    )
