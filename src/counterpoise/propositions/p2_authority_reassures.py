"""P2. Authority discounts the signal: an act alarms less when a legitimate body authorised it.

The ratio of effects, authorised over unauthorised, is 1 - kappa_A Leg below the cap on what a year
can teach. kappa_A may be zero, and then authority changes nothing.
"""

import numpy as np

from counterpoise.propositions.distancing import after, panel_of, regression
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.experiment import IRAQ_2003, Arm, PairedArms, Records
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_alarm import authority_and_distancing
from counterpoise.propositions.p1_acts_alarm import RECORD, invasion
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import (
    Proposition,
    Published,
    Refutation,
    Statistic,
    Work,
)
from counterpoise.propositions.synthetic_record import SyntheticRecord

LEGITIMACY = {"low": 0.2, "high": 0.8}
LEAST_MOVED = 1e-4  # ln threat; below it a ratio of effects is a ratio of rounding errors


def legitimacy(level: float) -> dict[str, object]:
    """Every state finds the order this legitimate, throughout."""
    return {"variable": {"name": "legitimacy", "operation": "set", "value": level, "of": "all"}}


ARMS = {
    f"{act} {name}": Arm(
        f"{label}, legitimacy {level}", (legitimacy(level), *interventions), years=2
    )
    for name, level in LEGITIMACY.items()
    for act, label, interventions in (
        ("none", "No invasion", ()),
        ("alone", "Invasion alone", (invasion(),)),
        ("authorised", "Authorised invasion", (invasion(authorised=True),)),
    )
}


def measure(records: Records) -> dict[str, Numbers]:
    """Effects a year later and their ratios."""
    found = {}
    for name in LEGITIMACY:
        none = records[f"none {name}"]
        effect = {
            (act, figure): records[f"{act} {name}"][figure][:, 1] - none[figure][:, 1]
            for act in ("alone", "authorised")
            for figure in ("third_threat", "third_soft")
        }
        alone = effect["alone", "third_threat"]
        moved = np.abs(alone) > LEAST_MOVED
        ratio = effect["authorised", "third_threat"] / np.where(moved, alone, 1.0)
        found[f"ratio_{name}"] = np.where(moved, ratio, np.nan)
        found[f"soft_{name}"] = 100.0 * (
            effect["authorised", "third_soft"] - effect["alone", "third_soft"]
        )
    return {"ratio": found["ratio_high"], **found}


def refuted(draws: Draws) -> bool:
    """The interval of the ratio includes one."""
    return not draws.estimate("ratio").high < 1.0


def examine(record: SyntheticRecord) -> tuple[float, float]:
    """How much less own-distancing follows an authorised act than one alone."""
    if not record.authorised.any():
        return float("nan"), float("nan")
    panel = panel_of(record, apart=True)
    return regression(panel).combination(after(panel, "alone") - after(panel, "authorised"))


PROPOSITION = Proposition(
    id="P2",
    title="Authority reassures",
    claim="The same use of force alarms third states less when a body that they hold legitimate "
    "has authorised it.",
    essay="ad",
    supports=(
        Work("voeten2005", "Council approval reassures about consequences and limits"),
        Work("voeten2001", "outside options move the Council, which still matters"),
        Work("chapman2004", "Council support adds up to 9 points to the US rally; no other does"),
        Work("finnemore2009", "unipoles need legitimacy and pay for hypocrisy"),
    ),
    opposes=(Work("tingley2012", "authorisation works, but not through beliefs about the action"),),
    focal=("beliefs.kappa_A",),
    mechanisms=("beliefs", "authorisation"),
    off={"beliefs.kappa_A": 0.0},
    experiment=PairedArms(
        treatment="The invasion of P1, with and without authority, where states find the order "
        "hardly (0.2) or highly (0.8) legitimate.",
        control="The twin without the act at the same legitimacy.",
        outcome="Ln threat and the probability of soft balancing, third states, a year later.",
        stage=IRAQ_2003,
        arms=ARMS,
        measure=measure,
    ),
    statistic=Statistic(
        "ratio",
        "Effect on ln threat, authorised over alone",
        "ratio",
        decimals=2,
        null=1.0,
        side=-1,
    ),
    figures={
        "ratio": "Effect on threat of the authorised act over that of the act alone, legitimacy "
        "0.8",
        "ratio_low": "The same at legitimacy 0.2",
        "soft_low": "Probability of soft balancing, authorised less alone, legitimacy 0.2, "
        "percentage points",
        "ratio_high": "Effect on threat, authorised over alone, legitimacy 0.8",
        "soft_high": "Probability of soft balancing, authorised less alone, legitimacy 0.8, "
        "percentage points",
    },
    refutation=Refutation(
        "The 90% interval of the ratio of effects at legitimacy 0.8 includes 1 or lies above it.",
        refuted,
    ),
    power=Power(
        "Own-distancing after acts without authority less that after acts with it, in one "
        "regression as in P1.",
        years=RECORD,
        side=1,
        null=0.0,
        examine=examine,
    ),
    observation=Observation(
        sample="All states toward the five permanent members, from 1947; uses of force that the "
        "Security Council had authorised are listed by target and year.",
        estimand="Own-distancing after acts without authority less that after acts with it.",
        specification="The regression of P1 with the two kinds of acts side by side; the list of "
        "events is shown.",
        clustering="By power and year; with so few authorised events no error means much.",
        placebos="Leads of one and two years.",
        test=authority_and_distancing,
    ),
    published=(
        Published("In 1991 allies covered about 54 of 61 billion dollars (88%).", "gulfwarcosts"),
        Published("In March 2003 no country was known to have offered to pay.", "csba2003"),
    ),
    caveats=(
        "At the prior the ratio is assumed through kappa_A and legitimacy: only the posterior "
        "counts.",
        "Easy cases get authorised, so the record mixes authority with ease.",
        "There are far too few authorised wars for inference.",
    ),
    change_our_mind="A posterior of kappa_A that sits at zero, from events coded before looking at "
    "votes; or surveys in which authorisation moves support and leaves beliefs alone.",
)
