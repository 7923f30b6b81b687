"""A state is a great power when its capability and its arms say so, for long enough.

    g_i = sqrt(C_i * milexshare_i);  in at 0.04 for five years running, out below 0.02

The capability rule misses powers that others recognise, so history uses the recorded list and
this rule serves counterfactual runs.
"""

import jax.numpy as jnp

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed
from counterpoise.world.chance import Chance
from counterpoise.world.world import MOST_GREAT_POWERS, World


class GreatPowerStatus(Mechanism):
    """Great powers by capability and military spending, with a waiting time."""

    block = "status"
    phase = Phase.STATUS
    reads = ("present", "capability", "military_spending", "great_power", "great_power_clock")
    writes = ("great_power", "great_power_clock")
    cites = ("levy1983",)

    enter: Scalar = parameter(
        0.04,
        Fixed(0.04, low=0.0, high=1.0),
        "share",
        Source.ASSUMED,
        "Standing at which a state begins to count as a great power",
    )
    leave: Scalar = parameter(
        0.02,
        Fixed(0.02, low=0.0, high=1.0),
        "share",
        Source.ASSUMED,
        "Standing below which a great power ceases to count as one",
    )
    years: Scalar = parameter(
        5.0,
        Fixed(5.0, low=0.0),
        "years",
        Source.ASSUMED,
        "Consecutive years at the standing of a great power before a state counts as one",
    )

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's list of great powers, at most as many as the world has places for."""
        spending = world.military_spending * world.present
        standing = jnp.sqrt(world.capability * spending / jnp.sum(spending)) * world.present
        clock = jnp.where(standing >= self.enter, world.great_power_clock + 1.0, 0.0)
        status = jnp.where(world.great_power > 0, standing >= self.leave, clock >= self.years)
        ranked = jnp.sort(jnp.where(status, standing, 0.0))[::-1]
        last = ranked[min(MOST_GREAT_POWERS, world.actors) - 1]
        status = status & (standing >= last)
        return {"great_power": status.astype(standing.dtype), "great_power_clock": clock}
