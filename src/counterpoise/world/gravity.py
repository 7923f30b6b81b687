"""Big economies trade with near ones: the gravity equation predicts who trades with whom.

    X_ij  proportional to  Y_j^b  d_ij^-e  exp(k c_ij)          w_ij = X_ij / sum_k X_ik

Y is GDP, d the great-circle distance between capitals, c contiguity. The actor's own size cancels
from its shares. Default elasticities are round figures within the range that Head and Mayer
(2014) report from some 2,500 published estimates: b = 0.9, e = 1.0, k = 0.5. Nothing here was
fitted to trade data.

The shares stand in for observed trade, which may not be shipped. They know nothing of sanctions,
oil, empires or customs unions. Where you hold bilateral trade, use ``observed_trade_shares``.

The same equation says how open a state is: its predicted trade with everybody over its GDP,

    Open_i  proportional to  P_i^-p  sum_j X_ij / Y_i        X_ij = (Y_i Y_j)^b d_ij^-e exp(k c_ij)

P is population, with p = 0.2: what large countries trade within their borders small ones trade
across them (Frankel and Romer 1999; a round figure, not fitted here). The scale is such that the
whole trades s of what it makes (``record/world_trade.csv``). Small states amid rich ones come out
open, large and remote ones closed.

Index convention: row = actor, column = target.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "capital_distance",
    "gravity_openness",
    "gravity_trade_shares",
    "observed_trade_shares",
    "rank_agreement",
]

EARTH_KM = 6371.0
GDP_ELASTICITY = 0.9
DISTANCE_ELASTICITY = 1.0
CONTIGUITY_BONUS = 0.5
POPULATION_ELASTICITY = 0.2
MOST_OPEN = 4.0
"""Trade over output beyond which the prediction for a microstate is not followed."""
FLOOR_KM = 50.0
"""Capitals nearer than this (Rome and San Marino's neighbours) count as this far apart."""


def capital_distance(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Great-circle distance between every two capitals.

    Args:
        latitude: Degrees north, ``[n]``.
        longitude: Degrees east, ``[n]``.

    Returns:
        Kilometres, ``[n, n]``, symmetric with zeros on the diagonal.

    Example:
        >>> round(float(capital_distance([38.9, 51.5], [-77.0, -0.1])[0, 1]), -2)
        5900.0
    """
    phi = np.radians(np.asarray(latitude, dtype=float))
    lam = np.radians(np.asarray(longitude, dtype=float))
    level = np.cos(phi)
    place = np.stack([level * np.cos(lam), level * np.sin(lam), np.sin(phi)], axis=-1)
    chord = np.linalg.norm(place[:, None, :] - place[None, :, :], axis=-1)
    return 2 * EARTH_KM * np.arcsin(np.minimum(1.0, chord / 2))


def gravity_trade_shares(
    gdp: ArrayLike,
    distance: ArrayLike,
    contiguity: ArrayLike,
    *,
    gdp_elasticity: float = GDP_ELASTICITY,
    distance_elasticity: float = DISTANCE_ELASTICITY,
    contiguity_bonus: float = CONTIGUITY_BONUS,
) -> NDArray[np.float64]:
    """Predicted share of each actor's trade that is with each target.

    Args:
        gdp: GDP of each state in any one unit, positive, ``[n]``.
        distance: Distance between their economic centres in km, ``[n, n]``.
        contiguity: 1 for neighbours, else 0, ``[n, n]``.
        gdp_elasticity: Elasticity of trade to the target's GDP.
        distance_elasticity: Elasticity of trade to distance, given as a positive number.
        contiguity_bonus: Natural logarithm of what a common border multiplies trade by.

    Returns:
        Shares, ``[n, n]``; rows sum to one, the diagonal is zero.

    Raises:
        ValueError: Shapes disagree, there are fewer than two states, or a GDP is not positive.

    Example:
        >>> far = [[0, 500, 4000], [500, 0, 4000], [4000, 4000, 0]]
        >>> w = gravity_trade_shares([1.0, 1.0, 1.0], far, np.zeros((3, 3)))
        >>> w.round(2).tolist()
        [[0.0, 0.89, 0.11], [0.89, 0.0, 0.11], [0.5, 0.5, 0.0]]
    """
    log_flow = _log_flow(
        gdp, distance, contiguity, gdp_elasticity, distance_elasticity, contiguity_bonus
    )
    flow = np.exp(log_flow - log_flow.max(axis=1, keepdims=True))
    return flow / flow.sum(axis=1, keepdims=True)


def gravity_openness(
    gdp: ArrayLike,
    population: ArrayLike,
    distance: ArrayLike,
    contiguity: ArrayLike,
    world_share: float,
) -> NDArray[np.float64]:
    """Predicted trade of each state, both ways, over its GDP.

    Args:
        gdp: GDP of each state in any one unit, positive, ``[n]``.
        population: People of each state in any one unit, positive, ``[n]``.
        distance: Distance between their economic centres in km, ``[n, n]``.
        contiguity: 1 for neighbours, else 0, ``[n, n]``.
        world_share: Trade of all over GDP of all, both ways.

    Returns:
        Share of income, ``[n]``; its mean with GDP as weight is ``world_share``, but for
        microstates held at ``MOST_OPEN``.

    Raises:
        ValueError: Shapes disagree, there are fewer than two states, or a GDP is not positive.

    Example:
        >>> far = [[0, 500, 4000], [500, 0, 4000], [4000, 4000, 0]]
        >>> gravity_openness(np.ones(3), np.ones(3), far, np.zeros((3, 3)), 0.5).round(2).tolist()
        [0.68, 0.68, 0.15]
    """
    size = np.asarray(gdp, dtype=float)
    log_flow = _log_flow(
        gdp, distance, contiguity, GDP_ELASTICITY, DISTANCE_ELASTICITY, CONTIGUITY_BONUS
    )
    people = np.asarray(population, dtype=float)
    trade = np.exp(log_flow - log_flow.max()).sum(axis=1) * size**GDP_ELASTICITY
    trade = trade * people**-POPULATION_ELASTICITY
    return np.minimum(world_share * size.sum() / trade.sum() * trade / size, MOST_OPEN)


def _log_flow(
    gdp: ArrayLike,
    distance: ArrayLike,
    contiguity: ArrayLike,
    gdp_elasticity: float,
    distance_elasticity: float,
    contiguity_bonus: float,
) -> NDArray[np.float64]:
    """What gravity says of trade up to the actor's own size; -inf on the diagonal."""
    size = np.asarray(gdp, dtype=float)
    apart = np.maximum(np.asarray(distance, dtype=float), FLOOR_KM)
    touch = np.asarray(contiguity, dtype=float)
    n = size.size
    if size.shape != (n,) or apart.shape != (n, n) or touch.shape != (n, n) or n < 2:
        raise ValueError(
            f"gdp, distance and contiguity have shapes {size.shape}, {apart.shape} and "
            f"{touch.shape}; they must be [n], [n, n] and [n, n] with n at least 2."
        )
    if not np.all(size > 0):
        raise ValueError("Every GDP must be positive; fill gaps before predicting trade.")
    log_flow = (
        gdp_elasticity * np.log(size)[None, :]
        - distance_elasticity * np.log(apart)
        + contiguity_bonus * touch
    )
    np.fill_diagonal(log_flow, -np.inf)
    return log_flow


def observed_trade_shares(
    trade: ArrayLike, otherwise: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Shares from trade that you hold, with a prediction where you hold none.

    A pair whose trade is NaN is missing, not zero. It keeps its predicted share; the observed
    pairs divide the rest of the row in proportion to their trade. A row without any positive
    trade is predicted throughout.

    Args:
        trade: Trade between actor and target in any one unit, ``[n, n]``; NaN where unknown.
        otherwise: Predicted shares, ``[n, n]``, as ``gravity_trade_shares`` returns.

    Returns:
        Shares, ``[n, n]``, rows summing to one; and where they rest on observed trade.

    Raises:
        ValueError: Shapes disagree or a trade is negative (codes such as -9 mean missing).

    Example:
        >>> predicted = np.array([[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
        >>> shares, known = observed_trade_shares(
        ...     [[0, 30, 10], [30, 0, np.nan], [10, np.nan, 0]], predicted)
        >>> shares.tolist()
        [[0.0, 0.75, 0.25], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]]
    """
    flow = np.array(trade, dtype=float)
    predicted = np.asarray(otherwise, dtype=float)
    if flow.shape != predicted.shape or flow.ndim != 2 or flow.shape[0] != flow.shape[1]:
        raise ValueError(
            f"trade and otherwise have shapes {flow.shape} and {predicted.shape}; "
            "both must be [n, n]."
        )
    if np.any(flow < 0):
        raise ValueError("Trade is negative somewhere. Turn codes such as -9 into NaN first.")
    np.fill_diagonal(flow, np.nan)
    known = ~np.isnan(flow)
    total = np.nansum(flow, axis=1, keepdims=True)
    known &= total > 0
    rest = 1.0 - np.where(known, 0.0, predicted).sum(axis=1, keepdims=True)
    shares = np.where(
        known, np.nan_to_num(flow) / np.where(total > 0, total, 1.0) * rest, predicted
    )
    np.fill_diagonal(shares, 0.0)
    return shares / shares.sum(axis=1, keepdims=True), known


def rank_agreement(
    predicted: ArrayLike, observed: ArrayLike, fewest: int = 20
) -> NDArray[np.float64]:
    """Spearman rank correlation of predicted with observed shares, actor by actor.

    Args:
        predicted: Shares, ``[n, n]``.
        observed: Trade or shares, ``[n, n]``; NaN where unknown.
        fewest: Partners with observed trade that an actor must have to be compared.

    Returns:
        One correlation per actor, ``[n]``; NaN for actors with too few partners.

    Example:
        >>> w = np.array([[0.0, 0.6, 0.4], [0.7, 0.0, 0.3], [0.5, 0.5, 0.0]])
        >>> rank_agreement(w, w, fewest=2)[:2].round(3).tolist()
        [1.0, 1.0]
    """
    shares, flows = np.asarray(predicted, dtype=float), np.array(observed, dtype=float)
    np.fill_diagonal(flows, np.nan)
    result = np.full(len(shares), np.nan)
    for actor, (row, flow) in enumerate(zip(shares, flows, strict=True)):
        seen = ~np.isnan(flow)
        if seen.sum() < fewest:
            continue
        ranks = _ranks(row[seen]), _ranks(flow[seen])
        if all(np.ptp(rank) > 0 for rank in ranks):
            result[actor] = np.corrcoef(*ranks)[0, 1]
    return result


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    # Tied values share their mean rank.
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]
