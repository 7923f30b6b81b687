"""What allies owe one another: obligations of alliance treaties, 1815-2018.

Rows are directed: what ccode1 has promised ccode2. In 492 dyad-years the two directions differ for
defence. A pair without a row has no alliance in these years; after 2018 nothing is known.
Defence, non-aggression and consultation often stand in one treaty.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")


def read(found: Located) -> pd.DataFrame:
    """Directed dyad-years with an alliance."""
    raw = read_table(
        found["table"],
        {
            "ccode1": ("ccode1", "stateA"),
            "ccode2": ("ccode2", "stateB"),
            "year": "year",
            "allied": "atopally",
            **{name: (f"atop_{name}", name) for name in OBLIGATIONS},
        },
        optional=("allied",),
    )
    if "allied" in raw:
        raw = raw[raw.allied == 1]
    return blank(raw, dict.fromkeys(OBLIGATIONS, (-9, 9)))


SOURCE = Source(
    name="alliance_obligations",
    title="Alliance Treaty Obligations and Provisions (ATOP): directed dyad-years",
    distributor="ATOP, Rice University",
    homepage="http://www.atopdata.org/data.html",
    terms=RESEARCH,
    cites=("leeds2002",),
    unit=Unit.DIRECTED_DYAD_YEAR,
    keys=("ccode1", "ccode2", "year"),
    codes=Codes.COW,
    missing="none",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(
        Release(
            "5.1",
            1815,
            2018,
            (
                File(
                    ("atop5_1ddyr.csv", "atop5_1_directed_dyad_year.csv", "atop5_*ddyr.csv"),
                    url="http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip",
                    member=("*atop5_1ddyr.csv",),
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode1", Kind.KEY, "state that owes"),
        Field("ccode2", Kind.KEY, "state to which it owes"),
        Field("year", Kind.KEY, "year", low=1815),
        Field("defense", Kind.FLAG, "to defend"),
        Field("offense", Kind.FLAG, "to join in an attack"),
        Field("neutral", Kind.FLAG, "to stay neutral"),
        Field("nonagg", Kind.FLAG, "not to attack"),
        Field("consul", Kind.FLAG, "to consult"),
    ),
    read=read,
    notes=(
        "The two directions differ in 492 dyad-years for defence, 145 for neutrality and 46 for "
        "offence.",
        "ATOP and the COW alliances disagree widely on defence pacts of recent decades, above all "
        "on African and other multilateral pacts. Run both.",
    ),
)
