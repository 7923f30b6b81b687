"""Escalation of disputes to war."""

import jax
import numpy as np
import pytest

from counterpoise.mechanisms.conflict.escalation import Escalation
from counterpoise.world.chance import Chance

from ..worlds import advance, bare_world, with_acts, with_parameters

ACTS = ((0, 1, 0.35, 0.0), (2, 3, 1.0, 1.0), (4, 5, 0.35, 1.0))


@pytest.mark.parametrize(("w0", "wars"), [(-1e3, [0, 1, 0]), (1e3, [1, 1, 1])])
def test_the_limits_of_escalation(w0: float, wars: list[int]) -> None:
    """None, or all; what is a war already stays one; empty places stay empty."""
    world = with_acts(bare_world(6), *ACTS)
    found = advance(with_parameters(Escalation(), w0=w0), world)
    np.testing.assert_array_equal(found["act_war"][:3], wars)
    severity = [1.0 if war else 0.35 for war in wars]
    np.testing.assert_allclose(found["act_severity"][:3], severity)
    assert (np.asarray(found["act_severity"])[3:] == 0).all()
    assert (np.asarray(found["act_war"])[3:] == 0).all()


def test_rivalry_threat_and_the_bomb_move_the_odds() -> None:
    """logit w = w0 + w_R R + w_T (St_jk + St_kj)/2 - w_nuc 1[both nuclear]."""
    rivalry, salience = np.zeros((2, 6, 6))
    rivalry[0, 1] = rivalry[1, 0] = 1.0
    salience[2, 3], salience[3, 2] = 1.0, 0.5
    law = with_parameters(Escalation(), w0=-1.0, w_R=0.7, w_T=2.0, w_nuc=1.5)
    world = bare_world(6, rivalry=rivalry, salience=salience, nuclear=[0, 0, 1, 0, 1, 1])
    world = with_acts(world, (0, 1, 0.35, 0), (2, 3, 0.35, 0), (4, 5, 0.35, 0))
    draws = 4000
    chances = jax.vmap(lambda draw: Chance.of(5, draw).year(2000))(np.arange(draws))
    wars = jax.vmap(lambda chance: advance(law, world, chance)["act_war"])(chances)
    rate = np.asarray(wars).mean(axis=0)[:3]
    expected = 1 / (1 + np.exp(-np.array([-0.3, 0.5, -2.5])))
    assert (abs(rate - expected) < 4 * np.sqrt(expected * (1 - expected) / draws)).all()
