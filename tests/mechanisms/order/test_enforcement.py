"""Collective enforcement: exposure, unity and coverage (3.18, U15)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.mechanisms.order.enforcement import Enforcement, breaches
from counterpoise.vocabulary.variables import variables
from counterpoise.world.arrays import as_world, empty_world
from counterpoise.world.world import World

from ..worlds import advance, changed, with_acts, with_parameters, world_of

STATES = 6
WAR = (0, 1, 1.0, 0.0)


def a_world(**fields: object) -> World:
    """Six states, all members, none of whom has any reason of its own for or against punishing."""
    plain = {
        "membership": 1.0,
        "legitimacy": 0.5,
        "threat": 1.0,
        "defence_pact": 0.0,
        "trade_share": (1 - np.eye(STATES)) / (STATES - 1),
        "punishment": 0.0,
    }
    return changed(world_of(STATES, seed=1), **(plain | fields))


def faced(world: World, *acts: tuple[int, int, float, float], **own: float) -> np.ndarray:
    """Punishment of each state at the year's end."""
    found = advance(with_parameters(Enforcement(), **own), with_acts(world, *acts))
    return np.asarray(found["punishment"], float)


def took_part(world: World, *acts: tuple[int, int, float, float], **own: float) -> np.ndarray:
    found = advance(with_parameters(Enforcement(), **own), with_acts(world, *acts))
    return np.asarray(found["punished"], float)


def logistic(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def test_by_hand_two_steps_of_unity() -> None:
    """Members alike: each expects the share that would punish, twice."""
    own = {"p0": -1.0, "pnet": 2.0, "pdep": 0.0}
    alone = logistic(-1.0)
    expected = logistic(-1.0 + 2.0 * logistic(-1.0 + 2.0 * alone))
    found = took_part(a_world(), WAR, **own)
    np.testing.assert_allclose(found[1:, 0], expected, rtol=1e-5)
    assert found[0, 0] == 0, "the author is no judge of its own act"
    assert (found[:, 1:] == 0).all(), "who did nothing is not punished"
    assert faced(a_world(), WAR, **own)[0] == pytest.approx(expected, rel=1e-5)


def test_the_reasons_of_a_member() -> None:
    """p0 + pL (2 Leg - 1) + pT ln(T)/2 - pdep w - pA A."""
    world = changed(
        a_world(),
        legitimacy=0.9,
        threat=np.where(np.eye(STATES) > 0, 0.0, 4.0),
        defence_pact=1.0 - np.eye(STATES),
    )
    own = {"p0": -2.2, "pL": 2.0, "pT": 0.8, "pdep": 2.0, "pA": 1.5, "pnet": 0.0}
    expected = logistic(-2.2 + 2.0 * 0.8 + 0.8 * np.log(4.0) / 2 - 2.0 * 0.2 - 1.5)
    np.testing.assert_allclose(took_part(world, WAR, **own)[1:, 0], expected, rtol=1e-5)


def test_an_order_to_which_the_author_is_not_exposed_deters_nobody() -> None:
    """U15: w_ji = 0 for all members i, so Pun_j = 0."""
    trade = np.zeros((STATES, STATES))
    trade[0, 4:] = 0.5
    trade[1:, 0] = 1.0
    world = a_world(trade_share=trade, membership=np.array([[1, 1, 1, 1, 0, 0]]).T)
    assert took_part(world, WAR)[1:4, 0].min() > 0
    assert faced(world, WAR)[0] == 0


@given(
    seed=st.integers(0, 50),
    acts=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), max_size=8),
    exposure=st.floats(0, 10),
    before=st.floats(0, 1),
)
def test_punishment_stays_in_bounds(
    seed: int, acts: list[tuple[int, int]], exposure: float, before: float
) -> None:
    world = changed(world_of(STATES, seed=seed), threat=3.0, punishment=before)
    found = faced(world, *((j, (j + k) % 6, 1.0, 0.0) for j, k in acts), exposure=exposure, p0=3.0)
    assert (found >= 0).all()
    assert (found <= 1).all()


def test_what_was_felt_fades_by_half() -> None:
    np.testing.assert_allclose(faced(a_world(punishment=0.6)), 0.3, rtol=1e-6)


def test_punishment_grows_with_unity_coverage_and_exposure() -> None:
    by_unity = [faced(a_world(), WAR, pnet=pnet)[0] for pnet in (0.0, 1.0, 2.0, 4.0)]
    by_exposure = [faced(a_world(), WAR, exposure=each)[0] for each in (0.0, 0.5, 1.0)]
    by_coverage = [
        faced(a_world(membership=(np.arange(STATES) < count)[:, None]), WAR)[0]
        for count in range(1, STATES + 1)
    ]
    by_legitimacy = [faced(a_world(legitimacy=each), WAR)[0] for each in (0.2, 0.5, 0.8)]
    for found in (by_unity, by_exposure, by_coverage, by_legitimacy):
        assert (np.diff(found) > 0).all(), found
    assert by_exposure[0] == 0
    assert by_coverage[0] == 0, "an order of its author alone"


def test_a_large_member_carries_others_along() -> None:
    """Unity is by capability: what a large and willing member does moves the small."""
    size = np.array([0.1, 0.1, 0.5, 0.1, 0.1, 0.1])
    eager = np.full((STATES, 1), 0.5)
    eager[2] = 1.0
    small_eager = np.full((STATES, 1), 0.5)
    small_eager[3] = 1.0
    large = took_part(a_world(capability=size, legitimacy=eager), WAR)[5, 0]
    small = took_part(a_world(capability=size, legitimacy=small_eager), WAR)[5, 0]
    assert large > small


def test_severity_counts_and_authority_excuses() -> None:
    war = faced(a_world(), WAR)[0]
    assert faced(a_world(), (0, 1, 0.35, 0.0))[0] == pytest.approx(0.35 * war, rel=1e-5)
    assert faced(a_world(), (0, 1, 0.35, 0.0), (0, 2, 0.35, 0.0))[0] == pytest.approx(
        0.7 * war, rel=1e-5
    )
    assert faced(a_world(), (0, 1, 1.0, 1.0))[0] == 0
    assert faced(changed(a_world(), order_active=0.0), WAR)[0] == 0


def two_orders(
    membership: np.ndarray, authorises: tuple[int, int], exclusive: bool = False
) -> World:
    """Two orders over six plain states."""
    base, values = a_world(), empty_world(STATES, acts=26, orders=2)
    world = {
        name: array if {"order", "rival"} & set(variables()[name].dims) else getattr(base, name)
        for name, array in values.items()
    }
    world = {name: np.asarray(array) for name, array in world.items()}
    world["order_active"] = np.ones(2)
    world["order_authorises"] = np.array(authorises, float)
    world["membership"] = np.asarray(membership, float)
    world["legitimacy"] = np.full((STATES, 2), 0.5)
    world["exclusive"] = np.array([[0, 1], [1, 0]], float) * exclusive
    return as_world(world)


APART = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0, 1]])


def test_which_orders_an_act_offends() -> None:
    """The order that authorises minds all force; another minds force against its members."""

    def offended(world: World, act: tuple[int, int, float, float]) -> list[float]:
        return np.asarray(breaches(with_acts(world, act)))[0].tolist()

    council = two_orders(APART, (1, 0))
    assert offended(council, (0, 1, 1.0, 0.0)) == [1, 0]
    assert offended(council, (0, 3, 1.0, 0.0)) == [1, 1]
    assert offended(council, (3, 4, 1.0, 0.0)) == [1, 1]
    assert offended(council, (0, 3, 1.0, 1.0)) == [0, 0]
    rivals = two_orders(APART, (1, 0), exclusive=True)
    assert offended(rivals, (0, 3, 1.0, 1.0)) == [0, 1], "no authority before a rival order"
    nobody = two_orders(APART, (0, 0))
    assert offended(nobody, (0, 3, 1.0, 0.0)) == [0, 1]
    assert offended(nobody, (0, 1, 1.0, 0.0)) == [1, 0]


def test_a_member_of_two_orders_punishes_once() -> None:
    both = two_orders(np.ones((STATES, 2)), (1, 0))
    chance = took_part(a_world(), WAR)[1, 0]
    np.testing.assert_allclose(took_part(both, WAR)[1:, 0], 1 - (1 - chance) ** 2, rtol=1e-5)


def test_an_order_of_one_member_changes_nothing_for_others() -> None:
    alone = np.ones((STATES, 2))
    alone[:, 1] = np.arange(STATES) == 0
    world = two_orders(alone, (1, 0))
    np.testing.assert_allclose(faced(world, WAR), faced(a_world(), WAR), rtol=1e-5)
