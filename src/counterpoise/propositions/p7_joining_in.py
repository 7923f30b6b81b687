"""P7. States balance softly in company, and balance hard when they must.

Soft balancing is cheaper when others do it (s_net above zero); hard balancing is a public good
where protection cannot be withheld (phi near zero), so states leave it to others.
"""

import numpy as np

from counterpoise.propositions.draws import Draws, Estimate, Numbers
from counterpoise.propositions.experiment import IRAQ_2003, Arm, PairedArms, Records
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_alarm import company_and_distancing
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import Proposition, Refutation, Statistic, Work

PHIS = (0.0, 0.5, 1.0)


def withdrawn(expectation: str) -> tuple[dict[str, object], ...]:
    """Nobody expects the participant to balance in one way; what it is and has stays as it was."""
    return (
        {
            "variable": {
                "name": expectation,
                "operation": "set",
                "value": 0.0,
                "of": IRAQ_2003.participant,
                "toward": IRAQ_2003.power,
            }
        },
    )


def measure(records: Records) -> dict[str, Numbers]:
    """What the rest do once nobody reckons with the participant, in percentage points."""

    def change(arm: str, kind: str, figure: str) -> Numbers:
        base, without = records[arm], records[f"{arm}, {kind} withdrawn"]
        return np.asarray(100.0 * (without[figure][:, 1] - base[figure][:, 1]))

    return {
        "soft": change("own", "soft", "rest_soft"),
        "hard": change("own", "hard", "rest_hard"),
        **{f"hard_phi_{phi:g}": change(f"phi {phi:g}", "hard", "rest_hard") for phi in PHIS},
    }


def refuted(draws: Draws) -> bool:
    """The interval of s_net includes zero."""
    return not Estimate.of(draws.parameters["posture.s_net"]).low > 0.0


def arms() -> dict[str, Arm]:
    """Each excludability of protection, with and without the participant."""
    own = Arm("as it is")
    found = {
        "own": own,
        "own, soft withdrawn": Arm("China not expected to join in", withdrawn("expected_soft")),
        "own, hard withdrawn": Arm("China not expected to resist", withdrawn("expected_hard")),
    }
    for phi in PHIS:
        holding = {"posture.phi": phi}
        found[f"phi {phi:g}"] = Arm(f"Excludability {phi:g}", holding=holding)
        found[f"phi {phi:g}, hard withdrawn"] = Arm(
            f"Excludability {phi:g}, China not expected to resist",
            withdrawn("expected_hard"),
            holding,
        )
    return found


PROPOSITION = Proposition(
    id="P7",
    title="Joining in",
    claim="States are likelier to balance softly when others do, and leave hard balancing to "
    "others where protection cannot be withheld from them.",
    essay="c",
    supports=(
        Work("olson1966", "burdens of a public good fall on the large"),
        Work("christensen1990", "chain-ganging and buck-passing under multipolarity"),
    ),
    opposes=(
        Work("niou1989", "blocking coalitions form without a public-good problem"),
        Work("powell1999", "alignment turns on who gains from fighting, not on numbers"),
    ),
    focal=("posture.s_net", "posture.phi"),
    mechanisms=("posture", "participation"),
    off={"posture.s_net": 0.0},
    experiment=PairedArms(
        treatment="Nobody expects one large participant, China, to balance softly any longer; or "
        "to balance hard, with protection fully (1), half and not at all (0) excludable.",
        control="The twin in which others reckon with it.",
        outcome="Mean probabilities of soft and of hard balancing toward the leader among the "
        "rest, a year later.",
        stage=IRAQ_2003,
        arms=arms(),
        measure=measure,
    ),
    statistic=Statistic(
        "soft", "Change of soft balancing by the rest", "percentage points", decimals=3, side=-1
    ),
    figures={
        "soft": "Change of soft balancing by the rest without the participant, percentage points",
        "hard": "Change of hard balancing by the rest without the participant, percentage points",
        "hard_phi_0": "The same, protection a public good (phi = 0), percentage points",
        "hard_phi_0.5": "The same, half of it kept to those who join (phi = 0.5), percentage "
        "points",
        "hard_phi_1": "The same, all of it kept to those who join (phi = 1), percentage points",
    },
    refutation=Refutation(
        "The 90% interval of s_net, the effect of others' participation on soft balancing, "
        "includes 0 or lies below it.",
        refuted,
    ),
    power=Power(
        "s_net from labels of postures toward great powers, with a known confusion matrix and "
        "expected participation taken as measured.",
        years=22,
        side=1,
        null=0.0,
        examine=lambda record: record.from_labels("posture.s_net"),
        labels=True,
    ),
    observation=Observation(
        sample="States toward the five permanent members, own-distancing from 1947.",
        estimand="Own-distancing on what others did the year before.",
        specification="Moving average of the mean own-distancing of all others, a year before, "
        "with effects of dyads and of years that absorb what is common to all.",
        clustering="By power and year.",
        placebos="Participation two years ahead.",
        test=company_and_distancing,
    ),
    caveats=(
        "The reflection problem: doing as others do and meeting the same shock look alike "
        "(Manski 1993).",
        "Both s_net and phi are weak even with clean labels; expect results that the prior "
        "dominates.",
    ),
    change_our_mind="Shocks to participation from elections abroad that leave others unmoved.",
)
