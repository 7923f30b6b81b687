"""Years differ: a multiplier of odds that all states share in one year, of mean one.

    odds_it  <-  m_t odds_it        m_t ~ Gamma(k, k),  k = 1 / spread^2

Independent states would make yearly totals nearly constant; the record's come in waves. With a
gamma multiplier the count of a year's rare events is negative binomial, the distribution of event
counts that are overdispersed (King 1989); its mean stays that of the odds, whatever the spread.

A draw is Marsaglia and Tsang's (2000) for shape k + 1, times u^(1/k). Of ``TRIES`` candidates the
first that is accepted is taken; that all are rejected happens less than once in 10^10 years.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.parameter import Scalar
from counterpoise.world.chance import Chance

TRIES = 8
LEAST = 0.01  # spread below which the shock shrinks in proportion: single precision has no more


def surge(spread: Scalar, chance: Chance) -> Float[Array, ""]:
    """ln of the year's multiplier; zero where the spread is.

    Args:
        spread: Standard deviation of the multiplier.
        chance: Whose stream this question owns.
    """
    wide = jnp.maximum(spread, LEAST)
    shape = 1.0 / wide**2
    tries = jnp.arange(TRIES)
    z = chance.normal(tries)
    d = shape + 2.0 / 3.0
    root = 1.0 + z / jnp.sqrt(9.0 * d)
    v = jnp.where(root > 0, root, 1.0) ** 3
    accepted = jnp.log(chance.uniform(tries, 1)) < 0.5 * z**2 + d * (1.0 - v + jnp.log(v))
    taken = v[jnp.argmax((root > 0) & accepted)]
    boost = jnp.log(chance.uniform(jnp.zeros((), jnp.int32), 2)) / shape
    drawn = jnp.log(d / shape) + jnp.log(taken) + boost
    return jnp.where(spread > 0, drawn * jnp.minimum(spread / LEAST, 1.0), 0.0)
