"""What analyses of dyads make of a panel: relevance, the weaker link, years of peace.

    relevant     contiguous by land or up to 400 miles of water, or a major power among the two
    weak link    min(x_1, x_2): a dyad is as democratic, rich or armed as its lesser state
    proportion   min(x_1, x_2) / max(x_1, x_2)
    peace years  rows of the dyad since its last year of conflict, or since the dyad began

Peace years count the rows of the dyad that are there, so a dyad that leaves the panel (an occupied
state) resumes its count. Conflict before the panel begins is not known: the count of the first row
is zero, and long peace is told from a late start by nothing (left-censored). Use peace years to
compare with published work, never to simulate forward.
"""

import numpy as np
import pandas as pd


def politically_relevant(frame: pd.DataFrame) -> pd.Series:
    """True where a dyad is contiguous in any way or holds a major power.

    Args:
        frame: With ``conttype`` and ``majors1``, ``majors2``.

    Example:
        >>> frame = pd.DataFrame({"conttype": [1, 0], "majors1": [0, 0], "majors2": [0, 1]})
        >>> politically_relevant(frame).tolist()
        [True, True]
    """
    return (frame["conttype"] >= 1) | (frame["majors1"] == 1) | (frame["majors2"] == 1)


def weak_link(frame: pd.DataFrame, name: str) -> pd.Series:
    """The lesser of the two states' values; missing where either is."""
    return frame[[f"{name}1", f"{name}2"]].min(axis=1, skipna=False)


def proportion(frame: pd.DataFrame, name: str) -> pd.Series:
    """The weaker state's value as a share of the stronger's."""
    return weak_link(frame, name) / frame[[f"{name}1", f"{name}2"]].max(axis=1, skipna=False)


def peace_years(frame: pd.DataFrame, event: str) -> pd.Series:
    """How many rows of the dyad have passed since its last conflict.

    Args:
        frame: Of dyad-years; rows in any order.
        event: Column that is 1 in a year of conflict. It must not be missing: a year without data
            is not a year of peace.

    Raises:
        ValueError: The event is missing somewhere.

    Example:
        >>> one = {"ccode1": 2, "ccode2": 20, "year": range(1900, 1905), "mid": [0, 0, 1, 0, 0]}
        >>> peace_years(pd.DataFrame(one), "mid").tolist()
        [0, 1, 2, 0, 1]
    """
    if frame[event].isna().any():
        raise ValueError(
            f"{event} is missing in some rows: peace cannot be counted across years of which "
            "nothing is known. Keep to the years that the source covers."
        )
    order = np.lexsort([frame["year"], frame["ccode2"], frame["ccode1"]])
    first, second = (frame[name].to_numpy()[order] for name in ("ccode1", "ccode2"))
    struck = frame[event].to_numpy()[order] > 0
    begins = np.ones(len(frame), dtype=bool)
    begins[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1]) | struck[:-1]
    row = np.arange(len(frame))
    count = row - np.maximum.accumulate(np.where(begins, row, 0))
    found = np.empty(len(frame), dtype=np.int64)
    found[order] = count
    return pd.Series(found, index=frame.index)
