"""How far the benefits of great powers match their capabilities, and how far the powers agree.

    s_i = -| b_i / sum_G b - C_i / sum_G C |
    spread = sd of x over the great powers

b is a power's share of territory and recognised spheres. Where no power's benefits are on record
they are taken to match capabilities: a world that does not say opens satisfied.

That a state is the less satisfied the further its share of benefits is from its share of power is
Powell (1999, `powell1999`), for two states; here there are several, and a mismatch counts either
way.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.world.world import World


def great_powers(world: World) -> Float[Array, " actor"]:
    """1 where a great power sits."""
    return ((world.great_power > 0) & (world.present > 0)).astype(world.capability.dtype)


def share_of_powers(
    values: Float[Array, " actor"], great: Float[Array, " actor"]
) -> Float[Array, " actor"]:
    """Each great power's share of what all great powers have; zero where they have nothing.

    Example:
        >>> import jax.numpy as jnp
        >>> share_of_powers(jnp.array([1.0, 3.0, 6.0]), jnp.array([1.0, 1.0, 0.0])).tolist()
        [0.25, 0.75, 0.0]
    """
    own = values * great
    total = jnp.sum(own)
    return jnp.where(total > 0, own / jnp.where(total > 0, total, 1.0), 0.0)


def benefits(
    recorded: Float[Array, " actor"],
    capability: Float[Array, " actor"],
    great: Float[Array, " actor"],
) -> Float[Array, " actor"]:
    """Each great power's share of the benefits of all; its share of capability without a record.

    Example:
        >>> import jax.numpy as jnp
        >>> benefits(jnp.zeros(2), jnp.array([0.3, 0.1]), jnp.ones(2)).round(2).tolist()
        [0.75, 0.25]
    """
    known = jnp.sum(recorded * great) > 0
    return jnp.where(known, share_of_powers(recorded, great), share_of_powers(capability, great))


def satisfaction_with(
    benefit: Float[Array, " actor"], capability: Float[Array, " actor"]
) -> Float[Array, " actor"]:
    """s: at most zero, and zero where shares of benefit and of capability agree."""
    return -jnp.abs(benefit - capability)


def mean_of_powers(
    values: Float[Array, " actor"], great: Float[Array, " actor"]
) -> Float[Array, ""]:
    """Mean over the great powers; zero where there are none."""
    return jnp.sum(values * great) / jnp.maximum(jnp.sum(great), 1.0)


def spread_of_powers(world: World) -> Float[Array, ""]:
    """Standard deviation of ideal points over the great powers."""
    great = great_powers(world)
    centre = mean_of_powers(world.ideal_point, great)
    variance = mean_of_powers((world.ideal_point - centre) ** 2, great)
    return jnp.where(variance > 0, jnp.sqrt(jnp.where(variance > 0, variance, 1.0)), 0.0)
