"""A panel as a file: Parquet, CSV or NetCDF, with the coverage of every value in it.

The whole file is written beside its place under a temporary name and then moved, so that nothing
half-written is left. Parquet keeps the labels as dictionary columns and the account of the sources
in its metadata; CSV writes the labels as words; NetCDF writes them as bytes with the CF attributes
``flag_values`` and ``flag_meanings``.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from counterpoise.data.problem import SourceProblem
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.near_miss import did_you_mean

if TYPE_CHECKING:
    import xarray as xr

FORMATS = (".parquet", ".csv", ".nc")


def write(frame: pd.DataFrame, path: Path) -> Path:
    """Write a panel in the format that the file's name ends in.

    Raises:
        SourceProblem: The name ends in none of the formats.
        OSError: The disk is full or the folder cannot be written; nothing is left behind.
    """
    if path.suffix not in FORMATS:
        raise SourceProblem(
            f"{path}: a panel is written as {', '.join(FORMATS)}."
            f"{did_you_mean(path.suffix, FORMATS)} Name the file accordingly."
        )
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        if path.suffix == ".parquet":
            frame.to_parquet(temporary, index=False, compression="zstd")
        elif path.suffix == ".csv":
            frame.to_csv(temporary, index=False)
        else:
            as_dataset(frame).to_netcdf(temporary, engine="h5netcdf", encoding=_packed(frame))
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def as_dataset(frame: pd.DataFrame) -> "xr.Dataset":
    """The panel along one axis, ``row``, with coverage as CF flags.

    Example:
        >>> from counterpoise.data.panel import labelled
        >>> one = pd.DataFrame({"year": [1990], "cinc": [0.1], "cinc_coverage": labelled([0])})
        >>> as_dataset(one)["cinc_coverage"].attrs["flag_meanings"]
        'observed structural_zero missing modelled censored'
    """
    import xarray as xr

    data = {}
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            flags = {
                "flag_values": np.array([int(each) for each in Coverage], dtype=np.int8),
                "flag_meanings": " ".join(each.label.replace(" ", "_") for each in Coverage),
            }
            data[name] = ("row", column.cat.codes.to_numpy(), flags)
        else:
            data[name] = ("row", column.to_numpy(), {})
    attributes = {
        "unit": frame.attrs.get("unit", ""),
        "sources": json.dumps(frame.attrs.get("sources", {})),
    }
    return xr.Dataset(data, attrs=attributes)


def _packed(frame: pd.DataFrame) -> dict[str, dict[str, object]]:
    numbers = [name for name in frame.columns if frame[name].dtype != object]
    return {name: {"zlib": True, "complevel": 1} for name in numbers}
