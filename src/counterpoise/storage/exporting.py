"""A run in a form that other programs read, written batch by batch, however large it is."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.storage.batch_files import DRAWS, STATES, YEARLY
from counterpoise.storage.dataset import BY_STATE, PROVENANCE
from counterpoise.storage.durable import new_directory, new_file
from counterpoise.storage.reading import Reading
from counterpoise.storage.record import to_json
from counterpoise.storage.store import Store

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Told = Callable[[int, int], None]


class Format(StrEnum):
    """A form in which a run can be taken away."""

    CSV = "csv"
    PARQUET = "parquet"
    NETCDF = "netcdf"


def export(directory: Path, form: Format, destination: Path, progress: Told | None = None) -> Path:
    """Write a run in a form that other programs read.

    Args:
        directory: The run.
        form: CSV and Parquet give a directory of long tables (``metrics``: a row per arm, draw,
            year and metric; ``by_state``: a row per arm, draw, year and state; ``parameters``: a
            row per draw and parameter) and ``provenance.json``; NetCDF gives one file.
        destination: The directory or file, which must not exist.
        progress: Called with (batches done, batches in all).

    Returns:
        The destination.

    Raises:
        AlreadyThere: Something has that name.
    """
    destination = Path(destination)
    store = Store.open(Path(directory))
    reading = Reading(store, store.require_whole())
    if form is Format.NETCDF:
        with new_file(destination) as temporary:
            _write_netcdf(reading, temporary, progress)
        return destination
    with new_directory(destination) as temporary:
        with ExitStack() as stack:
            writers: dict[str, Callable[[pd.DataFrame], None]] = {}
            for batch in range(len(reading.rows)):
                for name, table in _tables(reading, batch):
                    if name not in writers:
                        writers[name] = _writer(stack, temporary, name, form)
                    writers[name](table)
                if progress is not None:
                    progress(batch + 1, len(reading.rows))
        (temporary / "provenance.json").write_text(to_json(store.provenance), encoding="utf-8")
    return destination


def _writer(
    stack: ExitStack, folder: Path, name: str, form: Format
) -> "Callable[[pd.DataFrame], None]":
    """What appends a table to a file that is open until the stack ends."""
    if form is Format.CSV:
        handle = stack.enter_context(
            (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
        )

        def append(table: "pd.DataFrame") -> None:
            table.to_csv(handle, index=False, header=handle.tell() == 0, lineterminator="\n")

        return append

    import pyarrow as pa
    import pyarrow.parquet as pq

    opened: list[pq.ParquetWriter] = []

    def append_group(table: "pd.DataFrame") -> None:
        group = pa.Table.from_pandas(table, preserve_index=False)
        if not opened:
            path = folder / f"{name}.parquet"
            opened.append(stack.enter_context(pq.ParquetWriter(path, group.schema)))
        opened[0].write_table(group)

    return append_group


def _tables(reading: Reading, batch: int) -> "Iterator[tuple[str, pd.DataFrame]]":
    """The long tables of one batch."""
    import pandas as pd

    dataset = _labels(reading)
    first, last = int(reading.bounds[batch]), int(reading.bounds[batch + 1])
    if first == last:
        return
    draws = reading.numbers[first:last]
    arms = np.array(reading.store.provenance.arms and list(reading.store.provenance.arms))

    def index(dims: tuple[str, ...]) -> dict[str, np.ndarray]:
        codes = dataset["ccode"].to_numpy()
        axes = {"arm": arms, "draw": draws, "year": reading.years, "actor": np.arange(len(codes))}
        grids = np.meshgrid(*(np.arange(len(axes[dim])) for dim in dims), indexing="ij")
        found = {dim: axes[dim][grid.ravel()] for dim, grid in zip(dims, grids, strict=True)}
        if "actor" in found:
            slots = found.pop("actor")
            found |= {"ccode": codes[slots], "state": dataset["state"].to_numpy()[slots]}
        return found

    labels = index(reading.dims(YEARLY))

    def columns(table: str) -> dict[str, np.ndarray]:
        names = list(reading.columns(table))
        return dict(zip(names, reading.parts(table, names, batch), strict=True))

    for name, values in columns(YEARLY).items():
        told = {"metric": name, "value": values.ravel(), "unit": dataset[name].attrs["units"]}
        yield "metrics", pd.DataFrame({**labels, **told})
    by_state = {name: values.ravel() for name, values in columns(STATES).items()}
    if by_state:
        yield "by_state", pd.DataFrame({**index(reading.dims(STATES)), **by_state})
    wide = pd.DataFrame(columns(DRAWS)).assign(draw=draws)
    yield "parameters", wide.melt("draw", var_name="parameter", value_name="value")


def _labels(reading: Reading) -> "xr.Dataset":
    found: xr.Dataset | None = getattr(reading, "_labelled", None)
    if found is None:
        found = reading.dataset()
        reading._labelled = found  # type: ignore[attr-defined]
    return found


def _write_netcdf(reading: Reading, path: Path, progress: Told | None) -> None:
    """One NetCDF file: the labels first, then the arrays, batch by batch."""
    import h5netcdf

    dataset = reading.dataset()
    arrays = [str(name) for name in dataset.data_vars]
    assert PROVENANCE in dataset.attrs
    dataset.drop_vars(arrays).load().drop_encoding().to_netcdf(path, engine="h5netcdf")
    with h5netcdf.File(path, "a") as file:
        for dim, length in dataset.sizes.items():
            if dim not in file.dimensions:
                file.dimensions[dim] = length
        for name in arrays:
            array = dataset[name]
            variable = file.create_variable(
                name, array.dims, array.dtype, compression="gzip", compression_opts=1
            )
            variable.attrs.update(array.attrs)
            coordinates = [str(each) for each in array.coords if str(each) not in array.dims]
            if coordinates:
                variable.attrs["coordinates"] = " ".join(coordinates)
        for batch in range(len(reading.rows)):
            first, last = int(reading.bounds[batch]), int(reading.bounds[batch + 1])
            if first < last:
                for name in arrays:
                    table, column = _home(name)
                    if table == DRAWS:
                        values = dataset[name][:, first:last].to_numpy()
                    else:
                        values = reading.parts(table, [column], batch)[0]
                    axis = dataset[name].dims.index("draw")
                    file[name][(slice(None),) * axis + (slice(first, last),)] = values
            if progress is not None:
                progress(batch + 1, len(reading.rows))


def _home(variable: str) -> tuple[str, str]:
    """The table and column in which a variable of the dataset is kept."""
    if variable == "parameter_value":
        return DRAWS, ""
    if variable.endswith(BY_STATE):
        return STATES, variable.removesuffix(BY_STATE)
    return YEARLY, variable
