"""Transfers of major conventional arms: a volume, not money.

A zero in SIPRI's tables is a delivery of less than half a million TIV, and so *censored*: something
was delivered. A pair without a row had no delivery recorded. Names that end in one or two stars are
armed groups and organisations, and have no code.
"""

import numpy as np
import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import SIPRI
from counterpoise.vocabulary.coverage import Coverage

SMALLEST = 0.5
"""Million TIV below which SIPRI prints 0."""


def read(found: Located) -> pd.DataFrame:
    """One row for each supplier, recipient and year with a delivery."""
    raw = read_table(
        found["table"],
        {
            "supplier": "supplier",
            "recipient": "recipient",
            "year": "year",
            "tiv": ("value", "tiv"),
        },
    )
    return raw.assign(
        ccode1=to_cow(raw.supplier, raw.year, Codes.NAMES),
        ccode2=to_cow(raw.recipient, raw.year, Codes.NAMES),
    )


def below_half_a_million(frame: pd.DataFrame) -> np.ndarray:
    """A zero is a delivery too small to print."""
    return np.where(frame["tiv"].eq(0), int(Coverage.CENSORED), int(Coverage.OBSERVED))


def read_dyads(found: Located) -> pd.DataFrame:
    """Deliveries between states, added up where two names share a code (365)."""
    named = read(found).dropna(subset=["ccode1", "ccode2"])
    return named.groupby(["ccode1", "ccode2", "year"])[["tiv"]].sum().reset_index()


def _source(name: str, title: str, **declared: object) -> Source:
    return Source(
        name=name,
        title=title,
        distributor="Stockholm International Peace Research Institute",
        homepage="https://www.sipri.org/databases/armstransfers",
        terms=SIPRI,
        cites=("sipri_arms",),
        codes=Codes.NAMES,
        missing="a row that is not there",
        absent=Coverage.STRUCTURAL_ZERO,
        releases=(Release("2022-07-28", 1950, 2021, (File(("sipri-exports-processed.csv",)),)),),
        notes=(
            "0 is under half a million TIV: censored, and not nothing.",
            "Names that end in * are armed groups, in ** organisations; they have no code.",
            "The file has no code for Serbia; here it is 345. The Soviet Union and Russia share "
            "365.",
            "TIV is a volume and no money: do not set it against spending.",
        ),
        **declared,  # type: ignore[arg-type]
    )


VOLUME = Field(
    "tiv",
    Kind.REAL,
    "volume delivered",
    "million trend-indicator values",
    low=0,
    coverage=below_half_a_million,
)
SOURCES = (
    _source(
        "arms_transfers",
        "SIPRI Arms Transfers Database: states",
        unit=Unit.DIRECTED_DYAD_YEAR,
        keys=("ccode1", "ccode2", "year"),
        fields=(
            Field("ccode1", Kind.KEY, "supplier"),
            Field("ccode2", Kind.KEY, "recipient"),
            Field("year", Kind.KEY, "year", low=1950),
            VOLUME,
        ),
        read=read_dyads,
    ),
    _source(
        "arms_deliveries",
        "SIPRI Arms Transfers Database: every supplier and recipient",
        unit=Unit.DELIVERY,
        keys=("supplier", "recipient", "year"),
        fields=(
            Field("supplier", Kind.KEY, "who delivered"),
            Field("recipient", Kind.KEY, "who received"),
            Field("year", Kind.KEY, "year", low=1950),
            Field("ccode1", Kind.COUNT, "supplier; NA where it is no state"),
            Field("ccode2", Kind.COUNT, "recipient; NA where it is no state"),
            VOLUME,
        ),
        read=read,
    ),
)
