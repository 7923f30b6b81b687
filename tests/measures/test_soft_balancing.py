"""Own movement and the target's: a gap confounds them, and measurement error is carried through."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.own_distancing import decompose
from counterpoise.measures.soft_balancing import (
    LEVELS,
    distancing_z,
    draw_positions,
    estimate,
    movement,
    standardised,
    yearly,
)

POINT = st.floats(-4.0, 4.0, width=32)
POINTS = arrays(np.float64, 5, elements=POINT)


@given(before=POINTS, after=POINTS, then=POINT, now=POINT)
def test_the_parts_of_a_change_sum_exactly(
    before: np.ndarray, after: np.ndarray, then: float, now: float
) -> None:
    parts = decompose(before, after, np.array([then]), np.array([now]))
    gap = np.abs(after - now) - np.abs(before - then)
    np.testing.assert_allclose(parts.own + parts.target, gap, atol=1e-12)
    # And the part of whoever stands still is zero.
    still = decompose(before, before, np.array([then]), np.array([now]))
    np.testing.assert_array_equal(still.own, 0.0)
    held = decompose(before, after, np.array([then]), np.array([then]))
    np.testing.assert_array_equal(held.target, 0.0)


def test_a_gap_that_the_target_opened_is_not_distancing() -> None:
    """The trap: the power moves, everybody stands still, and the gap widens for all."""
    positions = np.array([[[2.0, 0.0, 1.0, -1.0], [3.0, 0.0, 1.0, -1.0]]])
    found = movement(positions, power=0)
    np.testing.assert_array_equal(found.own[0, 1:], 0.0)
    np.testing.assert_array_equal(found.target[0, 1:], 1.0)
    assert np.isnan(found.own[0, 0])


def test_means_over_states_sum_exactly_in_every_draw() -> None:
    generator = np.random.default_rng(1)
    positions = generator.normal(size=(40, 6, 9))
    found = movement(positions, power=3)
    kept = [each for each in range(9) if each != 3]
    mean = type(found)(found.change[:, kept], found.own[:, kept], found.target[:, kept]).mean()
    np.testing.assert_array_equal(mean.change, mean.own + mean.target)
    np.testing.assert_allclose(mean.own, found.own[:, kept].mean(axis=1))


def test_years_add_up_to_the_whole_change() -> None:
    positions = np.random.default_rng(2).normal(size=(3, 8, 5))
    steps, whole = yearly(positions, 0), movement(positions, 0)
    np.testing.assert_allclose(np.sum(steps.change, axis=1)[:, 1:], whole.change[:, 1:], atol=1e-12)


def test_draws_have_the_published_quantiles() -> None:
    """Also where the posterior leans to one side."""
    published = np.array([-1.0, 0.0, 1.9])
    drawn = draw_positions(published[None, None, :], draws=200_000, seed=3)[:, 0, 0]
    np.testing.assert_allclose(np.quantile(drawn, LEVELS), published, atol=0.02)
    again = draw_positions(published[None, None, :], draws=5, seed=3)
    np.testing.assert_array_equal(again, draw_positions(published[None, None, :], draws=5, seed=3))


def test_missing_positions_stay_missing() -> None:
    """Iraq has no estimate for 1995-2003; a gap never becomes a position."""
    quantiles = np.full((2, 2, 3), np.nan)
    quantiles[:, 0] = [-0.2, 0.0, 0.2]
    drawn = draw_positions(quantiles, draws=10)
    assert np.isfinite(drawn[..., 0]).all()
    assert np.isnan(drawn[..., 1]).all()
    with pytest.raises(ValueError, match="missing"):
        estimate(drawn[:, 0, 1])


def test_quantiles_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="decrease"):
        draw_positions(np.array([[[0.0, 0.5, 0.4]]]))


def test_error_decides_whether_movement_is_distinguishable() -> None:
    """One movement is told apart from zero where it is measured well, and else not."""
    shape = np.array([-1.645, 0.0, 1.645])
    for sd, expected in ((0.05, True), (0.8, False)):
        quantiles = np.zeros((2, 2, 3)) + sd * shape
        quantiles[:, 0] += 2.0  # the power
        quantiles[1, 1] -= 0.5  # moves half a unit away
        found = movement(draw_positions(quantiles, draws=4000, seed=4), power=0)
        assert estimate(found.own[:, 1]).distinguishable is expected
        # Its mean is the movement, whatever the error, as long as nobody crosses the power.
        if sd < 0.5:
            assert estimate(found.own[:, 1]).mean == pytest.approx(0.5, abs=0.01)


def test_a_change_of_scale_is_no_distancing_when_standardised() -> None:
    """The spread of the pool drifts; raw distances then grow though nobody changes place."""
    first = np.array([[2.0, 0.5, -0.5, -2.0]])
    positions = np.stack([first, 1.3 * first], axis=1)
    raw, scaled = movement(positions, 0), movement(standardised(positions), 0)
    assert np.all(raw.change[0, 1:] > 0.4)
    np.testing.assert_allclose(scaled.change[0, 1:], 0.0, atol=1e-12)


def test_z_is_in_standard_deviations_of_the_movers_two_positions() -> None:
    z = distancing_z(*(np.array([v]) for v in (0.0, -0.5, 2.0, 0.3, 0.4)))
    assert z[0] == pytest.approx(1.0)
