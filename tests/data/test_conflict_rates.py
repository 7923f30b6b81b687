"""The shipped averages of kinds of dyad are those of the disputes, where these are present."""

from importlib.resources import files
from io import StringIO
from pathlib import Path

import pandas as pd

from counterpoise.data.compile.conflict_rates import conflict_rates


def test_shipped_averages_are_recomputed(data_directory: Path) -> None:
    """Row by row, to the four decimals that ship."""
    table = files("counterpoise.world").joinpath("record", "conflict_kinds.csv")
    shipped = pd.read_csv(StringIO(table.read_text("utf-8")))
    pd.testing.assert_frame_equal(conflict_rates(data_directory, 2003), shipped)


def test_rivals_and_neighbours_fight_more(data_directory: Path) -> None:
    """Rivals more than others of their kind, and neighbours that are rivals most of all."""
    rates = conflict_rates(data_directory, 2003)
    force = rates.set_index(["rivals", "contiguous", "great_power"])["force_years_per_dyad_year"]
    for contiguous in (0, 1):
        for great_power in (0, 1):
            assert force[1, contiguous, great_power] > force[0, contiguous, great_power]
    assert force[1, 1, 0] > 10 * force[0, 0, 0]
