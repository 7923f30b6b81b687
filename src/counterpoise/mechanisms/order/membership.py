"""States join an order whose members matter to them, if it admits them, and seldom leave.

    join         = demand x admission                                                    (3.16)
    demand logit = j0 + oN N_io + oq q_i - ox |x_i-x_o| + 2 oL (Leg_io - 0.6) + P_io  (reduced form)
                 = j0 + U_io + P_io - bOut Out_io                                    (full utility)
    U_io         = bE econ_o Open_i N_io + bS sec_o G_io - bR rights_o (1-q_i) + bN N_io
                 - bX |x_i-x_o| - bV dep_o v_i + bL (Leg_io - 0.6) - bH Hsec_io           (3.15)
    P_io         = oNg N^g_io + oNx N^x_io + oG GP_io
    Out_io       = max(0, max_{o' excludes o} (U_io' + P_io')) + a_aut (1 - Open_i)       (3.17)
    admission    = 1                                                                  (open)
                 = sigma(ad0 + ad_q q_i - ad_x |x_i-x_o| + ad_gain B_io - ad_dilute dep_o S_o)
    exit logit   = x0 - xN (N_io - 0.8) + xX |x_i-x_o| - xL (Leg_io - 0.6) + xc E_io + xH Hsec_io

with bN = oN, bX = ox, bL = 2 oL. N, N^g, N^x and G are in ``member_shares.py``, x_o in
``order_centre.py``, Hsec in ``contestation.py``; GP_io is the share of the other great powers'
capability inside, E_io the trade-weighted share of partners that left in the last two years, B_io
the share of the incumbents' trade that is with the applicant, the more capable counting for more,
and S_o the share of states that are members.

The trade-, neighbourhood- and likeness-weighted shares stand side by side because homophily looks
like contagion. Openness is not normalised, for with trade shares alone benefit and outside option
are one regressor. The outside option is the best of the orders that *exclude* o: an order that one
can have as well is no alternative to it. With application dates unknown only the product of demand
and admission is observed, so admission is open by default. Raw exits in membership data are mostly
errors of coding: the exit hazard rests on counts of withdrawals.

Where an order is dissolved, its members are out of it but have not left it.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order.exclusivity import barriers, without_conflict
from counterpoise.mechanisms.order.member_shares import (
    guarantee,
    like_minded_inside,
    neighbours_inside,
    powers_inside,
    trade_inside,
)
from counterpoise.mechanisms.order_centre import order_centre
from counterpoise.mechanisms.parameter import Scalar, Source, borrowed, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

USUAL_LEGITIMACY = 0.6  # at which legitimacy neither draws nor repels
USUAL_SHARE = 0.8  # of a member's trade inside, at which x0 is the exit logit

OfOrders = Float[Array, "actor order"]


class Appeal(NamedTuple):
    """What bears on whether a state wants to join; arrays of one shape."""

    trade: Float[Array, "..."]  # N
    neighbours: Float[Array, "..."]  # N^g
    like_minded: Float[Array, "..."]  # N^x
    powers: Float[Array, "..."]  # GP
    gap: Float[Array, "..."]  # |x_i - x_o|
    legitimacy: Float[Array, "..."]
    democracy: Float[Array, "..."]


class Hold(NamedTuple):
    """What bears on whether a member leaves; arrays of one shape."""

    trade: Float[Array, "..."]  # N
    gap: Float[Array, "..."]
    legitimacy: Float[Array, "..."]
    partners_left: Float[Array, "..."]  # E
    holdout_threat: Float[Array, "..."]  # Hsec


class Utility(StrEnum):
    """What demand for membership is a function of."""

    REDUCED = "reduced"  # partners inside, democracy, distance in position, legitimacy
    FULL = "full"  # benefits by kind, sovereignty, guarantees, and the best alternative


class Admission(StrEnum):
    """Whether the incumbents choose."""

    OPEN = "open"  # who applies is in; the observed hazard is demand
    SELECTIVE = "selective"  # incumbents weigh likeness, gain and dilution


class Membership(Mechanism):
    """Joining, admission and exit, for any number of orders."""

    block = "order"
    phase = Phase.ORDER
    reads = (
        "code",
        "present",
        "capability",
        "ideal_point",
        "democracy",
        "great_power",
        "membership",
        "legitimacy",
        "openness",
        "left_before",
        "left",
        "holdout_threat",
        "barred",
        "order_active",
        "order_depth",
        "order_economic",
        "order_security",
        "order_rights",
        "exclusive",
        "distance",
        "trade_share",
        "defence_pact",
    )
    writes = (
        "membership",
        "left_before",
        "join_probability",
        "exit_probability",
        "joined",
        "left",
    )
    cites = (
        "baldwin2012",
        "copelovitch2012",
        "davis2017",
        "vonborzyskowski2019",
        "mansfield2006",
        "downs1996",
        "manski1993",
    )

    utility_form: Utility = eqx.field(static=True, default=Utility.REDUCED)
    admission: Admission = eqx.field(static=True, default=Admission.OPEN)

    j0: Scalar = parameter(
        -5.1,
        Normal(-5.1, 0.6),
        "log-odds a year",
        Source.FITTED,
        "Base rate of joining; fitted on GATT and WTO",
        "pevehouse2020",
    )
    oN: Scalar = parameter(
        2.4,
        Normal(2.4, 1.0),
        "log-odds per unit of share",
        Source.FOCAL,
        "Joining on the share of trade that is with members",
        "baldwin2012",
        estimation=Normal(1.0, 1.0),
    )
    oNg: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of share",
        Source.CALIBRATE,
        "Joining on the share of neighbours that are members",
        estimation=Normal(0.0, 1.0),
    )
    oNx: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of share",
        Source.CALIBRATE,
        "Joining on the share of like-minded states that are members",
        estimation=Normal(0.0, 1.0),
    )
    oG: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of share",
        Source.CALIBRATE,
        "Joining on the share of the great powers' capability that is inside",
    )
    oq: Scalar = parameter(
        2.0,
        Normal(2.0, 0.6),
        "log-odds",
        Source.FITTED,
        "Joining on democracy",
        "pevehouse2020",
        "vdem",
    )
    ox: Scalar = parameter(
        0.20,
        Normal(0.20, 0.15),
        "log-odds per unit of ideal point",
        Source.FITTED,
        "How far distance from the order's position hinders joining",
        "pevehouse2020",
        "bailey2017",
    )
    oL: Scalar = parameter(
        1.0,
        Normal(1.0, 1.0),
        "log-odds per half unit of legitimacy",
        Source.CALIBRATE,
        "Joining on the legitimacy of the order",
    )
    bE: Scalar = parameter(
        0.0, Off(), "log-odds", Source.CALIBRATE, "Joining on trade that the order opens"
    )
    bS: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per share of the system",
        Source.CALIBRATE,
        "Joining on the capability of allies inside",
    )
    bR: Scalar = parameter(
        0.0,
        Off(),
        "log-odds",
        Source.CALIBRATE,
        "How far rights that the order asks hinder autocracies from joining",
    )
    bV: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of political weight",
        Source.CALIBRATE,
        "How far depth hinders states of weight from joining",
    )
    bOut: Scalar = parameter(
        0.5,
        Normal(0.5, 1.0),
        "log-odds per unit of utility",
        Source.FOCAL,
        "How far the best alternative hinders joining",
    )
    a_aut: Scalar = parameter(
        0.0,
        Off(),
        "units of utility",
        Source.CALIBRATE,
        "Worth of keeping to oneself for a state without trade",
    )
    ad0: Scalar = parameter(
        0.0, Off(), "log-odds", Source.CALIBRATE, "Base odds of being admitted, where orders choose"
    )
    ad_q: Scalar = parameter(
        0.0, Off(), "log-odds", Source.CALIBRATE, "Admission on the applicant's democracy"
    )
    ad_x: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of ideal point",
        Source.CALIBRATE,
        "How far distance from the order's position hinders admission",
    )
    ad_gain: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of share",
        Source.CALIBRATE,
        "Admission on the incumbents' trade with the applicant",
    )
    ad_dilute: Scalar = parameter(
        0.0,
        Off(),
        "log-odds",
        Source.CALIBRATE,
        "How far a deep order that is already broad hinders admission",
    )
    x0: Scalar = parameter(
        -7.6,
        Normal(-7.6, 0.7),
        "log-odds a year",
        Source.LITERATURE,
        "Base rate of exit",
        "vonborzyskowski2019",
    )
    xN: Scalar = parameter(
        3.0,
        Normal(3.0, 1.5),
        "log-odds per unit of share",
        Source.LITERATURE,
        "How far trade with members holds a member back",
        "vonborzyskowski2019",
    )
    xX: Scalar = parameter(
        0.5,
        Normal(0.5, 0.4),
        "log-odds per unit of ideal point",
        Source.LITERATURE,
        "Exit on distance from the order's position",
        "vonborzyskowski2019",
    )
    xL: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0),
        "log-odds per unit of legitimacy",
        Source.LITERATURE,
        "How far legitimacy holds a member back",
        "vonborzyskowski2019",
    )
    xc: Scalar = parameter(
        0.0,
        Off(),
        "log-odds per unit of share",
        Source.CALIBRATE,
        "Exit on exits of partners in the last two years",
    )
    bH: Scalar = borrowed("holdout.bH")
    xH: Scalar = borrowed("holdout.xH")

    def members(self, world: World) -> OfOrders:
        """1 where a state that exists is in an order that exists."""
        return world.membership * world.order_active[None, :] * world.present[:, None]

    def gap_to_order(self, world: World) -> OfOrders:
        """|x_i - x_o|."""
        centre = order_centre(world.ideal_point, world.capability, self.members(world))
        return jnp.abs(world.ideal_point[:, None] - centre[None, :])

    def appeal(self, world: World, land: Land) -> Appeal:
        """What each order is to each state, as far as demand turns on it."""
        members = self.members(world)

        def unless_off(weight: Scalar, share: Callable[[], OfOrders]) -> OfOrders:
            """A share that demand does not turn on is not worked out."""
            return jax.lax.cond(jnp.asarray(weight) != 0, share, lambda: jnp.zeros_like(members))

        return Appeal(
            trade=trade_inside(world.trade_share, members),
            neighbours=unless_off(
                self.oNg, lambda: neighbours_inside(world.distance, land.pairs, members)
            ),
            like_minded=unless_off(
                self.oNx, lambda: like_minded_inside(world.ideal_point, land.pairs, members)
            ),
            powers=powers_inside(world.capability, world.great_power, members),
            gap=self.gap_to_order(world),
            legitimacy=world.legitimacy,
            democracy=world.democracy[:, None],
        )

    def common_utility(self, appeal: Appeal) -> Float[Array, "..."]:
        """The terms that the reduced form and the full utility share."""
        return (
            self.oN * appeal.trade
            + self.oNg * appeal.neighbours
            + self.oNx * appeal.like_minded
            + self.oG * appeal.powers
            - self.ox * appeal.gap
            + 2.0 * self.oL * (appeal.legitimacy - USUAL_LEGITIMACY)
        )

    def reduced_utility(self, appeal: Appeal) -> Float[Array, "..."]:
        """What membership is worth, in the reduced form."""
        return self.common_utility(appeal) + self.oq * appeal.democracy

    def utility(self, world: World, land: Land) -> OfOrders:
        """U + P: what membership is worth, alternatives left out of account."""
        appeal = self.appeal(world, land)
        if self.utility_form is Utility.REDUCED:
            return self.reduced_utility(appeal)
        members = self.members(world)
        weight = political_weight(world.capability, world.present)
        return (
            self.common_utility(appeal)
            + self.bE * world.order_economic * world.openness[:, None] * appeal.trade
            + self.bS
            * world.order_security
            * guarantee(world.defence_pact, world.capability, members)
            - self.bR * world.order_rights * (1.0 - world.democracy[:, None])
            - self.bV * world.order_depth * weight[:, None]
            - self.bH * world.holdout_threat
        )

    def outside_option(self, world: World, utility: OfOrders) -> OfOrders:
        """Out: the best of the orders that exclude this one, or keeping to oneself."""
        rivals = (barriers(world.exclusive) > 0) & (world.order_active > 0)[None, :]
        available = jnp.where(rivals[None, :, :], utility[:, None, :], 0.0)
        best = jnp.max(jnp.maximum(available, 0.0), axis=2)
        return best + self.a_aut * (1.0 - world.openness[:, None])

    def demand_logit(self, world: World, land: Land) -> OfOrders:
        """Log-odds that a state outside would join."""
        utility = self.utility(world, land)
        if self.utility_form is Utility.REDUCED:
            return self.j0 + utility
        return self.j0 + utility - self.bOut * self.outside_option(world, utility)

    def admission_probability(self, world: World) -> OfOrders:
        """Probability that the incumbents would admit each state."""
        door = (1.0 - world.barred) * world.order_active[None, :]
        if self.admission is Admission.OPEN:
            return door
        members = self.members(world)
        weight = members * world.capability[:, None]
        total = jnp.sum(weight, axis=0)
        gain = world.trade_share.T @ (weight / jnp.where(total > 0, total, 1.0))
        breadth = jnp.sum(members, axis=0) / jnp.maximum(jnp.sum(world.present), 1.0)
        logit = (
            self.ad0
            + self.ad_q * world.democracy[:, None]
            - self.ad_x * self.gap_to_order(world)
            + self.ad_gain * gain
            - self.ad_dilute * world.order_depth * breadth
        )
        return jax.nn.sigmoid(logit) * door

    def hold(self, world: World) -> Hold:
        """What each order is to each of its members."""
        return Hold(
            trade=trade_inside(world.trade_share, self.members(world)),
            gap=self.gap_to_order(world),
            legitimacy=world.legitimacy,
            partners_left=trade_inside(world.trade_share, world.left + world.left_before),
            holdout_threat=world.holdout_threat,
        )

    def exit_log_odds(self, hold: Hold) -> Float[Array, "..."]:
        """Log-odds that a member leaves, given what holds it."""
        return (
            self.x0
            - self.xN * (hold.trade - USUAL_SHARE)
            + self.xX * hold.gap
            - self.xL * (hold.legitimacy - USUAL_LEGITIMACY)
            + self.xc * hold.partners_left
            + self.xH * hold.holdout_threat
        )

    def exit_logit(self, world: World) -> OfOrders:
        """Log-odds that a member would leave."""
        return self.exit_log_odds(self.hold(world))

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Who is in which order at the year's end, and who came and went."""
        members = self.members(world)
        outsiders = (1.0 - members) * world.present[:, None]
        join = jax.nn.sigmoid(self.demand_logit(world, land)) * self.admission_probability(world)
        join = join * outsiders
        leave = jax.nn.sigmoid(self.exit_logit(world)) * members
        draw = chance.uniform(world.code[:, None], jnp.arange(members.shape[1])[None, :])
        was, joins = members > 0, draw < join
        stays = was & ~(draw < leave)
        precedence = jnp.where(joins, 1.0 + join, 1.0 - leave)
        now = without_conflict(joins | stays, precedence, world.exclusive)
        real = world.membership.dtype
        return {
            "membership": now.astype(real),
            "left_before": world.left,
            "join_probability": join,
            "exit_probability": leave,
            "joined": (now & ~was).astype(real),
            "left": (was & ~now).astype(real),
        }
