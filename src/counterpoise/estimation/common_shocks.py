"""How uneven the years are: spreads of shocks that all states share, from the training years.

    arms        sd_it = sd exp(v_year eps_t + v_tail eps_it)
    disputes    log-odds + s_year eps_t

Independent states would make yearly totals nearly constant; the record's are not. What independence
explains is taken off first: of counts the Poisson variance, of the ln of a standard deviation over
n states (3 exp(4 v_tail^2) - 1)/(4n). v_tail follows from how much wider the changes' standard
deviation is than their median size says: of a lognormal mixture of normals ln(rms/(1.4826 median))
is v_tail^2 to first order. All by moments of the training years; nothing later is read.
"""

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.record import Record

Values = NDArray[np.float64]

MEDIAN_TO_SD = 1.4826
MOST = 1.5  # of a spread on the log scale
FEWEST_STATES = 10


def volatility_of_arms(record: Record) -> tuple[float, float, float]:
    """Base sd, spread of years and spread of state-years of changes of ln spending."""
    before, after = record.opening("military_spending"), record.closing("military_spending")
    there = (record.opening("present") > 0) & (record.closing("present") > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.log(after) - np.log(before)
    usable = there & np.isfinite(change) & record.counted[:, None]
    years = [row[keep] for row, keep in zip(change, usable, strict=True) if keep.sum() > 1]
    years = [row for row in years if len(row) >= FEWEST_STATES]
    centred = [row - row.mean() for row in years]
    spread = np.log([row.std() for row in centred])
    tail2 = float(
        np.median([np.log(row.std() / (MEDIAN_TO_SD * np.median(np.abs(row)))) for row in centred])
    )
    tail2 = float(np.clip(tail2, 0.0, MOST**2))
    kurtosis = 3.0 * np.exp(4.0 * tail2)
    sampling = float(np.mean([(kurtosis - 1.0) / (4.0 * len(row)) for row in centred]))
    year = float(np.sqrt(max(float(spread.var(ddof=1)) - sampling, 0.0)))
    return float(np.exp(spread.mean() - tail2)), min(year, MOST), tail2**0.5


def years_of_crisis(record: Record) -> float:
    """Spread of the yearly log rate of initiations, beyond what chance makes of many dyads."""
    there = (record.opening("present") > 0).sum(axis=1)
    counts = record["dispute"].sum(axis=(1, 2))
    known = record.counted & np.isfinite(counts)
    rate = counts[known] / there[known]
    expected = rate.mean() * there[known]
    excess = float(np.mean((counts[known] - expected) ** 2 - counts[known]))
    squared = max(excess, 0.0) / float(np.mean(expected**2))
    return min(float(np.sqrt(np.log1p(squared))), MOST)


def shock_parameters(record: Record, draws: int) -> dict[str, Values]:
    """By address, the same in every draw."""
    sd, year, tail = volatility_of_arms(record)
    found = {
        "arms.sd": sd,
        "arms.v_year": year,
        "arms.v_tail": tail,
        "initiation.s_year": years_of_crisis(record),
    }
    return {address: np.full(draws, value) for address, value in found.items()}
