"""Hindcasts of yearly targets: paths from the world of the last training year, and competitors.

The variant without the focal mechanism leaves the focal parameters of all yearly targets out at
once, fits the rest again and runs the same paths. Years of which the record knows nothing are left
out for everybody.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.before_votes import (
    STILL,
    has_votes,
    in_the_middle,
    that_can_be_fitted,
)
from counterpoise.estimation.bloc_pacts import bloc_parameters, blocs, with_blocs
from counterpoise.estimation.catalogue import BLOCKS
from counterpoise.estimation.common_shocks import shock_parameters
from counterpoise.estimation.distancing_windows import about_iraq, positions_on_record, windows
from counterpoise.estimation.hindcast import (
    MODEL,
    WITHOUT_FOCAL,
    Scored,
    scored_joint,
    scored_years,
)
from counterpoise.estimation.memberships_ahead import members_on_paths, memberships_on_paths
from counterpoise.estimation.paths import Paths, paths
from counterpoise.estimation.recent_levels import recent_level
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.estimation.recorded_world import Gaps, recorded_world, with_the_order_on_record
from counterpoise.estimation.specification import CHOSEN, SPECIFICATIONS, Specification
from counterpoise.estimation.targets import JOINING, TARGETS, Kind, Target
from counterpoise.estimation.window_fit import unseen, window_fit
from counterpoise.estimation.yearly_competitors import competitors
from counterpoise.estimation.yearly_targets import (
    distance_on_paths,
    model_series,
    observed_series,
    organisation_series,
)
from counterpoise.models.concert_of_europe import concert_of_europe
from counterpoise.models.liberal_order import liberal_order
from counterpoise.world.world import World

Values = NDArray[np.float64]

FEWEST_YEARS = 5
WAVES = ("alliance.al_year", "alliance.off_year")  # estimated with the pacts
SHOWN_BEFORE = 25  # years of the past that a picture shows
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
        world: That world.
    """

    own: Paths
    without_focal: Paths | None
    gaps: Gaps
    world: World


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
    form: Specification = SPECIFICATIONS[CHOSEN],
) -> Forecasts:
    """Fit on a window, and carry the world of its end forward.

    Args:
        record: At least to ``train_to``; what is later is cut off before anything is read.
        first_counted: First year of the fit. Where no votes are on record the model is that of the
            concert, and what needs positions is left out.
        train_to: Last year of which anything is known.
        years: How many to forecast.
        draws: Paths.
        directory: Where the sources lie.
        seed: Of the fit and of the paths.
        variant: Whether to run the variant without the focal mechanisms too.
        tell: Told what is being done.
        form: How parameters and the start of the paths are settled.
    """
    say = tell or (lambda _: None)
    past = record.window(first_counted, train_to)
    if form.blocs:
        past = with_blocs(past, directory)
    voting = has_votes(past)
    fitted = BLOCKS if voting else that_can_be_fitted(BLOCKS)
    model = liberal_order() if voting else concert_of_europe()
    if not voting:
        past = in_the_middle(past)
    world, gaps = recorded_world(past, directory)
    if voting:
        world = with_the_order_on_record(world, past)
    found: list[Paths | None] = []
    for without in ((), focal_parameters()) if variant else ((),):
        say(f"fitting every block on {first_counted}:{train_to}")
        posterior = window_fit(past, draws, seed, without, fitted)
        posterior |= path_parameters(past, draws, form, seed)
        if form.recent:
            posterior |= recent_level(past, posterior, world, seed)
        if not voting:
            posterior |= {address: np.zeros(draws) for address in STILL}
        say(f"{draws} paths of {train_to + 1}:{train_to + years}")
        found.append(paths(model, world, train_to + 1, years, draws, posterior, seed))
    own = found[0]
    assert own is not None
    return Forecasts(own, found[1] if variant else None, gaps, world)


def path_parameters(past: Record, draws: int, form: Specification, seed: int) -> dict[str, Values]:
    """What a specification settles besides the fit, by address."""
    found: dict[str, Values] = {}
    if form.seen_only:
        found |= {address: np.zeros(draws) for address in unseen(past)}
    if form.blocs:
        found |= bloc_parameters(blocs(past), draws, seed)
    if form.shocks:
        found |= shock_parameters(past, draws)
    else:
        found |= {address: np.zeros(draws) for address in WAVES}
    if form.wandering:
        found["ideal_points.x_ar"] = np.zeros(draws)
    return found


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
    draws = len(next(iter(own.series.values())))
    if target.kind is Kind.WINDOWS:
        return _score_windows(target, forecasts, record, train, test, draws, seed)
    if target.kind is Kind.JOINT:
        return _score_joint(target, forecasts, record, train, test, directory, seed)
    series = _observed(target, record, own.codes, directory)
    past = series[(years >= train[0]) & (years <= train[1])]
    future = (years >= test[0]) & (years <= test[1]) & np.isfinite(series)
    if np.isfinite(past).sum() < FEWEST_YEARS or not future.any():
        raise NotInRecord(
            f"{target.name}: {int(np.isfinite(past).sum())} years are known in "
            f"{train[0]}:{train[1]} and {int(future.sum())} in {test[0]}:{test[1]}; at least "
            f"{FEWEST_YEARS} and one are needed. Choose other years."
        )
    ahead = years[future] - (train[1] + 1)
    offered = {
        name: found[:, ahead]
        for name, found in competitors(target.name, past, int(ahead.max()) + 1, draws, seed).items()
    }
    value, note = _forecast(target, forecasts, own, record, train, directory, seed)
    offered[MODEL] = value[:, ahead]
    if forecasts.without_focal is not None:
        other, _ = _forecast(
            target, forecasts, forecasts.without_focal, record, train, directory, seed
        )
        offered[WITHOUT_FOCAL] = other[:, ahead]
    told = _told(forecasts, note)
    found = scored_years(target, train, years[future], series[future], offered, seed, told)
    before = (years <= train[1]) & (years > train[1] - SHOWN_BEFORE) & np.isfinite(series)
    return replace(found, history=(years[before], series[before]))


def _told(forecasts: Forecasts, note: str) -> str:
    filled = sum(forecasts.gaps.filled.values())
    told = [
        f"paths from the {forecasts.gaps.states} states of {forecasts.own.years[0] - 1}; births "
        f"and ends of states are not foreseen; {filled} values of that world were filled by rule"
    ]
    if note:
        told.append(note)
    if forecasts.own.lost_acts:
        told.append(f"{forecasts.own.lost_acts} uses of force found no place in the list of acts")
    return "; ".join(told)


def _observed(
    target: Target, record: Record, codes: NDArray[np.int64], directory: Path | None
) -> Values:
    if target.organisation:
        return organisation_series(target.organisation, record, codes, directory)
    return observed_series(record, codes, directory)[target.name]


def _forecast(
    target: Target,
    forecasts: Forecasts,
    own: Paths,
    record: Record,
    train: tuple[int, int],
    directory: Path | None,
    seed: int,
) -> tuple[Values, str]:
    """Draws of the model, or of its variant, [path, year]; and what a reader must know of them."""
    without = JOINING if own is forecasts.without_focal else ()
    past = record.window(*train)
    if target.organisation:
        found = members_on_paths(
            target.organisation, past, forecasts.world, own, directory, seed, without
        )
        return found, "one organisation at a time, by the hazard (3.16) fitted on its accessions"
    if target.name == "HT11":
        found = memberships_on_paths(past, forecasts.world, own, directory, seed, without)
        return found, "organisations yet to be founded are not foreseen"
    if target.name == "HT13":
        voting = np.isfinite(positions_on_record(past, own.codes)[-1])
        return distance_on_paths(own, voting), "the states whose votes were on record at the origin"
    return model_series(
        target.name, own, observed_series(record, own.codes, directory), record.years, train[1]
    )


def _score_windows(
    target: Target,
    forecasts: Forecasts,
    record: Record,
    train: tuple[int, int],
    test: tuple[int, int],
    draws: int,
    seed: int,
) -> Scored:
    """Every window of every group is a row; blocks of years keep those of one time together."""
    found = windows(record, forecasts.own, train, test, draws, seed)
    offered = dict(found.offered)
    if forecasts.without_focal is not None:
        other = windows(record, forecasts.without_focal, train, test, draws, seed)
        offered[WITHOUT_FOCAL] = other.offered[MODEL]
    low, high = np.quantile(offered[MODEL], [0.05, 0.95], axis=0)
    note = _told(forecasts, about_iraq(found, low, high))
    flat = {name: x.reshape(len(x), -1) for name, x in offered.items()}
    rows = np.repeat(found.years, found.observed.shape[1])
    return scored_years(target, train, rows, found.observed.ravel(), flat, seed, note)


JOINED = ("HT1", "HT3", "HT10", "HT14")


def _score_joint(
    target: Target,
    forecasts: Forecasts,
    record: Record,
    train: tuple[int, int],
    test: tuple[int, int],
    directory: Path | None,
    seed: int,
) -> Scored:
    own, years = forecasts.own, record.years
    seen = observed_series(record, own.codes, directory)
    draws = len(next(iter(own.series.values())))
    whole = np.stack([seen[name] for name in JOINED], axis=1)
    trained = (years >= train[0]) & (years <= train[1])
    unit = np.nanstd(whole[trained], axis=0, ddof=1)
    future = (years >= test[0]) & (years <= test[1]) & np.isfinite(whole).all(axis=1)
    if not future.any() or not np.all(unit > 0):
        raise NotInRecord(f"{target.name}: no year of {test[0]}:{test[1]} knows all of {JOINED}.")
    ahead = years[future] - (train[1] + 1)
    span = int(ahead.max()) + 1
    apart = [
        competitors(name, seen[name][trained], span, draws, seed + place)
        for place, name in enumerate(JOINED)
    ]
    common = [name for name in apart[0] if all(name in each for each in apart)]
    offered = {name: np.stack([each[name] for each in apart], axis=2) for name in common}

    def vector(of: Paths) -> Values:
        parts = [model_series(name, of, seen, years, train[1])[0] for name in JOINED]
        return np.stack(parts, axis=2)

    offered[MODEL] = vector(own)
    if forecasts.without_focal is not None:
        offered[WITHOUT_FOCAL] = vector(forecasts.without_focal)
    scaled = {name: x[:, ahead] / unit for name, x in offered.items()}
    note = _told(forecasts, "competitors forecast each of the four by itself")
    return scored_joint(target, train, years[future], whole[future] / unit, scaled, seed, note)
