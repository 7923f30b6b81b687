"""Are ranks uniform? Two tests of draws from 0, 1, ..., L.

*Bands of the distribution function* (Saeilynoja, Buerkner and Vehtari 2022). At each rank r the
number of ranks at or below it is Binomial(N, (r + 1)/(L + 1)). The statistic is the smallest
two-sided tail probability over all r,

    gamma = min_r 2 min( P(B_r <= F_r), P(B_r >= F_r) ),

and its p-value the share of simulated sets of uniform ranks whose gamma is no larger, so that the
bands hold at all r at once.

*Chi-square* over bins of equal width, the cruder and better known one.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

SIMULATED = 4000
BINS = 10


def band_p_value(ranks: ArrayLike, most: int, seed: int = 0) -> float:
    """P-value of the simultaneous bands of the distribution function.

    Args:
        ranks: From 0 to ``most``.
        most: The highest possible rank: the number of draws among which the truth was ranked.
        seed: Of the simulated ranks.

    Example:
        >>> band_p_value(np.arange(100), 99) > 0.5, band_p_value(np.full(100, 99), 99) < 0.001
        (True, True)
    """
    given = np.asarray(ranks, int)
    tails = _tails(len(given), most)
    random = np.random.default_rng(seed)
    drawn = random.integers(0, most + 1, (SIMULATED, len(given)))
    simulated = _gamma(drawn, most, tails)
    observed = _gamma(given[None], most, tails)[0]
    return float((1 + np.sum(simulated <= observed)) / (SIMULATED + 1))


def _tails(count: int, most: int) -> NDArray[np.float64]:
    """Two-sided tail probability of each count at each rank but the last, [count, rank]."""
    share = np.arange(1, most + 1) / (most + 1)
    seen = np.arange(count + 1)[:, None]
    below = stats.binom.cdf(seen, count, share)
    above = stats.binom.sf(seen - 1, count, share)
    return np.asarray(2.0 * np.minimum(below, above))


def _gamma(ranks: NDArray[np.int64], most: int, tails: NDArray[np.float64]) -> NDArray[np.float64]:
    places = np.arange(most)
    counts = np.stack([np.searchsorted(np.sort(each), places, side="right") for each in ranks])
    return np.asarray(tails[counts, places].min(axis=1))


def chi_square_p_value(ranks: ArrayLike, most: int, bins: int = BINS) -> float:
    """P-value of equal counts in bins.

    Raises:
        ValueError: The bins do not divide the ranks evenly.
    """
    if (most + 1) % bins:
        raise ValueError(f"{bins} bins do not divide {most + 1} ranks evenly.")
    counts = np.bincount(np.asarray(ranks, int) * bins // (most + 1), minlength=bins)
    return float(stats.chisquare(counts).pvalue)
