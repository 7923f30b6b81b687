"""Choice among hiding, bandwagoning, and a nest of three ways of balancing.

    IV      = lambda_bal ln sum_{a in nest} exp(V_a / lambda_bal)
    P(nest) = e^IV / (1 + e^{V_B} + e^IV),   P(a | nest) = softmax(V_a / lambda_bal)        (3.7)

The simulation and the likelihood call the same function.
"""

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

CERTAIN = 80.0  # utility beyond which no precision tells a probability from one


class Utilities(NamedTuple):
    """Utility of each option relative to hiding."""

    bandwagon: Float[Array, "actor whom"]
    soft: Float[Array, "actor whom"]
    internal: Float[Array, "actor whom"]
    external: Float[Array, "actor whom"]


def nested_choice(
    options: Utilities, dissimilarity: Float[Array, ""] | float
) -> tuple[Array, Array, Array, Array]:
    """Nested logit over {N}, {B}, {S, HI, HE} (3.7).

    Args:
        options: Utilities relative to hiding.
        dissimilarity: lambda_bal; 1 is the multinomial logit, below 1 the three ways of balancing
            are closer substitutes.

    Returns:
        Probabilities of bandwagoning, soft, internal and external balancing; with that of hiding
        they sum to one.
    """
    top = jnp.maximum(jnp.maximum(options.soft, options.internal), options.external)
    soft = jnp.exp((options.soft - top) / dissimilarity)
    internal = jnp.exp((options.internal - top) / dissimilarity)
    external = jnp.exp((options.external - top) / dissimilarity)
    within = soft + internal + external
    inclusive = top + dissimilarity * jnp.log(within)
    bandwagon = jnp.exp(jnp.clip(options.bandwagon, -CERTAIN, CERTAIN))
    balance = jnp.exp(jnp.clip(inclusive, -CERTAIN, CERTAIN))
    total = 1.0 + bandwagon + balance
    share = balance / (total * within)
    return bandwagon / total, share * soft, share * internal, share * external
