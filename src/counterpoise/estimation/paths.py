"""Paths: the model carried forward from the world of a year, with parameters drawn, year by year.

The states of a path are those that were there as it began: the model foresees neither the birth of
states nor their end. Targets are reckoned on the same states in the record.
"""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array
from numpy.typing import NDArray

from counterpoise.models.catalogue import parameters
from counterpoise.models.draws import draw_parameters
from counterpoise.models.model import Model
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

Values = NDArray[np.float64]
PLACES = 8  # paths computed by one call

STATE = ("capability", "ideal_point", "military_spending", "democracy", "initiations", "pacts")


@dataclass(frozen=True)
class Paths:
    """What was forecast.

    Attributes:
        years: Calendar years.
        codes: COW numbers of the states.
        series: By name, [path, year].
        states: By name, [path, year, state].
        lost_acts: Uses of force that found no place in the list of acts, all paths together.
    """

    years: NDArray[np.int64]
    codes: NDArray[np.int64]
    series: dict[str, Values]
    states: dict[str, Values]
    lost_acts: int


def paths(
    model: Model,
    world: World,
    first_year: int,
    years: int,
    draws: int,
    posterior: dict[str, Values],
    seed: int = 0,
) -> Paths:
    """Carry a world forward under each draw of the parameters.

    Args:
        model: The mechanisms.
        world: As the first year opens.
        first_year: Calendar year of the first step.
        years: How many.
        draws: Paths.
        posterior: Draws that belong together, by address; what it lacks comes from the priors.
        seed: Of the run.
    """
    declared = model.parameters()
    usable = {a: v for a, v in posterior.items() if a in parameters()}
    drawn = draw_parameters(declared, draws, seed, posterior=usable)
    parts = []
    for start in range(0, draws, PLACES):
        number = np.minimum(np.arange(start, start + PLACES), draws - 1)
        values = {a: jnp.asarray(v[number], jnp.result_type(float)) for a, v in drawn.items()}
        found = _paths(model, world, values, jnp.asarray(number), first_year, years, seed)
        parts.append(jax.tree.map(lambda leaf: np.asarray(leaf)[: draws - start], found))  # noqa: B023
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    lost = int(joined.pop("lost_acts").sum())
    return Paths(
        np.arange(first_year, first_year + years),
        np.asarray(world.code, np.int64),
        {name: value.astype(float) for name, value in joined.items() if value.ndim == 2},
        {name: value.astype(float) for name, value in joined.items() if value.ndim == 3},
        lost,
    )


@eqx.filter_jit
def _paths(
    model: Model,
    world: World,
    values: dict[str, Array],
    number: Array,
    first_year: int,
    years: int,
    seed: int,
) -> dict[str, Array]:
    def one(values: dict[str, Array], draw: Array) -> dict[str, Array]:
        bound = model.bind(values)
        land = bound.land(world)
        root = Chance.of(seed, draw)

        def step(before: World, offset: Array) -> tuple[World, dict[str, Array]]:
            after = bound.year(before, land, root.year(first_year + offset), None, jnp.ones(()))
            return after, _seen(before, after)

        return jax.lax.scan(step, bound.begin(world, land), jnp.arange(years))[1]

    return jax.lax.map(lambda each: one(*each), (values, number))


def _seen(before: World, after: World) -> dict[str, Array]:
    n = jnp.sum(after.present)
    spending = jnp.log(jnp.maximum(after.military_spending, 1e-3))
    spent = jnp.log(jnp.maximum(before.military_spending, 1e-3))
    change = spending - spent
    armed = (after.military_spending > 1e-3) & (before.military_spending > 1e-3)
    share = jnp.where(armed, 1.0, 0.0) / jnp.maximum(jnp.sum(armed), 1)
    mean = jnp.sum(share * change)
    us = jnp.argmax(after.code == 2)
    return {
        "great_power_wars": _great_power_wars(after),
        "pact_density": jnp.sum(after.defence_pact) / (n * (n - 1)),
        "initiations_a_year": jnp.sum(after.dispute),
        "members": jnp.sum(after.membership[:, 0]),
        "distance_from_us": jnp.sum(jnp.abs(after.ideal_point - after.ideal_point[us])) / (n - 1),
        "rivalries": jnp.sum(after.rivalry) / 2,
        "arms_volatility": jnp.sqrt(jnp.sum(share * (change - mean) ** 2)),
        "capability": after.capability,
        "ideal_point": after.ideal_point,
        "military_spending": after.military_spending,
        "democracy": after.democracy,
        "initiations": jnp.sum(after.dispute, axis=1),
        "pacts": jnp.sum(after.defence_pact, axis=1),
        "lost_acts": after.lost_acts,
    }


def _great_power_wars(world: World) -> Array:
    """Uses of force between two great powers that became wars this year."""
    author, target = jnp.maximum(world.act_actor, 0), jnp.maximum(world.act_target, 0)
    between = world.great_power[author] * world.great_power[target] * (world.act_actor >= 0)
    return jnp.sum(between * (world.act_war > 0))
