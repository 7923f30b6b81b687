"""Inter-state wars and who fought in them: 1,000 battle deaths within a year, 1816 on.

-8 is not applicable (no second spell), -9 not known, -7 under way: none of them is a number. The
list ends before 2011; a later year is missing, not peaceful.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

NOT_NUMBERS = (-7, -8, -9)


def read(found: Located) -> pd.DataFrame:
    """One row for each participant of a war."""
    raw = read_table(
        found["table"],
        {
            "war": "WarNum",
            "title": "WarName",
            "ccode": "ccode",
            "name": "StateName",
            "side": "Side",
            "start": "StartYear1",
            "start_month": "StartMonth1",
            "end": "EndYear1",
            "end_month": "EndMonth1",
            "start_again": "StartYear2",
            "end_again": "EndYear2",
            "initiator": "Initiator",
            "outcome": "Outcome",
            "battle_deaths": "BatDeath",
        },
    )
    codes = {name: NOT_NUMBERS for name in raw.columns if name not in ("title", "name", "ccode")}
    known = blank(raw, codes)
    began = known.initiator.eq(1).where(known.initiator.notna())
    return known.assign(war=raw.war, side=raw.side, initiator=began)


SOURCE = Source(
    name="wars",
    title="Inter-State Wars",
    distributor="Correlates of War Project",
    homepage="https://correlatesofwar.org/data-sets/cow-war/",
    terms=RESEARCH,
    cites=("sarkees2010",),
    unit=Unit.EVENT_STATE,
    keys=("war", "ccode", "side"),
    codes=Codes.COW,
    missing="-9 not known, -8 not applicable, -7 under way",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(
        Release(
            "4.0",
            1816,
            2010,
            (
                File(
                    ("Inter-StateWarData_v4.0.csv",),
                    url="https://correlatesofwar.org/wp-content/uploads/Inter-StateWarData_v4.0.csv",
                ),
            ),
        ),
    ),
    fields=(
        Field("war", Kind.KEY, "number of the war"),
        Field("ccode", Kind.KEY, "participant"),
        Field("side", Kind.KEY, "side 1 or 2", low=1, high=2),
        Field("title", Kind.TEXT, "name of the war"),
        Field("name", Kind.TEXT, "name of the participant"),
        Field("start", Kind.COUNT, "first year of fighting", low=1816),
        Field("start_month", Kind.COUNT, "first month", low=1, high=12),
        Field("end", Kind.COUNT, "last year of its first spell", low=1816),
        Field("end_month", Kind.COUNT, "last month", low=1, high=12),
        Field("start_again", Kind.COUNT, "first year of a second spell", low=1816),
        Field("end_again", Kind.COUNT, "last year of a second spell", low=1816),
        Field("initiator", Kind.FLAG, "began the war"),
        Field("outcome", Kind.COUNT, "1 won to 8 stalemate", low=1, high=8),
        Field("battle_deaths", Kind.COUNT, "battle deaths", "persons", low=0),
    ),
    read=read,
    notes=(
        "Ends in 2010 at the latest (the book covers 1816-2007): a later year is missing.",
        "A state that changed sides has a row on each (France and Italy in the Second World War).",
        "A participant can have a second spell: the end of the first is no end of its war.",
    ),
)
