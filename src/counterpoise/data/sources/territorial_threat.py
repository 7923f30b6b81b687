"""Latent external territorial threat, with what is not known of it, 1816-2010."""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import GPL_PACKAGE
from counterpoise.vocabulary.coverage import Coverage

NAMES = {"threat": "lterrthreat", "sd": "sd", "lower": "lwr", "upper": "upr"}


def read(found: Located) -> pd.DataFrame:
    """State-years."""
    return read_table(found["table"], {"ccode": "ccode", "year": "year", **NAMES})


def _modelled(name: str, meaning: str, low: float | None = None) -> Field:
    return Field(name, Kind.REAL, meaning, "latent scale", low=low, coverage=Coverage.MODELLED)


SOURCE = Source(
    name="territorial_threat",
    title="Latent external territorial threat",
    distributor="S. V. Miller (peacesciencer)",
    homepage="https://svmiller.com/peacesciencer/reference/terrthreat.html",
    terms=GPL_PACKAGE,
    cites=("miller2022threat",),
    unit=Unit.STATE_YEAR,
    keys=("ccode", "year"),
    codes=Codes.COW,
    missing="empty",
    releases=(
        Release("2022", 1816, 2010, (File(("terrthreat.csv", "latent_territorial_threat.csv")),)),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("year", Kind.KEY, "year", low=1816),
        _modelled("threat", "threat to its territory"),
        _modelled("sd", "standard deviation of its posterior", 0),
        _modelled("lower", "lower bound of its interval"),
        _modelled("upper", "upper bound of its interval"),
    ),
    read=read,
    notes=("Made from disputes: do not use it to predict the disputes that it was made from.",),
)
