"""What happened in years that share a shock, with the shocks integrated out.

    L_t(k) = int Gamma(m; k, k) prod_r Bernoulli(y_r; sigma(eta_r + ln m)) dm,   k = 1 / spread^2

Were events rare this would be the negative binomial in closed form: n events where E are expected
put m at (k + n)/(k + E). Around the most likely m, and with S(m) = sum_r ln(1 + m e^eta_r),

    ln L_t = sum_events eta + k ln k - ln Gamma(k) + ln Gamma(k + n) - (k + n) ln b
             + (b - k) m - S(m) - ln(1 - sum_r p_r^2 / (k + n)) / 2,   b = (k + n)/m

is that closed form, corrected for odds that are not probabilities: exact as events grow rare, and
exact as they grow many. A year whose shocks all states share counts as one observation of the
spread, however many dyads it moves.
"""

import jax
import jax.numpy as jnp
from jax.scipy.special import gammaln
from jaxtyping import Array, Float, Int

CLIMB = 12  # Newton steps to the most likely shock
LONGEST = 1.5  # of them, in ln m
STEEPEST = 1e8  # k where years are all alike: beyond, the logarithms of factorials cancel badly


def log_probability(
    log_odds: Float[Array, " row"],
    happened: Float[Array, " row"],
    year: Int[Array, " row"],
    years: int,
    spread: Float[Array, ""],
) -> Float[Array, ""]:
    """Log probability of what happened and what did not.

    Args:
        log_odds: In a year without a shock.
        happened: 0 or 1.
        year: Of each row, from 0.
        years: How many there are.
        spread: Standard deviation of the shocks.
    """
    k = 1.0 / jnp.maximum(spread, STEEPEST**-0.5) ** 2

    def total(of: Float[Array, " row"]) -> Float[Array, " year"]:
        return jax.ops.segment_sum(of, year, years)

    n = total(happened)

    def newton(shock: Float[Array, " year"], odds: Float[Array, " row"]) -> Float[Array, " year"]:
        p = jax.nn.sigmoid(odds + shock[year])
        pull = k * jnp.exp(shock)
        up = k + n - pull - total(p)
        return shock + jnp.clip(up / (pull + total(p * (1.0 - p))), -LONGEST, LONGEST)

    there = jax.lax.stop_gradient(log_odds)
    settled = jax.lax.stop_gradient((k, n))
    start = jnp.log((settled[0] + n) / (settled[0] + total(jnp.exp(jnp.minimum(there, 30.0)))))
    shock = jax.lax.fori_loop(
        0, CLIMB, lambda _, at: jax.lax.stop_gradient(newton(at, there)), start
    )
    shock = newton(jax.lax.stop_gradient(shock), log_odds)  # one step that knows its slope
    shifted = log_odds + shock[year]
    a, m = k + n, jnp.exp(shock)
    curved = total(jax.nn.sigmoid(shifted) ** 2) / a
    rare = k * jnp.log(k) - gammaln(k) + gammaln(a) - a * (jnp.log(a) - shock)
    years_alone = rare + a - k * m - 0.5 * jnp.log1p(-jnp.minimum(curved, 0.99))
    return jnp.sum(happened * log_odds) + jnp.sum(years_alone) - jnp.sum(jax.nn.softplus(shifted))


def shocks(
    key: Array, spread: Float[Array, ""], years: int, like: Float[Array, "..."]
) -> Float[Array, " year"]:
    """ln of each year's multiplier, drawn; zero where there is no spread."""
    k = 1.0 / jnp.maximum(spread, STEEPEST**-0.5) ** 2
    return jax.random.loggamma(key, k, (years,), like.dtype) - jnp.log(k)
