"""Endogenous great powers."""

import numpy as np

from counterpoise.mechanisms.power.great_power_status import GreatPowerStatus
from counterpoise.world.great_powers import MOST_GREAT_POWERS

from ..worlds import after, changed, with_parameters, world_of

LAW = with_parameters(GreatPowerStatus())


def standing(*shares: float, slots: int = 60, **fields):
    """A world in which the first states have this standing and the rest share what is left."""
    rest = slots - len(shares)
    capability = np.array([*shares, *[(1 - sum(shares)) / rest] * rest])
    world = world_of(slots)
    return changed(world, **({"capability": capability, "military_spending": capability} | fields))


def powers(world) -> list[int]:
    return np.flatnonzero(np.asarray(world.great_power)).tolist()


def test_a_rising_state_waits_five_years() -> None:
    world = standing(0.3, 0.05, 0.03, great_power=0.0)
    for year in range(1, 8):
        world = after(LAW, world)
        assert powers(world) == ([0, 1] if year >= 5 else [])


def test_an_interruption_starts_the_clock_anew() -> None:
    world = standing(0.05, great_power=0.0)
    for _ in range(4):
        world = after(LAW, world)
    capability = np.asarray(world.capability).copy()
    world = after(LAW, changed(world, capability=0.5 * capability))
    assert float(world.great_power_clock[0]) == 0
    for year in range(1, 6):
        world = after(LAW, changed(world, capability=capability))
        assert powers(world) == ([0] if year == 5 else [])


def test_a_power_leaves_at_half_the_standing_at_which_it_entered() -> None:
    """Between 0.02 and 0.04 a power remains one; below it does not."""
    listed = np.arange(60) < 3
    world = after(LAW, standing(0.3, 0.021, 0.019, great_power=listed))
    assert powers(world) == [0, 1]


def test_there_are_never_more_than_there_are_places() -> None:
    shares = np.linspace(0.05, 0.065, 15)
    world = after(LAW, standing(*shares, great_power=1.0))
    assert powers(world) == list(range(15 - MOST_GREAT_POWERS, 15))
