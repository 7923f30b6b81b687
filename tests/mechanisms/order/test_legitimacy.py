"""Beliefs in an order: procedure, hypocrisy, interest, partners, contestation."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.world.world import World

from ..worlds import advance, changed, with_acts, with_parameters, world_of

STILL = {"L_ar": 0.0, "L_hyp": 0.0, "L_con": 0.0}


def believed(world: World, **own: float) -> np.ndarray:
    law = with_parameters(Legitimacy(), **(STILL | own))
    return np.asarray(advance(law, world)["legitimacy"])[:, 0]


def led_by(slot: int, **fields: object) -> World:
    return changed(world_of(6), order_leader=slot, legitimacy=0.5, **fields)


def test_without_causes_nobody_changes_his_mind() -> None:
    world = with_acts(world_of(6), (0, 1, 1.0, 0.0))
    np.testing.assert_array_equal(believed(world), np.asarray(world.legitimacy)[:, 0])


def test_beliefs_return() -> None:
    assert believed(led_by(0), L_ar=0.1, L0=0.7) == pytest.approx(np.full(6, 0.52), rel=1e-5)


def test_hypocrisy_is_the_leaders_unauthorised_force() -> None:
    """A war weighs 1, a dispute 0.35; what others do or the council allows weighs nothing."""
    acts = ((0, 1, 1.0, 0.0), (0, 2, 0.35, 0.0), (0, 3, 1.0, 1.0), (4, 1, 1.0, 0.0))
    np.testing.assert_allclose(
        believed(with_acts(led_by(0), *acts), L_hyp=0.1), 0.5 - 0.1 * 1.35, rtol=1e-5
    )
    np.testing.assert_allclose(believed(with_acts(led_by(-1), *acts), L_hyp=0.1), 0.5, rtol=1e-6)


def test_a_leader_that_is_punished_is_no_hypocrite() -> None:
    """By the share of the other members' capability that took part."""
    part = np.zeros((6, 6))
    part[1:3, 0] = [1.0, 0.5]
    part[0, 0] = part[5, 0] = 1.0  # the leader is no judge of itself, nor is a state outside
    world = led_by(0, membership=[[1.0]] * 5 + [[0.0]], punished=part)
    c = np.asarray(world.capability)
    share = (c[1] + 0.5 * c[2]) / c[1:5].sum()
    found = believed(with_acts(world, (0, 3, 1.0, 0.0)), L_hyp=0.1)
    np.testing.assert_allclose(found, 0.5 - 0.1 * (1 - share), rtol=1e-4)


def test_legitimacy_rises_with_the_authorised_share_of_wars() -> None:
    """P10: a monotone relation, for an order that authorises; for another, none."""
    shares, beliefs = [], []
    for lawful in range(5):
        acts = tuple((j, 5, 1.0, float(j < lawful)) for j in range(4))
        shares.append(lawful / 4)
        beliefs.append(believed(with_acts(led_by(5), *acts), L_proc=0.2)[0])
    assert spearmanr(shares, beliefs).statistic == pytest.approx(1.0)
    np.testing.assert_allclose(beliefs, 0.5 + 0.2 * np.array(shares), rtol=1e-5)
    silent = changed(with_acts(led_by(5), (0, 5, 1.0, 1.0)), order_authorises=0.0)
    np.testing.assert_allclose(believed(silent, L_proc=0.2), 0.5, rtol=1e-6)


def test_interest_moves_beliefs_apart_and_not_on_average() -> None:
    world = led_by(0)
    moved = believed(world, L_x=0.05) - 0.5
    assert np.abs(moved).max() > 0.01
    assert moved.mean() == pytest.approx(0.0, abs=1e-6)


def test_partners_persuade() -> None:
    """L_conf = 1: everybody believes what those that he trades with believed."""
    world = changed(world_of(6), legitimacy=np.linspace(0.2, 0.8, 6)[:, None])
    expected = np.asarray(world.trade_share) @ np.linspace(0.2, 0.8, 6)
    np.testing.assert_allclose(believed(world, L_conf=1.0), expected, rtol=1e-4)


def test_contestation_and_bounds() -> None:
    world = led_by(0, contestation=0.5)
    np.testing.assert_allclose(believed(world, L_con=0.4), 0.3, rtol=1e-5)
    assert (believed(world, L_con=4.0) == 0.0).all()
    assert (believed(world, L_con=-4.0) == 1.0).all()


def test_of_an_order_that_does_not_exist_nobody_changes_his_mind() -> None:
    world = led_by(0, order_active=0.0)
    assert (believed(world, L_ar=0.5, L0=1.0) == 0.5).all()
