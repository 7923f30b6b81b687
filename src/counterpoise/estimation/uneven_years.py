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

MOST_STEPS = 20  # of Newton's, to the most likely shock
NEAR = 1e-4  # step at which it is near enough for two more to be exact
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

    def step(
        shock: Float[Array, " year"], odds: Float[Array, " row"], k: Float[Array, ""]
    ) -> Float[Array, " year"]:
        p = jax.nn.sigmoid(odds + shock[year])
        mean, spread = jax.ops.segment_sum(jnp.stack([p, p * (1.0 - p)], 1), year, years).T
        pull = k * jnp.exp(shock)
        return jnp.clip((k + n - pull - mean) / (pull + spread), -LONGEST, LONGEST)

    def climbed(at: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        shock, _, count = at
        move = step(shock, there, k_there)
        return shock + move, jnp.max(jnp.abs(move)), count + 1

    there, k_there = jax.lax.stop_gradient((log_odds, k))
    expected = total(jnp.exp(jnp.minimum(there, 30.0)))
    start = jnp.log((k_there + n) / (k_there + expected)), jnp.full((), jnp.inf), jnp.zeros((), int)
    shock, _, _ = jax.lax.while_loop(
        lambda at: (at[1] > NEAR) & (at[2] < MOST_STEPS), climbed, start
    )
    shock = jax.lax.stop_gradient(shock)
    for _ in range(2):  # steps that know their slope, and then their curvature
        shock = shock + step(shock, log_odds, k)
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
