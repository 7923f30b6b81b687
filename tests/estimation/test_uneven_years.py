"""The likelihood of years that share a shock, against the integral worked out on a grid."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import special, stats

from counterpoise.estimation.uneven_years import log_probability, shocks

YEARS, ROWS = 8, 40


def occasions(spread: float, base: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log-odds, outcomes and years of rows drawn from the model."""
    random = np.random.default_rng(0)
    k = spread**-2
    year = np.repeat(np.arange(YEARS), ROWS)
    log_odds = base + random.normal(size=len(year))
    shock = np.log(random.gamma(k, 1 / k, YEARS) + 1e-300)
    happened = random.random(len(year)) < special.expit(log_odds + shock[year])
    return log_odds, happened.astype(float), year


def integral(log_odds: np.ndarray, happened: np.ndarray, year: np.ndarray, spread: float) -> float:
    """The same in brute force over ln m."""
    k = spread**-2
    v = np.linspace(-60.0 / min(k, 4.0), 6.0, 40_001)
    total = 0.0
    for t in range(YEARS):
        f = k * np.log(k) - special.gammaln(k) + k * v - k * np.exp(v)
        for eta, y in zip(log_odds[year == t], happened[year == t], strict=True):
            f = f + y * (eta + v) - np.logaddexp(0.0, eta + v)
        total += special.logsumexp(f) + np.log(v[1] - v[0])
    return float(total)


@pytest.mark.parametrize("spread", [0.7, 2.5])
@pytest.mark.parametrize("base", [-5.0, -2.0, 0.0])
def test_shocks_are_integrated_out(spread: float, base: float) -> None:
    rows = occasions(spread, base)
    found = log_probability(*map(jnp.asarray, rows), YEARS, jnp.asarray(spread))
    assert float(found) == pytest.approx(integral(*rows, spread), abs=0.03)


def test_rare_events_are_negative_binomial() -> None:
    """Many rows of one tiny probability: the count of a year has that distribution."""
    rows, spread, expected = 4000, 1.3, 2.5
    for n in (0, 1, 9):
        happened = (np.arange(rows) < n).astype(float)
        log_odds = np.full(rows, np.log(expected / rows))
        found = log_probability(
            jnp.asarray(log_odds),
            jnp.asarray(happened),
            jnp.zeros(rows, int),
            1,
            jnp.asarray(spread),
        )
        k = spread**-2
        which = special.gammaln(rows + 1) - special.gammaln(n + 1) - special.gammaln(rows - n + 1)
        expected_log = stats.nbinom(k, k / (k + expected)).logpmf(n)
        assert float(found) + which == pytest.approx(expected_log, abs=0.01)


def test_without_spread_years_are_alike() -> None:
    log_odds, happened, year = occasions(0.5, -1.0)
    found = log_probability(*map(jnp.asarray, (log_odds, happened, year)), YEARS, jnp.asarray(0.0))
    alike = np.where(happened > 0, special.log_expit(log_odds), special.log_expit(-log_odds)).sum()
    assert float(found) == pytest.approx(alike, abs=1e-3)


def test_slope_and_curvature_are_those_of_the_likelihood() -> None:
    log_odds, happened, year = map(jnp.asarray, occasions(1.5, -1.0))

    def of(shift: jax.Array, spread: jax.Array) -> jax.Array:
        return log_probability(log_odds + shift, happened, year, YEARS, spread)

    at, step = (jnp.asarray(0.3), jnp.asarray(1.2)), 1e-5
    slope = jax.jit(jax.grad(of, (0, 1)))
    curvature = jax.hessian(of, (0, 1))(*at)
    for place in (0, 1):
        up = [x + step * (place == i) for i, x in enumerate(at)]
        down = [x - step * (place == i) for i, x in enumerate(at)]
        expected = float((of(*up) - of(*down)) / (2 * step))
        assert float(slope(*at)[place]) == pytest.approx(expected, rel=1e-5)
        for other in (0, 1):
            expected = float((slope(*up)[other] - slope(*down)[other]) / (2 * step))
            assert float(curvature[other][place]) == pytest.approx(expected, rel=1e-4)


def test_drawn_shocks_have_mean_one_and_their_spread() -> None:
    found = np.exp(shocks(jax.random.key(0), jnp.asarray(0.8), 40_000, jnp.zeros(1)))
    assert found.mean() == pytest.approx(1.0, abs=0.02)
    assert found.std() == pytest.approx(0.8, abs=0.03)
