"""Dyads: bit-packed ties count what matrix products count."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.world import dyad
from counterpoise.world.dyad import any_shared, gap, pairs, shared_ties, ties
from counterpoise.world.great_powers import great_power_slots
from counterpoise.world.weight import political_weight
from counterpoise.world.world import MOST_GREAT_POWERS

count_shared = jax.jit(lambda matrix: shared_ties(ties(matrix)))
find_shared = jax.jit(lambda matrix: any_shared(ties(matrix)))


@pytest.mark.parametrize("actors", [1, 5, 32, 33, 70])
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), density=st.sampled_from([0.0, 0.05, 0.5, 1.0]))
def test_shared_ties_are_a_matrix_product(actors: int, seed: int, density: float) -> None:
    matrix = (np.random.default_rng(seed).random((actors, actors)) < density).astype(np.float32)
    common = matrix @ matrix.T
    np.testing.assert_array_equal(count_shared(jnp.asarray(matrix)), common)
    np.testing.assert_array_equal(find_shared(jnp.asarray(matrix)), common > 0)


@pytest.mark.parametrize("actors", [1, 5, 33])
def test_symmetric_ties_may_be_packed_by_column(actors: int) -> None:
    """For a symmetric matrix both ways of packing are the same bits."""
    upper = np.triu(np.random.default_rng(actors).random((actors, actors)) < 0.3, 1)
    matrix = jnp.asarray((upper | upper.T).astype(np.float32))
    np.testing.assert_array_equal(dyad.mutual_ties(matrix), ties(matrix))


def test_pairs_are_two_different_states() -> None:
    found = np.asarray(pairs(jnp.array([1.0, 0.0, 1.0, 1.0])))
    expected = np.zeros((4, 4), bool)
    for i in (0, 2, 3):
        for j in (0, 2, 3):
            expected[i, j] = i != j
    np.testing.assert_array_equal(found, expected)


def test_gaps_are_symmetric_distances() -> None:
    found = np.asarray(gap(jnp.array([0.0, 1.5, -1.0])))
    np.testing.assert_array_equal(found, [[0, 1.5, 1], [1.5, 0, 2.5], [1, 2.5, 0]])


@settings(max_examples=25)
@given(great=st.lists(st.booleans(), min_size=20, max_size=20))
def test_powers_are_listed_in_slot_order(great: list[bool]) -> None:
    """As many as there are places; -1 after the last."""
    found = np.asarray(great_power_slots(jnp.asarray(great, jnp.float32)))
    expected = np.flatnonzero(great)[:MOST_GREAT_POWERS]
    assert len(found) == MOST_GREAT_POWERS
    np.testing.assert_array_equal(found[: len(expected)], expected)
    assert (found[len(expected) :] == -1).all()


def test_a_small_world_has_fewer_places_for_powers() -> None:
    assert great_power_slots(jnp.ones(3)).tolist() == [0, 1, 2]


def test_voices_sum_to_one_and_are_half_equal() -> None:
    """v = 0.5/N + 0.5 C over the states present."""
    present = jnp.array([1.0, 1.0, 1.0, 0.0])
    weight = np.asarray(political_weight(jnp.array([0.7, 0.2, 0.1, 0.0]), present))
    np.testing.assert_allclose(weight, [1 / 6 + 0.35, 1 / 6 + 0.1, 1 / 6 + 0.05, 0], rtol=1e-6)
    assert weight.sum() == pytest.approx(1.0)
