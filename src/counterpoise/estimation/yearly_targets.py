"""The yearly targets on the record: one number a year, on the states of which a forecast speaks.

A year that the sources do not cover is NaN, never zero. Where a target counts something that the
model does not have (threats and displays of force besides its use), the model's number is scaled
by the ratio of the two in the last twenty years of training, and by nothing later.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.catalogue import load, source
from counterpoise.estimation.observed_record import initiations
from counterpoise.estimation.paths import Paths
from counterpoise.estimation.record import Record
from counterpoise.world.orders import orders_of

Values = NDArray[np.float64]

RATIO_YEARS = 20
FIRST_ORDER = 1949  # the first year at whose opening the liberal order stood
FORECAST = {
    "HT1": "pact_density",
    "HT3": "initiations_a_year",
    "HT7": "initiations_a_year",
    "HT10": "members",
    "HT13": "distance_from_us",
    "HT14": "rivalries",
    "HT15": "arms_volatility",
}
"""Which series of a path speaks of which target."""

SCALED = {"HT3"}
COUNTS = {"HT3", "HT7"}


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
    measured = np.isfinite(change).sum(axis=1) > 1
    return {
        "HT1": among("defence_pact").sum(axis=(1, 2)) / np.maximum(count * (count - 1), 1),
        "HT3": _disputes(record, directory),
        "HT7": _begun(record, codes, directory),
        "HT10": _members(record, codes),
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
    states = (record.closing("present") > 0).sum(axis=1)
    return 100.0 * _by_year(record, start, source("disputes").newest.last) / states


def _begun(record: Record, codes: NDArray[np.int64], directory: Path | None) -> Values:
    found = initiations(directory)
    mine = found["ccode1"].isin(codes) & found["ccode2"].isin(codes)
    year = found.loc[mine, "year"].to_numpy(float)
    return _by_year(record, year, source("dispute_participants").newest.last)


def _members(record: Record, codes: NDArray[np.int64]) -> Values:
    """As each year closes, which is as the next opens."""
    found = np.full(len(record.years), np.nan)
    mine = set(codes.tolist())
    for place, year in enumerate(record.years.tolist()):
        orders = orders_of(year + 1) if year + 1 >= FIRST_ORDER else ()
        if orders:
            found[place] = len(orders[0].members & mine)
    return found


def model_series(
    name: str, forecast: Paths, seen: Mapping[str, Values], years: NDArray[np.int64], train_to: int
) -> tuple[Values, str]:
    """The model's draws of a target, [path, year], and what a reader must know of them."""
    found = forecast.series[FORECAST[name]]
    if name not in SCALED:
        return found, ""
    past = (years <= train_to) & (years > train_to - RATIO_YEARS)
    initiations = float(np.nanmean(seen["HT7"][past]))
    ratio = float(np.nanmean(seen[name][past])) / max(initiations, 1e-9)
    told = f"the model's initiations of force times {ratio:.3g}, the ratio of the last years"
    return found * ratio, told


Forecaster = Callable[[Values, int, int, np.random.Generator], Values]


def persistence(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """The last value, and a random walk with the spread of past changes."""
    spread = np.std(np.diff(past), ddof=1)
    return past[-1] + np.cumsum(spread * random.normal(size=(draws, years)), axis=1)


def climatology(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """The mean of the training years, and their spread."""
    return past.mean() + past.std(ddof=1) * random.normal(size=(draws, years))


def trend(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """A straight line by least squares, with the uncertainty of its fit and of a year about it."""
    when = np.arange(len(past), dtype=float)
    design = np.column_stack([np.ones(len(past)), when])
    fit, *_ = np.linalg.lstsq(design, past, rcond=None)
    residual = float(np.sum((past - design @ fit) ** 2) / (len(past) - 2))
    root = np.linalg.cholesky(residual * np.linalg.inv(design.T @ design))
    drawn = fit + random.normal(size=(draws, 2)) @ root.T
    ahead = np.column_stack([np.ones(years), len(past) + np.arange(years)])
    return drawn @ ahead.T + residual**0.5 * random.normal(size=(draws, years))


def autoregression(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """A first-order autoregression by least squares."""
    design = np.column_stack([np.ones(len(past) - 1), past[:-1]])
    (level, slope), *_ = np.linalg.lstsq(design, past[1:], rcond=None)
    spread = np.std(past[1:] - design @ np.array([level, slope]), ddof=2)
    slope = float(np.clip(slope, -1.0, 1.0))
    found = np.empty((draws, years))
    now = np.full(draws, past[-1])
    for year in range(years):
        now = level + slope * now + spread * random.normal(size=draws)
        found[:, year] = now
    return found


def negative_binomial(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """Counts (whole numbers of a rate): mean of the last ten years, dispersion of all."""
    mean = max(float(past[-10:].mean()), 1e-3)
    excess = max(float(past.var(ddof=1) - past.mean()), 1e-6) / max(float(past.mean()), 1e-3) ** 2
    rate = random.gamma(1.0 / excess, mean * excess, size=(draws, years))
    return random.poisson(rate).astype(float)


FORECASTERS: Mapping[str, Forecaster] = {
    "persistence": persistence,
    "climatology": climatology,
    "trend": trend,
    "autoregression": autoregression,
}
"""Competitors of every yearly target; counts have the negative binomial as well."""


def competitors(name: str, past: Values, years: int, draws: int, seed: int) -> dict[str, Values]:
    """Draws of every competitor, [draw, year], from the training years alone."""
    known = past[np.isfinite(past)]
    chosen = dict(FORECASTERS)
    if name in COUNTS:
        chosen["negative_binomial"] = negative_binomial
    return {
        each: forecast(known, years, draws, np.random.default_rng([seed, place]))
        for place, (each, forecast) in enumerate(chosen.items())
    }
