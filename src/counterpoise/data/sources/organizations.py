"""International organisations: how many a state belongs to, which, and how many two states share.

Version 3.0 has counts and, in the distributor's own files, one column for each organisation:

    1 full member, 2 associate, 3 observer, 0 none, -9 missing, -1 the organisation does not exist

A negative code is no membership of zero. GATT and WTO are two columns that overlap in 1995. A step
from 1 to 0 is mostly a change of coding, and no withdrawal. Version 2.3 has named spells that end
in 2005; before 1965 states were observed every fifth year, so that a joining year of 1950 is the
year of an observation, and 1965 means 1965 or earlier.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

HOMEPAGE = "https://correlatesofwar.org/data-sets/igos/"
UPLOADS = "https://correlatesofwar.org/wp-content/uploads"
FULL, ASSOCIATE, OBSERVER, NONE = 1, 2, 3, 0
KNOWN = (NONE, FULL, ASSOCIATE, OBSERVER)
ANNUAL_FROM = 1965
LAST_OF_SPELLS = 2005
NOT_ORGANIZATIONS = frozenset(
    [
        "ccode",
        "year",
        "state",
        "country",
        "stateabb",
        "version",
        "ccode1",
        "ccode2",
        "country1",
        "country2",
        "dyadid",
    ]
)


def read_counts(found: Located) -> pd.DataFrame:
    """Counts by kind of membership, given or counted from the columns of organisations."""
    path = found["table"]
    if "counts" in found.paths or path.name.casefold().startswith("igo_v3_state_year"):
        return read_table(
            path,
            {
                "ccode": "ccode",
                "year": "year",
                "full": "sum_igo_full",
                "associate": "sum_igo_associate",
                "observer": "sum_igo_observer",
                "any_kind": "sum_igo_anytype",
            },
        )
    wide = _wide(found)
    codes = wide.drop(columns=["ccode", "year"])
    counts = {
        "full": codes.eq(FULL).sum(axis=1),
        "associate": codes.eq(ASSOCIATE).sum(axis=1),
        "observer": codes.eq(OBSERVER).sum(axis=1),
    }
    unknown = codes.eq(-9).all(axis=1)
    counts = {name: count.astype("Int64").mask(unknown) for name, count in counts.items()}
    total = counts["full"] + counts["associate"] + counts["observer"]
    return wide[["ccode", "year"]].assign(**counts, any_kind=total)


def read_shared(found: Located) -> pd.DataFrame:
    """How many organisations two states are both full members of."""
    path = found["table"]
    names = {"ccode1": "ccode1", "ccode2": "ccode2", "year": "year"}
    if not path.name.casefold().startswith("dyadic_format"):
        return read_table(path, names | {"shared": "dyadigos"})
    heads = read_wide_heads(path)
    wide = read_table(path, names | {head: head for head in heads})
    counts = wide.drop(columns=list(names)).eq(FULL).sum(axis=1)
    return wide[list(names)].assign(shared=counts)


def read_membership(found: Located) -> pd.DataFrame:
    """State-order-years from the distributor's columns; where the order does not exist, no row."""
    wide = _wide(found)
    long = wide.melt(["ccode", "year"], var_name="order", value_name="code")
    long = long[long.code != -1]
    known = long.code.isin(KNOWN)
    return long.assign(membership=long.code.where(known), member=long.code.eq(FULL).where(known))


def read_spells(found: Located) -> pd.DataFrame:
    """Named spells of version 2.3, with what their bounds mean."""
    raw = read_table(
        found["table"],
        {"igo": "igoID", "ccode": "StateID", "start": "JoinYear", "end": "LeaveYear"},
    )
    if "names" in found.paths:
        listed = read_table(
            found["names"], {"igo": "igoID", "order": "igoAbbr", "title": "igoShortName"}
        )
        raw = raw.merge(listed.drop_duplicates("igo"), on="igo", how="left")
    return raw.assign(
        continues=raw.end.ge(LAST_OF_SPELLS),
        observation=raw.start.lt(ANNUAL_FROM) & raw.start.eq(raw.end),
        start_censored=raw.start.eq(ANNUAL_FROM),
    )


def read_wide_heads(path: Path) -> list[str]:
    """The columns of a file that are organisations."""
    heads = pd.read_csv(path, nrows=0).columns
    return [
        str(h)
        for h in heads
        if str(h).casefold() not in NOT_ORGANIZATIONS | {"ccode1", "ccode2", "dyadid"}
    ]


def _wide(found: Located) -> pd.DataFrame:
    path = found["table"]
    heads = read_wide_heads(path)
    return read_table(path, {"ccode": "ccode", "year": "year", **{head: head for head in heads}})


def at_the_end(frame: pd.DataFrame) -> np.ndarray:
    """A spell that lasts when the data end has a censored end."""
    over = frame["continues"].fillna(False).to_numpy(dtype=bool)
    return np.where(over, int(Coverage.CENSORED), int(Coverage.OBSERVED))


def at_the_start(frame: pd.DataFrame) -> np.ndarray:
    """A spell of which only an observation is known, or 1965 or earlier, has a censored start."""
    unsure = (frame["start_censored"] | frame["observation"]).fillna(False).to_numpy(dtype=bool)
    return np.where(unsure, int(Coverage.CENSORED), int(Coverage.OBSERVED))


V3_WIDE = File(
    ("state_year_formatv3.csv", "IGO_state_year_formatv3.csv"),
    url=f"{UPLOADS}/state_year_formatv3.zip",
    member=("*state_year_formatv3.csv",),
)


def _source(name: str, title: str, **declared: object) -> Source:
    return Source(
        name=name,
        title=title,
        distributor="Correlates of War Project",
        homepage=HOMEPAGE,
        terms=RESEARCH,
        codes=Codes.COW,
        **declared,  # type: ignore[arg-type]
    )


SOURCES = (
    _source(
        "igo_counts",
        "Intergovernmental Organizations: memberships of a state, counted",
        cites=("pevehouse2020",),
        unit=Unit.STATE_YEAR,
        keys=("ccode", "year"),
        missing="-9; a row that is not there",
        releases=(
            Release(
                "3.0",
                1816,
                2014,
                (
                    File(
                        ("igo_v3_state_year.csv", *V3_WIDE.names),
                        url=V3_WIDE.url,
                        member=V3_WIDE.member,
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode", Kind.KEY, "state"),
            Field("year", Kind.KEY, "year", low=1816),
            Field("full", Kind.COUNT, "full memberships", low=0),
            Field("associate", Kind.COUNT, "associate memberships", low=0),
            Field("observer", Kind.COUNT, "observerships", low=0),
            Field("any_kind", Kind.COUNT, "memberships of any kind", low=0),
        ),
        read=read_counts,
    ),
    _source(
        "igo_shared",
        "Intergovernmental Organizations: memberships that two states share",
        cites=("pevehouse2020",),
        unit=Unit.DYAD_YEAR,
        keys=("ccode1", "ccode2", "year"),
        missing="a row that is not there",
        releases=(
            Release(
                "3.0",
                1816,
                2014,
                (
                    File(
                        ("igo_v3_dyad_year.csv", "dyadic_formatv3.csv"),
                        url=f"{UPLOADS}/dyadic_formatv3.zip",
                        member=("*dyadic_formatv3.csv",),
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode1", Kind.KEY, "state of the lower code"),
            Field("ccode2", Kind.KEY, "state of the higher code"),
            Field("year", Kind.KEY, "year", low=1816),
            Field("shared", Kind.COUNT, "joint full memberships", low=0, mirror="shared"),
        ),
        read=read_shared,
    ),
    _source(
        "igo_membership",
        "Intergovernmental Organizations: membership in each organisation",
        cites=("pevehouse2020",),
        unit=Unit.STATE_ORDER_YEAR,
        keys=("ccode", "order", "year"),
        missing="-9; -1 where the organisation does not exist (no row here)",
        absent=Coverage.STRUCTURAL_ZERO,
        releases=(Release("3.0", 1816, 2014, (V3_WIDE,)),),
        fields=(
            Field("ccode", Kind.KEY, "state"),
            Field("order", Kind.KEY, "organisation, abbreviated"),
            Field("year", Kind.KEY, "year", low=1816),
            Field("member", Kind.FLAG, "full member"),
            Field("membership", Kind.COUNT, "0 none to 3 observer", low=0, high=3),
        ),
        read=read_membership,
        notes=(
            "GATT and WTO are two columns and overlap in 1995: take the union.",
            "A negative code is missing, or an organisation that does not exist; never zero.",
            "Steps from 1 to 0 are mostly coding, not withdrawal.",
            "Check NATO and ICC against the public record.",
        ),
    ),
    _source(
        "igo_spells",
        "Intergovernmental Organizations: spells of membership, version 2.3",
        cites=("pevehouse2004",),
        unit=Unit.STATE_ORDER_SPELL,
        keys=("ccode", "igo", "start"),
        missing="none",
        absent=Coverage.STRUCTURAL_ZERO,
        absent_from=ANNUAL_FROM,
        releases=(
            Release(
                "2.3",
                1815,
                2005,
                (
                    File(
                        ("igo_v2.3_membership.csv", "igo_membership.csv"),
                    ),
                    File(
                        ("igounit_v2.3.csv", "igo_v2.3_organizations.csv", "igo.csv"),
                        role="names",
                        optional=True,
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode", Kind.KEY, "state"),
            Field("igo", Kind.KEY, "number of the organisation"),
            Field(
                "start",
                Kind.KEY,
                "joining year; 1965 or earlier where 1965; before that an observation",
                low=1815,
            ),
            Field(
                "end",
                Kind.COUNT,
                "last year; 2005 where still a member",
                low=1815,
                high=2005,
                coverage=at_the_end,
            ),
            Field("continues", Kind.FLAG, "a member when the data end"),
            Field("observation", Kind.FLAG, "one year of observation, before 1965, and no spell"),
            Field("start_censored", Kind.FLAG, "joined in 1965 or earlier"),
            Field("order", Kind.TEXT, "organisation, abbreviated"),
            Field("title", Kind.TEXT, "organisation"),
        ),
        read=read_spells,
        notes=(
            "Before 1965 every fifth year was observed: a spell of one year there is an "
            "observation, neither an accession nor an exit.",
            "1965 as a joining year means 1965 or earlier.",
            "Spells end in 2005, which is the end of the data.",
        ),
    ),
)
