"""The great powers among the actors, as a short list of slots."""

import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from counterpoise.world.world import MOST_GREAT_POWERS


def great_power_slots(great_power: Float[Array, " actor"]) -> Int[Array, " power"]:
    """The actor slots of the great powers in slot order; -1 where there are no more.

    Example:
        >>> import jax.numpy as jnp
        >>> great_power_slots(jnp.array([0., 1., 0., 1.]))[:3].tolist()
        [1, 3, -1]
    """
    places = min(MOST_GREAT_POWERS, great_power.shape[0])
    rank = jnp.where(great_power > 0, jnp.cumsum(great_power > 0), 0)
    wanted = jnp.arange(1, places + 1)
    matches = rank[None, :] == wanted[:, None]
    return jnp.where(matches.any(axis=1), jnp.argmax(matches, axis=1), -1).astype(jnp.int32)
