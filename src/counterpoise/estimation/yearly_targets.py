"""The yearly targets on the record: one number a year, on the states of which a forecast speaks.

A year that the sources do not cover is NaN, never zero. Where a target counts something that the
model does not have (threats and displays of force besides its use), the model's number is scaled
by the ratio of the two counts in the last twenty years of training, and by nothing later.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.catalogue import load, load_by_year, source
from counterpoise.estimation.distancing_windows import GERMANY, UNITED_STATES, WEST_GERMANY
from counterpoise.estimation.memberships_ahead import memberships_on_record
from counterpoise.estimation.observed_record import initiations
from counterpoise.estimation.organisations_on_record import membership_on_record
from counterpoise.estimation.paths import Paths
from counterpoise.estimation.record import Record

Values = NDArray[np.float64]

RATIO_YEARS = 20
FORECAST = {
    "HT1": "pact_density",
    "HT2": "pact_density",
    "HT3": "initiations_a_year",
    "HT7": "initiations_a_year",
    "HT9": "great_power_wars",
    "HT10": "members",
    "HT13": "distance_from_us",
    "HT14": "rivalries",
    "HT15": "arms_volatility",
}
"""Which series of a path speaks of which target."""

DISPUTES = "disputes"
"""Militarised disputes that begin in the year, however many states there are."""

SCALED = {"HT3"}


def observed_series(
    record: Record, codes: NDArray[np.int64], directory: Path | None = None
) -> dict[str, Values]:
    """Every yearly target, by name, for each year of the record.

    Args:
        record: To the last year that is scored.
        codes: The states of which the forecast speaks.
        directory: Where the sources lie.
    """
    mine = np.flatnonzero(np.isin(record.codes, codes))
    present = record.closing("present")[:, mine] > 0
    pair = present[:, :, None] & present[:, None, :]
    pair &= ~np.eye(len(mine), dtype=bool)
    count = present.sum(axis=1)

    def among(name: str) -> Values:
        return np.where(pair, record.closing(name)[:, mine][:, :, mine], 0.0)

    x = record.closing("ideal_point")[:, mine]
    us = np.flatnonzero(record.codes[mine] == 2)
    gap = np.abs(x - x[:, us]) if len(us) else np.full_like(x, np.nan)
    others = np.isfinite(gap) & present
    others[:, us] = False
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.diff(np.log(record["military_spending"][:, mine]), axis=0)
        change = np.where(np.isfinite(change) & present, change, np.nan)
    counts = memberships_on_record(record, directory)[:, mine]
    measured = np.isfinite(change).sum(axis=1) > 1
    disputes = _disputes(record, directory)
    density = among("defence_pact").sum(axis=(1, 2)) / np.maximum(count * (count - 1), 1)
    return {
        "HT1": density,
        "HT2": density,  # of a record that holds the pacts of ATOP
        "HT3": 100.0 * disputes / (record.closing("present") > 0).sum(axis=1),
        DISPUTES: disputes,
        "HT7": _begun(record, codes, directory),
        "HT9": _great_power_wars(record, directory),
        "HT10": _members(record, codes),
        "HT11": _mean(counts, np.isfinite(counts)),
        "HT13": _mean(gap, others),
        "HT14": among("rivalry").sum(axis=(1, 2)) / 2,
        "HT15": np.array(
            [np.nanstd(row) if ok else np.nan for row, ok in zip(change, measured, strict=True)]
        ),
    }


def _mean(values: Values, where: NDArray[np.bool_]) -> Values:
    total, count = np.where(where, values, 0.0).sum(axis=1), where.sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _by_year(record: Record, year: Values, last: int) -> Values:
    found = np.array([(year == each).sum() for each in record.years], float)
    return np.where(record.years <= last, found, np.nan)


def _disputes(record: Record, directory: Path | None) -> Values:
    start = load("disputes", directory)["start"].to_numpy(float)
    return _by_year(record, start, source("disputes").newest.last)


def _begun(record: Record, codes: NDArray[np.int64], directory: Path | None) -> Values:
    found = initiations(directory)
    mine = found["ccode1"].isin(codes) & found["ccode2"].isin(codes)
    year = found.loc[mine, "year"].to_numpy(float)
    return _by_year(record, year, source("dispute_participants").newest.last)


def _great_power_wars(record: Record, directory: Path | None) -> Values:
    """Wars with great powers on both sides, dated by the first such year."""
    taking = load("wars", directory)
    great = load_by_year("majors", directory)[["ccode", "year"]].drop_duplicates()
    powers = taking.merge(great, left_on=["ccode", "start"], right_on=["ccode", "year"])
    joined = powers.groupby(["war", "side"])["start"].min().unstack()
    both = joined.dropna()
    return _by_year(record, both.max(axis=1).to_numpy(float), source("wars").newest.last)


def organisation_series(
    key: str, record: Record, codes: NDArray[np.int64], directory: Path | None = None
) -> Values:
    """Members of an organisation among some states; united Germany counts as West Germany."""
    belongs = membership_on_record(key, record, directory)
    mine = np.isin(record.codes, codes)
    if WEST_GERMANY in codes and GERMANY not in codes:
        mine |= record.codes == GERMANY
    return np.asarray(belongs[:, mine].sum(axis=1))


def _members(record: Record, codes: NDArray[np.int64]) -> Values:
    """As each year closes; NaN while there is no member."""
    mine = np.isin(record.codes, codes)
    if WEST_GERMANY in codes and GERMANY not in codes:
        mine |= record.codes == GERMANY
    found = record.closing("membership")[:, mine, 0].sum(axis=1)
    return np.where(found > 0, found, np.nan)


def distance_on_paths(forecast: Paths, voting: NDArray[np.bool_]) -> Values:
    """Mean distance from the United States, [path, year], over the states that voted."""
    x = forecast.states["ideal_point"]
    us = np.flatnonzero(forecast.codes == UNITED_STATES)
    gap = np.abs(x - x[:, :, us])
    others = voting & (forecast.codes != UNITED_STATES)
    return np.asarray(gap[:, :, others].mean(axis=2))


def model_series(
    name: str, forecast: Paths, seen: Mapping[str, Values], years: NDArray[np.int64], train_to: int
) -> tuple[Values, str]:
    """The model's draws of a target, [path, year], and what a reader must know of them."""
    found = forecast.series[FORECAST[name]]
    if name == "HT9":
        return found, "a path counts wars by dyad, the record by war"
    if name not in SCALED:
        return found, ""
    past = (years <= train_to) & (years > train_to - RATIO_YEARS)
    initiations = float(np.nanmean(seen["HT7"][past]))
    ratio = float(np.nanmean(seen[DISPUTES][past])) / max(initiations, 1e-9)
    told = (
        f"the model's initiations of force times {ratio:.3g}, the disputes to each of the last "
        f"{RATIO_YEARS} years"
    )
    return found * ratio * 100.0 / len(forecast.codes), told
