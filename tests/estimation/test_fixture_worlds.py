"""Two worlds of which the truth is known: bargaining without threat, and threat."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from counterpoise.estimation.fixture_worlds import (
    NOISE,
    SEEDS,
    WORLDS,
    YEARS,
    Recovered,
    fixture_records,
    labelled_choices,
    recovered,
)
from counterpoise.estimation.label_errors import EXACT
from counterpoise.estimation.record import Record

SMALL_YEARS, SMALL_SEEDS = 8, 1
RELABELLED = {"exact": (EXACT, EXACT), "errors known": (NOISE, NOISE), "naive": (NOISE, EXACT)}

small = cache(lambda world: fixture_records(world, SMALL_YEARS, range(SMALL_SEEDS)))
full = cache(lambda world: fixture_records(world, YEARS, range(SEEDS)))


def found(records: Callable[[str], list[Record]], world: str, labels: str) -> dict[str, Recovered]:
    errors, believed = RELABELLED[labels]
    each = recovered(world, records(world), errors, believed)
    return {one.parameter: one for one in each}


def near(rows: dict[str, Recovered]) -> None:
    assert len(rows) == 17
    for each in rows.values():
        assert abs(each.z) <= 3.0, each


def test_bargaining_is_not_mistaken_for_threat() -> None:
    rows = found(small, "pure bargaining", "exact")
    near(rows)
    low, high = rows["posture.s_T"].interval
    assert low <= 0.0 <= high
    assert rows["posture.s_x"].sd < 0.1, "nothing was learnt"


def test_known_errors_are_undone() -> None:
    near(found(small, "threat", "errors known"))


def test_labels_taken_at_face_value_flatten_slopes() -> None:
    slope = found(small, "pure bargaining", "naive")["posture.s_x"]
    assert slope.z < -3.0
    assert slope.mode > 0.0


@pytest.mark.soak
@pytest.mark.parametrize("world", WORLDS)
def test_fixture_worlds(world: str) -> None:
    rows = {labels: found(full, world, labels) for labels in RELABELLED}
    count = labelled_choices(full(world))
    print(f"\n{world}: {SEEDS} histories of {YEARS} years, {count:,} choices")  # noqa: T201
    print("| parameter | truth | exact | z | errors known | z | naive | z |")  # noqa: T201
    print("| --- " * 8 + "|")  # noqa: T201
    for name, exact in rows["exact"].items():
        cells = [
            cell
            for of in (exact, rows["errors known"][name], rows["naive"][name])
            for cell in (f"{of.mode:.2f} ± {of.sd:.2f}", f"{of.z:+.1f}")
        ]
        print(f"| {name} | {exact.truth:g} | {' | '.join(cells)} |")  # noqa: T201
    near(rows["exact"])
    near(rows["errors known"])
    if world == "pure bargaining":
        for labels in ("exact", "errors known"):
            low, high = rows[labels]["posture.s_T"].interval
            assert low <= 0.0 <= high, labels
        slope = rows["naive"]["posture.s_x"]
    else:
        slope = rows["naive"]["posture.s_T"]
    assert slope.z < -3.0, "labels taken at face value should flatten the slope"
    assert np.isfinite([each.sd for each in rows["exact"].values()]).all()
