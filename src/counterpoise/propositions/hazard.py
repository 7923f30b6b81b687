"""Logits of yearly hazards with clustered errors; the same for records and simulations."""

from dataclasses import dataclass

import numpy as np

from counterpoise.propositions.draws import Estimate, Numbers

MOST_ITERATIONS = 60
CLOSE = 1e-9
LONGEST = 3.0  # step of a coefficient
FARTHEST = 40.0  # log-odds
SINGULAR = 1e13  # condition number beyond which nothing is identified
LARGEST = 50.0  # standard error beyond which a coefficient says nothing


@dataclass(frozen=True, eq=False)
class Logit:
    """A fitted logit.

    Attributes:
        names: Of the regressors, without the constant or effects.
        coefficients, covariance: Of those; not numbers where the data do not identify them.
        rows, events, clusters: How many there were.
    """

    names: tuple[str, ...]
    coefficients: Numbers
    covariance: Numbers
    rows: int
    events: int
    clusters: int

    def of(self, name: str) -> tuple[float, float]:
        """A coefficient and its standard error."""
        place = self.names.index(name)
        variance = float(self.covariance[place, place])
        return float(self.coefficients[place]), float(np.sqrt(max(variance, 0.0)))

    def estimate(self, name: str) -> Estimate:
        """A coefficient with its 90% interval."""
        return Estimate.normal(*self.of(name))

    def difference(self, first: str, second: str) -> tuple[float, float]:
        """One coefficient less another, and its standard error."""
        weight = np.zeros(len(self.names))
        weight[self.names.index(first)] += 1.0
        weight[self.names.index(second)] -= 1.0
        return float(weight @ self.coefficients), float(
            np.sqrt(max(float(weight @ self.covariance @ weight), 0.0))
        )

    @property
    def note(self) -> str:
        """Sample size."""
        return f"{self.rows} rows, {self.events} events, {self.clusters} clusters"


def hazard_logit(
    event: Numbers,
    regressors: dict[str, Numbers],
    cluster: np.ndarray,
    effects: np.ndarray | None = None,
    trials: Numbers | None = None,
) -> Logit:
    """Logit of an event on regressors, with a constant or effects, clustered errors.

    Effects in which nothing happened, or something happened in every row, say nothing about the
    regressors: their rows are left out. Where the likelihood has no maximum (too few events) the
    coefficients are not numbers.

    Args:
        event: 0 or 1, or how many there were, [row].
        regressors: By name, [row].
        cluster: Of each row.
        effects: The group of each row that has an effect of its own, such as a year.
        trials: Out of how many; one by default.
    """
    names = tuple(regressors)
    columns = np.column_stack([regressors[name] for name in names])
    size = np.ones(len(event)) if trials is None else trials
    usable = np.isfinite(event) & np.isfinite(columns).all(axis=1)
    if effects is not None:
        for each in np.unique(effects[usable]):
            rows = usable & (effects == each)
            if event[rows].sum() in (0, size[rows].sum()):
                usable &= ~rows
    y, x, n = event[usable], columns[usable], size[usable]
    groups = np.unique(cluster[usable], return_inverse=True)[1]
    sizes = (int(n.sum()), int(y.sum()), int(groups.max() + 1) if len(groups) else 0)
    nothing = Logit(names, np.full(len(names), np.nan), np.full((len(names),) * 2, np.nan), *sizes)
    if not 0 < y.sum() < n.sum():
        return nothing
    if effects is None:
        fixed = np.ones((len(y), 1))
    else:
        kinds, place = np.unique(effects[usable], return_inverse=True)
        fixed = np.eye(len(kinds))[place]
    design = np.column_stack([x, fixed])
    fitted = _maximum(y, n, design)
    if fitted is None:
        return nothing
    coefficients, bread = fitted
    residual = y - n * _chance(design @ coefficients)
    summed = np.stack(
        [np.bincount(groups, residual * column, sizes[2]) for column in design.T], axis=1
    )
    correction = sizes[2] / max(sizes[2] - 1, 1)
    own = len(names)
    covariance = correction * (bread @ (summed.T @ summed) @ bread)[:own, :own]
    if np.sqrt(np.diag(covariance)).max() > LARGEST:
        return nothing
    return Logit(names, coefficients[:own], covariance, *sizes)


def _chance(log_odds: Numbers) -> Numbers:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -FARTHEST, FARTHEST))))


def _maximum(y: Numbers, n: Numbers, design: Numbers) -> tuple[Numbers, Numbers] | None:
    """The maximum of the likelihood and the inverse of its curvature; None where there is none."""
    coefficients = np.zeros(design.shape[1])
    for _ in range(MOST_ITERATIONS):
        chance = _chance(design @ coefficients)
        curvature = design.T @ (design * (n * chance * (1.0 - chance))[:, None])
        if np.linalg.cond(curvature) > SINGULAR:
            return None
        bread = np.linalg.inv(curvature)
        step = bread @ (design.T @ (y - n * chance))
        coefficients = coefficients + np.clip(step, -LONGEST, LONGEST)
        if np.abs(step).max() < CLOSE:
            return np.asarray(coefficients), np.asarray(bread, np.float64)
    return None
