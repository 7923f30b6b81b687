"""Positions drift, revert to the middle, and move away from those who use force.

    x_i,t+1 = x_i (1 - x_ar) + x_o_pull (x_o - x_i) M_i
            + x_away sum_e sev_e (1 - kappa_A auth_e) sign(x_i - x_j) ln 2 + eps           (drift)

Own-distancing: what a state does to its own position, with the target of comparison frozen. x_o is
the capability-weighted mean position of the order's members. Where orders are modelled, a state is
drawn to each order that it belongs to; where they are not, to the first alone.
"""

from enum import StrEnum

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order_centre import order_centre
from counterpoise.mechanisms.parameter import Scalar, Source, borrowed, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed, Normal
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

LN2 = 0.6931471805599453


class DrawnBy(StrEnum):
    """Which orders draw their members."""

    FIRST_ORDER = "first_order"  # for a system without orders: the one that stands for the rest
    EVERY_ORDER = "every_order"


class IdealPoints(Mechanism):
    """Drift of foreign-policy positions and distancing from those who act."""

    block = "ideal_points"
    phase = Phase.PREFERENCES
    reads = (
        "code",
        "present",
        "capability",
        "ideal_point",
        "membership",
        "order_active",
        "act_actor",
        "act_severity",
        "act_authorised",
    )
    writes = ("ideal_point",)
    cites = ("bailey2017", "voeten2004")

    drawn_by: DrawnBy = eqx.field(static=True, default=DrawnBy.FIRST_ORDER)

    x_ar: Scalar = parameter(
        0.03,
        Normal(0.03, 0.01, low=0.0, high=1.0),
        "share a year",
        Source.FITTED,
        "Reversion to the middle",
        "bailey2017",
    )
    x_sd: Scalar = parameter(
        0.10,
        Normal(0.10, 0.03, low=0.0),
        "ideal-point units a year",
        Source.FITTED,
        "Yearly volatility of positions",
        "bailey2017",
    )
    x_away: Scalar = parameter(
        0.023,
        Normal(0.023, 0.007),
        "ideal-point units per act",
        Source.FITTED,
        "Own movement away from a state that used force",
        "bailey2017",
        estimation=Normal(0.0, 0.05),
    )
    x_o_pull: Scalar = parameter(
        0.01,
        Fixed(0.01, low=0.0, high=1.0),
        "share a year",
        Source.CALIBRATE,
        "Pull of an order on its members",
    )
    kappa_A: Scalar = borrowed("beliefs.kappa_A")

    def push(
        self, severity: Float[Array, "..."], authorised: Float[Array, "..."]
    ) -> Float[Array, "..."]:
        """How strongly an act drives others from its author."""
        return severity * (1.0 - self.kappa_A * authorised)

    def pushed(
        self, side: Float[Array, "*#shape target"], push: Float[Array, "*#shape target"]
    ) -> Float[Array, "*#shape"]:
        """Movement away from the authors of acts, each on one side of the state or the other."""
        return self.x_away * LN2 * jnp.sum(side * push, axis=-1)

    def distancing(self, world: World) -> Float[Array, " actor"]:
        """Movement of each state away from the authors of the year's acts."""
        known = world.act_actor >= 0
        push = self.push(world.act_severity * known, world.act_authorised)
        by_author = jnp.zeros_like(world.present).at[jnp.maximum(world.act_actor, 0)].add(push)
        side = jnp.sign(world.ideal_point[:, None] - world.ideal_point[None, :])
        return self.pushed(side, by_author[None, :])

    def order_position(self, world: World) -> Float[Array, ""]:
        """Capability-weighted mean position of the first order's members."""
        weight = world.membership[:, 0] * world.capability
        return jnp.sum(weight * world.ideal_point) / jnp.maximum(jnp.sum(weight), 1e-12)

    def pull(self, world: World) -> Float[Array, " actor"]:
        """How far each state stands from the orders that draw it, summed over them."""
        if self.drawn_by is DrawnBy.FIRST_ORDER:
            return world.membership[:, 0] * (self.order_position(world) - world.ideal_point)
        members = world.membership * world.order_active[None, :]
        centre = order_centre(world.ideal_point, world.capability, members)
        return jnp.sum(members * (centre[None, :] - world.ideal_point[:, None]), axis=1)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's movement of every state."""
        movement = (
            -self.x_ar * world.ideal_point
            + self.x_o_pull * self.pull(world)
            + self.distancing(world)
            + self.x_sd * chance.normal(world.code)
        )
        return {"ideal_point": movement * world.present}
