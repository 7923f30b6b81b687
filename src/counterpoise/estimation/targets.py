"""What a hindcast is scored on, declared before anything is scored.

Each target says what it is, on which rows or years, how it is reckoned on the record, and what its
competitors are. Where the model has no forecast, the target says why instead of leaving a blank.
Years beyond the last of a source are missing: they are never scored as zeros.
"""

from dataclasses import dataclass
from enum import StrEnum

from counterpoise.estimation.organisations_on_record import ORGANISATIONS
from counterpoise.vocabulary.near_miss import did_you_mean


class UnknownTarget(ValueError):
    """No target has this name."""


class Kind(StrEnum):
    """What is forecast."""

    DYADS = "dyads"  # a probability for each dyad-year
    YEARS = "years"  # a number for each year
    WINDOWS = "windows"  # a number for each group of states and window of years
    JOINT = "joint"  # several numbers for each year
    NONE = "none"  # nothing yet; ``reason`` says why


@dataclass(frozen=True)
class Target:
    """The declaration of a target.

    Attributes:
        name: What people type.
        title: A few words.
        definition: How it is reckoned on the record.
        unit: Of its values.
        first, last: Years for which the record holds it.
        kind: What is forecast.
        relevant: Of dyads: only those within 400 miles or with a great power.
        great: Of dyads: scored on those of two great powers, fitted on all.
        atop: Whether pacts are those of ATOP.
        organisation: Whose members are counted, by its key.
        rests_on: The sub-model that makes the forecast, with its equation.
        focal: Addresses of what the variant without the focal mechanism leaves out.
        reason: Why there is no forecast.
    """

    name: str
    title: str
    definition: str
    unit: str
    first: int
    last: int
    kind: Kind
    relevant: bool = False
    great: bool = False
    atop: bool = False
    organisation: str = ""
    rests_on: str = ""
    focal: tuple[str, ...] = ()
    reason: str = ""


DISAGREEMENT = ("initiation.i_x",)
JOINING = ("order.oN", "order.oNg")
MEMORY = ("initiation.i_z", "initiation.i_f")


def _organisations() -> tuple[Target, ...]:
    return tuple(
        Target(
            f"HT10.{each.key}",
            f"Members: {each.title}",
            "Members among the states that were there as the forecast begins",
            "states",
            each.first,
            each.last,
            Kind.YEARS,
            organisation=each.key,
            rests_on="joining of an organisation (3.16)",
            focal=JOINING,
        )
        for each in ORGANISATIONS
    )


TARGETS: tuple[Target, ...] = (
    Target(
        "HT1",
        "Density of defence pacts",
        "Unordered dyads with a defence pact (COW alliances 4.1) over n(n-1)/2, n the states that "
        "were there as the forecast begins",
        "share of dyads",
        1816,
        2012,
        Kind.YEARS,
        focal=("alliance.al_ct",),
        rests_on="defence pacts (3.12)",
    ),
    Target(
        "HT2",
        "Density of defence pacts, ATOP",
        "As HT1, with the pacts of ATOP 5.1: fitted and begun anew on that list",
        "share of dyads",
        1816,
        2014,
        Kind.YEARS,
        atop=True,
        focal=("alliance.al_ct",),
        rests_on="defence pacts (3.12)",
    ),
    Target(
        "HT3",
        "Disputes",
        "Militarised disputes (COW MID 5) that begin in the year, per 100 states",
        "disputes per 100 state-years",
        1816,
        2014,
        Kind.YEARS,
        focal=DISAGREEMENT,
        rests_on="initiation of force (3.11)",
    ),
    Target(
        "HT4",
        "Onset of disputes, relevant dyads",
        "A militarised dispute (COW MID 5, dyadic) begins in an unordered dyad within 400 miles or "
        "with a great power; years of an older dispute without a new one are left out",
        "probability",
        1947,
        2014,
        Kind.DYADS,
        relevant=True,
        focal=DISAGREEMENT,
        rests_on="initiation of force (3.11)",
    ),
    Target(
        "HT5",
        "Onset of disputes, all dyads",
        "As HT4, among all dyads",
        "probability",
        1947,
        2014,
        Kind.DYADS,
        focal=DISAGREEMENT,
        rests_on="initiation of force (3.11)",
    ),
    Target(
        "HT6",
        "Onset of disputes, relevant dyads, 1816-1945",
        "As HT4, before there were votes: disagreement is unknown and its term is empty",
        "probability",
        1817,
        1945,
        Kind.DYADS,
        relevant=True,
        focal=MEMORY,
        rests_on="initiation of force (3.11)",
    ),
    Target(
        "HT7",
        "Initiations of force",
        "Directed dyads in which an original member of side A of a new dispute uses force (own "
        "hostility 4 or more), among the states that were there as the forecast begins",
        "initiations a year",
        1816,
        2014,
        Kind.YEARS,
        focal=DISAGREEMENT,
        rests_on="initiation of force (3.11)",
    ),
    Target(
        "HT8",
        "Disputes among great powers",
        "As HT4, scored on dyads of two great powers (COW list); the rate of such dyads in the "
        "training years stands beside the others",
        "probability",
        1817,
        2014,
        Kind.DYADS,
        relevant=True,
        great=True,
        focal=DISAGREEMENT,
        rests_on="initiation of force (3.11)",
    ),
    Target(
        "HT9",
        "Wars among great powers",
        "COW inter-state wars with great powers on both sides, dated by the first such year; on a "
        "path, uses of force between great powers that become wars",
        "wars a year",
        1816,
        2010,
        Kind.YEARS,
        focal=DISAGREEMENT,
        rests_on="initiation and escalation (3.11)",
    ),
    Target(
        "HT10",
        "Members of the liberal order",
        "Members of the GATT, then of the WTO, among the states that were there as the forecast "
        "begins; forecast by the system whose one order it is",
        "states",
        1948,
        2019,
        Kind.YEARS,
        focal=("order.oN",),
        rests_on="joining of orders (3.16)",
    ),
    Target(
        "HT11",
        "Memberships of organisations",
        "Mean full memberships of intergovernmental organisations (COW IGO 3) over the states that "
        "were there as the forecast begins; the hazard of joining an order, of organisations as a "
        "population",
        "memberships",
        1947,
        2014,
        Kind.YEARS,
        focal=JOINING,
        rests_on="joining of organisations (3.16)",
    ),
    Target(
        "HT12",
        "Own-distancing from the United States, 2003-05",
        "Movement away from the United States, three years against the three that began four years "
        "before, its position held at its mean of the earlier years: all states and three groups; "
        "2003-05 against 1999-2001, and every other window as a placebo",
        "ideal-point units",
        1947,
        2014,
        Kind.WINDOWS,
        focal=("ideal_points.x_away",),
        rests_on="distancing and drift of ideal points (3.9)",
    ),
    Target(
        "HT13",
        "Mean distance from the United States",
        "Mean |x_i - x_US| of ideal points from all votes over the states that were there as the "
        "forecast begins",
        "ideal-point units",
        1946,
        2019,
        Kind.YEARS,
        focal=("ideal_points.x_away",),
        rests_on="drift of ideal points (3.9)",
    ),
    Target(
        "HT14",
        "Strategic rivalries",
        "Rivalries that run (Thompson, Sakuwa and Suhas), among the states that were there as the "
        "forecast begins",
        "rivalries",
        1816,
        2020,
        Kind.YEARS,
        focal=("rivalry.r_T",),
        rests_on="onset and end of rivalry",
    ),
    Target(
        "HT15",
        "Volatility of arms",
        "Standard deviation over states of the yearly change of ln share of the world's military "
        "spending",
        "ln units",
        1817,
        2022,
        Kind.YEARS,
        focal=("arms.a_thr",),
        rests_on="arms (3.14)",
    ),
    *_organisations(),
    Target(
        "HT10.icc",
        "Members of the International Criminal Court",
        "States that ratified the Rome Statute",
        "states",
        2002,
        2014,
        Kind.NONE,
        reason="it was founded in 2002: no origin before 1990 has an accession to learn from",
    ),
    Target(
        "JOINT",
        "Density of pacts, disputes, members and rivalries together",
        "HT1, HT3, HT10 and HT14 as one vector, each in units of its spread over the training "
        "years",
        "standard deviations",
        1948,
        2012,
        Kind.JOINT,
        rests_on="all four together",
    ),
)


def targets() -> dict[str, Target]:
    """Every target by name."""
    return {each.name: each for each in TARGETS}


def target(name: str) -> Target:
    """The target of this name.

    Raises:
        UnknownTarget: There is none; the message names the nearest.

    Example:
        >>> target("HT4").relevant
        True
    """
    try:
        known = targets()
        head, dot, tail = name.partition(".")
        return known[f"{head.upper()}{dot}{tail.lower()}"]
    except KeyError:
        raise UnknownTarget(
            f"no target is called {name!r}.{did_you_mean(name, targets())} "
            f"The targets are {', '.join(targets())}."
        ) from None
