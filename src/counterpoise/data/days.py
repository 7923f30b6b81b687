"""Dates given as three columns, some of them unknown."""

import pandas as pd


def date_of(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    """A date where year, month and day are all known, else NA.

    Args:
        year: Calendar year; NA or below 1 where it is not known.
        month: 1 to 12; anything else is not known.
        day: Day of the month; anything that the month does not have is not known.

    Example:
        >>> one = pd.Series([1914, 1914]), pd.Series([8, 8]), pd.Series([4, -9])
        >>> date_of(*one).isna().tolist()
        [False, True]
    """
    parts = [pd.to_numeric(part, errors="coerce") for part in (year, month, day)]
    known = parts[0].ge(1) & parts[1].between(1, 12) & parts[2].between(1, 31)
    found = pd.Series(pd.NaT, index=year.index, dtype="datetime64[s]")
    text = [part[known].astype("int64").astype(str) for part in parts]
    joined = text[0].str.zfill(4) + "-" + text[1].str.zfill(2) + "-" + text[2].str.zfill(2)
    found[known] = pd.to_datetime(joined, format="%Y-%m-%d", errors="coerce").astype(
        "datetime64[s]"
    )
    return found
