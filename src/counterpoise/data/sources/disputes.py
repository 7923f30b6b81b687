"""Militarized disputes: threats, displays and uses of force short of war, and wars, 1816-2014.

Five tables of version 5: disputes, their participants, incidents, the incidents' participants, and
directed dyad-years. The distributor's dyadic file (4.03) has a row for each dispute of a dyad-year;
the file derived from version 5 keeps one dispute a dyad-year.
"""

from collections.abc import Iterable

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

UNKNOWN = (-9,)
ARCHIVE = "https://correlatesofwar.org/wp-content/uploads/MID-5-Data-and-Supporting-Materials.zip"
HOMEPAGE = "https://correlatesofwar.org/data-sets/mids/"
NOTES = (
    "-9 is missing in days, fatalities, revisionism, outcome and settlement.",
    "Data end in 2014: a later year is missing, not peaceful.",
    "Hostility 5 in a dispute of 1853 is the run-up to the Crimean War; Prussia's 5 in 1848 is the "
    "war against Denmark.",
    "The dispute of the United States and Iraq (4273) begins in 1997: it is no onset of 2003.",
)


def _known(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    return dict.fromkeys(names, UNKNOWN)


def read_disputes(found: Located) -> pd.DataFrame:
    """One row a dispute."""
    raw = read_table(
        found["table"],
        {
            "dispnum": "dispnum",
            "start": "styear",
            "stmonth": "stmon",
            "stday": "stday",
            "end": "endyear",
            "endmonth": "endmon",
            "endday": "endday",
            "outcome": "outcome",
            "settle": "settle",
            "fatality": "fatality",
            "hiact": "hiact",
            "hostlev": "hostlev",
            "recip": "recip",
            "numa": "numa",
            "numb": "numb",
        },
    )
    return blank(raw, _known(name for name in raw.columns if name != "dispnum"))


def read_participants(found: Located) -> pd.DataFrame:
    """One row for each spell of a state in a dispute."""
    raw = read_table(
        found["table"],
        {
            "dispnum": "dispnum",
            "ccode": "ccode",
            "start": "styear",
            "stmonth": "stmon",
            "stday": "stday",
            "end": "endyear",
            "endmonth": "endmon",
            "endday": "endday",
            "side_a": "sidea",
            "revisionist": "revstate",
            "fatality": "fatality",
            "hiact": "hiact",
            "hostlev": "hostlev",
            "originator": "orig",
        },
    )
    spell = raw.groupby(["dispnum", "ccode"]).cumcount() + 1
    return blank(raw, _known(set(raw.columns) - {"dispnum", "ccode"})).assign(spell=spell)


def read_incidents(found: Located) -> pd.DataFrame:
    """One row an incident."""
    raw = read_table(
        found["table"],
        {
            "dispnum": "dispnum",
            "incidnum": "incidnum",
            "start": "styear",
            "stmonth": "stmon",
            "stday": "stday",
            "end": "endyear",
            "fatality": "fatality",
            "action": "action",
            "hostlev": "hostlev",
        },
    )
    return blank(raw, _known(set(raw.columns) - {"dispnum", "incidnum"}))


def read_incident_participants(found: Located) -> pd.DataFrame:
    """One row for each state in an incident."""
    raw = read_table(
        found["table"],
        {
            "dispnum": "dispnum",
            "incidnum": "incidnum",
            "ccode": "ccode",
            "start": "styear",
            "side_a_of_incident": "insidea",
            "side_a": "sidea",
            "fatality": "fatality",
            "action": "action",
            "hostlev": "hostlev",
        },
    )
    entry = raw.groupby(["incidnum", "ccode"]).cumcount() + 1
    return blank(raw, _known(set(raw.columns) - {"dispnum", "incidnum", "ccode"})).assign(
        entry=entry
    )


def read_dyads(found: Located) -> pd.DataFrame:
    """One row a directed dyad-year; of several disputes the most hostile, then the earliest."""
    raw = read_table(
        found["table"],
        {
            "ccode1": ("ccode1", "statea"),
            "ccode2": ("ccode2", "stateb"),
            "year": "year",
            "dispnum": ("dispnum", "disno"),
            "ongoing": ("cowmidongoing", "midongoing"),
            "onset": ("cowmidonset", "midonset"),
            "began": "strtyr",
            "hostlev": ("hostlev", "hihost"),
            "hostlev1": ("hostlev1", "hihosta"),
            "hostlev2": ("hostlev2", "hihostb"),
            "fatality": ("fatality", "fatlev"),
            "fatality1": ("fatality1", "fatleva"),
            "fatality2": ("fatality2", "fatlevb"),
            "originator1": ("orig1", "orignata"),
            "originator2": ("orig2", "orignatb"),
        },
        optional=("ongoing", "onset", "began"),
    )
    keys = {"dispnum", "ccode1", "ccode2", "year"}
    known = blank(raw, _known(set(raw.columns) - keys))
    if "onset" not in known:
        known = known.assign(onset=(known.year == known.began).astype("int64"))
    if "ongoing" not in known:
        known = known.assign(ongoing=1)
    return one_a_year(both_ways(known))


def both_ways(known: pd.DataFrame) -> pd.DataFrame:
    """Each dyad in both directions, whether or not the file has both."""
    exchanged = {
        name: f"{name[:-1]}{'2' if name.endswith('1') else '1'}"
        for name in known.columns
        if name.endswith(("1", "2"))
    }
    mirrored = known.rename(columns=exchanged)[list(known.columns)]
    both = pd.concat([known, mirrored], ignore_index=True)
    return both.drop_duplicates(["dispnum", "ccode1", "ccode2", "year"])


def one_a_year(known: pd.DataFrame) -> pd.DataFrame:
    """Keep one dispute for each directed dyad-year: the most hostile, then the lowest number.

    An onset of any of them remains an onset of the year.
    """
    keys = ["ccode1", "ccode2", "year"]
    known = known.assign(onset=known.groupby(keys)["onset"].transform("max"))
    worst = known.sort_values(
        [*keys, "hostlev", "dispnum"], ascending=[True, True, True, False, True], kind="stable"
    )
    return worst.drop_duplicates(keys)


def _source(name: str, title: str, file: File, last: int, first: int, **declared: object) -> Source:
    return Source(
        name=name,
        title=title,
        distributor="Correlates of War Project",
        homepage=HOMEPAGE,
        terms=RESEARCH,
        cites=("mid5",),
        codes=Codes.COW,
        missing="-9",
        releases=(Release("5.0", first, last, (file,)),),
        notes=NOTES,
        **declared,  # type: ignore[arg-type]
    )


def _file(table: str, *newer: str) -> File:
    name = f"{table} 5.0.csv"
    return File(
        (name, *newer),
        url=ARCHIVE,
        member=(f"*{name}",),
    )


DISPUTE = Field("dispnum", Kind.KEY, "number of the dispute")
FATALITY = Field("fatality", Kind.COUNT, "level of fatalities", low=0, high=6)
HIACT = Field("hiact", Kind.COUNT, "highest action", low=0, high=22)
HOSTLEV = Field("hostlev", Kind.COUNT, "hostility: 1 none to 5 war", low=1, high=5)


def _dates(last: bool = True) -> tuple[Field, ...]:
    return (
        Field("start", Kind.COUNT, "year of its beginning", low=1816),
        Field("stmonth", Kind.COUNT, "month of its beginning", low=1, high=12),
        Field("stday", Kind.COUNT, "day of its beginning", low=1, high=31),
        Field("end", Kind.COUNT, "year of its end", low=1816),
        *(
            (
                Field("endmonth", Kind.COUNT, "month of its end", low=1, high=12),
                Field("endday", Kind.COUNT, "day of its end", low=1, high=31),
            )
            if last
            else ()
        ),
    )


SOURCES = (
    _source(
        "disputes",
        "Militarized Interstate Disputes: disputes (MIDA)",
        _file("MIDA"),
        2014,
        1816,
        unit=Unit.EVENT,
        keys=("dispnum",),
        fields=(
            DISPUTE,
            *_dates(),
            Field("outcome", Kind.COUNT, "outcome", low=1, high=9),
            Field("settle", Kind.COUNT, "settlement", low=1, high=4),
            FATALITY,
            HIACT,
            HOSTLEV,
            Field("recip", Kind.FLAG, "the other side answered in kind"),
            Field("numa", Kind.COUNT, "states on side A", low=1),
            Field("numb", Kind.COUNT, "states on side B", low=1),
        ),
        read=read_disputes,
    ),
    _source(
        "dispute_participants",
        "Militarized Interstate Disputes: participants (MIDB)",
        _file("MIDB"),
        2014,
        1816,
        unit=Unit.EVENT_STATE,
        keys=("dispnum", "ccode", "spell"),
        fields=(
            DISPUTE,
            Field("ccode", Kind.KEY, "participant"),
            Field("spell", Kind.KEY, "which of its spells in the dispute", low=1),
            *_dates(),
            Field("side_a", Kind.FLAG, "on the side that acted first"),
            Field("revisionist", Kind.FLAG, "dissatisfied with the status quo"),
            FATALITY,
            HIACT,
            HOSTLEV,
            Field("originator", Kind.FLAG, "there on the first day"),
        ),
        read=read_participants,
    ),
    _source(
        "dispute_incidents",
        "Militarized Interstate Disputes: incidents (MIDI)",
        _file("MIDI", "MIDI_5.01.csv", "MIDI 5.01.csv"),
        2014,
        1992,
        unit=Unit.EVENT,
        keys=("incidnum",),
        fields=(
            Field("incidnum", Kind.KEY, "number of the incident"),
            Field("dispnum", Kind.COUNT, "dispute that it belongs to"),
            *_dates(last=False),
            FATALITY,
            Field("action", Kind.COUNT, "action", low=0, high=22),
            HOSTLEV,
        ),
        read=read_incidents,
    ),
    _source(
        "incident_participants",
        "Militarized Interstate Disputes: incident participants (MIDIP)",
        _file("MIDIP", "MIDIP_5.01.csv", "MIDIP 5.01.csv"),
        2014,
        1992,
        unit=Unit.EVENT_STATE,
        keys=("incidnum", "ccode", "entry"),
        fields=(
            Field("incidnum", Kind.KEY, "number of the incident"),
            Field("ccode", Kind.KEY, "participant"),
            Field("entry", Kind.KEY, "which of its entries in the incident", low=1),
            Field("dispnum", Kind.COUNT, "dispute that the incident belongs to"),
            Field("start", Kind.COUNT, "year", low=1816),
            Field("side_a_of_incident", Kind.FLAG, "acted first in the incident"),
            Field("side_a", Kind.FLAG, "on the side that acted first in the dispute"),
            FATALITY,
            Field("action", Kind.COUNT, "action", low=0, high=22),
            HOSTLEV,
        ),
        read=read_incident_participants,
    ),
    _source(
        "dispute_dyads",
        "Militarized Interstate Disputes: directed dyad-years",
        File(
            ("mid5_directed_dyad_year.csv", "dyadic_mid_4.03.csv", "dyadic_mid_*.csv"),
            url=("https://correlatesofwar.org/wp-content/uploads/dyadic_mid_4.03_update.zip"),
            member=("dyadic_mid_4.03.csv",),
        ),
        2014,
        1816,
        unit=Unit.DIRECTED_DYAD_YEAR,
        keys=("ccode1", "ccode2", "year"),
        absent=Coverage.STRUCTURAL_ZERO,
        fields=(
            Field("ccode1", Kind.KEY, "state"),
            Field("ccode2", Kind.KEY, "its opponent"),
            Field("year", Kind.KEY, "year", low=1816),
            Field("dispnum", Kind.COUNT, "number of the most hostile dispute"),
            Field("ongoing", Kind.FLAG, "a dispute is under way"),
            Field("onset", Kind.FLAG, "a dispute begins"),
            HOSTLEV,
            Field("hostlev1", Kind.COUNT, "highest hostility of ccode1", low=1, high=5),
            Field("hostlev2", Kind.COUNT, "highest hostility of ccode2", low=1, high=5),
            FATALITY,
            Field("fatality1", Kind.COUNT, "fatalities of ccode1, level", low=0, high=6),
            Field("fatality2", Kind.COUNT, "fatalities of ccode2, level", low=0, high=6),
            Field("originator1", Kind.FLAG, "ccode1 was there on the first day"),
            Field("originator2", Kind.FLAG, "ccode2 was there on the first day"),
        ),
        read=read_dyads,
    ),
)
