"""Contests of power stay defined at the edges."""

import jax.numpy as jnp
import pytest

from counterpoise.mechanisms.geography import Geography, contest
from counterpoise.world.synthetic import synthetic_world


@pytest.mark.parametrize("gamma", [0.1, 1.0, 2.1, 4.0])
def test_a_contest_without_strength_is_even(gamma: float) -> None:
    """However decisive contests are, two sides without power are even, in single precision too."""
    land = Geography(gamma=gamma).land(synthetic_world(3))
    nothing = land.strength(jnp.zeros(1))
    assert contest(nothing, nothing).item() == 0.5
    assert contest(jnp.zeros(1), jnp.zeros(1)).item() == 0.5
    assert contest(land.strength(jnp.full(1, 0.1)), nothing).item() > 0.5
