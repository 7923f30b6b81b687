"""The consensus of a concert lives on legitimacy and fair shares, and dies of unilateral gain.

    logit K_t+1 = k1 logit K_t + k2 mean_{i in G} Leg_i,settlement - k3 sd_{i in G}(x_i)
                + k4 mean s_i - k5 1[a great power gained unilaterally this year]

The settlement is the order that authorises force or, without one, the first that exists. A great
power gained unilaterally if it won a war that it had begun without authority. K = 0 says that there
is no concert and K = 1 that nothing can shake it: the limits of the equation, and both last. From
inside, K comes no nearer to either than a millionth. A world that records no consensus opens with
K0.

Benefits move by congress (``congress.py``) or by war. The winner of a war, if a great power, takes
the share ``spoils`` of what the loser has: of its benefits, if the loser is a great power; else of
its capability, in units of the great powers' capabilities. A great power that loses loses as much.
Spoils start off: nothing in the literature says how much a won war is worth.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.authority import authority
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order.benefits import (
    benefits,
    great_powers,
    mean_of_powers,
    satisfaction_with,
    share_of_powers,
    spread_of_powers,
)
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Beta, Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

NEAREST = 1e-6  # to none or full consensus, from inside


def settlement(world: World) -> Float[Array, " order"]:
    """1 for the order that is the powers' settlement; all zeros where no order exists."""
    council = authority(world)
    exists = world.order_active > 0
    first = (exists & (jnp.cumsum(exists) == 1)).astype(council.dtype)
    return jnp.where(jnp.sum(council) > 0, council, first)


class Concert(Mechanism):
    """Consensus and satisfaction of the great powers, and what wars move between them."""

    block = "concert"
    phase = Phase.PREFERENCES
    reads = (
        "present",
        "capability",
        "great_power",
        "ideal_point",
        "legitimacy",
        "order_active",
        "order_authorises",
        "consensus",
        "benefit_share",
        "act_actor",
        "act_target",
        "act_war",
        "act_won",
        "act_authorised",
    )
    writes = ("consensus", "benefit_share", "satisfaction", "unilateral_gain")
    cites = (
        "slantchev2005",
        "schroeder1994transformation",
        "mitzen2013",
        "kagan1997",
        "rendall2006",
    )

    K0: Scalar = parameter(
        0.5,
        Beta(2.0, 2.0),
        "0 to 1",
        Source.WEAK,
        "Consensus with which a world opens that records none; 0 for no concert",
    )
    c0: Scalar = parameter(
        0.0, Normal(0.0, 1.0), "log-odds", Source.CALIBRATE, "Base odds of a congress"
    )
    c1: Scalar = parameter(
        2.0, Normal(2.0, 1.0), "log-odds", Source.CALIBRATE, "Congresses on consensus"
    )
    c2: Scalar = parameter(
        0.0, Normal(0.0, 1.0), "log-odds", Source.CALIBRATE, "Base odds that a congress settles"
    )
    c3: Scalar = parameter(
        2.0, Normal(2.0, 1.0), "log-odds", Source.CALIBRATE, "Settlement on consensus"
    )
    c4: Scalar = parameter(
        0.5,
        Normal(0.5, 1.0),
        "log-odds per unit of ideal point",
        Source.CALIBRATE,
        "How far disagreement among the powers hinders settlement",
    )
    c5: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0),
        "log-odds per share",
        Source.CALIBRATE,
        "How far the least satisfied power hinders settlement",
    )
    k1: Scalar = parameter(
        0.9,
        Normal(0.9, 1.0),
        "share a year",
        Source.CALIBRATE,
        "How much of the log-odds of consensus lasts a year",
    )
    k2: Scalar = parameter(
        0.5,
        Normal(0.5, 1.0),
        "log-odds a year",
        Source.CALIBRATE,
        "Consensus on the settlement's legitimacy in the eyes of the powers",
    )
    k3: Scalar = parameter(
        0.3,
        Normal(0.3, 1.0),
        "log-odds a year per unit of ideal point",
        Source.CALIBRATE,
        "How far disagreement among the powers wears consensus down",
    )
    k4: Scalar = parameter(
        0.5,
        Normal(0.5, 1.0),
        "log-odds a year per share",
        Source.CALIBRATE,
        "Consensus on the mean satisfaction of the powers",
        "slantchev2005",
    )
    k5: Scalar = parameter(
        1.0,
        Normal(1.0, 1.0),
        "log-odds",
        Source.CALIBRATE,
        "What a unilateral gain of any power costs consensus",
    )
    chi: Scalar = parameter(
        0.3,
        Normal(0.3, 1.0, low=0.0, high=1.0),
        "share",
        Source.CALIBRATE,
        "How far a settlement moves benefits toward capabilities",
    )
    w_K: Scalar = parameter(
        1.5,
        Normal(1.5, 1.0),
        "log-odds",
        Source.CALIBRATE,
        "How far full consensus holds back escalation between great powers",
    )
    spoils: Scalar = parameter(
        0.0,
        Off(low=0.0, high=1.0),
        "share",
        Source.CALIBRATE,
        "Share of what the loser has that the winner of a war takes",
    )

    def unilateral_gains(self, world: World) -> Float[Array, " actor"]:
        """1 where a great power won a war that it began without authority."""
        author = jnp.maximum(world.act_actor, 0)
        won = (world.act_actor >= 0) & (world.act_war > 0) & (world.act_won > 0)
        alone = (won & ~(world.act_authorised > 0)).astype(world.capability.dtype)
        return jnp.zeros_like(world.capability).at[author].max(alone) * great_powers(world)

    def after_wars(self, world: World) -> Float[Array, " actor"]:
        """Benefit shares after the year's wars; as they were where no war moved them."""
        great = great_powers(world)
        benefit = benefits(world.benefit_share, world.capability, great)
        war = (world.act_actor >= 0) & (world.act_war > 0)
        author, target = jnp.maximum(world.act_actor, 0), jnp.maximum(world.act_target, 0)
        won = world.act_won > 0
        winner, loser = jnp.where(won, author, target), jnp.where(won, target, author)
        powers = jnp.sum(world.capability * great)
        worth = world.capability / jnp.where(powers > 0, powers, 1.0)
        worth = jnp.where(great > 0, benefit, worth)[loser]
        prize = self.spoils * worth * war
        taken = benefit.at[winner].add(prize).at[loser].add(-prize)
        moved = jnp.sum(prize * jnp.maximum(great[winner], great[loser])) > 0
        new = share_of_powers(jnp.maximum(taken, 0.0), great)
        return jnp.where(moved & (great > 0), new, world.benefit_share)

    def drift(
        self,
        legitimacy: Float[Array, ""],
        spread: Float[Array, ""],
        satisfaction: Float[Array, ""],
        gained: Float[Array, ""],
    ) -> Float[Array, ""]:
        """What the year adds to the log-odds of consensus."""
        return self.k2 * legitimacy - self.k3 * spread + self.k4 * satisfaction - self.k5 * gained

    def consensus(self, before: Float[Array, ""], drift: Float[Array, ""]) -> Float[Array, ""]:
        """K after a year; none stays none, and full stays full."""
        inside = (before > 0) & (before < 1)
        odds = jax.scipy.special.logit(jnp.where(inside, before, 0.5))
        after = jax.nn.sigmoid(self.k1 * odds + drift)
        return jnp.where(inside, jnp.clip(after, NEAREST, 1.0 - NEAREST), before)

    def begin(self, world: World, land: Land) -> Changes:
        """Open with the consensus of the record or, without one, with K0."""
        return {"consensus": jnp.where(world.consensus > 0, world.consensus, self.K0)}

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's consensus, satisfaction, unilateral gains, and benefits moved by war."""
        great = great_powers(world)
        moved = self.after_wars(world)
        satisfaction = satisfaction_with(
            benefits(moved, world.capability, great), share_of_powers(world.capability, great)
        )
        gains = self.unilateral_gains(world)
        trust = jnp.sum(world.legitimacy * settlement(world)[None, :], axis=1)
        drift = self.drift(
            mean_of_powers(trust, great),
            spread_of_powers(world),
            mean_of_powers(satisfaction, great),
            jnp.max(gains),
        )
        return {
            "consensus": self.consensus(world.consensus, drift),
            "benefit_share": moved,
            "satisfaction": satisfaction,
            "unilateral_gain": gains,
        }
