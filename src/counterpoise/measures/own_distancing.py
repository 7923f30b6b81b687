"""Own-distancing: how far a state moved away from another, with the other held still.

    D_ij,t = |x_i,t - x_j,t-1| - |x_i,t-1 - x_j,t-1|                                       (3.9)

A gap to the target's position confounds one's own movement with the target's. With the target
frozen where it stood, D is zero when i does not move, whatever j does.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float


def own_distancing(
    before: Float[Array, "*states"],
    after: Float[Array, "*states"],
    target: Float[Array, "*#states"],
) -> Float[Array, "*states"]:
    """Change of distance to a frozen target, in ideal-point units.

    Args:
        before: Positions at t-1.
        after: Positions at t.
        target: The target's position at t-1; broadcasts with the others.

    Example:
        >>> float(own_distancing(jnp.array(0.5), jnp.array(0.2), jnp.array(2.0)))
        0.2999999523162842
    """
    return jnp.abs(after - target) - jnp.abs(before - target)
