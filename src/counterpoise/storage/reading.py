"""Reading a complete run: columns of its batches as arrays, whole or a part at a time.

Nothing is read until it is asked for. A dataset of any size opens at once; a part of it reads the
batches that hold the part, and of these the columns asked for.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from counterpoise.experiments.simulation import Ensemble
from counterpoise.storage.batch_files import (
    DRAWS,
    STATES,
    YEARLY,
    columns_of,
    digest,
    read_columns,
)
from counterpoise.storage.dataset import labelled
from counterpoise.storage.manifest import Row
from counterpoise.storage.store import DamagedRun, Store, repair

KEPT_BYTES = 256_000_000  # columns of a run up to this size are read once and kept


class Reading:
    """The columns of a complete run."""

    def __init__(self, store: Store, rows: list[Row]) -> None:
        self.store = store
        self.rows = rows
        self._sound: set[Path] = set()
        self._lock = threading.Lock()

    @cached_property
    def numbers(self) -> np.ndarray:
        """The number of each draw."""
        every = [number for row in self.rows for number in row.numbers]
        return np.array(every[: self.store.provenance.draws], dtype=np.int64)

    @cached_property
    def years(self) -> np.ndarray:
        """Calendar years."""
        found = self.store.provenance
        return np.arange(found.first_year, found.first_year + found.years)

    @cached_property
    def bounds(self) -> np.ndarray:
        """Where each batch begins among the draws, and where the last ends."""
        ends = np.cumsum([0, *(row.kept for row in self.rows)])
        return np.minimum(ends, len(self.numbers))

    @property
    def implausible(self) -> int:
        """Draws set aside before the last one that was kept."""
        return int(self.numbers[-1]) + 1 - len(self.numbers)

    def path(self, batch: int, table: str) -> Path:
        """A table of a batch, once its checksum is that which was written down."""
        row = self.rows[batch]
        path = self.store.batches / row.folder / table
        with self._lock:
            if path not in self._sound:
                if digest(path) != row.files[table][1]:
                    raise DamagedRun(
                        f"{path} is missing or has changed since the run was written. "
                        f"{repair(self.store.directory)}"
                    )
                self._sound.add(path)
        return path

    def shape(self, table: str, batch: int) -> tuple[int, ...]:
        """Shape of a column in one batch."""
        return tuple(
            self.rows[batch].kept if dim == "draw" else self.lengths[dim]
            for dim in self.dims(table)
        )

    @cached_property
    def lengths(self) -> dict[str, int]:
        """Length of each dimension."""
        found = self.store.provenance
        return {
            "arm": len(found.arms),
            "draw": len(self.numbers),
            "year": found.years,
            "actor": len(found.states),
        }

    def dims(self, table: str) -> tuple[str, ...]:
        """Dimensions of the columns of a table."""
        if table == YEARLY:
            return ("arm", "draw", "year")
        if table == DRAWS:
            return ("draw",)
        yearly = self.store.plan.states == "yearly"
        return ("arm", "draw", "year", "actor") if yearly else ("arm", "draw", "actor")

    def parts(self, table: str, names: Sequence[str], batch: int) -> list[np.ndarray]:
        """Columns in one batch, cut to the draws that belong to the run."""
        axis = self.dims(table).index("draw")
        kept = int(self.bounds[batch + 1] - self.bounds[batch])
        inside = (slice(None),) * axis + (slice(kept),)
        found = read_columns(self.path(batch, table), names, self.shape(table, batch))
        return [values[inside] for values in found]

    def wholes(self, table: str, names: Sequence[str]) -> dict[str, np.ndarray]:
        """Columns of the whole run."""
        axis = self.dims(table).index("draw")
        batches = [self.parts(table, names, batch) for batch in range(len(self.rows))]
        return {
            name: np.concatenate(pieces, axis=axis)
            for name, pieces in zip(names, zip(*batches, strict=True), strict=True)
        }

    def columns(self, table: str) -> dict[str, np.dtype]:
        """Names and types of a table's columns."""
        return columns_of(self.path(0, table))

    @cached_property
    def small(self) -> bool:
        """Whether all of it may be kept in memory."""
        return sum(row.bytes for row in self.rows) <= KEPT_BYTES

    def ensemble(self) -> Ensemble:
        """The run as an ensemble whose arrays are read when they are asked for."""
        return Ensemble(
            arms=tuple(self.store.provenance.arms),
            years=self.years,
            metrics=Columns(self, YEARLY, keep=self.small, together=self.small),
            by_state=Columns(self, STATES, keep=self.small),
            parameters=Columns(self, DRAWS, keep=True, together=True),
            numbers=self.numbers,
            implausible=self.implausible,
        )

    def dataset(self) -> xr.Dataset:
        """The run as one dataset whose arrays are read when they are asked for."""

        def lazy(table: str) -> dict[str, Any]:
            return {
                name: indexing.LazilyIndexedArray(Column(self, table, name, dtype))
                for name, dtype in self.columns(table).items()
            }

        addresses = list(self.columns(DRAWS))
        return labelled(
            tuple(self.store.provenance.arms),
            self.years,
            self.numbers,
            lazy(YEARLY),
            lazy(STATES),
            self.dims(STATES),
            addresses,
            indexing.LazilyIndexedArray(Parameters(self, addresses)),
            self.implausible,
            self.store.provenance,
        )


class Columns(Mapping[str, np.ndarray]):
    """The columns of a table, read when one is asked for: that one, or all of them together."""

    def __init__(self, reading: Reading, table: str, keep: bool, together: bool = False) -> None:
        self._reading = reading
        self._table = table
        self._names = list(reading.columns(table))
        self._keep = keep
        self._together = together
        self._kept: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name in self._kept:
            return self._kept[name]
        if name not in self._names:
            raise KeyError(name)
        found = self._reading.wholes(self._table, self._names if self._together else [name])
        if self._keep:
            self._kept |= found
        return found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Column(BackendArray):
    """A column as xarray reads it: a part at a time."""

    def __init__(self, reading: Reading, table: str, name: str, dtype: np.dtype) -> None:
        self._reading = reading
        self._table = table
        self._name = name
        self.dtype = dtype
        self.shape = tuple(reading.lengths[dim] for dim in reading.dims(table))

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        return indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._read
        )

    def _read(self, key: tuple[Any, ...]) -> np.ndarray:
        axis = self._reading.dims(self._table).index("draw")
        return _gathered(
            self._reading,
            key,
            axis,
            lambda batch: self._reading.parts(self._table, [self._name], batch)[0],
            self.dtype,
        )


class Parameters(BackendArray):
    """Parameters by draw, [parameter, draw], as xarray reads them."""

    def __init__(self, reading: Reading, addresses: list[str]) -> None:
        self._reading = reading
        self._addresses = addresses
        self.dtype = np.dtype(float)
        self.shape = (len(addresses), len(reading.numbers))

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        return indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._read
        )

    def _read(self, key: tuple[Any, ...]) -> np.ndarray:
        wanted = np.arange(len(self._addresses))[key[0]]
        names = [self._addresses[place] for place in np.atleast_1d(wanted)]

        def part(batch: int) -> np.ndarray:
            if not names:
                return np.empty((0, self._reading.rows[batch].kept))
            return np.stack(self._reading.parts(DRAWS, names, batch))

        first: Any = 0 if np.ndim(wanted) == 0 else slice(None)
        return _gathered(self._reading, (first, key[1]), 1, part, self.dtype)


def _gathered(
    reading: Reading, key: tuple[Any, ...], axis: int, part: Any, dtype: np.dtype
) -> np.ndarray:
    """What an outer key asks for, read from the batches that hold it."""
    asked = np.arange(len(reading.numbers))[key[axis]]
    draws = np.atleast_1d(asked)
    home = np.searchsorted(reading.bounds, draws, side="right") - 1
    found: np.ndarray | None = None
    for batch in np.unique(home):
        here = np.flatnonzero(home == batch)
        inside = list(key)
        inside[axis] = draws[here] - reading.bounds[batch]
        values = _outer(part(int(batch)), inside)
        if found is None:
            shape = (*values.shape[: _place(key, axis)], len(draws))
            found = np.empty((*shape, *values.shape[_place(key, axis) + 1 :]), dtype)
        found[(slice(None),) * _place(key, axis) + (here,)] = values
    if found is None:
        nothing = [np.empty(0, int) if place == axis else each for place, each in enumerate(key)]
        found = _outer(part(0), nothing).astype(dtype)
    return found if np.ndim(asked) else found.take(0, axis=_place(key, axis))


def _outer(values: np.ndarray, key: list[Any]) -> np.ndarray:
    """Index each axis by itself, from the last to the first, so that axes stay in place."""
    for axis in reversed(range(len(key))):
        values = values[(slice(None),) * axis + (key[axis],)]
    return values


def _place(key: tuple[Any, ...], axis: int) -> int:
    """The axis of the result that an axis of the array becomes: whole numbers drop theirs."""
    return axis - sum(isinstance(each, int | np.integer) for each in key[:axis])
