"""Threat and Imposition of Sanctions: cases from the first threat on, 1945-2005.

A threat that worked leaves no sanction to count; this source has it. One row for each sender of a
case, up to five; a case of an institution alone has one row without a sender.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH

SENDERS = tuple(f"sender{place}" for place in range(1, 6))
LARGEST_STATE = 999
"""Codes above it are institutions."""


def read(found: Located) -> pd.DataFrame:
    """One row for each sender of a case."""
    raw = read_table(
        found["table"],
        {
            "case_id": "caseid",
            "start": "startyear",
            "end": "endyear",
            **{name: name for name in SENDERS},
            "primary": "primarysender",
            "ccode2": "targetstate",
            "institution": "institution",
            "threat": "threat",
            "imposition": "imposition",
            "imposition_year": "sancimpositionstartyear",
            "issue": "issue1",
            "kinds": "sanctiontype",
            "target_costs": "targetcosts",
            "sender_costs": "sendercosts",
            "outcome": "finaloutcome",
        },
    )
    kept = [name for name in raw.columns if name not in SENDERS]
    long = raw.melt(kept, list(SENDERS), var_name="place", value_name="ccode1")
    long = long.assign(place=long.place.str[-1].astype("int64"))
    named = long.dropna(subset=["ccode1"])
    without = long[~long.case_id.isin(named.case_id) & (long.place == 1)].assign(place=0)
    both = pd.concat([named, without], ignore_index=True)
    numbers = ("imposition_year", "target_costs", "sender_costs", "issue", "outcome")
    both = both.assign(**{name: pd.to_numeric(both[name], errors="coerce") for name in numbers})
    return both.assign(
        primary=both.primary.eq(both.ccode1).where(both.primary.notna()),
        ccode1=both.ccode1.where(both.ccode1 <= LARGEST_STATE),
        ccode2=both.ccode2.where(both.ccode2 <= LARGEST_STATE),
        kinds=both.kinds.astype("string"),
    )


SOURCE = Source(
    name="sanctions_threats",
    title="Threat and Imposition of Economic Sanctions (TIES)",
    distributor="Morgan, Bapat and Kobayashi",
    homepage="https://sanctions.web.unc.edu/",
    terms=RESEARCH,
    cites=("morgan2014",),
    unit=Unit.EVENT_DYAD,
    keys=("case_id", "place"),
    codes=Codes.COW,
    missing="empty",
    releases=(Release("4.1", 1945, 2005, (File(("TIESv4-1.csv", "TIESv4-1.xls")),)),),
    fields=(
        Field("case_id", Kind.KEY, "number of the case"),
        Field("place", Kind.KEY, "which of its senders; 0 an institution alone", low=0, high=5),
        Field("ccode1", Kind.COUNT, "sender; NA where it is an institution"),
        Field("ccode2", Kind.COUNT, "target; NA where it is an institution"),
        Field("start", Kind.COUNT, "year of the first threat or sanction", low=1945),
        Field("end", Kind.COUNT, "last year; NA where not known or under way", low=1945),
        Field("primary", Kind.FLAG, "the primary sender"),
        Field("institution", Kind.FLAG, "an institution took part"),
        Field("threat", Kind.FLAG, "threatened"),
        Field("imposition", Kind.FLAG, "imposed"),
        Field("imposition_year", Kind.COUNT, "year in which it was imposed", low=1945),
        Field("issue", Kind.COUNT, "first issue", low=1, high=15),
        Field("kinds", Kind.TEXT, "kinds of sanction, several codes in one cell"),
        Field("target_costs", Kind.COUNT, "costs to the target: 1 minor to 3 severe", low=1),
        Field("sender_costs", Kind.COUNT, "costs to the senders: 1 minor to 3 severe", low=1),
        Field("outcome", Kind.COUNT, "final outcome", low=1, high=10),
    ),
    read=read,
    notes=(
        "Some cells hold several codes; columns that look like numbers can be text.",
        "1,412 cases, 845 of them imposed; count cases, not rows.",
    ),
)
