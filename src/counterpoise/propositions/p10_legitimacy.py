"""P10. Belief in an order follows what is authorised; membership makes members more democratic.

(i) Belief rises with the authorised share of force (L_proc) and falls with what the leader does
without authority and without punishment (L_hyp). L_proc starts off; here it is freed, N(0, 1), and
half of that prior says that procedure lowers belief. (ii) Members' democracy moves toward that of
the order by dq_o, which starts at zero and is freed here as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from scipy import stats

from counterpoise.mechanisms.conflict.acts import Acts
from counterpoise.mechanisms.order.enforcement import Enforcement
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.mechanisms.order.regime import Regime
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses, PrescribedAct, Recorded
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.histories import Found, histories_of
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation, Observed, Row
from counterpoise.propositions.order_record import read
from counterpoise.propositions.order_worlds import opened, slot
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import Proposition, Refutation, Statistic, Work
from counterpoise.propositions.regression import absorbed_least_squares
from counterpoise.world.world import World

WORLD = 1992
YEARS = 20
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
LEADER, TARGET = "United States of America", "Iraq"
OBSERVED_SHARE = 0.5


def order_of_law() -> Model:
    """Force, its punishment, what is believed of the order, and who belongs to it."""
    return Model(
        "orders",
        (BalanceOfThreat(), Acts(), Enforcement(), Membership(), Legitimacy(), Regime()),
    )


def authorised(share: float) -> tuple[float, ...]:
    """Which of the years' wars are authorised, spread evenly."""
    return tuple(
        float(np.floor((year + 1) * share) > np.floor(year * share)) for year in range(YEARS)
    )


def courses() -> dict[str, Course]:
    """The leader wages one war a year; what differs is how many of them are authorised."""
    world = opened(WORLD)
    actor, target = slot(WORLD, LEADER), slot(WORLD, TARGET)
    ordered = (OBSERVED_SHARE, *(share for share in SHARES if share != OBSERVED_SHARE))
    found = {
        f"{share:g}": Course(
            f"{share:.0%} authorised", world, act=PrescribedAct(actor, target, authorised(share))
        )
        for share in ordered
    }
    found["no pull"] = Course(
        "Membership moves no regime",
        world,
        {"regime.dq_o": 0.0},
        act=PrescribedAct(actor, target, authorised(OBSERVED_SHARE)),
    )
    return found


@dataclass(frozen=True)
class OfBelief:
    """Records belief, joins and exits, and democracy."""

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's figures, scalars."""
        count = jnp.sum(after.present)
        return {
            "legitimacy": jnp.sum(after.legitimacy[:, 0] * after.present) / count,
            "joins": jnp.sum(after.joined[:, 0]),
            "exits": jnp.sum(after.left[:, 0]),
            "democracy": jnp.sum(after.democracy * after.present) / count,
        }


def measure(records: Recorded, parameters: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Rank correlation of belief with the authorised share, and what else follows from it."""

    def end(arm: str, name: str) -> Numbers:
        return np.asarray(records[arm][name], float)[:, -1]

    def total(arm: str, name: str) -> Numbers:
        return np.asarray(records[arm][name], float).sum(axis=1)

    half = f"{OBSERVED_SHARE:g}"
    belief = np.stack([end(f"{share:g}", "legitimacy") for share in SHARES], axis=1)
    return {
        "rank": np.array([rank_correlation(each) for each in belief]),
        "belief_none": belief[:, 0],
        "belief_all": belief[:, -1],
        "joins": total("1", "joins") - total("0", "joins"),
        "exits": total("1", "exits") - total("0", "exits"),
        "democracy": 100.0 * (end(half, "democracy") - end("no pull", "democracy")),
    }


def rank_correlation(belief: Numbers) -> float:
    """Spearman's, with the authorised shares; zero where belief is the same at all of them.

    Example:
        >>> rank_correlation(np.array([0.1, 0.2, 0.3, 0.4, 0.5])), rank_correlation(np.ones(5))
        (1.0, 0.0)
    """
    settled = np.round(belief, 6)
    if settled.min() == settled.max():
        return 0.0
    return float(np.round(stats.spearmanr(SHARES, settled).statistic, 9))


def refuted(draws: Draws) -> bool:
    """No monotone relation: the interval of the rank correlation includes zero or lies below."""
    return not draws.estimate("rank").low > 0.0


def test(sources: Path) -> Observed:
    """Democracy on memberships a year before, and memberships on democracy, within states."""
    counts = read("igo_counts", sources)
    polyarchy = read("vdem", sources)[["ccode", "year", "v2x_polyarchy"]]
    frame = counts.merge(polyarchy, on=["ccode", "year"], how="inner")
    frame = frame[(frame.year >= 1951) & (frame.full.fillna(0) > 0)]
    frame = frame.assign(memberships=np.log(frame.full.astype(float)))
    before = frame[["ccode", "year", "memberships", "v2x_polyarchy"]].assign(year=frame.year + 1)
    joined = frame.merge(before, on=["ccode", "year"], suffixes=("", "_before")).dropna(
        subset=["v2x_polyarchy", "v2x_polyarchy_before", "memberships", "memberships_before"]
    )
    groups = [
        np.unique(joined[name].to_numpy(), return_inverse=True)[1] for name in ("ccode", "year")
    ]
    lagged = joined[["memberships_before", "v2x_polyarchy_before"]].to_numpy(float)
    forward = absorbed_least_squares(
        joined.v2x_polyarchy.to_numpy(float), lagged, groups, groups[0]
    )
    reverse = absorbed_least_squares(joined.memberships.to_numpy(float), lagged, groups, groups[0])
    note = f"{forward.rows} state-years, {forward.clusters} states"
    on_membership, on_democracy = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    return Observed(
        forward.estimate(on_membership),
        "polyarchy per ln membership a year before",
        (
            Row("Polyarchy on ln memberships", forward.estimate(on_membership), note),
            Row("Polyarchy on itself", forward.estimate(on_democracy), note),
            Row("Reverse: ln memberships on polyarchy", reverse.estimate(on_democracy), note),
        ),
        (
            "Counts of all organisations are too coarse for (ii): the rule speaks of conditional, "
            "democratic organisations, for which no open source at hand has applications; it is "
            "therefore not applied. (i) has no observational test.",
            "Effects of states and years, lagged outcome, 1951-2014; the bias of a lagged outcome "
            "is small with some fifty years.",
            "Exploratory; errors clustered by state; complete cases; not corrected for multiple "
            "testing.",
        ),
    )


EXPERIMENT = PairedCourses(
    treatment="The leader of the order of 1992 wages one war a year; none, a quarter, half, "
    "three quarters or all of them are authorised.",
    control="The twin with half of them authorised.",
    outcome="Mean legitimacy after 20 years; joins, exits, and the democracy of states.",
    model=order_of_law,
    courses=courses,
    observer=OfBelief(),
    first_year=WORLD,
    years=YEARS,
    measure=measure,
    freed=("legitimacy.L_proc", "regime.dq_o"),
)


def histories(laboratory: Laboratory) -> list[Found]:
    """Belief while half of the leader's wars are authorised, every parameter at its prior mean."""
    half = EXPERIMENT.ready[1][f"{OBSERVED_SHARE:g}"]
    return histories_of(EXPERIMENT.at_prior_means(half, laboratory))


def examine(history: Found) -> tuple[float, float]:
    """Yearly change of mean legitimacy, years of authorised wars less others."""
    change = np.diff(np.asarray(history["legitimacy"], float))
    allowed = np.array(authorised(OBSERVED_SHARE))[1:] > 0
    with_it, without = change[allowed], change[~allowed]
    variance = with_it.var(ddof=1) / with_it.size + without.var(ddof=1) / without.size
    return float(with_it.mean() - without.mean()), float(np.sqrt(variance))


PROPOSITION = Proposition(
    id="P10",
    title="Legitimate action",
    claim="States find an order the more legitimate the more of the force that is used has its "
    "authority, and the less its leader breaks its rules unpunished.",
    essay="d",
    supports=(
        Work("finnemore2009", "a unipole that breaks its rules pays in legitimacy"),
        Work("ikenberry2001", "strategic restraint makes leadership acceptable"),
        Work("pevehouse2002", "regional organisations help democracies come about"),
    ),
    opposes=(
        Work("mansfield2006", "the arrow runs the other way: democratisation spurs joining"),
        Work("poast2015", "new democracies form and join organisations"),
        Work("mearsheimer2019", "a liberal order provokes resistance, and needs a unipole"),
    ),
    focal=("legitimacy.L_proc", "legitimacy.L_hyp", "regime.dq_o"),
    mechanisms=("legitimacy", "enforcement", "regime"),
    off={"legitimacy.L_proc": 0.0, "legitimacy.L_hyp": 0.0, "regime.dq_o": 0.0},
    experiment=EXPERIMENT,
    statistic=Statistic(
        "rank",
        "Rank correlation of legitimacy with the authorised share",
        "rank correlation",
        decimals=2,
    ),
    figures={
        "rank": "Rank correlation of legitimacy after 20 years with the authorised share",
        "belief_none": "Legitimacy after 20 years, no war authorised, 0 to 1",
        "belief_all": "Legitimacy after 20 years, every war authorised, 0 to 1",
        "joins": "Accessions in 20 years, every war authorised less none",
        "exits": "Exits in 20 years, every war authorised less none",
        "democracy": "Mean democracy after 20 years, pull of membership on less off, hundredths "
        "of the scale",
    },
    refutation=Refutation(
        "(i) The 90% interval of the rank correlation between legitimacy after 20 years and the "
        "authorised share includes 0 or lies below it. (ii), on membership and democracy, is for "
        "the record, in conditional organisations, and is not part of the verdict.",
        refuted,
    ),
    power=Power(
        "Yearly change of mean legitimacy, years of authorised wars less others, belief taken as "
        "measured.",
        years=YEARS,
        side=1,
        null=0.0,
        examine=examine,
        simulate=histories,
    ),
    observation=Observation(
        sample="State-years, 1951-2014.",
        estimand="(ii) Polyarchy on ln memberships of the year before, and the reverse.",
        specification="Least squares with effects of states and years and the lagged outcome.",
        clustering="By state.",
        placebos="The reverse regression.",
        test=test,
    ),
    caveats=(
        "L_proc and dq_o start off in the model; their effect is drawn from N(0, 1) here, so the "
        "prior says nothing about the sign.",
        "A war of the leader in every year is more than any history has seen.",
        "States that democratise join: membership and democracy go together without an effect.",
    ),
    change_our_mind="Belief, measured in surveys of elites or in what governments say, that does "
    "not move with authorisation; or democracy that moves before accession and not after.",
)
