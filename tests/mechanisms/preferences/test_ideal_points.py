"""Ideal points: reversion, the order's pull, and distancing."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.measures.own_distancing import own_distancing
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints

from ..worlds import after, changed, with_acts, with_parameters, world_of

STILL = {"x_ar": 0.0, "x_sd": 0.0, "x_away": 0.0, "x_o_pull": 0.0}


def moved(world, **own: float) -> np.ndarray:
    law = with_parameters(IdealPoints(), **(STILL | own))
    return np.asarray(after(law, world).ideal_point)


def test_without_causes_nobody_moves() -> None:
    world = world_of()
    np.testing.assert_array_equal(moved(world), world.ideal_point)


def test_positions_revert_to_the_middle() -> None:
    world = world_of()
    np.testing.assert_allclose(moved(world, x_ar=0.25), 0.75 * world.ideal_point, rtol=1e-5)


def test_an_order_draws_its_members_to_its_centre() -> None:
    """x_o_pull = 1 puts every member at the capability-weighted mean; others stay."""
    member = np.array([1, 1, 1, 0, 0, 1.0])
    world = world_of(membership=member[:, None])
    x, weight = np.asarray(world.ideal_point), member * np.asarray(world.capability)
    expected = np.where(member > 0, weight @ x / weight.sum(), x)
    np.testing.assert_allclose(moved(world, x_o_pull=1.0), expected, rtol=1e-4, atol=1e-6)


@settings(max_examples=15)
@given(severity=st.sampled_from([0.35, 1.0]), authorised=st.sampled_from([0.0, 1.0]))
def test_states_move_away_from_those_who_use_force(severity: float, authorised: float) -> None:
    """By x_away sev (1 - kappa_A auth) ln 2, seen as own-distancing from the author."""
    world = changed(world_of(), ideal_point=[0.0, 1.0, -1.0, 0.3, -0.2, 2.0])
    world = with_acts(world, (0, 1, severity, authorised))
    after_act = moved(world, x_away=0.1, kappa_A=0.75)
    before = np.asarray(world.ideal_point)
    step = 0.1 * severity * (1 - 0.75 * authorised) * np.log(2)
    distanced = np.asarray(
        own_distancing(jnp.asarray(before), jnp.asarray(after_act), jnp.asarray(before[0]))
    )
    np.testing.assert_allclose(distanced[1:], step, rtol=1e-4)
    assert after_act[0] == before[0]


def test_volatility_has_the_stated_size() -> None:
    world = world_of(300)
    step = moved(world, x_sd=0.1) - np.asarray(world.ideal_point)
    assert step.std() == pytest.approx(0.1, rel=4 / np.sqrt(2 * 300))
    assert abs(step.mean()) < 4 * 0.1 / np.sqrt(300)
