"""Roll calls of the General Assembly: what was voted on, and how each state voted.

    1 yes, 2 abstain, 3 no

A state that was absent has no row. Which votes the US State Department called important is coded
for the sessions of 1983 to 2017 alone: a vote before or after is not known to be unimportant.
"""

import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import CC0

FIRST_SESSION_YEAR = 1945
IMPORTANT_FIRST, IMPORTANT_LAST = 1983, 2017
WORDS = {"yes": 1, "abstain": 2, "no": 3}
CALLS = File(("un_roll_calls.csv", "descriptions.csv"), role="calls")
DATAVERSE = "https://doi.org/10.7910/DVN/LEJUQZ"


def read_calls(found: Located) -> pd.DataFrame:
    """One row a roll call."""
    raw = read_table(
        found["calls"],
        {
            "rcid": "rcid",
            "session": "session",
            "date": "date",
            "important": ("importantvote", "important"),
            "resolution": "unres",
            "title": "short",
            "description": ("descr", "description"),
        },
        optional=("date", "important", "resolution", "title", "description"),
    )
    year = raw.session + FIRST_SESSION_YEAR
    if "important" in raw:
        coded = year.between(IMPORTANT_FIRST, IMPORTANT_LAST)
        raw = raw.assign(important=raw.important.where(coded))
    return raw.assign(year=year)


def read_issues(found: Located) -> pd.DataFrame:
    """One row for each issue of a roll call."""
    return read_table(found["table"], {"rcid": "rcid", "issue": "short_name", "title": "issue"})


def read_votes(found: Located) -> pd.DataFrame:
    """One row for each vote cast, with the code of the state in that year."""
    raw = read_table(
        found["table"],
        {"rcid": "rcid", "ccode": "ccode", "name": ("country", "Countryname"), "vote": "vote"},
        optional=("ccode", "name"),
    )
    calls = read_calls(found)[["rcid", "year"]]
    raw = raw.merge(calls.drop_duplicates("rcid"), on="rcid", how="left")
    if "ccode" not in raw:
        raw = raw.assign(ccode=to_cow(raw.name, raw.year, Codes.NAMES))
    if not pd.api.types.is_numeric_dtype(raw.vote):
        raw = raw.assign(vote=raw.vote.str.casefold().map(WORDS))
    # 8 is absent and 9 no member in the authors' own file: neither is a vote.
    raw = blank(raw, {"vote": (8, 9)})
    return raw.dropna(subset=["ccode", "vote"]).astype({"ccode": "int64"})


def _source(name: str, title: str, *files: File, **declared: object) -> Source:
    return Source(
        name=name,
        title=title,
        distributor="Voeten; Harvard Dataverse; tidied by D. Robinson (unvotes)",
        homepage=DATAVERSE,
        terms=CC0,
        cites=("voeten2013", "unvotes"),
        codes=Codes.NAMES,
        releases=(Release("2020", 1946, 2019, files),),
        **declared,  # type: ignore[arg-type]
    )


SOURCES = (
    _source(
        "roll_calls",
        "UN General Assembly roll calls",
        CALLS,
        unit=Unit.EVENT,
        keys=("rcid",),
        missing="empty",
        fields=(
            Field("rcid", Kind.KEY, "number of the roll call"),
            Field("session", Kind.COUNT, "session", low=1),
            Field("year", Kind.COUNT, "year in which the session opened", low=1946),
            Field("date", Kind.DATE, "date"),
            Field("important", Kind.FLAG, "the US State Department called it important"),
            Field("resolution", Kind.TEXT, "resolution"),
            Field("title", Kind.TEXT, "short title"),
            Field("description", Kind.TEXT, "description"),
        ),
        read=read_calls,
        notes=(
            "Importance is coded for 1983-2017 alone, and is empty for 605 late roll calls: it is "
            "missing elsewhere, not false.",
            "There is no usable session for 1964.",
        ),
    ),
    _source(
        "roll_call_issues",
        "UN General Assembly roll calls: issues",
        File(("un_roll_call_issues.csv",)),
        unit=Unit.EVENT,
        keys=("rcid", "issue"),
        missing="none",
        fields=(
            Field("rcid", Kind.KEY, "number of the roll call"),
            Field("issue", Kind.KEY, "issue: me, nu, di, co, hr or ec"),
            Field("title", Kind.TEXT, "issue in words"),
        ),
        read=read_issues,
        notes=("A roll call can have several issues, or none of the six.",),
    ),
    _source(
        "votes",
        "UN General Assembly votes",
        File(("un_votes.csv", "UNVotes*.csv")),
        CALLS,
        unit=Unit.VOTE,
        keys=("rcid", "ccode"),
        missing="a row that is not there; 8 absent and 9 no member in the authors' file",
        fields=(
            Field("rcid", Kind.KEY, "number of the roll call"),
            Field("ccode", Kind.KEY, "state"),
            Field("year", Kind.COUNT, "year in which the session opened", low=1946),
            Field("vote", Kind.COUNT, "1 yes, 2 abstain, 3 no", low=1, high=3),
            Field("name", Kind.TEXT, "name in the file"),
        ),
        read=read_votes,
        notes=(
            "Absence has no row and is no abstention.",
            "Russia stands for the Soviet Union too; Ukraine and Belarus voted before they were "
            "members of the state system.",
        ),
    ),
)
