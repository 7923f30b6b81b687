"""P6. Soft balancing works: it makes unilateral projects rarer, later and dearer.

Through delay (entangling diplomacy and territorial denial), through cost, and through the council.
The result rests on parameters that no data pin down; the file says which channel carries it.
"""

import numpy as np

from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.experiment import IRAQ_2003, Arm, PairedArms, Records
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.p1_acts_alarm import RECORD
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import (
    Proposition,
    Published,
    Refutation,
    Statistic,
    Work,
)
from counterpoise.propositions.regression import fixed_effects_poisson
from counterpoise.propositions.synthetic_record import SyntheticRecord

YEARS = 8
COST = {"soft_balancing.mu_1": 0.0}
DELAY = {"soft_balancing.d_ED": 0.0, "soft_balancing.d_TD": 0.0}
COUNCIL = {"authorisation.k_S": 0.0}
NOTHING = {**COST, **DELAY, **COUNCIL}


def measure(records: Records) -> dict[str, Numbers]:
    """Ratios of rates, and what each channel carries of them."""

    def rate(arm: str) -> Numbers:
        return np.asarray(np.maximum(records[arm]["unilateral_rate"][:, :YEARS].mean(axis=1), 1e-9))

    def mean(arm: str, figure: str) -> Numbers:
        return np.asarray(records[arm][figure][:, :YEARS].mean(axis=1))

    on, off = rate("on"), rate("off")
    return {
        "ratio": on / off,
        "ratio_without_cost": rate("no cost") / off,
        "ratio_without_delay": rate("no delay") / off,
        "ratio_without_council": rate("no council") / off,
        "delay_months": mean("on", "delay_months") - mean("off", "delay_months"),
        "cost_ratio": mean("on", "net_cost_ratio") / mean("off", "net_cost_ratio"),
        "rate": on,
    }


def refuted(draws: Draws) -> bool:
    """The interval of the ratio includes one."""
    return not draws.estimate("ratio").high < 1.0


def examine(record: SyntheticRecord) -> tuple[float, float]:
    """Unilateral projects on soft-balancing weight, power by power."""
    power = np.broadcast_to(np.arange(len(record.powers))[None, :], record.unilateral.shape)
    return fixed_effects_poisson(
        record.unilateral.ravel(), record.soft_weight.ravel(), power.ravel()
    )


PROPOSITION = Proposition(
    id="P6",
    title="Delay and cost",
    claim="Soft balancing makes a power's unilateral use of force rarer, by delaying it and by "
    "raising its cost.",
    essay="c",
    supports=(
        Work(
            "pape2005", "territorial denial, entangling diplomacy, economic strengthening, resolve"
        ),
        Work("voeten2005", "the costs of 2003 beside those of 1991"),
    ),
    opposes=(
        Work("brooks2005", "soft balancing constrains nobody"),
        Work("lieber2005", "its specific predictions are not borne out"),
    ),
    focal=(*NOTHING,),
    mechanisms=("soft_balancing", "projects", "authorisation"),
    off=NOTHING,
    experiment=PairedArms(
        treatment="Soft balancing has its effects; has none; has none on cost alone, on delay "
        "alone, in the council alone.",
        control="The twin in which it has none.",
        outcome="Rate of unilateral projects that great powers carry out, months of delay, net "
        "cost, over eight years.",
        stage=IRAQ_2003,
        arms={
            "on": Arm("Soft balancing works", years=YEARS),
            "off": Arm("Without effect", holding=NOTHING, years=YEARS),
            "no cost": Arm("Without effect on cost", holding=COST, years=YEARS),
            "no delay": Arm("Without delay", holding=DELAY, years=YEARS),
            "no council": Arm("Without effect in the council", holding=COUNCIL, years=YEARS),
        },
        measure=measure,
    ),
    statistic=Statistic(
        "ratio",
        "Rate of unilateral projects, with over without",
        "ratio",
        decimals=2,
        null=1.0,
        side=-1,
    ),
    figures={
        "ratio": "Rate of unilateral projects, with soft balancing over without",
        "ratio_without_cost": "The same where soft balancing raises no cost",
        "ratio_without_delay": "The same where it delays nothing",
        "ratio_without_council": "The same where it sways no council",
        "delay_months": "Delay that soft balancing adds, months",
        "cost_ratio": "Net cost of a project, with soft balancing over without",
        "rate": "Unilateral projects a year, with soft balancing",
    },
    refutation=Refutation(
        "The 90% interval of the ratio of project rates, with soft balancing over without, "
        "includes 1 or lies above it.",
        refuted,
    ),
    power=Power(
        "Log rate of unilateral projects on the weight of soft balancing, with an effect for each "
        "power (conditional Poisson).",
        years=RECORD,
        side=-1,
        null=0.0,
        examine=examine,
    ),
    observation=Observation(
        sample="Coded great-power interventions since 1946: forty to eighty events.",
        estimand="Time from first public demand to use of force, and the share of cost that others "
        "bore.",
        specification="Durations and shares beside participation; calibration, no inference.",
        clustering="None.",
        placebos="None.",
        why_not="no open source codes the time from demand to force; the events calibrate, they "
        "do not test",
    ),
    published=(
        Published("Others bore 88% of the cost in 1991.", "gulfwarcosts"),
        Published("About 5% in 2003.", "csba2003"),
    ),
    caveats=(
        "The result rests on mu, delay and council parameters that are essentially prior.",
        "The council channel can work the other way: a refused power may act alone.",
        "Rates are worked out for a project like the focal one, in every year.",
    ),
    change_our_mind="A coded record of projects in which opposed ones are no later and no dearer; "
    "or a channel that carries the result and that the record rules out.",
)
