"""``counterpoise export``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.interruption import writing
from counterpoise.cli.screen import write


class To(StrEnum):
    """Forms that other programs read."""

    CSV = "csv"
    PARQUET = "parquet"
    NETCDF = "netcdf"


def export(
    run: Annotated[Path, typer.Argument(help="Directory of a run.")],
    to: Annotated[To, typer.Option(help="CSV and Parquet give a directory; NetCDF one file.")],
    out: Annotated[
        Path | None, typer.Option(help="Where to; by default beside the run, named after it.")
    ] = None,
) -> None:
    """Write a run in a form that R, Stata or pandas read.

    \b
    Examples:
      counterpoise export runs/first --to csv
      counterpoise export runs/first --to netcdf --out first.nc
    """  # noqa: D301
    from counterpoise.runs.progress import progress_bar
    from counterpoise.storage.exporting import Format
    from counterpoise.storage.exporting import export as write_export

    suffix = ".nc" if to is To.NETCDF else f"-{to.value}"
    named = run.resolve() if run.name in ("", "..") else run
    destination = out if out is not None else named.with_name(named.name + suffix)
    with writing(), progress_bar(unit="batches", doing="Exporting") as progress:
        made = write_export(run, Format(to.value), destination, progress)
    write(str(made))
