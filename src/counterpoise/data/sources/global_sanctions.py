"""Global Sanctions Data Base: sanctions in force, case by case, 1949-2022.

States are named, several to a cell where they acted jointly; some names hold a comma themselves.
Here each sender and target of a case has a row, and the code of the state where it is one. A case
that was running in 2022 has 2022 as its end: it is censored.
"""

import numpy as np
import pandas as pd

from counterpoise.data.codes import split_names, to_cow
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import ON_REQUEST
from counterpoise.vocabulary.coverage import Coverage

NAMES_WITH_COMMAS = (
    "Korea, North",
    "Korea, South",
    "Yemen, North",
    "Yemen, South",
    "Egypt, Arab Rep.",
    "Gambia, The",
    "Bahamas, The",
    "Congo, Democratic Republic of the",
)
KINDS = ("trade", "arms", "military", "financial", "travel", "other")


def read(found: Located) -> pd.DataFrame:
    """One row for each sender and target of a case."""
    raw = read_table(
        found["table"],
        {
            "case_id": "case_id",
            "target": ("sanctioned_state", "sanctioned_state_name"),
            "sender": ("sanctioning_state", "sanctioning_state_name"),
            "start": "begin",
            "end": "end",
            **{name: name for name in KINDS},
            "objective": "objective",
            "success": "success",
        },
    )
    for side in ("target", "sender"):
        raw[side] = [split_names(cell, NAMES_WITH_COMMAS) for cell in raw[side]]
        raw = raw.explode(side, ignore_index=True)
    raw = raw.drop_duplicates(["case_id", "sender", "target"])
    return raw.assign(
        ccode1=to_cow(raw.sender, raw.start, Codes.NAMES),
        ccode2=to_cow(raw.target, raw.start, Codes.NAMES),
        continues=raw.end.ge(found.release.last),
    )


def running(frame: pd.DataFrame) -> np.ndarray:
    """The end of a case that was running when the data end is censored."""
    over = frame["continues"].fillna(False).to_numpy(dtype=bool)
    return np.where(over, int(Coverage.CENSORED), int(Coverage.OBSERVED))


SOURCE = Source(
    name="global_sanctions",
    title="Global Sanctions Data Base",
    distributor="Felbermayr, Kirilakha, Syropoulos, Yalcin and Yotov",
    homepage="https://www.globalsanctionsdatabase.com/",
    terms=ON_REQUEST,
    cites=("felbermayr2020", "syropoulos2024"),
    unit=Unit.EVENT_DYAD,
    keys=("case_id", "sender", "target"),
    codes=Codes.NAMES,
    missing="none",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(
        Release("4", 1949, 2023, (File(("GSDB_V4.csv",)),)),
        Release("3", 1949, 2022, (File(("GSDB_V3.csv",)),)),
    ),
    fields=(
        Field("case_id", Kind.KEY, "number of the case"),
        Field("sender", Kind.KEY, "state or organisation that imposed it"),
        Field("target", Kind.KEY, "state that it was imposed on"),
        Field("ccode1", Kind.COUNT, "sender; NA where it is no state"),
        Field("ccode2", Kind.COUNT, "target; NA where it is no state"),
        Field("start", Kind.COUNT, "first year", low=1949),
        Field("end", Kind.COUNT, "last year, or the last of the data", low=1949, coverage=running),
        Field("continues", Kind.FLAG, "in force when the data end"),
        *(Field(name, Kind.FLAG, f"sanctions of this kind: {name}") for name in KINDS),
        Field("objective", Kind.TEXT, "objectives, comma-separated"),
        Field("success", Kind.TEXT, "success by objective, comma-separated"),
    ),
    read=read,
    notes=(
        "A case that was running in 2022 has the end 2022.",
        "Senders can be the EU, the UN or another organisation: no code, and no state either.",
    ),
)
