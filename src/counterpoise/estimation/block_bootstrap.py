"""Is one forecast better than another, or lucky? Blocks of years, or of countries, are resampled.

Rows of one year share their shocks, and rows of one country its history; resampling rows as if they
were independent gives intervals that are far too narrow. Whole blocks are drawn with replacement,
as many as there are, and the mean difference is taken over all rows that were drawn:

    D* = sum_b n*_b S_b / sum_b n*_b N_b       S_b sum of differences, N_b rows of block b

A dyad belongs to two countries. Its row then counts as often as the product of the times that its
two countries were drawn (the pigeonhole bootstrap of Owen 2007), which is cautious.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
YEARS_OF_A_BLOCK = 5


@dataclass(frozen=True)
class Difference:
    """A mean difference of scores and its 90% interval.

    Attributes:
        mean: Of the first less the second, over all rows.
        low, high: 5% and 95% quantile of the resampled means.
        blocks: How many blocks were resampled.
    """

    mean: float
    low: float
    high: float
    blocks: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def year_blocks(years: ArrayLike, length: int = YEARS_OF_A_BLOCK) -> NDArray[np.int64]:
    """The number of the block of adjacent years in which each row lies.

    Example:
        >>> year_blocks([1990, 1994, 1995]).tolist()
        [0, 0, 1]
    """
    found = np.asarray(years, np.int64)
    return np.asarray((found - found.min()) // length)


def by_blocks(
    difference: ArrayLike,
    blocks: ArrayLike,
    random: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Difference:
    """Resample blocks to which each row belongs once.

    Args:
        difference: Score of one forecast less that of the other, row by row.
        blocks: Of each row.
        random: Draws the blocks.
        resamples: How often.
    """
    d = np.asarray(difference, float)
    _, place = np.unique(np.asarray(blocks), return_inverse=True)
    total, rows = np.bincount(place, d), np.bincount(place)
    count = len(total)
    drawn = random.multinomial(count, np.full(count, 1.0 / count), size=resamples)
    return _summary(d, (drawn @ total) / np.maximum(drawn @ rows, 1), count)


def by_countries(
    difference: ArrayLike,
    one: ArrayLike,
    other: ArrayLike,
    random: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Difference:
    """Resample countries, each row belonging to two.

    Args:
        difference: Score of one forecast less that of the other, row by row.
        one: A country of each row.
        other: The other.
        random: Draws the countries.
        resamples: How often.
    """
    d = np.asarray(difference, float)
    countries, place = np.unique(np.concatenate([one, other]), return_inverse=True)
    count = len(countries)
    pair = place[: len(d)] * count + place[len(d) :]
    total = np.bincount(pair, d, count**2).reshape(count, count)
    rows = np.bincount(pair, minlength=count**2).reshape(count, count)
    drawn = random.multinomial(count, np.full(count, 1.0 / count), size=resamples)
    upper = np.einsum("ri,ij,rj->r", drawn, total, drawn, optimize=True)
    lower = np.einsum("ri,ij,rj->r", drawn, rows, drawn, optimize=True)
    return _summary(d, upper / np.maximum(lower, 1), count)


def _summary(d: NDArray[np.float64], resampled: NDArray[np.float64], count: int) -> Difference:
    low, high = np.quantile(resampled, [0.05, 0.95])
    return Difference(float(d.mean()), float(low), float(high), count)
