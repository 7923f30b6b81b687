"""Democracy follows the company that a state keeps only where the effect is switched on."""

import numpy as np

from counterpoise.mechanisms.order.regime import Regime

from ..worlds import advance, with_parameters, world_of


def test_by_default_nothing_moves_to_the_last_bit() -> None:
    world = world_of(8)
    found = advance(with_parameters(Regime()), world)["democracy"]
    np.testing.assert_array_equal(found, world.democracy)


def test_members_move_toward_the_mean_of_members_and_others_stay() -> None:
    """dq_o = 1 puts every member at the capability-weighted mean of the members."""
    member = np.array([1, 1, 1, 1, 0, 0, 0, 0.0])
    world = world_of(8, membership=member[:, None])
    q, weight = np.asarray(world.democracy), member * np.asarray(world.capability)
    found = advance(with_parameters(Regime(), dq_o=1.0), world)["democracy"]
    np.testing.assert_allclose(found, np.where(member > 0, weight @ q / weight.sum(), q), rtol=1e-5)


def test_democracy_stays_within_its_bounds() -> None:
    world = world_of(8)
    found = np.asarray(advance(with_parameters(Regime(), sd=50.0), world)["democracy"])
    assert ((found >= 0) & (found <= 1)).all()
    assert set(found) == {0.0, 1.0}
