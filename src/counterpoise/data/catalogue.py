"""Every source that can be read, and the one way to read it.

>>> sorted(names())[:3]
['agreement', 'alliance_obligations', 'alliances']

A source is one file of ``data/sources`` that declares ``SOURCE``, or ``SOURCES`` where several
tables of one distributor belong together; adding one means adding a file and its name here.
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from counterpoise.data.directory import data_directory
from counterpoise.data.locate import locate
from counterpoise.data.problem import SourceProblem, UnknownSource, UnreadableSource
from counterpoise.data.source import Field, Kind, Located, Source
from counterpoise.data.spells import by_year
from counterpoise.vocabulary.near_miss import did_you_mean

MODULES = (
    "state_system",
    "gleditsch_ward",
    "majors",
    "regional_powers",
    "national_capabilities",
    "disputes",
    "gml_disputes",
    "wars",
    "armed_conflicts",
    "crises",
    "interventions",
    "rivalries",
    "territorial_threat",
    "contiguity",
    "capitals",
    "minimum_distance",
    "trade",
    "world_bank",
    "latent_gdp",
    "surplus_product",
    "arms_transfers",
    "alliance_obligations",
    "alliances",
    "organizations",
    "accessions",
    "roll_calls",
    "ideal_points",
    "agreement",
    "polity",
    "vdem",
    "unified_democracy",
    "global_sanctions",
    "sanctions_threats",
    "eusanct",
    "us_forces",
    "exercises",
)
"""Files of ``data/sources``, in the order in which sources are listed."""


@cache
def catalogue() -> dict[str, Source]:
    """Every source by name, in the order in which they are listed.

    Raises:
        ValueError: Two declarations share a name.
    """
    found: dict[str, Source] = {}
    for name in MODULES:
        module = import_module(f"counterpoise.data.sources.{name}")
        for each in getattr(module, "SOURCES", None) or (module.SOURCE,):
            if each.name in found:
                raise ValueError(f"two sources are called {each.name}")
            found[each.name] = each
    return found


def names() -> tuple[str, ...]:
    """The names of all sources, in the order in which they are listed."""
    return tuple(catalogue())


def source(name: str) -> Source:
    """The declaration of a source.

    Raises:
        UnknownSource: There is none; the message names the nearest.

    Example:
        >>> source("majors").unit.value
        'state-spell'
    """
    try:
        return catalogue()[name]
    except KeyError:
        raise UnknownSource(
            f"no source is called {name!r}.{did_you_mean(name, catalogue())} "
            "`counterpoise data list` names them all."
        ) from None


def load(
    name: str,
    directory: Path | str | None = None,
    *,
    version: str | None = None,
    validate: bool = False,
) -> pd.DataFrame:
    """Read a source as a tidy frame.

    Args:
        name: Of the source.
        directory: The folder that holds its files; by default ``COUNTERPOISE_DATA`` or the folder
            that ``counterpoise data fetch`` fills.
        version: Which release; by default the newest that is there.
        validate: Check ranges and the uniqueness of keys with pandera, as ``counterpoise data
            check`` does.

    Returns:
        The declared columns with the declared types, sorted by the keys, NA where nothing is
        stated. ``attrs`` holds ``source``, ``version``, ``first``, ``last`` and ``files``.

    Raises:
        UnknownSource: No source has this name.
        AbsentSource: Its files are not in the folder.
        UnreadableSource: A file is not the table that it should be.
    """
    declared = source(name)
    found = locate(declared, Path(directory) if directory else data_directory(), version)
    return read(declared, found, validate=validate)


def load_by_year(
    name: str,
    directory: Path | str | None = None,
    *,
    version: str | None = None,
) -> pd.DataFrame:
    """Read a source with one row a year: spells are spread over their years.

    A source whose rows are years already is returned as :func:`load` gives it.

    Raises:
        ValueError: The rows are neither years nor spells.
    """
    frame = load(name, directory, version=version)
    if "year" in frame.columns:
        return frame
    if not {"start", "end"} <= set(frame.columns):
        raise ValueError(
            f"{name} is a table of {source(name).unit.value}s, not of years or spells. Use load() "
            "and aggregate it."
        )
    spread = by_year(frame, last=frame.attrs["last"], first=frame.attrs["first"])
    spread.attrs = dict(frame.attrs)
    return spread


def read(declared: Source, found: Located, *, validate: bool = False) -> pd.DataFrame:
    """Read the files of a release into the declared frame.

    Raises:
        UnreadableSource: A file is not the table that it should be.
    """
    first_path = str(next(iter(found.paths.values())))
    try:
        raw = declared.read(found)
        frame = pd.DataFrame({field.name: _typed(raw, field) for field in declared.fields})
    except SourceProblem:
        raise
    except (TypeError, ValueError, OverflowError) as error:
        raise UnreadableSource(f"{first_path}: {error}") from error
    order = pd.MultiIndex.from_frame(frame[list(declared.keys)])
    if order.is_monotonic_increasing:
        frame = frame.reset_index(drop=True)
    else:
        frame = frame.sort_values(list(declared.keys), kind="stable", ignore_index=True)
    release = found.release
    last = release.last
    if "year" in frame.columns and len(frame):
        last = max(last, int(frame["year"].max()))
    frame.attrs = {
        "source": declared.name,
        "version": release.version,
        "first": release.first,
        "last": last,
        "files": [str(path) for path in found.paths.values()],
    }
    if validate:
        from counterpoise.data.schema import validated

        validated(frame, declared)
    return frame


def cited(chosen: Iterable[str]) -> tuple[str, ...]:
    """The works that some sources rest on, each once."""
    return tuple(dict.fromkeys(key for name in chosen for key in source(name).cites))


def _typed(raw: pd.DataFrame, field: Field) -> "pd.Series[Any]":
    if field.name not in raw:
        if field.kind is Kind.KEY:
            raise ValueError(f"the key {field.name} is not there")
        return pd.Series(index=raw.index, dtype=_dtype(field))
    column = raw[field.name]
    try:
        match field.kind:
            case Kind.REAL:
                return pd.to_numeric(column).astype("float64")
            case Kind.KEY | Kind.COUNT | Kind.FLAG:
                if field.kind is Kind.KEY and not pd.api.types.is_numeric_dtype(column):
                    return column.astype("string")
                return pd.to_numeric(column).astype(_dtype(field))
            case Kind.DATE:
                return pd.to_datetime(column).astype(_dtype(field))
            case Kind.TEXT:
                return column.astype("string").mask(column == "")
    except (TypeError, ValueError) as error:
        raise ValueError(f"column {field.name} is not {field.kind.name.lower()}: {error}") from None


def _dtype(field: Field) -> Any:
    return field.kind.value
