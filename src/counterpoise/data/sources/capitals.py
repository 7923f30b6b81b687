"""Capitals: the point from which a state's distance to others is usually taken.

Spells run to 2024 whether or not the state is a member of the system. Bonn ends in June 1991.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import GPL_PACKAGE


def read(found: Located) -> pd.DataFrame:
    """Spells with coordinates."""
    raw = read_table(
        found["table"],
        {
            "ccode": "ccode",
            "name": "statenme",
            "capital": "capital",
            "first_day": "stdate",
            "last_day": "enddate",
            "latitude": ("lat", "latitude"),
            "longitude": ("lng", "lon", "longitude"),
        },
    )
    dates = {name: pd.to_datetime(raw[name]) for name in ("first_day", "last_day")}
    return raw.assign(**dates, start=dates["first_day"].dt.year, end=dates["last_day"].dt.year)


SOURCE = Source(
    name="capitals",
    title="Capitals of COW states, with coordinates",
    distributor="S. V. Miller (peacesciencer)",
    homepage="https://svmiller.com/peacesciencer/reference/cow_capitals.html",
    terms=GPL_PACKAGE,
    cites=("miller2022",),
    unit=Unit.STATE_SPELL,
    keys=("ccode", "first_day"),
    codes=Codes.COW,
    missing="none",
    releases=(Release("2024", 1816, 2024, (File(("cow_capitals.csv",)),)),),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("first_day", Kind.DATE, "first day as the capital"),
        Field("last_day", Kind.DATE, "last day, or the last of the data"),
        Field("start", Kind.COUNT, "first year", low=1816),
        Field("end", Kind.COUNT, "last year, or the last of the data", low=1816),
        Field("capital", Kind.TEXT, "city"),
        Field("latitude", Kind.REAL, "latitude", "degrees", low=-90, high=90),
        Field("longitude", Kind.REAL, "longitude", "degrees", low=-180, high=180),
        Field("name", Kind.TEXT, "English name of the state"),
    ),
    read=read,
    notes=("Spells pay no regard to membership of the state system; intersect them with it.",),
)
