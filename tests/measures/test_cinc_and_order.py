"""CINC from its parts, and how much of the world an order holds."""

import numpy as np
import pytest

from counterpoise.measures.cinc import cinc, shares
from counterpoise.measures.order import (
    coverage,
    coverage_by_capability,
    coverage_by_heads,
    coverage_by_trade,
    exposure,
)


def test_complete_components_give_shares_that_add_up() -> None:
    held = np.random.default_rng(0).uniform(0.1, 5.0, size=(3, 8, 6))
    found = cinc(held)
    np.testing.assert_allclose(found.sum(axis=-1), 1.0)
    np.testing.assert_allclose(found, shares(held).mean(axis=-1))


def test_a_missing_component_is_left_out_and_is_not_zero() -> None:
    held = np.array([[1.0, 1.0], [1.0, np.nan], [2.0, 1.0]])
    np.testing.assert_allclose(cinc(held), [(0.25 + 0.5) / 2, 0.25, (0.5 + 0.5) / 2])
    assert np.isnan(cinc(np.array([[np.nan], [1.0]]))[0])


def test_minus_nine_is_refused() -> None:
    """The trap of NMC 6.0: -9 is a code."""
    with pytest.raises(ValueError, match="-9"):
        cinc(np.array([[-9.0, 1.0], [2.0, 1.0]]))


def test_what_nobody_has_is_left_out() -> None:
    np.testing.assert_allclose(cinc(np.array([[1.0, 0.0], [3.0, 0.0]])), [0.25, 0.75])


MEMBER = np.array([1.0, 1.0, 0.0, 0.0])
CAPABILITY = np.array([0.2, 0.1, 0.6, 0.1])
TRADE = np.array(
    [
        [np.nan, 4.0, 2.0, np.nan],
        [4.0, np.nan, np.nan, 0.0],
        [2.0, np.nan, np.nan, 2.0],
        [np.nan, 0.0, 2.0, np.nan],
    ]
)


def test_one_large_outsider_lowers_capability_and_not_heads() -> None:
    assert coverage_by_heads(MEMBER, np.ones(4)) == 0.5
    assert coverage_by_capability(MEMBER, CAPABILITY) == pytest.approx(0.3)
    assert coverage_by_trade(MEMBER, TRADE) == pytest.approx(8.0 / 16.0)


def test_a_missing_flow_does_not_poison_a_row() -> None:
    """The trap of COW trade: max(NaN, 0) is NaN, and one makes every weight of a row NaN."""
    found = exposure(MEMBER, TRADE)
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(4.0 / 6.0)


def test_unknown_membership_counts_on_neither_side() -> None:
    member = np.array([1.0, np.nan, 0.0, 0.0])
    assert coverage_by_heads(member, np.ones(4)) == pytest.approx(1 / 3)
    assert coverage_by_capability(member, CAPABILITY) == pytest.approx(0.2 / 0.9)


def test_great_powers_by_name() -> None:
    found = coverage(MEMBER, np.ones(4), CAPABILITY, TRADE, np.array([1.0, 0.0, 1.0, 0.0]))
    assert found["members"] == 2
    assert found["great_powers"] == 0.5
    assert found["great_powers_by_capability"] == pytest.approx(0.25)
