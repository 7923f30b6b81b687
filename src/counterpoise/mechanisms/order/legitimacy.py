"""An order is held right while force follows its procedure, and doubted when its leader does not.

    Leg_io,t+1 = Leg + L_ar (L0 - Leg) + L_proc (authorised share)
               - L_hyp sum_{leader's unauthorised acts} (1 - punished) sev
               - L_x (|x_i-x_o| - mean) + L_conf (mean Leg of partners - Leg) - L_con Con_o
                                                                 clipped to [0, 1]   (legitimacy)

Four sources of belief: procedure (what was authorised among the year's wars; it counts for orders
whose council authorises force), hypocrisy (a violation by the leader that goes unpunished weighs
on everyone's belief; punished is the share of the other members, the more capable counting for
more, that took part in punishing it this year), conflict of interest (the mean runs over the states
present), and the beliefs of trading partners. Con is what great powers outside do to it
(``contestation.py``). Beliefs are held by all states, members or not; of an order that does not
exist nobody changes his mind.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order_centre import order_centre
from counterpoise.mechanisms.parameter import Scalar, Source, borrowed, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import row, row_sums
from counterpoise.world.world import World


class Legitimacy(Mechanism):
    """What states believe of the rightness of an order."""

    block = "legitimacy"
    phase = Phase.PREFERENCES
    reads = (
        "present",
        "capability",
        "ideal_point",
        "membership",
        "legitimacy",
        "contestation",
        "order_active",
        "order_leader",
        "order_authorises",
        "trade_share",
        "act_actor",
        "act_severity",
        "act_authorised",
        "act_war",
        "punished",
    )
    writes = ("legitimacy",)
    cites = ("finnemore2009", "ikenberry2001", "voeten2005")

    L0: Scalar = parameter(
        0.6,
        Normal(0.6, 0.1, low=0.0, high=1.0),
        "0 to 1",
        Source.WEAK,
        "Legitimacy to which beliefs return",
    )
    L_ar: Scalar = parameter(
        0.10,
        Normal(0.10, 0.05, low=0.0, high=1.0),
        "share a year",
        Source.WEAK,
        "How fast beliefs return",
    )
    L_hyp: Scalar = parameter(
        0.05,
        Normal(0.05, 0.05),
        "units of legitimacy per war",
        Source.WEAK,
        "Loss of legitimacy to unpunished force by the order's leader",
        "finnemore2009",
    )
    L_proc: Scalar = parameter(
        0.0,
        Off(),
        "units of legitimacy a year",
        Source.CALIBRATE,
        "Gain of legitimacy from the authorised share of wars",
    )
    L_x: Scalar = parameter(
        0.0,
        Off(),
        "units of legitimacy per unit of ideal point",
        Source.CALIBRATE,
        "Loss of legitimacy to distance from the order's position",
    )
    L_conf: Scalar = parameter(
        0.0,
        Off(),
        "share a year",
        Source.CALIBRATE,
        "Movement toward what trading partners believe",
    )
    L_con: Scalar = borrowed("holdout.L_con")

    def authorised_share(self, world: World) -> Float[Array, ""]:
        """Share of the year's wars that were authorised; zero in a year without."""
        wars = (world.act_actor >= 0) * world.act_war
        return jnp.sum(wars * world.act_authorised) / jnp.maximum(jnp.sum(wars), 1.0)

    def punished(self, world: World) -> Float[Array, " order"]:
        """Capability-weighted share of the other members that punished each order's leader."""
        leader = jnp.maximum(world.order_leader, 0)
        other = jnp.arange(world.actors)[:, None] != leader[None, :]
        weight = world.membership * (world.capability * world.present)[:, None] * other
        total = jnp.sum(weight, axis=0)
        part = jnp.sum(weight * world.punished[:, leader], axis=0)
        return part / jnp.where(total > 0, total, 1.0)

    def hypocrisy(self, world: World) -> Float[Array, " order"]:
        """Unauthorised, unpunished force by each order's leader."""
        led = (world.act_actor[:, None] == world.order_leader[None, :]) & (
            world.act_actor[:, None] >= 0
        )
        offence = (1.0 - world.act_authorised) * world.act_severity
        return jnp.sum(led * offence[:, None], axis=0) * (1.0 - self.punished(world))

    def conflict_of_interest(self, world: World) -> Float[Array, "actor order"]:
        """How much farther from the order's position a state stands than states do on average."""
        members = world.membership * world.present[:, None]
        centre = order_centre(world.ideal_point, world.capability, members)
        gap = jnp.abs(world.ideal_point[:, None] - centre[None, :]) * world.present[:, None]
        return gap - jnp.sum(gap, axis=0) / jnp.maximum(jnp.sum(world.present), 1.0)

    def partners(self, world: World) -> Float[Array, "actor order"]:
        """How much more legitimate a state's trading partners find the order than it does."""
        trade = row(row_sums(world.trade_share))
        return world.trade_share @ world.legitimacy - trade * world.legitimacy

    def belief(self, world: World) -> Float[Array, "actor order"]:
        """Next year's legitimacy, of orders that exist and in the eyes of states that do."""
        procedure = self.authorised_share(world) * world.order_authorises
        # Off by default, and then not worked out.
        partners = jax.lax.cond(
            jnp.asarray(self.L_conf) != 0,
            lambda: self.partners(world),
            lambda: jnp.zeros_like(world.legitimacy),
        )
        moved = (
            world.legitimacy
            + self.L_ar * (self.L0 - world.legitimacy)
            + self.L_proc * procedure
            - self.L_hyp * self.hypocrisy(world)
            - self.L_x * self.conflict_of_interest(world)
            + self.L_conf * partners
            - self.L_con * world.contestation
        )
        return jnp.clip(moved, 0.0, 1.0)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Beliefs at the year's end."""
        lives = (world.order_active[None, :] > 0) & (world.present[:, None] > 0)
        return {"legitimacy": jnp.where(lives, self.belief(world), world.legitimacy)}
