"""Great powers meet over a dispute among themselves before it can become a war.

    called with probability   sigma(c0 + c1 K)
    settles with probability  sigma(c2 + c3 K - c4 spread of x - c5 max_i |s_i|)
    compensation:             b <- (1 - chi) b + chi C / sum_G C

A dispute of two great powers is one dispute, whoever of the two used force, and has one congress.
All great powers sit in it; if it settles, benefits move toward capabilities by the share chi, once
a year however many congresses met. A settled dispute does not escalate; any other may, held back
by the consensus: the restraint w_K K on a dispute between two great powers enters the odds of
escalation. Where K is zero there is no concert: nobody can call a congress, nothing is restrained.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order.benefits import (
    benefits,
    great_powers,
    satisfaction_with,
    share_of_powers,
    spread_of_powers,
)
from counterpoise.mechanisms.parameter import Scalar, borrowed
from counterpoise.mechanisms.phase import Phase
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class Congress(Mechanism):
    """Congresses over disputes between great powers, and the compensation that they agree on."""

    block = "congress"
    phase = Phase.CONGRESS
    reads = (
        "code",
        "present",
        "capability",
        "great_power",
        "ideal_point",
        "consensus",
        "benefit_share",
        "act_actor",
        "act_target",
        "act_war",
    )
    writes = ("act_congress", "act_settled", "act_restraint", "benefit_share")
    cites = ("schroeder1994transformation", "mitzen2013", "rendall2006")

    c0: Scalar = borrowed("concert.c0")
    c1: Scalar = borrowed("concert.c1")
    c2: Scalar = borrowed("concert.c2")
    c3: Scalar = borrowed("concert.c3")
    c4: Scalar = borrowed("concert.c4")
    c5: Scalar = borrowed("concert.c5")
    chi: Scalar = borrowed("concert.chi")
    w_K: Scalar = borrowed("concert.w_K")

    def call_probability(self, consensus: Float[Array, ""]) -> Float[Array, ""]:
        """That the powers meet over a dispute; nobody can call them together without a concert."""
        return jnp.where(consensus > 0, jax.nn.sigmoid(self.c0 + self.c1 * consensus), 0.0)

    def settlement_probability(
        self,
        consensus: Float[Array, ""],
        spread: Float[Array, ""],
        dissatisfaction: Float[Array, ""],
    ) -> Float[Array, ""]:
        """That a congress settles the dispute over which it met."""
        return jax.nn.sigmoid(
            self.c2 + self.c3 * consensus - self.c4 * spread - self.c5 * dissatisfaction
        )

    def compensated(
        self, benefit: Float[Array, " actor"], capability: Float[Array, " actor"]
    ) -> Float[Array, " actor"]:
        """Shares of benefit after a settlement; those of capability exactly where chi is 1."""
        return (1.0 - self.chi) * benefit + self.chi * capability

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Which of the year's disputes the powers met over and settled, and what it moved."""
        great = great_powers(world)
        actor = jnp.maximum(world.act_actor, 0)
        target = jnp.maximum(world.act_target, 0)
        between = (world.act_actor >= 0) * great[actor] * great[target]
        open_ = (between > 0) & ~(world.act_war > 0)

        benefit = benefits(world.benefit_share, world.capability, great)
        capability = share_of_powers(world.capability, great)
        dissatisfaction = jnp.max(-satisfaction_with(benefit, capability))
        called = self.call_probability(world.consensus)
        settles = self.settlement_probability(
            world.consensus, spread_of_powers(world), dissatisfaction
        )
        # Both directions of a dyad share their draws.
        first = jnp.minimum(world.code[actor], world.code[target])
        second = jnp.maximum(world.code[actor], world.code[target])
        met = open_ & (chance.stream("called").uniform(first, second) < called)
        settled = met & (chance.stream("settled").uniform(first, second) < settles)

        moved = jnp.any(settled) & (great > 0)
        real = world.act_severity.dtype
        return {
            "act_congress": met.astype(real),
            "act_settled": settled.astype(real),
            "act_restraint": self.w_K * world.consensus * between,
            "benefit_share": jnp.where(
                moved, self.compensated(benefit, capability), world.benefit_share
            ),
        }
