"""Authorisation by a council with vetoes."""

import numpy as np
import pytest

from counterpoise.mechanisms.authority import authority, legitimacy_of_authority
from counterpoise.mechanisms.conflict.projects import Projects
from counterpoise.mechanisms.order.authorisation import Authorisation
from counterpoise.mechanisms.threat.intentions import Intentions
from counterpoise.world.arrays import as_world
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

from ...rich_worlds import of_orders, rich_world
from ..worlds import advance, changed, with_acts, with_parameters, world_of


def odds(world, **own: float) -> np.ndarray:
    found = np.asarray(
        advance(with_parameters(Authorisation(), **own), world)["authorisation"], float
    )
    return np.log(found / (1 - found))


def test_without_vetoes_legitimacy_and_resistance_decide() -> None:
    """k0 + k_L (Leg - 0.5) - k_S SB."""
    world = world_of(veto=0.0, legitimacy=0.9, soft_weight=0.3)
    found = odds(world, k0=0.4, k_L=2.0, k_S=1.0)
    np.testing.assert_allclose(found, 0.4 + 2.0 * 0.4 - 0.3, rtol=1e-3)


def test_a_power_does_not_vote_on_itself() -> None:
    """The mean disagreement is over the other vetoes: a lone veto faces none."""
    world = changed(world_of(), veto=[1, 0, 0, 0, 0, 0], legitimacy=0.5, soft_weight=0.0)
    found = odds(world, k0=0.0, k_x=1.0)
    x = np.asarray(world.ideal_point)
    np.testing.assert_allclose(found, -abs(x - x[0]), atol=1e-4)


def test_vetoes_count_alike() -> None:
    world = changed(world_of(), veto=[1, 1, 1, 0, 0, 0], legitimacy=0.5, soft_weight=0.0)
    x = np.asarray(world.ideal_point)
    assert odds(world, k0=0.0, k_x=1.0)[0] == pytest.approx(
        -(abs(x[0] - x[1]) + abs(x[0] - x[2])) / 2, abs=1e-4
    )


def test_legitimacy_is_weighed_as_voices_are() -> None:
    world = world_of(veto=0.0, soft_weight=0.0)
    own = np.linspace(0, 1, 6)[:, None]
    found = odds(changed(world, legitimacy=own), k0=0.0, k_L=4.0)
    weight = np.asarray(political_weight(world.capability, world.present))
    np.testing.assert_allclose(found, 4.0 * (weight @ own[:, 0] - 0.5), atol=1e-3)


def test_a_power_outside_the_council_faces_every_veto() -> None:
    """It may ask, and answers to all of them."""
    world = changed(world_of(), veto=[1, 1, 0, 0, 0, 0], legitimacy=0.5, soft_weight=0.0)
    x = np.asarray(world.ideal_point)
    expected = -(np.abs(x[2:] - x[0]) + np.abs(x[2:] - x[1])) / 2
    np.testing.assert_allclose(odds(world, k0=0.0, k_x=1.0)[2:], expected, atol=1e-4)


def test_where_no_order_authorises_nobody_is_authorised() -> None:
    for lack in ({"order_active": 0.0}, {"order_authorises": 0.0}):
        found = advance(with_parameters(Authorisation()), changed(world_of(), **lack))
        assert (np.asarray(found["authorisation"]) == 0).all()


def council_of(place: int, orders: int = 3) -> World:
    """A world whose one authorising order stands in this place, among others held illegitimate."""
    rich = of_orders(rich_world(9, 1), orders)
    rich["order_active"] = np.ones(orders)
    rich["order_authorises"] = np.eye(orders)[place]
    rich["legitimacy"] = np.where(np.arange(orders) == place, 0.8, 0.1) * np.ones((9, 1))
    return as_world(rich)


def test_the_council_is_that_of_whichever_order_authorises() -> None:
    """Its place among orders does not matter, nor what others are held to be worth."""
    first, last = (odds(council_of(place)) for place in (0, 2))
    np.testing.assert_array_equal(first, last)
    weaker = changed(council_of(2), legitimacy=np.array([0.9, 0.9, 0.2]))
    assert (odds(weaker) < last).all()


def test_everything_that_asks_for_authority_asks_the_same_order() -> None:
    """Beliefs and projects discount by the legitimacy of the order that authorises."""
    for mechanism in (Intentions(), Projects()):
        first, last = (
            advance(with_parameters(mechanism), with_acts(council_of(place), (0, 1, 1.0, 1.0)))
            for place in (0, 2)
        )
        for name in first:
            np.testing.assert_array_equal(first[name], last[name], name)


def test_two_councils_are_one_too_many() -> None:
    """The first in slot order is heard."""
    world = changed(council_of(0), order_authorises=1.0)
    assert authority(world).tolist() == [1.0, 0.0, 0.0]
    np.testing.assert_allclose(legitimacy_of_authority(world), 0.8, rtol=1e-6)
