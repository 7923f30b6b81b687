"""What ``tallies.py`` counts in the model, counted in the sources.

A member punishes an author by a sanction that begins in the year of the breach or the next (Global
Sanctions Data Base; TIES, imposed cases). Sanctions of the United Nations or of the European
Communities as such name no state, and are not counted as their members'. Years that a source does
not cover are no zeros: a window beyond its last year is refused.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.data.catalogue import load, source
from counterpoise.estimation.calibration.tallies import BLOC, DEPENDENT
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.world.orders import orders_of

Values = NDArray[np.float64]
Slots = NDArray[np.int64]
REPLY = 1  # years after a breach in which a sanction counts as a reply


def powers_on_record(record: Record, powers: NDArray[np.int64]) -> dict[str, Values]:
    """Disputes, wars and ventures of the powers with which the window opened.

    Args:
        record: Of the window.
        powers: Their COW numbers.
    """
    years = int(record.counted.sum())
    great = np.isin(record.codes, powers)
    acts = record.acts
    keep = acts.year >= record.burn_in
    year = (acts.year - record.burn_in)[keep]
    author, target = acts.author[keep], acts.target[keep]
    war = acts.severity[keep] >= 1.0
    lawful = acts.authorised[keep] > 0
    low, high = np.minimum(author, target), np.maximum(author, target)
    between = great[author] & great[target]
    venture = great[author] & ~great[target] & war

    def counted(which: NDArray[np.bool_], one: Slots, other: Slots) -> Values:
        dyads = np.unique(np.stack([year, one, other], axis=1)[which], axis=0)
        return np.bincount(dyads[:, 0], minlength=years).astype(float)

    return {
        "power_disputes": counted(between, low, high),
        "power_wars": counted(between & war, low, high),
        "ventures_alone": counted(venture & ~lawful, author, target),
        "ventures_authorised": counted(venture & lawful, author, target),
    }


def orders_on_record(record: Record, directory: Path | None = None) -> dict[str, Values]:
    """Punishment, membership and pacts among the states with which the window opened.

    Raises:
        NotInRecord: A source ends before the window.
    """
    calendar = record.years[record.counted]
    for name, reply in (("global_sanctions", REPLY), ("sanctions_threats", REPLY)):
        last = source(name).newest.last
        if calendar[-1] + reply > last:
            raise NotInRecord(
                f"`{name}` ends in {last}; punishment needs the year after the last of the window. "
                f"End the window in {last - reply} or before."
            )
    slots = np.flatnonzero(record.opening("present")[record.burn_in] > 0)
    codes = record.codes[slots]
    place = {int(code): slot for slot, code in enumerate(codes)}
    sanctioned = _sanctions(codes, calendar, directory)
    trade = _trade(codes, calendar, directory)
    inside = {
        name: record[name][record.burn_in :, slots][:, :, slots] > 0
        for name in ("defence_pact", "rivalry")
    }
    breach = _breaches(record, place)
    rows: list[dict[str, float]] = []
    for t, year in enumerate(calendar.tolist()):
        opening = orders_of(year)
        member = _members(opening, 0, codes)
        judges = member[:, None] * breach[t][None, :] * (1.0 - np.eye(len(codes)))
        groups = {
            "": np.ones_like(judges, bool),
            "_dependent": trade[t] > DEPENDENT,
            "_allied": inside["defence_pact"][t],
            "_rival": inside["rivalry"][t],
        }
        closing = orders_of(year + 1)
        new = inside["defence_pact"][t + 1] & ~inside["defence_pact"][t]
        rows.append(
            {f"judged{name}": float((judges * which).sum()) for name, which in groups.items()}
            | {
                f"punished{name}": float((judges * sanctioned[t] * which).sum())
                for name, which in groups.items()
            }
            | {
                "members": float(_members(closing, 0, codes).sum()),
                "rival_members": float(_members(closing, 1, codes).sum()),
                "new_pacts": float(new.sum() / 2),
                "blocs": float(new.sum(axis=1).max() >= BLOC),
            }
        )
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _members(orders: tuple[object, ...], slot: int, codes: NDArray[np.int64]) -> Values:
    if slot >= len(orders):
        return np.zeros(len(codes))
    members: frozenset[int] = getattr(orders[slot], "members")  # noqa: B009
    return np.isin(codes, sorted(members)).astype(float)


def _breaches(record: Record, place: Mapping[int, int]) -> Values:
    """1 where a state used force without authority in the year, [year, state]."""
    found = np.zeros((int(record.counted.sum()), len(place)))
    acts = record.acts
    for year, author, target, lawful in zip(
        acts.year - record.burn_in,
        record.codes[acts.author],
        record.codes[acts.target],
        acts.authorised,
        strict=True,
    ):
        if year >= 0 and not lawful and int(author) in place and int(target) in place:
            found[year, place[int(author)]] = 1.0
    return found


def _sanctions(
    codes: NDArray[np.int64], years: NDArray[np.int64], directory: Path | None
) -> Values:
    """1 where a state began a sanction in the year or the next, [year, sender, target]."""
    broad = load("global_sanctions", directory)[["ccode1", "ccode2", "start"]]
    cases = load("sanctions_threats", directory)
    imposed = cases[cases["imposition"].fillna(False).astype(bool)]
    begun = imposed["imposition_year"].fillna(imposed["start"])
    narrow = imposed[["ccode1", "ccode2"]].assign(start=begun)
    both = pd.concat([broad, narrow], ignore_index=True).dropna()
    both = both[both["ccode1"].isin(codes) & both["ccode2"].isin(codes)]
    slot = pd.Series(np.arange(len(codes)), index=codes)
    one = slot.loc[both["ccode1"].astype(int)].to_numpy()
    other = slot.loc[both["ccode2"].astype(int)].to_numpy()
    start = both["start"].to_numpy(int)
    found = np.zeros((len(years), len(codes), len(codes)))
    for wait in range(REPLY + 1):
        t = start - wait - years[0]
        keep = (t >= 0) & (t < len(years))
        found[t[keep], one[keep], other[keep]] = 1.0
    return found


def _trade(codes: NDArray[np.int64], years: NDArray[np.int64], directory: Path | None) -> Values:
    """Share of each state's trade that is with another, in the year before."""
    frame = load("trade", directory)
    frame = frame[frame["year"].between(years[0] - 1, years[-1] - 1)]
    frame = frame[frame["ccode1"].isin(codes) & frame["ccode2"].isin(codes)]
    flows = np.nansum(
        np.maximum(frame[["flow1", "flow2"]].to_numpy(float, na_value=np.nan), 0.0), axis=1
    )
    slot = pd.Series(np.arange(len(codes)), index=codes)
    one, other = (slot.loc[frame[name]].to_numpy() for name in ("ccode1", "ccode2"))
    when = frame["year"].to_numpy(int) - (years[0] - 1)
    found = np.zeros((len(years), len(codes), len(codes)))
    found[when, one, other] = found[when, other, one] = flows
    total = found.sum(axis=2, keepdims=True)
    return found / np.where(total > 0, total, 1.0)
