"""International crises, 1918-2017: a value threatened, time short, and war near.

Missing cells are empty; both files begin with a byte-order mark.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH

HOMEPAGE = "https://sites.duke.edu/icbdata/data-collections/"


def read_system(found: Located) -> pd.DataFrame:
    """One row a crisis."""
    return read_table(
        found["table"],
        {
            "crisis": "crisno",
            "title": "crisname",
            "start": "yrtrig",
            "end": "yrterm",
            "gravity": "gravcr",
            "violence": "viol",
            "severity": "sevviosy",
            "us_involvement": "usinv",
            "outcome": "subout",
        },
        optional=("outcome",),
    )


def read_actors(found: Located) -> pd.DataFrame:
    """One row for each actor of a crisis."""
    return read_table(
        found["table"],
        {
            "crisis": "crisno",
            "actor": "cracno",
            "ccode": "cracid",
            "abb": "actor",
            "title": "crisname",
            "start": "yrtrig",
            "end": "yrterm",
            "trigger": "triggr",
            "trigger_entity": "trigent",
            "response": "majres",
            "gravity": "gravty",
            "power_gap": "powdis",
            "violence": "viol",
            "outcome": "outcom",
        },
    )


def _release(version: str, last: int, stem: str) -> Release:
    number = version.partition(".")[0]
    return Release(version, 1918, last, (File((f"{stem}v{number}.csv",)),))


def _releases(stem: str) -> tuple[Release, ...]:
    return _release("16", 2021, stem), _release("15", 2019, stem), _release("14", 2017, stem)


def _source(name: str, title: str, stem: str, **declared: object) -> Source:
    return Source(
        name=name,
        title=title,
        distributor="International Crisis Behavior Project",
        homepage=HOMEPAGE,
        terms=RESEARCH,
        cites=("icb14", "brecher2000"),
        codes=Codes.COW,
        missing="empty",
        releases=_releases(stem),
        **declared,  # type: ignore[arg-type]
    )


SOURCES = (
    _source(
        "crises",
        "International Crisis Behavior: crises",
        "icb1",
        unit=Unit.EVENT,
        keys=("crisis",),
        fields=(
            Field("crisis", Kind.KEY, "number of the crisis"),
            Field("title", Kind.TEXT, "name of the crisis"),
            Field("start", Kind.COUNT, "year of its trigger", low=1918),
            Field("end", Kind.COUNT, "year of its end", low=1918),
            Field("gravity", Kind.COUNT, "gravest value threatened", low=0),
            Field("violence", Kind.COUNT, "1 none to 4 full-scale war", low=1, high=4),
            Field("severity", Kind.COUNT, "severity of the violence", low=1, high=4),
            Field("us_involvement", Kind.COUNT, "involvement of the United States", low=1),
            Field("outcome", Kind.COUNT, "substance of the outcome", low=1),
        ),
        read=read_system,
    ),
    _source(
        "crisis_actors",
        "International Crisis Behavior: crisis actors",
        "icb2",
        unit=Unit.EVENT_STATE,
        keys=("crisis", "actor"),
        fields=(
            Field("crisis", Kind.KEY, "number of the crisis"),
            Field("actor", Kind.KEY, "number of the actor"),
            Field("ccode", Kind.COUNT, "state in crisis"),
            Field("abb", Kind.TEXT, "abbreviation"),
            Field("title", Kind.TEXT, "name of the crisis"),
            Field("start", Kind.COUNT, "year of its trigger", low=1918),
            Field("end", Kind.COUNT, "year of its end", low=1918),
            Field("trigger", Kind.COUNT, "kind of trigger", low=1),
            Field("trigger_entity", Kind.COUNT, "who triggered it; a state's code or another's"),
            Field("response", Kind.COUNT, "major response", low=1),
            Field("gravity", Kind.COUNT, "gravest value threatened", low=0),
            Field("power_gap", Kind.COUNT, "discrepancy of power"),
            Field("violence", Kind.COUNT, "1 none to 4 full-scale war", low=1, high=4),
            Field("outcome", Kind.COUNT, "1 victory to 4 defeat", low=1),
        ),
        read=read_actors,
        notes=("A state can be an actor of one crisis twice, with two triggers.",),
    ),
)
