"""Arming and allying against a power, and what is not that."""

import numpy as np
import pytest
import statsmodels.api as sm

from counterpoise.measures.hard_balancing import (
    arms_growth,
    counter_weights,
    external_balancing,
    most_threatening,
    response,
    unusual_growth,
)


def test_growth_stops_at_gaps_and_at_the_change_of_money() -> None:
    """Pounds to 1913, dollars from 1914: the step is not arming."""
    years = np.array([1911, 1912, 1913, 1914, 1916, 1917])
    spending = np.array([[1.0], [np.e], [np.e], [5 * np.e], [10.0], [np.nan]])
    found = arms_growth(spending, years)[:, 0]
    assert found[1] == pytest.approx(1.0)
    assert found[2] == pytest.approx(0.0)
    assert np.isnan(found[[0, 3, 4, 5]]).all()


def test_nothing_spent_has_no_growth() -> None:
    found = arms_growth(np.array([[0.0], [5.0], [0.0]]), np.array([1950, 1951, 1952]))
    assert np.isnan(found).all()


def test_unusual_is_by_a_states_own_record() -> None:
    growth = np.column_stack([np.linspace(0, 1, 11), np.linspace(0, 100, 11)])
    found = unusual_growth(growth)
    np.testing.assert_array_equal(found[:, 0], found[:, 1])
    assert found[:, 0].sum() == 2


def test_the_most_threatening_of_those_known() -> None:
    threats = np.array([[np.nan, 1.0, 2.0], [0.5, np.nan, np.nan], [np.nan] * 3])
    assert most_threatening(threats).tolist() == [2, 0, -1]


def test_who_was_struck_in_the_ten_years_before_is_a_counter_weight() -> None:
    """Force in the year itself or eleven years ago does not count: no peeking, and it fades."""
    force = np.zeros((13, 3, 3))
    force[1, 0, 2] = 1.0  # j = 0 struck k = 2 in row 1
    none = np.zeros((3, 3))
    assert not counter_weights(none, force, year=1)[2, 0]
    assert counter_weights(none, force, year=2)[2, 0]
    assert counter_weights(none, force, year=11)[2, 0]
    assert not counter_weights(none, force, year=12)[2, 0]
    assert not counter_weights(none, force, year=5)[0, 2]


def test_a_new_pact_with_a_rival_balances_and_one_with_the_power_does_not() -> None:
    weights = np.zeros((4, 4), dtype=bool)
    weights[2, 0] = weights[0, 2] = True  # 0 and 2 are rivals
    before, after = np.zeros((4, 4)), np.zeros((4, 4))
    after[1, 2] = after[2, 1] = 1.0  # 1 allies with 2
    found = external_balancing(before, after, weights)
    assert found[1, 0] == 1.0
    assert found[1, 3] == 0.0
    both = after.copy()
    both[1, 0] = both[0, 1] = 1.0  # and with 0 as well, in the same year
    assert external_balancing(before, both, weights)[1, 0] == 0.0
    assert external_balancing(after, after, weights)[1, 0] == 0.0  # an old pact is not new


def test_years_after_the_alliance_data_end_are_unknown() -> None:
    """ATOP ends in 2018: no row for 2019 is not the end, or the absence, of a pact."""
    gone = np.full((3, 3), np.nan)
    found = external_balancing(np.zeros((3, 3)), gone, np.ones((3, 3), dtype=bool))
    assert np.isnan(found).all()


def test_response_is_that_of_a_regression_with_dummies() -> None:
    random = np.random.default_rng(5)
    state = np.repeat(np.arange(12), 15)
    cause = random.normal(size=180) + 0.3 * state
    outcome = 0.7 * cause + 0.5 * state + random.normal(size=180)
    weight = random.uniform(0.5, 2.0, 180)
    found = response(outcome, cause, state, weight)
    dummies = (state[:, None] == np.arange(12)).astype(float)
    fitted = sm.WLS(outcome, np.column_stack([cause, dummies]), weights=weight).fit(
        cov_type="cluster", cov_kwds={"groups": state, "use_correction": False}
    )
    assert found.slope == pytest.approx(fitted.params[0])
    assert found.error == pytest.approx(fitted.bse[0] * np.sqrt(12 / 11))
    assert (found.observations, found.states) == (180, 12)


def test_nothing_that_varies_is_no_response() -> None:
    with pytest.raises(ValueError, match="does not vary"):
        response(np.arange(4.0), np.ones(4), np.array([0, 0, 1, 1]))
