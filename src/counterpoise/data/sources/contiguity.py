"""Direct contiguity: a common land border, or so many miles of open water.

    type 1 land, 2 up to 12, 3 up to 24, 4 up to 150, 5 up to 400 miles of water

The list is complete: a pair of members that is not there is not contiguous. A border that changed
within a year has two rows in the distributor's file; here the nearer one is kept.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

ARCHIVE = "https://correlatesofwar.org/wp-content/uploads/DirectContiguity320.zip"
HOMEPAGE = "https://correlatesofwar.org/data-sets/direct-contiguity/"


def read(found: Located) -> pd.DataFrame:
    """The nearest contiguity of each directed dyad-year."""
    raw = read_table(
        found["table"],
        {
            "ccode1": ("state1no", "statelno"),
            "ccode2": ("state2no", "statehno"),
            "year": "year",
            "conttype": "conttype",
        },
    )
    keys = ["ccode1", "ccode2", "year"]
    return raw.sort_values([*keys, "conttype"]).drop_duplicates(keys)


def read_spells(found: Located) -> pd.DataFrame:
    """Spells with their months, the state of the lower code first."""
    raw = read_table(
        found["table"],
        {
            "ccode1": "statelno",
            "ccode2": "statehno",
            "conttype": "conttype",
            "begin": "begin",
            "finish": "end",
        },
    )
    return raw.assign(
        start=raw.begin // 100,
        start_month=raw.begin % 100,
        end=raw.finish // 100,
        end_month=raw.finish % 100,
        continues=raw.finish == found.release.last * 100 + 12,
    )


CONTTYPE = Field("conttype", Kind.COUNT, "1 land to 5 up to 400 miles of water", low=1, high=5)

SOURCES = (
    Source(
        name="contiguity",
        title="Direct Contiguity: directed dyad-years",
        distributor="Correlates of War Project",
        homepage=HOMEPAGE,
        terms=RESEARCH,
        cites=("stinnett2002",),
        unit=Unit.DIRECTED_DYAD_YEAR,
        keys=("ccode1", "ccode2", "year"),
        codes=Codes.COW,
        missing="none",
        absent=Coverage.STRUCTURAL_ZERO,
        releases=(
            Release(
                "3.2",
                1816,
                2016,
                (
                    File(
                        ("contdird.csv",),
                        url=ARCHIVE,
                        member=("*contdird.csv",),
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode1", Kind.KEY, "state"),
            Field("ccode2", Kind.KEY, "other state"),
            Field("year", Kind.KEY, "year", low=1816),
            CONTTYPE,
        ),
        read=read,
        notes=("58 rows of the file repeat a dyad-year in which a border changed.",),
    ),
    Source(
        name="contiguity_spells",
        title="Direct Contiguity: spells",
        distributor="Correlates of War Project",
        homepage=HOMEPAGE,
        terms=RESEARCH,
        cites=("stinnett2002",),
        unit=Unit.DYAD_SPELL,
        keys=("ccode1", "ccode2", "start", "start_month"),
        codes=Codes.COW,
        missing="none",
        absent=Coverage.STRUCTURAL_ZERO,
        releases=(
            Release(
                "3.2",
                1816,
                2016,
                (
                    File(
                        ("contdir.csv",),
                        url=ARCHIVE,
                        member=("*contdir.csv",),
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode1", Kind.KEY, "state of the lower code"),
            Field("ccode2", Kind.KEY, "state of the higher code"),
            Field("start", Kind.KEY, "first year", low=1816),
            Field("start_month", Kind.KEY, "first month", low=1, high=12),
            Field("end", Kind.COUNT, "last year, or the last of the data", low=1816),
            Field("end_month", Kind.COUNT, "last month", low=1, high=12),
            Field("continues", Kind.FLAG, "under way when the data end"),
            CONTTYPE,
        ),
        read=read_spells,
    ),
)
