"""Histories under draws of the prior, and the record beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import special

from counterpoise.estimation.calibration.on_record import orders_on_record, powers_on_record
from counterpoise.estimation.calibration.simulating import Progress, simulated
from counterpoise.estimation.calibration.studies import YEARS, Study, Window, model_of
from counterpoise.estimation.observed_record import Alliances, observed_record
from counterpoise.estimation.recorded_world import recorded_world
from counterpoise.models.draws import draw_parameters, probabilities
from counterpoise.models.model import Model
from counterpoise.world.observed import observed_world
from counterpoise.world.shipped import load
from counterpoise.world.world import World

Values = NDArray[np.float64]
ACTS = 256  # places in the list of a year's acts


@dataclass(frozen=True)
class Evidence:
    """A window as the sources have it.

    Attributes:
        world: As its first year opens.
        years: Calendar years that are counted.
        tallies: By name, [1, year].
        sources: By source, its version.
    """

    world: World
    years: NDArray[np.int64]
    tallies: Mapping[str, Values]
    sources: Mapping[str, str]


def evidence(window: Window, directory: Path | None = None) -> Evidence:
    """The world with which a window opens, and its counts.

    Raises:
        AbsentSource: A source is not there; the message says how to fetch it.
    """
    first, last = YEARS[window]
    if window is Window.CONCERT:
        record = observed_record(first, last, directory)
        world = observed_world(load(first - 1), ACTS, 1)
    else:
        record = observed_record(first, last, directory, Alliances.ATOP)
        world, _ = recorded_world(record.window(first - 1, first - 1), directory, ACTS)
    powers = np.asarray(world.code, np.int64)[np.asarray(world.great_power) > 0]
    tallies = powers_on_record(record, powers)
    if window is Window.COLD_WAR:
        tallies |= orders_on_record(record, directory)
    found = {name: value[None] for name, value in completed(tallies).items()}
    return Evidence(world, np.arange(first, last + 1), found, record.sources)


@dataclass(frozen=True)
class PriorHistories:
    """Draws of the prior and what came of each; histories that are not sound are left out.

    Attributes:
        scores: By address of what is calibrated, the normal scores of the draws, [history].
        tallies: By name, [history, year].
        years: Calendar years.
        set_aside: How many histories were left out.
    """

    scores: Mapping[str, Values]
    tallies: Mapping[str, Values]
    years: NDArray[np.int64]
    set_aside: int


def prior_histories(
    studies: Sequence[Study],
    window: Window,
    world: World,
    draws: int,
    seed: int,
    given: Mapping[str, Values] | None = None,
    progress: Progress | None = None,
    model: Model | None = None,
) -> PriorHistories:
    """Simulate a window under draws of the prior of all that is calibrated on it.

    Args:
        studies: Those of the window.
        window: Which.
        world: As its first year opens; a year earlier for the Concert, whose world is that of 1816.
        draws: How many histories.
        seed: Of draws and histories.
        given: Posterior of parameters that are not calibrated; what it lacks comes from priors.
        progress: Called with (histories done, in all).
        model: Another assembly than the window's.
    """
    first, last = YEARS[window]
    opens = first - 1 if window is Window.CONCERT else first
    priors = {a: prior for each in studies for a, prior in each.priors().items()}
    model = model or model_of(window)
    free = {a: v for a, v in (given or {}).items() if a not in priors}
    values = draw_parameters(model.parameters(), draws, seed, priors=priors, posterior=free)
    found = simulated(model, world, values, opens, last - opens + 1, seed, progress)
    scores = {a: normal_scores(a, draws, seed)[found.sound] for a in priors}
    tallies = {
        name: value[found.sound][:, first - opens :] for name, value in found.tallies.items()
    }
    return PriorHistories(
        scores, completed(tallies), np.arange(first, last + 1), int((~found.sound).sum())
    )


def completed(tallies: Mapping[str, Values]) -> dict[str, Values]:
    """With ventures of either kind together."""
    both = tallies["ventures_alone"] + tallies["ventures_authorised"]
    return {**tallies, "ventures": both}


def normal_scores(address: str, draws: int, seed: int) -> Values:
    """Where in its prior each draw of a parameter lies, as a standard normal variable."""
    return np.asarray(special.ndtri(probabilities(address, np.arange(draws), seed)))
