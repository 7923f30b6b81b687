"""Growth: shares stay shares."""

import numpy as np
import pytest

from counterpoise.mechanisms.power.growth import Growth

from ..worlds import after, changed, with_parameters, world_of

STILL = {"sd_large": 0.0, "sd_small": 0.0}


def test_without_causes_nothing_grows() -> None:
    world = world_of(military_spending=0.0)
    grown = after(with_parameters(Growth(), **STILL), world)
    for name in ("capability", "gdp", "income"):
        np.testing.assert_allclose(getattr(grown, name), getattr(world, name), rtol=1e-5)


def test_common_growth_leaves_shares_alone() -> None:
    """Capability is relative: what all gain, nobody gains. Output grows."""
    world = world_of(trend_growth=0.07, military_spending=0.0)
    grown = after(with_parameters(Growth(), **STILL), world)
    np.testing.assert_allclose(grown.capability, world.capability, rtol=1e-5)
    np.testing.assert_allclose(grown.gdp, np.exp(0.07) * world.gdp, rtol=1e-5)


def test_shares_sum_to_one_and_empty_slots_hold_none() -> None:
    world = world_of(8, 1, empty=3, trend_growth=np.linspace(-0.2, 0.2, 11))
    for _ in range(10):
        world = after(with_parameters(Growth()), world)
    assert float(np.asarray(world.capability).sum()) == pytest.approx(1.0, rel=1e-5)
    assert (np.asarray(world.capability)[8:] == 0).all()
    assert (np.asarray(world.capability)[:8] > 0).all()


def test_relative_growth_is_what_the_trends_differ_by() -> None:
    trend = np.array([0.05, 0, 0, 0, 0, 0])
    world = world_of(trend_growth=trend, military_spending=0.0)
    grown = after(with_parameters(Growth(), **STILL), world)
    ratio = np.asarray(grown.capability) / np.asarray(world.capability)
    np.testing.assert_allclose(ratio[0] / ratio[1:], np.exp(0.05), rtol=1e-5)


def test_arms_beyond_a_twentieth_of_income_slow_growth() -> None:
    """A tenth of a point per point above five per cent."""
    burden = np.array([0.0, 0.05, 0.15, 0.25, 0.02, 0.05])
    world = world_of()
    world = changed(world, military_spending=burden * np.asarray(world.income))
    grown = after(with_parameters(Growth(), **STILL), world)
    growth = np.log(np.asarray(grown.income) / np.asarray(world.income))
    np.testing.assert_allclose(growth, [0, 0, -0.01, -0.02, 0, 0], atol=1e-5)


def test_lost_wars_cost_capability() -> None:
    loss = np.array([0.5, 0, 0, 0, 0, 0])
    world = world_of(war_loss=loss, military_spending=0.0)
    grown = after(with_parameters(Growth(), cw=0.4, **STILL), world)
    growth = np.log(np.asarray(grown.income) / np.asarray(world.income))
    np.testing.assert_allclose(growth, -0.4 * loss, atol=1e-5)


def test_small_states_are_more_volatile() -> None:
    """sd_small below a share of 0.02 and sd_large above it."""
    capability = np.array([*[0.5 / 20] * 20, *[0.5 / 380] * 380])
    world = changed(world_of(400), capability=capability, military_spending=0.0)
    grown = after(with_parameters(Growth(), sd_large=0.05, sd_small=0.09), world)
    growth = np.log(np.asarray(grown.income) / np.asarray(world.income))
    assert growth[:20].std() == pytest.approx(0.05, rel=4 / np.sqrt(40))
    assert growth[20:].std() == pytest.approx(0.09, rel=4 / np.sqrt(760))
