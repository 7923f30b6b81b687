"""The directory of downloaded source files that a world is compiled from.

None of these files is part of the package. A file that is absent is named, with its source.
"""

from pathlib import Path

import pandas as pd

WDI_SHARES = "econ/wdi_extract.csv.gz"
WDI_GDP = "econ/gdp.csv.gz"
LATENT_GDP = "econ/fariss_gdp_pop.csv.gz"
IDEAL_POINTS = "unga/IdealpointestimatesAll_Apr2020.csv.gz"
DEMOCRACY = "regime/cow_democracy.csv.gz"
COUNTRIES = "geo/ne_110m_admin_0_countries.json"

REQUIRED = (WDI_SHARES, WDI_GDP, LATENT_GDP, IDEAL_POINTS, DEMOCRACY, COUNTRIES)


class MissingInput(FileNotFoundError):
    """A source file that the compiler needs is not in the directory."""


def require(directory: Path) -> None:
    """Check that every file needed is there before any work is done.

    Raises:
        MissingInput: Lists every absent file.
    """
    absent = [name for name in REQUIRED if not (directory / name).is_file()]
    if absent:
        raise MissingInput(
            f"{directory} lacks {', '.join(absent)}. Download them from the distributors named "
            "in SOURCES.md, under these relative paths, and run the command again."
        )


def table(directory: Path, name: str, encoding: str = "utf-8") -> pd.DataFrame:
    """Read one source table; empty cells are missing."""
    path = directory / name
    if not path.is_file():
        raise MissingInput(f"{path} is not there. It is needed for this step.")
    return pd.read_csv(path, encoding=encoding, low_memory=False)
