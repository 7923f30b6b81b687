"""Regional and global powers as Maoz lists them, 1816-2019."""

import pandas as pd

from counterpoise.data.source import Codes, Field, File, Kind, Located, Release, Source, Unit
from counterpoise.data.table import read_table
from counterpoise.data.terms import GPL_PACKAGE
from counterpoise.vocabulary.coverage import Coverage

RANKS = {"regional": ("regstdate", "regenddate"), "global": ("globstdate", "globenddate")}


def read(found: Located) -> pd.DataFrame:
    """Spells by rank."""
    names = {
        f"{rank}_{side}": head
        for rank, heads in RANKS.items()
        for side, head in zip(("first", "last"), heads, strict=True)
    }
    raw = read_table(found["table"], {"ccode": "ccode", **names})
    parts = [
        raw[["ccode", f"{rank}_first", f"{rank}_last"]]
        .set_axis(["ccode", "first_day", "last_day"], axis="columns")
        .dropna()
        .assign(rank=rank)
        for rank in RANKS
    ]
    both = pd.concat(parts, ignore_index=True)
    dates = {name: pd.to_datetime(both[name]) for name in ("first_day", "last_day")}
    return both.assign(**dates, start=dates["first_day"].dt.year, end=dates["last_day"].dt.year)


SOURCE = Source(
    name="regional_powers",
    title="Regional and global powers",
    distributor="Z. Maoz; converted by S. V. Miller (peacesciencer)",
    homepage="https://svmiller.com/peacesciencer/reference/maoz_powers.html",
    terms=GPL_PACKAGE,
    cites=("maoz2010",),
    unit=Unit.STATE_SPELL,
    keys=("ccode", "rank", "first_day"),
    codes=Codes.COW,
    missing="empty: not of that rank",
    absent=Coverage.STRUCTURAL_ZERO,
    releases=(Release("2019", 1816, 2019, (File(("maoz_powers.csv",)),)),),
    fields=(
        Field("ccode", Kind.KEY, "state"),
        Field("rank", Kind.KEY, "regional or global"),
        Field("first_day", Kind.DATE, "first day"),
        Field("last_day", Kind.DATE, "last day, or the last of the data"),
        Field("start", Kind.COUNT, "first year", low=1816),
        Field("end", Kind.COUNT, "last year, or the last of the data", low=1816),
    ),
    read=read,
)
