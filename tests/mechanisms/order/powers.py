"""Five powers and two small states, for tests of the concert."""

import numpy as np

from counterpoise.world.arrays import as_world, empty_world
from counterpoise.world.world import World

from ..worlds import changed, with_acts

POWERS, SMALL = 5, 2
CAPABILITY = np.array([0.30, 0.20, 0.16, 0.14, 0.10, 0.06, 0.04])
EQUAL = np.where(np.arange(POWERS + SMALL) < POWERS, 1.0 / POWERS, 0.0)
DISPUTE = (0, 1, 0.35, 0.0)


def five_powers(*acts: tuple[int, int, float, float], **fields: object) -> World:
    """Great powers in the first five slots, one settlement that all hold legitimate by half."""
    values = empty_world(POWERS + SMALL, acts=30)
    states = POWERS + SMALL
    values["code"][:] = 2 + 3 * np.arange(states)
    values["present"][:] = 1.0
    values["capability"][:] = CAPABILITY
    values["income"][:] = 1e5 * CAPABILITY
    values["military_spending"][:] = 2e3 * CAPABILITY
    values["military_personnel"][:] = 100.0 * CAPABILITY
    values["great_power"][:POWERS] = 1.0
    values["ideal_point"][:POWERS] = np.linspace(-1.0, 1.0, POWERS)
    values["order_active"][:] = 1.0
    values["order_authorises"][:] = 1.0
    values["membership"][:POWERS] = 1.0
    values["legitimacy"][:] = 0.5
    values["distance"] = 1000.0 * (1 - np.eye(states))
    values["trade_share"] = (1 - np.eye(states)) / (states - 1)
    values["consensus"] = np.asarray(0.5)
    values["benefit_share"][:] = EQUAL
    return changed(with_acts(as_world(values), *acts), **fields)


def shares(world: World) -> np.ndarray:
    """Each power's share of the capabilities of all, zero for the small."""
    c = np.asarray(world.capability, float) * np.asarray(world.great_power, float)
    return c / c.sum()
