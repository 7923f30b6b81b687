"""A simulated history: a world carried through years under a schedule of interventions.

A schedule is data, not code: the arms of a scenario differ only in the numbers of their
schedules, so that one compiled program serves them all.
"""

from collections.abc import Callable
from enum import StrEnum

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Values
from counterpoise.models.change import replaced
from counterpoise.models.model import Model
from counterpoise.vocabulary.variables import Link, variable
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

UNDIRECTED = frozenset({"distance", "contiguity", "defence_pact", "rivalry", "conflict_stock"})

WITHIN = "0 to 1"
"""Unit of variables that an addition cannot carry out of their bounds."""

Observed = dict[str, Array]
Observer = Callable[[Model, World, World, "Schedule"], Observed]


class Operation(StrEnum):
    """What an intervention does to a variable."""

    SET = "set"
    ADD = "add"
    MULTIPLY = "multiply"


class VariableChange(eqx.Module):
    """A prescribed change of one variable, for some actors, targets or orders, in some years."""

    name: str = eqx.field(static=True)
    operation: Operation = eqx.field(static=True)
    value: Float[Array, " year"]  # NaN in the years without the change
    actors: Float[Array, " actor"]  # 1 where it applies
    targets: Float[Array, " target"]  # all ones for a variable without targets
    orders: Float[Array, " order"]  # all ones for a variable without orders

    def apply(self, world: World, present: Float[Array, " actor"]) -> World:
        """The world after this year's part of the change (``value`` is a scalar here)."""
        before = getattr(world, self.name)
        declared = variable(self.name)
        if declared.dims == ("actor", "target"):
            where = self.actors[:, None] * self.targets[None, :]
            if self.name in UNDIRECTED:
                where = jnp.maximum(where, where.T)
            where = where * (1.0 - jnp.eye(where.shape[0], dtype=where.dtype))
        elif declared.dims == ("actor", "order"):
            where = self.actors[:, None] * self.orders[None, :]
        elif declared.dims == ("order",):
            where = self.orders
        elif not declared.dims:
            where = jnp.max(self.actors)
        else:
            where = self.actors.reshape((-1,) + (1,) * (before.ndim - 1))
        match self.operation:
            case Operation.SET:
                changed = jnp.broadcast_to(self.value, before.shape)
            case Operation.ADD:
                changed = before + self.value
                if declared.unit == WITHIN:
                    changed = jnp.clip(changed, 0.0, 1.0)
            case Operation.MULTIPLY:
                changed = before * self.value
        after = jnp.where((where > 0) & ~jnp.isnan(self.value), changed, before)
        if declared.link is Link.SHARE:
            after = after * present / jnp.sum(after * present)
        return replaced(world, {self.name: after.astype(before.dtype)})


class Schedule(eqx.Module):
    """What a scenario prescribes for each year of one arm; the first axis of every leaf is year.

    Attributes:
        actor, target: Slots of prescribed acts, -1 where there is none.
        severity, authorised: Of the prescribed acts.
        values: Values of the parameters at ``addresses``, NaN where a draw's own value stands.
        switches: 0 or 1 for the mechanisms in ``blocks``.
        running: 1 in a year that happens; 0 leaves the world as it was.
        changes: Prescribed changes of variables.
        authorised_focus: Whether the arm's focal use of force counts as authorised.
    """

    actor: Int[Array, "year scheduled"]
    target: Int[Array, "year scheduled"]
    severity: Float[Array, "year scheduled"]
    authorised: Float[Array, "year scheduled"]
    values: Float[Array, "year changed"]
    switches: Float[Array, "year switched"]
    authorised_focus: Float[Array, " year"]
    running: Float[Array, " year"]
    changes: tuple[VariableChange, ...] = ()
    addresses: tuple[str, ...] = eqx.field(static=True, default=())
    blocks: tuple[str, ...] = eqx.field(static=True, default=())


def simulate(
    model: Model,
    world: World,
    values: Values,
    schedule: Schedule,
    first_year: Int[Array, ""] | int,
    seed: Int[Array, ""] | int,
    draw: Int[Array, ""] | int,
    observe: Observer,
) -> tuple[Observed, World]:
    """One history.

    Args:
        model: The mechanisms.
        world: The world at the start.
        values: Parameters by address, scalars.
        schedule: The interventions; its first axis says how many years to run.
        first_year: Calendar year of the first step; part of the address of every draw.
        seed: Of the run.
        draw: Which history of the run this is.
        observe: What to record of each year, from (bound model, world before, world after, the
            year's schedule).

    Returns:
        What was observed, with a leading year axis, and the world at the end.
    """
    root = Chance.of(seed, draw)
    bound = model.bind(values)
    land = bound.land(world)
    start = bound.begin(world, land)
    years = schedule.actor.shape[0]

    def step(before: World, this: tuple[Array, Schedule]) -> tuple[World, Observed]:
        offset, planned = this
        return one_year(model, values, land, planned, root, first_year + offset, before, observe)

    end, observed = jax.lax.scan(step, start, (jnp.arange(years), by_year(schedule)))
    return observed, end


def one_year(
    model: Model,
    values: Values,
    land: Land,
    planned: Schedule,
    root: Chance,
    year: Int[Array, ""] | int,
    before: World,
    observe: Observer,
) -> tuple[World, Observed]:
    """One year of a history.

    Args:
        model: The mechanisms.
        values: Parameters by address, scalars.
        land: What distance does under them.
        planned: The interventions of the year, without a year axis (see :func:`by_year`).
        root: All random draws of the history.
        year: The calendar year.
        before: The world at the year's start.
        observe: What to record of it.

    Returns:
        The world at its end, and what was observed.
    """
    own = dict(values)
    for place, address in enumerate(planned.addresses):
        prescribed = planned.values[place]
        own[address] = jnp.where(jnp.isnan(prescribed), own[address], prescribed)
    bound = model.bind(own)
    switches = {block: planned.switches[place] for place, block in enumerate(planned.blocks)}
    for change in planned.changes:
        before = change.apply(before, before.present)
    before = replaced(
        before,
        {
            "scheduled_actor": planned.actor,
            "scheduled_target": planned.target,
            "scheduled_severity": planned.severity,
            "scheduled_authorised": planned.authorised,
        },
    )
    after = bound.year(before, land, root.year(year), switches, planned.running)
    return after, observe(bound, before, after, planned)


def by_year(schedule: Schedule) -> Schedule:
    """The schedule with masks repeated so that every leaf has a leading year axis."""
    years = schedule.actor.shape[0]
    # By leaves, since a change with a year axis is no `VariableChange` by its declared shapes.
    changes = tuple(
        eqx.tree_at(
            lambda each: (each.actors, each.targets, each.orders),
            change,
            tuple(
                jnp.broadcast_to(each, (years, *each.shape))
                for each in (change.actors, change.targets, change.orders)
            ),
        )
        for change in schedule.changes
    )
    return eqx.tree_at(lambda each: each.changes, schedule, changes) if changes else schedule
