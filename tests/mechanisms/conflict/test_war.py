"""War: who joins, who prevails, what it costs."""

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.conflict.war import War
from counterpoise.world.chance import Chance

from ..worlds import CHANCE, advance, bare_world, changed, with_acts, with_parameters, world_of

WAR = (0, 1, 1.0, 0.0)


def losses(world, chance: Chance = CHANCE, **own: float) -> np.ndarray:
    law = with_parameters(War(), **({"fulfil": 0.0} | own))
    return np.asarray(advance(law, world, chance)["war_loss"])


def test_peace_costs_nothing() -> None:
    """A dispute is no war."""
    assert (losses(with_acts(world_of(), (0, 1, 0.35, 0.0)), fulfil=1.0) == 0).all()


def test_equals_win_half_their_wars() -> None:
    """Side by side and equally strong: the loser loses a half, the winner half of that."""
    world = with_acts(bare_world(4), WAR)
    draws = 2000
    chances = jax.vmap(lambda draw: Chance.of(6, draw).year(2000))(np.arange(draws))
    found = np.asarray(jax.vmap(lambda chance: losses_traced(world, chance))(chances))
    assert (found[:, 2:] == 0).all()
    np.testing.assert_allclose(np.sort(found[:, :2], axis=1), [[0.25, 0.5]] * draws, rtol=1e-5)
    won = (found[:, 0] < found[:, 1]).mean()
    assert abs(won - 0.5) < 4 * np.sqrt(0.25 / draws)


def losses_traced(world, chance):
    return advance(with_parameters(War(), fulfil=0.0), world, chance)["war_loss"]


def test_distance_protects_the_one_at_home() -> None:
    """Power abroad arrives by (1 + d/d0)^-eta; at home all of it counts."""
    far = 4500.0 * (1 - np.eye(4))
    world = with_acts(bare_world(4, distance=far), WAR)
    loss = losses(world, winners_share=1.0)
    chance = 1 / (1 + np.sqrt(10.0) ** 1.5)
    np.testing.assert_allclose(loss[:2], [1 - chance, chance], rtol=1e-4)


def test_faithful_allies_all_come_and_faithless_ones_never() -> None:
    """An ally of both sides stays with the one attacked."""
    pact = np.zeros((5, 5))
    for i, k in ((2, 0), (3, 1), (4, 0), (4, 1)):
        pact[i, k] = pact[k, i] = 1.0
    world = with_acts(bare_world(5, defence_pact=pact), WAR)
    alone = losses(world, fulfil=0.0, winners_share=1.0)
    np.testing.assert_allclose(alone, [0.5, 0.5, 0, 0, 0], rtol=1e-5)
    joined = losses(world, fulfil=1.0, winners_share=1.0)
    attack = 2**1.5 / (2**1.5 + 3**1.5)
    np.testing.assert_allclose(joined, [1 - attack, attack, 1 - attack, attack, attack], rtol=1e-4)


def test_allies_come_as_often_as_they_keep_their_word() -> None:
    world = bare_world(40)
    pact = np.zeros((40, 40))
    pact[1, 2:] = pact[2:, 1] = 1.0
    world = with_acts(changed(world, defence_pact=pact), WAR)
    draws = 200
    law = with_parameters(War(), fulfil=0.41)
    chances = jax.vmap(lambda draw: Chance.of(7, draw).year(2000))(np.arange(draws))
    found = jax.vmap(lambda chance: advance(law, world, chance)["war_loss"])(chances)
    came = (np.asarray(found)[:, 2:] > 0).mean()
    assert abs(came - 0.41) < 4 * np.sqrt(0.41 * 0.59 / (38 * draws))


@settings(max_examples=15)
@given(seed=st.integers(0, 99), wars=st.integers(1, 12))
def test_nobody_loses_more_than_everything(seed: int, wars: int) -> None:
    random = np.random.default_rng(seed)
    dyads = [random.choice(6, 2, replace=False) for _ in range(wars)]
    world = with_acts(world_of(6, seed), *((int(j), int(k), 1.0, 0.0) for j, k in dyads))
    found = losses(world, fulfil=1.0)
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert all(found[j] > 0 and found[k] > 0 for j, k in dyads) or found.max() == pytest.approx(1)
