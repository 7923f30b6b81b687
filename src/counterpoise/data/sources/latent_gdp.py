"""Income and population as latent quantities, with what is not known of them, 1816-2019.

Estimated jointly from several series by a dynamic model, gaps included: every value is modelled,
and comes with a standard deviation.
"""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import CC0
from counterpoise.vocabulary.coverage import Coverage

NAMES = {
    "gdp_per_head": "mrgdppc",
    "gdp_per_head_sd": "sd_mrgdppc",
    "gdp": "pwtrgdp",
    "gdp_sd": "sd_pwtrgdp",
    "population": "pwtpop",
    "population_sd": "sd_pwtpop",
}


def read(found: Located) -> pd.DataFrame:
    """State-years."""
    return read_table(found["table"], {"ccode": "ccode", "year": "year", **NAMES})


def _modelled(name: str, meaning: str, unit: str) -> Field:
    return Field(name, Kind.REAL, meaning, unit, low=0, coverage=Coverage.MODELLED)


SOURCE = Source(
    name="latent_gdp",
    title="Latent GDP and population",
    distributor="Fariss, Anders, Markowitz and Barnum; Harvard Dataverse",
    homepage="https://doi.org/10.7910/DVN/FALCGS",
    terms=CC0,
    cites=("fariss2022",),
    unit=Unit.STATE_YEAR,
    keys=("ccode", "year"),
    codes=Codes.COW,
    missing="empty",
    releases=(
        Release(
            "2022",
            1816,
            2019,
            (
                File(
                    ("cw_gdppop.csv", "fariss_gdp_pop.csv"),
                ),
            ),
        ),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("year", Kind.KEY, "year", low=1816),
        _modelled("gdp_per_head", "GDP per head (Maddison)", "2011 international $ at PPP"),
        _modelled("gdp_per_head_sd", "its standard deviation", "2011 international $ at PPP"),
        _modelled("gdp", "GDP (Penn World Table)", "million 2017 international $ at PPP"),
        _modelled("gdp_sd", "its standard deviation", "million 2017 international $ at PPP"),
        _modelled("population", "population (Penn World Table)", "million"),
        _modelled("population_sd", "its standard deviation", "million"),
    ),
    read=read,
    notes=(
        "GDP per head and GDP are in prices of different years; do not divide one by the other.",
    ),
)
