"""Great powers outside an order contest its rules and weigh on those who would belong to it.

    Con_o   = sum_{h in Hold_o} (C_h / sum_{g in G} C_g) |x_h-x_o| / (1 + |x_h-x_o|)     in [0, 1)
    Hsec_io = sum_{h in Hold_o, h != i} St_ih / sum_{g in G, g != i} St_ig               in [0, 1]
                                                                                     (3.20, 3.21)

Hold_o are the great powers that are not members as the year's joining begins. Con lowers
legitimacy by L_con (``legitimacy.py``): an order whose rules a great power disputes is less of an
order. Hsec enters demand by -bH in the full utility and the exit logit by +xH (``membership.py``).
Both may take either sign: a great power outside can intimidate a state away from the order, or
drive it in for protection.

A large power that stays out is a small share of most members' trade, so the network terms alone
cannot carry the claim that its absence makes an order vulnerable; this channel is where that claim
can win or lose. Its three effects start at zero. Without this mechanism, or with it switched off,
every term is exactly zero; with one coefficient at zero, its part alone is.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order_centre import order_centre
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class Contestation(Mechanism):
    """What great powers outside do to an order: the channels of rules and of security."""

    block = "holdout"
    phase = Phase.HOLDOUTS
    reads = (
        "present",
        "capability",
        "ideal_point",
        "great_power",
        "membership",
        "order_active",
        "salience",
    )
    writes = ("holdout_threat", "contestation")
    cites = ("barma2007", "eilstrup2020")

    L_con: Scalar = parameter(
        0.0,
        Normal(0.0, 0.1),
        "units of legitimacy a year",
        Source.FOCAL,
        "Loss of legitimacy to contestation by great powers outside",
    )
    bH: Scalar = parameter(
        0.0,
        Normal(0.0, 1.0),
        "log-odds per unit of share",
        Source.FOCAL,
        "How far the threat of great powers outside hinders joining",
    )
    xH: Scalar = parameter(
        0.0,
        Normal(0.0, 1.0),
        "log-odds per unit of share",
        Source.FOCAL,
        "Exit on the threat of great powers outside",
    )

    def powers(self, world: World) -> Float[Array, " actor"]:
        """1 for the great powers."""
        return world.great_power * world.present

    def holdouts(self, world: World) -> Float[Array, "actor order"]:
        """1 for the great powers that are outside each order that exists."""
        outside = 1.0 - world.membership
        return self.powers(world)[:, None] * outside * world.order_active[None, :]

    def contestation(self, world: World) -> Float[Array, " order"]:
        """Con: capability of the holdouts, the more the farther they stand from the order."""
        members = world.membership * world.present[:, None]
        centre = order_centre(world.ideal_point, world.capability, members)
        gap = jnp.abs(world.ideal_point[:, None] - centre[None, :])
        total = jnp.sum(world.capability * self.powers(world))
        share = world.capability / jnp.where(total > 0, total, 1.0)
        return jnp.sum(self.holdouts(world) * share[:, None] * gap / (1.0 + gap), axis=0)

    def threat(self, world: World) -> Float[Array, "actor order"]:
        """Hsec: share of the threat from great powers that comes from the holdouts."""
        total = (world.salience @ self.powers(world))[:, None]
        return world.salience @ self.holdouts(world) / jnp.where(total > 0, total, 1.0)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Both, as the year's joining begins."""
        return {
            "holdout_threat": self.threat(world) * world.present[:, None],
            "contestation": self.contestation(world),
        }
