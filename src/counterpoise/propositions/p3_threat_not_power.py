"""P3. States balance against threat, not only against power.

Given how strong another state is, how near, how armed and how ill-meant it looks should move hard
balancing. The rival is pure balance of power: distance, offence and intentions carry no weight in
threat. Both are fitted, blind, to labelled postures of the same history, and scored on years that
neither has seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from counterpoise.propositions.belief import Belief
from counterpoise.propositions.draws import Draws
from counterpoise.propositions.experiment import IRAQ_2003, Experiment
from counterpoise.propositions.histories import Found
from counterpoise.propositions.labelled import NAMES, THETAS, fit
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_alignment import pacts_and_common_threat
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import (
    Proposition,
    Published,
    Refutation,
    Statistic,
    Work,
)
from counterpoise.propositions.recovery import with_labels

YEARS = 8
TRAINING = 5
MOST_DRAWS = 100  # each costs two fits
ENOUGH = 2.0  # standard errors by which the full model must predict better

FULL = np.ones(len(NAMES), bool)
RESTRICTED = np.array([name not in THETAS for name in NAMES])


@dataclass(frozen=True)
class ThreatAgainstPower(Experiment):
    """Full threat against power alone, on labels of one history for each draw."""

    treatment: str
    control: str
    outcome: str

    def draws(self, laboratory: Laboratory, belief: Belief) -> Draws:
        """The difference of log scores on years left out, in standard errors."""
        parameters = {
            address: each[:MOST_DRAWS]
            for address, each in laboratory.parameters(IRAQ_2003, belief).items()
        }
        numbers = laboratory.numbers(IRAQ_2003, belief)[:MOST_DRAWS]

        def compare(place: int, own: Mapping[str, float], found: Found) -> tuple[float, float]:
            truth = np.array([own[name] for name in NAMES])
            scores = [
                fit(
                    found,
                    own["geography.gamma"],
                    own["posture.kS"],
                    truth,
                    free.tolist(),
                    np.where(free, truth, 0.0),
                    TRAINING,
                    (laboratory.seed, 3, place),
                ).score
                for free in (FULL, RESTRICTED)
            ]
            rows = scores[0] != 0.0
            gain = (scores[0] - scores[1])[rows]
            error = float(np.std(gain) * np.sqrt(gain.size))
            total = float(gain.sum())
            return total, total / error if error > 0 else 0.0

        found = with_labels(laboratory, parameters, numbers, YEARS, compare)
        total, z = np.array(found, float).T
        return Draws(
            {"z": z, "elpd_difference": total},
            parameters,
            {},
            laboratory.set_aside(IRAQ_2003, belief),
        )


def refuted(draws: Draws) -> bool:
    """The restricted model is not worse, or intentions carry no weight."""
    weight = float(np.mean(draws.parameters["threat.theta_I"]))
    return draws.estimate("z").value <= ENOUGH or weight <= 0.0


PROPOSITION = Proposition(
    id="P3",
    title="Threat, not power",
    claim="States balance against those who threaten them, given how strong these are: distance, "
    "arms and intentions count beside power.",
    essay="b",
    supports=(
        Work("walt1987", "states balance against threats"),
        Work("walt2009", "so too under unipolarity, within what is feasible"),
        Work("levy2005", "European powers balance against a third or more of land capabilities"),
    ),
    opposes=(
        Work("levy2010", "at sea, concentration brings fewer and smaller coalitions"),
        Work("wohlforth2007", "eight systems over two thousand years show no tendency to balance"),
        Work("schroeder1994", "hiding, transcending and bandwagoning are common"),
        Work("schweller1994", "states bandwagon for profit"),
        Work("schweller2006", "states underbalance"),
        Work("kaufman2007", "balances are not the rule in world history"),
    ),
    focal=("threat.theta_I", "threat.theta_D", "threat.theta_O"),
    mechanisms=("threat", "posture"),
    off={"threat.theta_D": 0.0, "threat.theta_O": 0.0, "threat.theta_I": 0.0},
    experiment=ThreatAgainstPower(
        treatment="A history of eight years in the world of 2003 for each draw; postures toward "
        "great powers are labelled with error.",
        control="The same labels fitted with threat from power alone (theta_D = theta_O = theta_I "
        "= 0).",
        outcome="Log score of labels in the three years that neither fit has seen.",
    ),
    statistic=Statistic(
        "z",
        "Gain in log score from threat",
        "standard errors of the difference",
        decimals=1,
        null=ENOUGH,
    ),
    figures={
        "z": "Gain in log score on years left out, standard errors of the difference",
        "elpd_difference": "Gain in log score on years left out, nats",
    },
    refutation=Refutation(
        "The restricted model is not worse: the median difference of log scores is within 2 "
        "standard errors; or the mean of theta_I is not above 0.",
        refuted,
    ),
    power=Power(
        "theta_I from labels of postures toward great powers over 22 years, beliefs taken as "
        "measured.",
        years=22,
        side=1,
        null=0.0,
        examine=lambda record: record.from_labels("threat.theta_I"),
        labels=True,
    ),
    observation=Observation(
        sample="All dyads: defence-pact onsets, before 1946, from 1946, and from 1990.",
        estimand="Onset on a common threat, a shared strategic rival, given capabilities.",
        specification="Logit of onset on a shared rival, ln distance, contiguity, larger and "
        "smaller capability, own rivalry, great power in the dyad.",
        clustering="By dyad; states recur across dyads, so errors are too small.",
        placebos="Rivals that the two come to share five years later.",
        test=pacts_and_common_threat,
    ),
    published=(
        Published("Triadic amity and enmity dominate the choice of allies.", "warren2010"),
        Published("8 alliance ties in 1900, 1115 in 2000.", "li2017"),
    ),
    caveats=(
        "The fit knows distance, arms and beliefs as they are; the record has proxies.",
        "Distance also decides what force can reach, in the model as in the world: the fit holds "
        "that fixed, a regression cannot.",
        "Rivalries are coded with hindsight, and multilateral pacts are single events.",
    ),
    change_our_mind="A record in which power alone predicts alignment as well on years left out.",
)
