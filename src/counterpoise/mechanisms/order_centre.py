"""Where an order stands: the mean of its members, the more capable counting for more.

    x_o = sum_k C_k M_ko x_k / sum_k C_k M_ko

The same holds of any attribute: with democracy in place of x it says how democratic an order is. An
order without members stands at zero, the middle of the scale of ideal points.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

LEAST = 1e-12  # capability of an order that has any


def order_centre(
    values: Float[Array, " actor"],
    capability: Float[Array, " actor"],
    membership: Float[Array, "actor order"],
) -> Float[Array, " order"]:
    """Capability-weighted mean of the members of each order.

    Example:
        >>> position, size = jnp.array([1.0, 0.0, -1.0]), jnp.array([0.75, 0.0, 0.25])
        >>> order_centre(position, size, jnp.ones((3, 1))).tolist()
        [0.5]
    """
    weight = membership * capability[:, None]
    return jnp.sum(weight * values[:, None], axis=0) / jnp.maximum(jnp.sum(weight, axis=0), LEAST)
