"""What a blow does to an order: histories with it, beside the same histories without it.

The standard shock: the leading state leaves and is not taken back, and everybody's belief in the
order's legitimacy falls by 0.3. Ten years on, three losses are counted, each against the paired
control, which shares every chance draw:

    incumbents lost      members of the day before the shock, the leader apart, that are out
    foregone accessions  outsiders of that day that would have been in and are not
    membership           all members, the leader apart

The first is the claim. The second makes total membership fall in a partial order almost by
arithmetic, so the two are never added up silently. Repeated norm-breaking is the other blow: the
leader uses unauthorised force every year, and what is reported is how many years pass until half of
the order's legitimacy, or of its members, is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.mechanisms.mechanism import Values
from counterpoise.models.change import replaced
from counterpoise.models.model import Model
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

LEGITIMACY_LOST = 0.3
YEARS = 10
MOST_YEARS = 50  # that a half-life is followed for


Draws = Mapping[str, Array]
"""Parameters by address, an array of draws each."""


@dataclass(frozen=True)
class Vulnerability:
    """What a shock cost an order, one figure a draw.

    Attributes:
        incumbents_lost: Share of the members of the day, the leader apart; against the control.
        accessions_foregone: Share of the outsiders of the day; against the control.
        membership_lost: Share of all members of the control, the leader apart.
    """

    incumbents_lost: Float[np.ndarray, " draw"]
    accessions_foregone: Float[np.ndarray, " draw"]
    membership_lost: Float[np.ndarray, " draw"]


@dataclass(frozen=True)
class HalfLife:
    """How long an order outlives a leader that keeps breaking its rules.

    Attributes:
        legitimacy: Years until mean legitimacy has fallen to half of what it was; infinite where it
            does not within the years followed; one figure a draw.
        membership: The same of the number of members.
        followed: For how many years.
    """

    legitimacy: Float[np.ndarray, " draw"]
    membership: Float[np.ndarray, " draw"]
    followed: int


def shocked(world: World, order: int = 0, legitimacy_lost: float = LEGITIMACY_LOST) -> World:
    """The world just after its order's leader has walked out."""
    slots = jnp.arange(world.actors)
    leader = slots == world.order_leader[order]
    lower = jnp.maximum(world.legitimacy[:, order] - legitimacy_lost, 0.0)
    return replaced(
        world,
        {
            "membership": world.membership.at[:, order].multiply(1.0 - leader),
            "left": world.left.at[:, order].max(leader * world.membership[:, order]),
            "barred": world.barred.at[:, order].max(leader.astype(world.barred.dtype)),
            "legitimacy": world.legitimacy.at[:, order].set(lower),
            "order_leader": world.order_leader.at[order].set(-1),
        },
    )


def vulnerability(
    model: Model,
    world: World,
    values: Draws,
    order: int = 0,
    years: int = YEARS,
    seed: int = 0,
    first_year: int = 1,
) -> Vulnerability:
    """What the standard shock costs an order after some years.

    Args:
        model: With mechanisms of orders.
        world: At the time of the shock.
        values: Parameters by address, an array of draws each.
        order: Slot of the order.
        years: When to count.
        seed: Of the histories.
        first_year: Calendar year of the first step.
    """
    found = _after_shock(
        model, world, dict(values), _numbers(values), order, years, seed, first_year
    )
    return Vulnerability(*(np.asarray(each) for each in found))


@eqx.filter_jit
def _after_shock(
    model: Model,
    world: World,
    values: dict[str, Array],
    draws: Array,
    order: int,
    years: int,
    seed: int,
    first_year: int,
) -> tuple[Array, Array, Array]:
    others = (jnp.arange(world.actors) != world.order_leader[order]) * world.present
    inside = world.membership[:, order] * others
    outside = (1.0 - world.membership[:, order]) * others

    def one(values: Values, draw: Array) -> tuple[Array, Array, Array]:
        bound = model.bind(values)
        land = bound.land(world)
        root = Chance.of(seed, draw)

        def run(begun: World) -> Array:
            def step(now: World, year: Array) -> tuple[World, None]:
                return bound.year(now, land, root.year(year), running=jnp.asarray(1.0)), None

            ended, _ = jax.lax.scan(step, begun, first_year + jnp.arange(years))
            return ended.membership[:, order] * ended.present

        start = bound.begin(world, land)
        # A loop over the two arms, so that the year is compiled once.
        arms = jax.tree.map(lambda a, b: jnp.stack([a, b]), start, shocked(start, order))
        without, with_shock = jax.lax.map(run, arms)
        loss = without - with_shock
        return (
            _share(loss * inside, inside),
            _share(loss * outside, outside),
            _share(loss * others, without * others),
        )

    return jax.lax.map(lambda of: one(*of), (values, draws))


def half_life(
    model: Model,
    world: World,
    values: Draws,
    order: int = 0,
    years: int = MOST_YEARS,
    seed: int = 0,
    first_year: int = 1,
) -> HalfLife:
    """How long an order lasts whose leader makes unauthorised war on a weak state every year.

    Args:
        model: With mechanisms of orders.
        world: At the start; it must have a place for a prescribed act.
        values: Parameters by address, an array of draws each.
        order: Slot of the order.
        years: How long to follow it.
        seed: Of the histories.
        first_year: Calendar year of the first step.
    """
    leader = world.order_leader[order]
    taken = jnp.where(
        (jnp.arange(world.actors) == leader) | (world.present <= 0), jnp.inf, world.capability
    )
    planned = replaced(
        world,
        {
            "scheduled_actor": world.scheduled_actor.at[0].set(leader),
            "scheduled_target": world.scheduled_target.at[0].set(
                jnp.argmin(taken).astype(jnp.int32)
            ),
            "scheduled_severity": world.scheduled_severity.at[0].set(1.0),
            "scheduled_authorised": world.scheduled_authorised.at[0].set(0.0),
        },
    )

    found = _under_strain(
        model, planned, dict(values), _numbers(values), order, years, seed, first_year
    )
    return HalfLife(np.asarray(found[0]), np.asarray(found[1]), years)


@eqx.filter_jit
def _under_strain(
    model: Model,
    world: World,
    values: dict[str, Array],
    draws: Array,
    order: int,
    years: int,
    seed: int,
    first_year: int,
) -> tuple[Array, Array]:
    def one(values: Values, draw: Array) -> tuple[Array, Array]:
        bound = model.bind(values)
        land = bound.land(world)
        root = Chance.of(seed, draw)

        def step(now: World, year: Array) -> tuple[World, tuple[Array, Array]]:
            after = bound.year(now, land, root.year(year), running=jnp.asarray(1.0))
            return after, _standing(after, order)

        start = bound.begin(world, land)
        _, (belief, members) = jax.lax.scan(step, start, first_year + jnp.arange(years))
        was = _standing(start, order)
        return _halved(belief, was[0]), _halved(members, was[1])

    return jax.lax.map(lambda of: one(*of), (values, draws))


def _standing(world: World, order: int) -> tuple[Array, Array]:
    """Mean legitimacy over states, and how many members there are."""
    count = jnp.maximum(jnp.sum(world.present), 1.0)
    belief = jnp.sum(world.legitimacy[:, order] * world.present) / count
    return belief, jnp.sum(world.membership[:, order] * world.present)


def _halved(path: Float[Array, " year"], start: Float[Array, ""]) -> Float[Array, ""]:
    below = path <= 0.5 * start
    return jnp.where(below.any(), jnp.argmax(below) + 1.0, jnp.inf)


def _share(part: Array, whole: Array) -> Array:
    return jnp.sum(part) / jnp.maximum(jnp.sum(whole), 1.0)


def _numbers(values: Draws) -> Array:
    draws = {len(jnp.atleast_1d(each)) for each in values.values()}
    if len(draws) != 1:
        raise ValueError(f"parameters come in different numbers of draws: {sorted(draws)}")
    return jnp.arange(draws.pop(), dtype=jnp.int32)
