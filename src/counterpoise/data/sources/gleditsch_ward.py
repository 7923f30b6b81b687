"""States as Gleditsch and Ward list them: independence in fact, with microstates marked."""

import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage


def read(found: Located) -> pd.DataFrame:
    """Spells; the last day of the list is the end of the data."""
    raw = read_table(
        found["table"],
        {
            "gwcode": "gwcode",
            "name": ("gw_name", "statename"),
            "abb": ("gw_abb", "stateabb"),
            "microstate": "microstate",
            "first_day": ("start", "startdate"),
            "last_day": ("end", "enddate"),
        },
        optional=("microstate",),
    )
    start, end = (pd.to_datetime(raw[name]).dt.year for name in ("first_day", "last_day"))
    return raw.assign(
        ccode=to_cow(raw.gwcode, end, Codes.GW),
        start=start,
        end=end,
        continues=end.ge(found.release.last),
    )


SOURCE = Source(
    name="gleditsch_ward_states",
    title="Gleditsch-Ward list of independent states",
    distributor="Gleditsch and Ward; converted by S. V. Miller (isard)",
    homepage="http://ksgleditsch.com/statelist.html",
    terms=RESEARCH,
    cites=("gleditschward1999",),
    unit=Unit.STATE_SPELL,
    keys=("gwcode", "first_day"),
    codes=Codes.GW,
    missing="none",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(Release("2020", 1816, 2020, (File(("gw_system.csv",)),)),),
    fields=(
        Field("gwcode", Kind.KEY, "Gleditsch-Ward number"),
        Field("first_day", Kind.DATE, "first day"),
        Field("last_day", Kind.DATE, "last day, or the last of the data"),
        Field("ccode", Kind.COUNT, "COW number at the end of the spell; NA where COW has none"),
        Field("start", Kind.COUNT, "first year", low=1816),
        Field("end", Kind.COUNT, "last year, or the last of the data", low=1816),
        Field("continues", Kind.FLAG, "under way when the data end"),
        Field("microstate", Kind.FLAG, "under 250,000 people"),
        Field("abb", Kind.TEXT, "abbreviation"),
        Field("name", Kind.TEXT, "English name"),
    ),
    read=read,
    notes=(
        "Differs from COW for Germany and Yemen from 1990, for Serbia, and in the Pacific, where "
        "970 is Kiribati here and Nauru there.",
    ),
)
