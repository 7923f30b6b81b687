"""Polity: how open and how bound by rules the making of a government is, -10 to 10.

``polity2`` is made for time series: interruptions are treated, and -9 and -8 in it are *scores*, of
regimes nearly without openness. In ``polity`` of the distributor's file -66, -77 and -88 mark
foreign interruption, collapse and transition, and no score.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import NON_COMMERCIAL

INTERRUPTIONS = (-66, -77, -88)
DEMOCRACY = File(
    ("cow_democracy.csv",),
)
"""One table converted from three sources: Polity, V-Dem and the Unified Democracy Scores."""


def read(found: Located) -> pd.DataFrame:
    """State-years with a score."""
    raw = read_table(
        found["table"],
        {"ccode": "ccode", "year": "year", "polity2": "polity2", "polity": "polity"},
        optional=("polity",),
    )
    return blank(raw, {"polity2": INTERRUPTIONS, "polity": INTERRUPTIONS}).dropna(
        subset=["polity2"]
    )


SOURCE = Source(
    name="polity",
    title="Polity5",
    distributor="Center for Systemic Peace",
    homepage="https://www.systemicpeace.org/inscrdata.html",
    terms=NON_COMMERCIAL,
    cites=("marshall2020",),
    unit=Unit.STATE_YEAR,
    keys=("ccode", "year"),
    codes=Codes.COW,
    missing="empty; in polity also -66, -77 and -88. In polity2 -9 and -8 are scores",
    releases=(
        Release("5 to 2020", 1816, 2020, (DEMOCRACY,)),
        Release(
            "5 (2018)",
            1800,
            2018,
            (File(("p5v2018.xls",), url="https://www.systemicpeace.org/inscr/p5v2018.xls"),),
        ),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("year", Kind.KEY, "year", low=1776),
        Field("polity2", Kind.COUNT, "combined score for time series", low=-10, high=10),
        Field("polity", Kind.COUNT, "combined score", low=-10, high=10),
    ),
    read=read,
    notes=(
        "-9 and -8 in polity2 are scores. Whoever makes them missing loses the most closed "
        "autocracies.",
        "The distributor's codes are COW's with exceptions of its own for states that changed "
        "(Germany, Vietnam, Yemen, Ethiopia, Sudan): compare before joining.",
    ),
)
