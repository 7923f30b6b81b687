"""Strategic rivalry: two states that regard each other as competitors, threats and enemies.

Start and end years were coded with hindsight: a rivalry is dated by what came of it. Rivalry of
year t may therefore not be used to predict the events of year t.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

TYPES = ("positional", "spatial", "ideological", "interventionary")


def read(found: Located) -> pd.DataFrame:
    """Spells, the state of the lower code first; a type that is not marked does not apply."""
    raw = read_table(
        found["table"],
        {
            "rivalry": "rivalry",
            "ccode1": "ccode1",
            "ccode2": "ccode2",
            "start": "start",
            "end": "end",
            **{name: name for name in TYPES},
        },
    )
    low, high = raw[["ccode1", "ccode2"]].min(axis=1), raw[["ccode1", "ccode2"]].max(axis=1)
    marked = {name: raw[name].eq(1) for name in TYPES}
    return raw.assign(ccode1=low, ccode2=high, continues=raw.end.ge(found.release.last), **marked)


SOURCE = Source(
    name="rivalries",
    title="Strategic rivalries",
    distributor="Thompson, Sakuwa and Suhas; converted by S. V. Miller",
    homepage="https://svmiller.com/peacesciencer/reference/tss_rivalries.html",
    terms=RESEARCH,
    cites=("tss2021",),
    unit=Unit.DYAD_SPELL,
    keys=("ccode1", "ccode2", "start"),
    codes=Codes.COW,
    missing="none; an empty type does not apply",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(
        Release(
            "2021",
            1494,
            2020,
            (
                File(
                    ("tss_rivalries.csv",),
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode1", Kind.KEY, "state of the lower code"),
        Field("ccode2", Kind.KEY, "state of the higher code"),
        Field("start", Kind.KEY, "first year", low=1494),
        Field("end", Kind.COUNT, "last year, or the last of the data", low=1494),
        Field("continues", Kind.FLAG, "under way when the data end"),
        Field("rivalry", Kind.TEXT, "name"),
        *(
            Field(name, Kind.FLAG, f"{name} rivalry", coverage=Coverage.OBSERVED, mirror=name)
            for name in TYPES
        ),
    ),
    read=read,
    notes=(
        "Coded with hindsight: use the rivalry of year t - 1 to predict the events of year t.",
        "Spells begin in 1494, before the state system; a code can name a state that is no member.",
    ),
)
