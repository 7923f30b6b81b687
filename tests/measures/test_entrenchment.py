"""Entrenchment of an order: the limits of alike states, and sets that can be tried one by one."""

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.measures.defection import (
    EmptyOrder,
    exhaustive_defection_set,
    minimal_defection_set,
    survival,
)
from counterpoise.measures.entrenchment import (
    expected_membership,
    margin_to_tipping,
    private_value_entrenchment,
)
from counterpoise.measures.tipping import critical_mass, stationary_shares
from counterpoise.mechanisms.geography import Geography, Land
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.models.change import replaced
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World


def land_of(world: World) -> Land:
    return Geography().land(world)


def alike(states: int, members: int) -> World:
    """States of one kind that trade evenly."""
    world = synthetic_world(states, 1)
    even = (1.0 - jnp.eye(states)) / (states - 1)
    return replaced(
        world,
        {
            "capability": jnp.full(states, 1.0 / states),
            "trade_share": even,
            "ideal_point": jnp.zeros(states),
            "democracy": jnp.zeros(states),
            "legitimacy": jnp.full((states, 1), 0.6),
            "membership": (jnp.arange(states) < members).astype(float)[:, None],
        },
    )


def rare(difference: float) -> Membership:
    """Hazards small enough for the mean field: a - e as given, B = 5.4."""
    x0, xN = -9.0, 3.0
    return Membership(j0=difference + x0 + 0.8 * xN, oN=2.4, x0=x0, xN=xN, bH=0.0, xH=0.0)


@pytest.mark.parametrize(("members", "heading"), [(35, 0.893), (10, 0.107)])
def test_alike_states_have_the_margin_of_the_mean_field(members: int, heading: float) -> None:
    world = alike(40, members)
    found = margin_to_tipping(rare(-2.7), world, land_of(world))
    assert found.stable == pytest.approx(heading, abs=2e-3)
    if heading > 0.5:
        assert found.critical == pytest.approx(critical_mass(-2.7, 5.4), abs=2e-3)
        assert found.margin == pytest.approx(0.393, abs=3e-3)


def test_an_order_that_cannot_tip_has_the_whole_margin() -> None:
    world = alike(30, 30)
    found = margin_to_tipping(rare(0.1), world, land_of(world))
    assert found.critical is None
    assert found.margin == 1.0
    assert found.stable == pytest.approx(stationary_shares(0.1, 5.4)[0].share, abs=2e-3)


def test_private_value_ignores_who_else_is_in() -> None:
    world = synthetic_world(20, 3)
    membership = Membership(bH=0.0, xH=0.0)
    empty = replaced(world, {"ideal_point": jnp.zeros(20)})
    full = replaced(empty, {"membership": jnp.ones_like(world.membership)})
    one = private_value_entrenchment(membership, empty, land_of(empty))
    other = private_value_entrenchment(membership, full, land_of(full))
    np.testing.assert_array_equal(one, other)
    # With positions and legitimacy alike, U(N=0) = oq q: every state with any democracy wants it.
    assert float(one[0]) == pytest.approx(1.0)
    unloved = replaced(full, {"legitimacy": jnp.full_like(world.legitimacy, 0.1)})
    wants = np.asarray(world.democracy) * 2.0 + 2.0 * (0.1 - 0.6) > 0
    expected = np.asarray(world.capability)[wants].sum()
    found = private_value_entrenchment(membership, unloved, land_of(unloved))
    assert float(found[0]) == pytest.approx(expected, rel=1e-5)


def test_expected_membership_is_what_hazards_say_by_hand() -> None:
    world = synthetic_world(7, 2)
    membership = Membership(j0=-2.0, x0=-3.0, bH=0.0, xH=0.0)
    land = land_of(world)
    inside = np.asarray(world.membership, float)
    out = np.zeros((7, 1))
    out[2] = 1.0
    now = inside * (1 - out)
    for _ in range(3):
        there = replaced(world, {"membership": jnp.asarray(now, jnp.float32)})
        join = 1 / (1 + np.exp(-np.asarray(membership.demand_logit(there, land), float)))
        leave = 1 / (1 + np.exp(-np.asarray(membership.exit_logit(there), float)))
        now = (now * (1 - leave) + (1 - now) * join) * (1 - out)
    found = expected_membership(
        membership, world, land, world.membership, jnp.asarray(out, jnp.float32), 3
    )
    np.testing.assert_allclose(found, now, rtol=1e-4)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_greedy_search_finds_what_trying_every_set_finds(seed: int) -> None:
    world = synthetic_world(9, seed)
    world = replaced(world, {"membership": jnp.ones_like(world.membership)})
    # Strong pull: partners matter, so that a few who leave take the rest with them.
    membership = Membership(j0=-9.0, oN=4.0, x0=-1.0, xN=6.0, bH=0.0, xH=0.0)
    land = land_of(world)
    best = exhaustive_defection_set(membership, world, land)
    found = minimal_defection_set(membership, world, land)
    assert found.remaining < 0.5
    assert found.capability == pytest.approx(best.capability, rel=1e-5)


def test_nobody_is_needed_to_break_an_order_that_breaks_by_itself() -> None:
    world = alike(8, 8)
    falling = Membership(j0=-20.0, oN=0.0, x0=0.0, xN=0.0, bH=0.0, xH=0.0)
    found = minimal_defection_set(falling, world, land_of(world))
    assert found.slots == ()
    assert found.capability == 0.0


def test_an_order_without_a_network_can_only_be_emptied() -> None:
    world = alike(8, 8)
    lasting = Membership(j0=-3.0, oN=0.0, x0=-90.0, xN=0.0, bH=0.0, xH=0.0)
    found = minimal_defection_set(lasting, world, land_of(world))
    assert found.share == pytest.approx(5 / 8)


def test_an_order_of_nobody_cannot_be_left() -> None:
    world = alike(5, 0)
    with pytest.raises(EmptyOrder, match="no member"):
        survival(Membership(bH=0.0, xH=0.0), world, land_of(world))
