"""P12. States join where their trading partners are, beyond where they lie and how they think.

The hazard of joining rises by oN with N, the trade-weighted share of partners inside. Neighbours
and the like-minded are inside as well, so the three weights always run together, with two placebos:
the same trade weights given to other states, and the members of five years later. Aggregate
acceleration is no test: eager states join first, and the aggregate hazard can fall while oN is
large. It is shown beside the rest as a warning.

Two things are asked of the model. With oN at given values and everything else at its default, the
estimator that is used on the record must give them back. With parameters drawn, the trade
coefficient net of the placebo must be positive; oN may be zero or negative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pandas as pd

from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.member_shares import (
    like_minded_inside,
    neighbours_inside,
    trade_inside,
)
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.mechanisms.preferences.ideal_points import DrawnBy, IdealPoints
from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses, Recorded
from counterpoise.propositions.dispute_record import LAST_ACCESSION, gatt_since
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.hazard import Logit, hazard_logit
from counterpoise.propositions.histories import Found, histories_of
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation, Observed, Row
from counterpoise.propositions.order_record import read, states_of, trade_of
from counterpoise.propositions.order_worlds import core, opened
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import (
    Proposition,
    Published,
    Refutation,
    Statistic,
    Work,
)
from counterpoise.world.world import World

WORLD = 1992
START = 25
YEARS = 25
GIVEN = (0.0, 1.2, 2.4, 4.0)
LEAD = 5
RISE = 0.4  # of N, from 0.5 to 0.9
FITTED = 40  # histories from which recovery at a given value is judged
Z90 = 1.6448536269514722


def adoption() -> Model:
    """Membership, legitimacy, and members drawn to the order's position: homophily goes on."""
    return Model("orders", (Membership(), Legitimacy(), IdealPoints(drawn_by=DrawnBy.EVERY_ORDER)))


def elsewhere(count: int) -> np.ndarray:
    """Whose trade weights a state is given in the placebo; nobody keeps his own."""
    return np.roll(np.arange(count), count // 2)


@dataclass(frozen=True)
class Adoption:
    """Records what bears on joining order 0 in a year, and who joined, [actor]."""

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's figures."""
        membership = model.mechanism("order")
        assert isinstance(membership, Membership)
        inside = membership.members(before)
        pairs = model.land(before).pairs
        trade = trade_inside(before.trade_share, inside)[:, 0]
        return {
            "outside": before.present * (1.0 - inside[:, 0]),
            "joined": after.joined[:, 0],
            "trade": trade,
            "neighbours": neighbours_inside(before.distance, pairs, inside)[:, 0],
            "like-minded": like_minded_inside(before.ideal_point, pairs, inside)[:, 0],
            "placebo": trade[jnp.asarray(elsewhere(before.actors))],
            "gap": membership.gap_to_order(before)[:, 0],
            "democracy": before.democracy,
            "legitimacy": before.legitimacy[:, 0],
        }


def courses() -> dict[str, Course]:
    """As drawn; and, everything else at its default, oN at given values and a like mean hazard."""
    world = core(opened(WORLD), START)
    defaults = {address: each.default for address, each in adoption().parameters().items()}
    member = np.asarray(world.membership, float)[:, 0]
    mean = float((np.asarray(world.trade_share, float) @ member)[member == 0].mean())
    found = {"drawn": Course("As drawn", world)}
    for value in GIVEN:
        base = defaults["order.j0"] + (defaults["order.oN"] - value) * mean
        found[f"{value:g}"] = Course(
            f"oN = {value:g}", world, {**defaults, "order.oN": value, "order.j0": base}
        )
    return found


def race(history: Mapping[str, np.ndarray], placebo: bool = True) -> Logit:
    """The three-weight horse race on one history of adoption."""
    outside = history["outside"] > 0
    _, state = np.nonzero(outside)
    names = ["trade", "neighbours", "like-minded", *(["placebo"] if placebo else [])]
    names += ["gap", "democracy", "legitimacy"]
    kept = [name for name in names if np.ptp(history[name][outside].astype(float)) > 1e-6]
    return hazard_logit(
        history["joined"][outside].astype(float),
        {name: history[name][outside].astype(float) for name in kept},
        state,
    )


def measure(records: Recorded, parameters: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """The recovered coefficient, net of the placebo, and how given values are recovered."""

    def of(arm: str, place: int) -> dict[str, np.ndarray]:
        return {name: each[place] for name, each in records[arm].items()}

    count = len(records["drawn"]["joined"])
    fits = [race(of("drawn", each)) for each in range(count)]
    joined = np.asarray(records["drawn"]["joined"], float).sum(axis=2)
    outside = np.asarray(records["drawn"]["outside"], float).sum(axis=2)
    half = YEARS // 2
    early = joined[:, :half].sum(axis=1) / np.maximum(outside[:, :half].sum(axis=1), 1.0)
    late = joined[:, half:].sum(axis=1) / np.maximum(outside[:, half:].sum(axis=1), 1.0)
    trade = np.array([each.of("trade")[0] for each in fits])
    return {
        "net": np.array([each.difference("trade", "placebo")[0] for each in fits]),
        "trade": trade,
        "odds_ratio": np.exp(RISE * trade),
        "error_of_estimate": trade - parameters["order.oN"],
        "aggregate_late_over_early": late / np.maximum(early, 1e-9),
    }


def recovered(records: Recorded, parameters: object) -> dict[str, float]:
    """How far the pooled estimate lies from each given value, in standard errors."""
    found = {}
    for value in GIVEN:
        estimates = []
        for place in range(min(FITTED, len(records["drawn"]["joined"]))):
            history = {name: each[place] for name, each in records[f"{value:g}"].items()}
            estimates.append(race(history, placebo=False).of("trade"))
        known = np.array([each for each in estimates if np.isfinite(each[0]) and each[1] > 0])
        if not len(known):
            found[f"z_at_{value:g}"] = float("nan")
            continue
        weight = known[:, 1] ** -2
        pooled = float((known[:, 0] * weight).sum() / weight.sum())
        found[f"z_at_{value:g}"] = float((pooled - value) * np.sqrt(weight.sum()))
    return found


def refuted(draws: Draws) -> bool:
    """The interval of the trade coefficient net of the placebo includes zero or lies below."""
    return not draws.estimate("net").low > 0.0


def adoption_panel(sources: Path) -> pd.DataFrame:
    """States outside the GATT, 1951-94, with three member shares a year before, and placebos."""
    since = gatt_since(sources)
    states = states_of(sources)
    points = read("ideal_points_all", sources).set_index(["ccode", "year"]).ideal_point
    polyarchy = read("vdem", sources).set_index(["ccode", "year"]).v2x_polyarchy
    cinc = read("national_capabilities", sources).set_index(["ccode", "year"]).cinc
    trade = dict(iter(trade_of(sources, 1950, 1993).groupby("year")))
    near = read("minimum_distance", sources)
    near_by_year = dict(iter(near[near.year.between(1950, 1993)].groupby("year")))
    parts = []
    for year in range(1951, LAST_ACCESSION + 1):
        there = states[(states["first"] < year) & (states["last"] >= year)].ccode.to_numpy(int)
        place = {code: number for number, code in enumerate(there)}
        joined = since.reindex(there).fillna(9999).to_numpy(int)
        inside = (joined < year).astype(float)
        ahead = (joined < year + LEAD).astype(float)
        keys = [(code, year - 1) for code in there]
        x = points.reindex(keys).to_numpy(float)
        weight = {
            "trade": _matrix(trade[year - 1], "ccode", "partner", "flow", place),
            "neighbours": _nearness(near_by_year[year - 1], place),
            "like-minded": np.where(
                np.isfinite(x[:, None] - x[None, :]), np.exp(-2 * np.abs(x[:, None] - x)), 0.0
            ),
        }
        shares = {name: _share(each, inside) for name, each in weight.items()}
        power = cinc.reindex(keys).to_numpy(float)
        known = np.isfinite(x) & np.isfinite(power)
        weighed = float(np.sum((power * inside)[known]))  # zero in years without votes, as 1964
        centre = float(np.sum((x * power * inside)[known])) / weighed if weighed else np.nan
        parts.append(
            pd.DataFrame(
                {
                    "ccode": there,
                    "year": year,
                    "outside": inside == 0,
                    "joined": (joined == year).astype(float),
                    **shares,
                    "placebo": shares["trade"][elsewhere(len(there))],
                    "five years ahead": _share(weight["trade"], ahead) - shares["trade"],
                    "gap": np.abs(x - centre),
                    "democracy": polyarchy.reindex(keys).to_numpy(float),
                    "ln capability": np.log(np.where(power > 0, power, np.nan)),
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    return frame[frame.outside]


def _matrix(
    frame: pd.DataFrame, row: str, column: str, value: str, place: dict[int, int]
) -> Numbers:
    known = frame[frame[row].isin(place) & frame[column].isin(place)]
    found = np.zeros((len(place), len(place)))
    found[known[row].map(place), known[column].map(place)] = known[value].to_numpy(float)
    return found


def _nearness(frame: pd.DataFrame, place: dict[int, int]) -> Numbers:
    near = frame.assign(weight=1.0 / (frame.mindist.astype(float) + 100.0))
    one = _matrix(near, "ccode1", "ccode2", "weight", place)
    return one + one.T


def _share(weight: Numbers, inside: Numbers) -> Numbers:
    """Weighted share of members among the others; NaN for a state without known weights."""
    own = weight - np.diag(np.diag(weight))
    total = own.sum(axis=1)
    return np.divide(own @ inside, total, out=np.full(len(total), np.nan), where=total > 0)


def test(sources: Path) -> Observed:
    """The horse race on accessions to the GATT, with both placebos."""
    frame = adoption_panel(sources)
    base = ["trade", "neighbours", "like-minded", "gap", "democracy", "ln capability"]

    def fit(names: list[str]) -> Logit:
        return hazard_logit(
            frame.joined.to_numpy(float),
            {name: frame[name].to_numpy(float) for name in names},
            frame.ccode.to_numpy(),
            frame.year.to_numpy(),
        )

    plain, placebo, lead = fit(base), fit([*base, "placebo"]), fit([*base, "five years ahead"])
    coefficient, error = plain.of("trade")
    against, against_error = placebo.of("placebo")
    gross, net = RISE * coefficient, RISE * (coefficient - against)
    rows = (
        *(Row(f"Joining, {name}", plain.estimate(name), plain.note) for name in base),
        Row("weights of others", placebo.estimate("placebo"), placebo.note, placebo=True),
        Row("Trade, beside the placebo", placebo.estimate("trade"), placebo.note),
        Row("members five years ahead", lead.estimate("five years ahead"), lead.note, placebo=True),
    )
    return Observed(
        plain.estimate("trade"),
        "log-odds of joining, from none of a state's trade with members to all of it",
        rows,
        (
            f"Odds ratio for a rise of N from 0.5 to 0.9: {np.exp(gross):.2f} gross, "
            f"{np.exp(net):.2f} net of the placebo.",
            "Accessions to the GATT, 1951-94; the list of accessions ends there. Organisations "
            "with 60 members are not pooled: their columns by year are in no source at hand.",
            "Exploratory; effects of years; errors clustered by state; complete cases; not "
            "corrected for multiple testing.",
        ),
        refutes=bool(coefficient <= against + Z90 * error)
        if np.isfinite([coefficient, against, error, against_error]).all()
        else None,
    )


EXPERIMENT = PairedCourses(
    treatment="Adoption from 25 members with parameters drawn; and with oN at 0, 1.2, 2.4 and "
    "4, everything else at its default and the base shifted to a like mean hazard.",
    control="oN at zero.",
    outcome="Who joins when, 25 years, while members drift toward the order's position.",
    model=adoption,
    courses=courses,
    observer=Adoption(),
    first_year=WORLD,
    years=YEARS,
    measure=measure,
    fixed=recovered,
)


def histories(laboratory: Laboratory) -> list[Found]:
    """Histories of joining, every parameter at its prior mean."""
    return histories_of(EXPERIMENT.at_prior_means(EXPERIMENT.ready[1]["drawn"], laboratory))


def examine(history: Found) -> tuple[float, float]:
    """Trade less placebo."""
    return race(history).difference("trade", "placebo")


PROPOSITION = Proposition(
    id="P12",
    title="Network effect",
    claim="The more of a state's trade is with members of an order, the sooner it joins, whatever "
    "its neighbours and the like-minded do.",
    essay="f",
    supports=(
        Work("baldwin2012", "free trade agreements are contagious, in many specifications"),
        Work("copelovitch2012", "trade with members speeds accession, for some states"),
    ),
    opposes=(
        Work("davis2017", "alignment and democracy, not trade, explain accession, 1948-2014"),
        Work("aral2009", "likeness passes for contagion"),
        Work("manski1993", "the reflection problem"),
    ),
    focal=("order.oN",),
    mechanisms=("order",),
    off={"order.oN": 0.0},
    experiment=EXPERIMENT,
    statistic=Statistic(
        "net",
        "Recovered coefficient on trade, net of the placebo",
        "log-odds per unit of share",
        decimals=2,
    ),
    figures={
        "net": "Recovered coefficient on trade, net of the placebo, log-odds per unit of share",
        "trade": "Recovered coefficient on trade, log-odds per unit of share",
        "odds_ratio": "Odds ratio of joining for a rise of the share from 0.5 to 0.9",
        "error_of_estimate": "Recovered coefficient less the true one",
        "aggregate_late_over_early": "Hazard of joining, later half over earlier half",
        "z_at_0": "Pooled estimate less the truth where the truth is 0, standard errors",
        "z_at_1.2": "The same where the truth is 1.2",
        "z_at_2.4": "The same where the truth is 2.4",
        "z_at_4": "The same where the truth is 4",
    },
    refutation=Refutation(
        "The 90% interval of the recovered trade coefficient, net of the permuted placebo, "
        "includes 0 or lies below it; and on the record, the trade coefficient is at most the "
        "placebo's plus 1.64 standard errors.",
        refuted,
    ),
    power=Power(
        "Coefficient on trade net of the placebo's, in the logit of joining, clustered by state.",
        years=YEARS,
        side=1,
        null=0.0,
        examine=examine,
        simulate=histories,
    ),
    observation=Observation(
        sample="States outside the GATT, 1951-94.",
        estimand="Joining, on the trade-weighted share of members a year before.",
        specification="Logit with geography-weighted and ideology-weighted shares, democracy, "
        "ideal-point gap, ln capability and effects of years.",
        clustering="By state.",
        placebos="Trade weights of other states; members five years ahead.",
        test=test,
    ),
    published=(
        Published(
            "Alignment and democracy, not functional trade gains, explain accession, 1948-2014.",
            "davis2017",
        ),
    ),
    caveats=(
        "At the prior oN is assumed; what is tested in silico is whether the estimator finds it.",
        "Eager states join first: an aggregate hazard that falls is no evidence against the claim, "
        "and an S-curve none for it.",
        "Joining is demand times admission; without dates of application only the product is seen.",
    ),
    change_our_mind="A trade coefficient no larger than the placebo's once geography and ideology "
    "are beside it.",
)
