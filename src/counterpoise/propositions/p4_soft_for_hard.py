"""P4. Soft balancing stands in for hard balancing that cannot succeed.

As the leader grows, threat rises and feasibility falls: hard balancing first rises and then falls,
and soft balancing takes its place, because within balancing the two are close substitutes
(lambda_bal below one). The model can lose. With theta_P = 2, gamma = 1, phi = 1, h_T = 3 and
s_T = 0.5 hard balancing rises with the leader's share and the soft share of balancing falls:
growing threat then calls for what can stop the leader. Levy and Thompson's land powers of 2005 live
in that region, their sea powers of 2010 outside it.
"""

import numpy as np

from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.experiment import IRAQ_2003, Arm, PairedArms, Records
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_postures import soft_over_hard
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import (
    Proposition,
    Refutation,
    Statistic,
    Work,
)

FACTORS = (0.5, 1.0, 2.0, 4.0, 8.0)
NEVER = -60.0  # a utility that no draw outweighs
LOSING_REGION = {
    "threat.theta_P": 2.0,
    "geography.gamma": 1.0,
    "posture.phi": 1.0,
    "posture.h_T": 3.0,
    "posture.s_T": 0.5,
}
"""Where hard balancing rises with the leader's share and the soft share of balancing falls."""

NO_HARD = {"posture.h0": NEVER, "posture.e0": NEVER}
IIA = {"posture.lambda_bal": 1.0}
SURE = 0.9  # probability that lambda_bal is below one that the claim asks for


def stronger(factor: float) -> tuple[dict[str, object], ...]:
    """The leader's capability and arms multiplied, so that its offensiveness stays as it is."""
    if factor == 1.0:
        return ()
    return tuple(
        {
            "variable": {
                "name": name,
                "operation": "multiply",
                "value": factor,
                "of": IRAQ_2003.power,
                "from": IRAQ_2003.act_year,
            }
        }
        for name in ("capability", "military_spending", "military_personnel")
    )


def slope(share: Numbers, outcome: Numbers) -> Numbers:
    """Least-squares slope over arms, draw by draw; both [draw, arm]."""
    centred = share - share.mean(axis=1, keepdims=True)
    return np.asarray(np.sum(centred * outcome, axis=1) / np.sum(centred**2, axis=1))


def measure(records: Records) -> dict[str, Numbers]:
    """The soft share of balancing over the leader's share, and diversion into soft balancing."""

    def first(arm: str, figure: str) -> Numbers:
        return np.asarray(records[arm][figure][:, 0])

    def over(figure: str) -> Numbers:
        return np.stack([first(f"x{factor:g}", figure) for factor in FACTORS], axis=1)

    soft, hard, share = over("third_soft"), over("third_hard"), over("leader_share")
    balancing = np.maximum(soft + hard, 1e-12)
    peak = np.argmax(hard, axis=1)

    def diversion(before: str, without: str) -> Numbers:
        moved = first(without, "third_soft") - first(before, "third_soft")
        return np.asarray(moved / np.maximum(first(before, "third_hard"), 1e-9))

    return {
        "slope": 10.0 * slope(share, soft / balancing),
        "slope_hard": 10.0 * slope(share, hard),
        "slope_soft": 10.0 * slope(share, soft),
        "rises_then_falls": ((peak > 0) & (peak < len(FACTORS) - 1)).astype(float),
        "diversion": diversion("x1", "no hard"),
        "diversion_iia": diversion("iia", "iia, no hard"),
        "soft_share_low": 100.0 * (soft / balancing)[:, 0],
        "soft_share_high": 100.0 * (soft / balancing)[:, -1],
    }


def refuted(draws: Draws) -> bool:
    """(ii) substitution is not likely enough, or (iii) the soft share does not rise."""
    substitutes = float(np.mean(draws.parameters["posture.lambda_bal"] < 1.0))
    return substitutes < SURE or draws.estimate("slope").value <= 0.0


PROPOSITION = Proposition(
    id="P4",
    title="Soft for hard",
    claim="Where the leader is too strong to be balanced hard, states balance it softly instead.",
    essay="c",
    supports=(
        Work("pape2005", "soft balancing is what second-ranked powers can do"),
        Work("paul2005", "limited balancing under near-unipolarity"),
        Work("paul2018", "soft balancing from the Concert to the present"),
        Work("walt2009", "alliances under unipolarity are weak and soft"),
        Work("hefeng2008", "disparity and economic dependence make soft balancing likelier"),
    ),
    opposes=(
        Work("brooks2005", "the behaviour has other motives"),
        Work("lieber2005", "neither form is present"),
        Work("wohlforth1999", "past a threshold there is no balancing of any kind"),
    ),
    focal=("posture.lambda_bal", "posture.h_dep", "posture.s_dep", "posture.s_T", "posture.h_T"),
    mechanisms=("posture",),
    off=IIA,
    experiment=PairedArms(
        treatment="A: the leader's capability multiplied by 0.5, 2, 4 and 8. B: hard balancing "
        "made impossible.",
        control="The twin as it is; and substitution off (lambda_bal = 1).",
        outcome="Probabilities of soft and hard balancing toward the leader among third states, in "
        "the year of the change.",
        stage=IRAQ_2003,
        arms={
            **{
                f"x{factor:g}": Arm(f"Leader x {factor:g}", stronger(factor), years=1)
                for factor in FACTORS
            },
            "no hard": Arm("No hard balancing", holding=NO_HARD, years=1),
            "iia": Arm("No substitution", holding=IIA, years=1),
            "iia, no hard": Arm(
                "No substitution, no hard balancing", holding={**IIA, **NO_HARD}, years=1
            ),
        },
        measure=measure,
    ),
    statistic=Statistic(
        "slope",
        "Soft share of balancing on the leader's share of capability",
        "percentage points per ten points of capability",
        decimals=2,
    ),
    figures={
        "slope": "Soft share of balancing on the leader's share of capability, points per ten "
        "points",
        "slope_hard": "Probability of hard balancing on the leader's share, points per ten points",
        "slope_soft": "Probability of soft balancing on the leader's share, points per ten points",
        "rises_then_falls": "Whether hard balancing rises with the leader and then falls, 1 or 0",
        "diversion": "Share of hard balancing that turns soft once it is impossible",
        "diversion_iia": "The same with substitution off",
        "soft_share_low": "Soft share of balancing, leader at half its capability, per cent",
        "soft_share_high": "Soft share of balancing, leader at eight times its capability, per "
        "cent",
    },
    refutation=Refutation(
        "(ii) The probability that lambda_bal is below 1 is below 0.9; or (iii) the median slope "
        "of S/(S+H) on the leader's share of capability is not positive.",
        refuted,
    ),
    power=Power(
        "lambda_bal from labels of postures toward great powers, by the nested logit, with a known "
        "confusion matrix and threat taken as measured.",
        years=22,
        side=-1,
        null=1.0,
        examine=lambda record: record.from_labels("posture.lambda_bal"),
        labels=True,
    ),
    observation=Observation(
        sample="States toward the permanent members, labelled postures (the versioned rule, votes "
        "and treaties), 1951-2012.",
        estimand="(iii) Soft over hard balancing on the power's share of capability; (iv) on trade "
        "dependence.",
        specification="Contrasts of a multinomial logit on labels, with distance, own capability "
        "and rivalry; the nested logit and its cross-elasticity need threat, and stand in the "
        "posterior.",
        clustering="By state.",
        placebos="Distance, which shifts hard balancing alone.",
        test=soft_over_hard,
    ),
    caveats=(
        "A rising soft share is no evidence for nesting: it also rises with lambda_bal = 1. (ii) "
        "and (iii) are separate tests.",
        "lambda_bal rests on functional form unless something shifts hard balancing alone.",
        "Capability is multiplied and everything else held, which no history has done.",
    ),
    change_our_mind="A posterior of lambda_bal that reaches one, with geographic feasibility as "
    "the excluded shifter; or a soft share that falls as the leader grows.",
)
