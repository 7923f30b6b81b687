"""Results are what they were; a change that means to alter them says so (`make baselines`)."""

import pytest

from .runs import FOLDER, RUNS, differences, run, stored


@pytest.mark.parametrize("name", RUNS)
def test_results_are_what_they_were(name: str) -> None:
    changed = differences(stored(name), run(name))
    assert not changed, (
        "results changed. If that is meant: `make baselines`, and a line with **Results change** "
        "in CHANGELOG.md"
    )


def test_no_stored_run_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(RUNS)


def test_differences_say_where_and_by_how_much() -> None:
    before = {"threat": [1.0, 2.0, 3.0], "salience": [1.0]}
    after = {"threat": [1.0, 2.5, 3.5], "resolve": [0.0]}
    assert differences(before, after) == [
        "threat: from 2001, 2 -> 2.5",
        "salience: gone",
        "resolve: new",
    ]
