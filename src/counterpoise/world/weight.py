"""How much a state's voice counts: one vote, and its power.

    v_k = 0.5 / N + 0.5 C_k        over the N states present; the weights sum to one

Half of it is the same for every state, as in an assembly; half follows capability.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float


def political_weight(
    capability: Float[Array, " actor"], present: Float[Array, " actor"]
) -> Float[Array, " actor"]:
    """Half a vote, half capability; zero for empty slots."""
    return (0.5 / jnp.sum(present) + 0.5 * capability) * present
