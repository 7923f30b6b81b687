"""When states joined the GATT and the European Union: accessions alone, no exits.

The list of the Union has no end for the United Kingdom, which left in 2020; the list of the GATT
ends with 1994, when the WTO took its place.
"""

import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.source import (
    Codes,
    Field,
    File,
    Kind,
    Located,
    Reader,
    Release,
    Source,
    Unit,
)
from counterpoise.data.table import read_table
from counterpoise.data.terms import PUBLIC_RECORD
from counterpoise.vocabulary.coverage import Coverage


def read_gatt(found: Located) -> pd.DataFrame:
    """Accessions to the GATT."""
    raw = read_table(found["table"], {"name": "country", "iso3": "iso3c", "date": "date"})
    return _coded(raw, "GATT", Codes.ISO3, "iso3")


def read_union(found: Located) -> pd.DataFrame:
    """Accessions to the European Communities and the Union."""
    raw = read_table(found["table"], {"name": "country", "date": "date"})
    return _coded(raw, "EU", Codes.NAMES, "name")


def _coded(raw: pd.DataFrame, order: str, system: Codes, column: str) -> pd.DataFrame:
    date = pd.to_datetime(raw.date)
    year = date.dt.year
    return raw.assign(order=order, date=date, start=year, ccode=to_cow(raw[column], year, system))


def _source(
    name: str,
    title: str,
    homepage: str,
    cite: str,
    codes: Codes,
    release: Release,
    read: Reader,
) -> Source:
    return Source(
        name=name,
        title=title,
        distributor="public lists; tidied by S. V. Miller (stevedata)",
        homepage=homepage,
        terms=PUBLIC_RECORD,
        cites=(cite,),
        unit=Unit.STATE_ORDER_SPELL,
        keys=("order", "name"),
        codes=codes,
        missing="none",
        absent=Coverage.STRUCTURAL_ZERO,
        releases=(release,),
        fields=(
            Field("order", Kind.KEY, "order joined"),
            Field("name", Kind.KEY, "name in the list"),
            Field("ccode", Kind.COUNT, "state; NA where it was no member of the state system"),
            Field("start", Kind.COUNT, "year of accession", low=1947),
            Field("date", Kind.DATE, "day of accession"),
        ),
        read=read,
        notes=("Accessions alone: an exit is not in the list.",),
    )


SOURCES = (
    _source(
        "gatt_accessions",
        "Members of the GATT by date of accession",
        "https://www.wto.org/english/thewto_e/gattmem_e.htm",
        "wto_gatt",
        Codes.ISO3,
        Release("1994", 1948, 1994, (File(("gatt_members.csv",)),)),
        read_gatt,
    ),
    _source(
        "eu_accessions",
        "Members of the European Union by date of accession",
        "https://european-union.europa.eu/principles-countries-history/eu-countries_en",
        "eu_members",
        Codes.ISO2,
        Release("2013", 1958, 2013, (File(("eu_members.csv", "eustates.csv")),)),
        read_union,
    ),
)
