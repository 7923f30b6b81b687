"""How often two states vote alike in the General Assembly: a raw score, changed by the agenda too.

    agree = mean of 1 - |v1 - v2| / 2,   yes 1, abstain 2, no 3, unanimous roll calls left out

A change can come of other resolutions as well as of other preferences; ideal points tell the two
apart.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.sources.roll_calls import DATAVERSE, FIRST_SESSION_YEAR
from counterpoise.data.table import read_table
from counterpoise.data.terms import CC0

NO_SESSION = 1964
"""The 19th session voted once: an agreement of that year is one vote, and left out."""


def read(found: Located) -> pd.DataFrame:
    """Undirected dyad-years; a mean over no votes is missing."""
    raw = read_table(
        found["table"],
        {
            "ccode1": "ccode1",
            "ccode2": "ccode2",
            "year": "year",
            "session": ("session", "session.x"),
            "agree": "agree",
            "votes": "nvotes",
            "agree_important": "agree_important",
            "votes_important": "nvotes_important",
        },
        optional=("year", "session", "votes", "agree_important", "votes_important"),
    )
    if "year" not in raw:
        raw = raw.assign(year=raw.session + FIRST_SESSION_YEAR)
    raw = raw[raw.agree.notna() & (raw.year != NO_SESSION)]
    return raw[raw.ccode1 < raw.ccode2]


def _share(name: str, meaning: str) -> Field:
    return Field(name, Kind.REAL, meaning, "share", low=0, high=1, mirror=name)


SOURCE = Source(
    name="agreement",
    title="UN General Assembly agreement scores",
    distributor="Bailey, Strezhnev and Voeten; Harvard Dataverse",
    homepage=DATAVERSE,
    terms=CC0,
    cites=("bailey2017", "voeten2013"),
    unit=Unit.DYAD_YEAR,
    keys=("ccode1", "ccode2", "year"),
    codes=Codes.COW,
    missing="empty; a row that is not there",
    releases=(
        Release("June 2024", 1946, 2023, (File(("AgreementScoresAll_Jun2024.csv",)),)),
        Release(
            "derived 2019",
            1946,
            2019,
            (File(("agreement_dyad_year_derived.csv",)),),
        ),
        Release("as distributed", 1946, 2023, (File(("AgreementScores*.csv",)),)),
    ),
    fields=(
        Field("ccode1", Kind.KEY, "state of the lower code"),
        Field("ccode2", Kind.KEY, "state of the higher code"),
        Field("year", Kind.KEY, "year in which the session opened", low=1946),
        _share("agree", "agreement on all votes that were not unanimous"),
        Field("votes", Kind.COUNT, "votes that both cast", low=0, mirror="votes"),
        _share("agree_important", "agreement on important votes"),
        Field(
            "votes_important",
            Kind.COUNT,
            "important votes that both cast",
            low=0,
            mirror="votes_important",
        ),
    ),
    read=read,
    notes=(
        "The session of 1964 voted once; the 6,216 pairs that a file has for it are left out.",
        "Mixes a change of preferences with a change of agenda (Voeten 2004). Use ideal points.",
        "The table of 2019 was computed from the votes by the authors' definition, and stands in "
        "for theirs.",
    ),
)
