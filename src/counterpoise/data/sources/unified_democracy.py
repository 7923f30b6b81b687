"""Unified Democracy Scores, extended: one latent score from many measures of democracy."""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.sources.polity import DEMOCRACY
from counterpoise.data.table import read_table
from counterpoise.data.terms import GPL_PACKAGE
from counterpoise.vocabulary.coverage import Coverage


def read(found: Located) -> pd.DataFrame:
    """State-years with a score."""
    raw = read_table(
        found["table"],
        {
            "ccode": ("ccode", "cown"),
            "year": "year",
            "uds": ("euds", "z1", "mean"),
            "uds_adjusted": ("aeuds", "z1_adj"),
        },
        optional=("uds_adjusted",),
    )
    return raw.dropna(subset=["ccode", "uds"])


SOURCE = Source(
    name="unified_democracy",
    title="Extended Unified Democracy Scores",
    distributor="X. Márquez (democracyData)",
    homepage="https://xmarquez.github.io/democracyData/",
    terms=GPL_PACKAGE,
    cites=("marquez2016", "pemstein2010"),
    unit=Unit.STATE_YEAR,
    keys=("ccode", "year"),
    codes=Codes.COW,
    missing="empty",
    releases=(
        Release("0.7.1", 1816, 2025, (DEMOCRACY,)),
        Release("as distributed", 1816, 2025, (File(("extended_uds*.csv",)),)),
    ),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("year", Kind.KEY, "year", low=1800),
        Field("uds", Kind.REAL, "score", "latent scale", coverage=Coverage.MODELLED),
        Field(
            "uds_adjusted",
            Kind.REAL,
            "score, with 0 at the usual line between democracy and autocracy",
            "latent scale",
            coverage=Coverage.MODELLED,
        ),
    ),
    read=read,
    notes=("Estimated from other measures, and so modelled in every row.",),
)
