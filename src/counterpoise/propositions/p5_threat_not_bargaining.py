"""P5. Soft balancing answers threat; it is not ordinary bargaining under a grander name.

Ordinary bargaining says s_T = 0 and s_x > 0: states obstruct whom they disagree with. The estimator
runs blind on two worlds, one of pure bargaining and one of threat, and must tell them apart before
any verdict is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from counterpoise.propositions.belief import Belief
from counterpoise.propositions.draws import Draws
from counterpoise.propositions.experiment import IRAQ_2003, Experiment
from counterpoise.propositions.histories import Found
from counterpoise.propositions.labelled import NAMES, THETAS, Fitted, fit
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_conditions import four_conditions
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import Proposition, Refutation, Statistic, Work
from counterpoise.propositions.recovery import with_labels

YEARS = 22
MOST_HISTORIES = 40  # of each world on which the estimator is checked
LEAST_COVERAGE = 0.85
LEAST_POWER = 0.8
S_T = NAMES.index("posture.s_T")
FREE = [name not in THETAS for name in NAMES]

BARGAINING = {"posture.s_T": 0.0, "posture.s_x": 0.6, "posture.s0": -2.4}
"""The world of pure bargaining."""


@dataclass(frozen=True)
class BlindEstimator(Experiment):
    """s_T of a belief, beside how well a blind fit finds it in two worlds."""

    treatment: str
    control: str
    outcome: str

    def draws(self, laboratory: Laboratory, belief: Belief) -> Draws:
        """s_T in each draw, and what the estimator passes."""
        parameters = laboratory.parameters(IRAQ_2003, belief)
        if "P5" not in laboratory.shared:
            laboratory.shared["P5"] = _checked(laboratory)
        return Draws(
            {"s_T": parameters["posture.s_T"]},
            parameters,
            laboratory.shared["P5"],
            laboratory.set_aside(IRAQ_2003, belief),
        )


def _checked(laboratory: Laboratory) -> dict[str, float]:
    """Coverage in both worlds, and power at half the prior mean of s_T."""
    declared = laboratory.declared(IRAQ_2003)
    means = {address: each.default for address, each in declared.items()}
    half = {"posture.s_T": 0.5 * means["posture.s_T"]}
    count = min(MOST_HISTORIES, laboratory.histories)

    def fits(world: int, changed: Mapping[str, float]) -> list[Fitted]:
        values = {k: np.full(count, v) for k, v in {**means, **changed}.items()}

        def one(place: int, own: Mapping[str, float], found: Found) -> Fitted:
            truth = np.array([own[name] for name in NAMES])
            return fit(
                found,
                own["geography.gamma"],
                own["posture.kS"],
                truth,
                FREE,
                truth,
                YEARS,
                (laboratory.seed, 5, world, place),
            )

        return with_labels(laboratory, values, np.arange(count), YEARS, one)

    def coverage(found: list[Fitted], truth: float) -> float:
        return float(np.mean([each.low[S_T] <= truth <= each.high[S_T] for each in found]))

    threat, bargaining, faint = fits(0, {}), fits(1, BARGAINING), fits(2, half)
    return {
        "coverage_threat": coverage(threat, means["posture.s_T"]),
        "coverage_bargaining": coverage(bargaining, 0.0),
        "power_half": float(np.mean([each.low[S_T] > 0.0 for each in faint])),
        "mean_estimate_threat": float(np.mean([each.values[S_T] for each in threat])),
        "mean_estimate_bargaining": float(np.mean([each.values[S_T] for each in bargaining])),
        "histories_of_each_world": float(count),
    }


def refuted(draws: Draws) -> bool:
    """The interval of s_T includes zero."""
    return not draws.estimate("s_T").low > 0.0


def usable(draws: Draws) -> bool:
    """The estimator tells the two worlds apart."""
    fixed = draws.fixed
    covers = min(fixed["coverage_threat"], fixed["coverage_bargaining"]) >= LEAST_COVERAGE
    return covers and fixed["power_half"] >= LEAST_POWER


def nearly(draws: Draws) -> bool:
    """Another set of histories could pass what failed, or fail what passed."""
    count = draws.fixed.get("histories_of_each_world", 1.0)

    def close(name: str, bar: float) -> bool:
        return abs(draws.fixed[name] - bar) <= 1.645 * sqrt(bar * (1.0 - bar) / count)

    return (
        close("coverage_threat", LEAST_COVERAGE)
        or close("coverage_bargaining", LEAST_COVERAGE)
        or close("power_half", LEAST_POWER)
    )


PROPOSITION = Proposition(
    id="P5",
    title="Threat, not bargaining",
    claim="States balance softly against those who threaten them, given how far they disagree: it "
    "is more than ordinary bargaining.",
    essay="c",
    supports=(
        Work("pape2005", "second-ranked powers answer the threat of unilateral force"),
        Work("paul2005", "limited balancing against threatening conduct"),
        Work("kelley2005", "non-cooperation is strategic, though for bargaining and not security"),
    ),
    opposes=(
        Work("brooks2005", "it is diplomatic friction: other motives explain it"),
        Work("lieber2005", "nothing in it is distinct from ordinary policy bargaining"),
    ),
    focal=("posture.s_T", "posture.s_x"),
    mechanisms=("posture",),
    off={"posture.s_T": 0.0},
    experiment=BlindEstimator(
        treatment="A world of pure bargaining: s_T = 0, s_x = 0.6, s0 = -2.4.",
        control="A world of threat: every parameter at its prior mean, s_T = 1.5; and one with s_T "
        "at half of that.",
        outcome="s_T, estimated blind from 22 years of labels with error: coverage of its 90% "
        "interval in both worlds, and power at half its mean.",
    ),
    statistic=Statistic("s_T", "Soft balancing on threat (s_T)", "utility per unit of salience"),
    figures={
        "s_T": "Soft balancing on threat, utility per unit of salience",
        "coverage_threat": "Blind estimator: share of 90% intervals that cover the truth, world "
        "of threat",
        "coverage_bargaining": "Blind estimator: the same, world of pure bargaining",
        "power_half": "Blind estimator: share of histories that show an effect of half the mean",
        "mean_estimate_threat": "Blind estimator: mean estimate, world of threat (truth 1.5)",
        "mean_estimate_bargaining": "Blind estimator: mean estimate, world of pure bargaining "
        "(truth 0)",
        "histories_of_each_world": "Histories of each world",
    },
    refutation=Refutation(
        "The 90% interval of s_T includes 0; or, on the record, s_T toward a power does not exceed "
        "that toward placebo principals. No verdict unless the blind estimator covers s_T in at "
        "least 85% of histories of both worlds and finds half of its mean in at least 80%.",
        refuted,
        usable,
        nearly,
    ),
    power=Power(
        "s_T from labels of postures toward great powers over 22 years, threat taken as measured "
        "and its weights estimated beside it.",
        years=YEARS,
        side=1,
        null=0.0,
        examine=lambda record: record.from_labels("posture.s_T"),
        labels=True,
    ),
    observation=Observation(
        sample="States toward the United States around 2003, and toward placebo principals.",
        estimand="Own-distancing on structural threat, given disagreement before the period.",
        specification="Four conditions, all required before the word is used: target-specificity, "
        "a threat gradient, substitution, cost-bearing.",
        clustering="By state.",
        placebos="Principals like the power that did not act.",
        test=four_conditions,
    ),
    caveats=(
        "An ideal point is itself a product of past posture: positions before the period are used.",
        "Strategic non-cooperation looks like soft balancing with s_T = 0 and s_x > 0.",
        "The estimator is checked on the model's own worlds; the record need not be one of them.",
    ),
    change_our_mind="Distancing from a power that acted no greater than from powers like it that "
    "did not, or no greater among those it threatens.",
)
