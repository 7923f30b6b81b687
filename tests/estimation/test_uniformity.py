"""Tests of uniform ranks: their size and their power are known."""

import numpy as np
import pytest

from counterpoise.estimation.uniformity import band_p_value, chi_square_p_value

MOST = 99


def test_uniform_ranks_are_rejected_as_often_as_the_level_says() -> None:
    random = np.random.default_rng(1)
    p = [band_p_value(random.integers(0, MOST + 1, 100), MOST, seed=1) for _ in range(60)]
    assert np.mean(np.array(p) < 0.2) == pytest.approx(0.2, abs=0.16)  # three standard errors


@pytest.mark.parametrize(
    "truth",
    [
        lambda random: random.normal(0.6, 1.0, 200),  # biased
        lambda random: random.normal(0.0, 1.5, 200),  # posterior too narrow
        lambda random: random.normal(0.0, 0.6, 200),  # posterior too wide
    ],
)
def test_posteriors_that_are_off_or_too_sure_are_found(truth) -> None:
    random = np.random.default_rng(2)
    ranks = np.sum(random.normal(size=(200, MOST)) < truth(random)[:, None], axis=1)
    assert band_p_value(ranks, MOST) < 0.01
    assert chi_square_p_value(ranks, MOST) < 0.01


def test_a_smaller_bias_is_found_by_the_bands_alone() -> None:
    random = np.random.default_rng(2)
    truth = random.normal(0.4, 1.0, 200)
    ranks = np.sum(random.normal(size=(200, MOST)) < truth[:, None], axis=1)
    assert band_p_value(ranks, MOST) < 0.01


def test_bins_divide_the_ranks() -> None:
    with pytest.raises(ValueError, match="7 bins"):
        chi_square_p_value([1, 2, 3], MOST, bins=7)
