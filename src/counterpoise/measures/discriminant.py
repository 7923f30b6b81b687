"""Four conditions that tell soft balancing from ordinary bargaining; the word needs all four.

1. Target-specificity  own-distancing from the power exceeds that from placebo powers like it.
2. Threat gradient     own-distancing rises with threat across states, the year's agenda fixed.
3. Substitution        own-distancing is larger where hard balancing is out of reach.
4. Cost-bearing        who distances pays: trade with the power grows more slowly afterwards.

Bargaining over issues moves states, too; it has no reason to be aimed at the one power that
threatens, to rise with its threat, to stand in for arms that cannot be had, or to be borne at a
cost. Each condition is one number with an interval: it holds, fails, or is not distinguishable
from zero. The interval of the first is that of measurement error alone; those of the others are
clustered by state.

On one dimension a state that stands on the same side of two powers moves away from both at once:
against a placebo next to the power the first condition has no force, whatever states do. The
conditions are necessary, not sufficient, and one history cannot prove a motive: votes are cheap,
and trade falls for many reasons.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from jaxtyping import Float, Int

from counterpoise.measures.array import Numbers
from counterpoise.measures.hard_balancing import Response, response
from counterpoise.measures.soft_balancing import Movement, estimate

CITES = ("brooks2005", "lieber2005", "pape2005", "kelley2005")


class Verdict(StrEnum):
    """What an interval says of a condition."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "not distinguishable from zero"


@dataclass(frozen=True)
class Condition:
    """One condition, measured.

    Attributes:
        name: Of the condition.
        meaning: What the number is, in one sentence.
        value: The number.
        low: 5% bound.
        high: 95% bound.
        expected: The sign that soft balancing predicts: 1 or -1.
        observations: How many it rests on.
    """

    name: str
    meaning: str
    value: float
    low: float
    high: float
    expected: int
    observations: int

    @property
    def verdict(self) -> Verdict:
        """Whether the interval lies on the predicted side of zero, on the other, or on both."""
        if self.low <= 0 <= self.high:
            return Verdict.OPEN
        return Verdict.HOLDS if np.sign(self.value) == self.expected else Verdict.FAILS


def target_specificity(toward: Movement, placebos: dict[str, Movement]) -> Condition:
    """Own-distancing from the power less the mean of that from placebo powers.

    Args:
        toward: Movement relative to the power.
        placebos: The same draws relative to each placebo, by name.

    Raises:
        ValueError: There is no placebo, or no state is measured against all of them.
    """
    if not placebos:
        raise ValueError("target-specificity compares with placebo powers; name at least one.")
    others = np.stack([np.asarray(each.own) for each in placebos.values()])
    own = np.asarray(toward.own)
    measured = np.isfinite(own).all(axis=0) & np.isfinite(others).all(axis=(0, 1))
    if not measured.any():
        raise ValueError("no state has positions in both years besides the powers compared.")
    gap = (own[:, measured] - others[:, :, measured].mean(axis=0)).mean(axis=1)
    found = estimate(gap)
    return Condition(
        "target-specificity",
        f"own-distancing from the power less that from {', '.join(placebos)}, mean over states",
        found.mean,
        found.q05,
        found.q95,
        1,
        int(measured.sum()),
    )


def threat_gradient(
    distancing: Float[Numbers, " observation"],
    log_threat: Float[Numbers, " observation"],
    distance: Float[Numbers, " observation"],
    state: Int[Numbers, " observation"],
    year: Int[Numbers, " observation"],
    variance: Float[Numbers, " observation"],
) -> Condition:
    """Slope of own-distancing on threat across states, within years.

    Args:
        distancing: Own-distancing in the year.
        log_threat: ln T of the power to the state, a year before.
        distance: |x_i - x_j| a year before, held fixed: who is far moves back to the middle.
        state: Clusters.
        year: Whose effects are taken out; they hold the agenda fixed.
        variance: Measurement variance of the distancing; weights are its inverse.
    """
    found = response(
        distancing,
        log_threat,
        state,
        1.0 / np.asarray(variance, dtype=float),
        group=year,
        controls=np.asarray(distance, dtype=float)[:, None],
    )
    return _slope(
        "threat gradient", "own-distancing for one ln point of threat, years fixed", found, 1
    )


def substitution(
    distancing: Float[Numbers, " observation"],
    feasibility: Float[Numbers, " observation"],
    log_threat: Float[Numbers, " observation"],
    distance: Float[Numbers, " observation"],
    state: Int[Numbers, " observation"],
    year: Int[Numbers, " observation"],
    variance: Float[Numbers, " observation"],
) -> Condition:
    """Slope of own-distancing on the feasibility of hard balancing at a given threat.

    Args:
        distancing: Own-distancing in the year.
        feasibility: Chance that the state alone prevails over the power that reaches it, Rf.
        log_threat: As in ``threat_gradient``; held fixed.
        distance: Likewise.
        state: Clusters.
        year: Effects.
        variance: As in ``threat_gradient``.
    """
    controls = np.stack([np.asarray(log_threat, dtype=float), np.asarray(distance, dtype=float)], 1)
    found = response(
        distancing,
        feasibility,
        state,
        1.0 / np.asarray(variance, dtype=float),
        group=year,
        controls=controls,
    )
    meaning = "own-distancing as arming goes from hopeless to certain of success, threat fixed"
    return _slope("substitution", meaning, found, -1)


def cost_bearing(
    growth_after: Float[Numbers, " observation"],
    distancing: Float[Numbers, " observation"],
    state: Int[Numbers, " observation"],
    year: Int[Numbers, " observation"],
) -> Condition:
    """Slope of the next year's growth of trade with the power on own-distancing.

    Args:
        growth_after: ln growth of trade with the power in the year after.
        distancing: Own-distancing in the year.
        state: Clusters.
        year: Effects.
    """
    found = response(growth_after, distancing, state, group=year)
    meaning = "growth of trade with the power after one unit of own-distancing, years fixed"
    return _slope("cost-bearing", meaning, found, -1)


def _slope(name: str, meaning: str, found: Response, expected: int) -> Condition:
    low, high = found.interval
    return Condition(name, meaning, found.slope, low, high, expected, found.observations)
