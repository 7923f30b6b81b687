"""A world that ships is whole: no gaps, no stray values, and its dated facts fit its states.

Each check yields what is wrong, where it stands, and what would mend it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import members
from counterpoise.world.order_check import order_problems
from counterpoise.world.shipped import ACTOR, AT_LOAD, DYAD, Snapshot, record

FLAGS = frozenset(
    {
        "great_power",
        "nuclear",
        "council_seat",
        "veto",
        "contiguity",
        "defence_pact",
        "rivalry",
        "basing",
    }
)
RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "capability": (0.0, 1.0),
        "gdp": (1e-6, np.inf),
        "income": (1e-3, np.inf),
        "population": (1e-3, np.inf),
        "military_spending": (0.0, np.inf),
        "military_personnel": (0.0, np.inf),
        "ideal_point": (-10.0, 10.0),
        "ideal_point_sd": (1e-6, 10.0),
        "democracy": (0.0, 1.0),
        "latitude": (-90.0, 90.0),
        "longitude": (-180.0, 180.0),
        "distance": (0.0, 20020.0),
        "trade_share": (0.0, 1.0),
        "openness": (1e-6, 10.0),
        "benefit_share": (0.0, 1.0),
        **dict.fromkeys(FLAGS, (0.0, 1.0)),
    }
)
"""Least and greatest value that each variable may take."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a snapshot.

    Attributes:
        variable: The variable concerned, or the table.
        message: What is wrong, where, and what would mend it.
    """

    variable: str
    message: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.message}"


def check(snapshot: Snapshot) -> list[Problem]:
    """Everything that is wrong with a snapshot; an empty list if nothing is.

    Looks at shapes, gaps, ranges, sums, symmetry, diagonals, the list of states, the labels of
    coverage, the dated tables behind the flags, and whether treaties name states of their time.

    Example:
        >>> from counterpoise.world.shipped import load
        >>> check(load(2003))
        []
    """
    return [
        *_check_states(snapshot),
        *_check_values(snapshot),
        *_check_sums(snapshot),
        *_check_dyads(snapshot),
        *_check_coverage(snapshot),
        *_check_flags(snapshot),
        *_check_treaties(),
        *(Problem(table, message) for table, message in order_problems(snapshot)),
    ]


def _check_states(snapshot: Snapshot) -> Iterator[Problem]:
    seen = Counter(member.ccode for member in snapshot.states)
    for code, times in seen.items():
        if times > 1:
            yield Problem("states", f"State {code} stands there {times} times; keep one row.")
    due = {member.ccode: member.name for member in members(snapshot.year)}
    for code in sorted(set(due) - set(seen)):
        yield Problem("states", f"{due[code]} ({code}) was a member and is absent; add its row.")
    for code in sorted(set(seen) - set(due)):
        yield Problem("states", f"State {code} was no member in {snapshot.year}; drop its row.")


def _check_values(snapshot: Snapshot) -> Iterator[Problem]:
    n = len(snapshot.states)
    for name in (*ACTOR, *AT_LOAD, *DYAD):
        if name not in snapshot.values:
            yield Problem(name, "The variable is absent; compile the world again.")
            continue
        array = snapshot.values[name]
        shape = (n, n) if name in DYAD else (n,)
        if array.shape != shape:
            yield Problem(name, f"The shape is {array.shape}, not {shape}; compile again.")
            continue
        for where in np.argwhere(~np.isfinite(array)):
            yield Problem(name, f"{_at(snapshot, where)} has no number; fill it by a rule.")
        low, high = RANGES[name]
        with np.errstate(invalid="ignore"):
            outside = np.argwhere((array < low) | (array > high))
        for where in outside:
            value = array[tuple(where)]
            yield Problem(name, f"{_at(snapshot, where)} is {value:g}, not in {low:g} to {high:g}.")
        if name in FLAGS:
            for where in np.argwhere((array != 0.0) & (array != 1.0)):
                yield Problem(name, f"{_at(snapshot, where)} is neither 0 nor 1.")


def _check_sums(snapshot: Snapshot) -> Iterator[Problem]:
    total = float(snapshot.values["capability"].sum())
    if abs(total - 1.0) > 1e-9:
        yield Problem("capability", f"The shares sum to {total:.9f}, not one; divide by the sum.")
    total = float(snapshot.values["benefit_share"].sum())
    if abs(total - 1.0) > 1e-9:
        yield Problem("benefit_share", f"The shares sum to {total:.9f}, not one.")
    rows = snapshot.values["trade_share"].sum(axis=1)
    for where in np.argwhere(np.abs(rows - 1.0) > 1e-9):
        yield Problem("trade_share", f"The row of {_at(snapshot, where)} does not sum to one.")


def _check_dyads(snapshot: Snapshot) -> Iterator[Problem]:
    for name in DYAD:
        array = snapshot.values[name]
        if np.any(np.diag(array) != 0.0):
            yield Problem(name, "The diagonal is not zero; no state stands to itself so.")
        if name not in ("trade_share", "basing") and not np.array_equal(array, array.T):
            i, j = np.argwhere(array != array.T)[0]
            yield Problem(name, f"{_at(snapshot, np.array([i, j]))} differs from its mirror image.")
    touching = (snapshot.values["contiguity"] == 1.0) & (snapshot.values["distance"] > 100.0)
    for where in np.argwhere(np.triu(touching)):
        yield Problem("contiguity", f"{_at(snapshot, where)} touch but lie over 100 km apart.")


def _check_coverage(snapshot: Snapshot) -> Iterator[Problem]:
    known = {int(label) for label in Coverage}
    for name, array in snapshot.values.items():
        labels = snapshot.coverage.get(name)
        if labels is None or labels.shape != array.shape:
            yield Problem(name, "There is no label of coverage for each value; compile again.")
            continue
        if not set(np.unique(labels).tolist()) <= known:
            yield Problem(name, "A label of coverage is not one of Coverage.")
        for where in np.argwhere((labels == Coverage.STRUCTURAL_ZERO) & (array != 0.0)):
            yield Problem(name, f"{_at(snapshot, where)} is a structural zero but not zero.")
        for where in np.argwhere(labels == Coverage.MISSING):
            yield Problem(name, f"{_at(snapshot, where)} is missing; fill it by a rule.")


def _check_flags(snapshot: Snapshot) -> Iterator[Problem]:
    tables = {
        "great_power": ("great_powers", None),
        "nuclear": ("nuclear_powers", None),
        "council_seat": ("security_council", None),
        "veto": ("security_council", "permanent"),
    }
    for name, (table, seat) in tables.items():
        due = {
            int(row["ccode"])
            for row in record(table)
            if int(row["from"]) <= snapshot.year
            and (not row["to"] or snapshot.year <= int(row["to"]))
            and (seat is None or row["seat"] == seat)
        }
        for i, member in enumerate(snapshot.states):
            if (member.ccode in due) != (snapshot.values[name][i] == 1.0):
                yield Problem(name, f"{member.name} differs from {table}.csv; compile again.")
    if snapshot.year >= 1966 and int(snapshot.values["council_seat"].sum()) not in (14, 15):
        seats = int(snapshot.values["council_seat"].sum())
        yield Problem("council_seat", f"{seats} members sit on the Council, not 15.")


def _check_treaties() -> Iterator[Problem]:
    known = {row["treaty"]: row for row in record("treaties")}
    named = set()
    for line, row in enumerate(record("treaty_members"), start=2):
        where = f"treaty_members.csv, line {line}"
        named.add(row["treaty"])
        if row["treaty"] not in known:
            yield Problem("defence_pact", f"{where}: no treaty {row['treaty']!r} in treaties.csv.")
            continue
        treaty, year = known[row["treaty"]], int(row["from"][:4])
        codes = {member.ccode for member in members(max(year, 1816))}
        if int(row["ccode"]) not in codes:
            yield Problem(
                "defence_pact",
                f"{where}: state {row['ccode']} was no member of the state system in {year}.",
            )
        if row["from"][:4] < treaty["from"][:4]:
            yield Problem("defence_pact", f"{where}: the party joins before entry into force.")
        if (treaty["kind"] == "guarantee") != bool(row["side"]):
            yield Problem("defence_pact", f"{where}: a guarantee, and it alone, has sides.")
    for key in sorted(set(known) - named):
        yield Problem("defence_pact", f"treaties.csv: {key!r} has no parties.")


def _at(snapshot: Snapshot, where: NDArray[np.intp]) -> str:
    return " - ".join(snapshot.states[int(i)].name for i in where)
