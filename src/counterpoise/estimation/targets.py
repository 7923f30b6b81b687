"""What a hindcast is scored on, declared before anything is scored.

Each target says what it is, on which rows or years, how it is reckoned on the record, and what its
competitors are. Where the model has no forecast, the target says why instead of leaving a blank.
Years beyond the last of a source are missing: they are never scored as zeros.
"""

from dataclasses import dataclass
from enum import StrEnum

from counterpoise.vocabulary.near_miss import did_you_mean


class UnknownTarget(ValueError):
    """No target has this name."""


class Kind(StrEnum):
    """What is forecast."""

    DYADS = "dyads"  # a probability for each dyad-year
    YEARS = "years"  # a number for each year
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
    focal: tuple[str, ...] = ()
    reason: str = ""


DISAGREEMENT = ("initiation.i_x",)
MEMORY = ("initiation.i_z", "initiation.i_f")

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
    ),
    Target(
        "HT2",
        "Density of defence pacts, ATOP",
        "As HT1, with the pacts of ATOP 5.1",
        "share of dyads",
        1816,
        2018,
        Kind.NONE,
        reason="its rise after 1990 is made of multilateral pacts, whose rate is not estimated",
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
    ),
    Target(
        "HT8",
        "Disputes among great powers",
        "Onsets in dyads of great powers (COW list), per 100 such dyad-years",
        "onsets per 100 dyad-years",
        1947,
        2014,
        Kind.NONE,
        reason="a path has a handful of them: score their dyads, a part of those of HT4",
    ),
    Target(
        "HT9",
        "Wars among great powers",
        "COW inter-state wars with great powers on both sides",
        "wars an era",
        1816,
        2010,
        Kind.NONE,
        reason="one or two events an era: `counterpoise measure` reports them with a Jeffreys "
        "posterior",
    ),
    Target(
        "HT10",
        "Members of the liberal order",
        "States in the organisations of the first order of the record, among the states that were "
        "there as the forecast begins",
        "states",
        1948,
        2019,
        Kind.YEARS,
        focal=("order.oN",),
    ),
    Target(
        "HT11",
        "Memberships of organisations",
        "Mean full memberships of intergovernmental organisations (COW IGO 3) per state",
        "memberships",
        1816,
        2014,
        Kind.NONE,
        reason="the model has orders, not some five hundred organisations",
    ),
    Target(
        "HT12",
        "Own-distancing from the United States, 2003-05",
        "Movement away from the United States, 2003-05 against 1999-2001, its position held at "
        "its mean of the earlier years",
        "ideal-point units",
        1946,
        2019,
        Kind.NONE,
        reason="it is about one act: see `counterpoise measure soft-balancing`",
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
        return targets()[name.upper()]
    except KeyError:
        raise UnknownTarget(
            f"no target is called {name!r}.{did_you_mean(name, targets())} "
            f"The targets are {', '.join(targets())}."
        ) from None
