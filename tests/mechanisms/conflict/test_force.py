"""Initiation of disputes: a logit for each directed dyad."""

import jax
import numpy as np
import pytest

from counterpoise.mechanisms.conflict.force import ForceInitiation
from counterpoise.world.chance import Chance
from counterpoise.world.weight import political_weight

from ..worlds import advance, bare_world, changed, geography, with_parameters, world_of

APART = 1.0 - np.eye(6)


def logit(world, **own: float) -> np.ndarray:
    law = with_parameters(ForceInitiation(), **own)
    return np.asarray(law.logit(world, geography().land(world)))


@pytest.mark.parametrize(("i0", "expected"), [(-1e3, 0 * APART), (1e3, APART)])
def test_the_limits_of_initiation(i0: float, expected: np.ndarray) -> None:
    found = advance(with_parameters(ForceInitiation(), i0=i0), world_of())["dispute"]
    np.testing.assert_array_equal(found, expected)


def test_empty_slots_keep_the_peace() -> None:
    found = advance(with_parameters(ForceInitiation(), i0=1e3), world_of(4, empty=2))["dispute"]
    assert not np.asarray(found)[4:].any()
    assert not np.asarray(found)[:, 4:].any()


def test_disputes_are_as_frequent_as_the_logit_says() -> None:
    """Frequencies of every dyad over many draws against sigma(logit): chi-square."""
    world = world_of(6, 3)
    own = {"i0": 1.0}
    draws = 2000
    law = with_parameters(ForceInitiation(), **own)
    chances = jax.vmap(lambda draw: Chance.of(8, draw).year(2000))(np.arange(draws))
    found = jax.vmap(lambda chance: advance(law, world, chance)["dispute"])(chances)
    p = (1 / (1 + np.exp(-logit(world, **own))))[APART > 0]
    rate = np.asarray(found).mean(axis=0)[APART > 0]
    square = np.sum((rate - p) ** 2 / (p * (1 - p) / draws))
    assert square < 30 + 5 * np.sqrt(60)  # 30 dyads


def test_remote_small_states_are_seldom_relevant() -> None:
    """Beyond 643.7 km without a great power the shift i_far is added, and nowhere else."""
    distance = 600.0 * APART
    distance[0, 1] = distance[1, 0] = 700.0
    distance[4, 5] = distance[5, 4] = 700.0
    world = changed(world_of(), distance=distance, great_power=[0, 0, 0, 0, 0, 1])
    shift = logit(world, i_far=-2.0) - logit(world, i_far=0.0)
    expected = np.zeros((6, 6))
    expected[0, 1] = expected[1, 0] = -2.0
    np.testing.assert_allclose(shift, expected, atol=1e-5)


def test_expected_resistance_and_punishment_deter() -> None:
    """-i_pun Pun_j - i_hb sum_i v_i P(H)_ij, on the initiator alone."""
    hard = np.random.default_rng(1).random((6, 6)) * APART * 0.3
    world = changed(world_of(), punishment=np.arange(6) / 10, p_internal=hard, p_external=hard)
    moved = logit(world, i_pun=3.0, i_hb=2.0) - logit(world, i_pun=0.0, i_hb=0.0)
    weight = np.asarray(political_weight(world.capability, world.present))
    cost = 3.0 * np.arange(6) / 10 + 2.0 * weight @ (2 * hard)
    np.testing.assert_allclose(moved, np.tile(-cost[:, None], 6), rtol=1e-3, atol=1e-4)


def test_the_past_weighs_by_its_logarithm() -> None:
    """i_z ln(1 + z) + i_f f."""
    law = {"i_z": 1.5, "i_f": 0.5}
    base = logit(bare_world(6), **law)
    past = logit(bare_world(6, conflict_stock=2.0 * APART, frailty=-1.0 * APART), **law)
    np.testing.assert_allclose((past - base)[APART > 0], 1.5 * np.log(3.0) - 0.5, rtol=1e-4)
