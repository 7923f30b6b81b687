"""Some disputes become wars.

    logit(w) = w0 + w_R R + w_T (St_jk + St_kj)/2 - w_K K_t 1[both great powers]
             - w_nuc 1[both nuclear]                                                (escalation)

The term in K, the consensus of a concert, is the restraint that a congress puts on a dispute: zero
without a concert. What a congress settled does not escalate.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class Dispute(NamedTuple):
    """What bears on whether a dispute becomes a war."""

    rivalry: Float[Array, "..."]
    salience: Float[Array, "..."]  # mean of the two sides' threats to each other
    nuclear: Float[Array, "..."]  # 1 where both sides hold nuclear weapons


class Escalation(Mechanism):
    """Whether each dispute of the year becomes a war."""

    block = "escalation"
    phase = Phase.ESCALATION
    reads = (
        "code",
        "rivalry",
        "salience",
        "nuclear",
        "act_actor",
        "act_target",
        "act_severity",
        "act_war",
        "act_restraint",
        "act_settled",
    )
    writes = ("act_severity", "act_war")
    cites = ("slantchev2005", "mid5")

    w0: Scalar = parameter(
        -2.75, Normal(-2.75, 0.5), "log-odds", Source.CALIBRATE, "Base rate of escalation"
    )
    w_R: Scalar = parameter(
        0.7, Normal(0.7, 0.4), "log-odds", Source.CALIBRATE, "Escalation between rivals"
    )
    w_T: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of salience",
        Source.CALIBRATE,
        "Escalation on mutual threat",
    )
    w_nuc: Scalar = parameter(
        0.0,
        Off(),
        "log-odds",
        Source.CALIBRATE,
        "How far nuclear weapons on both sides hold escalation back",
    )

    def log_odds(self, of: Dispute) -> Float[Array, "*shape"]:
        """Log-odds that a dispute becomes a war."""
        return self.w0 + self.w_R * of.rivalry + self.w_T * of.salience - self.w_nuc * of.nuclear

    def logit(self, world: World) -> Float[Array, " act"]:
        """Log-odds that each listed dispute becomes a war."""
        actor = jnp.maximum(world.act_actor, 0)
        target = jnp.maximum(world.act_target, 0)
        mutual = 0.5 * (world.salience[actor, target] + world.salience[target, actor])
        nuclear = world.nuclear[actor] * world.nuclear[target]
        alone = self.log_odds(Dispute(world.rivalry[actor, target], mutual, nuclear))
        return alone - world.act_restraint

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Which acts are wars, and their severity."""
        known = world.act_actor >= 0
        actor = world.code[jnp.maximum(world.act_actor, 0)]
        target = world.code[jnp.maximum(world.act_target, 0)]
        escalates = chance.uniform(actor, target) < jax.nn.sigmoid(self.logit(world))
        escalates = escalates & ~(world.act_settled > 0)
        war = known & (escalates | (world.act_war > 0))
        return {
            "act_war": war.astype(world.act_severity.dtype),
            "act_severity": jnp.where(escalates & known, 1.0, world.act_severity),
        }
