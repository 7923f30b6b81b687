"""Great powers outside: of what order they contest the rules, and on whom they weigh."""

import numpy as np
import pytest

from counterpoise.mechanisms.order.contestation import Contestation
from counterpoise.world.world import World

from ..worlds import advance, bare_world, changed, with_parameters


def of_powers(**fields: object) -> World:
    """Three great powers and three others; the second power is outside, two units away."""
    return bare_world(
        6,
        great_power=[1, 1, 1, 0, 0, 0],
        order_active=1.0,
        membership=np.array([1, 0, 1, 1, 1, 1.0])[:, None],
        ideal_point=[1, -1, 1, 1, 1, 1.0],
        **fields,
    )


def found(world: World) -> tuple[float, np.ndarray]:
    changes = advance(with_parameters(Contestation()), world)
    return float(changes["contestation"][0]), np.asarray(changes["holdout_threat"])[:, 0]


def test_contestation_grows_with_capability_and_distance_and_stays_below_one() -> None:
    """A third of the powers' capability, at distance 2: 1/3 of 2/3."""
    contested, _ = found(of_powers())
    assert contested == pytest.approx(2 / 9, rel=1e-5)
    far = changed(of_powers(), ideal_point=[1, -1e6, 1, 1, 1, 1.0])
    assert found(far)[0] == pytest.approx(1 / 3, rel=1e-4)


def test_threat_is_the_holdouts_share_and_nobody_threatens_himself() -> None:
    salience = np.zeros((6, 6))
    salience[:, 0], salience[:, 1], salience[:, 2] = 1.0, 2.0, 1.0
    np.fill_diagonal(salience, 0.0)
    _, share = found(of_powers(salience=salience))
    np.testing.assert_allclose(share, [2 / 3, 0, 2 / 3, 0.5, 0.5, 0.5], rtol=1e-6)


@pytest.mark.parametrize(
    "fields", [{"membership": 1.0}, {"great_power": 0.0}, {"order_active": 0.0}]
)
def test_without_holdouts_there_is_nothing(fields: dict[str, float]) -> None:
    contested, share = found(changed(of_powers(salience=1.0 - np.eye(6)), **fields))
    assert contested == 0.0
    assert (share == 0).all()
