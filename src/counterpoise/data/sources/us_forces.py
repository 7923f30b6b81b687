"""Americans in arms abroad: troops, bases, and what was built, by host.

The troop reports come two to four times a year. A year's figure here is the greatest of its
reports, never their sum: in September of 2003 to 2005 Iraq shows 0, in June over 130,000. A figure
that was filled in by the authors is modelled. The file calls its codes COW and carries
Gleditsch-Ward codes after 1990 (260, 678, 340); they are converted. Codes from 1000 on are
territories and are left out.
"""

import numpy as np
import pandas as pd

from counterpoise.data.codes import to_cow
from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import GPL_PACKAGE
from counterpoise.vocabulary.coverage import Coverage

FIRST_TERRITORY = 1000
IMPUTED = "Stepwise Imputation"
HOMEPAGE = "https://meflynn.github.io/troopdata/"
DISTRIBUTOR = "Allen, Flynn and Martínez Machain (troopdata)"


def read_troops(found: Located) -> pd.DataFrame:
    """State-years: the greatest of a year's reports, and whether the authors filled it in."""
    raw = read_table(
        found["table"],
        {
            "gwcode": "ccode",
            "year": "year",
            "quarter": "quarter",
            "report": "source",
            "troops": "troops_ad",
            "troops_with_reserves": "troops_all",
        },
        optional=("quarter", "report", "troops_with_reserves"),
    )
    raw = raw[raw.gwcode < FIRST_TERRITORY]
    raw = raw.assign(ccode=to_cow(raw.gwcode, raw.year, Codes.GW)).dropna(subset=["ccode"])
    raw = raw.astype({"ccode": "int64"})
    keys = ["ccode", "year"]
    greatest = raw.sort_values([*keys, "troops"], na_position="first").drop_duplicates(
        keys, keep="last"
    )
    report = greatest.get("report", pd.Series(index=greatest.index, dtype="object"))
    together = raw.groupby(keys).agg(
        reports=("troops", "count"), troops_with_reserves=("troops_with_reserves", "max")
    )
    return greatest[[*keys, "troops"]].assign(imputed=report.eq(IMPUTED)).join(together, on=keys)


def read_bases(found: Located) -> pd.DataFrame:
    """One row a site."""
    raw = read_table(
        found["table"],
        {
            "ccode": "ccode",
            "site_name": "basename",
            "name": "countryname",
            "latitude": "lat",
            "longitude": "lon",
            "base": "base",
            "lilypad": "lilypad",
            "funded_site": "fundedsite",
        },
    )
    return raw.assign(site=raw.groupby("ccode").cumcount() + 1)


def read_construction(found: Located) -> pd.DataFrame:
    """State-years: the sum over sites of what was spent on building."""
    raw = read_table(
        found["table"], {"ccode": "ccode", "year": "year", "spending": "spend_construction"}
    ).dropna(subset=["ccode"])
    return raw.groupby(["ccode", "year"])[["spending"]].sum(min_count=1).reset_index()


def filled_in(frame: pd.DataFrame) -> np.ndarray:
    """A figure that the authors filled in is modelled."""
    modelled = frame["imputed"].fillna(False).to_numpy(dtype=bool)
    return np.where(modelled, int(Coverage.MODELLED), int(Coverage.OBSERVED))


def _source(name: str, title: str, release: Release, **declared: object) -> Source:
    return Source(
        name=name,
        title=title,
        distributor=DISTRIBUTOR,
        homepage=HOMEPAGE,
        terms=GPL_PACKAGE,
        missing="empty",
        releases=(release,),
        **declared,  # type: ignore[arg-type]
    )


SOURCES = (
    _source(
        "us_troops",
        "American troops abroad",
        Release(
            "1.0.4.9000",
            1950,
            2025,
            (File(("troopdata_long.csv", "troopdata_rebuild_long.csv")),),
        ),
        cites=("allen2022",),
        unit=Unit.STATE_YEAR,
        keys=("ccode", "year"),
        codes=Codes.GW,
        fields=(
            Field("ccode", Kind.KEY, "host"),
            Field("year", Kind.KEY, "year", low=1950),
            Field(
                "troops",
                Kind.COUNT,
                "on active duty, the greatest of the year's reports",
                "persons",
                low=0,
                coverage=filled_in,
            ),
            Field(
                "troops_with_reserves",
                Kind.COUNT,
                "with guard and reserve, the greatest of the year's reports",
                "persons",
                low=0,
            ),
            Field("reports", Kind.COUNT, "reports of the year", low=0),
            Field("imputed", Kind.FLAG, "filled in by the authors"),
        ),
        read=read_troops,
        notes=(
            "Two reports a year to 2012, four after: never add them up.",
            "Iraq shows 0 in the reports of September 2003 to 2005.",
            "Carries 260, 678 and 340 after 1990, which are Gleditsch-Ward codes; converted here.",
        ),
    ),
    _source(
        "us_bases",
        "American bases abroad",
        Release("2018", 1945, 2018, (File(("basedata.csv",)),)),
        cites=("vine2015", "allen2022"),
        unit=Unit.SITE,
        keys=("ccode", "site"),
        codes=Codes.COW,
        fields=(
            Field("ccode", Kind.KEY, "host"),
            Field("site", Kind.KEY, "which of its sites", low=1),
            Field("site_name", Kind.TEXT, "name of the site"),
            Field("name", Kind.TEXT, "name of the host"),
            Field("latitude", Kind.REAL, "latitude", "degrees", low=-90, high=90),
            Field("longitude", Kind.REAL, "longitude", "degrees", low=-180, high=180),
            Field("base", Kind.FLAG, "a base"),
            Field("lilypad", Kind.FLAG, "a small site"),
            Field("funded_site", Kind.FLAG, "a host's site that the US pays for"),
        ),
        read=read_bases,
        notes=("Without dates: it says where, not when.", "Latin-1."),
    ),
    _source(
        "us_construction",
        "American military construction abroad",
        Release("2019", 2008, 2019, (File(("builddata.csv",)),)),
        cites=("allen2022",),
        unit=Unit.STATE_YEAR,
        keys=("ccode", "year"),
        codes=Codes.COW,
        fields=(
            Field("ccode", Kind.KEY, "host"),
            Field("year", Kind.KEY, "year", low=2008),
            Field("spending", Kind.REAL, "spending on construction", "thousand current US dollars"),
        ),
        read=read_construction,
        notes=("Negative figures are corrections of earlier years.",),
    ),
)
