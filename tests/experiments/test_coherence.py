"""The defaults run on from 1992, beside the record of the years that followed."""

from pathlib import Path

import pytest

from counterpoise.experiments.coherence import coherence, observed_counts
from counterpoise.models.liberal_order import liberal_order
from counterpoise.world.observed import observed_world
from counterpoise.world.snapshot import load

FIRST, LAST = 1993, 2014


@pytest.mark.soak
def test_the_defaults_stay_near_the_years_that_followed_1992(data_directory: Path) -> None:
    snapshot = load(1992)
    codes = frozenset(state.ccode for state in snapshot.states)
    record = observed_counts(data_directory, codes, FIRST, LAST)
    world = observed_world(snapshot, acts=256)
    rows = coherence(liberal_order().bind({}), world, record, FIRST)
    for row in rows:
        on_record = "-" if row.observed is None else f"{row.observed:.1f}"
        interval = f"({row.q05:.2f}, {row.q95:.2f})"
        print(f"{row.name:45} {row.mean:8.2f} {interval:18} {on_record}")  # noqa: T201
    by_name = {row.name: row for row in rows}
    # Coherence, not skill: within a factor of two of the record, and no explosion.
    for row in by_name.values():
        if row.observed is not None:
            assert row.observed / 2 < row.mean < 2 * row.observed, row
    acts = "wars of great powers a year"
    assert by_name[f"authorised {acts}"].mean + by_name[f"unauthorised {acts}"].mean < 3


def test_counts_of_the_record_are_those_that_its_sources_give(data_directory: Path) -> None:
    codes = frozenset(state.ccode for state in load(1992).states)
    found = observed_counts(data_directory, codes, FIRST, LAST)
    assert found["members of the liberal order at the end"][0] > 140
    assert "2012" in found["defence pacts at the end"][1]
    assert 10 < found["force initiations a year"][0] < 30
