"""V-Dem: electoral democracy by the judgement of several coders a country, 0 to 1."""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.sources.polity import DEMOCRACY
from counterpoise.data.table import read_table
from counterpoise.data.terms import CC_BY_SA


def read(found: Located) -> pd.DataFrame:
    """State-years with a score; the distributor's own codes of states without a COW code drop."""
    raw = read_table(
        found["table"],
        {
            "ccode": ("ccode", "COWcode"),
            "year": "year",
            "v2x_polyarchy": "v2x_polyarchy",
            "v2x_polyarchy_low": "v2x_polyarchy_codelow",
            "v2x_polyarchy_high": "v2x_polyarchy_codehigh",
            "v2x_libdem": "v2x_libdem",
        },
        optional=("v2x_polyarchy_low", "v2x_polyarchy_high", "v2x_libdem"),
    )
    return raw.dropna(subset=["ccode", "v2x_polyarchy"])


def _share(name: str, meaning: str) -> Field:
    return Field(name, Kind.REAL, meaning, "index, 0 to 1", low=0, high=1)


SOURCE = Source(
    name="vdem",
    title="Varieties of Democracy: country-years",
    distributor="V-Dem Institute",
    homepage="https://www.v-dem.net/data/the-v-dem-dataset/",
    terms=CC_BY_SA,
    cites=("vdem",),
    unit=Unit.STATE_YEAR,
    keys=("ccode", "year"),
    codes=Codes.COW,
    missing="empty",
    releases=(
        Release("16", 1816, 2025, (DEMOCRACY,)),
        Release(
            "as distributed",
            1789,
            2023,
            (File(("V-Dem-CY-Core-v*.csv", "V-Dem-CY-Full+Others-v*.csv")),),
        ),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("year", Kind.KEY, "year", low=1789),
        _share("v2x_polyarchy", "electoral democracy"),
        _share("v2x_polyarchy_low", "electoral democracy, lower bound of 68 per cent"),
        _share("v2x_polyarchy_high", "electoral democracy, upper bound of 68 per cent"),
        _share("v2x_libdem", "liberal democracy"),
    ),
    read=read,
    notes=("The smallest states are not covered: missing, not undemocratic.",),
)
