"""A panel: sources aligned on who, toward whom, and when, with how each value is known.

    frame = panel("directed-dyad-year", (1816, 2014), ["national_capabilities", "trade"])

Rows are the members of the state system (``vocabulary.states``), alone or in pairs, year by year.
Every source joins on the unit that it declares and on no other:

    source of           onto state-year   onto dyad-year          onto directed-dyad-year
    states              as it is          once for each state: cinc1, cinc2; polity2_1, polity_1
    dyads               refused           as it is                mirrored where direction counts
    directed dyads      refused           only if the directions agree, or by a rule named
    states in orders    refused           refused                 refused

so that a direction is never lost in silence. A source of directed dyads whose two directions differ
takes a rule, ``alliance_obligations@either``: either, both, highest, lowest or sum. A spell counts
in every year that it touches; a source of spells adds a column of its own name, 1 where a spell
runs. Where several disputes of a dyad share a year, flags are set if any sets them, and the rest is
that of the one that began in the year, then of the most hostile, then of the deadliest.

**A gap is never a zero.** Beside every value stands ``<name>_coverage``: observed, structural zero,
missing, censored or modelled. A row that a source does not have is a structural zero only where the
source says that absence means none, and only within the years that it covers; elsewhere the value
is NaN and missing. The labels survive to the file: words in CSV, a dictionary column in Parquet,
CF flags in NetCDF.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
import pandas as pd

from counterpoise.data.catalogue import load_by_year, source
from counterpoise.data.joining import (
    OF_DIRECTED_DYADS,
    OF_DYADS,
    OF_ORDERS,
    OF_STATES,
    Joined,
    Wanted,
    WrongUnit,
    join,
)
from counterpoise.data.problem import SourceProblem
from counterpoise.data.roster import roster
from counterpoise.data.source import Source
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.vocabulary.states import CodeSystem

if TYPE_CHECKING:
    import xarray as xr

SUFFIX = "_coverage"
"""Of the column that says how a value is known."""

UNITS = ("state-year", "dyad-year", "directed-dyad-year", "state-order-year")


@overload
def panel(
    unit: str,
    years: tuple[int, int],
    sources: Sequence[str] = (),
    *,
    states: Iterable[str | int] | None = None,
    orders: Iterable[str] | None = None,
    codes: Sequence[str] = (),
    directory: Path | str | None = None,
    form: Literal["pandas"] = "pandas",
) -> pd.DataFrame: ...


@overload
def panel(
    unit: str,
    years: tuple[int, int],
    sources: Sequence[str] = (),
    *,
    states: Iterable[str | int] | None = None,
    orders: Iterable[str] | None = None,
    codes: Sequence[str] = (),
    directory: Path | str | None = None,
    form: Literal["xarray"],
) -> "xr.Dataset": ...


def panel(
    unit: str,
    years: tuple[int, int],
    sources: Sequence[str] = (),
    *,
    states: Iterable[str | int] | None = None,
    orders: Iterable[str] | None = None,
    codes: Sequence[str] = (),
    directory: Path | str | None = None,
    form: Literal["pandas", "xarray"] = "pandas",
) -> "pd.DataFrame | xr.Dataset":
    """Assemble a panel.

    Args:
        unit: ``state-year``, ``dyad-year``, ``directed-dyad-year`` or ``state-order-year``.
        years: First and last year, both included.
        sources: What to join, each ``name``, ``name:field,field`` or ``name@rule``.
        states: Names or codes of any system; only rows among them. All by default.
        orders: For ``state-order-year``: organisations by abbreviation. All by default.
        codes: ``gw`` and ``iso`` add those codes beside the COW codes, converted by year.
        directory: The folder of the sources; by default the one that the loaders look in.
        form: ``pandas`` or ``xarray``.

    Returns:
        A frame with the keys, the values as float64 with NaN for a gap, and a categorical
        ``<name>_coverage`` for each; ``attrs`` names the unit, the years, and each source with its
        version and the years it covers. As xarray, the same along one axis ``row``.

    Raises:
        WrongUnit: A source does not fit the unit, or loses its direction there.
        SourceProblem: A source, field, rule, unit or year does not exist, or files are absent.
        UnknownState: A state is not known in any of the years.
    """
    if unit not in UNITS:
        raise SourceProblem(
            f"no unit is called {unit!r}.{did_you_mean(unit, UNITS)} "
            f"Use one of: {', '.join(UNITS)}."
        )
    wanted = [Wanted.parse(text) for text in sources]
    for each in wanted:
        refuse_wrong_unit(source(each.name), unit)
    loaded = {each: _yearly(each.name, directory) for each in dict.fromkeys(wanted)}
    memberships = [frame for each, frame in loaded.items() if source(each.name).unit in OF_ORDERS]
    rows = roster(unit, years, states, memberships, orders)
    found = {each: join(rows, source(each.name), frame, each) for each, frame in loaded.items()}
    columns = _assembled(found)
    keys = rows.keys()
    for system in codes:
        keys |= rows.codes(CodeSystem(system))
    frame = pd.DataFrame(keys | columns, copy=False)
    frame.attrs = {
        "unit": unit,
        "years": list(years),
        "sources": {
            each.name: {name: loaded[each].attrs[name] for name in ("version", "first", "last")}
            for each in found
        },
    }
    if form == "xarray":
        from counterpoise.data.panel_file import as_dataset

        return as_dataset(frame)
    return frame


def _yearly(name: str, directory: Path | str | None) -> pd.DataFrame:
    try:
        frame = load_by_year(name, directory)
    except SourceProblem:
        raise
    except ValueError as error:
        raise WrongUnit(str(error)) from None
    if source(name).unit in OF_ORDERS and "order" not in frame:
        numbered = next((each for each in ("alliance", "igo") if each in frame), None)
        if numbered is None:
            raise WrongUnit(f"{name} does not say which order a row is about.")
        spread = frame.assign(order=frame[numbered].astype("string"))
        spread.attrs = frame.attrs
        return spread
    return frame


def refuse_wrong_unit(declared: Source, unit: str) -> None:
    """Refuse a source whose rows are about something else than the panel's.

    Raises:
        WrongUnit: Says which units the source fits.
    """
    fits = {
        "state-year": OF_STATES,
        "dyad-year": OF_STATES | OF_DYADS | OF_DIRECTED_DYADS,
        "directed-dyad-year": OF_STATES | OF_DYADS | OF_DIRECTED_DYADS,
        "state-order-year": OF_STATES | OF_ORDERS,
    }
    if declared.unit in fits[unit]:
        return
    good = [each for each in UNITS if declared.unit in fits[each]]
    remedy = (
        f"It joins {' and '.join(good)}; aggregate it yourself to join it here"
        if good
        else "It is no table of years; load() it and aggregate it yourself"
    )
    raise WrongUnit(
        f"{declared.name} holds one row a {declared.unit.value} and cannot be joined to rows of "
        f"{unit}. {remedy}."
    )


def _assembled(found: dict[Wanted, Joined]) -> dict[str, "np.ndarray | pd.Categorical[str]"]:
    """All columns; a name that two sources use is preceded by the source's."""
    seen = [name for each in found.values() for name in each.values]
    columns: dict[str, np.ndarray | pd.Categorical[str]] = {}
    for wanted, joined in found.items():
        for name, values in joined.values.items():
            full = f"{wanted.name}_{name}" if seen.count(name) > 1 else name
            columns[full] = values
            columns[full + SUFFIX] = labelled(joined.coverage[name])
    return columns


def labelled(codes: np.ndarray) -> "pd.Categorical[str]":
    """Coverage as words, one byte each in memory."""
    words = pd.Index([each.label for each in Coverage])
    return pd.Categorical.from_codes(np.asarray(codes, dtype=np.int8), words)


def without_coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """The panel without the columns that say how each value is known."""
    return frame[[name for name in frame.columns if not name.endswith(SUFFIX)]]
