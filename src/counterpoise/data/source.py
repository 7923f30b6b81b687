"""A source is a table that somebody made: who, which version, of what, on which terms.

Every source is declared once, in one file of ``data/sources``, as a :class:`Source`. From the
declaration come ``counterpoise data list``, its download, its checks, its page in the reference,
and the frame that :func:`counterpoise.data.catalogue.load` returns. How to use it:

>>> from counterpoise.data.catalogue import source
>>> capabilities = source("national_capabilities")
>>> capabilities.unit.value, capabilities.keys, capabilities.newest.last
('state-year', ('ccode', 'year'), 2022)

``load("national_capabilities", directory)`` gives a pandas frame with one column for each of
``capabilities.fields``, in that order, one row for each value of ``keys``, COW codes throughout,
and NA, never zero, where the source states nothing. ``directory`` may be any folder that holds the
distributor's file under its own name (or the converted file), however deep up to three folders;
left out, it is ``COUNTERPOISE_DATA`` or the folder that ``counterpoise data fetch`` fills.
``frame.attrs`` holds ``source``, ``version``, ``first`` and ``last`` (the years that the release
covers).

What is known about a value is told apart from the value, by
:func:`counterpoise.data.coverage.coverage_of`, which labels each cell with a
:class:`~counterpoise.vocabulary.coverage.Coverage`. What it means that a *row* is absent is
``source.absent``: inside the years of the release an absent ATOP row is a structural zero, an
absent trade row is missing. Outside those years every value is missing.

Dyads. In a directed dyad-year ``ccode1`` acts and ``ccode2`` is acted upon. In an undirected one
``ccode1 < ccode2`` and a field's ``mirror`` names the field that holds the same with the two
states exchanged (``flow1`` and ``flow2``). Spells carry ``start`` and ``end``, in whole years, both
included; :func:`counterpoise.data.spells.by_year` turns them into one row a year.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from counterpoise.vocabulary.coverage import Coverage

CoverageRule: TypeAlias = Callable[[pd.DataFrame], np.ndarray]
"""Labels every row of a frame, as the integers of ``Coverage``."""


class Unit(StrEnum):
    """What one row is about."""

    STATE_YEAR = "state-year"
    DYAD_YEAR = "dyad-year"
    DIRECTED_DYAD_YEAR = "directed-dyad-year"
    STATE_ORDER_YEAR = "state-order-year"
    STATE_SPELL = "state-spell"
    DYAD_SPELL = "dyad-spell"
    STATE_ORDER_SPELL = "state-order-spell"
    DISPUTE_DYAD_YEAR = "dispute-dyad-year"
    EVENT = "event"
    EVENT_STATE = "event-state"
    EVENT_DYAD = "event-dyad"
    DELIVERY = "delivery-year"
    VOTE = "vote"
    ORDER = "order"
    SITE = "site"


class Codes(StrEnum):
    """How the distributor's file names states."""

    COW = "COW"
    GW = "Gleditsch-Ward"
    ISO3 = "ISO-3"
    ISO2 = "ISO-2"
    NAMES = "names"
    NONE = "none"


class Kind(StrEnum):
    """How a column is typed; the value is its pandas dtype.

    A key is never missing. Every other kind can be, and then holds NA.
    """

    KEY = "int64"
    REAL = "float64"
    COUNT = "Int64"
    FLAG = "boolean"
    TEXT = "string"
    DATE = "datetime64[s]"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the tidy frame.

    Attributes:
        name: Of the column.
        kind: How it is typed.
        meaning: In a few words.
        unit: Of the values; empty for codes, names and flags.
        low: Least value that can be right; None without a bound.
        high: Greatest value that can be right.
        coverage: How a value that is there is known: one label, or a rule that labels every row.
            A value that is not there is missing, whatever stands here.
        mirror: In an undirected dyad, the field that holds the same with the states exchanged.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    coverage: Coverage | CoverageRule = Coverage.OBSERVED
    mirror: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """One file of a release, under every name that it goes by.

    The SHA-256 of contents known to be right stands in ``checksums.csv``, by name.

    Attributes:
        names: File names or patterns, the distributor's own first; each also with ``.gz``.
        role: What the reader asks for it by.
        url: Where it is downloaded from; None where the distributor asks for a form to be filled.
        member: Where ``url`` is an archive: the file's name or pattern inside it, one for each
            archive within an archive.
        optional: Whether the source can be read without it.
    """

    names: tuple[str, ...]
    role: str = "table"
    url: str | None = None
    member: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a source.

    Attributes:
        version: As its authors call it.
        first: First year covered.
        last: Last year covered. A later year is missing, never zero.
        files: What it consists of.
    """

    version: str
    first: int
    last: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A release whose files have been found.

    Attributes:
        release: Which.
        paths: File by role; an optional file that is not there has no entry.
    """

    release: Release
    paths: Mapping[str, Path]

    def __getitem__(self, role: str) -> Path:
        return self.paths[role]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a source may be used.

    Attributes:
        licence: In a few words, as the distributor states it.
        short: The same in one or two words.
        note: What to mind before the data are passed on.
        confirmed: Whether the licence was read at the distributor, not known from elsewhere.
    """

    licence: str
    short: str
    note: str = ""
    confirmed: bool = False


Reader: TypeAlias = Callable[[Located], pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source, declared.

    Attributes:
        name: What it is called here and on the command line.
        title: What its authors call it.
        distributor: Who gives it out.
        homepage: Where to read about it and, where no direct download exists, to ask for it.
        terms: On what terms.
        cites: Keys in ``references.bib``.
        unit: What one row is about.
        keys: The columns that together are unique.
        codes: How the distributor's file names states; the loader returns COW codes.
        missing: How the distributor's file marks what is not known, in words.
        absent: What it means, within the years of the release, that a row is not there.
        absent_from: First year for which ``absent`` holds; a row that is not there before it is
            missing. By default the first year of the release.
        releases: Versions that can be read, the newest first.
        fields: The columns of the tidy frame, in order.
        read: Turns the files into those columns.
        notes: What misleads whoever does not know it.
    """

    name: str
    title: str
    distributor: str
    homepage: str
    terms: Terms
    cites: tuple[str, ...]
    unit: Unit
    keys: tuple[str, ...]
    codes: Codes
    missing: str
    absent: Coverage = Coverage.MISSING
    absent_from: int | None = None
    releases: tuple[Release, ...]
    fields: tuple[Field, ...]
    read: Reader
    notes: tuple[str, ...] = ()

    @property
    def newest(self) -> Release:
        """The newest version that can be read."""
        return self.releases[0]

    @property
    def values(self) -> tuple[Field, ...]:
        """The fields that are not keys."""
        return tuple(each for each in self.fields if each.name not in self.keys)

    def field(self, name: str) -> Field:
        """The declaration of one column.

        Raises:
            KeyError: There is none of this name.
        """
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)
