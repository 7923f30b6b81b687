"""Which order lends its authority to the use of force, and how legitimate that is.

Of the orders that are active and authorise force, the first in slot order has the council whose
vetoes count; the others' consent authorises nothing. Where no order authorises force, nobody can be
authorised, and authority has no legitimacy to lend.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

READS = ("legitimacy", "order_active", "order_authorises")
"""What a mechanism reads by asking for the legitimacy of authority."""


def authority(world: World) -> Float[Array, " order"]:
    """1 for the order whose council authorises force; all zeros where none does.

    Example:
        >>> from counterpoise.world.synthetic import synthetic_world
        >>> authority(synthetic_world(5)).tolist()
        [1.0]
    """
    claims = (world.order_active > 0) & (world.order_authorises > 0)
    first = claims & (jnp.cumsum(claims) == 1)
    return first.astype(world.legitimacy.dtype)


def legitimacy_of_authority(world: World) -> Float[Array, " actor"]:
    """How legitimate each state holds what the authorising order authorises; 0 without one."""
    return jnp.sum(world.legitimacy * authority(world)[None, :], axis=1)


def standing_of_authority(world: World) -> Float[Array, ""]:
    """Legitimacy of the authorising order, averaged over states by political weight."""
    weight = political_weight(world.capability, world.present)
    return jnp.sum(weight * legitimacy_of_authority(world))
