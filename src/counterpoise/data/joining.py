"""One source joined to rows: looked up by key, mirrored, or made one value by a rule.

A source of states stands once for each state of a pair. A source of undirected dyads is mirrored
where the rows have a direction. A source of directed dyads whose two directions differ needs a rule
on rows without one. What an absent row means is the source's to say (``Source.absent``), and only
within the years that it covers.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from counterpoise.data.coverage import coverage_of
from counterpoise.data.problem import SourceProblem
from counterpoise.data.roster import Rows
from counterpoise.data.source import Field, Kind, Source, Unit
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.near_miss import did_you_mean

RULES = ("either", "both", "highest", "lowest", "sum")
"""How the two directions of a dyad become one value."""

OF_STATES = {Unit.STATE_YEAR, Unit.STATE_SPELL}
OF_DYADS = {Unit.DYAD_YEAR, Unit.DYAD_SPELL}
OF_DIRECTED_DYADS = {Unit.DIRECTED_DYAD_YEAR, Unit.DISPUTE_DYAD_YEAR}
OF_ORDERS = {Unit.STATE_ORDER_YEAR, Unit.STATE_ORDER_SPELL}
_SPELLS = {Unit.STATE_SPELL, Unit.DYAD_SPELL, Unit.STATE_ORDER_SPELL}
_NUMBERS = {Kind.REAL, Kind.COUNT, Kind.FLAG}


class WrongUnit(SourceProblem):
    """A source cannot be joined to rows of this unit."""


@dataclass(frozen=True)
class Wanted:
    """A source as asked for: ``name[:field,...][@rule]``."""

    name: str
    fields: tuple[str, ...] = ()
    rule: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Wanted":
        """Read what a person typed.

        Raises:
            SourceProblem: The rule is not one.

        Example:
            >>> Wanted.parse("trade:flow1,flow2")
            Wanted(name='trade', fields=('flow1', 'flow2'), rule=None)
            >>> Wanted.parse("alliance_obligations:defense@either").rule
            'either'
        """
        rest, _, rule = text.partition("@")
        name, _, fields = rest.partition(":")
        if rule and rule not in RULES:
            raise SourceProblem(
                f"{text!r}: no rule is called {rule!r}.{did_you_mean(rule, RULES)} "
                f"Use one of: {', '.join(RULES)}."
            )
        chosen = tuple(each.strip() for each in fields.split(",") if each.strip())
        return cls(name.strip(), chosen, rule or None)


@dataclass
class Joined:
    """The columns that a source gives to the rows of a panel."""

    values: dict[str, np.ndarray]
    coverage: dict[str, np.ndarray]


def join(rows: Rows, declared: Source, frame: pd.DataFrame, wanted: Wanted) -> Joined:
    """The columns of one source on the panel's rows.

    Raises:
        WrongUnit: The two directions differ and no rule says what to make of them.
        SourceProblem: A field does not exist.
    """
    fields = _chosen(declared, wanted)
    labels = coverage_of(frame, declared)
    if declared.unit in _SPELLS:
        frame = frame.assign(**{declared.name: 1.0})
        labels = labels.assign(**{declared.name: np.int8(Coverage.OBSERVED)})
        fields = [*fields, Field(declared.name, Kind.FLAG, "a spell runs")]
        if wanted.fields:
            fields = [each for each in fields if each.name in (*wanted.fields, declared.name)]
    table = _Table.of(declared, frame, labels, fields)
    if declared.unit in OF_STATES and rows.pairs:
        first, second = table.at(rows.key(1), rows.year), table.at(rows.key(2), rows.year)
        return _side_by_side(first, second)
    if declared.unit in OF_STATES:
        return table.at(rows.key(1), rows.year)
    if declared.unit in OF_ORDERS:
        return table.at(rows.order_key(), rows.year)
    if declared.unit in OF_DYADS:
        return _mirrored(table, rows, {each.name: each.mirror for each in fields})
    forward = table.at(rows.dyad_key(), rows.year)
    if rows.directed:
        return forward
    backward = table.at(rows.dyad_key(turned=True), rows.year)
    return _undirected(declared, wanted, forward, backward)


def _side_by_side(first: Joined, second: Joined) -> Joined:
    # Next to a field polity2, polity of the second state must not be called polity2.
    bar = "_" if any(name[-1].isdigit() for name in first.values) else ""
    both = ((first, f"{bar}1"), (second, f"{bar}2"))
    return Joined(
        {f"{name}{end}": v for side, end in both for name, v in side.values.items()},
        {f"{name}{end}": v for side, end in both for name, v in side.coverage.items()},
    )


@dataclass
class _Table:
    """A source sorted by one integer key, ready to be looked up."""

    declared: Source
    first: int
    last: int
    key: np.ndarray
    values: dict[str, np.ndarray]
    coverage: dict[str, np.ndarray]
    observed_years: np.ndarray | None

    @classmethod
    def of(
        cls, declared: Source, frame: pd.DataFrame, labels: pd.DataFrame, fields: list[Field]
    ) -> "_Table":
        key = _key_of(frame)
        order = _precedence(frame, key)
        starts = np.flatnonzero(np.diff(key[order], prepend=key[order][:1] - 1))
        kept = order[starts]
        values, coverage = {}, {}
        for field in fields:
            column = frame[field.name].to_numpy(dtype=float, na_value=np.nan)
            label = labels[field.name].to_numpy(dtype=np.int8)
            if field.kind is Kind.FLAG and len(kept) < len(key):
                # Several rows of one key: a flag is set if any of them sets it.
                column = np.fmax.reduceat(column[order], starts)
                label = np.where(column > 0, np.int8(Coverage.OBSERVED), label[kept])
            else:
                column, label = column[kept], label[kept]
            values[field.name], coverage[field.name] = column, label
        attrs = frame.attrs
        # Memberships before 1965 were looked at every five years: between, nothing is known.
        looked = frame["year"].unique() if "observation" in frame else None
        return cls(declared, attrs["first"], attrs["last"], key[kept], values, coverage, looked)

    def at(self, key: np.ndarray, year: np.ndarray) -> Joined:
        """The values at some keys, with what an absent row means filled in."""
        place = np.searchsorted(self.key, key)
        place[place == len(self.key)] = 0
        there = self.key[place] == key if len(self.key) else np.zeros(len(key), dtype=bool)
        covered = (year >= self.first) & (year <= self.last)
        if self.observed_years is not None:
            covered &= np.isin(year, self.observed_years)
        zero = self.declared.absent is Coverage.STRUCTURAL_ZERO
        absent_value = 0.0 if zero else np.nan
        absent_label = np.int8(self.declared.absent if zero else Coverage.MISSING)
        values, coverage = {}, {}
        for name, column in self.values.items():
            found = np.full(len(key), np.nan)
            label = np.full(len(key), np.int8(Coverage.MISSING))
            found[covered] = absent_value
            label[covered] = absent_label
            found[there] = column[place[there]]
            label[there] = self.coverage[name][place[there]]
            values[name], coverage[name] = found, label
        return Joined(values, coverage)


def _chosen(declared: Source, wanted: Wanted) -> list[Field]:
    numbers = [each for each in declared.values if each.kind in _NUMBERS]
    if declared.unit in _SPELLS and not wanted.fields:
        # The bounds of a spell say nothing of a year within it.
        bounds = {"end", "continues", "start_month", "start_day", "end_month", "end_day"}
        numbers = [each for each in numbers if each.name not in bounds]
    if not wanted.fields:
        return numbers
    known = {each.name: each for each in numbers}
    for name in wanted.fields:
        if name not in known and name != declared.name:
            raise SourceProblem(
                f"{declared.name} has no number called {name!r}.{did_you_mean(name, known)} "
                f"It has {', '.join(known)}."
            )
    return [known[name] for name in wanted.fields if name in known]


def _key_of(frame: pd.DataFrame) -> np.ndarray:
    year = frame["year"].to_numpy(dtype=np.int64)
    if "ccode2" in frame:
        first = frame["ccode1"].to_numpy(dtype=np.int64)
        return (first * 10_000 + frame["ccode2"].to_numpy(dtype=np.int64)) * 10_000 + year
    state = frame["ccode"].to_numpy(dtype=np.int64)
    if "order" in frame:
        return (Rows.order_number(frame["order"]) * 10_000 + state) * 10_000 + year
    return state * 10_000 + year


def _precedence(frame: pd.DataFrame, key: np.ndarray) -> np.ndarray:
    """Rows by key; of one key, the one that begins in the year, the most hostile, the deadliest."""
    ranks = [
        -frame[name].to_numpy(dtype=float, na_value=-1.0)
        for name in ("fatality", "hostlev", "onset")
        if name in frame
    ]
    if "conttype" in frame:  # of two kinds of contiguity in a year, the closer
        ranks.append(frame["conttype"].to_numpy(dtype=float, na_value=np.inf))
    return np.lexsort([*ranks, key])


def _mirrored(table: _Table, rows: Rows, mirror: dict[str, str | None]) -> Joined:
    found = table.at(rows.dyad_key(ordered=True), rows.year)
    if not rows.directed:
        return found
    turned = rows.turned()
    values, coverage = {}, {}
    for name, column in found.values.items():
        other = mirror.get(name) or name
        if other not in found.values:
            raise WrongUnit(
                f"{table.declared.name}: {name} has a direction; its mirror {other} is needed as "
                f"well. Ask for {table.declared.name}:{name},{other}."
            )
        values[name] = np.where(turned, found.values[other], column)
        coverage[name] = np.where(turned, found.coverage[other], found.coverage[name])
    return Joined(values, coverage)


def _undirected(declared: Source, wanted: Wanted, forward: Joined, backward: Joined) -> Joined:
    """One value of a dyad's two directions, where they agree or a rule says how."""
    values, coverage = {}, {}
    for name, there in forward.values.items():
        other = _partner(name, backward.values)
        back = backward.values[other]
        same = (there == back) | (np.isnan(there) & np.isnan(back))
        labels = np.stack([forward.coverage[name], backward.coverage[other]])
        if other != name or wanted.rule is None:
            if not np.all(same):
                raise WrongUnit(
                    f"{declared.name} is directed: the two directions of {name} differ in "
                    f"{int(np.sum(~same)):,} dyad-years, so a dyad-year has no one value. Use "
                    f"--unit directed-dyad-year, or say what to make of them: "
                    f"{declared.name}:{name}@either (or {', '.join(RULES[1:])})."
                )
            values[name], coverage[name] = there, labels[0]
            continue
        both = np.stack([there, back])
        match wanted.rule:
            case "either" | "highest":
                values[name] = np.fmax(there, back)
            case "both" | "lowest":
                values[name] = np.min(both, axis=0)
            case _:
                values[name] = np.sum(both, axis=0)
        gap = np.isnan(values[name])
        either = np.where(np.any(labels == Coverage.OBSERVED, axis=0), Coverage.OBSERVED, labels[0])
        coverage[name] = np.where(gap, Coverage.MISSING, either).astype(np.int8)
    return Joined(values, coverage)


def _partner(name: str, known: dict[str, np.ndarray]) -> str:
    """``hostlev1`` seen from the other side is ``hostlev2``."""
    turned = {"1": "2", "2": "1"}.get(name[-1])
    other = f"{name[:-1]}{turned}" if turned else name
    return other if other in known else name
