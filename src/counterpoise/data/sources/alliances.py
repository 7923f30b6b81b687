"""Formal alliances by member: who was bound by which treaty, from when to when, 1816-2012.

One treaty can be several spells of one member. A spell without an end was in force at the end of
2012; that is the end of the data, and not of the alliance.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import COW_ALLIANCES
from counterpoise.vocabulary.coverage import Coverage


def read(found: Located) -> pd.DataFrame:
    """Member spells; what is not coded of a treaty's obligations stays missing."""
    raw = read_table(
        found["table"],
        {
            "alliance": "version4id",
            "ccode": "ccode",
            "type": "ss_type",
            "start": "mem_st_year",
            "start_month": "mem_st_month",
            "start_day": "mem_st_day",
            "end": "mem_end_year",
            "end_month": "mem_end_month",
            "end_day": "mem_end_day",
            "defense": "defense",
            "neutrality": "neutrality",
            "nonaggression": "nonaggression",
            "entente": "entente",
        },
    )
    return raw.assign(continues=raw.end.isna())


SOURCE = Source(
    name="alliances",
    title="Formal Alliances, by member",
    distributor="Correlates of War Project",
    homepage="https://correlatesofwar.org/data-sets/formal-alliances/",
    terms=COW_ALLIANCES,
    cites=("gibler2009",),
    unit=Unit.STATE_ORDER_SPELL,
    keys=("alliance", "ccode", "start", "start_month"),
    codes=Codes.COW,
    missing="empty; an empty end is in force at the end of 2012",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(
        Release(
            "4.1",
            1816,
            2012,
            (
                File(
                    ("alliance_v4.1_by_member.csv",),
                    url="https://correlatesofwar.org/wp-content/uploads/version4.1_csv.zip",
                    member=("*alliance_v4.1_by_member.csv",),
                ),
            ),
        ),
    ),
    fields=(
        Field("alliance", Kind.KEY, "number of the treaty"),
        Field("ccode", Kind.KEY, "member"),
        Field("start", Kind.KEY, "first year of the membership", low=1816),
        Field("start_month", Kind.KEY, "first month", low=1, high=12),
        Field("start_day", Kind.COUNT, "first day", low=1, high=31),
        Field("end", Kind.COUNT, "last year; NA while in force in 2012", low=1816, high=2012),
        Field("end_month", Kind.COUNT, "last month", low=1, high=12),
        Field("end_day", Kind.COUNT, "last day", low=1, high=31),
        Field("continues", Kind.FLAG, "in force when the data end"),
        Field("type", Kind.TEXT, "type by Singer and Small"),
        Field("defense", Kind.FLAG, "to defend"),
        Field("neutrality", Kind.FLAG, "to stay neutral"),
        Field("nonaggression", Kind.FLAG, "not to attack"),
        Field("entente", Kind.FLAG, "to consult"),
    ),
    read=read,
    notes=(
        "Not to be passed on, nor shipped with software: fetch it from its distributor.",
        "An end in 2012 that is empty in the file is censored.",
    ),
)
