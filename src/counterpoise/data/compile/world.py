"""One command turns downloaded sources into the world of a year, the same bytes each time.

``compile_world`` writes, under ``to_directory``::

    <year>/states.csv    a row per member of the state system: values, each with its coverage
    <year>/dyads.csv     a row per unordered pair: distance and contiguity
    <year>/sources.csv   a row per column: provenance and coverage counts
    SOURCES.md           the same for people, over all years present

Everything is computed before anything is written, and each file is replaced in one step.
"""

import csv
import io
import os
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from counterpoise.data.compile import (
    agreement,
    early_economy,
    economy,
    geography,
    ideal_points,
    inputs,
    record,
    regime,
    sources,
)
from counterpoise.data.compile.capability import capability
from counterpoise.data.compile.column import Column
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import State, members


@dataclass(frozen=True, slots=True)
class CompileReport:
    """What was compiled, and how well it agrees with data that may not ship.

    Attributes:
        year: The world's year.
        states: Number of states.
        files: Files written.
        counts: Column name to number of values under each coverage label.
        checks: Agreement with each data set that was there to check against.
    """

    year: int
    states: int
    files: tuple[Path, ...]
    counts: Mapping[str, Mapping[Coverage, int]]
    checks: tuple[agreement.Agreement, ...]

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """The agreement table: column, compared with, measure, value."""
        return tuple((c.column, c.compared_with, c.measure, c.text) for c in self.checks)

    def __str__(self) -> str:
        lines = [f"World of {self.year}: {self.states} states", "", "Coverage"]
        for name, seen in self.counts.items():
            shown = ", ".join(f"{seen[label]} {label.label}" for label in Coverage if seen[label])
            lines.append(f"  {name:<20} {shown}")
        lines += ["", "Agreement with data that do not ship"]
        if not self.checks:
            lines.append("  none of them is in the directory")
        for column, against, measure, value in self.rows():
            lines.append(f"  {column:<20} {against:<36} {measure:<34} {value}")
        for check in self.checks:
            if check.cases:
                lines += ["", f"  {check.column}, {check.compared_with}, {check.measure}:"]
                lines += [f"    {case}" for case in check.cases]
        return "\n".join(lines)


def compile_world(year: int, from_directory: str | Path, to_directory: str | Path) -> CompileReport:
    """Compile the world of a year.

    Args:
        year: Calendar year.
        from_directory: Directory of downloaded sources, laid out as ``inputs.py`` says.
        to_directory: Directory of worlds; ``<year>/`` is made in it.

    Returns:
        What was written and how it compares.

    Raises:
        MissingInput: A source file is absent; all absent ones are named.
        OutsideCoverage: A source does not cover the year.
    """
    source, target = Path(from_directory), Path(to_directory)
    inputs.require(source)
    geography.require_borders(year)
    states = members(year)
    columns = _columns(source, states, year)
    distance = np.rint(geography.distances(source, states, year))
    touching = geography.contiguity(states, distance, year)

    pairs = len(states) * (len(states) - 1) // 2
    counts: dict[str, Mapping[Coverage, int]] = {c.name: c.counts() for c in columns}
    shown = len({state.ccode for state in states} - geography.drawn_states(year))
    seen = shown * (shown - 1) // 2
    counts["distance_km"] = Counter({Coverage.OBSERVED: seen, Coverage.MODELLED: pairs - seen})
    counts["contiguity"] = Counter({Coverage.OBSERVED: pairs})
    powers = int(sum(next(c for c in columns if c.name == "great_power").values.values()))
    counts["openness"] = Counter({Coverage.MODELLED: len(states)})
    counts["benefit_share"] = Counter(
        {Coverage.STRUCTURAL_ZERO: len(states) - powers, Coverage.MODELLED: powers}
    )
    counts["membership"] = Counter({Coverage.OBSERVED: len(states)})
    counts["trade_share"] = Counter({Coverage.MODELLED: 2 * pairs})
    for name in ("defence_pact", "rivalry"):
        counts[name] = Counter({Coverage.OBSERVED: pairs})
    counts["basing"] = Counter({Coverage.OBSERVED: 2 * pairs})

    folder = target / str(year)
    texts = {
        folder / "states.csv": _states_text(states, columns),
        folder / "dyads.csv": _dyads_text(states, distance, touching),
        folder / "sources.csv": sources.machine_readable(year, counts),
    }
    for path, text in texts.items():
        _replace(path, text)
    years = sorted(int(p.parent.name) for p in target.glob("[0-9]*/sources.csv"))
    _replace(target / "SOURCES.md", sources.page(target, years))
    return CompileReport(
        year=year,
        states=len(states),
        files=(*texts, target / "SOURCES.md"),
        counts=counts,
        checks=agreement.compare(source, states, year, columns, distance, touching),
    )


def _columns(source: Path, states: Sequence[State], year: int) -> list[Column]:
    gdp, population = economy.income_and_people(source, states, year)
    if year < early_economy.UNTIL:
        income = early_economy.income(source, states, gdp)
        personnel = early_economy.military_personnel(states, year, population)
        spending = early_economy.military_spending(states, income, personnel, population)
    else:
        income = economy.market_income(source, states, year, gdp, population)
        spending = economy.military_spending(source, states, year, gdp, population)
        personnel = economy.military_personnel(source, states, year, population)
    power = capability(states, (gdp, spending, personnel, population))
    democracy = regime.democracy(source, states, year, population)
    if year < ideal_points.FIRST_YEAR:
        points, deviations = ideal_points.from_constitutions(states, year)
    else:
        points, deviations = ideal_points.ideal_points(
            source, states, year, democracy, gdp, population
        )
    return [
        gdp,
        population,
        income,
        spending,
        personnel,
        power,
        points,
        deviations,
        democracy,
        *_standing(states, year),
        *_capitals(states, year),
    ]


def _standing(states: Sequence[State], year: int) -> list[Column]:
    seats = [row for row in record.rows("security_council") if record.holds(row, year)]
    holders = {
        "great_power": record.listed("great_powers", year),
        "nuclear": record.listed("nuclear_powers", year),
        "council_seat": {int(row["ccode"]) for row in seats},
        "veto": {int(row["ccode"]) for row in seats if row["seat"] == "permanent"},
    }
    columns = []
    for name, holding in holders.items():
        column = Column(name, 0)
        for state in states:
            column.put(state.ccode, float(state.ccode in holding), Coverage.OBSERVED)
        columns.append(column)
    return columns


def _capitals(states: Sequence[State], year: int) -> list[Column]:
    rows = {int(row["ccode"]): row for row in record.rows("capitals") if not row["from"]}
    # A spell that names the year outranks the capital of all other years.
    for row in record.rows("capitals"):
        if row["from"] and record.holds(row, year):
            rows[int(row["ccode"])] = row
    columns = []
    for name in ("latitude", "longitude"):
        column = Column(name, 2)
        for state in states:
            if state.ccode not in rows:
                raise ValueError(
                    f"{state.name} has no row for {year} in world/record/capitals.csv. Add one."
                )
            column.put(state.ccode, float(rows[state.ccode][name]), Coverage.OBSERVED)
        columns.append(column)
    return columns


def _states_text(states: Sequence[State], columns: Sequence[Column]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    header = ["ccode", "abb", "name"]
    for column in columns:
        header += [column.name, f"{column.name}_coverage"]
    writer.writerow(header)
    for state in states:
        row = [str(state.ccode), state.abb, state.name]
        for column in columns:
            row += [column.text(state.ccode), column.coverage[state.ccode].label]
        writer.writerow(row)
    return text.getvalue()


def _dyads_text(states: Sequence[State], distance: np.ndarray, touching: np.ndarray) -> str:
    lines = ["ccode1,ccode2,distance_km,contiguity"]
    for i, first in enumerate(states):
        for j in range(i + 1, len(states)):
            pair = f"{first.ccode},{states[j].ccode}"
            lines.append(f"{pair},{int(distance[i, j])},{int(touching[i, j])}")
    return "\n".join(lines) + "\n"


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
