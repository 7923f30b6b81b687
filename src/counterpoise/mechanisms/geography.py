"""Power decays with distance, and contests of power are more or less decisive.

    delta_ij = (1 + d_ij / d0) ** -eta        power that arrives from j at i
    Rf(m, q) = m**gamma / (m**gamma + q**gamma)        chance that m prevails over q

Boulding's loss-of-strength gradient in the form that stays finite at distance zero, and the ratio
contest success function. Distances do not change within a run, so what depends on them alone is
worked out once per draw of the parameters and carried along as the ``Land``.
"""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.prior import Normal
from counterpoise.world.dyad import pairs
from counterpoise.world.world import World

TINY = 1e-10  # of the system's capability; less is as good as none


class Land(eqx.Module):
    """What distance does, for one draw of the geography parameters."""

    pairs: Bool[Array, "actor target"]  # two different states, both present
    remoteness: Float[Array, "actor target"]  # ln(1 + d/d0)
    proximity: Float[Array, "actor target"]  # delta
    log_distance: Float[Array, "actor target"]  # ln(d + 50)
    gamma: Float[Array, ""]

    def strength(self, power: Float[Array, "..."]) -> Float[Array, "..."]:
        """``power ** gamma``: what a side brings to a contest."""
        return jnp.exp(self.gamma * jnp.log(jnp.maximum(power, TINY)))


def contest(strength: Float[Array, "..."], opposing: Float[Array, "..."]) -> Float[Array, "..."]:
    """Probability of prevailing, from the strengths of two sides (powers raised to gamma).

    Even where neither has any.

    Example:
        >>> contest(jnp.array(2.0), jnp.array(2.0)).item()
        0.5
    """
    total = strength + opposing
    return jnp.where(total > 0, strength / jnp.where(total > 0, total, 1.0), 0.5)


class Geography(eqx.Module):
    """The geography block: how far power reaches and how decisive superiority is."""

    block = "geography"
    cites = ("boulding1962", "buenodemesquita1981", "hirshleifer1989")

    d0: Scalar = parameter(
        500.0,
        Normal(500.0, 250.0, low=25.0),
        "km",
        Source.LITERATURE,
        "Distance over which power begins to decay",
        "boulding1962",
        "buenodemesquita1981",
    )
    eta: Scalar = parameter(
        0.5,
        Normal(0.5, 0.25, low=0.0),
        "elasticity",
        Source.LITERATURE,
        "How fast power decays with distance",
        "boulding1962",
        "buenodemesquita1981",
    )
    gamma: Scalar = parameter(
        1.5,
        Normal(1.5, 0.5, low=0.1, high=4.0),
        "elasticity",
        Source.WEAK,
        "Decisiveness of contests: 1 is the ratio form and 2 is decisive",
        "hirshleifer1989",
    )

    def remote(self, distance: Float[Array, "actor target"]) -> Float[Array, "actor target"]:
        """ln(1 + d/d0), from kilometres."""
        return jnp.log1p(distance / self.d0)

    def land(self, world: World) -> Land:
        """Work out what distance does in this world."""
        return self.between(pairs(world.present), world.distance)

    def between(
        self, pairs: Bool[Array, "actor target"], distance: Float[Array, "actor target"]
    ) -> Land:
        """The same between some states and some others, from kilometres."""
        remoteness = self.remote(distance)
        return Land(
            pairs=pairs,
            remoteness=remoteness,
            proximity=jnp.exp(-self.eta * remoteness),
            log_distance=jnp.log(distance + 50.0),
            gamma=jnp.asarray(self.gamma),
        )
