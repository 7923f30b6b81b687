"""Proper scores of probabilistic forecasts, and how well the forecasts are calibrated.

    log score           ln p(y)                                          higher is better
    Brier               (p - y)^2                                        lower is better
    Brier skill         1 - mean Brier / mean Brier of the reference     higher is better
    AUPRC               sum_k (R_k - R_k-1) P_k                          higher is better
    CRPS                E|X - y| - E|X - X'| / 2                         lower is better
    energy score        E||X - y|| - E||X - X'|| / 2                     lower is better
    PIT                 Pr(X < y) + u Pr(X = y)                          uniform if calibrated

Of a forecast held as draws, CRPS and energy score are those of the draws' empirical distribution,
exactly (Gneiting and Raftery 2007). The log score of a count or density held as draws is that of
the normal distribution with the draws' mean and variance, which is proper as a score of the first
two moments (Dawid and Sebastiani 1999): tails of a few hundred draws say nothing.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]

LEAST_PROBABILITY = 1e-12
LEAST_VARIANCE = 1e-12


def log_score(probability: ArrayLike, happened: ArrayLike) -> Values:
    """Log probability of what happened, event by event.

    Example:
        >>> log_score([0.5, 0.25], [1, 0]).round(3).tolist()
        [-0.693, -0.288]
    """
    p = np.clip(np.asarray(probability, float), LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY)
    y = np.asarray(happened, float)
    return np.where(y > 0, np.log(p), np.log1p(-p))


def brier(probability: ArrayLike, happened: ArrayLike) -> Values:
    """Squared distance of the probability from what happened, event by event."""
    return (np.asarray(probability, float) - np.asarray(happened, float)) ** 2


def brier_skill(score: ArrayLike, reference: ArrayLike) -> float:
    """Share of the reference's mean Brier score that the forecast saves; 0 is no better.

    Example:
        >>> brier_skill([0.1, 0.1], [0.2, 0.2])
        0.5
    """
    return float(1.0 - np.mean(np.asarray(score, float)) / np.mean(np.asarray(reference, float)))


def auprc(probability: ArrayLike, happened: ArrayLike) -> float:
    """Area under the precision-recall curve, by steps (average precision).

    Events that share a probability enter together. A forecast without information has the event's
    frequency. NaN where nothing happened.

    Example:
        >>> round(auprc([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 0]), 4)
        0.8333
    """
    p, y = np.asarray(probability, float), np.asarray(happened, float) > 0
    if not y.any():
        return float("nan")
    order = np.argsort(-p, kind="stable")
    last_of_ties = np.append(np.flatnonzero(np.diff(p[order])), len(p) - 1)
    caught = np.cumsum(y[order])[last_of_ties]
    precision = caught / (last_of_ties + 1)
    recall = caught / y.sum()
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def crps(draws: ArrayLike, observed: ArrayLike) -> Values:
    """Continuous ranked probability score of the draws' empirical distribution, exactly.

    Args:
        draws: [draw, ...].
        observed: [...].

    Example:
        >>> crps([[0.0], [1.0]], [0.0]).tolist()
        [0.25]
    """
    x = np.sort(np.asarray(draws, float), axis=0)
    y = np.asarray(observed, float)
    count = len(x)
    rank = np.arange(1, count + 1).reshape(-1, *([1] * (x.ndim - 1)))
    spread = 2.0 * np.sum((2.0 * rank - count - 1.0) * x, axis=0) / count**2
    return np.asarray(np.mean(np.abs(x - y), axis=0) - 0.5 * spread)


def energy_score(draws: ArrayLike, observed: ArrayLike) -> float:
    """Energy score of a joint forecast: CRPS for vectors.

    Args:
        draws: [draw, component], in units that make the components comparable.
        observed: [component].
    """
    x, y = np.asarray(draws, float), np.asarray(observed, float)
    apart = np.linalg.norm(x[:, None] - x[None], axis=-1)
    return float(np.mean(np.linalg.norm(x - y, axis=-1)) - 0.5 * np.mean(apart))


def normal_log_score(draws: ArrayLike, observed: ArrayLike) -> Values:
    """Log density of the normal distribution with the draws' mean and variance.

    Args:
        draws: [draw, ...].
        observed: [...].
    """
    x, y = np.asarray(draws, float), np.asarray(observed, float)
    variance = np.maximum(x.var(axis=0, ddof=1), LEAST_VARIANCE)
    return np.asarray(-0.5 * (np.log(2 * np.pi * variance) + (y - x.mean(axis=0)) ** 2 / variance))


def joint_log_score(draws: ArrayLike, observed: ArrayLike) -> float:
    """Log density of the multivariate normal with the draws' means and covariances.

    Args:
        draws: [draw, component], many more draws than components.
        observed: [component].
    """
    x, y = np.asarray(draws, float), np.asarray(observed, float)
    covariance = np.cov(x.T) + LEAST_VARIANCE * np.eye(x.shape[1])
    apart = y - x.mean(axis=0)
    _, log_det = np.linalg.slogdet(2 * np.pi * covariance)
    return float(-0.5 * (log_det + apart @ np.linalg.solve(covariance, apart)))


def count_log_score(draws: ArrayLike, observed: ArrayLike) -> Values:
    """Log probability of a count by the frequency of each count among the draws.

    Half a draw is added for what was observed and half for all else, so that what no draw foresaw
    costs ln(2 (draws + 1)) and not infinity. For events so rare that a normal density says nothing.

    Args:
        draws: Whole numbers, [draw, ...].
        observed: [...].

    Example:
        >>> count_log_score([[0], [0], [1]], [0]).round(3).tolist()
        [-0.47]
    """
    x, y = np.asarray(draws, float), np.asarray(observed, float)
    return np.asarray(np.log((np.sum(x == y, axis=0) + 0.5) / (len(x) + 1.0)))


def pit(draws: ArrayLike, observed: ArrayLike, random: np.random.Generator) -> Values:
    """Probability integral transform, randomised where draws equal what was observed.

    Args:
        draws: [draw, ...].
        observed: [...].
        random: Breaks ties.
    """
    x, y = np.asarray(draws, float), np.asarray(observed, float)
    below, equal = np.mean(x < y, axis=0), np.mean(x == y, axis=0)
    return np.asarray(below + random.random(y.shape) * equal)


def covered(draws: ArrayLike, observed: ArrayLike, probability: float) -> NDArray[np.bool_]:
    """Whether the central interval of this probability holds what was observed.

    Args:
        draws: [draw, ...].
        observed: [...].
        probability: Of the interval, such as 0.9.
    """
    x, y = np.asarray(draws, float), np.asarray(observed, float)
    tail = 0.5 * (1.0 - probability)
    low, high = np.quantile(x, [tail, 1.0 - tail], axis=0)
    return np.asarray((low <= y) & (y <= high))


def calibration(
    probability: ArrayLike, happened: ArrayLike, bins: int = 10
) -> tuple[Values, Values, NDArray[np.int64]]:
    """Forecast and observed frequency in bins that hold equally many forecast events.

    Equal numbers of rows would put nearly every rare event into the last bin.

    Returns:
        Mean forecast, observed frequency, and number of rows of each bin.
    """
    p, y = np.asarray(probability, float), np.asarray(happened, float)
    order = np.argsort(p, kind="stable")
    weight = np.cumsum(p[order])
    edges = np.searchsorted(weight, weight[-1] * np.arange(1, bins) / bins)
    parts = [part for part in np.split(order, np.unique(edges)) if len(part)]
    return (
        np.array([p[part].mean() for part in parts]),
        np.array([y[part].mean() for part in parts]),
        np.array([len(part) for part in parts], np.int64),
    )
