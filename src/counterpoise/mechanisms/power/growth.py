"""Capabilities drift: each state's share follows its trend, chance, and the cost of war.

    ln C_i,t+1 = ln C_i,t + g_i + sd_C(C_i) eps - cw warloss_i        then renormalised

Small states are more volatile than large ones. Incomes move with capability. Spending above five
per cent of income slows growth by a tenth of a point per point. Volatility was several times
larger in 1914-45: a run that covers the world wars needs its own values.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

LARGE = 0.02  # capability share above which a state counts as large
FREE_BURDEN = 0.05  # share of income that arms can take without slowing growth
BURDEN_COST = 0.1  # points of growth lost per point of burden above that


class Growth(Mechanism):
    """Random growth around a trend, slowed by arms and by lost wars."""

    block = "growth"
    phase = Phase.CAPABILITY
    reads = (
        "code",
        "present",
        "capability",
        "income",
        "military_spending",
        "trend_growth",
        "war_loss",
    )
    writes = ("capability", "gdp", "income")
    cites = ("singer1987",)

    sd_large: Scalar = parameter(
        0.05,
        Normal(0.05, 0.01, low=0.0),
        "ln points a year",
        Source.FITTED,
        "Yearly volatility of capability in large states",
    )
    sd_small: Scalar = parameter(
        0.09,
        Normal(0.09, 0.01, low=0.0),
        "ln points a year",
        Source.FITTED,
        "Yearly volatility of capability in small states",
    )
    cw: Scalar = parameter(
        0.0,
        Off(),
        "ln points per unit of war loss",
        Source.CALIBRATE,
        "What a lost war costs in capability",
    )

    def volatility(self, capability: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """Standard deviation of a year's log growth."""
        return jnp.where(capability > LARGE, self.sd_large, self.sd_small)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Log growth of capability, and of both measures of output with it."""
        burden = world.military_spending / jnp.maximum(world.income, 1.0)
        drag = BURDEN_COST * jnp.maximum(burden - FREE_BURDEN, 0.0)
        growth = (
            world.trend_growth
            + self.volatility(world.capability) * chance.normal(world.code)
            - drag
            - self.cw * world.war_loss
        ) * world.present
        return {"capability": growth, "gdp": growth, "income": growth}
