"""Facts of public record that ship with the package: treaties, councils, powers, capitals.

They are plain tables with dates, read here without the rest of the package so that the compiler
stays below the world it builds.
"""

import csv
from functools import cache
from itertools import combinations
from pathlib import Path

RECORD = Path(__file__).parents[2] / "world" / "record"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of one table of the record."""
    with (RECORD / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def holds(row: dict[str, str], year: int) -> bool:
    """Whether a spell in whole years covers the year."""
    return int(row["from"]) <= year and (not row["to"] or year <= int(row["to"]))


def listed(name: str, year: int) -> frozenset[int]:
    """The states that a table of spells lists for a year."""
    return frozenset(int(row["ccode"]) for row in rows(name) if holds(row, year))


Pair = tuple[int, int]


def tied_by_treaty(year: int) -> frozenset[Pair]:
    """Unordered pairs that a treaty in force on 1 January binds, lower number first."""
    opening = f"{year}-01-01"

    def day(date: str) -> str:
        # Where only the year is sure, the event is taken to fall at its end.
        return date if len(date) == 10 else f"{date}-12-31"

    def in_force(row: dict[str, str]) -> bool:
        return day(row["from"]) <= opening and (not row["to"] or opening <= day(row["to"]))

    treaties = {row["treaty"] for row in rows("treaties") if in_force(row)}
    parties: dict[str, list[tuple[int, str]]] = {}
    for row in rows("treaty_members"):
        if row["treaty"] in treaties and in_force(row):
            parties.setdefault(row["treaty"], []).append((int(row["ccode"]), row["side"]))
    return frozenset(
        (min(first, second), max(first, second))
        for who in parties.values()
        for (first, side1), (second, side2) in combinations(who, 2)
        if not side1 or side1 != side2
    )


def standing(name: str, columns: tuple[str, str], year: int) -> frozenset[Pair]:
    """Pairs of a table of spells that had begun before the year and not ended before it."""
    return frozenset(
        (int(row[columns[0]]), int(row[columns[1]]))
        for row in rows(name)
        if int(row["from"]) < year and (not row["to"] or year <= int(row["to"]))
    )
