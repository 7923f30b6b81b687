"""Shocks of years: gamma by the test of Kolmogorov and Smirnov, whatever their spread."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from counterpoise.mechanisms.uneven_years import LEAST, surge
from counterpoise.world.chance import Chance

DRAWS = 20_000


@jax.jit
def drawn(spread: jax.Array) -> jax.Array:
    return jax.vmap(lambda draw: surge(spread, Chance.of(1, draw).stream("alliance")))(
        jnp.arange(DRAWS)
    )


@pytest.mark.parametrize("spread", [0.02, 0.3, 1.0, 2.5])
def test_the_multiplier_is_gamma_with_mean_one(spread: float) -> None:
    found = np.asarray(drawn(jnp.asarray(spread)), float)
    assert np.isfinite(found).all()
    k = spread**-2
    assert stats.kstest(found, stats.loggamma(k, loc=-np.log(k)).cdf).pvalue > 1e-3
    assert np.exp(found).mean() == pytest.approx(1.0, abs=4 * spread / DRAWS**0.5)


def test_no_spread_is_no_shock_and_a_small_one_is_small() -> None:
    assert not np.asarray(drawn(jnp.asarray(0.0))).any()
    assert np.asarray(drawn(jnp.asarray(LEAST / 4))).std() == pytest.approx(LEAST / 4, rel=0.05)
