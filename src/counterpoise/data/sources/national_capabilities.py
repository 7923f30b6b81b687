"""National capabilities: six counts of what wars have been fought with, and their mean share.

    CINC = (milex + milper + irst + pec + tpop + upop, each as a share of the world's) / 6

Recomputing CINC from the shares is a check, not a tautology: missing components are left out of the
mean. ``upop`` changes its series in 2002 and in 2017, and moves American CINC by about 0.012 each
time for no reason of power.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import RESEARCH

COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")
UNKNOWN = -9
UPLOADS = "https://correlatesofwar.org/wp-content/uploads"


def read(found: Located) -> pd.DataFrame:
    """State-years; -9 means missing in every column."""
    names = ("ccode", "year", *COMPONENTS, "cinc")
    raw = read_table(found["table"], {name: name for name in names})
    return blank(raw, dict.fromkeys((*COMPONENTS, "cinc"), (UNKNOWN,)))


SOURCE = Source(
    name="national_capabilities",
    title="National Material Capabilities",
    distributor="Correlates of War Project",
    homepage="https://correlatesofwar.org/data-sets/national-material-capabilities/",
    terms=RESEARCH,
    cites=("singer1972", "singer1987"),
    unit=Unit.STATE_YEAR,
    keys=("ccode", "year"),
    codes=Codes.COW,
    missing="-9; empty in the converted file of version 7.0",
    releases=(
        Release(
            "7.0",
            1816,
            2022,
            (
                File(
                    (
                        "NMC-70-abridged.csv",
                        "NMC-70-wsupplementary.csv",
                        "nmc_v7.csv",
                        "NMC-[7-9]*-abridged.csv",
                    ),
                    url=f"{UPLOADS}/NMCv7.zip",
                    member=("*NMC-v7-abridged.zip", "*NMC-70-abridged.csv"),
                ),
            ),
        ),
        Release(
            "6.0",
            1816,
            2016,
            (
                File(
                    ("NMC-60-abridged.csv",),
                    url=f"{UPLOADS}/NMC_Documentation-6.0.zip",
                    member=("*NMC-60-abridged.zip", "*NMC-60-abridged.csv"),
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("year", Kind.KEY, "year", low=1816),
        Field(
            "milex",
            Kind.REAL,
            "military expenditure",
            "thousand current US dollars; pounds sterling before 1914",
            low=0,
        ),
        Field("milper", Kind.REAL, "military personnel", "thousand", low=0),
        Field("irst", Kind.REAL, "iron and steel production", "thousand tons", low=0),
        Field("pec", Kind.REAL, "primary energy", "thousand coal-ton equivalents", low=0),
        Field("tpop", Kind.REAL, "population", "thousand", low=0),
        Field("upop", Kind.REAL, "urban population", "thousand", low=0),
        Field("cinc", Kind.REAL, "Composite Index of National Capability", "share", low=0, high=1),
    ),
    read=read,
    notes=(
        "milex is in current pounds sterling before 1914 and in current US dollars after.",
        "The sources of upop change in 2002 and in 2017: the world's total falls by 19 per cent in "
        "2002. American CINC rises by about 0.012 in 2002 and falls back in 2017 for that reason "
        "alone.",
        "CINC adds up to 1.02 in the mean year, not to 1.",
        "Versions 6.0 and 7.0 differ for the same year; do not mix them.",
    ),
)
