"""Who is in the system, alone or in pairs, year by year: the rows of a panel.

A state is there in every year in which it was a member on any day (``vocabulary.states``). In the
year of a union both the old and the new state are there, as in the state-system list itself.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from counterpoise.data.problem import SourceProblem
from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.vocabulary.states import CodeSystem, UnknownState, members, state

LAST_KNOWN = 2016
"""Last year of the state-system list; later years repeat it."""


@dataclass(frozen=True)
class Rows:
    """The keys of a panel's rows.

    Attributes:
        unit: Of the panel.
        year: Of each row.
        first: COW code of the state, or of the first of a pair.
        second: COW code of the second of a pair; None for single states.
        order: Abbreviation of the order, for states in orders.
    """

    unit: str
    year: np.ndarray
    first: np.ndarray
    second: np.ndarray | None = None
    order: np.ndarray | None = None

    @property
    def pairs(self) -> bool:
        """Whether a row is about two states."""
        return self.second is not None

    @property
    def directed(self) -> bool:
        """Whether the first acts and the second is acted upon."""
        return self.unit == "directed-dyad-year"

    def turned(self) -> np.ndarray:
        """True where the first code is the higher."""
        return self.first > self._second()

    def key(self, which: int) -> np.ndarray:
        """State and year as one integer."""
        code = self.first if which == 1 else self._second()
        return code * 10_000 + self.year

    def dyad_key(self, turned: bool = False, ordered: bool = False) -> np.ndarray:
        """Pair and year as one integer; ``ordered`` puts the lower code first."""
        one, two = self.first, self._second()
        if turned:
            one, two = two, one
        if ordered:
            one, two = np.minimum(one, two), np.maximum(one, two)
        return (one * 10_000 + two) * 10_000 + self.year

    def order_key(self) -> np.ndarray:
        """Order, state and year as one integer."""
        if self.order is None:
            raise SourceProblem(f"rows of {self.unit} have no order.")
        return (self.order_number(pd.Series(self.order)) * 10_000 + self.first) * 10_000 + self.year

    @staticmethod
    def order_number(names: pd.Series) -> np.ndarray:
        """A number for each abbreviation, the same in every table."""
        unique, place = np.unique(names.astype(str).to_numpy(dtype=object), return_inverse=True)
        numbers = np.array([zlib.crc32(name.encode()) % 2**31 for name in unique], dtype=np.int64)
        return numbers[place]

    def keys(self) -> dict[str, np.ndarray]:
        """The key columns of the frame."""
        if self.second is not None:
            return {"ccode1": self.first, "ccode2": self.second, "year": self.year}
        if self.order is not None:
            return {"ccode": self.first, "order": self.order, "year": self.year}
        return {"ccode": self.first, "year": self.year}

    def codes(self, system: CodeSystem) -> dict[str, np.ndarray]:
        """The states' codes in another system, by year; -1 or empty text where there is none."""
        if system is CodeSystem.COW:
            return {}
        name = {CodeSystem.GW: "gwcode", CodeSystem.ISO3: "iso"}[system]
        sides = [(self.first, "1" if self.pairs else "")]
        if self.second is not None:
            sides.append((self.second, "2"))
        return {
            f"{name}_{end}".rstrip("_") if name[-1].isdigit() else f"{name}{end}": self._converted(
                side, system
            )
            for side, end in sides
        }

    def _converted(self, code: np.ndarray, system: CodeSystem) -> np.ndarray:
        key = code * 10_000 + self.year
        unique, place = np.unique(key, return_inverse=True)
        known = (
            {
                (member.ccode * 10_000 + year): member.code(system)
                for year in range(int(self.year.min()), int(self.year.max()) + 1)
                for member in members(year)
            }
            if len(self.year)
            else {}
        )
        if system is CodeSystem.GW:
            numbers = np.array([known[each] or -1 for each in unique.tolist()], dtype=np.int64)
            return numbers[place]
        letters = np.array([known[each] or "" for each in unique.tolist()], dtype=object)
        return letters[place]

    def _second(self) -> np.ndarray:
        if self.second is None:
            raise SourceProblem(f"rows of {self.unit} have one state each.")
        return self.second


def roster(
    unit: str,
    years: tuple[int, int],
    states: Iterable[str | int] | None = None,
    memberships: Sequence[pd.DataFrame] = (),
    orders: Iterable[str] | None = None,
) -> Rows:
    """The rows of a panel.

    Args:
        unit: Of the panel.
        years: First and last year, both included.
        states: Names or codes; only rows among them. All by default.
        memberships: For states in orders: the tables that say which orders exist when.
        orders: Abbreviations; only these.

    Raises:
        UnknownState: A state is not a member in any of the years.
        SourceProblem: The years run backward or begin before 1816, or an order is unknown.
    """
    first, last = years
    if last < first:
        raise SourceProblem(f"the years run backward: {first}:{last}. Use {last}:{first}.")
    if first < 1816:
        raise SourceProblem(f"the state system is recorded from 1816; asked for {first}.")
    chosen = None if states is None else _resolved(list(states), first, last)
    by_year = []
    for year in range(first, last + 1):
        listed = sorted({each.ccode for each in members(year)})
        if chosen is not None:
            listed = [code for code in listed if (code, year) in chosen]
        by_year.append(np.array(listed, dtype=np.int64))
    when = np.arange(first, last + 1, dtype=np.int64)
    if unit == "state-year":
        every = np.repeat(when, [len(codes) for codes in by_year])
        return Rows(unit, every, np.concatenate(by_year))
    if unit == "state-order-year":
        return _with_orders(by_year, when, memberships, orders)
    one, two, whens = [], [], []
    for codes, now in zip(by_year, when, strict=True):
        left, right = np.nonzero(
            ~np.eye(len(codes), dtype=bool)
            if unit == "directed-dyad-year"
            else np.triu(np.ones((len(codes), len(codes)), dtype=bool), 1)
        )
        one.append(codes[left])
        two.append(codes[right])
        whens.append(np.full(len(left), now))
    return Rows(unit, np.concatenate(whens), np.concatenate(one), np.concatenate(two))


def _with_orders(
    by_year: list[np.ndarray],
    when: np.ndarray,
    memberships: Sequence[pd.DataFrame],
    orders: Iterable[str] | None,
) -> Rows:
    if not memberships:
        raise SourceProblem(
            "rows of state-order-year need a source that says which orders there are. Add "
            "--with igo_membership or another source of memberships."
        )
    listed = pd.concat([frame[["order", "year"]] for frame in memberships])
    listed = listed.dropna().drop_duplicates().astype({"order": str, "year": "int64"})
    known = sorted(listed["order"].unique())
    if orders is not None:
        asked = list(orders)
        for name in asked:
            if name not in known:
                raise SourceProblem(f"no order is called {name!r}.{did_you_mean(name, known)}")
        listed = listed[listed["order"].isin(asked)]
    bounds = listed.groupby("order")["year"].agg(["min", "max"])
    states, names, years = [], [], []
    for codes, now in zip(by_year, when.tolist(), strict=True):
        alive = bounds.index[(bounds["min"] <= now) & (bounds["max"] >= now)].to_numpy(dtype=object)
        states.append(np.repeat(codes, len(alive)))
        names.append(np.tile(alive, len(codes)))
        years.append(np.full(len(codes) * len(alive), now))
    return Rows(
        "state-order-year",
        np.concatenate(years).astype(np.int64),
        np.concatenate(states),
        order=np.concatenate(names),
    )


def _resolved(texts: list[str | int], first: int, last: int) -> set[tuple[int, int]]:
    """Code and year of every state named, in each year in which the name means one."""
    found = set()
    for text in texts:
        problem = None
        here = set()
        for year in range(first, last + 1):
            try:
                here.add((state(text, year).ccode, year))
            except UnknownState as error:
                problem = error
        if not here and problem is not None:
            raise problem
        found |= here
    return found
