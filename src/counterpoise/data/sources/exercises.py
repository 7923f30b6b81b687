"""Multinational military exercises of all states, 1980-2010: one row for each participant."""

import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.days import date_of
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH

LETTERS = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
PARTICIPANTS = [*LETTERS, *(f"A{letter}" for letter in LETTERS[:13])]
KINDS = {
    "air": "Air",
    "land": "Land",
    "sea": "Sea",
    "cyber": "Cyber",
    "peacekeeping": "Peacekeeping",
    "humanitarian": "Humanitarian",
}


def read(found: Located) -> pd.DataFrame:
    """One row for each participant; of the wide file, its columns of names are melted."""
    common = {
        "exercise": "MMEID",
        "title": "Ex_Name",
        "year": "s.year",
        "month": "s.month",
        "day": "s.day",
        **KINDS,
    }
    path = found["table"]
    if "long" in path.name.casefold():
        raw = read_table(path, common | {"gwcode": "gwcode", "participant": "country"})
        code = to_cow(raw.gwcode, raw.year, Codes.GW)
    else:
        wide = read_table(path, common | {f"State{each}": f"State{each}" for each in PARTICIPANTS})
        raw = wide.melt(list(common), value_name="participant").drop(columns="variable")
        raw = raw.dropna(subset=["participant"]).reset_index(drop=True)
        code = to_cow(raw.participant, raw.year, Codes.NAMES)
    return raw.assign(
        ccode=code,
        entry=raw.groupby("exercise").cumcount() + 1,
        start=date_of(raw.year, raw.month, raw.day),
    )


SOURCE = Source(
    name="exercises",
    title="Multinational Military Exercises",
    distributor="D'Orazio and Galambos",
    homepage="https://www.vitodorazio.com/data.html",
    terms=RESEARCH,
    cites=("dorazio_mme",),
    unit=Unit.EVENT_STATE,
    keys=("exercise", "entry"),
    codes=Codes.GW,
    missing="empty; xx in dates",
    releases=(Release("7", 1980, 2010, (File(("mme_v7_long.csv", "mme_v7.csv")),)),),
    fields=(
        Field("exercise", Kind.KEY, "number of the exercise"),
        Field("entry", Kind.KEY, "which of its participants", low=1),
        Field("ccode", Kind.COUNT, "participant; NA where it is no state"),
        Field("participant", Kind.TEXT, "name of the participant"),
        Field("year", Kind.COUNT, "year in which it began", low=1979, high=2011),
        Field("start", Kind.DATE, "day on which it began, where known"),
        Field("title", Kind.TEXT, "name of the exercise"),
        *(Field(name, Kind.FLAG, f"{name} exercise") for name in KINDS),
    ),
    read=read,
    notes=("The long file is in Gleditsch-Ward codes; the wide one has names.",),
)
