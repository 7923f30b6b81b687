"""P13. When the best rival order disappears, the states tied to it join the other one sooner.

    logit of joining = j0 + U - bOut Out,     Out the utility of the best order that excludes it

Deleting the rival takes Out away from everybody, and from those most whose trade and allies lie in
it. The model can lose: bOut may be zero or negative.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import Membership, Utility
from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Operation, Schedule, VariableChange
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses, Recorded
from counterpoise.propositions.draws import Draws, Estimate, Numbers
from counterpoise.propositions.hazard import Logit, hazard_logit
from counterpoise.propositions.histories import histories_of
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation, Observed, Row
from counterpoise.propositions.order_record import igo_spells, states_of, trade_of
from counterpoise.propositions.order_worlds import change, opened
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import Proposition, Refutation, Statistic, Work
from counterpoise.world.world import World

WORLD = 1985
FELL = 4  # the rival disappears as this year opens: 1989
YEARS = 15
AFTER = 5  # years over which the hazard is compared
TIED = 0.3  # share of trade with members of the rival from which a state counts as tied
RIVAL = 1
DECADE = (("1970-79", 1970, 1979), ("1980-89", 1980, 1989), ("1990-94", 1990, 1994),
          ("1995-99", 1995, 1999), ("2000-04", 2000, 2004))  # fmt: skip
WINDOW = (1975, 2004)
LARGE = 60
CMEA = (365, 310, 315, 290, 355, 360, 265, 40, 712, 816)
"""Members of the CMEA in the 1980s: the Soviet Union, Hungary, Czechoslovakia, Poland, Bulgaria,
Romania, East Germany, Cuba, Mongolia, Vietnam."""


def orders_alone() -> Model:
    """Membership by the full utility, in which an alternative counts, and legitimacy."""
    return Model("orders", (Membership(utility_form=Utility.FULL), Legitimacy()))


@dataclass(frozen=True)
class Joining:
    """Records who might join order 0 in a year, how likely, and who did."""

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's figures, [actor]."""
        outside = before.present * (1.0 - before.membership[:, 0])
        return {
            "outside": outside,
            "hazard": after.join_probability[:, 0],
            "joined": after.joined[:, 0],
        }


def courses() -> dict[str, Course]:
    """The rival lives on, or disappears."""
    world = opened(WORLD)

    def fall(value: float | None) -> tuple[VariableChange, ...]:
        return (change(world, "order_active", Operation.SET, value, FELL, YEARS, RIVAL),)

    return {
        "lives": Course("The rival order lives on", world, changes=fall(None)),
        "falls": Course("The rival order disappears", world, changes=fall(0.0)),
    }


def ties() -> Numbers:
    """Share of each state's trade that is with members of the rival; 1 for the members."""
    world = opened(WORLD)
    member = np.asarray(world.membership, float)[:, RIVAL]
    return np.asarray(np.maximum(member, np.asarray(world.trade_share, float) @ member))


def measure(records: Recorded, parameters: object) -> dict[str, Numbers]:
    """Changes of the hazard of joining, in percentage points, where ties are strong and weak."""
    tied = ties() >= TIED
    window = slice(FELL, FELL + AFTER)

    def hazard(arm: str, whom: np.ndarray) -> Numbers:
        outside = np.asarray(records[arm]["outside"], float)[:, window, whom].sum(axis=(1, 2))
        joins = np.asarray(records[arm]["hazard"], float)[:, window, whom].sum(axis=(1, 2))
        return np.asarray(100.0 * joins / np.maximum(outside, 1.0))

    tied_effect = hazard("falls", tied) - hazard("lives", tied)
    rest_effect = hazard("falls", ~tied) - hazard("lives", ~tied)
    return {
        "difference": tied_effect - rest_effect,
        "tied": tied_effect,
        "rest": rest_effect,
        "hazard_tied": hazard("lives", tied),
        "hazard_rest": hazard("lives", ~tied),
    }


def refuted(draws: Draws) -> bool:
    """The interval of the difference in differences includes zero, or lies below it."""
    return not draws.estimate("difference").low > 0.0


EXPERIMENT = PairedCourses(
    treatment="The rival order of 1985 disappears in 1989.",
    control="The same draws and the same chance with the rival living on.",
    outcome="Hazard of joining the liberal order, 1989-93, in states that are outside it.",
    model=orders_alone,
    courses=courses,
    observer=Joining(),
    first_year=WORLD,
    years=YEARS,
    measure=measure,
)


def histories(laboratory: Laboratory) -> list[dict[str, np.ndarray]]:
    """Histories of joining in which the rival disappears, every parameter at its prior mean."""
    found = EXPERIMENT.at_prior_means(EXPERIMENT.ready[1]["falls"], laboratory)
    return histories_of(found)


def examine(history: dict[str, np.ndarray]) -> tuple[float, float]:
    """Difference in differences of the log-odds of joining, errors clustered by state."""
    outside = history["outside"] > 0
    year, state = np.nonzero(outside)
    tied = (ties() >= TIED)[state].astype(float)
    late = (year >= FELL).astype(float)
    fit = hazard_logit(
        history["joined"][outside].astype(float),
        {"tied": tied, "after": late, "tied x after": tied * late},
        state,
    )
    return fit.of("tied x after")


def large_organisations(sources: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """State-organisation-years at risk of joining, 1970 on, in organisations that reach 60 members.

    Returns:
        The rows at risk, and the states with what they traded with the CMEA in the 1980s.
    """
    spells = igo_spells(sources)
    states = states_of(sources)
    states = states[states.first < WORLD]
    trade = trade_of(sources, 1980, 1988)
    east = trade.partner.isin(CMEA)
    share = trade.assign(east=trade.flow.where(east, 0.0)).groupby("ccode")[["east", "flow"]].sum()
    tie = (share.east / share.flow.where(share.flow > 0)).rename("tie").to_frame()
    tie.loc[tie.index.isin(CMEA), "tie"] = 1.0
    years = np.arange(1970, WINDOW[1] + 1)
    parts = []
    for order, members in spells.groupby("order"):
        starts, ends = members.start.to_numpy(int), members.end.to_numpy(int)
        yearly = ((starts[:, None] <= years) & (ends[:, None] >= years)).sum(axis=0)
        if yearly.max() < LARGE:
            continue
        joined = states.ccode.map(members.groupby("ccode").start.min()).fillna(9999).to_numpy(int)
        unknown = states.ccode.map(members.groupby("ccode").start_censored.max())
        free = ~unknown.fillna(False).to_numpy(bool)
        first = np.maximum(states["first"].to_numpy(int), int(starts.min()) + 1)
        last = np.minimum(states["last"].to_numpy(int), joined)
        risk = free[:, None] & (years >= first[:, None]) & (years <= last[:, None])
        who, when = np.nonzero(risk)
        parts.append(
            pd.DataFrame(
                {
                    "order": order,
                    "ccode": states.ccode.to_numpy(int)[who],
                    "year": years[when],
                    "joined": joined[who] == years[when],
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    return frame.merge(tie, left_on="ccode", right_index=True, how="inner"), tie


def test(sources: Path) -> Observed:
    """Hazards of joining large organisations by tie to the CMEA, before and after 1989."""
    frame, _ = large_organisations(sources)
    bloc = (frame.tie >= TIED).to_numpy()
    rows = []
    for label, first, last in DECADE:
        within = frame.year.between(first, last).to_numpy()
        for name, whom in (("tied to the CMEA", bloc), ("others", ~bloc)):
            at_risk = int((within & whom).sum())
            joins = int(frame.joined.to_numpy()[within & whom].sum())
            rate = 100.0 * joins / max(at_risk, 1)
            error = 100.0 * np.sqrt(max(joins, 1)) / max(at_risk, 1)
            rows.append(
                Row(
                    f"Joins per 100 state-organisation-years, {label}, {name}",
                    Estimate.normal(rate, error),
                    f"{joins} joins, {at_risk} at risk",
                )
            )
    chosen = frame[frame.year.between(*WINDOW)]
    fit = _difference(chosen, 1989)
    rows.append(Row("Log-odds, after 1989, others", fit.estimate("after"), fit.note))
    placebo = _difference(chosen[chosen.year <= 1989], 1982)
    rows.append(
        Row("the same as if in 1982", placebo.estimate("tied x after"), placebo.note, placebo=True)
    )
    return Observed(
        fit.estimate("tied x after"),
        "log-odds of joining, tied to the CMEA less others, after 1989 less before",
        tuple(rows),
        (
            "States that existed before 1985 only; organisations with 60 members at some time. "
            "Ends in 2004: the release of 2005 has no memberships after.",
            "Regime change came at the same time and is post-treatment: this is no estimate of "
            "lost alternatives alone.",
            "Exploratory; errors clustered by state; complete cases; not corrected for "
            "multiple testing.",
        ),
    )


def _difference(frame: pd.DataFrame, year: int) -> Logit:
    """Rows of a state in an organisation that share a period are one binomial row."""
    cells = (
        frame.assign(tied=frame.tie >= TIED, late=frame.year > year)
        .groupby(["order", "ccode", "tied", "late"])
        .joined.agg(["sum", "size"])
        .reset_index()
    )
    tied, late = cells.tied.to_numpy(float), cells.late.to_numpy(float)
    return hazard_logit(
        cells["sum"].to_numpy(float),
        {"tied": tied, "after": late, "tied x after": tied * late},
        cells.ccode.to_numpy(),
        cells.order.to_numpy(),
        cells["size"].to_numpy(float),
    )


PROPOSITION = Proposition(
    id="P13",
    title="Loss of alternatives",
    claim="When the rival order disappears, states tied to it join the other order sooner, and "
    "more so than states that were not.",
    essay="f",
    supports=(
        Work("eilstrup2020", "organisations die, and their members look elsewhere"),
        Work("mansfield2006", "democratising states join, as after 1989"),
    ),
    opposes=(
        Work("barma2007", "rising powers deal with one another outside the order"),
        Work("barma2009", "ties among them grow denser than with the West"),
        Work("barma2013", "networking should have accelerated cooperation and did not"),
    ),
    focal=("order.bOut",),
    mechanisms=("order",),
    off={"order.bOut": 0.0},
    experiment=EXPERIMENT,
    statistic=Statistic(
        "difference",
        "Effect on the hazard of joining, tied less others",
        "percentage points a year",
        decimals=2,
    ),
    figures={
        "difference": "Effect of the fall on the hazard of joining, tied less others, points a "
        "year",
        "tied": "Effect of the fall, states tied to the rival, points a year",
        "rest": "Effect of the fall, other states, points a year",
        "hazard_tied": "Hazard of joining while the rival lives, tied states, per cent a year",
        "hazard_rest": "Hazard of joining while the rival lives, other states, per cent a year",
    },
    refutation=Refutation(
        "The 90% interval of the difference in differences of the joining hazard, by prior tie to "
        "the rival, includes 0 or lies below it.",
        refuted,
    ),
    power=Power(
        "Difference in differences of the log-odds of joining, states tied to the rival less "
        "others, after it disappears less before, clustered by state.",
        years=YEARS,
        side=1,
        null=0.0,
        examine=examine,
        simulate=histories,
    ),
    observation=Observation(
        sample="States that existed before 1985, organisations with 60 members at some time, "
        "1975-2004.",
        estimand="Change after 1989 of the log-odds of joining, states that traded mainly with the "
        "CMEA less others.",
        specification="Logit of joining on tie, period and their product, with an effect for each "
        "organisation; hazards by period beside it.",
        clustering="By state.",
        placebos="A step in 1982, before 1989.",
        test=test,
    ),
    caveats=(
        "Regime change and new statehood came with the end of the rival: no design separates them.",
        "Trade shares add up to one, so the outside option is not one less the share inside; here "
        "it is the utility of the rival order.",
        "A step is not an acceleration: eager states join first, and the hazard falls by itself.",
    ),
    change_our_mind="A step after 1989 for states tied to the rival that is gone once regime "
    "change is allowed for; or as large a step among the non-aligned.",
)
