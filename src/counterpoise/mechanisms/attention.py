"""How much an act tells a third state about its author.

    omega_ie = om0 + om_near / (1 + d_ik / 2000)
             + om_aff exp(-|x_i - x_k|) (1 - exp(-|x_i - x_j|))        at most 1
    omega_ie = 1 if i is the target

State i attends to an act e of j against k more closely when the target is near, or when the
target thinks as i does and the author does not. An omega below 1 is a power likelihood: limited
attention to what one learns second-hand.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

NEAR_KM = 2000.0


def attention(
    om0: Float[Array, ""] | float,
    om_near: Float[Array, ""] | float,
    om_aff: Float[Array, ""] | float,
    distance_to_target: Float[Array, "*event"],
    gap_to_target: Float[Array, "*event"],
    gap_to_author: Float[Array, "*event"],
    is_target: Bool[Array, "*event"],
) -> Float[Array, "*event"]:
    """Weight that each actor gives to each act, in [0, 1]."""
    return weighed(
        om0,
        om_near,
        om_aff,
        1.0 + distance_to_target / NEAR_KM,
        jnp.exp(-gap_to_target),
        1.0 - jnp.exp(-gap_to_author),
        is_target,
    )


def weighed(
    om0: Float[Array, ""] | float,
    om_near: Float[Array, ""] | float,
    om_aff: Float[Array, ""] | float,
    remoteness: Float[Array, "*event"],
    likeness: Float[Array, "*event"],
    strangeness: Float[Array, "*event"],
    is_target: Bool[Array, "*event"],
) -> Float[Array, "*event"]:
    """The same from what does not depend on the parameters.

    Args:
        om0: Attention that any state pays to any act.
        om_near: Added attention to acts against a neighbour.
        om_aff: Added attention to acts against the like-minded by the unlike-minded.
        remoteness: 1 + d_ik / 2000.
        likeness: exp(-|x_i - x_k|).
        strangeness: 1 - exp(-|x_i - x_j|).
        is_target: True where the act was against the one who attends.
    """
    near = om_near / remoteness
    kinship = om_aff * likeness * strangeness
    return jnp.where(is_target, 1.0, jnp.clip(om0 + near + kinship, 0.0, 1.0))
