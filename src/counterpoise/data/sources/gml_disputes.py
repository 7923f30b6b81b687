"""Disputes as corrected by Gibler, Miller and Little: directed dyad-dispute-years, 1816-2010.

The tables in circulation end in 2010. A later year is missing, never peaceful; rates after 2010
come from the disputes of version 5.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.sources.disputes import FATALITY, HIACT, HOSTLEV, UNKNOWN
from counterpoise.data.table import blank, read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

KEYS = ("ccode1", "ccode2", "year", "dispnum")


def read(found: Located) -> pd.DataFrame:
    """Every dispute of every directed dyad-year; a dyad-year can have several."""
    raw = read_table(
        found["table"],
        {
            "ccode1": "ccode1",
            "ccode2": "ccode2",
            "year": "year",
            "dispnum": ("dispnum", "dispnum3", "disno"),
            "ongoing": ("midongoing", "gmlmidongoing"),
            "onset": ("midonset", "gmlmidonset"),
            "side_a1": "sidea1",
            "side_a2": "sidea2",
            "revisionist1": "revstate1",
            "revisionist2": "revstate2",
            "originator1": "orig1",
            "originator2": "orig2",
            "hostlev": "hostlev",
            "hostlev1": "hostlev1",
            "hostlev2": "hostlev2",
            "hiact": "hiact",
            "hiact1": "hiact1",
            "hiact2": "hiact2",
            "fatality": "fatality",
            "fatality1": "fatality1",
            "fatality2": "fatality2",
            "outcome": "outcome",
            "recip": "recip",
        },
        optional=("hiact", "hostlev", "fatality", "outcome", "recip"),
    )
    return blank(raw, {name: UNKNOWN for name in raw.columns if name not in KEYS})


def _of(field: Field, name: str, whose: str) -> Field:
    return Field(name, field.kind, f"{field.meaning}, {whose}", field.unit, field.low, field.high)


SOURCE = Source(
    name="gml_disputes",
    title="Gibler-Miller-Little Militarized Interstate Disputes",
    distributor="Gibler, Miller and Little",
    homepage="https://svmiller.com/gml-mid-data/",
    terms=RESEARCH,
    cites=("gibler2016",),
    unit=Unit.DISPUTE_DYAD_YEAR,
    keys=KEYS,
    codes=Codes.COW,
    missing="-9",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(
        Release(
            "2.2.1",
            1816,
            2010,
            (
                File(
                    (
                        "gml-ddy-disputes-2.2.1.csv",
                        "gml-ddydisps-2.2.1.csv",
                        "gml_mid_2.2.1_directed_dyad_year.csv",
                    ),
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode1", Kind.KEY, "state"),
        Field("ccode2", Kind.KEY, "its opponent"),
        Field("year", Kind.KEY, "year", low=1816),
        Field("dispnum", Kind.KEY, "number of the dispute"),
        Field("ongoing", Kind.FLAG, "under way"),
        Field("onset", Kind.FLAG, "begins in this dyad"),
        Field("side_a1", Kind.FLAG, "ccode1 is on the side that acted first"),
        Field("side_a2", Kind.FLAG, "ccode2 is on the side that acted first"),
        Field("revisionist1", Kind.FLAG, "ccode1 is dissatisfied with the status quo"),
        Field("revisionist2", Kind.FLAG, "ccode2 is dissatisfied with the status quo"),
        Field("originator1", Kind.FLAG, "ccode1 was there on the first day"),
        Field("originator2", Kind.FLAG, "ccode2 was there on the first day"),
        HOSTLEV,
        _of(HOSTLEV, "hostlev1", "of ccode1"),
        _of(HOSTLEV, "hostlev2", "of ccode2"),
        HIACT,
        _of(HIACT, "hiact1", "of ccode1"),
        _of(HIACT, "hiact2", "of ccode2"),
        FATALITY,
        _of(FATALITY, "fatality1", "of ccode1"),
        _of(FATALITY, "fatality2", "of ccode2"),
        Field("outcome", Kind.COUNT, "outcome", low=1, high=9),
        Field("recip", Kind.FLAG, "the other side answered in kind"),
    ),
    read=read,
    notes=(
        "Ends in 2010: a later year is missing, not peaceful.",
        "A directed dyad-year can hold several disputes (992 rows beyond the first); choose before "
        "joining to a panel of dyad-years.",
        "Joiners have rows too: use the originators for who began.",
    ),
)
