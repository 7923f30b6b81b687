"""The conflict stock fades and accumulates."""

import numpy as np
import pytest

from counterpoise.mechanisms.conflict.history import ConflictHistory

from ..worlds import after, changed, with_parameters, world_of

APART = 1.0 - np.eye(6)


def test_peace_fades_the_past() -> None:
    """Without force, 0.7^t of the stock is left."""
    world = world_of(conflict_stock=2.0 * APART)
    for year in range(1, 5):
        world = after(with_parameters(ConflictHistory()), world)
        np.testing.assert_allclose(world.conflict_stock, 2.0 * 0.7**year * APART, rtol=1e-5)


def test_lasting_force_settles_at_its_fixed_point() -> None:
    """1/(1 - memory)."""
    world = changed(world_of(), force=APART)
    for _ in range(60):
        world = after(with_parameters(ConflictHistory(), memory=0.7), world)
    assert float(world.conflict_stock[0, 1]) == pytest.approx(1 / 0.3, rel=1e-4)
