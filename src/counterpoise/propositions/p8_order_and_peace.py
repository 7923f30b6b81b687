"""P8. Where more states belong to an order, fewer disputes begin.

No parameter of the model makes joint members peaceful by itself: the prior mean of any direct
effect is zero, and nothing is hard-wired. What an order does to conflict goes by two ways. Members
punish force that breaks its rules, and who expects punishment may start less (i_pun, of either
sign); and members are drawn to the order's position and disagree less. The model can lose by both.
"""

from dataclasses import dataclass
from pathlib import Path

import jax.numpy as jnp
import numpy as np

from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Schedule
from counterpoise.models.liberal_order import liberal_order
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses, Recorded
from counterpoise.propositions.dispute_record import Dyads, directed_dyads, in_both, shares_of_trade
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.hazard import hazard_logit
from counterpoise.propositions.histories import Found
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation, Observed, Row
from counterpoise.propositions.order_record import read
from counterpoise.propositions.order_worlds import no_order, opened, universal
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import (
    Proposition,
    Published,
    Refutation,
    Statistic,
    Work,
)
from counterpoise.propositions.starts import histories_of_starts, poisson_slope
from counterpoise.world.world import World

WORLD = 1992
YEARS = 8
RECORD = 64  # years, 1951-2014
HELD = (
    "arms",
    "posture",
    "soft_balancing",
    "authorisation",
    "projects",
    "alliance",
    "multilateral",
    "participation",
    "growth",
)
"""Blocks left out: what the claim is not about stays as it was."""
OFF = {"initiation.i_pun": 0.0, "ideal_points.x_o_pull": 0.0}


def disputes_and_order() -> Model:
    """The liberal order without arms, alliances, balancing and projects."""
    return liberal_order().without(*HELD).called("orders")


@dataclass(frozen=True)
class Disputes:
    """Records how many disputes begin."""

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's figures, scalars."""
        return {
            "wars": jnp.sum((after.act_actor >= 0) * after.act_war),
            "disputes": jnp.sum(after.dispute),
            "pacts": jnp.sum(after.defence_pact) / 2,
            "punishment": jnp.sum(after.punishment * after.capability),
        }


def courses() -> dict[str, Course]:
    """No order, the order of the record, and one to which everybody belongs."""
    world = opened(WORLD)
    return {
        "off": Course("No order", no_order(world)),
        "recorded": Course("The order of 1992", world),
        "universal": Course("An order of everybody", universal(world)),
    }


def measure(records: Recorded, parameters: object) -> dict[str, Numbers]:
    """Ratios of rates of force initiations."""

    def rate(arm: str) -> Numbers:
        return np.asarray(np.maximum(np.asarray(records[arm]["disputes"], float).sum(axis=1), 0.5))

    return {
        "ratio": rate("recorded") / rate("off"),
        "ratio_universal": rate("universal") / rate("off"),
        "disputes_a_year": rate("off") / YEARS,
        "punishment": np.asarray(records["recorded"]["punishment"], float).mean(axis=1),
    }


def refuted(draws: Draws) -> bool:
    """The interval of the rate ratio includes one, or lies above it."""
    return not draws.estimate("ratio").high < 1.0


def test(sources: Path) -> Observed:
    """Disputes of relevant dyads on joint membership, with and without dyad effects."""
    dyads = directed_dyads(sources)
    chosen = dyads.frame.ccode1 < dyads.frame.ccode2
    started = _either(dyads)
    joint = in_both(sources, dyads)
    shared = read("igo_shared", sources).set_index(["ccode1", "ccode2", "year"]).shared
    frame = dyads.frame
    low, high = np.minimum(frame.ccode1, frame.ccode2), np.maximum(frame.ccode1, frame.ccode2)
    count = shared.reindex(list(zip(low, high, frame.year - 1, strict=True))).to_numpy(float)
    covariates = dyads.covariates()
    regressors = {
        "both in GATT or WTO": joint,
        "ln (1 + joint memberships)": np.log1p(count),
        "smaller share of trade": _smaller_share(dyads, sources),
        "lower democracy": np.minimum(
            covariates["democracy of the initiator"], covariates["democracy of the target"]
        ),
        **{
            name: covariates[name]
            for name in (
                "ideal-point gap",
                "ln distance",
                "contiguous",
                "defence pact",
                "rivalry",
                "recent disputes",
                "ln capability of the initiator",
                "ln capability of the target",
            )
        },
    }
    rows = []
    for label, when in (
        ("1951-2014", chosen),
        ("1951-1989", chosen & (frame.year <= 1989)),
        ("1990-2014", chosen & (frame.year > 1989)),
    ):
        take = when.to_numpy()
        fit = hazard_logit(
            started[take],
            {name: each[take] for name, each in regressors.items()},
            dyads.pair[take],
        )
        rows += [
            Row(f"{name}, {label}", fit.estimate(name), fit.note) for name in list(regressors)[:5]
        ]
    return Observed(
        rows[0].estimate,
        "log-odds of a dispute beginning in a dyad, both in GATT or WTO",
        tuple(rows),
        (
            "Recent disputes stand for the frailty of dyads. Democratic organisations cannot be "
            "told apart in the counts at hand; joint memberships are all organisations.",
            "GATT or WTO by accession up to 1994, then as of 1994.",
            "Exploratory; errors clustered by dyad; complete cases; not corrected for multiple "
            "testing.",
        ),
    )


def _either(dyads: Dyads) -> Numbers:
    """1 where either state of the dyad started a dispute that year."""
    frame = dyads.frame.assign(pair=dyads.pair)
    return frame.groupby(["pair", "year"]).started.transform("max").to_numpy(float)


def _smaller_share(dyads: Dyads, sources: Path) -> Numbers:
    """The smaller of the two shares of trade that the states have with each other."""
    share = shares_of_trade(sources).set_index(["ccode", "partner", "year"]).share
    frame = dyads.frame
    both = [
        share.reindex(list(zip(frame[one], frame[other], frame.year - 1, strict=True))).to_numpy(
            float
        )
        for one, other in (("ccode1", "ccode2"), ("ccode2", "ccode1"))
    ]
    return np.minimum(*both)


EXPERIMENT = PairedCourses(
    treatment="The order of 1992, and an order to which everybody belongs.",
    control="The same draws and the same chance without any order.",
    outcome="Militarised disputes begun in eight years.",
    model=disputes_and_order,
    courses=courses,
    observer=Disputes(),
    first_year=WORLD,
    years=YEARS,
    measure=measure,
    screened=True,
)


def histories(laboratory: Laboratory) -> list[Found]:
    """Disputes under the order of 1992, every parameter at its prior mean."""
    return histories_of_starts(EXPERIMENT, EXPERIMENT.ready[1]["recorded"], RECORD, laboratory)


def examine(history: Found) -> tuple[float, float]:
    """Slope of ln disputes started on joint membership."""
    started = np.asarray(history["started"], float)  # [year, apart or joint, actor]
    joint = np.broadcast_to(np.array([0.0, 1.0])[:, None], started.shape)
    state = np.broadcast_to(np.arange(started.shape[2]), started.shape)
    expected = np.asarray(history["expected"], float)
    return poisson_slope(started.ravel(), expected.ravel(), joint.ravel(), state.ravel())


PROPOSITION = Proposition(
    id="P8",
    title="Order and peace",
    claim="A rule-based order that many belong to makes disputes rarer.",
    essay="d",
    supports=(
        Work("oneal1999", "democracy, trade and organisations reduce disputes, 1885-1992"),
        Work("russett1998", "organisations are the third leg of the tripod for peace"),
        Work("pevehouse2006", "organisations of democracies promote peace"),
    ),
    opposes=(
        Work("boehmer2004", "the effect weakens or turns with other assumptions"),
        Work("anderson2016", "shared organisations reduced conflict in the Cold War, not after"),
        Work("clauset2018", "no decline of war can be shown"),
        Work("cirillo2016", "no decline of war can be shown"),
    ),
    focal=("initiation.i_pun", "ideal_points.x_o_pull"),
    mechanisms=("order", "enforcement", "initiation", "ideal_points"),
    off=OFF,
    experiment=EXPERIMENT,
    statistic=Statistic(
        "ratio",
        "Rate of disputes, with the order of 1992 over without",
        "ratio",
        decimals=2,
        null=1.0,
        side=-1,
    ),
    figures={
        "ratio": "Rate of disputes, with the order of 1992 over without",
        "ratio_universal": "Rate of disputes, with an order of everybody over without",
        "disputes_a_year": "Disputes a year without an order",
        "punishment": "Mean punishment to expect, weighted by capability, order of 1992",
    },
    refutation=Refutation(
        "The 90% interval of the ratio of rates of force initiations, with the order of 1992 over "
        "without, includes 1 or lies above it.",
        refuted,
    ),
    power=Power(
        "Poisson regression of disputes started on joint membership, beside what was to be "
        "expected of everything but punishment, clustered by state.",
        years=RECORD,
        side=-1,
        null=0.0,
        examine=examine,
        simulate=histories,
    ),
    observation=Observation(
        sample="Relevant dyads, 1951-2014, split at 1989.",
        estimand="A dispute beginning, on joint membership in GATT or WTO and in organisations.",
        specification="Logit with trade, lower democracy, ideal-point gap, pact, rivalry, "
        "distance, capabilities and a decaying stock of disputes in the place of dyad frailty.",
        clustering="By dyad.",
        placebos="The split at 1989.",
        side=-1,
        test=test,
    ),
    published=(
        Published(
            "Shared organisations reduce conflict in the Cold War and increase it after.",
            "anderson2016",
        ),
    ),
    caveats=(
        "Deterrence carries the result, and its parameter is prior: only the posterior counts.",
        "Members select themselves: peaceful, trading democracies join.",
        "Guarantees can embolden; the model of disputes has no moral hazard.",
    ),
    change_our_mind="Entries and exits after which a dyad's disputes change as the claim says, "
    "with nothing before; or an interval of the membership effect that includes zero once dyads "
    "are compared with themselves.",
)
