"""A run on disk: complete or absent, never half written.

A run is a directory:

    manifest.json   schema, provenance, and the SHA-256 of every file of the data
    data.zarr/      the dataset, Zarr version 3

Other files may be put beside them; the manifest speaks only of the data.
"""

import hashlib
import json
import warnings
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from counterpoise.experiments.provenance import Provenance
from counterpoise.storage.dataset import BY_STATE, PROVENANCE, provenance_of
from counterpoise.storage.durable import is_unfinished, new_directory, new_file
from counterpoise.storage.manifest import NewerSchema, UnreadableManifest, from_json

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
DATA = "data.zarr"
FILES = "files"


class NotARun(ValueError):
    """The path holds no run."""


class UnfinishedRun(NotARun):
    """The path holds a run whose writing was interrupted."""


class DamagedRun(ValueError):
    """The path holds a run whose files have changed since it was written."""


class Format(StrEnum):
    """A form in which a run can be taken away."""

    CSV = "csv"
    PARQUET = "parquet"
    NETCDF = "netcdf"


def save(dataset: xr.Dataset, directory: Path) -> Path:
    """Write a run.

    Args:
        dataset: As ``to_dataset`` makes it.
        directory: The run's directory, which must not exist.

    Returns:
        The directory.

    Raises:
        AlreadyThere: Something has that name.
    """
    directory = Path(directory)
    provenance_of(dataset)
    with new_directory(directory) as temporary:
        data = temporary / DATA
        with warnings.catch_warnings():
            # Strings of any length and consolidated metadata are outside the written standard.
            warnings.simplefilter("ignore")
            dataset.to_zarr(data, zarr_format=3, mode="w-", encoding=_one_chunk(dataset))
        manifest = json.loads(dataset.attrs[PROVENANCE])
        manifest[FILES] = {name: _digest(data / name) for name in _names(data)}
        (temporary / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    return directory


def open_run(directory: Path) -> tuple[xr.Dataset, Provenance]:
    """Open a run, after checking that its files are those that were written.

    Raises:
        NotARun: There is no run at this path.
        UnfinishedRun: Its writing was interrupted.
        NewerSchema: A newer version wrote it.
        DamagedRun: A file is missing or has changed.
    """
    directory = Path(directory)
    if is_unfinished(directory):
        raise UnfinishedRun(
            f"{directory} was left by a run whose writing was interrupted. Delete it and run again."
        )
    if not directory.is_dir():
        there = "is a file" if directory.exists() else "does not exist"
        raise NotARun(f"{directory} {there}; a run is a directory with a {MANIFEST}.")
    manifest = directory / MANIFEST
    if not manifest.is_file():
        raise NotARun(f"{directory} has no {MANIFEST}: it is not a run.")
    try:
        text = manifest.read_text(encoding="utf-8")
        provenance = from_json(text)
        written = json.loads(text)[FILES]
    except NewerSchema:
        raise
    except (UnreadableManifest, UnicodeDecodeError, KeyError, TypeError) as error:
        raise DamagedRun(f"{manifest} cannot be read: {error} Restore it, or run again.") from error
    data = directory / DATA
    wrong = [name for name, digest in written.items() if _digest(data / name) != digest]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise DamagedRun(
            f"{data / wrong[0]}{more} is missing or has changed since the run was written. "
            "Restore it, or run again."
        )
    return xr.open_zarr(data), provenance


def export(directory: Path, form: Format, destination: Path) -> Path:
    """Write a run in a form that other programs read.

    Args:
        directory: The run.
        form: CSV and Parquet give a directory of long tables (``metrics``: a row per arm, draw,
            year and metric; ``by_state``: a row per arm, draw, year and state; ``parameters``: a
            row per draw and parameter) and ``provenance.json``; NetCDF gives one file.
        destination: The directory or file, which must not exist.

    Returns:
        The destination.

    Raises:
        AlreadyThere: Something has that name.
    """
    destination = Path(destination)
    dataset, _ = open_run(directory)
    if form is Format.NETCDF:
        with new_file(destination) as temporary:
            dataset.load().drop_encoding().to_netcdf(temporary, engine="h5netcdf")
        return destination
    with new_directory(destination) as temporary:
        for name, table in _tables(dataset):
            if form is Format.CSV:
                table.to_csv(temporary / f"{name}.csv", index=False, lineterminator="\n")
            else:
                table.to_parquet(temporary / f"{name}.parquet", index=False)
        (temporary / "provenance.json").write_text(dataset.attrs[PROVENANCE], encoding="utf-8")
    return destination


def _tables(dataset: xr.Dataset) -> Iterator[tuple[str, "pd.DataFrame"]]:
    import pandas as pd

    def pick(dims: tuple[str, ...]) -> dict[str, str]:
        return {
            str(name): str(array.attrs.get("units", ""))
            for name, array in dataset.data_vars.items()
            if array.dims == dims
        }

    yearly = pick(("arm", "draw", "year"))
    if yearly:
        wide = dataset[list(yearly)].drop_vars("arm_label").to_dataframe().reset_index()
        table = wide.melt(["arm", "draw", "year"], var_name="metric", value_name="value")
        table["unit"] = table["metric"].map(yearly)
        yield "metrics", table
    by_state = pick(("arm", "draw", "year", "actor"))
    if by_state:
        table = dataset[list(by_state)].drop_vars("arm_label").to_dataframe().reset_index()
        table = table.rename(columns={name: name.removesuffix(BY_STATE) for name in by_state})
        first = ["arm", "draw", "year", "ccode", "state"]
        yield "by_state", table[[*first, *(name.removesuffix(BY_STATE) for name in by_state)]]
    values = dataset["parameter_value"]
    yield (
        "parameters",
        pd.DataFrame(
            values.to_numpy().T,
            columns=pd.Index([str(each) for each in dataset["parameter"].to_numpy()]),
        )
        .assign(draw=dataset["draw"].to_numpy())
        .melt("draw", var_name="parameter", value_name="value"),
    )


def _one_chunk(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    return {
        str(name): {"chunks": array.shape}
        for name, array in dataset.variables.items()
        if array.ndim and min(array.shape) > 0
    }


def _names(data: Path) -> list[str]:
    return sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    if not path.is_file():
        return "absent"
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
