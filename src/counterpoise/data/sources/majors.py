"""Major powers are those that others treated as such: a list made by historians, not by a rule."""

import pandas as pd

from counterpoise.data.days import date_of
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

UPLOADS = "https://correlatesofwar.org/wp-content/uploads"


def read(found: Located) -> pd.DataFrame:
    """Spells of major-power status."""
    raw = read_table(
        found["table"],
        {
            "ccode": "ccode",
            "abb": "stateabb",
            "start": "styear",
            "stmonth": "stmonth",
            "stday": "stday",
            "end": "endyear",
            "endmonth": "endmonth",
            "endday": "endday",
        },
    )
    return raw.assign(
        first_day=date_of(raw.start, raw.stmonth, raw.stday),
        last_day=date_of(raw.end, raw.endmonth, raw.endday),
        continues=(raw.end == found.release.last) & (raw.endmonth == 12) & (raw.endday == 31),
    )


SOURCE = Source(
    name="majors",
    title="Major Powers",
    distributor="Correlates of War Project",
    homepage="https://correlatesofwar.org/data-sets/state-system-membership/",
    terms=RESEARCH,
    cites=("cow_states",),
    unit=Unit.STATE_SPELL,
    keys=("ccode", "start"),
    codes=Codes.COW,
    missing="none",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(
        Release(
            "2024",
            1816,
            2024,
            (
                File(
                    ("majors2024.csv",), url=f"{UPLOADS}/States2024.zip", member=("majors2024.csv",)
                ),
            ),
        ),
        Release(
            "2016",
            1816,
            2016,
            (
                File(
                    ("majors2016.csv",),
                    url=f"{UPLOADS}/majors2016.csv",
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("start", Kind.KEY, "first year as a major power", low=1816),
        Field("end", Kind.COUNT, "last year, or the last of the data", low=1816),
        Field("first_day", Kind.DATE, "first day"),
        Field("last_day", Kind.DATE, "last day, or the last of the data"),
        Field("continues", Kind.FLAG, "a major power when the data end"),
        Field("abb", Kind.TEXT, "COW abbreviation"),
    ),
    read=read,
    notes=(
        "Years count a state that held the status on any day: France in 1940 and in 1945, Russia "
        "in 1917 and in 1922.",
    ),
)
