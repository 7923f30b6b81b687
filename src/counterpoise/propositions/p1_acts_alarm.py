"""P1. An unauthorised use of force alarms third states, and the alarm fades.

Holding the power's capability, distance, rivalry and direct involvement fixed, an act against
somebody else raises the threat that others see in its author. The model can lose: the weight of
intentions in threat may be zero or negative, and then the act changes nothing.
"""

import numpy as np

from counterpoise.propositions.distancing import after, panel_of, regression
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.experiment import IRAQ_2003, Arm, PairedArms, Records
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_alarm import acts_and_distancing
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import (
    Proposition,
    Published,
    Refutation,
    Statistic,
    Work,
)
from counterpoise.propositions.synthetic_record import SyntheticRecord

YEARS = 9
LEAST_EFFECT = 0.5  # percentage points
RECORD = 66  # years from 1947 to 2012


def invasion(severity: float = 1.0, authorised: bool = False) -> dict[str, object]:
    """The act on which P1 and P2 turn, in the language of scenarios."""
    return {
        "act": {
            "year": IRAQ_2003.act_year,
            "actor": IRAQ_2003.power,
            "target": IRAQ_2003.target,
            "severity": severity,
            "authorised": authorised,
        }
    }


def measure(records: Records) -> dict[str, Numbers]:
    """Effects on third states, in percentage points and ln units."""
    none = records["none"]

    def effect(arm: str, figure: str) -> Numbers:
        return np.asarray(records[arm][figure] - none[figure])

    active = 100.0 * (effect("alone", "third_soft") + effect("alone", "third_hard"))
    threat = effect("alone", "third_threat")
    lesser = 100.0 * (effect("dispute", "third_soft") + effect("dispute", "third_hard"))
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = threat[:, 4] / threat[:, 1]
        half_life = 3.0 * np.log(0.5) / np.log(kept)
    return {
        "effect": active[:, 1],
        "effect_mean": active[:, 1:YEARS].mean(axis=1),
        "effect_last": active[:, YEARS - 1],
        "effect_of_dispute": lesser[:, 1],
        "threat": threat[:, 1],
        "threat_mean": threat[:, 1:YEARS].mean(axis=1),
        "half_life": np.where((kept > 0) & (kept < 1), half_life, np.nan),
    }


def refuted(draws: Draws) -> bool:
    """The interval includes zero, or the effect is too small to matter."""
    effect = draws.estimate("effect")
    return not effect.excludes(0.0) or effect.value < LEAST_EFFECT


def examine(record: SyntheticRecord) -> tuple[float, float]:
    """Own-distancing after acts, lags 0 to 2 together."""
    panel = panel_of(record)
    return regression(panel).combination(after(panel, "acts"))


PROPOSITION = Proposition(
    id="P1",
    title="Acts alarm",
    claim="An unauthorised use of force makes third states see its author as more threatening and "
    "push back, and the effect fades.",
    essay="a",
    supports=(
        Work("walt1987", "perceived intentions are a source of threat"),
        Work("crescenzi2007", "behaviour toward others bears on conflict in a dyad, 1817-2000"),
        Work("weisiger2015", "past action is closely connected to later dispute initiation"),
        Work("kydd2005", "states update on what others do"),
    ),
    opposes=(
        Work("mercer1996", "past acts do not transfer across cases"),
        Work("press2005", "credibility follows power and interest, not past acts"),
        Work("lieber2005", "US strategy after 2001 threatens only a short list of actors"),
        Work("levy2010", "sea powers are not balanced"),
    ),
    focal=("threat.theta_I", "beliefs.ratio", "beliefs.rho"),
    mechanisms=("beliefs", "threat", "posture"),
    off={"threat.theta_I": 0.0},
    experiment=PairedArms(
        treatment="The United States invades Iraq in 2003 without authority (severity 1); again at "
        "the severity of a militarised dispute (0.35).",
        control="The same draws and the same chance without the act.",
        outcome="Capability-weighted means over states other than the two: ln threat, and the "
        "probability of balancing softly or hard, over eight years.",
        stage=IRAQ_2003,
        arms={
            "none": Arm("No invasion", years=YEARS),
            "alone": Arm("Invasion alone", (invasion(),), years=YEARS),
            "dispute": Arm("Dispute", (invasion(0.35),), years=YEARS),
        },
        measure=measure,
    ),
    statistic=Statistic(
        "effect", "Effect on balancing, soft or hard, a year later", "percentage points", decimals=2
    ),
    figures={
        "effect": "Effect on the probability of balancing, soft or hard, after one year, "
        "percentage points",
        "effect_mean": "The same, mean over the years after the act, percentage points",
        "effect_last": "The same, in the last year, percentage points",
        "effect_of_dispute": "Effect of a dispute short of war, after one year, percentage points",
        "threat": "Effect on perceived threat after one year, ln units",
        "threat_mean": "The same, mean over the years after the act, ln units",
        "half_life": "Half-life of the effect on threat, years, where it fades",
    },
    refutation=Refutation(
        "The 90% interval of the effect on P(S)+P(H) a year after the act includes 0, or its "
        "median is below 0.5 percentage points.",
        refuted,
    ),
    power=Power(
        "Own-distancing from a power after its acts, lags 0 to 2 together, with effects of dyads "
        "and years and errors clustered by power and year.",
        years=RECORD,
        side=1,
        null=0.0,
        examine=examine,
    ),
    observation=Observation(
        sample="All states toward the five permanent members of the Security Council, from 1947 "
        "(China from 1971), direct targets marked.",
        estimand="Own-distancing after a use of force on somebody else, lags 0 to 2 together.",
        specification="D_ij,t = |x_i,t - x_j,t-1| - |x_i,t-1 - x_j,t-1| on ln(1 + acts of j), lags "
        "0-2 and leads 1-2, lagged distance, effects of dyads and of years, weights 1/sigma_x^2.",
        clustering="By power and year: few effective clusters.",
        placebos="Leads of one and two years.",
        test=acts_and_distancing,
    ),
    published=(
        Published(
            "Favourability of the United States, July 2002, March and May 2003: France 63-31-43, "
            "Germany 61-25-45, Russia 61-28-36, Italy 70-34-60, Britain 75-48-70: by arithmetic "
            "-1.35 logits over seven countries to March, about -0.6 over the five with a May "
            "reading.",
            "pew2003",
        ),
    ),
    caveats=(
        "Acts are chosen when backlash is expected to be small, so the record shows less than the "
        "effect of an act at random.",
        "Year effects leave five powers times the years as effective clusters.",
        "Ideal points are rescaled over the whole pool, and favourability of publics is another "
        "measurement than votes of governments.",
    ),
    change_our_mind="An interval for own-distancing after acts that lies at or below zero with "
    "leads that show nothing, on important votes as on all votes; or a posterior of theta_I that "
    "includes zero.",
)
