"""The one compiled program behind every run: legs of histories, one after another.

A leg (``sharing.py``) starts where its history does or from a world that an earlier leg has kept,
and what is observed in its years goes to its row. The program is the same whatever is shared, so
a year has the same bits by whichever leg it was reached.
"""

from functools import partial
from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from counterpoise.experiments.focus import Focus
from counterpoise.experiments.plausibility import plausible_history
from counterpoise.measures.order_standing import in_order, order_standing
from counterpoise.measures.pushback import pushback, toward
from counterpoise.mechanisms.balancing.soft_balancing import SoftBalancing
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Values
from counterpoise.models.history import Observed, Schedule, by_year, one_year
from counterpoise.models.model import Model
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

# The library that XLA calls for fused reductions makes the step a third slower than its own loops.
COMPILER_OPTIONS = {"xla_cpu_experimental_ynn_fusion_type": ""}


SCREENED = ("wars", "disputes", "pacts")  # what tells whether a history describes a possible world

T = TypeVar("T")
Carried = tuple[Observed, World, Array]  # what was seen, worlds that are kept, what was left out


class Legs(NamedTuple):
    """Legs, by field (see ``sharing.Leg``); a row of results is one history.

    Attributes:
        row: Where results go.
        place: Which of the draws.
        arm, first, stop, source, kept: As there.
        after: The row that has to describe a possible world for this leg to be done, or -1.
    """

    row: Int[Array, " leg"]
    place: Int[Array, " leg"]
    arm: Int[Array, " leg"]
    first: Int[Array, " leg"]
    stop: Int[Array, " leg"]
    source: Int[Array, " leg"]
    kept: Int[Array, " leg"]
    after: Int[Array, " leg"]


@partial(
    jax.jit,
    static_argnames=("addresses", "focus", "kept_worlds"),
    compiler_options=COMPILER_OPTIONS,
)
def _histories(
    model: Model,
    world: World,
    schedules: Schedule,
    addresses: tuple[str, ...],
    parameters: Float[Array, "place parameter"],
    draw: Int[Array, " place"],
    legs: Legs,
    count: Int[Array, ""],
    first_year: Int[Array, ""],
    seed: Int[Array, ""],
    focus: Focus,
    kept_worlds: int,
) -> tuple[Observed, Bool[Array, " leg"]]:
    """What ``count`` legs give, by row and year, and which were left out."""

    def observe(bound: Model, before: World, after: World, planned: Schedule) -> Observed:
        soft_balancing = bound.mechanism("soft_balancing")
        assert isinstance(soft_balancing, SoftBalancing)
        figures = pushback(
            before, after, focus.power, focus.target, planned.authorised_focus, soft_balancing
        )
        of_states = toward(after, focus.power)
        if focus.order is not None:
            land = bound.land(after)
            figures |= order_standing(after, land, focus.order, focus.power, bound.mechanisms)
            of_states |= in_order(after, focus.order)
        return (
            {f"metric.{name}": value for name, value in figures.items()}
            | {f"state.{name}": value for name, value in of_states.items()}
            | {"lost_acts": after.lost_acts}
        )

    arms, years = schedules.actor.shape[:2]
    planned = jax.vmap(by_year)(schedules)

    @jax.jit  # traced once, though asked for its shapes and then used
    def year(
        model: Model,
        values: Values,
        land: Land,
        this: Schedule,
        root: Chance,
        year: Array,
        before: World,
    ) -> tuple[World, Observed]:
        return one_year(model, values, land, this, root, year, before, observe)

    def bindings(place: Array) -> Values:
        return dict(zip(addresses, parameters[place], strict=True))

    def seen_in_a_year() -> Observed:
        first = Legs(*(field[0] for field in legs))
        values = bindings(first.place)
        land = model.bind(values).land(world)
        this = _at(planned, first.arm, first.first)
        root = Chance.of(seed, draw[first.place])
        _, seen = year(model, values, land, this, root, first_year + first.first, world)
        return seen

    shapes = jax.eval_shape(seen_in_a_year)
    rows = parameters.shape[0] * arms
    empty = jax.tree.map(lambda leaf: jnp.zeros((rows, years, *leaf.shape), leaf.dtype), shapes)
    worlds = jax.tree.map(lambda leaf: jnp.zeros((kept_worlds, *leaf.shape), leaf.dtype), world)
    states = jnp.sum(world.present)

    def body(at: Array, carried: Carried) -> Carried:
        found, worlds, left_out = carried
        leg = Legs(*(field[at] for field in legs))
        values = bindings(leg.place)
        bound = model.bind(values)
        land = bound.land(world)
        root = Chance.of(seed, draw[leg.place])
        start = jax.lax.cond(
            leg.source < 0,
            lambda: bound.begin(world, land),
            lambda: _at(worlds, leg.source),
        )
        gate = jnp.maximum(leg.after, 0)
        wars, disputes, pacts = (_at(found[f"metric.{name}"], gate) for name in SCREENED)
        possible = plausible_history(wars, disputes, pacts, states)
        out = (leg.after >= 0) & ~possible

        def step(offset: Array, state: tuple[World, Observed]) -> tuple[World, Observed]:
            before, found = state
            this = _at(planned, leg.arm, offset)
            after, seen = year(model, values, land, this, root, first_year + offset, before)
            return after, _put(found, seen, leg.row, offset)

        stop = jnp.where(out, leg.first, leg.stop)
        end, found = jax.lax.fori_loop(leg.first, stop, step, (start, found))
        worlds = jax.lax.cond(
            leg.kept >= 0,
            lambda: _put(worlds, end, leg.kept),
            lambda: worlds,
        )
        return found, worlds, left_out.at[at].set(out)

    nobody = jnp.zeros(legs.row.shape, bool)
    found, _, left_out = jax.lax.fori_loop(0, count, body, (empty, worlds, nobody))
    return found, left_out


def _at(whole: T, *at: Array) -> T:
    """A part of every leaf, by its first axes."""

    def part(leaf: Array) -> Array:
        starts: list[Array | int] = [*at, *[0] * (leaf.ndim - len(at))]
        sizes = (*[1] * len(at), *leaf.shape[len(at) :])
        return jax.lax.dynamic_slice(leaf, starts, sizes).reshape(leaf.shape[len(at) :])

    found: T = jax.tree.map(part, whole)
    return found


def _put(whole: T, parts: T, *at: Array) -> T:
    """Every leaf with a part put into its place."""

    def put(leaf: Array, part: Array) -> Array:
        starts: list[Array | int] = [*at, *[0] * part.ndim]
        return jax.lax.dynamic_update_slice(leaf, part.reshape(*[1] * len(at), *part.shape), starts)

    found: T = jax.tree.map(put, whole, parts)
    return found
