"""Histories under draws of the prior, of which only yearly counts are kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array
from numpy.typing import NDArray

from counterpoise.estimation.calibration.tallies import tally
from counterpoise.models.model import Model
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

Values = NDArray[np.float64]
Progress = Callable[[int, int], None]
PLACES = 50  # histories computed by one call; changes no result


@dataclass(frozen=True)
class Simulated:
    """Counts of simulated histories.

    Attributes:
        tallies: By name, [history, year].
        sound: False where more force was used in a year than the list of acts holds, or a number
            is none: such a history is set aside, [history].
    """

    tallies: Mapping[str, Values]
    sound: NDArray[np.bool_]


def simulated(
    model: Model,
    world: World,
    values: Mapping[str, Values],
    first_year: int,
    years: int,
    seed: int,
    progress: Progress | None = None,
) -> Simulated:
    """One history for each draw of the parameters.

    Args:
        model: The mechanisms.
        world: As the first year opens.
        values: By address, one value a draw.
        first_year: Calendar year of the first step.
        years: How many.
        seed: Of all histories.
        progress: Called with (histories done, in all).
    """
    draws = len(next(iter(values.values())))
    parts = []
    for start in range(0, draws, PLACES):
        number = np.minimum(np.arange(start, start + PLACES), draws - 1)
        these = {a: jnp.asarray(v[number], jnp.result_type(float)) for a, v in values.items()}
        found = _histories(model, world, these, jnp.asarray(number), first_year, years, seed)
        parts.append({a: np.asarray(each, float)[: draws - start] for a, each in found.items()})
        if progress is not None:
            progress(min(start + PLACES, draws), draws)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    lost = joined.pop("lost_acts")
    sound = (lost.max(axis=1) == 0) & np.all(
        [np.isfinite(each).all(axis=1) for each in joined.values()], axis=0
    )
    return Simulated(joined, sound)


@eqx.filter_jit
def _histories(
    model: Model,
    world: World,
    values: dict[str, Array],
    number: Array,
    first_year: int,
    years: int,
    seed: int,
) -> dict[str, Array]:
    def history(values: dict[str, Array], draw: Array) -> dict[str, Array]:
        bound = model.bind(values)
        land = bound.land(world)
        root = Chance.of(seed, draw)

        def step(before: World, offset: Array) -> tuple[World, dict[str, Array]]:
            chance = root.year(first_year + offset)
            after = bound.year(before, land, chance, None, jnp.ones(()))
            return after, {**tally(before, after, chance), "lost_acts": after.lost_acts}

        return jax.lax.scan(step, bound.begin(world, land), jnp.arange(years))[1]

    return jax.lax.map(lambda each: history(*each), (values, number))
