"""Soft balancing delays a power's use of force and raises its costs, through four channels.

Territorial denial (TD): states near the target, or that host the power's forces, deny bases and
passage. Entangling diplomacy (ED): states with council seats bind the power in procedure. Economic
strengthening (ES): trading partners turn their trade away. Signals of resolve (SR): the capable
show that hard balancing is possible. A state splits its soft balancing over the four by
comparative advantage (a softmax); each channel is the share of the system's political weight in
it, and SB is their sum.

    (delay)   h_e = h_0 exp(-d_ED ED - d_TD TD)        execution hazard per quarter
    (burden)  c_e = c_0 (1 + mu_TD TD + mu_ED ED) (1 - share_e)
              share_e = phi_max auth Leg + phi_0 (1 - auth)(1 - SB)        1 - SB floored at 0
    (ES)      w_kj is multiplied by 1 - nu_ES ES_j P(S)_kj a year, then renormalised

Allies bore 88 per cent of the costs in 1991 and about 5 per cent in 2003; the two fix the scale of
``phi_max`` and ``phi_0``.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, borrowed, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Beta, Fixed, Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.great_powers import great_power_slots
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

MONTHS_A_QUARTER = 3.0

Reals = Float[Array, "..."] | float


class Channels(NamedTuple):
    """Weight of soft balancing against each power, by channel; each in [0, 1]."""

    territorial_denial: Float[Array, " power"]
    entangling_diplomacy: Float[Array, " power"]
    economic_strengthening: Float[Array, " power"]
    resolve: Float[Array, " power"]

    def total(self) -> Float[Array, " power"]:
        """SB: the sum of the four."""
        return (
            self.territorial_denial
            + self.entangling_diplomacy
            + self.economic_strengthening
            + self.resolve
        )


def execution_hazard(h_0: Scalar, obstruction: Float[Array, "..."]) -> Float[Array, "..."]:
    """Probability per quarter that a decided project is carried out (delay); at most 1."""
    return jnp.minimum(h_0 * jnp.exp(-obstruction), 1.0)


def burden_share(
    phi_max: Scalar, phi_0: Scalar, authorised: Reals, legitimacy: Reals, weight: Reals
) -> Float[Array, "..."]:
    """Share of a project's cost that others bear (burden).

    Example:
        >>> round(float(burden_share(0.88, 0.05, 1.0, 1.0, 0.0)), 2)
        0.88
    """
    alone = phi_0 * (1.0 - authorised) * jnp.maximum(1.0 - weight, 0.0)
    return phi_max * authorised * legitimacy + alone


def cost_ratio(mu: Scalar, denial: Reals, diplomacy: Reals, share: Reals) -> Float[Array, "..."]:
    """Net cost of a project to the power relative to its gross cost unopposed (burden)."""
    return jnp.asarray((1.0 + mu * denial + mu * diplomacy) * (1.0 - share))


class SoftBalancing(Mechanism):
    """What soft balancing weighs against each great power, and its slow effect on trade."""

    block = "soft_balancing"
    phase = Phase.SOFT_BALANCING
    reads = (
        "present",
        "capability",
        "great_power",
        "council_seat",
        "veto",
        "distance",
        "trade_share",
        "basing",
        "p_soft",
        "project_pending",
        "project_target",
    )
    writes = (
        "soft_weight",
        "territorial_denial",
        "entangling_diplomacy",
        "economic_strengthening",
        "resolve",
        "obstruction",
        "trade_share",
    )
    cites = ("pape2005", "paul2005", "voeten2005", "brooks2005", "lieber2005", "kelley2005")

    split: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0, low=0.0),
        "per unit of advantage",
        Source.ASSUMED,
        "How sharply states specialise in the channel of their comparative advantage",
    )
    h_0: Scalar = parameter(
        0.5,
        Normal(0.5, 0.1, low=0.05, high=1.0),
        "probability a quarter",
        Source.ASSUMED,
        "Execution of a decided and unopposed project; half a year on average",
    )
    d_ED: Scalar = parameter(
        1.2,
        Normal(1.2, 0.6),
        "ln points per unit of weight",
        Source.CALIBRATE,
        "How far entangling diplomacy slows execution",
    )
    d_TD: Scalar = parameter(
        1.2,
        Normal(1.2, 0.6),
        "ln points per unit of weight",
        Source.CALIBRATE,
        "How far territorial denial slows execution",
    )
    mu_1: Scalar = parameter(
        2.0,
        Normal(2.0, 2.0),
        "share of cost per unit of weight",
        Source.CALIBRATE,
        "How far one channel raises the cost of a project",
    )
    phi_max: Scalar = parameter(
        0.88,
        Beta(8.0, 2.0),
        "share",
        Source.LITERATURE,
        "Share of the cost that others bear when they hold the action legitimate",
        "gulfwarcosts",
    )
    phi_0: Scalar = parameter(
        0.05,
        Fixed(0.05, low=0.0, high=1.0),
        "share",
        Source.LITERATURE,
        "Share of the cost that others bear without authorisation and unopposed",
        "csba2003",
    )
    nu_ES: Scalar = parameter(
        0.0,
        Off(low=0.0, high=1.0),
        "share a year per unit of weight",
        Source.CALIBRATE,
        "How fast soft balancers turn their trade away",
    )
    d0: Scalar = borrowed("geography.d0")

    def channels(
        self,
        world: World,
        powers: Int[Array, " power"],
        targets: Int[Array, " power"],
    ) -> Channels:
        """Weight of each channel against each power's project.

        Args:
            world: The world after postures are known.
            powers: Actor slots of the powers.
            targets: Actor slot at which each aims; -1 where it has no project, and then nearness
                to the target gives nobody an advantage.
        """
        trade = world.trade_share[:, powers]
        aimed = targets >= 0
        near = jnp.where(
            aimed[None, :],
            1.0 / (1.0 + world.distance[:, jnp.maximum(targets, 0)] / self.d0),
            0.0,
        )
        own = world.capability[:, None]
        advantage = (
            near + world.basing[:, powers],
            jnp.broadcast_to((world.council_seat + world.veto)[:, None], trade.shape),
            trade / (trade + 0.1),
            own / jnp.maximum(own + world.capability[powers][None, :], 1e-12),
        )
        best = jnp.stack(advantage).max(axis=0)
        score = [jnp.exp(self.split * (each - best)) for each in advantage]
        weight = political_weight(world.capability, world.present)[:, None]
        pushed = weight * world.p_soft[:, powers] / sum(score)
        return Channels(*(jnp.sum(pushed * each, axis=0) for each in score))

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's weights by channel, and trade re-routed."""
        slots = great_power_slots(world.great_power)
        held = (slots >= 0).astype(world.capability.dtype)
        powers = jnp.maximum(slots, 0)
        aims = jnp.where(world.project_pending[powers] > 0, world.project_target[powers], -1)
        found = self.channels(world, powers, aims)

        def spread(values: Float[Array, " power"]) -> Float[Array, " actor"]:
            return jnp.zeros_like(world.capability).at[powers].add(values * held)

        strengthening = spread(found.economic_strengthening)
        return {
            "soft_weight": spread(found.total()),
            "territorial_denial": spread(found.territorial_denial),
            "entangling_diplomacy": spread(found.entangling_diplomacy),
            "economic_strengthening": strengthening,
            "resolve": spread(found.resolve),
            "obstruction": spread(self.obstruction(found)),
            "trade_share": jax.lax.cond(
                jnp.asarray(self.nu_ES) > 0,
                lambda: self.rerouted(world, strengthening),
                lambda: world.trade_share,
            ),
        }

    def rerouted(
        self, world: World, strengthening: Float[Array, " target"]
    ) -> Float[Array, "actor target"]:
        """Trade shares after a year of soft balancers' turning their trade away (ES)."""
        kept = world.trade_share * (1.0 - self.nu_ES * strengthening[None, :] * world.p_soft)
        total = jnp.sum(kept, axis=1, keepdims=True)
        return jnp.where(total > 0, kept / jnp.where(total > 0, total, 1.0), 0.0)

    def obstruction(self, found: Channels) -> Float[Array, " power"]:
        """How far the channels slow execution, in ln points (delay)."""
        return self.d_ED * found.entangling_diplomacy + self.d_TD * found.territorial_denial

    def delay_months(self, found: Channels) -> Float[Array, " power"]:
        """Expected months that a decided project waits."""
        return MONTHS_A_QUARTER / execution_hazard(self.h_0, self.obstruction(found))

    def net_cost_ratio(
        self, found: Channels, authorised: Reals, legitimacy: Reals
    ) -> Float[Array, " power"]:
        """Net cost of a project to the power over its gross cost unopposed."""
        share = burden_share(self.phi_max, self.phi_0, authorised, legitimacy, found.total())
        return cost_ratio(self.mu_1, found.territorial_denial, found.entangling_diplomacy, share)
