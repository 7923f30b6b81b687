"""Trade as the importer reports it, between two states and with the world, 1870-2014.

    flow1 = imports of ccode1 from ccode2,   flow2 = imports of ccode2 from ccode1

in million current US dollars. A flow that nobody reports is missing and not zero: -9 in the
distributor's file, empty in the converted one. A comparison with the greater of a value and zero
turns a missing flow into a number without a word, and shares made from it no longer add up to one.
The smoothed flows fill some gaps by interpolation: there they are modelled.
"""

import numpy as np
import pandas as pd

from counterpoise.data.source import (
    Codes,
    CoverageRule,
    Field,
    File,
    Kind,
    Located,
    Release,
    Source,
    Unit,
)
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

UNKNOWN = (-9,)
ARCHIVE = "https://correlatesofwar.org/wp-content/uploads/COW_Trade_4.0.zip"
HOMEPAGE = "https://correlatesofwar.org/data-sets/bilateral-trade/"
MILLION = "million current US dollars"


def read_dyads(found: Located) -> pd.DataFrame:
    """Undirected dyad-years with a flow in each direction."""
    names = ("ccode1", "ccode2", "year", "flow1", "flow2", "smoothflow1", "smoothflow2")
    raw = read_table(found["table"], {name: name for name in names})
    raw = raw[raw.ccode1 < raw.ccode2]
    return blank(raw, dict.fromkeys(names[3:], UNKNOWN))


def read_states(found: Located) -> pd.DataFrame:
    """What a state trades with the world."""
    names = ("ccode", "year", "imports", "exports")
    raw = read_table(found["table"], {name: name for name in names})
    return blank(raw, dict.fromkeys(names[2:], UNKNOWN))


def smoothed(flow: str) -> CoverageRule:
    """Coverage of a smoothed flow: modelled where it is not the flow itself."""

    def rule(frame: pd.DataFrame) -> np.ndarray:
        same = frame[f"smooth{flow}"].eq(frame[flow]).to_numpy()
        return np.where(same, int(Coverage.OBSERVED), int(Coverage.MODELLED))

    return rule


SOURCES = (
    Source(
        name="trade",
        title="Bilateral Trade: dyads",
        distributor="Correlates of War Project",
        homepage=HOMEPAGE,
        terms=RESEARCH,
        cites=("barbieri2009",),
        unit=Unit.DYAD_YEAR,
        keys=("ccode1", "ccode2", "year"),
        codes=Codes.COW,
        missing="-9; empty in the converted file",
        releases=(
            Release(
                "4.0",
                1870,
                2014,
                (
                    File(
                        ("Dyadic_COW_4.0.csv", "trade_v4_dyad_year.csv", "Dyadic_COW_*.csv"),
                        url=ARCHIVE,
                        member=("*Dyadic_COW_4.0.csv",),
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode1", Kind.KEY, "state of the lower code"),
            Field("ccode2", Kind.KEY, "state of the higher code"),
            Field("year", Kind.KEY, "year", low=1870),
            Field(
                "flow1", Kind.REAL, "imports of ccode1 from ccode2", MILLION, low=0, mirror="flow2"
            ),
            Field(
                "flow2", Kind.REAL, "imports of ccode2 from ccode1", MILLION, low=0, mirror="flow1"
            ),
            Field(
                "smoothflow1",
                Kind.REAL,
                "flow1, some gaps interpolated",
                MILLION,
                low=0,
                coverage=smoothed("flow1"),
                mirror="smoothflow2",
            ),
            Field(
                "smoothflow2",
                Kind.REAL,
                "flow2, some gaps interpolated",
                MILLION,
                low=0,
                coverage=smoothed("flow2"),
                mirror="smoothflow1",
            ),
        ),
        read=read_dyads,
        notes=(
            "A missing flow is not zero; guard every maximum and assert the sums of shares.",
            "Flows of the converted file are rounded to three decimals.",
        ),
    ),
    Source(
        name="national_trade",
        title="Bilateral Trade: national totals",
        distributor="Correlates of War Project",
        homepage=HOMEPAGE,
        terms=RESEARCH,
        cites=("barbieri2009",),
        unit=Unit.STATE_YEAR,
        keys=("ccode", "year"),
        codes=Codes.COW,
        missing="-9; empty in the converted file",
        releases=(
            Release(
                "4.0",
                1870,
                2014,
                (
                    File(
                        ("National_COW_4.0.csv", "trade_v4_state_year.csv", "National_COW_*.csv"),
                        url=ARCHIVE,
                        member=("*National_COW_4.0.csv",),
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode", Kind.KEY, "state"),
            Field("year", Kind.KEY, "year", low=1870),
            Field("imports", Kind.REAL, "imports from all states", MILLION, low=0),
            Field("exports", Kind.REAL, "exports to all states", MILLION, low=0),
        ),
        read=read_states,
    ),
)
