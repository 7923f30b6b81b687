"""Formulas of concentration: known limits, and their disagreement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.polarity import (
    con,
    concentration,
    effective_number,
    effective_number_by_entropy,
    herfindahl,
    lead,
    mansfield,
    move,
    third,
    top,
)

HELD = arrays(np.float64, 6, elements=st.floats(0.01, 100.0))


@pytest.mark.parametrize("n", [2, 5, 30])
def test_even_and_total_concentration(n: int) -> None:
    even, all_in_one = np.ones(n), np.eye(n)[0]
    assert con(even) == pytest.approx(0.0, abs=1e-7)
    assert con(all_in_one) == pytest.approx(1.0)
    assert herfindahl(even) == pytest.approx(1 / n)
    assert effective_number(even) == pytest.approx(n)
    assert effective_number_by_entropy(even) == pytest.approx(n)
    assert top(all_in_one) == 1.0
    assert lead(all_in_one) == np.inf


@given(held=HELD, scale=st.floats(0.1, 1000.0))
def test_units_do_not_matter_and_formulas_keep_their_identities(
    held: np.ndarray, scale: float
) -> None:
    assert con(held) == pytest.approx(con(scale * held), abs=1e-7)
    n = len(held)
    assert con(held) ** 2 * (1 - 1 / n) + 1 / n == pytest.approx(herfindahl(held))
    assert (
        1 - 1e-9 <= effective_number(held) <= effective_number_by_entropy(held) + 1e-9 <= n + 1e-6
    )


def test_small_states_change_con_of_the_system_and_not_mansfields() -> None:
    """Why Mansfield takes the great powers alone: thirty minnows make bipolarity look like less."""
    powers = np.array([0.4, 0.4, 0.2])
    crowd = np.append(powers, np.full(30, 1e-4))
    flag = np.append(np.ones(3), np.zeros(30))
    assert mansfield(crowd, flag) == pytest.approx(con(powers))
    assert con(crowd) > con(powers) + 0.3


def test_a_third_of_the_powers_capability() -> None:
    held, flag = np.array([0.30, 0.29, 0.31, 5.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert third(held, flag)
    assert not third(np.array([0.25, 0.25, 0.25, 0.25]), np.ones(4))


def test_movement_is_the_share_that_changed_hands() -> None:
    assert move(np.array([0.6, 0.4]), np.array([0.6, 0.4])) == 0.0
    with pytest.raises(ValueError, match="same states"):
        move(np.array([0.6, np.nan]), np.array([0.6, 0.4]))


def test_missing_capability_is_left_out_and_not_zero() -> None:
    flag = np.array([1.0, 1.0, 0.0])
    found = concentration(np.array([1.0, 1.0, np.nan]), flag)
    assert found["states"] == 2
    assert found["con"] == pytest.approx(0.0, abs=1e-7)
    with pytest.raises(ValueError, match="positive"):
        concentration(np.array([-9.0, 1.0, 1.0]), flag)
