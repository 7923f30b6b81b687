"""A world that ships: the states of a real year, with how each number came to be known.

``load(2003)`` gives the values under the names of ``variables.csv``, in NumPy, ready to be turned
into a world. States and their dyads come from small compiled tables; treaties, rivalries and bases
are dated facts and are read off for the year. Index convention for dyads: row = actor, the state
that perceives; column = target.

A treaty counts if it is in force on 1 January. A rivalry or a base, dated in whole years, counts if
it began before the year and had not ended before it. So the values are those with which the year
opens: in the world of 2003 Iraq is still a rival of the United States and hosts nobody.

Two values follow from the rest. *Openness* is predicted by gravity and modelled throughout. The
*benefit share* of a great power (territory and recognised spheres) equals its share of the great
powers' capability, so that every power opens the year content with what it has; a scenario that
wants a grievance sets it.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import State, UnknownState, members, state
from counterpoise.world.gravity import (
    capital_distance,
    gravity_openness,
    gravity_trade_shares,
)
from counterpoise.world.orders import Order, Organisation, orders_of, organisations_of

_WORLDS = Path(__file__).with_name("snapshots")
_RECORD = Path(__file__).with_name("record")

ACTOR = (
    "capability",
    "gdp",
    "population",
    "income",
    "military_spending",
    "military_personnel",
    "ideal_point",
    "ideal_point_sd",
    "democracy",
    "great_power",
    "nuclear",
    "council_seat",
    "veto",
    "latitude",
    "longitude",
)
"""Values held for each state, ``[n]``, in the compiled table."""

AT_LOAD = ("openness", "benefit_share")
"""Values held for each state, ``[n]``, that follow from the others and are made at load."""

DYAD = ("distance", "contiguity", "trade_share", "defence_pact", "rivalry", "basing")
"""Values held for each ordered pair, ``[n, n]``."""


class NoSuchWorld(ValueError):
    """No world of that year ships.

    Attributes:
        year: The year asked for.
        years: The years that ship.
    """

    def __init__(self, year: int) -> None:
        self.year = year
        self.years = available()
        shipped = ", ".join(str(y) for y in self.years) or "none"
        super().__init__(
            f"No world of {year} ships; there are {shipped}. Use one of these, or make one with "
            f"`counterpoise world compile {year} --from DIR`."
        )


@dataclass(frozen=True, slots=True)
class ActiveTreaty:
    """A treaty in force as the year opens, with those of its parties that are in the world.

    Attributes:
        key: Short name, as in ``treaties.csv``.
        name: Full name.
        kind: ``mutual defence``, or ``guarantee`` where only the guarantors are bound.
        in_force: Date of entry into force, ISO 8601; the year alone where only that is sure.
        basis: The clause that binds.
        parties: COW numbers.
        pairs: Unordered pairs that it ties, lower number first.
    """

    key: str
    name: str
    kind: str
    in_force: str
    basis: str
    parties: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The states of one year.

    Attributes:
        year: Calendar year.
        states: Members of the state system, in the order of their COW numbers: the order of every
            axis below.
        values: Name to values, float64: ``[n]`` for the names in ``ACTOR`` and ``AT_LOAD``,
            ``[n, n]`` for those in ``DYAD`` (row = actor, column = target). Units are those of
            ``variables.csv``; ``population`` is in thousands, ``latitude`` and ``longitude`` in
            degrees.
        coverage: Name to the ``Coverage`` of each value, int8, in the shape of the values.
        sources: A row per column of the tables: provenance and coverage counts.
        treaties: The treaties behind ``defence_pact``.
        orders: The orders that stand as the year opens, by slot; a slot that none holds is there
            and inactive.
        organisations: The organisations that stand, with their members.
    """

    year: int
    states: tuple[State, ...]
    values: Mapping[str, NDArray[np.float64]]
    coverage: Mapping[str, NDArray[np.int8]]
    sources: tuple[Mapping[str, str], ...]
    treaties: tuple[ActiveTreaty, ...]
    orders: tuple[Order, ...]
    organisations: tuple[Organisation, ...]

    @property
    def membership(self) -> NDArray[np.float64]:
        """1 where a state belongs to an order, ``[n, order]``.

        Example:
            >>> world = load(2003)
            >>> world.membership[world.index("USA")].tolist()
            [1.0, 0.0, 0.0]
        """
        return np.array(
            [[float(s.ccode in order.members) for order in self.orders] for s in self.states]
        ).reshape(len(self.states), len(self.orders))

    def index(self, text: str | int) -> int:
        """Position of a state on every axis, from what a person would type.

        Raises:
            UnknownState: Nobody of that name is in this world; carries the near misses.

        Example:
            >>> load(2003).index("USA")
            0
        """
        found = state(text, self.year)
        codes = [member.ccode for member in self.states]
        if found.ccode not in codes:
            raise UnknownState(str(text), self.year, f"{found.name} is not in this world.")
        return codes.index(found.ccode)


def available() -> tuple[int, ...]:
    """The years whose worlds ship, in order.

    Example:
        >>> 2003 in available()
        True
    """
    folders = _WORLDS.glob("[0-9][0-9][0-9][0-9]/states.csv")
    return tuple(sorted(int(path.parent.name) for path in folders))


def load(year: int) -> Snapshot:
    """The world of a year.

    Args:
        year: One of ``available()``.

    Raises:
        NoSuchWorld: No world of that year ships; names those that do.
        ValueError: A shipped table cannot be read; names file and line.

    Example:
        >>> world = load(2003)
        >>> world.values["distance"].shape
        (192, 192)
        >>> usa, germany = world.index("USA"), world.index("Germany")
        >>> world.values["defence_pact"][usa, germany]
        np.float64(1.0)
    """
    if year not in available():
        raise NoSuchWorld(year)
    folder = _WORLDS / str(year)
    by_code = {member.ccode: member for member in members(year)}
    rows = _rows(folder / "states.csv")
    states, values, coverage = _actors(folder / "states.csv", rows, by_code, year)
    place = {member.ccode: i for i, member in enumerate(states)}
    n = len(states)

    distance, contiguity = _pairs(folder / "dyads.csv", place)
    treaties = tuple(_treaties(year, place))
    pact = np.zeros((n, n))
    for treaty in treaties:
        for first, second in treaty.pairs:
            pact[place[first], place[second]] = pact[place[second], place[first]] = 1.0
    rivalry = np.zeros((n, n))
    for row in _spells("rivalries", year):
        i, j = place.get(int(row["ccode1"])), place.get(int(row["ccode2"]))
        if i is not None and j is not None:
            rivalry[i, j] = rivalry[j, i] = 1.0
    basing = np.zeros((n, n))
    for row in _spells("basing", year):
        i, j = place.get(int(row["host"])), place.get(int(row["sender"]))
        if i is not None and j is not None:
            basing[i, j] = 1.0
    apart = capital_distance(values["latitude"], values["longitude"])
    trade = gravity_trade_shares(values["gdp"], apart, contiguity)
    values["openness"] = gravity_openness(
        values["gdp"], values["population"], apart, contiguity, _world_trade(year)
    )
    coverage["openness"] = np.full(n, Coverage.MODELLED, dtype=np.int8)
    among_powers = values["capability"] * values["great_power"]
    values["benefit_share"] = among_powers / among_powers.sum()
    coverage["benefit_share"] = np.where(
        among_powers > 0, Coverage.MODELLED, Coverage.STRUCTURAL_ZERO
    ).astype(np.int8)

    dyads = {
        "distance": distance,
        "contiguity": contiguity,
        "trade_share": trade,
        "defence_pact": pact,
        "rivalry": rivalry,
        "basing": basing,
    }
    for name, matrix in dyads.items():
        label = Coverage.MODELLED if name == "trade_share" else Coverage.OBSERVED
        values[name] = matrix
        coverage[name] = np.full((n, n), label, dtype=np.int8)
        if name == "distance":
            coverage[name][_drawn(states, year)] = Coverage.MODELLED
        np.fill_diagonal(coverage[name], Coverage.STRUCTURAL_ZERO)
    for name in values:
        values[name].setflags(write=False)
        coverage[name].setflags(write=False)
    return Snapshot(
        year=year,
        states=states,
        values=MappingProxyType(values),
        coverage=MappingProxyType(coverage),
        sources=tuple(MappingProxyType(row) for row in _rows(folder / "sources.csv")),
        treaties=treaties,
        orders=orders_of(year),
        organisations=organisations_of(year),
    )


def _drawn(states: tuple[State, ...], year: int) -> NDArray[np.bool_]:
    """Pairs one of which has an outline drawn by hand, so that its distances are no observation."""
    by_hand = {
        int(row["ccode"])
        for row in record("drawn_outlines")
        if int(row["from"]) <= year <= int(row["to"])
    }
    one = np.array([member.ccode in by_hand for member in states])
    return one[:, None] | one[None, :]


def _world_trade(year: int) -> float:
    """Trade over output of the whole, from the record's nearest year."""
    known = {int(row["year"]): float(row["share"]) for row in record("world_trade")}
    return known[min(known, key=lambda other: (abs(other - year), other))]


def record(name: str) -> list[dict[str, str]]:
    """The rows of one table of dated facts: ``record("great_powers")``.

    Example:
        >>> record("great_powers")[0]["ccode"]
        '2'
    """
    return _rows(_RECORD / f"{name}.csv")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _actors(
    path: Path, rows: list[dict[str, str]], by_code: Mapping[int, State], year: int
) -> tuple[tuple[State, ...], dict[str, NDArray[np.float64]], dict[str, NDArray[np.int8]]]:
    states = []
    values = {name: np.full(len(rows), np.nan) for name in ACTOR}
    coverage = {name: np.full(len(rows), Coverage.MISSING, dtype=np.int8) for name in ACTOR}
    for i, row in enumerate(rows):
        try:
            states.append(by_code[int(row["ccode"])])
            for name in ACTOR:
                coverage[name][i] = Coverage.parse(row[f"{name}_coverage"])
                if row[name]:
                    values[name][i] = float(row[name])
        except (KeyError, ValueError) as error:
            raise ValueError(
                f"{path}, line {i + 2}: {error} is not a member in {year}, a column or a number. "
                f"Make the table again with `counterpoise world compile {year} --from DIR`."
            ) from error
    # Ten written decimals leave the sum of shares a hair from one.
    values["capability"] /= values["capability"].sum()
    return tuple(states), values, coverage


def _pairs(path: Path, place: Mapping[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.int64, ndmin=2)
    n = len(place)
    distance, contiguity = np.zeros((n, n)), np.zeros((n, n))
    try:
        i = np.array([place[code] for code in table[:, 0].tolist()])
        j = np.array([place[code] for code in table[:, 1].tolist()])
    except KeyError as error:
        raise ValueError(
            f"{path}: state {error} is not in states.csv beside it. Compile the two together."
        ) from error
    if len(table) != n * (n - 1) // 2:
        raise ValueError(
            f"{path}: {len(table)} pairs for {n} states, not {n * (n - 1) // 2}. Compile again."
        )
    distance[i, j] = distance[j, i] = table[:, 2]
    contiguity[i, j] = contiguity[j, i] = table[:, 3]
    return distance, contiguity


def _spells(name: str, year: int) -> Iterator[dict[str, str]]:
    for row in record(name):
        if int(row["from"]) < year and (not row["to"] or year <= int(row["to"])):
            yield row


def _in_force(row: Mapping[str, str], year: int) -> bool:
    opening = f"{year}-01-01"
    return _day(row["from"]) <= opening and (not row["to"] or opening <= _day(row["to"]))


def _day(date: str) -> str:
    # Where only the year is sure, the event is taken to fall at its end.
    return date if len(date) == 10 else f"{date}-12-31"


def _treaties(year: int, place: Mapping[int, int]) -> Iterator[ActiveTreaty]:
    parties: dict[str, list[tuple[int, str]]] = {}
    for row in record("treaty_members"):
        if int(row["ccode"]) in place and _in_force(row, year):
            parties.setdefault(row["treaty"], []).append((int(row["ccode"]), row["side"]))
    for row in record("treaties"):
        who = sorted(parties.get(row["treaty"], []))
        if len(who) < 2 or not _in_force(row, year):
            continue
        yield ActiveTreaty(
            key=row["treaty"],
            name=row["name"],
            kind=row["kind"],
            in_force=row["from"],
            basis=row["basis"],
            parties=tuple(code for code, _ in who),
            pairs=tuple(_tied(who)),
        )


def _tied(who: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    # A guarantee ties each guarantor to each state it protects; elsewhere the side is blank.
    for (first, side1), (second, side2) in combinations(who, 2):
        if not side1 or side1 != side2:
            yield first, second
