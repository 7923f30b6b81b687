"""Who belonged to which organisation, year by year, and how much of each state's trade was inside.

Memberships are those of ``world/record/organisation_members.csv`` and ``treaty_members.csv``, as a
year closes, which is as the next opens. The Monetary Fund is taken from version 2.3 of the COW list
of organisations, whose spells end in 2005; what lies beyond is missing.

Trade is both states' reports of imports added up. Where a state has no trade on record its partners
count by gravity, capability over distance, as in the world that a forecast begins from.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.data.catalogue import load
from counterpoise.data.sources.organizations import ANNUAL_FROM, LAST_OF_SPELLS
from counterpoise.estimation.record import Record
from counterpoise.world.orders import organisations_of

Values = NDArray[np.float64]

FUND = "IMF"
GRAVITY_KM = 1000.0


@dataclass(frozen=True)
class Organisation:
    """An organisation whose members are forecast.

    Attributes:
        key: What it is called here.
        title: For people.
        first: First year at whose close its members are known, of those a hindcast may train on.
        last: Last such year.
    """

    key: str
    title: str
    first: int
    last: int


ORGANISATIONS: tuple[Organisation, ...] = (
    Organisation("gatt_wto", "GATT and World Trade Organization", 1948, 2014),
    Organisation("imf", "International Monetary Fund", ANNUAL_FROM, LAST_OF_SPELLS),
    Organisation("nato", "North Atlantic Treaty Organization", 1949, 2014),
    Organisation("eu", "European Economic Community and European Union", 1958, 2014),
    Organisation("un", "United Nations", 1947, 2014),
    Organisation("oas", "Organization of American States", 1951, 2014),
    Organisation("arab_league", "League of Arab States", 1947, 2014),
    Organisation("nam", "Non-Aligned Movement", 1961, 2014),
)
"""Organisations on record with accessions before 1990 to learn from."""


def organisation(key: str) -> Organisation:
    """The organisation of this key.

    Raises:
        KeyError: There is none.
    """
    return {each.key: each for each in ORGANISATIONS}[key]


def membership_on_record(
    key: str, record: Record, directory: Path | None = None
) -> NDArray[np.float64]:
    """1 for a member as each year closes, [year, actor]; NaN in years that nobody covers."""
    covered = organisation(key)
    found = np.full((len(record.years), len(record.codes)), np.nan)
    spells = _fund(directory) if key == "imf" else None
    for place, year in enumerate(record.years.tolist()):
        if not covered.first <= year <= covered.last:
            continue
        if spells is not None:
            there = (spells["start"] <= year) & (spells["end"] >= year)
            members = frozenset(spells.loc[there, "ccode"].astype(int).tolist())
        else:
            of = {each.key: each.members for each in organisations_of(year + 1)}
            members = of.get(key, frozenset())
        found[place] = np.isin(record.codes, sorted(members))
    return found


def _fund(directory: Path | None) -> pd.DataFrame:
    spells = load("igo_spells", directory)
    return spells[(spells["order"] == FUND) & ~spells["observation"].fillna(False)]


def trade_on_record(record: Record, directory: Path | None = None) -> Values:
    """Share of each state's trade that is with each other, as each year opens, [year, i, k]."""
    frame = load("trade", directory)
    slot = pd.Series(np.arange(len(record.codes)), index=record.codes)
    first, last = int(record.years[0]) - 1, int(record.years[-1]) - 1
    frame = frame[frame["year"].between(first, last)]
    frame = frame[frame["ccode1"].isin(record.codes) & frame["ccode2"].isin(record.codes)]
    flows = frame[["flow1", "flow2"]].to_numpy(float, na_value=np.nan)
    both = np.nansum(np.maximum(flows, 0.0), axis=1)
    year = frame["year"].to_numpy() - first
    one, other = (slot.loc[frame[name]].to_numpy() for name in ("ccode1", "ccode2"))
    trade = np.zeros((len(record.years), len(slot), len(slot)))
    trade[year, one, other] = trade[year, other, one] = both
    there = record.opening("present") > 0
    trade *= there[:, :, None] & there[:, None, :]
    distance = np.nan_to_num(record.opening("distance"), nan=1e4)
    capability = np.nan_to_num(record.opening("capability")) * there
    pull = capability[:, None, :] / (1.0 + distance / GRAVITY_KM)
    pull[:, np.arange(len(slot)), np.arange(len(slot))] = 0.0
    weight = np.where(trade.sum(axis=2, keepdims=True) > 0, trade, pull)
    return np.asarray(weight / np.maximum(weight.sum(axis=2, keepdims=True), 1e-12))


def organisations_that_exist(record: Record, directory: Path | None = None) -> Values:
    """How many organisations had members, by year of the record; between observations a line."""
    spells = load("igo_spells", directory)
    years = np.arange(int(record.years[0]), int(record.years[-1]) + 1)
    start, end = (spells[name].to_numpy(float) for name in ("start", "end"))
    counts = np.array(
        [spells.loc[(start <= y) & (end >= y), "igo"].nunique() for y in years], float
    )
    seen = np.isin(years, spells.loc[spells["observation"].fillna(False), "start"])
    usable = (years >= ANNUAL_FROM) | seen
    usable &= years <= LAST_OF_SPELLS
    return np.interp(years, years[usable], counts[usable])
