"""Armed conflicts of UCDP and PRIO: 25 battle deaths a year, a state on one side, 1946-2024."""

import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import CC_BY

TYPES = {"1": "extrasystemic", "2": "interstate", "3": "intrastate", "4": "II"}


def read(found: Located) -> pd.DataFrame:
    """One row for each pair of states listed in a conflict-year."""
    raw = read_table(
        found["table"],
        {
            "conflict": "conflict_id",
            "year": "year",
            "gw_a": "gwno_a",
            "gw_b": "gwno_b",
            "intensity": "intensity_level",
            "type": "type_of_conflict",
            "incompatibility": "incompatibility",
        },
    )
    for side in ("gw_a", "gw_b"):
        raw[side] = raw[side].astype("string").str.split(",")
        raw = raw.explode(side, ignore_index=True)
        raw[side] = pd.to_numeric(raw[side], errors="coerce")
    raw = raw.drop_duplicates(["conflict", "year", "gw_a", "gw_b"])
    return raw.assign(
        entry=raw.groupby(["conflict", "year"]).cumcount() + 1,
        ccode1=to_cow(raw.gw_a, raw.year, Codes.GW),
        ccode2=to_cow(raw.gw_b, raw.year, Codes.GW),
        type=raw.type.astype("string").replace(TYPES),
    )


SOURCE = Source(
    name="armed_conflicts",
    title="UCDP/PRIO Armed Conflict Dataset",
    distributor="Uppsala Conflict Data Program; PRIO",
    homepage="https://ucdp.uu.se/downloads/",
    terms=CC_BY,
    cites=("gleditsch2002",),
    unit=Unit.EVENT_DYAD,
    keys=("conflict", "year", "entry"),
    codes=Codes.GW,
    missing="empty",
    releases=(
        Release(
            "25.1",
            1946,
            2024,
            (
                File(
                    ("UcdpPrioConflict_v25_1.csv", "ucdp_acd_25.1.csv", "UcdpPrioConflict_v*.csv"),
                    url="https://ucdp.uu.se/downloads/ucdpprio/ucdp-prio-acd-251-csv.zip",
                    member=("*UcdpPrioConflict_v25_1.csv",),
                ),
            ),
        ),
    ),
    fields=(
        Field("conflict", Kind.KEY, "number of the conflict"),
        Field("year", Kind.KEY, "year", low=1946),
        Field("entry", Kind.KEY, "which of its pairs", low=1),
        Field("ccode1", Kind.COUNT, "state on side A"),
        Field("ccode2", Kind.COUNT, "state on side B; NA where it is no state"),
        Field("intensity", Kind.COUNT, "1 from 25, 2 from 1,000 battle deaths", low=1, high=2),
        Field("type", Kind.TEXT, "interstate, intrastate, II (internationalised), extrasystemic"),
        Field("incompatibility", Kind.TEXT, "over territory or government"),
    ),
    read=read,
    notes=("In Gleditsch-Ward codes; converted here.",),
)
