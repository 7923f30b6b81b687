"""The list of the year's uses of force."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.conflict.acts import Acts, listed

from ..worlds import advance, bare_world, changed, with_parameters

in_list = jax.jit(listed, static_argnums=1)


@pytest.mark.parametrize("actors", [1, 2, 31, 32, 33, 70])
@settings(max_examples=20)
@given(
    seed=st.integers(0, 2**32 - 1),
    density=st.floats(0.0, 1.0),
    places=st.sampled_from([1, 7, 40]),
)
def test_the_list_holds_the_first_events_in_row_major_order(
    actors: int, seed: int, density: float, places: int
) -> None:
    """As ``numpy.nonzero`` has them, cut at the number of places, with the full count beside."""
    events = (np.random.default_rng(seed).random((actors, actors)) < density).astype(np.float32)
    rows, columns, count = in_list(jnp.asarray(events), places)
    row, column = np.nonzero(events)
    spare = max(places - len(row), 0)
    assert int(count) == len(row)
    np.testing.assert_array_equal(rows, np.pad(row[:places], (0, spare), constant_values=-1))
    np.testing.assert_array_equal(columns, np.pad(column[:places], (0, spare), constant_values=-1))


def year(**fields):
    world = changed(bare_world(6, acts=16), **fields)
    return advance(with_parameters(Acts()), world)


def acts(found) -> list[tuple[int, int, float, float, float]]:
    fields = ("act_actor", "act_target", "act_severity", "act_authorised", "act_war")
    rows = zip(*(np.asarray(found[name]).tolist() for name in fields), strict=True)
    return [(j, k, round(sev, 5), auth, war) for j, k, sev, auth, war in rows if j >= 0]


def test_a_quiet_year_has_no_acts() -> None:
    found = year()
    assert acts(found) == []
    assert not np.asarray(found["force"]).any()
    assert int(found["lost_acts"]) == 0


def test_prescribed_acts_projects_and_disputes_are_collected() -> None:
    """Prescribed first, then projects, then disputes; a severity of one is a war."""
    dispute = np.zeros((6, 6))
    dispute[1, 2] = dispute[5, 0] = 1.0
    found = year(
        scheduled_actor=4,
        scheduled_target=3,
        scheduled_severity=0.6,
        scheduled_authorised=1.0,
        great_power=[1, 0, 0, 0, 0, 1],
        project_executed=[1, 0, 1, 0, 0, 0],  # state 2 is no great power
        project_authorised=[1, 0, 0, 0, 0, 0],
        project_target=[3, -1, 1, -1, -1, 2],
        dispute=dispute,
    )
    assert acts(found) == [
        (4, 3, 0.6, 1.0, 0.0),
        (0, 3, 1.0, 1.0, 1.0),
        (1, 2, 0.35, 0.0, 0.0),
        (5, 0, 0.35, 0.0, 0.0),
    ]
    force = np.zeros((6, 6))
    for j, k in ((4, 3), (0, 3), (1, 2), (5, 0)):
        force[j, k] = force[k, j] = 1.0
    np.testing.assert_array_equal(found["force"], force)


def test_what_finds_no_place_is_counted() -> None:
    """Sixteen places, one prescribed and six for powers: nine of thirty disputes are listed."""
    found = year(dispute=1.0 - np.eye(6), lost_acts=5)
    assert len(acts(found)) == 9
    assert int(found["lost_acts"]) == 5 + 30 - 9
