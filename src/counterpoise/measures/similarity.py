"""How alike two states' foreign policies are, before and after chance is taken out.

With portfolios x_ik, what i does toward each k, weights w_k and d_max the widest gap possible:

    S     = 1 - 2 sum w_k |x_ik - x_jk| / (d_max sum w_k)             Signorino and Ritter 1999
    pi    = 1 - D / E_pi,     kappa = 1 - D / E_kappa                 Scott 1955; Cohen 1960
    D     = sum w_k (x_ik - x_jk)**2
    E_pi    = sum w_k [(x_ik - m)**2 + (x_jk - m)**2],    m the mean of both portfolios
    E_kappa = sum w_k [(x_ik - m_i)**2 + (x_jk - m_j)**2 + (m_i - m_j)**2]

Häge (2011): since most states have no tie to most others, S is near one for almost every dyad; pi
and kappa measure agreement beyond what the two states' own habits would give by chance. For valued
ties the disagreement is squared, as he proposes. ``S`` is for absolute gaps; with ``squared`` it
takes squared gaps and d_max**2, the version comparable with pi and kappa. Two portfolios without
any variation agree by construction and not beyond chance: pi and kappa are then NaN. A k that
either portfolio lacks is left out of that dyad.
"""

import numpy as np
from jaxtyping import Float

from counterpoise.measures.array import Numbers

CITES = ("signorino1999s", "haege2011", "cohen1960", "scott1955")

Portfolios = Float[Numbers, "state target"]
Similarity = Float[Numbers, "state state"]


def signorino_ritter(
    portfolios: Portfolios,
    widest: float,
    weights: Float[Numbers, " target"] | None = None,
    squared: bool = False,
) -> Similarity:
    """S of every pair: 1 for identical portfolios, -1 for opposite ones.

    Args:
        portfolios: What each state (row) does toward each target or on each issue (column).
        widest: The widest gap the scale allows: 3 for alliances coded 0-3, 2 for votes 1-3.
        weights: Importance of each column; equal by default.
        squared: Square the gaps.

    Raises:
        ValueError: A gap is wider than ``widest``.

    Example:
        >>> signorino_ritter(np.array([[0.0, 3.0], [0.0, 0.0]]), widest=3.0)[0, 1].item()
        0.0
    """
    values, weight = _prepared(portfolios, weights)
    spread = np.nanmax(values, initial=-np.inf) - np.nanmin(values, initial=np.inf)
    if spread > widest * (1.0 + 1e-9):
        raise ValueError(f"the portfolios span {spread:g}, wider than the widest gap {widest:g}.")
    power = 2 if squared else 1
    found = np.full((len(values), len(values)), np.nan)
    for i, own in enumerate(values):
        gaps = np.abs(values - own) ** power
        both = np.isfinite(gaps)
        total = both @ weight
        lost = np.where(both, gaps, 0.0) @ weight
        found[i] = 1.0 - 2.0 * np.divide(
            lost, total * widest**power, out=np.full(len(total), np.nan), where=total > 0
        )
    return found


def scott_pi(
    portfolios: Portfolios, weights: Float[Numbers, " target"] | None = None
) -> Similarity:
    """Agreement beyond chance, where both states share one habit."""
    return _beyond_chance(portfolios, weights, pooled=True)


def cohen_kappa(
    portfolios: Portfolios, weights: Float[Numbers, " target"] | None = None
) -> Similarity:
    """Agreement beyond chance, where each state keeps its own habit.

    Example:
        >>> votes = np.array([[1.0, 1.0, 3.0, 3.0], [1.0, 3.0, 3.0, 1.0]])
        >>> cohen_kappa(votes)[0, 1].item()  # agree on half, as chance would have it
        0.0
    """
    return _beyond_chance(portfolios, weights, pooled=False)


def _beyond_chance(
    portfolios: Portfolios, weights: Float[Numbers, " target"] | None, pooled: bool
) -> Similarity:
    values, weight = _prepared(portfolios, weights)
    known = np.isfinite(values).astype(float)
    filled = np.where(known > 0, values, 0.0)
    weighted = known * weight
    total = weighted @ known.T
    own = (filled * weight) @ known.T  # sum of i's values over what both i and j have
    own_squares = (filled**2 * weight) @ known.T
    product = (filled * weight) @ filled.T
    apart = own_squares + own_squares.T - 2.0 * product
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = own / total
        variance = own_squares / total - mean**2
        shift = (mean - mean.T) ** 2
        chance = variance + variance.T + (shift / 2.0 if pooled else shift)
        agreement = 1.0 - (apart / total) / chance
    return np.where(chance > 1e-12, agreement, np.nan)


def _prepared(
    portfolios: Portfolios, weights: Float[Numbers, " target"] | None
) -> tuple[Float[Numbers, "state target"], Float[Numbers, " target"]]:
    values = np.asarray(portfolios, dtype=float)
    weight = np.ones(values.shape[1]) if weights is None else np.asarray(weights, dtype=float)
    return values, weight
