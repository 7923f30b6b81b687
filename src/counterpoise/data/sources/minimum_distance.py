"""Minimum distance between the territories of two states, from the borders of CShapes 2.0.

Zero is a common border. The list begins in 1886: an earlier distance is missing, and may not be
taken from a later border.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import CC_BY_NC_SA


def read(found: Located) -> pd.DataFrame:
    """Undirected dyad-years, in kilometres."""
    raw = read_table(
        found["table"],
        {
            "ccode1": ("ccode1", "ccode_a", "cowcode1"),
            "ccode2": ("ccode2", "ccode_b", "cowcode2"),
            "year": "year",
            "mindist": ("mindist", "min_dist", "mindist_km"),
        },
    )
    return raw[raw.ccode1 < raw.ccode2]


SOURCE = Source(
    name="minimum_distance",
    title="Minimum distance between territories, from CShapes 2.0",
    distributor="ETH Zürich, International Conflict Research; computed by S. V. Miller",
    homepage="https://icr.ethz.ch/data/cshapes/",
    terms=CC_BY_NC_SA,
    cites=("schvitz2022", "miller2022"),
    unit=Unit.DYAD_YEAR,
    keys=("ccode1", "ccode2", "year"),
    codes=Codes.COW,
    missing="a row that is not there",
    releases=(
        Release(
            "2.0",
            1886,
            2019,
            (
                File(
                    ("cow_mindist.csv", "cshapes_mindist_dyad_year.csv"),
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode1", Kind.KEY, "state of the lower code"),
        Field("ccode2", Kind.KEY, "state of the higher code"),
        Field("year", Kind.KEY, "year", low=1886),
        Field("mindist", Kind.REAL, "minimum distance", "km", low=0, high=20040, mirror="mindist"),
    ),
    read=read,
    notes=("The converted file is rounded to 0.1 km.", "There are no distances before 1886."),
)
