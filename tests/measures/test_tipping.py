"""The mean field of an order: its formula, its boundary, and brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.measures.tipping import bistable_interval, critical_mass, stationary_shares
from counterpoise.models.catalogue import parameters

slopes = st.floats(0.0, 12.0)
differences = st.floats(-9.0, 5.0)


def iterated(start: float, difference: float, slope: float, rounds: int = 20_000) -> float:
    """Where the map leads from ``start``, by doing it."""
    m = start
    for _ in range(rounds):
        m = 1 / (1 + np.exp(-(difference + slope * m)))
    return m


def default(address: str) -> float:
    return parameters()[address].default


def test_formula_is_what_iteration_finds_at_the_defaults() -> None:
    """a - e = +0.1 and B = 5.4: one stable share, near full membership, and no tipping."""
    slope = default("order.oN") + default("order.xN")
    difference = default("order.j0") - (default("order.x0") + 0.8 * default("order.xN"))
    assert slope == pytest.approx(5.4)
    assert difference == pytest.approx(0.1)
    (only,) = stationary_shares(difference, slope)
    assert only.stable
    assert only.share == pytest.approx(0.996, abs=0.001)
    for start in (0.0, 0.5, 1.0):
        assert iterated(start, difference, slope) == pytest.approx(only.share, abs=0.001)


def test_two_stable_states_where_the_theory_says() -> None:
    low, middle, high = stationary_shares(-2.7, 5.4)
    assert (low.stable, middle.stable, high.stable) == (True, False, True)
    assert [low.share, middle.share, high.share] == pytest.approx([0.107, 0.5, 0.893], abs=0.001)
    assert critical_mass(-2.7, 5.4) == pytest.approx(0.5)
    assert bistable_interval(5.4) == pytest.approx((-2.952, -2.448), abs=0.001)


@given(difference=differences, slope=st.floats(0.0, 4.0))
def test_weak_networks_never_tip(difference: float, slope: float) -> None:
    assert bistable_interval(slope) is None
    assert len(stationary_shares(difference, slope)) == 1


@given(slope=st.floats(4.05, 12.0), where=st.floats(0.02, 0.98), side=st.booleans())
def test_strong_networks_tip_inside_the_interval_and_only_there(
    slope: float, where: float, side: bool
) -> None:
    interval = bistable_interval(slope)
    assert interval is not None
    low, high = interval
    inside = low + where * (high - low)
    assert [each.stable for each in stationary_shares(inside, slope)] == [True, False, True]
    beyond = high + where if side else low - where
    assert [each.stable for each in stationary_shares(beyond, slope)] == [True]


@given(difference=differences, slope=slopes, start=st.sampled_from([0.0, 1.0]))
def test_iteration_ends_in_a_stable_share(difference: float, slope: float, start: float) -> None:
    """From nobody it climbs to the lowest, from everybody it falls to the highest."""
    interval = bistable_interval(slope)
    if interval is not None and min(abs(difference - end) for end in interval) < 1e-3:
        return  # at the boundary the map crawls
    stable = [each.share for each in stationary_shares(difference, slope) if each.stable]
    expected = stable[0] if start == 0.0 else stable[-1]
    assert iterated(start, difference, slope, 5000) == pytest.approx(expected, abs=1e-3)
