"""Members of an order come to be governed as its members are, or do not.

    q_i,t+1 = q_i + sum_o dq_o M_io (q_o - q_i) + eps        clipped to [0, 1]           (regime)

q_o is the capability-weighted mean democracy of the members. The effect starts off: democratisation
also spurs joining (Mansfield and Pevehouse 2006), so that democratic members are no evidence that
membership democratises. The same law holds for an order of autocracies.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order_centre import order_centre
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Off
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class Regime(Mechanism):
    """Movement of members' democracy toward that of their orders."""

    block = "regime"
    phase = Phase.PREFERENCES
    reads = ("code", "present", "capability", "democracy", "membership", "order_active")
    writes = ("democracy",)
    cites = ("pevehouse2002", "mansfield2006", "poast2015")

    dq_o: Scalar = parameter(
        0.0,
        Off(low=-1.0, high=1.0),
        "share a year",
        Source.WEAK,
        "Movement of a member's democracy toward the order's",
    )
    sd: Scalar = parameter(
        0.0,
        Off(low=0.0),
        "units of democracy a year",
        Source.CALIBRATE,
        "Yearly volatility of democracy",
    )

    def pull(self, world: World) -> Float[Array, " actor"]:
        """How far each state's democracy stands below that of its orders, summed over them."""
        members = world.membership * world.order_active[None, :] * world.present[:, None]
        centre = order_centre(world.democracy, world.capability, members)
        return jnp.sum(members * (centre[None, :] - world.democracy[:, None]), axis=1)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Democracy at the year's end."""
        moved = world.democracy + self.dq_o * self.pull(world) + self.sd * chance.normal(world.code)
        return {
            "democracy": jnp.where(world.present > 0, jnp.clip(moved, 0.0, 1.0), world.democracy)
        }
