"""Surplus domestic product: income beyond what a people needs to live, 1816-2016.

In the file all quantities are natural logarithms; here they are in their own units.
"""

import numpy as np
import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import RESEARCH
from counterpoise.vocabulary.coverage import Coverage

LOGS = {
    "gdp": "wbgdp2011est",
    "surplus": "sdpest",
    "population": "wbpopest",
    "gdp_per_head": "wbgdppc2011est",
}


def read(found: Located) -> pd.DataFrame:
    """State-years, out of logarithms."""
    raw = read_table(found["table"], {"ccode": "ccode", "year": "year", **LOGS})
    return raw.assign(**{name: np.exp(raw[name]) for name in LOGS})


def _modelled(name: str, meaning: str, unit: str) -> Field:
    return Field(name, Kind.REAL, meaning, unit, low=0, coverage=Coverage.MODELLED)


SOURCE = Source(
    name="surplus_product",
    title="Surplus Domestic Product",
    distributor="Anders, Fariss and Markowitz; converted by S. V. Miller (peacesciencer)",
    homepage="https://svmiller.com/peacesciencer/reference/cow_sdp_gdp.html",
    terms=RESEARCH,
    cites=("anders2020",),
    unit=Unit.STATE_YEAR,
    keys=("ccode", "year"),
    codes=Codes.COW,
    missing="empty",
    releases=(Release("2020", 1800, 2016, (File(("cow_sdp_gdp.csv", "sdp_gdp_pop.csv")),)),),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("year", Kind.KEY, "year", low=1800),
        _modelled("gdp", "gross domestic product", "2011 US dollars"),
        _modelled("surplus", "surplus domestic product", "2011 US dollars"),
        _modelled("population", "population", "persons"),
        _modelled("gdp_per_head", "GDP per head", "2011 US dollars"),
    ),
    read=read,
    notes=("Logarithms in the file; estimated, and so modelled in every row.",),
)
