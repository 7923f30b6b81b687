"""Own-distancing from the United States, three years against three, for groups of states.

    D_g(w) = mean over i in g of |x_i(w..w+2) - u| - |x_i(w-4..w-2) - u|,   u = x_US(w-4..w-2)

with means over the years in brackets and the United States held where it was before. The window of
2003 is the one that the essay's case is about; all others are placebos, and are scored alike. A
window whose earlier years lie in the training years takes them as they were seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.paths import Paths
from counterpoise.estimation.record import NotInRecord, Record

Values = NDArray[np.float64]

UNITED_STATES = 2
LENGTH, GAP = 3, 4
IRAQ = 2003
FEWEST_WINDOWS = 5
GERMANY, WEST_GERMANY = 255, 260

GROUPS: Mapping[str, frozenset[int] | None] = {
    "all states": None,
    "European members of NATO before 1999": frozenset(
        {200, 210, 211, 212, 220, 230, 235, 255, 260, 325, 350, 385, 390, 395, 640}
    ),
    "France, Germany, Russia, China, Belgium": frozenset({220, 255, 260, 365, 710, 211}),
    "United Kingdom, Spain, Italy, Poland, Denmark, Australia": frozenset(
        {200, 230, 325, 290, 390, 900}
    ),
}


@dataclass(frozen=True)
class Windows:
    """Windows of the test years, observed and forecast.

    Attributes:
        years: First year of the later part of each window.
        observed: [window, group].
        offered: By competitor, draws [draw, window, group].
        past: Windows of the training years, [window, group].
    """

    years: NDArray[np.int64]
    observed: Values
    offered: Mapping[str, Values]
    past: Values


def own_movement(x: Values, codes: NDArray[np.int64], start: int) -> Values:
    """D of each group, of the window whose later part starts at this place.

    Args:
        x: Positions, [..., year, state].
        codes: COW numbers.
        start: Place of w.
    """
    with np.errstate(invalid="ignore"):
        later = x[..., start : start + LENGTH, :].mean(axis=-2)
        before = x[..., start - GAP : start - GAP + LENGTH, :].mean(axis=-2)
    us = np.flatnonzero(codes == UNITED_STATES)
    if not len(us):
        raise NotInRecord("the United States is not among the states of the forecast.")
    frozen = before[..., us]
    moved = np.abs(later - frozen) - np.abs(before - frozen)
    moved[..., us] = np.nan
    found = []
    for states in GROUPS.values():
        mine = np.ones(len(codes), bool) if states is None else np.isin(codes, sorted(states))
        part = moved[..., mine]
        known = np.isfinite(part)
        total = np.where(known, part, 0.0).sum(axis=-1)
        found.append(
            np.where(known.any(axis=-1), total / np.maximum(known.sum(axis=-1), 1), np.nan)
        )
    return np.stack(found, axis=-1)


def positions_on_record(record: Record, codes: NDArray[np.int64]) -> Values:
    """Positions of some states as each year closes; united Germany goes on as West Germany."""
    slot = {int(code): place for place, code in enumerate(record.codes)}
    x = record.closing("ideal_point")
    found = x[:, [slot[int(code)] for code in codes]].copy()
    west = np.flatnonzero(codes == WEST_GERMANY)
    if len(west) and GERMANY in slot and not (codes == GERMANY).any():
        here = found[:, west[0]]
        found[:, west[0]] = np.where(np.isfinite(here), here, x[:, slot[GERMANY]])
    return found


def windows(
    record: Record,
    forecast: Paths,
    train: tuple[int, int],
    test: tuple[int, int],
    draws: int,
    seed: int,
) -> Windows:
    """Every window that begins in the test years and ends in them, and its competitors.

    Raises:
        NotInRecord: Too few windows lie in the training years, or none in the test years.
    """
    x = positions_on_record(record, forecast.codes)
    first = int(record.years[0])

    def seen(w: int) -> Values:
        return own_movement(x, forecast.codes, w - first)

    before = range(train[0] + GAP, train[1] - LENGTH + 2)
    past = np.array([seen(w) for w in before])
    past = past[np.isfinite(past).all(axis=1)] if len(past) else past
    years = np.arange(test[0], test[1] - LENGTH + 2)
    observed = np.array([seen(int(w)) for w in years]).reshape(-1, len(GROUPS))
    known = np.isfinite(observed).all(axis=1)
    years, observed = years[known], observed[known]
    if len(past) < FEWEST_WINDOWS or not len(years):
        raise NotInRecord(
            f"HT12: {len(past)} windows of {GAP + LENGTH} years lie in {train[0]}:{train[1]} and "
            f"{len(years)} begin in {test[0]}:{test[1]}; at least {FEWEST_WINDOWS} and one are "
            "needed. Choose other years."
        )
    ahead = forecast.states["ideal_point"]
    behind = x[train[1] - GAP - first : train[1] + 1 - first]
    whole = np.concatenate([np.broadcast_to(behind, (len(ahead), *behind.shape)), ahead], axis=1)
    origin = train[1] - GAP
    offered = {
        "model": np.stack(
            [own_movement(whole, forecast.codes, int(w) - origin) for w in years], axis=1
        )
    }
    random = np.random.default_rng([seed, 12])
    spread = past.std(axis=0, ddof=1)
    for name, centre in (
        ("zero", np.zeros(len(GROUPS))),
        ("climatology", past.mean(axis=0)),
        ("persistence", past[-1]),
    ):
        noise = random.normal(size=(draws, len(years), len(GROUPS)))
        offered[name] = centre + spread * noise
    return Windows(years, observed, offered, past)


def about_iraq(found: Windows, low: Values, high: Values) -> str:
    """What the window of 2003 shows, in words; empty where it is not among the test windows."""
    place = np.flatnonzero(found.years == IRAQ)
    if not len(place):
        return ""
    here = int(place[0])
    inside = (low[here] <= found.observed[here]) & (found.observed[here] <= high[here])
    others = np.delete(found.observed[:, 0], here)
    larger = float(np.mean(others >= found.observed[here, 0])) if len(others) else float("nan")
    told = "; ".join(
        f"{name} {value:+.3f}" for name, value in zip(GROUPS, found.observed[here], strict=True)
    )
    return (
        f"2003-05 against 1999-2001: {told}; the 90% interval covers {int(inside.sum())} of "
        f"{len(GROUPS)}; {larger:.0%} of the placebo windows show as much for all states. The war "
        "is not told to the forecast"
    )
