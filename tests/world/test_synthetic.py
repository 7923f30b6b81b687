"""Synthetic worlds keep what every world must keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.vocabulary.variables import variables
from counterpoise.world.synthetic import synthetic_world


@settings(max_examples=25)
@given(actors=st.integers(2, 40), seed=st.integers(0, 999), empty=st.integers(0, 3))
def test_a_synthetic_world_is_a_world(actors: int, seed: int, empty: int) -> None:
    world = synthetic_world(actors, seed, empty=empty)
    held = np.asarray(world.present) > 0
    assert held.sum() == actors
    assert world.actors == actors + empty
    assert float(world.capability.sum()) == pytest.approx(1.0, rel=1e-5)
    assert len(set(np.asarray(world.code)[held].tolist())) == actors
    np.testing.assert_allclose(np.asarray(world.trade_share)[held].sum(axis=1), 1.0, rtol=1e-4)
    for name in ("distance", "contiguity", "defence_pact", "rivalry", "frailty"):
        matrix = np.asarray(getattr(world, name))
        np.testing.assert_array_equal(matrix, matrix.T, err_msg=name)
    for name, declared in variables().items():
        values = np.asarray(getattr(world, name))
        assert np.isfinite(values).all(), name
        if declared.dims == ("actor", "target"):
            assert (np.diag(values) == 0).all(), name
            assert (values[~held] == 0).all(), name
            assert (values[:, ~held] == 0).all(), name
        if declared.unit == "0 or 1":
            assert set(np.unique(values)) <= {0.0, 1.0}, name
        if declared.unit == "actor slot" and name != "order_leader":
            assert (values == -1).all(), name
    assert held[np.asarray(world.order_leader)].all()
    assert not (np.asarray(world.defence_pact) * np.asarray(world.rivalry)).any()


def test_a_seed_is_a_world() -> None:
    one, same, other = synthetic_world(10, 3), synthetic_world(10, 3), synthetic_world(10, 4)
    np.testing.assert_array_equal(one.capability, same.capability)
    assert not np.array_equal(one.capability, other.capability)
