"""Who joins, who leaves, and when an order tips."""

from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.measures.tipping import bistable_interval, stationary_shares
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Mechanism
from counterpoise.mechanisms.order.exclusivity import barriers
from counterpoise.mechanisms.order.identification import NotIdentified, check_identified
from counterpoise.mechanisms.order.member_shares import (
    like_minded_inside,
    neighbours_inside,
    trade_inside,
)
from counterpoise.mechanisms.order.membership import Admission, Membership, Utility
from counterpoise.models.change import apply, replaced
from counterpoise.vocabulary.variables import variables
from counterpoise.world.arrays import as_world, empty_world
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

from ..worlds import CHANCE, advance, after, changed, geography, with_parameters, world_of

FULL = partial(Membership, utility_form=Utility.FULL)


def orders_of(actors: int = 12, orders: int = 3, seed: int = 0, **fields: object) -> World:
    return changed(synthetic_world(actors, seed, acts=4, orders=orders), **fields)


def odds(probability: jax.Array) -> np.ndarray:
    found = np.asarray(probability, float)
    return np.log(np.where(found > 0, found, np.nan) / (1 - found))


# --- demand, admission, exit ----------------------------------------------------------------------


def test_reduced_demand_is_the_published_sum() -> None:
    """j0 + oN N + oq q - ox |x - x_o| + 2 oL (Leg - 0.6), at the defaults."""
    world = orders_of(orders=1, membership=0.0, legitimacy=0.9)
    world = changed(world, membership=(np.arange(12) % 3 == 0)[:, None])
    w, m, x = map(np.asarray, (world.trade_share, world.membership, world.ideal_point))
    weight = m[:, 0] * np.asarray(world.capability)
    centre = weight @ x / weight.sum()
    expected = -5.1 + 2.4 * w @ m[:, 0] + 2.0 * np.asarray(world.democracy)
    expected += -0.2 * np.abs(x - centre) + 2 * 1.0 * 0.3
    outside = m[:, 0] == 0
    found = odds(advance(with_parameters(Membership()), world)["join_probability"])[:, 0]
    np.testing.assert_allclose(found[outside], expected[outside], rtol=1e-4)


def test_every_share_has_a_slope_of_its_own() -> None:
    world = orders_of(orders=2)
    members = np.asarray(world.membership)
    land: Land = geography().land(world)
    shares = {
        "oN": trade_inside(world.trade_share, world.membership),
        "oNg": neighbours_inside(world.distance, land.pairs, world.membership),
        "oNx": like_minded_inside(world.ideal_point, land.pairs, world.membership),
    }
    still = {"oN": 0.0, "oNg": 0.0, "oNx": 0.0}
    base = odds(advance(with_parameters(Membership(), **still), world)["join_probability"])
    for name, share in shares.items():
        law = with_parameters(Membership(), **(still | {name: 1.5}))
        moved = odds(advance(law, world)["join_probability"]) - base
        outside = members == 0
        np.testing.assert_allclose(
            moved[outside], 1.5 * np.asarray(share)[outside], rtol=1e-3, atol=1e-4
        )
        assert (np.asarray(share) >= 0).all()
        assert (np.asarray(share) <= 1 + 1e-6).all()


def test_weights_are_those_of_the_theory() -> None:
    """1/(d + 100) and exp(-2 |x_i - x_k|), over the other states."""
    world = orders_of(6, 1)
    land = geography().land(world)
    d, x = np.asarray(world.distance, float), np.asarray(world.ideal_point, float)
    m = np.asarray(world.membership, float)[:, 0]
    for found, weight in (
        (neighbours_inside(world.distance, land.pairs, world.membership), 1 / (d + 100)),
        (
            like_minded_inside(world.ideal_point, land.pairs, world.membership),
            np.exp(-2 * np.abs(x[:, None] - x)),
        ),
    ):
        np.fill_diagonal(weight, 0.0)
        np.testing.assert_allclose(found[:, 0], weight @ m / weight.sum(axis=1), rtol=1e-5)


def test_the_outside_option_is_the_best_order_that_excludes_this_one() -> None:
    """The rival counts, an order that can be had as well does not; nor does a dissolved one."""
    world = orders_of(exclusive=[[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    law = with_parameters(FULL(), bOut=2.0, oN=5.0)
    land = geography().land(world)
    utility = np.asarray(law.utility(world, land))  # type: ignore[attr-defined]
    out = np.asarray(law.outside_option(world, law.utility(world, land)))  # type: ignore[attr-defined]
    np.testing.assert_allclose(out[:, 0], np.maximum(utility[:, 1], 0), rtol=1e-5)
    np.testing.assert_allclose(out[:, 1], np.maximum(utility[:, 0], 0), rtol=1e-5)
    assert (out[:, 2] == 0).all()
    gone = changed(world, order_active=[1.0, 0.0, 1.0])
    assert (np.asarray(law.outside_option(gone, law.utility(gone, land)))[:, 0] == 0).all()  # type: ignore[attr-defined]


def test_a_rival_that_vanishes_lets_its_members_go() -> None:
    """P13: joining rises by bOut times what the rival offered, for those that it offered most."""
    world = orders_of(membership=[[0, 1, 0]] * 6 + [[1, 0, 0]] * 6)
    law = with_parameters(FULL(), bOut=2.0)
    before = np.asarray(advance(law, world)["join_probability"])[:6, 0]
    gone = changed(world, order_active=[1.0, 0.0, 1.0])
    after_fall = np.asarray(advance(law, gone)["join_probability"])[:6, 0]
    assert (after_fall > before).all()
    assert (np.asarray(after(law, gone).membership)[:, 1] == 0).all()
    assert (np.asarray(advance(law, gone)["left"])[:, 1] == 0).all(), "dissolved is not left"


def test_a_barred_state_does_not_join_and_members_are_not_expelled() -> None:
    world = orders_of(barred=1.0)
    law = with_parameters(Membership(), j0=20.0, x0=-60.0)
    found = advance(law, world)
    assert (np.asarray(found["join_probability"]) == 0).all()
    np.testing.assert_array_equal(found["membership"], world.membership)


def test_incumbents_who_choose_only_take_away() -> None:
    world = orders_of()
    open_door = np.asarray(advance(with_parameters(Membership()), world)["join_probability"])
    choosy = with_parameters(Membership(admission=Admission.SELECTIVE), ad0=1.0, ad_q=1.0)
    chosen = np.asarray(advance(choosy, world)["join_probability"])
    outside = open_door > 0
    assert (chosen[outside] < open_door[outside]).all()
    q = np.asarray(world.democracy)[:, None] * np.ones((1, 3))
    np.testing.assert_allclose(
        chosen[outside] / open_door[outside], 1 / (1 + np.exp(-1 - q[outside])), rtol=1e-4
    )


def test_exits_of_partners_are_catching_for_two_years() -> None:
    """xc times the trade-weighted exits of this and the last year; the third year they are past."""
    world = changed(orders_of(6, 1, membership=1.0), left=[[1.0], [0], [0], [0], [0], [0]])
    law = with_parameters(Membership(), xc=3.0, x0=-40.0)
    none = odds(advance(law, changed(world, left=0.0))["exit_probability"])
    share = np.asarray(world.trade_share)[:, :1]
    expected = 3.0 * share
    for _ in range(2):
        found = advance(law, world)
        moved = odds(found["exit_probability"]) - none
        np.testing.assert_allclose(moved[1:], expected[1:], atol=1e-3)
        world = apply(world, [(found, None)])
    assert not np.asarray(world.left_before).any()
    np.testing.assert_allclose(odds(advance(law, world)["exit_probability"]), none, atol=1e-3)


def test_holdout_terms_enter_demand_and_exit_apart() -> None:
    world = orders_of(holdout_threat=0.5)
    for law, name, sign in (
        (FULL(), "join_probability", -1),
        (Membership(), "exit_probability", 1),
    ):
        own = {"bH": 0.0, "xH": 0.0, "bOut": 0.0}
        base = np.asarray(advance(with_parameters(law, **own), world)[name])
        one, other = ("bH", "xH") if name.startswith("join") else ("xH", "bH")
        moved = advance(with_parameters(law, **(own | {one: 1.2})), world)[name]
        same = advance(with_parameters(law, **(own | {other: 1.2})), world)[name]
        there = base > 0
        np.testing.assert_allclose((odds(moved) - odds(base))[there], sign * 0.6, atol=1e-3)
        np.testing.assert_array_equal(same, base)


# --- exclusivity ----------------------------------------------------------------------------------


@eqx.filter_jit
def _a_year(law: Mechanism, world: World, chance: Chance) -> World:
    return apply(world, [(law.advance(world, geography().land(world), chance), None)])


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), restless=st.floats(-3.0, 6.0))
def test_nobody_ends_a_year_in_two_exclusive_orders(seed: int, restless: float) -> None:
    """Whatever the orders, whoever is where at the start, and however eager everybody is."""
    random = np.random.default_rng(seed)
    actors, orders = 10, 5
    world = orders_of(
        actors,
        orders,
        membership=random.random((actors, orders)) < 0.5,
        exclusive=random.random((orders, orders)) < 0.4,
        order_active=random.random(orders) < 0.8,
    )
    law = with_parameters(FULL(), j0=restless, x0=-2.0)
    ended = _a_year(law, world, Chance.of(seed, 0))
    m = np.asarray(ended.membership)
    walls = np.asarray(barriers(world.exclusive))
    assert set(np.unique(m)) <= {0.0, 1.0}
    assert (np.einsum("io,or,ir->i", m, walls, m) == 0).all()
    assert (m[:, np.asarray(world.order_active) == 0] == 0).all()
    joined, left = np.asarray(ended.joined), np.asarray(ended.left)
    was = np.asarray(world.membership) * np.asarray(world.order_active)
    np.testing.assert_array_equal(m, was + joined - left)


def test_to_join_is_to_leave_what_excludes_it() -> None:
    world = orders_of(membership=[[1, 0, 1]] * 12, exclusive=[[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    eager = with_parameters(Membership(), j0=40.0, x0=-60.0)
    found = advance(eager, world)
    np.testing.assert_array_equal(found["membership"], [[0, 1, 1]] * 12)
    np.testing.assert_array_equal(found["left"], [[1, 0, 0]] * 12)
    np.testing.assert_array_equal(found["joined"], [[0, 1, 0]] * 12)


def test_orders_that_do_not_exclude_each_other_leave_each_other_alone() -> None:
    """Another order, with its own members, moves no draw and no probability of the first."""
    three = orders_of(exclusive=0.0)
    of_orders = [name for name, each in variables().items() if each.dims[-1:] == ("order",)]
    first = {name: getattr(three, name)[..., :1] for name in of_orders}
    one = replaced(three, first | {"exclusive": three.exclusive[:1, :1]})
    for law in (Membership(), FULL()):
        law = with_parameters(law, j0=-1.0, x0=-2.0)
        alone, beside = advance(law, one), advance(law, three)
        for name in ("membership", "joined", "left"):
            np.testing.assert_array_equal(alone[name][:, 0], beside[name][:, 0], err_msg=name)


# --- identification -------------------------------------------------------------------------------


def test_what_is_outside_and_what_is_inside_are_one_regressor() -> None:
    """U12: trade shares sum to one, so Out := 1 - N is refused, and the note says what to do."""
    world = orders_of(40, 2, seed=3)
    inside = np.asarray(trade_inside(world.trade_share, world.membership), float)
    others = np.asarray(trade_inside(world.trade_share, 1 - world.membership), float)
    np.testing.assert_allclose(inside + others, 1.0, rtol=1e-5)
    with pytest.raises(NotIdentified, match=r"`N` and `Out`.*unnormalised openness.*rival order"):
        check_identified(
            {"N": inside, "q": np.asarray(world.democracy)[:, None] + 0 * inside}
            | {"Out": 1 - inside}
        )
    open_to_trade = np.asarray(world.openness, float)[:, None] * inside
    rival = inside[:, ::-1]
    check_identified({"N": inside, "openness x N": open_to_trade, "rival": rival})


def test_a_constant_regressor_is_named() -> None:
    with pytest.raises(NotIdentified, match="`q`"):
        check_identified({"N": np.array([0.1, 0.2, 0.4]), "q": np.ones(3)})


# --- tipping, by simulation of the mechanism ------------------------------------------------------

STATES = 240


def alike(share: float) -> World:
    """States that differ in nothing and trade evenly, a share of them in the one order."""
    values = empty_world(STATES, acts=1)
    values["code"][:] = 2 + np.arange(STATES)
    values["present"][:] = 1.0
    values["capability"][:] = 1.0 / STATES
    values["trade_share"][:] = (1 - np.eye(STATES)) / (STATES - 1)
    values["order_active"][:] = 1.0
    values["legitimacy"][:] = 0.6
    values["membership"][:, 0] = np.arange(STATES) < round(share * STATES)
    return as_world(values)


@eqx.filter_jit
def _settled(law: Mechanism, world: World, years: int) -> jax.Array:
    """Mean membership over the second half of a long run."""
    land = geography().land(world)
    root = Chance.of(5, 0)

    def step(now: World, year: jax.Array) -> tuple[World, jax.Array]:
        then = apply(now, [(law.advance(now, land, root.year(year)), None)])
        return then, jnp.mean(then.membership)

    _, share = jax.lax.scan(step, world, jnp.arange(years))
    return jnp.mean(share[years // 2 :])


def settled(start: float, difference: float, oN: float, xN: float, base: float = -6.0) -> float:
    """Where the order ends from ``start``, with a = base and e = base - difference."""
    law = with_parameters(Membership(), j0=base, oN=oN, xN=xN, x0=base - difference - 0.8 * xN)
    return float(_settled(law, alike(start), 1000))


def test_an_order_tips_where_the_mean_field_says() -> None:
    """B = 5.4, a - e = -2.7: few stay few and many stay many."""
    low, _, high = stationary_shares(-2.7, 5.4)
    assert settled(0.02, -2.7, 2.4, 3.0) == pytest.approx(low.share, abs=0.05)
    assert settled(0.98, -2.7, 2.4, 3.0) == pytest.approx(high.share, abs=0.05)


@pytest.mark.parametrize(
    ("difference", "oN", "xN"),
    [
        (-3.6, 2.4, 3.0),  # below the interval at B = 5.4
        (-1.8, 2.4, 3.0),  # above it
        (-1.25, 1.25, 1.25),  # B = 2.5, in the middle
        (0.0, 0.0, 0.0),  # no network effect at all
    ],
)
def test_an_order_does_not_tip_elsewhere(difference: float, oN: float, xN: float) -> None:
    """From nobody and from everybody it comes to the same share, the one of the mean field."""
    interval = bistable_interval(oN + xN)
    assert interval is None or not interval[0] < difference < interval[1]
    (only,) = stationary_shares(difference, oN + xN)
    few, many = (settled(start, difference, oN, xN) for start in (0.0, 1.0))
    assert few == pytest.approx(only.share, abs=0.06)
    assert many == pytest.approx(only.share, abs=0.06)


# --- edges ----------------------------------------------------------------------------------------


def test_no_order_nobody_joins_nobody_leaves() -> None:
    world = orders_of(membership=0.0, order_active=0.0)
    found = advance(with_parameters(FULL(), j0=40.0), world)
    for name in ("membership", "joined", "left", "join_probability", "exit_probability"):
        assert not np.asarray(found[name]).any(), name


def test_the_state_that_is_gone_is_no_member() -> None:
    world = world_of(6, membership=1.0)
    gone = changed(world, present=[1, 1, 1, 1, 1, 0])
    found = advance(with_parameters(Membership()), gone, CHANCE)
    assert np.asarray(found["membership"])[5, 0] == 0
    assert np.asarray(found["left"])[5, 0] == 0
