"""A state is a member of the system from the day it is recognised to the day it is not.

The list of members is the denominator of every rate. It ends in 2016 (or 2024): whoever needs a
later year must say that membership is continued.
"""

import pandas as pd

from counterpoise.data.days import date_of
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

UPLOADS = "https://correlatesofwar.org/wp-content/uploads"


def read(found: Located) -> pd.DataFrame:
    """Spells of membership; the last day of the list is no end but the end of the data."""
    raw = read_table(
        found["table"],
        {
            "ccode": "ccode",
            "abb": "stateabb",
            "name": "statenme",
            "start": "styear",
            "stmonth": "stmonth",
            "stday": "stday",
            "end": "endyear",
            "endmonth": "endmonth",
            "endday": "endday",
        },
    )
    last_day = (raw.end, raw.endmonth, raw.endday)
    open_ended = (raw.end == found.release.last) & (last_day[1] == 12) & (last_day[2] == 31)
    return raw.assign(
        first_day=date_of(raw.start, raw.stmonth, raw.stday),
        last_day=date_of(*last_day),
        continues=open_ended,
    )


SOURCE = Source(
    name="state_system",
    title="State System Membership",
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
                    ("statelist2024.csv", "states2024.csv"),
                    url=f"{UPLOADS}/States2024.zip",
                    member=("statelist2024.csv",),
                ),
            ),
        ),
        Release(
            "2016",
            1816,
            2016,
            (
                File(
                    ("states2016.csv",),
                    url=f"{UPLOADS}/states2016.csv",
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("start", Kind.KEY, "first year of the spell", low=1816),
        Field("end", Kind.COUNT, "last year of the spell, or of the data", low=1816),
        Field("first_day", Kind.DATE, "first day"),
        Field("last_day", Kind.DATE, "last day, or the last of the data"),
        Field("continues", Kind.FLAG, "the spell was under way when the data end"),
        Field("abb", Kind.TEXT, "COW abbreviation"),
        Field("name", Kind.TEXT, "English name"),
    ),
    read=read,
    notes=(
        "A state can leave and come back: 243 spells of 217 states in the list of 2016.",
        "A spell that ends on the last day of the list is right-censored, not over.",
    ),
)
