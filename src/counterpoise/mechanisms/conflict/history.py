"""Force leaves a mark on a dyad that fades.

    z_t+1 = 0.7 z_t + 1[force in the dyad]        (stock)

A decaying stock with a dyad frailty, and no clock of peace-years: duration dependence absorbs
heterogeneity, and a clock makes a free run drift.
"""

import jax.numpy as jnp

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class ConflictHistory(Mechanism):
    """The decaying stock of force in each dyad."""

    block = "history"
    phase = Phase.BOOKKEEPING
    reads = ("present", "conflict_stock", "force")
    writes = ("conflict_stock",)
    cites = ("crescenzi2007",)

    memory: Scalar = parameter(
        0.7,
        Fixed(0.7, low=0.0, high=1.0),
        "share a year",
        Source.FITTED,
        "How much of the conflict stock remains after a year",
    )

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Decay, and this year's force."""
        change = (self.memory - 1.0) * world.conflict_stock + world.force
        return {"conflict_stock": jnp.where(land.pairs, change, 0.0)}
