"""Sanctions of the EU, the US and the UN after the Cold War, 1989-2015.

One row for each of the three that was a sender of a case. A case that was under way in 1989 keeps
its earlier start.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH

SENDERS = ("EU", "US", "UN")
UNITED_STATES = 2


def read(found: Located) -> pd.DataFrame:
    """One row for each sender of a case."""
    own = {
        f"{ours}_{sender}": theirs.format(sender)
        for sender in SENDERS
        for ours, theirs in (
            ("sent", "{}"),
            ("start", "startyear{}"),
            ("end", "endyear{}"),
            ("threat", "threat{}"),
            ("imposition", "imposition{}"),
            ("intensity", "imposition{}_intensity"),
        )
    }
    raw = read_table(
        found["table"],
        {
            "case_id": "caseid",
            "ccode2": "targetstate",
            "target": "targetstate_name",
            "outcome": "finaloutcome",
            **own,
        },
        missing=(".",),
    )
    parts = []
    for sender in SENDERS:
        columns = {name: name.removesuffix(f"_{sender}") for name in own if name.endswith(sender)}
        part = raw[["case_id", "ccode2", "target", "outcome", *columns]].rename(columns=columns)
        parts.append(part[part.sent == 1].assign(sender=sender))
    both = pd.concat(parts, ignore_index=True)
    numbers = ("start", "end", "threat", "imposition", "intensity", "outcome")
    both = both.assign(**{name: pd.to_numeric(both[name], errors="coerce") for name in numbers})
    return both.assign(ccode1=both.sender.map({"US": UNITED_STATES}))


SOURCE = Source(
    name="eusanct",
    title="EUSANCT: sanctions of the EU, the US and the UN",
    distributor="Weber and Schneider",
    homepage="https://www.polver.uni-konstanz.de/gschneider/research/archive/eusanct/",
    terms=RESEARCH,
    cites=("weber2022",),
    unit=Unit.EVENT_DYAD,
    keys=("case_id", "sender"),
    codes=Codes.COW,
    missing="empty; . in the workbook",
    releases=(
        Release(
            "1",
            1989,
            2015,
            (File(("EUSANCT_Dataset_Case-level.csv", "EUSANCT_Dataset_Case-level.xls")),),
        ),
    ),
    fields=(
        Field("case_id", Kind.KEY, "number of the case"),
        Field("sender", Kind.KEY, "EU, US or UN"),
        Field("ccode1", Kind.COUNT, "sender; NA where it is an organisation"),
        Field("ccode2", Kind.COUNT, "target"),
        Field("target", Kind.TEXT, "name of the target"),
        Field("start", Kind.COUNT, "first year", low=1945),
        Field("end", Kind.COUNT, "last year; NA where not known or under way", low=1945),
        Field("threat", Kind.FLAG, "threatened"),
        Field("imposition", Kind.FLAG, "imposed"),
        Field("intensity", Kind.COUNT, "intensity of what was imposed", low=0),
        Field("outcome", Kind.COUNT, "final outcome", low=0),
    ),
    read=read,
    notes=("326 cases; EU, US and UN say who was a sender.", "Several codes can share a cell."),
)
