"""Military interventions of the United States, 1798-2019, one row for each state intervened in.

Rows that the authors marked for removal (``RemoveCase`` 1, 178 of them) are not part of the
published set and are left out. A cell can hold several codes.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH

UNITED_STATES = 2


def read(found: Located) -> pd.DataFrame:
    """One row for each state B of an intervention in the published set."""
    raw = read_table(
        found["table"],
        {
            "codes": "State B code",
            "target": "State B",
            "title": "Name",
            "dispute": "dispnum",
            "start": "styear",
            "end": "endyear",
            "ongoing": "Ongoing",
            "remove": "RemoveCase",
            "hostility": "US HiHost",
            "objective": "Objective",
            "outcome": "Outcome",
            "us_deaths": "FatUS",
        },
    )
    raw = raw.assign(case=range(1, len(raw) + 1))
    kept = raw[raw.remove == 0]
    lists = kept.codes.astype("string").str.findall(r"\d+")
    kept = kept.assign(ccode2=lists).explode("ccode2", ignore_index=True)
    numbers = ("ccode2", "dispute", "outcome", "us_deaths", "hostility", "end", "ongoing")
    kept = kept.assign(**{name: pd.to_numeric(kept[name], errors="coerce") for name in numbers})
    return kept.assign(
        entry=kept.groupby("case").cumcount() + 1,
        ccode1=UNITED_STATES,
        ongoing=kept.ongoing.eq(1).where(kept.ongoing.notna()),
        us_deaths=kept.us_deaths.where(kept.us_deaths >= 0),
    )


SOURCE = Source(
    name="interventions",
    title="Military Intervention Project",
    distributor="Kushi and Toft; Tufts University",
    homepage="https://sites.tufts.edu/css/mip-research/",
    terms=RESEARCH,
    cites=("kushi2023",),
    unit=Unit.EVENT_DYAD,
    keys=("case", "entry"),
    codes=Codes.COW,
    missing="empty",
    releases=(Release("2022", 1798, 2019, (File(("MIP Dataset 2022*.xlsx",)),)),),
    fields=(
        Field("case", Kind.KEY, "row of the workbook", low=1),
        Field("entry", Kind.KEY, "which of the states in its cell", low=1),
        Field("ccode1", Kind.COUNT, "the United States"),
        Field("ccode2", Kind.COUNT, "state intervened in; NA where it is no state"),
        Field("target", Kind.TEXT, "abbreviations in the cell"),
        Field("title", Kind.TEXT, "name of the intervention"),
        Field("dispute", Kind.COUNT, "number of the dispute in MID"),
        Field("start", Kind.COUNT, "first year", low=1776),
        Field("end", Kind.COUNT, "last year; NA while under way", low=1776),
        Field("ongoing", Kind.FLAG, "under way when the data end"),
        Field("hostility", Kind.COUNT, "highest American hostility, 1 to 5", low=1, high=5),
        Field("objective", Kind.TEXT, "objectives"),
        Field("outcome", Kind.COUNT, "outcome"),
        Field("us_deaths", Kind.COUNT, "American deaths", "persons", low=0),
    ),
    read=read,
    notes=(
        "570 rows, of which 178 are marked for removal; 392 are the published set.",
        "A cell of codes can name several states; each has a row here. Count cases.",
    ),
)
