"""A frame against its declaration, by pandera: types, ranges, keys.

Pandera is part of the extra ``data`` and is imported only here and only when asked.
"""

from typing import TYPE_CHECKING

import pandas as pd

from counterpoise.data.problem import MissingExtra, SourceProblem
from counterpoise.data.source import Field, Kind, Source

if TYPE_CHECKING:
    from pandera.pandas import Column, DataFrameSchema

MOST_SHOWN = 5


class InvalidSource(SourceProblem):
    """A table breaks its own declaration."""


def schema(source: Source) -> "DataFrameSchema":
    """The declaration as a pandera schema: strict columns, ranges, and unique keys.

    Raises:
        MissingExtra: Pandera is not installed.
    """
    try:
        from pandera.pandas import DataFrameSchema
    except ImportError as error:
        raise MissingExtra(error.name, "checking a table") from None
    return DataFrameSchema(
        {field.name: _column(field) for field in source.fields},
        unique=list(source.keys),
        strict=True,
        ordered=True,
        name=source.name,
    )


def validated(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """The frame, if it keeps its declaration.

    Raises:
        InvalidSource: It does not; names the columns, the rules and some of the rows.
        MissingExtra: Pandera is not installed.
    """
    problems = broken(frame, source)
    if problems:
        raise InvalidSource(f"{source.name}: " + "; ".join(problems))
    return frame


def broken(frame: pd.DataFrame, source: Source) -> list[str]:
    """What a frame breaks of its declaration, in words; empty where nothing.

    Raises:
        MissingExtra: Pandera is not installed.
    """
    declared = schema(source)
    from pandera.errors import SchemaErrors

    try:
        declared.validate(frame, lazy=True)
    except SchemaErrors as error:
        return _told(error.failure_cases)
    return []


def _column(field: Field) -> "Column":
    from pandera.pandas import Check, Column

    bounds = []
    if field.low is not None:
        bounds.append(Check.ge(field.low))
    if field.high is not None:
        bounds.append(Check.le(field.high))
    # A key can be a word (the name of an order) as well as a number.
    kind = None if field.kind is Kind.KEY else field.kind.value
    return Column(kind, bounds, nullable=field.kind is not Kind.KEY, required=True)


def _told(cases: pd.DataFrame) -> list[str]:
    told = []
    repeated = cases["check"].eq("multiple_fields_uniqueness")
    if repeated.any():
        keys = list(dict.fromkeys(cases["column"][repeated]))
        rows = cases["index"][repeated].nunique()
        told.append(f"the keys {', '.join(map(str, keys))} are not unique ({rows} rows share them)")
    cases = cases[~repeated]
    for (column, check), group in cases.groupby(["column", "check"], dropna=False, sort=False):
        values = ", ".join(str(value) for value in group["failure_case"].head(MOST_SHOWN))
        more = ", ..." if len(group) > MOST_SHOWN else ""
        where = f"column {column}" if isinstance(column, str) else "the table"
        told.append(f"{where} breaks {check} ({len(group)} times: {values}{more})")
    return told
