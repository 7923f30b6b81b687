"""Rivalry: undirected onset and end."""

import jax
import numpy as np
import pytest

from counterpoise.mechanisms.threat.rivalry import Rivalry
from counterpoise.world.chance import Chance

from ..worlds import advance, after, changed, with_parameters, world_of

NEVER, ALWAYS = -1e3, 1e3
APART = 1.0 - np.eye(6)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"r0": NEVER, "r_off": 0.0}, lambda now: now),
        ({"r0": NEVER, "r_off": 1.0}, lambda now: 0 * now),
        ({"r0": ALWAYS, "r_off": 0.0}, lambda now: APART),
        ({"r0": ALWAYS, "r_off": 1.0}, lambda now: APART - now),
    ],
)
def test_the_limits_of_onset_and_end(own, expected) -> None:
    now = np.triu(np.random.default_rng(0).random((6, 6)) < 0.5, 1).astype(float)
    now += now.T
    world = world_of(rivalry=now)
    np.testing.assert_array_equal(
        after(with_parameters(Rivalry(), **own), world).rivalry, expected(now)
    )


def test_the_larger_of_the_two_threats_decides_and_force_adds() -> None:
    """Over many draws the frequency of onset is sigma(r0 + r_T max(St_ij, St_ji) + r_act force)."""
    salience, force = np.zeros((6, 6)), np.zeros((6, 6))
    salience[0, 1] = 1.0
    salience[2, 3] = 0.5
    force[2, 3] = force[3, 2] = 1.0
    world = changed(world_of(), rivalry=0.0, salience=salience, force=force)
    law = with_parameters(Rivalry(), r0=-2.0, r_T=1.6, r_act=1.2)
    draws = 4000
    chances = jax.vmap(lambda draw: Chance.of(3, draw).year(2000))(np.arange(draws))
    onset = jax.vmap(lambda chance: advance(law, world, chance)["rivalry"])(chances)
    np.testing.assert_array_equal(onset, np.swapaxes(onset, 1, 2))
    rate = np.asarray(onset).mean(axis=0)
    for i, j, z in ((0, 1, -0.4), (1, 0, -0.4), (2, 3, 0.0), (4, 5, -2.0)):
        p = 1 / (1 + np.exp(-z))
        assert abs(rate[i, j] - p) < 4 * np.sqrt(p * (1 - p) / draws)
