"""Hard balancing is arming or allying against a power: what a state does, and against whom.

Internal:  growth_i,t = ln m_i,t - ln m_i,t-1, and its response to threat, the slope b of
           growth_i,t = a_i + b max_j ln T_ij,t-1 + error
External:  a defence pact new in t between i and k, where k is a counter-weight to j:
           k is j's strategic rival, or j used force against k or threatened it within ten years

Military spending of different currencies and prices is not compared between states, only with a
state's own past: ``milex`` of the capability data is in current pounds to 1913 and in current
dollars from 1914, and growth across that year means nothing. An alliance of which both parties are
new to the system, or a pact with j itself, is not balancing against j.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.measures.array import Numbers

CITES = ("walt1987", "richardson1960", "leeds2002", "tss2021")

POUNDS_END = 1913
"""Last year of military spending in pounds sterling in the National Material Capabilities data."""

MEMORY_YEARS = 10
"""Years for which a use or threat of force makes its target a counter-weight."""


@dataclass(frozen=True)
class Response:
    """A slope with its standard error.

    Attributes:
        slope: Change of the outcome for one unit of the cause.
        error: Its standard error, clustered by state.
        observations: State-years used.
        states: Clusters.
    """

    slope: float
    error: float
    observations: int
    states: int

    @property
    def interval(self) -> tuple[float, float]:
        """90% interval, by the normal approximation."""
        return self.slope - 1.645 * self.error, self.slope + 1.645 * self.error


def arms_growth(
    spending: Float[Numbers, "year state"], years: Int[Numbers, " year"]
) -> Float[Numbers, "year state"]:
    """ln growth of military spending; NaN in the first year, across gaps and across 1913-14.

    Args:
        spending: Of each state, NaN where missing. Zero has no logarithm and gives NaN.
        years: Which years the rows are; a row whose predecessor is not the year before is NaN.
    """
    held = np.asarray(spending, dtype=float)
    when = np.asarray(years)
    logs = np.log(held, out=np.full(held.shape, np.nan), where=held > 0)
    growth = np.full(held.shape, np.nan)
    growth[1:] = logs[1:] - logs[:-1]
    consecutive = np.diff(when) == 1
    same_money = ~((when[:-1] <= POUNDS_END) & (when[1:] > POUNDS_END))
    growth[1:][~(consecutive & same_money)] = np.nan
    return growth


def unusual_growth(
    growth: Float[Numbers, "year state"], percentile: float = 80.0
) -> Float[Numbers, "year state"]:
    """1 where a state's growth is above its own percentile, 0 where not, NaN where unknown."""
    values = np.asarray(growth, dtype=float)
    bar = np.full(values.shape[1], np.nan)
    for state in range(values.shape[1]):
        known = values[:, state][np.isfinite(values[:, state])]
        if len(known):
            bar[state] = np.percentile(known, percentile)
    return np.where(np.isfinite(values) & np.isfinite(bar), (values > bar) * 1.0, np.nan)


def most_threatening(
    log_threat: Float[Numbers, "*year actor target"],
) -> Int[Numbers, "*year actor"]:
    """The target that threatens each actor most; -1 where no threat is known."""
    values = np.asarray(log_threat, dtype=float)
    known = np.isfinite(values)
    best = np.argmax(np.where(known, values, -np.inf), axis=-1)
    return np.where(known.any(axis=-1), best, -1)


def counter_weights(
    rivalry: Float[Numbers, "state target"],
    force: Float[Numbers, "year state target"],
    year: int,
) -> Bool[Numbers, "state target"]:
    """Entry [k, j]: k is a counter-weight to j as the year begins.

    Args:
        rivalry: 1 for strategic rivals in the year.
        force: 1 in [t, j, k] where j used or threatened force against k in year row t.
        year: Row of the year asked about; only the ten rows before it are read, so that nothing
            that happens in the year or later is used.
    """
    before = np.asarray(force)[max(0, year - MEMORY_YEARS) : year]
    struck = (np.nan_to_num(before) > 0).any(axis=0)
    return (np.nan_to_num(np.asarray(rivalry)) > 0) | struck.T


def external_balancing(
    pact_before: Float[Numbers, "state partner"],
    pact_after: Float[Numbers, "state partner"],
    counter_weight: Bool[Numbers, "state target"],
) -> Float[Numbers, "state target"]:
    """1 in [i, j] where i has a new defence pact with a counter-weight to j; NaN where unknown.

    Args:
        pact_before: 1 for a defence pact a year ago; NaN where one of the two was not in the system
            or the data do not reach.
        pact_after: The same this year.
        counter_weight: As ``counter_weights`` gives it.
    """
    before, after = np.asarray(pact_before, dtype=float), np.asarray(pact_after, dtype=float)
    known = np.isfinite(before) & np.isfinite(after)
    new = known & (after > 0) & (before == 0)
    np.fill_diagonal(new, False)
    weights = np.asarray(counter_weight)
    count = new.astype(float) @ weights.astype(float)
    # A pact with j itself, whatever else j's rivals sign, is not a pact against j.
    found = (count > 0) & ~new
    asked = known.any(axis=1)
    values = np.where(asked[:, None], found * 1.0, np.nan)
    np.fill_diagonal(values, np.nan)
    return values


def response(
    outcome: Float[Numbers, " observation"],
    cause: Float[Numbers, " observation"],
    state: Int[Numbers, " observation"],
    weight: Float[Numbers, " observation"] | None = None,
    group: Int[Numbers, " observation"] | None = None,
    controls: Float[Numbers, "observation control"] | None = None,
) -> Response:
    """Slope of an outcome on its cause within groups, errors clustered by state.

    Args:
        outcome: One value an observation; rows with a gap anywhere are left out.
        cause: What it may respond to.
        state: Who; the clusters, and the groups if none are given (state effects).
        weight: Of each observation, as 1 / variance of the outcome.
        group: Whose means are taken out; give the year for effects of the agenda.
        controls: Held fixed.

    Raises:
        ValueError: Nothing varies, so there is no slope to find.
    """
    effects = np.asarray(state if group is None else group)
    clusters = np.asarray(state)
    columns = [np.asarray(outcome, dtype=float), np.asarray(cause, dtype=float)]
    if controls is not None:
        columns += list(np.asarray(controls, dtype=float).T)
    table = np.stack(columns, axis=1)
    mass = np.ones(len(table)) if weight is None else np.asarray(weight, dtype=float)
    kept = np.isfinite(table).all(axis=1) & np.isfinite(mass) & (mass > 0)
    table, mass, clusters, effects = table[kept], mass[kept], clusters[kept], effects[kept]
    _, place = np.unique(effects, return_inverse=True)
    total = np.bincount(place, mass)
    means = np.stack([np.bincount(place, mass * each) / total for each in table.T], axis=1)
    within = table - means[place]
    y, x = within[:, 0], within[:, 1:]
    gram = x.T @ (x * mass[:, None])
    if not len(x) or np.linalg.matrix_rank(gram) < len(gram):
        raise ValueError("the cause does not vary within groups: there is no response to measure.")
    inverse = np.linalg.inv(gram)
    slopes = inverse @ (x.T @ (mass * y))
    scores = x * (mass * (y - x @ slopes))[:, None]
    _, who = np.unique(clusters, return_inverse=True)
    summed = np.zeros((who.max() + 1, x.shape[1]))
    np.add.at(summed, who, scores)
    count = len(summed)
    correction = count / max(count - 1, 1)
    spread = inverse @ (summed.T @ summed) @ inverse * correction
    return Response(float(slopes[0]), float(np.sqrt(spread[0, 0])), len(y), count)
