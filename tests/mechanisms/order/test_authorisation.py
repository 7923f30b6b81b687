"""Authorisation by a council with vetoes."""

import numpy as np
import pytest

from counterpoise.mechanisms.order.authorisation import Authorisation
from counterpoise.world.weight import political_weight

from ..worlds import advance, changed, with_parameters, world_of


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
