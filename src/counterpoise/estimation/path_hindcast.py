"""Hindcasts of yearly targets: paths from the world of the last training year, and competitors.

The variant without the focal mechanism leaves the focal parameters of all yearly targets out at
once, fits the rest again and runs the same paths. Years of which the record knows nothing are left
out for everybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from counterpoise.estimation.hindcast import MODEL, WITHOUT_FOCAL, Scored, scored_years
from counterpoise.estimation.paths import Paths, paths
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.estimation.recorded_world import Gaps, recorded_world
from counterpoise.estimation.targets import TARGETS, Kind, Target
from counterpoise.estimation.window_fit import window_fit
from counterpoise.estimation.yearly_targets import competitors, model_series, observed_series
from counterpoise.models.liberal_order import liberal_order

FEWEST_YEARS = 5
Tell = Callable[[str], None]


def focal_parameters() -> tuple[str, ...]:
    """Of all yearly targets."""
    yearly = (each for each in TARGETS if each.kind is Kind.YEARS)
    return tuple(dict.fromkeys(address for each in yearly for address in each.focal))


@dataclass(frozen=True)
class Forecasts:
    """Paths of the model and of its variant without the focal mechanisms, and where they began.

    Attributes:
        own: Of the model.
        without_focal: Of the variant; None where it was not asked for.
        gaps: What was filled by rule in the world that the paths began from.
    """

    own: Paths
    without_focal: Paths | None
    gaps: Gaps


def forecast_paths(
    record: Record,
    first_counted: int,
    train_to: int,
    years: int,
    draws: int,
    directory: Path | None = None,
    seed: int = 0,
    variant: bool = True,
    tell: Tell | None = None,
) -> Forecasts:
    """Fit on a window, and carry the world of its end forward.

    Args:
        record: At least to ``train_to``; what is later is cut off before anything is read.
        first_counted: First year of the fit.
        train_to: Last year of which anything is known.
        years: How many to forecast.
        draws: Paths.
        directory: Where the sources lie.
        seed: Of the fit and of the paths.
        variant: Whether to run the variant without the focal mechanisms too.
        tell: Told what is being done.
    """
    say = tell or (lambda _: None)
    past = record.window(first_counted, train_to)
    world, gaps = recorded_world(past, directory)
    found: list[Paths | None] = []
    for without in ((), focal_parameters()) if variant else ((),):
        say(f"fitting every block on {first_counted}:{train_to}")
        posterior = window_fit(past, draws, seed, without)
        say(f"{draws} paths of {train_to + 1}:{train_to + years}")
        found.append(paths(liberal_order(), world, train_to + 1, years, draws, posterior, seed))
    own = found[0]
    assert own is not None
    return Forecasts(own, found[1] if variant else None, gaps)


def score_years(
    target: Target,
    forecasts: Forecasts,
    record: Record,
    train: tuple[int, int],
    test: tuple[int, int],
    directory: Path | None = None,
    seed: int = 0,
) -> Scored:
    """Score one yearly target.

    Raises:
        NotInRecord: Too few years are known.
    """
    years, own = record.years, forecasts.own
    seen = observed_series(record, own.codes, directory)
    series = seen[target.name]
    past = series[(years >= train[0]) & (years <= train[1])]
    future = (years >= test[0]) & (years <= test[1]) & np.isfinite(series)
    if np.isfinite(past).sum() < FEWEST_YEARS or not future.any():
        raise NotInRecord(
            f"{target.name}: {int(np.isfinite(past).sum())} years are known in "
            f"{train[0]}:{train[1]} and {int(future.sum())} in {test[0]}:{test[1]}; at least "
            f"{FEWEST_YEARS} and one are needed. Choose other years."
        )
    ahead = years[future] - (train[1] + 1)
    draws = len(next(iter(own.series.values())))
    offered = {
        name: found[:, ahead]
        for name, found in competitors(target.name, past, int(ahead.max()) + 1, draws, seed).items()
    }
    value, note = model_series(target.name, own, seen, years, train[1])
    offered[MODEL] = value[:, ahead]
    if forecasts.without_focal is not None:
        other, _ = model_series(target.name, forecasts.without_focal, seen, years, train[1])
        offered[WITHOUT_FOCAL] = other[:, ahead]
    filled = sum(forecasts.gaps.filled.values())
    told = [
        f"paths from the {forecasts.gaps.states} states of {train[1]}; births and ends of states "
        f"are not foreseen; {filled} values of that world were filled by rule"
    ]
    if note:
        told.append(note)
    if own.lost_acts:
        told.append(f"{own.lost_acts} uses of force found no place in the list of acts")
    return scored_years(
        target, train, years[future], series[future], offered, seed, "; ".join(told)
    )
