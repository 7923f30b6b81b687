"""World Bank indicators: income, and what is spent on force, by SIPRI's count.

``..`` marks a missing value. Aggregates (World, Euro area) have codes like states'; only codes of
states are kept. Military spending is published as a share of GDP; in dollars it is that share times
GDP at constant prices, which is arithmetic on observed values.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.problem import UnreadableSource
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import CC_BY

API = "https://api.worldbank.org/v2/en/indicator"
GDP_CURRENT = "NY.GDP.MKTP.CD"
SERIES = {
    "military_share": "MS.MIL.XPND.GD.ZS",
    "gdp_constant": "NY.GDP.MKTP.KD",
    "armed_forces_share": "MS.MIL.TOTL.TF.ZS",
    "battle_deaths": "VC.BTL.DETH",
}
LINES_BEFORE_HEADS = 4
"""Of the file that the programming interface gives: its title and the date."""


def read_gdp(found: Located) -> pd.DataFrame:
    """GDP of states; long, or one column a year as the distributor has it."""
    path = found["table"]
    if path.name.casefold().startswith("api_"):
        long = _long(path, LINES_BEFORE_HEADS, {"Country Code": "iso3"})
    else:
        long = read_table(path, {"iso3": "Country Code", "year": "Year", "value": "Value"})
    return _states(long).rename(columns={"value": "gdp"}).dropna(subset=["gdp"])


def read_indicators(found: Located) -> pd.DataFrame:
    """Indicators side by side, and military spending in dollars."""
    long = _long(found["table"], 0, {"Country Code": "iso3", "Series Code": "series"})
    long = _states(long[long.series.isin(SERIES.values())])
    wide = long.pivot_table(index=["ccode", "year"], columns="series", values="value")
    named = wide.rename(columns={code: name for name, code in SERIES.items()}).reset_index()
    if {"military_share", "gdp_constant"} <= set(named.columns):
        named = named.assign(military_spending=named.military_share / 100 * named.gdp_constant)
    return named


def _long(path: Path, header: int, names: Mapping[str, str]) -> pd.DataFrame:
    heads = pd.read_csv(path, skiprows=header, nrows=0, encoding="utf-8-sig").columns
    years = {head: int(head[:4]) for head in heads if head[:4].isdigit()}
    if not years:
        raise UnreadableSource(f"{path} has no column of a year. Is it a World Bank extract?")
    wide = read_table(
        path,
        {ours: theirs for theirs, ours in names.items()} | {head: head for head in years},
        missing=("..",),
        header=header,
    )
    long = wide.melt(list(names.values()), var_name="year", value_name="value")
    return long.assign(year=long.year.map(years), value=pd.to_numeric(long.value, errors="raise"))


def _states(long: pd.DataFrame) -> pd.DataFrame:
    coded = long.assign(ccode=to_cow(long.iso3, long.year, Codes.ISO3))
    return coded.dropna(subset=["ccode"]).astype({"ccode": "int64"})


SOURCES = (
    Source(
        name="gdp",
        title="World Bank: GDP in current US dollars",
        distributor="World Bank",
        homepage="https://data.worldbank.org/indicator/NY.GDP.MKTP.CD",
        terms=CC_BY,
        cites=("worldbank_wdi",),
        unit=Unit.STATE_YEAR,
        keys=("ccode", "year"),
        codes=Codes.ISO3,
        missing="empty; a row that is not there",
        releases=(
            Release(
                "2023",
                1960,
                2023,
                (
                    File(
                        ("gdp.csv", f"API_{GDP_CURRENT}_*.csv"),
                        url=f"{API}/{GDP_CURRENT}?downloadformat=csv",
                        member=(f"API_{GDP_CURRENT}_*.csv",),
                    ),
                ),
            ),
        ),
        fields=(
            Field("ccode", Kind.KEY, "state"),
            Field("year", Kind.KEY, "year", low=1960),
            Field("gdp", Kind.REAL, "gross domestic product", "current US dollars", low=0),
            Field("iso3", Kind.TEXT, "ISO-3 letters in the file"),
        ),
        read=read_gdp,
        notes=("Aggregates of states are left out.",),
    ),
    Source(
        name="military_spending",
        title="World Development Indicators: military spending, by SIPRI's count",
        distributor="World Bank; SIPRI",
        homepage="https://databank.worldbank.org/source/world-development-indicators",
        terms=CC_BY,
        cites=("worldbank_wdi", "sipri_milex"),
        unit=Unit.STATE_YEAR,
        keys=("ccode", "year"),
        codes=Codes.ISO3,
        missing="..",
        releases=(
            Release("extract", 1960, 2023, (File(("wdi_extract.csv", "????????-*_Data.csv")),)),
        ),
        fields=(
            Field("ccode", Kind.KEY, "state"),
            Field("year", Kind.KEY, "year", low=1960),
            Field("military_share", Kind.REAL, "military spending", "% of GDP", low=0),
            Field("military_spending", Kind.REAL, "military spending", "constant 2015 US$", low=0),
            Field("gdp_constant", Kind.REAL, "gross domestic product", "constant 2015 US$", low=0),
            Field("armed_forces_share", Kind.REAL, "armed forces", "% of the labour force", low=0),
            Field("battle_deaths", Kind.REAL, "battle-related deaths", "persons", low=0),
        ),
        read=read_indicators,
        notes=(
            "The World Bank's releases disagree about the licence of the SIPRI series; treat it as "
            "non-commercial with attribution.",
            "A year without spending is missing: it is not a state without an army.",
        ),
    ),
)
