"""P9. Who expects to be punished by many on whose trade he depends starts fewer disputes.

    Pun_j = sum_i w_ji P(i punishes) M_i                                       (3.18)

It takes exposure and unity. The slope of the log-odds of initiating on Pun is -i_pun, whose prior
reaches both sides of zero. That outsiders with little exposure go undeterred is built into the
equation: it is a prediction of the model, not a finding of the experiment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.mechanisms.conflict.acts import Acts
from counterpoise.mechanisms.conflict.force import ForceInitiation
from counterpoise.mechanisms.order.enforcement import Enforcement
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses, PrescribedAct, Recorded
from counterpoise.propositions.dispute_record import directed_dyads, in_both, shares_of_trade
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.hazard import hazard_logit
from counterpoise.propositions.histories import Found
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation, Observed, Row
from counterpoise.propositions.order_worlds import core, opened, slot, universal
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import Proposition, Refutation, Statistic, Work
from counterpoise.propositions.starts import histories_of_starts, poisson_slope
from counterpoise.world.world import World

WORLD = 1992
YEARS = 5
RECORD = 64  # years, 1951-2014
BREAKER, VICTIM = "Russia", "Georgia"
RUSSIA = 365
UNITY = {"divided": -2.0, "usual": 0.0, "united": 2.0}
"""Added to the log-odds that a member punishes."""
EXPOSURE = {"half exposed": 0.5, "doubly exposed": 2.0}
NO_ENFORCEMENT = {"enforcement.exposure": 0.0}


def enforced_peace() -> Model:
    """Force and its punishment; who belongs and what is believed of the order stay as they are."""
    return Model("orders", (BalanceOfThreat(), ForceInitiation(), Acts(), Enforcement()))


@dataclass(frozen=True)
class Breaker:
    """Records the punishment of one state, what it is expected to start, and how many fight."""

    code: int

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's figures, scalars."""
        force = model.mechanism("initiation")
        assert isinstance(force, ForceInitiation)
        land = model.land(before)
        chance = jax.nn.sigmoid(force.logit(before, land)) * land.pairs
        mine = (before.code == self.code).astype(before.capability.dtype)
        return {
            "punishment": mine @ before.punishment,
            "rate": jnp.sum(mine @ chance),
            "wars": jnp.sum((after.act_actor >= 0) * after.act_war),
            "disputes": jnp.sum(after.dispute),
            "pacts": jnp.sum(after.defence_pact) / 2,
        }


def courses() -> dict[str, Course]:
    """Coverage by unity; exposure; deterrence trebled; no enforcement."""
    world = opened(WORLD)
    act = PrescribedAct(slot(WORLD, BREAKER), slot(WORLD, VICTIM), (0.0,) * YEARS)

    def course(label: str, opening: World, unity: float = 0.0, **more: object) -> Course:
        def shifted(drawn: Mapping[str, Numbers]) -> dict[str, Numbers]:
            return {"enforcement.p0": drawn["enforcement.p0"] + unity}

        return Course(label, opening, shifting=shifted, act=act, **more)  # type: ignore[arg-type]

    found = {"off": course("No enforcement", world, holding=NO_ENFORCEMENT)}
    for name, opening in (
        ("core", core(world)),
        ("recorded", world),
        ("universal", universal(world)),
    ):
        for how, unity in UNITY.items():
            found[f"{name}, {how}"] = course(f"{name}, {how}", opening, unity)
    for how, factor in EXPOSURE.items():
        found[how] = course(how, world, holding={"enforcement.exposure": factor})

    def trebled(drawn: Mapping[str, Numbers]) -> dict[str, Numbers]:
        return {"initiation.i_pun": 3.0 * drawn["initiation.i_pun"]}

    found["trebled"] = Course("Deterrence trebled", world, shifting=trebled, act=act)
    return found


def measure(records: Recorded, parameters: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Slope of the log rate of initiations on punishment, over all arms, and single contrasts."""

    def last(arm: str, name: str) -> Numbers:
        return np.asarray(records[arm][name], float)[:, -1]

    arms = [arm for arm in records if arm != "trebled"]
    punished = np.stack([last(arm, "punishment") for arm in arms], axis=1)
    rate = np.stack([np.log(np.maximum(last(arm, "rate"), 1e-9)) for arm in arms], axis=1)
    away = punished - punished.mean(axis=1, keepdims=True)
    spread = (away**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(spread > 1e-8, (away * rate).sum(axis=1) / spread, np.nan)
    off = np.maximum(last("off", "rate"), 1e-9)
    return {
        "slope": slope,
        "ratio_recorded": last("recorded, usual", "rate") / off,
        "ratio_universal_united": last("universal, united", "rate") / off,
        "ratio_core_divided": last("core, divided", "rate") / off,
        "ratio_doubly_exposed": last("doubly exposed", "rate") / off,
        "ratio_trebled": last("trebled", "rate") / off,
        "punishment_recorded": last("recorded, usual", "punishment"),
        "punishment_universal_united": last("universal, united", "punishment"),
    }


def refuted(draws: Draws) -> bool:
    """The interval of the slope includes zero, or lies above it."""
    return not draws.estimate("slope").high < 0.0


def test(sources: Path) -> Observed:
    """Disputes started, on the share of the initiator's trade with the target's allies."""
    dyads = directed_dyads(sources)
    trade = shares_of_trade(sources)
    exposure = dyads.exposure_to_allies(trade)
    rows = []
    for label, when in (
        ("1951-2014", dyads.year > 0),
        ("1951-1989", dyads.year <= 1989),
        ("1990-2014", dyads.year > 1989),
    ):
        regressors = {
            "exposure to the target's allies": exposure,
            "ln (1 + allies of the target)": np.log1p(dyads.allies_of_target()),
            "both in GATT or WTO": in_both(sources, dyads),
            **dyads.covariates(),
        }
        fit = hazard_logit(
            dyads.started[when],
            {name: each[when] for name, each in regressors.items()},
            dyads.pair[when],
        )
        rows += [
            Row(f"{name}, {label}", fit.estimate(name), fit.note) for name in list(regressors)[:3]
        ]
    return Observed(
        rows[0].estimate,
        "log-odds of starting a dispute, from none of the initiator's trade with the target's "
        "allies to all of it",
        tuple(rows),
        (
            "Deterrence that works leaves no dispute, and general deterrence selects tough cases: "
            "what is left to see is biased against the claim.",
            "Relevant directed dyads; membership of GATT or WTO up to 1994 by accession, then as "
            "of 1994.",
            "Exploratory; errors clustered by dyad; complete cases; not corrected for multiple "
            "testing.",
        ),
    )


EXPERIMENT = PairedCourses(
    treatment="Russia breaks the rules of the order of 1992 every year, before orders of three "
    "coverages and three degrees of unity; with half and double the exposure; with deterrence "
    "trebled.",
    control="The twin in which punishment cannot reach it.",
    outcome="Expected number of disputes that it starts in the fifth year.",
    model=enforced_peace,
    courses=courses,
    observer=Breaker(RUSSIA),
    first_year=WORLD,
    years=YEARS,
    measure=measure,
    screened=True,
)


def histories(laboratory: Laboratory) -> list[Found]:
    """Disputes before the order of 1992, every parameter at its prior mean."""
    as_recorded = Course("As recorded", opened(WORLD))
    return histories_of_starts(EXPERIMENT, as_recorded, RECORD, laboratory)


def examine(history: Found) -> tuple[float, float]:
    """Slope of ln disputes started on the punishment to expect."""
    started = np.asarray(history["started"], float).sum(axis=1)
    expected = np.asarray(history["expected"], float).sum(axis=1)
    punishment = np.asarray(history["punishment"], float)
    state = np.broadcast_to(np.arange(started.shape[1]), started.shape)
    return poisson_slope(started.ravel(), expected.ravel(), punishment.ravel(), state.ravel())


PROPOSITION = Proposition(
    id="P9",
    title="United deterrence",
    claim="A state that depends on trade with a community united against rule-breakers uses force "
    "less often.",
    essay="d",
    supports=(
        Work("johnson2011", "defence pacts deter the start of disputes"),
        Work("bapat2009", "multilateral sanctions work more often"),
        Work("donno2010", "enforcement is real, and conditional"),
    ),
    opposes=(
        Work("kenwick2015", "forming alliances often fails to deter"),
        Work("drezner2000", "multilateral sanctions are hard to keep up"),
        Work("berkemeier2018", "after 1945 allies fulfilled 22% of their commitments"),
        Work("fearon2002", "who is deterred leaves no trace, and who is not is tough"),
    ),
    focal=("initiation.i_pun",),
    mechanisms=("enforcement", "initiation"),
    off={"initiation.i_pun": 0.0},
    experiment=EXPERIMENT,
    statistic=Statistic(
        "slope",
        "Slope of the log rate of initiations on punishment",
        "ln rate per unit of punishment",
        decimals=2,
        side=-1,
    ),
    figures={
        "slope": "Slope of the log rate of initiations on punishment",
        "ratio_recorded": "Rate of initiations, order of 1992 over no enforcement",
        "ratio_universal_united": "The same, universal and united order",
        "ratio_core_divided": "The same, core members alone and divided",
        "ratio_doubly_exposed": "The same, order of 1992, twice the exposure",
        "ratio_trebled": "The same, order of 1992, deterrence trebled",
        "punishment_recorded": "Punishment to expect, order of 1992",
        "punishment_universal_united": "Punishment to expect, universal and united order",
    },
    refutation=Refutation(
        "The 90% interval of the slope of initiations on punishment includes 0 or lies above it.",
        refuted,
    ),
    power=Power(
        "Poisson regression of disputes started on the punishment to expect, beside what was to be "
        "expected of everything else, clustered by state.",
        years=RECORD,
        side=-1,
        null=0.0,
        examine=examine,
        simulate=histories,
    ),
    observation=Observation(
        sample="Relevant directed dyads, 1951-2014, split at 1989.",
        estimand="Starting a dispute, on the share of the initiator's trade with the target's "
        "allies.",
        specification="Logit with the number of the target's allies, joint membership, and the "
        "covariates of the equation of initiation.",
        clustering="By dyad.",
        placebos="The split at 1989.",
        side=-1,
        test=test,
    ),
    caveats=(
        "Exposure makes outsiders undeterrable by construction.",
        "The slope is minus i_pun, less what saturates: the experiment restates a parameter, and "
        "only its posterior says something.",
        "Beliefs about who would punish are those of the model; powers may misjudge them.",
    ),
    change_our_mind="A posterior of i_pun that includes zero, from sanctions that were threatened "
    "and imposed; or initiations that do not differ by exposure.",
)
