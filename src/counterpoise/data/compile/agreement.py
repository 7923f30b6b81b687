"""How near the open tables come to the data sets that scholars use but that may not be shipped.

Each check runs only if its file is in the directory. None of these files enters a shipped table:
they are read here, after everything has been compiled, to print numbers and the cases in which
the two differ. A difference is not an error by itself; see ``docs/data/world-2003.md``.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.data.compile import inputs, record
from counterpoise.data.compile.column import Column
from counterpoise.vocabulary.states import CodeSystem, State, UnknownState, convert

CAPABILITIES = "cow/nmc_v7.csv.gz"
CONTIGUITY = "cow/contdird.csv.gz"
ALLIANCES = "cow/alliance_v4.1_by_member.csv"
ATOP = "atop/atop5_1_directed_dyad_year.csv.gz"
DISTANCES = "geo/cshapes_mindist_dyad_year.csv.gz"
RIVALRIES = "crises/tss_rivalries.csv"
TROOPS = "us_military/troopdata_long.csv.gz"

UNITED_STATES = 2
FEWEST = 20
"""States that must be in both for a correlation to be worth printing."""

GARRISON = 200
"""American service members in a country from which it counts as a host in the check."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One number on how near a column comes to another data set.

    Attributes:
        column: Our column.
        compared_with: The other data set.
        measure: What the number is.
        value: The number.
        cases: The cases in which the two differ most, in words.
    """

    column: str
    compared_with: str
    measure: str
    value: float
    cases: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The number as printed: counts whole, all else to three decimals."""
        whole = self.measure.startswith(("pairs", "states"))
        return f"{self.value:.0f}" if whole else f"{self.value:.3f}"


@dataclass(frozen=True, slots=True)
class _World:
    directory: Path
    states: Sequence[State]
    year: int
    columns: dict[str, Column]
    distance: np.ndarray
    contiguity: np.ndarray

    @property
    def codes(self) -> list[int]:
        return [state.ccode for state in self.states]

    def name(self, ccode: int) -> str:
        return next(state.name for state in self.states if state.ccode == ccode)

    def table(self, name: str) -> pd.DataFrame | None:
        return inputs.table(self.directory, name) if (self.directory / name).is_file() else None


def compare(
    directory: Path,
    states: Sequence[State],
    year: int,
    columns: Sequence[Column],
    distance: np.ndarray,
    contiguity: np.ndarray,
) -> tuple[Agreement, ...]:
    """Run every check whose file is there and whose data reach the year."""
    world = _World(directory, states, year, {c.name: c for c in columns}, distance, contiguity)
    checks: tuple[Callable[[_World], Iterator[Agreement]], ...] = (
        _capabilities,
        _democracy,
        _distances,
        _contiguity,
        _atop,
        _alliances,
        _rivalries,
        _troops,
    )
    return tuple(result for check in checks for result in check(world))


def kappa(ours: Collection[Pair], theirs: Collection[Pair], pairs: int) -> float:
    """Cohen's kappa of two codings of the same number of pairs.

    Example:
        >>> kappa({(1, 2)}, {(1, 2)}, 10)
        1.0
    """
    a, b = set(ours), set(theirs)
    agree = (pairs - len(a ^ b)) / pairs
    chance = (len(a) * len(b) + (pairs - len(a)) * (pairs - len(b))) / pairs**2
    return (agree - chance) / (1 - chance)


def _capabilities(world: _World) -> Iterator[Agreement]:
    table = world.table(CAPABILITIES)
    if table is None or world.year not in set(table.year):
        return
    theirs = table[table.year == world.year].set_index("ccode")
    for name, field, against in (
        ("capability", "cinc", "CINC, NMC 7"),
        ("military_spending", "milex", "milex, NMC 7"),
        ("military_personnel", "milper", "milper, NMC 7"),
        ("population", "tpop", "tpop, NMC 7"),
    ):
        ours = world.columns[name]
        both = [
            c
            for c in world.codes
            if c in theirs.index and theirs[field].get(c, 0) > 0 and ours.values[c] > 0
        ]
        if len(both) <= FEWEST:
            continue
        x = np.array([ours.values[c] for c in both])
        y = np.array([float(theirs[field][c]) for c in both])
        gaps = np.log(x / x.sum()) - np.log(y / y.sum())
        far = sorted(range(len(both)), key=lambda i: -abs(gaps[i]))[:12]
        cases = tuple(
            f"{world.name(both[i])}: {np.exp(gaps[i]):.2f} times theirs as a share"
            f" ({ours.coverage[both[i]].label})"
            for i in far
        )
        yield Agreement(name, against, "states compared", len(both))
        yield Agreement(name, against, "Pearson r", float(np.corrcoef(x, y)[0, 1]))
        yield Agreement(name, against, "Spearman rho", _spearman(x, y))
        yield Agreement(name, against, "Pearson r of logs", _pearson(np.log(x), np.log(y)), cases)


def _democracy(world: _World) -> Iterator[Agreement]:
    table = world.table(inputs.DEMOCRACY)
    if table is None:
        return
    theirs = table[table.year == world.year].dropna(subset=["polity2"]).set_index("ccode").polity2
    ours = world.columns["democracy"]
    both = [c for c in world.codes if c in theirs.index]
    if len(both) > FEWEST:
        x = np.array([ours.values[c] for c in both])
        y = np.array([float(theirs[c]) for c in both])
        yield Agreement("democracy", "polity2, Polity5", "states compared", len(both))
        yield Agreement("democracy", "polity2, Polity5", "Spearman rho", _spearman(x, y))


def _distances(world: _World) -> Iterator[Agreement]:
    table = world.table(DISTANCES)
    if table is None or world.year not in set(table.year):
        return
    place = {code: i for i, code in enumerate(world.codes)}
    table = table[(table.year == world.year) & (table.ccode1 < table.ccode2)]
    table = table[table.ccode1.isin(place) & table.ccode2.isin(place)]
    first, second = table.ccode1.to_numpy(), table.ccode2.to_numpy()
    theirs = table.mindist.to_numpy()
    ours = np.array(
        [world.distance[place[a], place[b]] for a, b in zip(first, second, strict=True)]
    )
    gap = np.abs(ours - theirs)
    against = "minimum distance, CShapes 2.0"
    yield Agreement("distance_km", against, "pairs compared", len(ours))
    yield Agreement("distance_km", against, "Pearson r", _pearson(ours, theirs))
    yield Agreement(
        "distance_km",
        against,
        "Pearson r of ln(km + 50)",
        _pearson(*np.log([ours + 50, theirs + 50])),
    )
    yield Agreement("distance_km", against, "median difference, km", float(np.median(gap)))
    by_state: dict[int, list[float]] = {}
    for a, b, km in zip(first.tolist(), second.tolist(), gap.tolist(), strict=True):
        by_state.setdefault(a, []).append(km)
        by_state.setdefault(b, []).append(km)
    worst = sorted(by_state, key=lambda c: -float(np.median(by_state[c])))[:10]
    cases = tuple(
        f"{world.name(c)}: {np.median(by_state[c]):.0f} km in the median pair" for c in worst
    )
    close = float(np.mean(gap <= 50 + 0.02 * theirs))
    yield Agreement("distance_km", against, "share within 50 km + 2%", close, cases)


def _contiguity(world: _World) -> Iterator[Agreement]:
    table = world.table(CONTIGUITY)
    if table is None or world.year not in set(table.year):
        return
    table = table[(table.year == world.year) & (table.conttype <= 2)]
    theirs = _unordered(zip(table.state1no, table.state2no, strict=True))
    codes = world.codes
    ours = {(codes[i], codes[j]) for i, j in np.argwhere(np.triu(world.contiguity)).tolist()}
    yield from _codings(world, "contiguity", "direct contiguity 3.2, types 1-2", ours, theirs)


def _atop(world: _World) -> Iterator[Agreement]:
    table = world.table(ATOP)
    if table is None or world.year not in set(table.year):
        return
    table = table[(table.year == world.year) & (table.atop_defense == 1)]
    theirs = _unordered(zip(table.ccode1, table.ccode2, strict=True))
    yield from _pacts(world, "defence, ATOP 5.1", theirs)


def _alliances(world: _World) -> Iterator[Agreement]:
    table = world.table(ALLIANCES)
    if table is None or world.year > table.mem_end_year.max():
        return
    ended = table.mem_end_year.notna() & (table.mem_end_year < world.year)
    table = table[(table.defense == 1) & (table.mem_st_year <= world.year) & ~ended]
    theirs = _unordered(
        pair
        for _, who in table.groupby("version4id")
        for pair in combinations(sorted(set(who.ccode)), 2)
    )
    yield from _pacts(world, "defence, COW alliances 4.1", theirs)


def _pacts(world: _World, against: str, theirs: set[Pair]) -> Iterator[Agreement]:
    present = set(world.codes)
    ours = {pair for pair in record.tied_by_treaty(world.year) if set(pair) <= present}
    yield from _codings(world, "defence_pact", against, ours, theirs, by_state=True)


def _rivalries(world: _World) -> Iterator[Agreement]:
    table = world.table(RIVALRIES)
    if table is None or world.year > table.end.max():
        return
    table = table[(table.start < world.year) & (table.end >= world.year)]
    theirs = _unordered(zip(table.ccode1, table.ccode2, strict=True))
    ours = set(record.standing("rivalries", ("ccode1", "ccode2"), world.year))
    yield from _codings(world, "rivalry", "strategic rivalries, TSS", ours, theirs)


def _troops(world: _World) -> Iterator[Agreement]:
    table = world.table(TROOPS)
    if table is None or world.year not in set(table.year):
        return
    table = table[(table.year == world.year) & (table.ccode < 1000)]
    most = table.groupby("ccode").troops_ad.max()
    theirs: set[Pair] = set()
    for gwcode in most[most >= GARRISON].index:
        try:
            ccode = convert(int(gwcode), CodeSystem.GW, CodeSystem.COW, world.year)
        except UnknownState:
            continue
        if isinstance(ccode, int) and ccode != UNITED_STATES:
            theirs.add((ccode, UNITED_STATES))
    ours = {
        pair
        for pair in record.standing("basing", ("host", "sender"), world.year)
        if pair[1] == UNITED_STATES
    }
    against = f"troopdata, {GARRISON} Americans or more"
    yield from _codings(world, "basing", against, ours, theirs)


def _codings(
    world: _World,
    column: str,
    against: str,
    ours: set[Pair],
    theirs: set[Pair],
    by_state: bool = False,
) -> Iterator[Agreement]:
    present = set(world.codes)
    ours = {pair for pair in ours if set(pair) <= present}
    theirs = {pair for pair in theirs if set(pair) <= present}
    both = ours & theirs
    total = len(present) * (len(present) - 1) // 2
    list_cases = _states_in if by_state else _pairs_in
    yield Agreement(column, against, "pairs here", len(ours))
    yield Agreement(column, against, "pairs there", len(theirs))
    yield Agreement(
        column, against, "precision", len(both) / len(ours), list_cases(world, ours - theirs)
    )
    yield Agreement(
        column, against, "recall", len(both) / len(theirs), list_cases(world, theirs - ours)
    )
    yield Agreement(column, against, "kappa", kappa(ours, theirs, total))


def _pairs_in(world: _World, pairs: set[Pair]) -> tuple[str, ...]:
    return tuple(f"{world.name(a)} - {world.name(b)}" for a, b in sorted(pairs))


def _states_in(world: _World, pairs: set[Pair]) -> tuple[str, ...]:
    seen = Counter(code for pair in pairs for code in pair)
    ranked = sorted(seen, key=lambda code: (-seen[code], code))
    return tuple(f"{world.name(code)}: in {seen[code]} pairs" for code in ranked[:20])


def _unordered(pairs: Iterable[tuple[int, int]]) -> set[Pair]:
    return {(min(int(a), int(b)), max(int(a), int(b))) for a, b in pairs}


def _pearson(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.corrcoef(x, y)[0, 1])


def _spearman(x: np.ndarray, y: np.ndarray) -> float:
    return _pearson(*(pd.Series(v).rank().to_numpy() for v in (x, y)))
