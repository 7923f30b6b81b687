"""Rivalries begin where threat is high or force was used, and end at a steady rate.

    onset logit = r0 + r_T max(St_ij, St_ji) + r_act 1[force this year]
    termination with yearly probability r_off

Only politically relevant dyads become rivals: the base rate is that of dyads with an opportunity
to quarrel, and applied to all pairs of states it would found several rivalries a year between
states that have nothing to do with each other.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal
from counterpoise.mechanisms.relevance import relevant
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class Rivalry(Mechanism):
    """Onset and end of strategic rivalry, undirected."""

    block = "rivalry"
    phase = Phase.RIVALRY
    reads = ("code", "present", "great_power", "distance", "salience", "force", "rivalry")
    writes = ("rivalry",)
    cites = ("thompson2001", "tss2021")

    r0: Scalar = parameter(
        -8.0,
        Normal(-8.0, 1.0),
        "log-odds a year",
        Source.FITTED,
        "Base rate of onset",
        "tss2021",
        estimation=Normal(0.0, 10.0),
    )
    r_T: Scalar = parameter(
        1.6,
        Normal(1.6, 0.6),
        "log-odds per unit of salience",
        Source.FITTED,
        "Onset on the larger of the two threats",
        "tss2021",
        # Threat is latent: that it makes rivals, and does not unmake them, is what orients it.
        estimation=Normal(0.0, 2.5, low=0.0),
    )
    r_act: Scalar = parameter(
        1.2,
        Normal(1.2, 0.4),
        "log-odds",
        Source.FITTED,
        "Onset after force in the dyad",
        "tss2021",
    )
    r_off: Scalar = parameter(
        0.03,
        Normal(0.03, 0.01, low=0.0, high=1.0),
        "probability a year",
        Source.FITTED,
        "End of a rivalry",
        "tss2021",
    )

    def onset_log_odds(
        self, salience: Float[Array, "*#shape"], force: Float[Array, "*#shape"]
    ) -> Float[Array, "*#shape"]:
        """Log-odds of onset from the larger of the two threats and this year's use of force."""
        return self.r0 + self.r_T * salience + self.r_act * force

    def onset_logit(self, world: World) -> Float[Array, "actor target"]:
        """Log-odds that two relevant states that are not rivals become so this year."""
        mutual = jnp.maximum(world.salience, world.salience.T)
        return self.onset_log_odds(mutual, world.force)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """+1 where a rivalry begins, -1 where one ends."""
        draw = chance.pair(world.code)
        near = relevant(world.distance, world.great_power)
        begins = near & (draw < jax.nn.sigmoid(self.onset_logit(world)))
        ends = draw < self.r_off
        change = jnp.where(world.rivalry > 0, -1.0 * ends, 1.0 * begins)
        return {"rivalry": jnp.where(land.pairs, change, 0.0)}
