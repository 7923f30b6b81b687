"""Checking what lies in the folder: types, ranges, keys, checksums, totals known from codebooks.

A total is a number that the authors, or whoever checked the file before, state of it: so many
disputes, so many cases, so much capability of one state in one year. A file that keeps every rule
and misses a total is another version or was changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from counterpoise.data.catalogue import read, source
from counterpoise.data.checksum import WrongChecksum, verify
from counterpoise.data.locate import locate
from counterpoise.data.problem import UnreadableSource
from counterpoise.data.schema import broken

Total = Callable[[pd.DataFrame], float]


@dataclass(frozen=True, slots=True)
class Known:
    """A number that a source is known to hold.

    Attributes:
        source: Which.
        version: Of which release.
        what: In words.
        expected: The number.
        found: How to take it from the frame.
        tolerance: How far the two may be apart: half a unit of the last digit that is known.
    """

    source: str
    version: str
    what: str
    expected: float
    found: Total
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of checking one source.

    Attributes:
        source: Which.
        version: The release that was there.
        rows: Rows of its frame.
        problems: What is wrong, in words; empty where nothing is.
        totals: How many known totals were compared.
        verified: How many of its files have the contents known to be right.
        files: How many files it has.
    """

    source: str
    version: str
    rows: int
    problems: tuple[str, ...]
    totals: int
    verified: int
    files: int


def check(name: str, directory: Path) -> Checked:
    """Check a source as it lies in a folder.

    Raises:
        UnknownSource: No source has this name.
        AbsentSource: Its files are not in the folder.
        MissingExtra: Pandera is not installed.
    """
    declared = source(name)
    located = locate(declared, directory)
    version = located.release.version
    problems: list[str] = []
    verified = 0
    for path in located.paths.values():
        try:
            verified += verify(path)
        except WrongChecksum as wrong:
            problems.append(str(wrong))
    try:
        frame = read(declared, located)
    except UnreadableSource as unreadable:
        problems.append(str(unreadable))
        return Checked(name, version, 0, tuple(problems), 0, verified, len(located.paths))
    problems += broken(frame, declared)
    compared = [each for each in TOTALS if (each.source, each.version) == (name, version)]
    problems += _missed(compared, frame)
    return Checked(
        name, version, len(frame), tuple(problems), len(compared), verified, len(located.paths)
    )


def _missed(totals: list[Known], frame: pd.DataFrame) -> Iterator[str]:
    for each in totals:
        try:
            found = float(each.found(frame))
        except (KeyError, IndexError):
            yield f"{each.what}: known to be {each.expected:g}, and there is no such row"
            continue
        if not abs(found - each.expected) <= each.tolerance:
            yield f"{each.what}: known to be {each.expected:g}, found {found:g}"


def _of(column: str, **where: int) -> Total:
    def total(frame: pd.DataFrame) -> float:
        chosen = frame
        for name, value in where.items():
            chosen = chosen[chosen[name] == value]
        return float(chosen[column].iloc[0])

    return total


def _count(column: str) -> Total:
    return lambda frame: float(frame[column].nunique())


def _rows(frame: pd.DataFrame) -> float:
    return float(len(frame))


def _hostility(level: int) -> Total:
    return lambda frame: float((frame["hostlev"] == level).sum())


def _defence_partners(frame: pd.DataFrame) -> float:
    own = frame[(frame["ccode1"] == 2) & (frame["year"] == 2003) & frame["defense"]]
    return float(own["ccode2"].nunique())


def _imposed(frame: pd.DataFrame) -> float:
    return float(frame[frame["imposition"]]["case_id"].nunique())


def _capability(version: str, ccode: int, year: int, expected: float) -> Known:
    who = {2: "American", 710: "Chinese"}[ccode]
    found = _of("cinc", ccode=ccode, year=year)
    what = f"{who} CINC of {year}"
    return Known("national_capabilities", version, what, expected, found, 5e-5)


def _point(name: str, ccode: int, expected: float) -> Known:
    found = _of("agree", ccode1=2, ccode2=ccode, year=2003)
    version = "derived 2019"
    return Known("agreement", version, f"agreement with {name} in 2003", expected, found, 5e-3)


def _troops(host: str, ccode: int, expected: int) -> Known:
    found = _of("troops", ccode=ccode, year=2003)
    what = f"American troops in {host} in 2003"
    return Known("us_troops", "1.0.4.9000", what, expected, found)


TOTALS: tuple[Known, ...] = (
    _capability("6.0", 2, 2001, 0.1414),
    _capability("6.0", 2, 2003, 0.1518),
    _capability("6.0", 2, 2016, 0.1331),
    _capability("7.0", 2, 2003, 0.1521),
    _capability("7.0", 2, 2022, 0.1236),
    _capability("7.0", 710, 2003, 0.1603),
    _capability("7.0", 710, 2022, 0.2341),
    Known("state_system", "2016", "spells of membership", 243, _rows),
    Known("disputes", "5.0", "disputes", 2436, _count("dispnum")),
    Known("disputes", "5.0", "disputes of hostility 2", 74, _hostility(2)),
    Known("disputes", "5.0", "disputes of hostility 3", 653, _hostility(3)),
    Known("disputes", "5.0", "disputes of hostility 4", 1603, _hostility(4)),
    Known("disputes", "5.0", "disputes of hostility 5", 106, _hostility(5)),
    Known("gml_disputes", "2.2.1", "disputes", 2174, _count("dispnum")),
    Known("alliances", "4.1", "alliances", 414, _count("alliance")),
    Known("alliances", "4.1", "spells of members", 1221, _rows),
    Known(
        "alliance_obligations", "5.1", "American defence partners in 2003", 63, _defence_partners
    ),
    Known(
        "trade",
        "4.0",
        "American imports from China in 2003",
        173_973,
        _of("flow1", ccode1=2, ccode2=710, year=2003),
        0.5,
    ),
    Known(
        "trade",
        "4.0",
        "American imports from China in 2014",
        472_525,
        _of("flow1", ccode1=2, ccode2=710, year=2014),
        0.5,
    ),
    Known(
        "minimum_distance",
        "2.0",
        "distance of the United States and Canada in 2003",
        0,
        _of("mindist", ccode1=2, ccode2=20, year=2003),
    ),
    Known(
        "minimum_distance",
        "2.0",
        "distance of the United States and Britain in 2003",
        4119.9,
        _of("mindist", ccode1=2, ccode2=200, year=2003),
        0.05,
    ),
    _troops("Iraq", 645, 136_000),
    _troops("Germany", 255, 74_796),
    _troops("South Korea", 732, 41_145),
    Known("global_sanctions", "3", "cases", 1325, _count("case_id")),
    Known("sanctions_threats", "4.1", "cases", 1412, _count("case_id")),
    Known("sanctions_threats", "4.1", "cases imposed", 845, _imposed),
    Known("eusanct", "1", "cases", 326, _count("case_id")),
    Known("interventions", "2022", "cases of the published set", 392, _count("case")),
    Known("crises", "14", "crises", 487, _rows),
    Known("crisis_actors", "14", "actors", 1078, _rows),
    *(
        Known(
            "ideal_points_final_passage",
            "July 2025",
            f"ideal point of {name} in 2003",
            expected,
            _of("ideal_point", ccode=ccode, year=2003),
            5e-3,
        )
        for name, ccode, expected in (
            ("the United States", 2, 2.77),
            ("Britain", 200, 1.58),
            ("France", 220, 1.40),
            ("Germany", 255, 1.13),
            ("Japan", 740, 0.70),
            ("Russia", 365, 0.25),
            ("China", 710, -0.88),
        )
    ),
    _point("Israel", 666, 0.83),
    _point("Britain", 200, 0.59),
    _point("France", 220, 0.55),
    _point("Germany", 255, 0.52),
    _point("Russia", 365, 0.36),
    _point("China", 710, 0.23),
)
"""What the files are known to hold."""
