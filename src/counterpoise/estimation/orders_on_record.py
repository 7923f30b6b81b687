"""Who belonged to the GATT and its successor, and who traded with whom, year by year.

Two lists of members. The package's own has the day of each accession and of each withdrawal, from
the public record (``world/record/organisation_members.csv``). The Correlates of War columns of
intergovernmental organisations (version 3) have a code a year, and four traps:

- GATT and WTO are two columns that overlap in 1995: a member of either is a member;
- a negative code is missing, or an organisation that does not exist, and never a zero;
- a step from member to none is mostly a change of coding. A gap that closes again is filled; one
  that does not is a withdrawal only where the public record has one within a year, and is unknown
  from there on where it has none;
- before 1965 states were coded every fifth year, so that years of accession are those of the
  coding. The dated list is therefore the default.

What is not known is NaN. Trade is the sum of both flows that are known; a state of whose trade
nothing is known has no shares.
"""

from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.world.orders import day, organisations_of
from counterpoise.world.shipped import record as dated

Values = NDArray[np.float64]

ORGANISATION = "gatt_wto"
COLUMNS = ("gatt", "wto")
SLACK = 1  # years between a coded and a dated withdrawal


class Members(StrEnum):
    """Whose list of members is used."""

    DATED = "dated"  # accessions and withdrawals to the day, from the public record
    COW = "cow"  # Correlates of War organisations, version 3


@runtime_checkable
class Slots(Protocol):
    """States and years as places in arrays."""

    codes: NDArray[np.int64]
    first: int
    years: int
    sources: dict[str, str]

    def frame(self, name: str, by_year: bool = False) -> pd.DataFrame:
        """A source."""

    def place(self, frame: pd.DataFrame, *codes: str) -> tuple[pd.DataFrame, list[np.ndarray]]:
        """Rows within the record, and the places of their year and states."""

    def last(self, name: str) -> int:
        """The last year of a source."""


def membership(slots: Slots, members: Members) -> Values:
    """1 for members as each year ends, [year, actor, 1]."""
    if members is Members.DATED:
        slots.sources["organisation_members"] = "dated accessions"
        return _dated(slots.codes, slots.first, slots.years)[:, :, None]
    frame = coded_members(slots.frame("igo_membership"))
    found, places = slots.place(frame, "ccode")
    coded = np.full((slots.years, len(slots.codes)), np.nan)
    coded[tuple(places)] = found["member"].to_numpy(float)
    return steadied(coded, slots.codes, slots.first)[:, :, None]


def _dated(codes: NDArray[np.int64], first: int, years: int) -> Values:
    found = np.zeros((years, len(codes)))
    for place in range(years):
        standing = {each.key: each.members for each in organisations_of(first + place + 1)}
        inside = standing.get(ORGANISATION, frozenset())
        found[place] = [float(int(code) in inside) for code in codes]
    return found


def coded_members(frame: pd.DataFrame) -> pd.DataFrame:
    """ccode, year, member: of either column; 1 where one says so, 0 where none does and one knows.

    Args:
        frame: ``igo_membership``: a row for each state, organisation and year; ``member`` is NA
            where the code is negative.
    """
    ours = frame[frame["order"].str.casefold().isin(COLUMNS)]
    known = ours.assign(member=ours["member"].astype("Float64").to_numpy(float, na_value=np.nan))
    either = known.groupby(["ccode", "year"])["member"].max().dropna()  # skips NaN
    return either.to_frame().reset_index()


def withdrawals() -> dict[int, tuple[int, ...]]:
    """Years in which a state left while it was a state, by its code."""
    found: dict[int, tuple[int, ...]] = {}
    for row in dated("organisation_members"):
        if row["organisation"] == ORGANISATION and row["to"]:
            code = int(row["ccode"])
            found[code] = (*found.get(code, ()), int(day(row["to"])[:4]))
    return found


def steadied(coded: Values, codes: NDArray[np.int64], first: int) -> Values:
    """The coded series without steps out that are no withdrawals.

    Args:
        coded: 1, 0 or NaN, [year, actor].
        codes: Of the states.
        first: Calendar year of the first row.
    """
    left = withdrawals()
    found = coded.copy()
    for slot, code in enumerate(codes):
        series = found[:, slot]
        inside = np.flatnonzero(series == 1.0)
        if not len(inside):
            continue
        for place in range(inside[0] + 1, len(series)):
            if series[place] != 0.0 or series[place - 1] == 0.0:
                continue
            confirmed = any(abs(first + place - year) <= SLACK for year in left.get(int(code), ()))
            again = np.flatnonzero(series[place:] == 1.0)
            if confirmed:
                continue
            if len(again):
                series[place : place + again[0]] = 1.0
            else:
                series[place:] = np.nan
    return found


def trade_shares(slots: Slots) -> Values:
    """w: share of each state's trade that is with each other, [year, actor, target]."""
    actors = len(slots.codes)
    flow = np.zeros((slots.years, actors, actors))
    found, (year, one, other) = slots.place(slots.frame("trade"), "ccode1", "ccode2")
    flows = found[["flow1", "flow2"]].to_numpy(float, na_value=np.nan)
    both = np.where(np.isfinite(flows), np.maximum(flows, 0.0), 0.0).sum(axis=1)
    flow[year, one, other] = flow[year, other, one] = both
    total = flow.sum(axis=2, keepdims=True)
    shares = np.divide(flow, total, out=np.full_like(flow, np.nan), where=total > 0)
    shares[max(slots.last("trade") + 1 - slots.first, 0) :] = np.nan
    return shares
