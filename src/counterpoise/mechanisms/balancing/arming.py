"""States adjust their arms, slowly, to rivals, threat, allies and means.

    ln m_i,t+1 = ln m_i,t + a_adj (ln m*_i - ln m_i,t) + a_S 1[HI chosen] + eps        (3.14)
    ln m*_i    = mu_i + a_C ln C_i + a_riv ln(1 + sum_rivals m) + a_thr ln(1 + sum_j St_ij)
               - a_ally ln(1 + allied m)
    eps_it       ~ N(0, sd exp(v_year eta_t + v_tail eta_it))      even years and thin tails at zero

Richardson's arms race with a budget: spending cannot exceed a share of income, higher in war.
mu_i is what makes a state's spending at the start of the run its own equilibrium. The threat read
here is last year's, because arms are budgeted before the year's threats are known.
"""

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed, Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import row_sums
from counterpoise.world.world import World


class Pressures(NamedTuple):
    """What calls for arms."""

    capability: Float[Array, "..."]
    rivals: Float[Array, "..."]  # spending of the state's rivals
    allies: Float[Array, "..."]  # spending of its allies
    salience: Float[Array, "..."]  # sum of the saliences of all threats to it


class Arming(Mechanism):
    """Partial adjustment of military spending to a desired level."""

    block = "arms"
    phase = Phase.CAPABILITY
    reads = (
        "code",
        "present",
        "capability",
        "income",
        "military_spending",
        "arms_baseline",
        "rivalry",
        "defence_pact",
        "salience",
        "chose_internal",
        "war_loss",
    )
    writes = ("military_spending",)
    cites = ("richardson1960", "nordhaus2012")

    a_adj: Scalar = parameter(
        0.11,
        Normal(0.11, 0.03, low=0.0, high=1.0),
        "share a year",
        Source.FITTED,
        "How fast spending moves to the desired level",
    )
    a_C: Scalar = parameter(
        1.0,
        Normal(1.0, 0.3),
        "elasticity",
        Source.CALIBRATE,
        "Desired spending on capability",
    )
    a_riv: Scalar = parameter(
        0.09,
        Normal(0.09, 0.05),
        "elasticity",
        Source.FITTED,
        "Desired spending on rivals' spending",
    )
    a_thr: Scalar = parameter(
        0.15,
        Normal(0.15, 0.15),
        "elasticity",
        Source.LITERATURE,
        "Desired spending on the sum of threats",
        "nordhaus2012",
    )
    a_ally: Scalar = parameter(
        0.0,
        Off(),
        "elasticity",
        Source.CALIBRATE,
        "How far allies' spending replaces one's own",
    )
    a_S: Scalar = parameter(
        0.03,
        Normal(0.03, 0.03),
        "ln points a year",
        Source.CALIBRATE,
        "Extra growth of spending where internal balancing was chosen",
    )
    sd: Scalar = parameter(
        0.26,
        Normal(0.26, 0.02, low=0.0),
        "ln points a year",
        Source.FITTED,
        "Yearly residual volatility of spending",
    )
    v_year: Scalar = parameter(
        0.0,
        Off(low=0.0),
        "ln points",
        Source.CALIBRATE,
        "How far years differ in the volatility of spending, for all states alike",
    )
    v_tail: Scalar = parameter(
        0.0,
        Off(low=0.0),
        "ln points",
        Source.CALIBRATE,
        "How far state-years differ in the volatility of spending",
    )
    peace_ceiling: Scalar = parameter(
        0.25,
        Fixed(0.25, low=0.0, high=1.0),
        "share of income",
        Source.ASSUMED,
        "Highest military burden in peace",
    )
    war_ceiling: Scalar = parameter(
        0.6,
        Fixed(0.6, low=0.0, high=1.0),
        "share of income",
        Source.ASSUMED,
        "Highest military burden in war",
    )

    def called_for(self, by: Pressures) -> Float[Array, "*shape"]:
        """ln m* less mu: what capability, rivals, threat and allies together call for."""
        rivals = jnp.log1p(by.rivals)
        allies = jnp.log1p(by.allies)
        threats = jnp.log1p(by.salience)
        capability = jnp.log(jnp.maximum(by.capability, 1e-9))
        return (
            self.a_C * capability
            + self.a_riv * rivals
            + self.a_thr * threats
            - self.a_ally * allies
        )

    def pressures(self, world: World) -> Float[Array, " actor"]:
        """ln m* less mu, of every state of a world."""
        spending = world.military_spending * world.present
        return self.called_for(
            Pressures(
                capability=world.capability,
                rivals=world.rivalry @ spending,
                allies=world.defence_pact @ spending,
                salience=row_sums(world.salience),
            )
        )

    def adjustment(
        self,
        desired: Float[Array, "*#shape"],
        log_spending: Float[Array, "*#shape"],
        armed: Float[Array, "*#shape"],
    ) -> Float[Array, "*#shape"]:
        """Expected log change of spending, short of any ceiling."""
        return self.a_adj * (desired - log_spending) + self.a_S * armed

    def volatility(self, world: World, chance: Chance) -> Float[Array, " actor"]:
        """sd exp(v_year eps_t + v_tail eps_it): uneven years, and heavy tails within them."""
        year = chance.stream("year").normal(jnp.zeros((), jnp.int32))
        own = chance.stream("tail").normal(world.code)
        return self.sd * jnp.exp(self.v_year * year + self.v_tail * own)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Log change of military spending."""
        log_spending = jnp.log(jnp.maximum(world.military_spending, 1e-3))
        desired = world.arms_baseline + self.pressures(world)
        armed = jnp.minimum(row_sums(world.chose_internal), 1.0)  # against anybody
        shock = self.volatility(world, chance) * chance.normal(world.code)
        change = self.adjustment(desired, log_spending, armed) + shock
        burden = jnp.where(world.war_loss > 0, self.war_ceiling, self.peace_ceiling)
        ceiling = jnp.log(jnp.maximum(burden * world.income, 1e-3))
        # A state already above its ceiling is not forced down at once: it only cannot rise.
        change = jnp.minimum(change, jnp.maximum(ceiling - log_spending, 0.0))
        unarmed = world.military_spending <= 0
        return {"military_spending": jnp.where(unarmed, 0.0, change) * world.present}

    def begin(self, world: World, land: Land) -> Changes:
        """Take the observed spending as each state's equilibrium at the start."""
        log_spending = jnp.log(jnp.maximum(world.military_spending, 1e-3))
        return {"arms_baseline": (log_spending - self.pressures(world)) * world.present}
