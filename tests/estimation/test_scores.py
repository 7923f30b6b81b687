"""Every score against a closed form or an independent implementation."""

import numpy as np
import pytest
from scipy import stats

from counterpoise.estimation.scores import (
    auprc,
    brier,
    brier_skill,
    calibration,
    covered,
    crps,
    energy_score,
    log_score,
    normal_log_score,
    pit,
)


def test_log_score_is_the_log_likelihood() -> None:
    p, y = np.array([0.1, 0.7, 0.999]), np.array([0, 1, 1])
    assert log_score(p, y) == pytest.approx(stats.bernoulli(p).logpmf(y))


@pytest.mark.parametrize("score", [lambda p, y: -log_score(p, y), brier])
def test_proper(score) -> None:
    """No forecast expects a better score than the true probability."""
    truth, offered = 0.23, np.linspace(0.01, 0.99, 99)
    expected = truth * score(offered, np.ones(99)) + (1 - truth) * score(offered, np.zeros(99))
    assert offered[np.argmin(expected)] == pytest.approx(0.23)


def test_skill_of_the_truth_is_the_variance_explained() -> None:
    """Two kinds of dyad, 0.1 and 0.5 of them at war, as many of each."""
    y = np.r_[np.repeat([1, 0], [10, 90]), np.repeat([1, 0], [50, 50])]
    p = np.repeat([0.1, 0.5], 100)
    found = brier_skill(brier(p, y), brier(np.full(200, 0.3), y))
    assert found == pytest.approx(np.var([0.1, 0.5]) / (0.3 * 0.7))


def test_auprc_as_scikit_learn_has_it() -> None:
    from sklearn.metrics import average_precision_score

    random = np.random.default_rng(1)
    y = random.random(500) < 0.1
    p = np.round(random.random(500) + 0.3 * y, 1)  # with many ties
    assert auprc(p, y) == pytest.approx(average_precision_score(y, p))
    assert auprc(np.full(500, 0.3), y) == pytest.approx(y.mean())
    assert np.isnan(auprc([0.1, 0.2], [0, 0]))


def test_crps_of_a_normal() -> None:
    """Closed form: s (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi))."""
    x = 2.0 + 3.0 * stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    for y in (-1.0, 2.0, 7.5):
        z = (y - 2.0) / 3.0
        exact = 3.0 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - np.pi**-0.5)
        assert crps(x, y) == pytest.approx(exact, abs=2e-3)


def test_crps_by_its_definition() -> None:
    random = np.random.default_rng(2)
    x, y = random.normal(size=(7, 3)), random.normal(size=3)
    pairs = np.abs(x[:, None] - x[None]).mean(axis=(0, 1))
    assert crps(x, y) == pytest.approx(np.abs(x - y).mean(axis=0) - 0.5 * pairs)
    assert crps(np.array([4.0]), 1.0) == pytest.approx(3.0)  # of a point, the distance


def test_energy_score_of_one_component_is_the_crps() -> None:
    x = np.random.default_rng(3).normal(size=(50, 1))
    assert energy_score(x, [0.7]) == pytest.approx(crps(x, [0.7])[0])


def test_energy_score_does_not_change_with_the_axes() -> None:
    random = np.random.default_rng(4)
    x, y = random.normal(size=(40, 3)), random.normal(size=3)
    turn, _ = np.linalg.qr(random.normal(size=(3, 3)))
    assert energy_score(x @ turn, y @ turn) == pytest.approx(energy_score(x, y))


def test_normal_log_score() -> None:
    x = np.random.default_rng(5).normal(4.0, 2.0, size=(300, 1))
    exact = stats.norm(x.mean(), x.std(ddof=1)).logpdf(5.0)
    assert normal_log_score(x, [5.0])[0] == pytest.approx(exact)


def test_pit_and_coverage_of_a_calibrated_forecast() -> None:
    random = np.random.default_rng(6)
    rate = random.gamma(3.0, size=2000)
    draws, y = random.poisson(rate, (400, 2000)), random.poisson(rate)
    assert stats.kstest(pit(draws, y, random), "uniform").pvalue > 0.01
    continuous, seen = random.normal(size=(400, 2000)), random.normal(size=2000)
    assert covered(continuous, seen, 0.5).mean() == pytest.approx(0.5, abs=0.03)
    assert covered(continuous, seen, 0.9).mean() == pytest.approx(0.9, abs=0.02)


def test_pit_of_an_overconfident_forecast_piles_up_at_the_ends() -> None:
    random = np.random.default_rng(7)
    found = pit(0.3 * random.normal(size=(400, 1000)), random.normal(size=1000), random)
    assert np.mean((found < 0.1) | (found > 0.9)) > 0.5


def test_calibration_of_the_truth_lies_on_the_diagonal() -> None:
    random = np.random.default_rng(8)
    p = random.beta(0.3, 8.0, size=40_000)
    forecast, seen, rows = calibration(p, random.random(40_000) < p)
    assert rows.sum() == 40_000
    error = np.sqrt(forecast * (1 - forecast) / rows)
    assert np.all(np.abs(seen - forecast) < 4 * error)
