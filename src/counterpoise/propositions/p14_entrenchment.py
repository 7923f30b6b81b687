"""P14. An order that holds less of the world is hit harder, the more so if great powers stay out.

The standard shock (``experiments/order_resilience.py``): the leader leaves for good, and belief in
the order's legitimacy falls by 0.3. Ten years on, against the twin without the shock, three losses
are counted apart: incumbents lost, accessions foregone as a share of outsiders, total membership.
The last falls in a partial order almost by arithmetic; the claim is about the first.

Trade weights alone cannot carry part (ii), because a power that stays out is a small share of most
members' trade. The holdout channel (rules and security) can, and its three effects have priors
that are symmetric around zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from counterpoise.mechanisms.order.contestation import Contestation
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import USUAL_SHARE, Membership, Utility
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Operation, Schedule, VariableChange
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses, Recorded
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_deaths import deaths_of_organisations
from counterpoise.propositions.order_worlds import (
    HOLDOUTS,
    change,
    core,
    coverage,
    members,
    opened,
    slot,
    universal,
    without,
)
from counterpoise.propositions.proposition import Proposition, Refutation, Statistic, Work
from counterpoise.propositions.survival_score import cross_validated
from counterpoise.world.world import World

WORLD = 1992
SHOCK = 5
YEARS = 15
LEGITIMACY_LOST = 0.3
STRONG = 6.0  # exit on the share of trade with partners that left in the last two years
LEAST = 1.0  # percentage point by which barring the two has to matter
NO_HOLDOUTS = {"holdout.L_con": 0.0, "holdout.bH": 0.0, "holdout.xH": 0.0}
NO_NETWORK = {"order.oN": 0.0, "order.xN": 0.0, "order.xc": 0.0}

Shift = Callable[[Mapping[str, Numbers]], Mapping[str, Numbers]]


def orders_and_holdouts() -> Model:
    """Membership by the full utility, legitimacy, and what great powers outside do."""
    return Model("orders", (Membership(utility_form=Utility.FULL), Legitimacy(), Contestation()))


@cache
def threatened() -> World:
    """The world as it opens, with the threats that its structure implies; they stay as they are."""
    world = opened(WORLD)
    model = Model("threat", (BalanceOfThreat(),)).bind({})
    return model.begin(world, model.land(world))


@dataclass(frozen=True)
class Members:
    """Records who is in order 0 as each year ends, [actor]."""

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's members."""
        return {"member": after.membership[:, 0]}


def shock(world: World, struck: bool) -> tuple[VariableChange, ...]:
    """The leader leaves, is not taken back, and belief falls; or nothing of the kind."""
    leader = int(world.order_leader[0])

    def one(name: str, operation: Operation, value: float, who: int | None) -> VariableChange:
        return change(world, name, operation, value if struck else None, SHOCK, YEARS, who=who)

    return (
        one("membership", Operation.SET, 0.0, leader),
        one("left", Operation.SET, 1.0, leader),
        one("barred", Operation.SET, 1.0, leader),
        one("legitimacy", Operation.ADD, -LEGITIMACY_LOST, None),
        one("order_leader", Operation.SET, -1.0, None),
    )


def worlds() -> dict[str, World]:
    """The order as it might have been composed when 1992 opened."""
    world = threatened()
    two = np.array([slot(WORLD, name) for name in HOLDOUTS])
    return {
        "core": core(world),
        "barred": without(world, two),
        "recorded": world,
        "all but two": without(universal(world), two),
        "universal": universal(world),
    }


def without_network(world: World) -> Shift:
    """Parameters without any network effect and with the mean hazards of the world as it opens."""
    share = np.asarray(world.trade_share, float) @ members(world)
    inside = members(world) > 0
    out = float(share[~inside].mean()) if (~inside).any() else 1.0
    within = float(share[inside].mean())

    def shifted(drawn: Mapping[str, Numbers]) -> dict[str, Numbers]:
        return {
            "order.j0": drawn["order.j0"] + drawn["order.oN"] * out,
            "order.x0": drawn["order.x0"] - drawn["order.xN"] * (within - USUAL_SHARE),
        }

    return shifted


def courses() -> dict[str, Course]:
    """Each composition, with and without the shock, by contagion and by the holdout channel."""
    found: dict[str, Course] = {}
    opening = worlds()

    def add(name: str, world: World, holding: Mapping[str, float], **more: object) -> None:
        for struck in (False, True):
            found[f"{name}, {'shock' if struck else 'control'}"] = Course(
                name,
                world,
                holding,
                changes=shock(world, struck),
                **more,  # type: ignore[arg-type]
            )

    for name, world in opening.items():
        add(name, world, {})
        add(f"{name}, no holdouts", world, NO_HOLDOUTS)
    for name in ("core", "universal"):
        add(f"{name}, strong", opening[name], {"order.xc": STRONG})
        add(
            f"{name}, no network",
            opening[name],
            NO_NETWORK,
            shifting=without_network(opening[name]),
        )
    return found


@dataclass(frozen=True)
class Losses:
    """What the shock cost, in per cent, [draw]."""

    incumbents: Numbers
    accessions: Numbers
    membership: Numbers


def losses(records: Recorded, name: str) -> Losses:
    """Members and outsiders of the day before the shock, ten years on, against the control."""
    world = opened(WORLD)
    others = np.arange(world.actors) != int(world.order_leader[0])
    control = np.asarray(records[f"{name}, control"]["member"], float)[:, :, others]
    struck = np.asarray(records[f"{name}, shock"]["member"], float)[:, :, others]
    inside = control[:, SHOCK - 1]
    lost = control[:, -1] - struck[:, -1]

    def share(whom: Numbers) -> Numbers:
        return np.asarray(100.0 * (lost * whom).sum(axis=1) / np.maximum(whom.sum(axis=1), 1.0))

    return Losses(share(inside), share(1.0 - inside), share(control[:, -1]))


def slope(records: Recorded, variant: str = "") -> Numbers:
    """Incumbents lost on coverage by capability, per ten points of coverage, [draw]."""
    opening = worlds()
    names = [name for name in opening if f"{name}{variant}, shock" in records]
    covered = np.array([10.0 * coverage(opening[name]) for name in names])
    lost = np.stack([losses(records, f"{name}{variant}").incumbents for name in names], axis=1)
    away = covered - covered.mean()
    return np.asarray(lost @ away / (away @ away))


def measure(records: Recorded, parameters: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Slopes on coverage, the effect of barring, and what each channel carries of both."""
    lost = {name: losses(records, name) for name in worlds()}
    quiet = {name: losses(records, f"{name}, no holdouts") for name in worlds()}
    barring = lost["barred"].incumbents - lost["recorded"].incumbents
    two_out = lost["all but two"].incumbents - lost["universal"].incumbents
    found = {
        "slope": slope(records),
        "slope_no_holdouts": slope(records, ", no holdouts"),
        "slope_strong_contagion": slope(records, ", strong"),
        "slope_no_network": slope(records, ", no network"),
        "barring": barring,
        "barring_no_holdouts": quiet["barred"].incumbents - quiet["recorded"].incumbents,
        "two_out_of_all": two_out,
        "two_out_of_all_no_holdouts": quiet["all but two"].incumbents
        - quiet["universal"].incumbents,
    }
    for name, each in lost.items():
        label = name.replace(" ", "_")
        found[f"incumbents_{label}"] = each.incumbents
        found[f"accessions_{label}"] = each.accessions
        found[f"membership_{label}"] = each.membership
    return found | scores(lost, parameters)


def scores(lost: Mapping[str, Losses], parameters: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Out-of-sample log score of survival: what private value and margin add to head-count.

    Survival is the share of incumbents kept. It is predicted from head-count alone, and from
    head-count with two summaries of each draw: private value, the mean log-odds of belonging when
    no one else's membership mattered, and margin, the pull of the network at the composition's own
    share. Each fold of draws is predicted from the others; the score is binomial, a member.
    """
    opening = worlds()
    kept, heads, private, margin = [], [], [], []
    for name, world in opening.items():
        count = len(lost[name].incumbents)
        share = np.asarray(world.trade_share, float) @ members(world)
        kept.append(1.0 - lost[name].incumbents / 100.0)
        heads.append(np.full(count, members(world).mean()))
        private.append(parameters["order.j0"] - parameters["order.x0"])
        margin.append(
            (parameters["order.oN"] + parameters["order.xN"]) * share[members(world) > 0].mean()
        )
    y = np.clip(np.stack(kept, axis=1), 0.0, 1.0)
    base = np.stack(heads, axis=1)[..., None]
    more = np.stack([np.stack(each, axis=1) for each in (heads, private, margin)], axis=2)
    gain = cross_validated(y, more) - cross_validated(y, base)
    return {"score_gain": gain}


def refuted(draws: Draws) -> bool:
    """(i) no fall in coverage, (ii) barring matters too little, or (iii) nothing is predicted."""
    if not draws.estimate("slope").value < 0.0:
        return True
    if draws.estimate("barring").value < LEAST:
        return True
    return not float(np.nanmean(draws["score_gain"])) > 0.0


EXPERIMENT = PairedCourses(
    treatment="In the sixth year the leader leaves for good and legitimacy falls by 0.3, in orders "
    "of different coverage: the 60 members nearest to the leader, the members of 1992, those with "
    "China and Russia barred, everybody but these two, everybody.",
    control="The twin of each without the shock.",
    outcome="Ten years on: incumbents lost, accessions foregone, membership; by contagion weak, "
    "strong and without network, and with the holdout channel on and off.",
    model=orders_and_holdouts,
    courses=courses,
    observer=Members(),
    first_year=WORLD,
    years=YEARS,
    measure=measure,
    fixed=lambda records, parameters: {
        f"coverage_{name.replace(' ', '_')}": coverage(world) for name, world in worlds().items()
    },
)


PROPOSITION = Proposition(
    id="P14",
    title="Entrenchment",
    claim="An order that holds less of the world's capability loses more of its members after a "
    "shock, and great powers outside make it more vulnerable than their number says.",
    essay="g",
    supports=(
        Work("barma2007", "a world without the West routes around the order"),
        Work("eilstrup2020", "large and heterogeneous membership helps organisations survive"),
        Work("vonborzyskowski2019", "preferences and contagion drive withdrawals"),
    ),
    opposes=(
        Work("ikenberry2018", "the order is resilient, whoever leads it"),
        Work("downs1996", "broad membership dilutes depth"),
    ),
    focal=("holdout.L_con", "holdout.bH", "holdout.xH", "order.oN", "order.xN"),
    mechanisms=("order", "holdout", "legitimacy"),
    off={**NO_HOLDOUTS, "order.oN": 0.0, "order.xN": 0.0},
    experiment=EXPERIMENT,
    statistic=Statistic(
        "slope",
        "Incumbents lost, per ten points of coverage by capability",
        "percentage points",
        decimals=2,
        side=-1,
    ),
    figures={
        "slope": "Incumbents lost per ten points of coverage by capability, percentage points",
        "slope_no_holdouts": "The same without the holdout channel",
        "slope_strong_contagion": "The same with strong contagion of exits",
        "slope_no_network": "The same without network effects",
        "barring": "Incumbents lost, China and Russia barred less as recorded, percentage points",
        "barring_no_holdouts": "The same without the holdout channel",
        "two_out_of_all": "Incumbents lost, everybody but these two less everybody, percentage "
        "points",
        "two_out_of_all_no_holdouts": "The same without the holdout channel",
        "incumbents_core": "Incumbents lost, core alone, per cent",
        "accessions_core": "Accessions foregone, core alone, per cent",
        "membership_core": "Membership lost, core alone, per cent",
        "incumbents_barred": "Incumbents lost, China and Russia barred, per cent",
        "accessions_barred": "Accessions foregone, China and Russia barred, per cent",
        "membership_barred": "Membership lost, China and Russia barred, per cent",
        "incumbents_recorded": "Incumbents lost, as recorded, per cent",
        "accessions_recorded": "Accessions foregone, as recorded, per cent",
        "membership_recorded": "Membership lost, as recorded, per cent",
        "incumbents_all_but_two": "Incumbents lost, everybody but these two, per cent",
        "accessions_all_but_two": "Accessions foregone, everybody but these two, per cent",
        "membership_all_but_two": "Membership lost, everybody but these two, per cent",
        "incumbents_universal": "Incumbents lost, everybody, per cent",
        "accessions_universal": "Accessions foregone, everybody, per cent",
        "membership_universal": "Membership lost, everybody, per cent",
        "score_gain": "Gain in log score of survival from private value and margin, nats a member",
        "coverage_core": "Coverage by capability, core alone",
        "coverage_barred": "Coverage by capability, China and Russia barred",
        "coverage_recorded": "Coverage by capability, as recorded",
        "coverage_all_but_two": "Coverage by capability, everybody but these two",
        "coverage_universal": "Coverage by capability, everybody",
    },
    refutation=Refutation(
        "(i) The median slope of incumbents lost on coverage by capability is not negative; or "
        "(ii) barring China and Russia changes the loss by less than 1 percentage point; or (iii) "
        "private value and margin do not improve the out-of-sample log score of survival over "
        "head-count.",
        refuted,
    ),
    why_no_power="one history holds one order of one composition, which shows no slope; the record "
    "compares some hundreds of organisations, which the model does not simulate",
    observation=Observation(
        sample="Organisations of the COW list, 1966-2005.",
        estimand="Yearly hazard of death by coverage of the world's capability.",
        specification="Logit of death on coverage by capability, share of great powers outside, "
        "dispersion of ideal points, ln members and ln age.",
        clustering="By organisation.",
        placebos="None.",
        side=-1,
        test=deaths_of_organisations,
    ),
    caveats=(
        "(i) on total membership is largely arithmetic: the primary statistic counts incumbents.",
        "(ii) cannot be carried by trade weights; what the holdout channel carries is reported "
        "apart, and its three effects are prior, symmetric around zero.",
        "For (iii), private value and margin are summaries of each draw's parameters and "
        "composition, not the full map of the order's measures.",
        "Threats are those that structure implies as 1992 opens, at default parameters.",
    ),
    change_our_mind="Withdrawals from organisations that great powers stayed out of no more "
    "frequent than from others of the same size and coverage.",
)
