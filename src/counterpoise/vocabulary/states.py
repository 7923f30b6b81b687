"""A state is a number, a name and the years in which it counts as one.

The library's own code is the Correlates of War (COW) number. Gleditsch-Ward (GW) numbers and
ISO 3166-1 alpha-3 letters are views of it, and they change with the year: united Germany is 255
for COW and 260 for GW, Yemen 679 and 678, Serbia 345 and 340 from 2006, and the small Pacific
states swap numbers altogether (970 is Nauru for COW and Kiribati for GW). So every look-up here
takes a year.

``states.csv`` holds one row for each spell in which a member's codes and name stay the same.
Membership follows the COW state system, 1816-2016; an empty ``to`` means that the state was still
a member at the end of 2016, and is read as "and since".
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from counterpoise.vocabulary.near_miss import near_misses

__all__ = ["CodeSystem", "State", "UnknownState", "convert", "members", "spells", "state"]

FIRST_YEAR = 1816
"""The state system begins with the settlement of 1815."""

_TABLE = Path(__file__).with_name("states.csv")


class CodeSystem(StrEnum):
    """A convention for numbering or lettering states."""

    COW = "cow"
    GW = "gw"
    ISO3 = "iso"


@dataclass(frozen=True, slots=True)
class State:
    """One member of the state system during the years in which its codes stay the same.

    Attributes:
        ccode: Correlates of War number.
        gwcode: Gleditsch-Ward number; None where that list has no such state.
        iso3: ISO 3166-1 alpha-3 letters, or those withdrawn with the state (``DDR``); None
            where none were ever given.
        abb: COW abbreviation.
        name: English name.
        first: First year of the spell.
        last: Last year of the spell; None while it lasts.
        also: Other names that people type.
    """

    ccode: int
    gwcode: int | None
    iso3: str | None
    abb: str
    name: str
    first: int
    last: int | None
    also: tuple[str, ...] = ()

    def exists(self, year: int) -> bool:
        """Whether this spell covers the year."""
        return self.first <= year and (self.last is None or year <= self.last)

    @property
    def years(self) -> str:
        """The spell in words: ``1954-1990`` or ``since 1816``."""
        return f"since {self.first}" if self.last is None else f"{self.first}-{self.last}"

    def code(self, system: CodeSystem) -> int | str | None:
        """This state's code in one of the three conventions."""
        match system:
            case CodeSystem.COW:
                return self.ccode
            case CodeSystem.GW:
                return self.gwcode
            case CodeSystem.ISO3:
                return self.iso3

    def __str__(self) -> str:
        return self.name


class UnknownState(ValueError):
    """No state, or more than one, answers to what was typed.

    Attributes:
        text: What was typed.
        year: The year asked about.
        suggestions: Names that would have been understood, nearest first.
    """

    def __init__(self, text: str, year: int, reason: str, suggestions: Iterable[str] = ()) -> None:
        self.text = text
        self.year = year
        self.suggestions = tuple(suggestions)
        hint = f" Did you mean {_either(self.suggestions)}?" if self.suggestions else ""
        super().__init__(f"{reason}{hint}")


def spells() -> tuple[State, ...]:
    """Every spell in the table, in the order of COW numbers and years.

    Raises:
        ValueError: A row of ``states.csv`` cannot be read; the message names the line.
    """
    return _spells()


def members(year: int) -> tuple[State, ...]:
    """The members of the state system in a year, in the order of their COW numbers.

    A state is listed if it was a member on any day of the year. Years after 2016 repeat the
    membership of 2016.

    Args:
        year: Calendar year, 1816 or later.

    Raises:
        ValueError: The year is before 1816.

    Example:
        >>> len(members(2003))
        192
        >>> members(1816)[1].name
        'United Kingdom'
    """
    return _members(year)


def state(text: str | int, year: int) -> State:
    """Resolve what a person typed to the state it named in that year.

    Numbers are read as COW numbers and, where COW has none, as Gleditsch-Ward numbers. Words may
    be a name, a common other name, ISO-3 letters or a COW abbreviation, in any case. Where the
    letters mean two states (``AUS`` is Australia for ISO and Austria for COW) nothing is guessed.
    A prefix settles it: ``cow:AUS``, ``iso:AUS``, ``gw:970``. In the year of a union a code held by
    both the old state and the new one means the new one.

    Args:
        text: What was typed, or a number.
        year: Calendar year; the same letters may name different states in different years.

    Raises:
        UnknownState: Nothing or too much matches; carries the near misses.

    Example:
        >>> state("US", 2003).ccode
        2
        >>> state(260, 2003).name
        'Germany'
        >>> state("Yugoslavia", 1999).ccode
        345
        >>> try:
        ...     state("Frnace", 2003)
        ... except UnknownState as error:
        ...     error.suggestions[0]
        'France'
    """
    typed = str(text).strip()
    system, colon, rest = typed.partition(":")
    if colon and system.lower() in tuple(CodeSystem):
        return _by_code(rest.strip(), CodeSystem(system.lower()), typed, year)
    if typed.isdigit():
        number = int(typed)
        found = [s for s in members(year) if s.ccode == number]
        found = found or [s for s in members(year) if s.gwcode == number]
    else:
        found = list(_index(year).get(typed.casefold(), ()))
    found = _heirs(found, year)
    if len(found) == 1:
        return found[0]
    if found:
        names = [s.name for s in found]
        reason = (
            f"{typed!r} means {' and '.join(names)} in {year}: ISO-3 and COW letters differ. "
            f"Write the name, or iso:{typed} or cow:{typed}."
        )
        raise UnknownState(typed, year, reason, names)
    raise _unknown(typed, year)


def convert(code: int | str, source: CodeSystem, target: CodeSystem, year: int) -> int | str | None:
    """Carry a code from one convention to another in a given year.

    Args:
        code: The code in the source convention.
        source: The convention the code is written in.
        target: The convention wanted.
        year: Calendar year.

    Returns:
        The code in the target convention; None where that convention has no such state.

    Raises:
        UnknownState: No member carries this code in that year.

    Example:
        >>> convert(260, CodeSystem.GW, CodeSystem.COW, 2003)
        255
        >>> convert(970, CodeSystem.GW, CodeSystem.ISO3, 2003)
        'KIR'
    """
    return _by_code(str(code), source, f"{source.value}:{code}", year).code(target)


def _by_code(code: str, system: CodeSystem, typed: str, year: int) -> State:
    wanted = code.upper()
    found = [s for s in members(year) if str(s.code(system)) == wanted]
    if system is CodeSystem.COW and not found:
        found = [s for s in members(year) if s.abb == wanted]
    found = _heirs(found, year)
    if len(found) != 1:
        raise _unknown(typed, year)
    return found[0]


def _heirs(found: list[State], year: int) -> list[State]:
    # In the year of a union the code belongs to both (DEU in 1990); the state that lives on has it.
    lasting = [s for s in found if s.last is None or s.last > year]
    return lasting if len(found) > 1 and lasting else found


def _unknown(typed: str, year: int) -> UnknownState:
    key = typed.casefold()
    elsewhere = [
        s for s in spells() if key in _words(s) or (typed.isdigit() and int(typed) == s.ccode)
    ]
    if elsewhere:
        years = ", ".join(s.years for s in elsewhere)
        name = elsewhere[-1].name
        reason = f"{name} is not a member of the state system in {year}; it is one in {years}."
        return UnknownState(typed, year, reason)
    names = {word: s.name for s in members(year) for word in _words(s) if len(word) > 3}
    suggestions = dict.fromkeys(names[word] for word in near_misses(key, names))
    return UnknownState(typed, year, f"No state is called {typed!r} in {year}.", suggestions)


def _words(member: State) -> set[str]:
    words = {member.name, member.abb, *member.also}
    if member.iso3 is not None:
        words.add(member.iso3)
    return {word.casefold() for word in words}


def _either(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


@cache
def _spells() -> tuple[State, ...]:
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        found = []
        for row in reader:
            try:
                found.append(_parse(row))
            except (KeyError, ValueError) as error:
                raise ValueError(
                    f"{_TABLE.name}, line {reader.line_num}: cannot read {row!r} ({error}). "
                    "Expected ccode,gwcode,iso3,abb,name,from,to,also with whole-number years."
                ) from error
    return tuple(found)


def _parse(row: dict[str, str]) -> State:
    return State(
        ccode=int(row["ccode"]),
        gwcode=int(row["gwcode"]) if row["gwcode"] else None,
        iso3=row["iso3"] or None,
        abb=row["abb"],
        name=row["name"],
        first=int(row["from"]),
        last=int(row["to"]) if row["to"] else None,
        also=tuple(word for word in row["also"].split(";") if word),
    )


@cache
def _members(year: int) -> tuple[State, ...]:
    if year < FIRST_YEAR:
        raise ValueError(
            f"The state system is recorded from {FIRST_YEAR}; asked for {year}. "
            f"Use {FIRST_YEAR} or later."
        )
    return tuple(s for s in _spells() if s.exists(year))


@cache
def _index(year: int) -> dict[str, tuple[State, ...]]:
    index: dict[str, tuple[State, ...]] = {}
    for member in _members(year):
        for word in sorted(_words(member)):
            index[word] = (*index.get(word, ()), member)
    # A name outranks letters, and a state's own name outranks another's nickname.
    for member in _members(year):
        index[member.name.casefold()] = (member,)
    return index
