"""Own-distancing: the target of comparison does not move."""

import jax.numpy as jnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.measures.own_distancing import own_distancing

POSITION = st.floats(-4.0, 4.0, width=32)


def measured(before: float, after: float, target: float) -> float:
    return float(own_distancing(*(jnp.asarray(v, jnp.float32) for v in (before, after, target))))


@given(own=POSITION, target=POSITION, later=POSITION)
def test_who_does_not_move_does_not_distance(own: float, target: float, later: float) -> None:
    """D = 0 whatever the target does, though the gap between the two changes with it."""
    assert measured(own, own, target) == 0.0
    gap_change = abs(own - later) - abs(own - target)
    own_part = measured(own, own, target)
    target_part = gap_change - own_part
    assert own_part + target_part == gap_change


@given(before=POSITION, after=POSITION, target=POSITION)
def test_distancing_is_bounded_by_movement(before: float, after: float, target: float) -> None:
    """|D| <= |own movement|, and the way back undoes the way there."""
    found = measured(before, after, target)
    assert abs(found) <= abs(after - before) + 1e-5
    assert found == -measured(after, before, target)


def test_moving_away_is_positive() -> None:
    before, after = jnp.array([1.0, 1.0, -1.0]), jnp.array([1.5, 0.5, -1.5])
    np.testing.assert_allclose(
        own_distancing(before, after, jnp.asarray(0.0)), [0.5, -0.5, 0.5], rtol=1e-6
    )
