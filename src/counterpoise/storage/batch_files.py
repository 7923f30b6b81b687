"""A batch on disk: a directory of small tables that is written once and never changed.

    yearly.parquet   a row for each arm, draw and year; a column for each metric
    states.parquet   a row for each arm, draw, (year,) and state; a column for each variable
    draws.parquet    a row for each draw; a column for each parameter
    batch.json       the batch's row of the manifest

It is written under a temporary name, flushed, and renamed, so that it is there whole or not at
all. Rows are ordered by arm, draw, year and state, so that a column is an array as it stands.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from counterpoise.experiments.simulation import Ensemble
from counterpoise.storage.durable import new_directory
from counterpoise.storage.manifest import Row

YEARLY, STATES, DRAWS, ROW = "yearly.parquet", "states.parquet", "draws.parquet", "batch.json"
IDENTITY = b"counterpoise.identity"


def write_batch(
    folder: Path,
    batch: int,
    found: Ensemble,
    candidates: int,
    codes: Sequence[int],
    identity: str,
    seconds: float = 0.0,
    machine: str = "",
) -> Row:
    """Write a batch, and wait until it is on disk.

    Args:
        folder: Where batches lie.
        batch: Its number.
        found: What is in it.
        candidates: How many draws were tried.
        codes: COW number of the state in each slot.
        identity: Of the run.
        seconds: How long it took.
        machine: What computed it.

    Returns:
        Its row, for the manifest.
    """
    final = folder / f"{batch:06d}-{token_hex(4)}"
    with new_directory(final) as temporary:
        tables = {
            YEARLY: _yearly(found),
            STATES: _states(found, codes),
            DRAWS: _draws(found),
        }
        files = {}
        for name, table in tables.items():
            table = table.replace_schema_metadata({IDENTITY: identity.encode()})
            pq.write_table(table, temporary / name, compression="zstd", use_dictionary=_LABELS)
            files[name] = (
                (temporary / name).stat().st_size,
                digest(temporary / name),
            )
        row = Row(
            batch,
            final.name,
            candidates,
            tuple(int(number) for number in found.numbers),
            files,
            round(seconds, 3),
            machine,
        )
        (temporary / ROW).write_text(row.to_json(), encoding="utf-8")
    return row


def read_columns(path: Path, names: Sequence[str], shape: tuple[int, ...]) -> list[np.ndarray]:
    """Columns of a table as arrays of this shape, all read in one pass."""
    table = pq.read_table(path, columns=list(names))
    return [table.column(name).to_numpy().reshape(shape) for name in names]


def columns_of(path: Path) -> dict[str, np.dtype]:
    """Names and types of the columns that hold numbers of the model."""
    schema = pq.read_schema(path)
    return {
        field.name: np.dtype(field.type.to_pandas_dtype())
        for field in schema
        if field.name not in _LABELS
    }


def identity_of(path: Path) -> str:
    """The identity of the run to which a table belongs."""
    return (pq.read_schema(path).metadata or {}).get(IDENTITY, b"").decode()


def digest(path: Path) -> str:
    """SHA-256 of a file, or ``absent``."""
    if not path.is_file():
        return "absent"
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def row_beside(folder: Path) -> Row:
    """The row that lies beside a batch, under the directory's present name."""
    return replace(Row.from_json((folder / ROW).read_text(encoding="utf-8")), folder=folder.name)


_LABELS = ["arm", "draw", "year", "ccode"]


def _yearly(found: Ensemble) -> pa.Table:
    labels = _labels(found, found.years)
    return pa.table({**labels, **{n: np.ravel(values) for n, values in found.metrics.items()}})


def _states(found: Ensemble, codes: Sequence[int]) -> pa.Table:
    dims = next(iter(found.by_state.values())).ndim if found.by_state else 4
    years = found.years if dims == 4 else None
    labels = _labels(found, years, np.asarray(codes, np.int32))
    return pa.table({**labels, **{n: np.ravel(values) for n, values in found.by_state.items()}})


def _draws(found: Ensemble) -> pa.Table:
    parameters = {name: np.asarray(values) for name, values in found.parameters.items()}
    return pa.table({"draw": np.asarray(found.numbers, np.int64), **parameters})


def _labels(
    found: Ensemble, years: np.ndarray | None, codes: np.ndarray | None = None
) -> dict[str, pa.Array | np.ndarray]:
    """Label columns of rows ordered by arm, draw, year and state."""
    axes: dict[str, np.ndarray] = {"arm": np.arange(len(found.arms), dtype=np.int32)}
    axes["draw"] = np.asarray(found.numbers, np.int64)
    if years is not None:
        axes["year"] = np.asarray(years, np.int32)
    if codes is not None:
        axes["ccode"] = codes
    grids = np.meshgrid(*axes.values(), indexing="ij")
    flat = {name: grid.ravel() for name, grid in zip(axes, grids, strict=True)}
    arms = pa.DictionaryArray.from_arrays(flat.pop("arm"), pa.array(list(found.arms)))
    return {"arm": arms, **flat}
