"""A spell is a state of affairs with a first and a last year; a panel needs it year by year.

    row(t) = 1   for start <= t <= end,

both bounds included. A spell without an end was under way when the data end: it is right-censored,
and is continued to the last year of the release, never beyond.
"""

import numpy as np
import pandas as pd


def by_year(frame: pd.DataFrame, last: int, first: int | None = None) -> pd.DataFrame:
    """One row for each year of each spell.

    Args:
        frame: With columns ``start`` and ``end`` in whole years; a missing end is ``last``. A row
            without a start cannot be dated and is left out.
        last: Last year of the release; nothing is continued beyond it.
        first: First year wanted; by default that of the earliest spell.

    Returns:
        The frame without ``start`` and ``end`` and with ``year``, an int64, after the codes. Where
        two spells of the same keys share a year, both rows are there.

    Example:
        >>> spells = pd.DataFrame({"ccode": [2, 200], "start": [1, 2], "end": [2, None]})
        >>> by_year(spells, last=3).values.tolist()
        [[2, 1], [2, 2], [200, 2], [200, 3]]
    """
    frame = frame[frame["start"].notna()]
    start = frame["start"].to_numpy(dtype="int64")
    end = frame["end"].astype("Float64").fillna(last).to_numpy(dtype="int64")
    end = np.minimum(end, last)
    if first is not None:
        start = np.maximum(start, first)
    years = np.maximum(end - start + 1, 0)
    rows = np.repeat(np.arange(len(frame)), years)
    offset = np.arange(years.sum()) - np.repeat(np.cumsum(years) - years, years)
    found = frame.drop(columns=["start", "end"]).iloc[rows].reset_index(drop=True)
    codes = [name for name in found.columns if name.startswith("ccode")]
    found.insert(len(codes), "year", start[rows] + offset)
    return found
