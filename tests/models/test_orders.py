"""Assemblies with orders: what they share with the system without, and what they cost nobody."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.mechanism import Mechanism
from counterpoise.mechanisms.order.contestation import Contestation
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import Membership, Utility
from counterpoise.mechanisms.order.regime import Regime
from counterpoise.mechanisms.preferences.ideal_points import DrawnBy, IdealPoints
from counterpoise.models.assemblies import ASSEMBLIES
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.catalogue import parameters
from counterpoise.models.change import replaced
from counterpoise.models.model import Model, RepeatedMechanism, UnknownMechanism
from counterpoise.models.world_without_the_west import world_without_the_west
from counterpoise.vocabulary.variables import variables
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

STATES, YEARS, ACTS = 16, 6, 40

VALUES = {address: jnp.asarray(each.default) for address, each in parameters().items()}
EVENTFUL = {"initiation.i0": 1.0, "projects.op": 0.9, "order.j0": -2.0, "order.x0": -4.0}
OF_ORDERS = {name for name, each in variables().items() if "order" in each.dims}


@eqx.filter_jit
def _years(model: Model, world: World) -> World:
    bound = model.bind(VALUES | {name: jnp.asarray(each) for name, each in EVENTFUL.items()})
    land = bound.land(world)
    root = Chance.of(3, 0)

    def step(now: World, year: jax.Array) -> tuple[World, None]:
        return bound.year(now, land, root.year(year), running=jnp.asarray(1.0)), None

    ended, _ = jax.lax.scan(step, bound.begin(world, land), jnp.arange(2000, 2000 + YEARS))
    return ended


def differing(one: World, other: World) -> set[str]:
    return {
        name
        for name in variables()
        if not np.array_equal(np.asarray(getattr(one, name)), np.asarray(getattr(other, name)))
    }


def without_orders(orders: int = 2) -> World:
    world = synthetic_world(STATES, 4, acts=ACTS, orders=orders)
    nothing = {"order_active": 0.0, "membership": 0.0}
    return replaced(
        world, {name: jnp.full_like(getattr(world, name), to) for name, to in nothing.items()}
    )


def test_no_order_at_all_is_the_system_without_orders_bit_for_bit() -> None:
    world = without_orders()
    before, now = _years(balance_of_threat(), world), _years(world_without_the_west(), world)
    assert not differing(before, now)


def test_an_order_of_one_member_changes_nothing_for_others() -> None:
    """One that authorises nothing and that nobody else may join; what it is called aside."""
    empty = without_orders()
    one = replaced(
        empty,
        {
            "order_active": jnp.asarray([0.0, 1.0]),
            "membership": empty.membership.at[3, 1].set(1.0),
            "barred": jnp.ones_like(empty.barred),
        },
    )
    model = world_without_the_west().without("enforcement")  # or it would punish who attacks it
    moved = differing(_years(model, one), _years(model, empty))
    assert moved
    assert moved <= OF_ORDERS


def test_orders_come_alive() -> None:
    world = synthetic_world(STATES, 4, acts=ACTS, orders=2)
    ended = _years(world_without_the_west(), world)
    moved = differing(ended, _years(balance_of_threat(), world))
    assert {"membership", "legitimacy", "contestation", "holdout_threat", "ideal_point"} <= moved


def same(one: Mechanism, other: Mechanism) -> bool:
    """Alike in class and options; numbers that are borrowed are not yet known."""
    return repr(one) == repr(other)


@pytest.mark.parametrize("name", ASSEMBLIES)
def test_assemblies_keep_their_names_and_the_system_without_orders(name: str) -> None:
    model = ASSEMBLIES[name]()
    assert model.name == name
    for each in balance_of_threat().mechanisms:
        assert each.block == "ideal_points" or same(each, model.mechanism(each.block))


def test_parts_can_be_added_once() -> None:
    parts = (Membership(), Contestation(), Legitimacy(), Regime())
    model = balance_of_threat().adding(*parts).called("mine")
    assert model.name == "mine"
    assert same(model.mechanism("holdout"), Contestation())
    with pytest.raises(RepeatedMechanism, match=r"'order' already; use `replacing\(Membership"):
        model.adding(Membership(utility_form=Utility.FULL))
    with pytest.raises(UnknownMechanism, match="no mechanism 'legitimacy'"):
        model.without("legitimacy").replacing(Legitimacy())


def test_a_state_is_drawn_to_every_order_it_belongs_to() -> None:
    world = synthetic_world(STATES, 4, orders=3)
    law = IdealPoints(drawn_by=DrawnBy.EVERY_ORDER)
    m, c = np.asarray(world.membership, float), np.asarray(world.capability, float)
    x = np.asarray(world.ideal_point, float)
    expected = sum(m[:, o] * ((m[:, o] * c) @ x / (m[:, o] @ c) - x) for o in range(3))
    np.testing.assert_allclose(law.pull(world), expected, rtol=1e-4, atol=1e-6)
    alone = replaced(world, {"order_active": jnp.asarray([1.0, 0.0, 0.0])})
    np.testing.assert_allclose(law.pull(alone), IdealPoints().pull(world), rtol=1e-5, atol=1e-7)
