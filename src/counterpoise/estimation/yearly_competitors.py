"""Who else forecasts a yearly target: from its own past, and from nothing else.

- *persistence*: the last value, and a random walk with the spread of past changes;
- *climatology*: the mean of the training years, and their spread;
- *trend*: a straight line; *autoregression*: of first order;
- *negative_binomial* for counts: the mean of the last ten years, the dispersion of all;
- rare events: Poisson, at the training rate (climatology) or that of the last ten years
  (persistence), with the rate's posterior under the Jeffreys prior;
- *logistic_curve* for members of an organisation: how things spread that end by saturation.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

COUNTS = frozenset({"HT3", "HT7"})
RARE = frozenset({"HT9"})
SPREADING = "HT10"
JEFFREYS = 0.5

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


def poisson(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """Rare events at the training rate: gamma posterior of the rate, Poisson years."""
    rate = random.gamma(past.sum() + JEFFREYS, 1.0 / len(past), size=(draws, 1))
    return random.poisson(np.broadcast_to(rate, (draws, years))).astype(float)


def recent_poisson(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """Rare events at the rate of the last ten years."""
    return poisson(past[-10:], years, draws, random)


def logistic_curve(past: Values, years: int, draws: int, random: np.random.Generator) -> Values:
    """K / (1 + exp(-r (t - m))) by least squares, with the uncertainty of its fit."""
    from scipy.optimize import least_squares

    when = np.arange(len(past), dtype=float)
    most = max(float(past.max()), 1.0)

    def curve(k: Values, at: Values) -> Values:
        return np.asarray(np.exp(k[0]) / (1.0 + np.exp(-np.exp(k[1]) * (at - k[2]))))

    start = np.array([np.log(1.2 * most), np.log(0.1), 0.5 * len(past)])
    low = np.array([np.log(most) - 0.1, np.log(0.005), -100.0])
    high = np.array([np.log(4.0 * most), np.log(1.0), 200.0])

    def misfit(k: Values) -> Values:
        return np.asarray(curve(k, when) - past)

    fit = least_squares(misfit, start, bounds=(low, high))
    residual = float(np.sum(fit.fun**2) / max(len(past) - 3, 1))
    slopes = np.asarray(fit.jac, float)
    # A saturated curve leaves directions that the years do not fix: a ridge keeps them finite.
    covariance = residual * np.linalg.inv(slopes.T @ slopes + 1e-3 * np.eye(3))
    drawn = np.clip(random.multivariate_normal(fit.x, covariance, size=draws), low, high)
    ahead = len(past) + np.arange(years, dtype=float)
    found = np.stack([curve(each, ahead) for each in drawn])
    return found + residual**0.5 * random.normal(size=found.shape)


FORECASTERS: Mapping[str, Forecaster] = {
    "persistence": persistence,
    "climatology": climatology,
    "trend": trend,
    "autoregression": autoregression,
}
"""Competitors of every yearly target; some have one more."""


RARE_FORECASTERS: Mapping[str, Forecaster] = {
    "persistence": recent_poisson,
    "climatology": poisson,
}
"""Of events of which most years have none, where lines and densities mean nothing."""


def competitors(name: str, past: Values, years: int, draws: int, seed: int) -> dict[str, Values]:
    """Draws of every competitor, [draw, year], from the training years alone."""
    known = past[np.isfinite(past)]
    chosen = dict(RARE_FORECASTERS if name in RARE else FORECASTERS)
    if name in COUNTS:
        chosen["negative_binomial"] = negative_binomial
    if name.startswith(SPREADING):
        chosen["logistic_curve"] = logistic_curve
    return {
        each: forecast(known, years, draws, np.random.default_rng([seed, place]))
        for place, (each, forecast) in enumerate(chosen.items())
    }
