"""Least squares with absorbed effects and clustered errors; the same for records and simulations.

    y_r = x_r' b + a_{g(r)} + c_{h(r)} + ... + e_r

Effects are absorbed by alternating projection onto each set's means, weighted where rows are; the
covariance of b allows errors to go together within clusters, with the usual correction for few of
them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.propositions.draws import Estimate, Numbers

Groups = NDArray[np.int64]

MOST_SWEEPS = 500
CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted regression.

    Attributes:
        coefficients: One for each regressor.
        covariance: Clustered.
        rows, clusters: How many there were.
    """

    coefficients: Numbers
    covariance: Numbers
    rows: int
    clusters: int

    def combination(self, weights: Numbers) -> tuple[float, float]:
        """A linear combination of coefficients and its standard error."""
        value = float(weights @ self.coefficients)
        return value, float(np.sqrt(max(float(weights @ self.covariance @ weights), 0.0)))

    def estimate(self, weights: Numbers) -> Estimate:
        """A linear combination with its 90% interval."""
        return Estimate.normal(*self.combination(weights))


def absorb(values: Numbers, groups: Sequence[Groups], weights: Numbers | None = None) -> Numbers:
    """Values less what the groups explain.

    Args:
        values: [row, column].
        groups: For each set of effects, the number of the effect of each row.
        weights: Of rows; one each by default.

    Raises:
        ArithmeticError: The projections do not settle.
    """
    own = np.ones(len(values)) if weights is None else weights
    totals = [np.bincount(group, own) for group in groups]
    rest = values.astype(float)
    size = np.maximum(np.abs(rest).max(axis=0), 1e-12)
    for _ in range(MOST_SWEEPS):
        moved = 0.0
        for group, total in zip(groups, totals, strict=True):
            for column in range(rest.shape[1]):
                mean = np.bincount(group, own * rest[:, column], len(total)) / np.maximum(
                    total, 1e-300
                )
                rest[:, column] -= mean[group]
                moved = max(moved, float(np.abs(mean).max() / size[column]))
        if moved < CLOSE or len(groups) < 2:
            return rest
    raise ArithmeticError("absorbing the effects did not settle; are two sets of effects nested?")


def absorbed_least_squares(
    outcome: Numbers,
    regressors: Numbers,
    groups: Sequence[Groups],
    cluster: Groups,
    weights: Numbers | None = None,
) -> Fit:
    """Weighted least squares with absorbed effects and clustered errors.

    Args:
        outcome: [row].
        regressors: [row, regressor].
        groups: Sets of effects to absorb, each the number of the effect of each row.
        cluster: The cluster of each row.
        weights: Of rows.
    """
    joined = absorb(np.column_stack([outcome, regressors]), groups, weights)
    y, x = joined[:, 0], joined[:, 1:]
    own = np.ones(len(y)) if weights is None else weights
    bread = np.linalg.pinv(x.T @ (x * own[:, None]))
    coefficients = bread @ (x.T @ (own * y))
    residual = y - x @ coefficients
    scores = x * (own * residual)[:, None]
    members, place = np.unique(cluster, return_inverse=True)
    summed = np.stack(
        [np.bincount(place, scores[:, column], len(members)) for column in range(x.shape[1])],
        axis=1,
    )
    count = len(members)
    correction = count / (count - 1) * (len(y) - 1) / max(len(y) - x.shape[1], 1)
    covariance = correction * bread @ (summed.T @ summed) @ bread
    return Fit(coefficients, covariance, len(y), count)


def fixed_effects_poisson(
    counts: Numbers, regressor: Numbers, group: Groups
) -> tuple[float, float]:
    """Slope of log rate on one regressor with an effect for each group, conditional likelihood.

    Conditional on each group's total, its counts are multinomial with probabilities proportional
    to exp(b x); groups without events say nothing.

    Returns:
        The slope and its standard error; not numbers where there is nothing to learn from.
    """
    groups = [group == each for each in np.unique(group) if counts[group == each].sum() > 0]
    slope = 0.0
    for _ in range(100):
        score = curvature = 0.0
        for rows in groups:
            x, n = regressor[rows], counts[rows]
            share = np.exp(slope * (x - x.mean()))
            share /= share.sum()
            centre = float(share @ x)
            score += float(n @ x) - float(n.sum()) * centre
            curvature += float(n.sum()) * float(share @ (x - centre) ** 2)
        if curvature <= 1e-12:
            return float("nan"), float("nan")
        step = float(np.clip(score / curvature, -20.0, 20.0))
        slope += step
        if abs(step) < 1e-8:
            return slope, curvature**-0.5
    return float("nan"), float("nan")
