"""Great powers weigh what force would bring against what it would cost, balancing included.

An opportunity comes with yearly probability op; its stake is g ~ LogNormal; its target k is drawn
with weight exp(0.6 |x_j-x_k| - 0.4 ln(1+d/d0) + 0.3 ln C_k) among the states that are weak enough
and no ally. By logit with precision lam, j chooses among

    none:        0
    authorised:  pi_auth (g e^{-0.2 delay} - c_a (1 - phi_max Leg)) - 0.05
    unilateral:  g - c_u (1 + mu SB_j) - z_H Hhat_j - z_P Pun_j - joint_j
    either:      authorised, and unilateral if that is refused                             (3.19)
    Hhat_j = H_j + sum_i v_i [dP_i(H)/d ln T] theta_I omega_i sev ln(pR/pS)

``delay`` is the expected wait, in years, of a project that soft balancing slows; what is decided
is carried out with a hazard per quarter, and waits over into the next year, when it is decided
anew. Hhat is the balancing that the power foresees; ``FORESIGHT.MYOPIC`` leaves out its second
term and punishment, and comparing the two says whether powers foresee balancing. mu, on the sum
of all channels, is three times mu_1, which is on one. joint_j is what j expects to lose to the
other powers of a concert (``joint_opposition.py``), zero without one; the myopic leave it out too.
"""

from enum import StrEnum
from typing import NamedTuple

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from counterpoise.mechanisms.attention import attention
from counterpoise.mechanisms.authority import READS, standing_of_authority
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, borrowed, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed, Normal
from counterpoise.world.chance import Chance
from counterpoise.world.great_powers import great_power_slots
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

NONE, AUTHORISED, UNILATERAL, EITHER = 0, 1, 2, 3
WEAK_ENOUGH = 0.25  # of the power's own capability
QUARTERS = 4
SEVERITY = 1.0  # projects are war-size


class Foresight(StrEnum):
    """Whether a power reckons with the balancing that its act would provoke."""

    FORESEEING = "foreseeing"
    MYOPIC = "myopic"


class Prospect(NamedTuple):
    """What each great power has before it this year."""

    target: Int[Array, " power"]
    stake: Float[Array, " power"]
    open: Float[Array, " power"]


class Projects(Mechanism):
    """Assertive projects of great powers: none, authorised, unilateral, or after refusal."""

    block = "projects"
    phase = Phase.INITIATION
    reads = (
        "code",
        "present",
        "capability",
        "ideal_point",
        "great_power",
        "distance",
        "defence_pact",
        "punishment",
        "joint_opposition",
        "authorisation",
        "soft_weight",
        "obstruction",
        "p_internal",
        "p_external",
        "hard_response",
        "project_pending",
        "project_target",
        "project_stake",
        "project_months",
        *READS,
    )
    writes = (
        "project_pending",
        "project_target",
        "project_stake",
        "project_months",
        "project_choice",
        "project_executed",
        "project_authorised",
    )
    cites = ("voeten2001", "voeten2005", "pape2005", "fearon2002")

    foresight: Foresight = eqx.field(static=True, default=Foresight.FORESEEING)

    op: Scalar = parameter(
        0.20,
        Normal(0.20, 0.1, low=0.0, high=1.0),
        "probability a year",
        Source.CALIBRATE,
        "How often a great power sees an opportunity for force",
    )
    stake_mean: Scalar = parameter(
        -0.6, Normal(-0.6, 0.4), "ln gain", Source.CALIBRATE, "Mean of the logarithm of stakes"
    )
    stake_sd: Scalar = parameter(
        0.9,
        Normal(0.9, 0.3, low=0.0),
        "ln gain",
        Source.CALIBRATE,
        "Standard deviation of the logarithm of stakes",
    )
    c_u: Scalar = parameter(
        0.55, Normal(0.55, 0.2), "gain", Source.CALIBRATE, "Gross cost of a unilateral project"
    )
    c_a: Scalar = parameter(
        0.55, Normal(0.55, 0.2), "gain", Source.CALIBRATE, "Gross cost of an authorised project"
    )
    z_H: Scalar = parameter(
        1.0,
        Normal(1.0, 1.0),
        "gain per unit of weight",
        Source.CALIBRATE,
        "What hard balancing costs the power",
    )
    z_P: Scalar = parameter(
        1.0,
        Normal(1.0, 1.0),
        "gain per unit of punishment",
        Source.CALIBRATE,
        "What punishment costs the power",
    )
    lam: Scalar = parameter(
        2.5, Fixed(2.5, low=0.0), "per gain", Source.WEAK, "Precision of the power's choice"
    )
    impatience: Scalar = parameter(
        0.2, Fixed(0.2, low=0.0), "per year", Source.ASSUMED, "How fast waiting devalues a stake"
    )
    asking: Scalar = parameter(
        0.05, Fixed(0.05, low=0.0), "gain", Source.ASSUMED, "What it costs to ask for authority"
    )
    d0: Scalar = borrowed("geography.d0")
    theta_I: Scalar = borrowed("threat.theta_I")
    ratio: Scalar = borrowed("beliefs.ratio")
    om0: Scalar = borrowed("beliefs.om0")
    om_near: Scalar = borrowed("beliefs.om_near")
    om_aff: Scalar = borrowed("beliefs.om_aff")
    mu_1: Scalar = borrowed("soft_balancing.mu_1")
    phi_max: Scalar = borrowed("soft_balancing.phi_max")
    h_0: Scalar = borrowed("soft_balancing.h_0")

    def prospects(self, world: World, powers: Int[Array, " power"], chance: Chance) -> Prospect:
        """The project that waits, or else the opportunity that this year brings, if any."""
        code = world.code[powers]
        taste = (
            0.6 * jnp.abs(world.ideal_point[powers][:, None] - world.ideal_point[None, :])
            - 0.4 * jnp.log1p(world.distance[powers] / self.d0)
            + 0.3 * jnp.log(jnp.maximum(world.capability, 1e-9))[None, :]
        )
        weak = world.capability[None, :] < WEAK_ENOUGH * world.capability[powers][:, None]
        slot = jnp.arange(world.actors)[None, :]
        eligible = (
            weak
            & (world.defence_pact[powers] <= 0)
            & (world.present > 0)[None, :]
            & (slot != powers[:, None])
        )
        lot = chance.stream("target").uniform(code[:, None], world.code[None, :])
        score = jnp.where(eligible, taste - jnp.log(-jnp.log(lot)), -jnp.inf)
        best = jnp.max(score, axis=1, keepdims=True)
        chosen = jnp.min(jnp.where(score >= best, slot, world.actors - 1), axis=1)
        seen = chance.stream("opportunity").uniform(code) < self.op
        stake = jnp.exp(self.stake_mean + self.stake_sd * chance.stream("stake").normal(code))
        waits = world.project_pending[powers] > 0
        real = world.capability.dtype
        return Prospect(
            target=jnp.where(waits, world.project_target[powers], chosen).astype(jnp.int32),
            stake=jnp.where(waits, world.project_stake[powers], stake),
            open=(waits | (seen & eligible.any(axis=1))).astype(real),
        )

    def foreseen_balancing(
        self, world: World, powers: Int[Array, " power"], targets: Int[Array, " power"]
    ) -> Float[Array, " power"]:
        """Hhat: the weight of hard balancing that the power expects if it acts alone."""
        weight = political_weight(world.capability, world.present)[:, None]
        hard = world.p_internal[:, powers] + world.p_external[:, powers]
        present = jnp.sum(weight * hard, axis=0)
        if self.foresight is Foresight.MYOPIC:
            return present
        own = world.ideal_point[None, :]
        omega = attention(
            self.om0,
            self.om_near,
            self.om_aff,
            world.distance[targets],
            jnp.abs(own - world.ideal_point[targets][:, None]),
            jnp.abs(own - world.ideal_point[powers][:, None]),
            targets[:, None] == jnp.arange(world.actors)[None, :],
        )
        alarm = self.theta_I * omega.T * SEVERITY * jnp.log(self.ratio)
        provoked = jnp.sum(weight * world.hard_response[:, powers] * alarm, axis=0)
        return present + provoked

    def values(
        self,
        world: World,
        powers: Int[Array, " power"],
        prospect: Prospect,
        hazard: Float[Array, " power"],
    ) -> Float[Array, "option power"]:
        """Value of each option to each power (3.19)."""
        legitimacy = standing_of_authority(world)
        years = 0.25 / hazard
        granted = world.authorisation[powers]
        myopic = self.foresight is Foresight.MYOPIC
        punished = 0.0 if myopic else world.punishment[powers]
        opposed = 0.0 if myopic else world.joint_opposition[powers]
        success = prospect.stake * jnp.exp(-self.impatience * years) - self.c_a * (
            1.0 - self.phi_max * legitimacy
        )
        alone = (
            prospect.stake
            - self.c_u * (1.0 + 3.0 * self.mu_1 * world.soft_weight[powers])
            - self.z_H * self.foreseen_balancing(world, powers, prospect.target)
            - self.z_P * punished
            - opposed
        )
        asked = granted * success - self.asking
        return jnp.stack([jnp.zeros_like(alone), asked, alone, asked + (1.0 - granted) * alone])

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's decisions, and which projects are carried out."""
        slots = great_power_slots(world.great_power)
        powers = jnp.maximum(slots, 0)
        held = (slots >= 0).astype(world.capability.dtype)
        code = world.code[powers]
        prospect = self.prospects(world, powers, chance)
        hazard = jnp.minimum(self.h_0 * jnp.exp(-world.obstruction[powers]), 1.0)
        values = self.lam * self.values(world, powers, prospect, hazard)
        option = jnp.arange(values.shape[0])[:, None]
        lot = chance.stream("choice").uniform(code[None, :], option)
        choice = jnp.argmax(values - jnp.log(-jnp.log(lot)), axis=0).astype(jnp.int32)
        open_ = (prospect.open * held) > 0
        choice = jnp.where(open_, choice, NONE)
        granted = chance.stream("council").uniform(code) < world.authorisation[powers]
        asks = (choice == AUTHORISED) | (choice == EITHER)
        authorised = asks & granted
        goes = authorised | (choice == UNILATERAL) | ((choice == EITHER) & ~granted)
        # Quarters until execution are geometric; what outlasts the year waits.
        patience = chance.stream("execution").uniform(code)
        quarter = jnp.ceil(jnp.log(patience) / jnp.log1p(-jnp.minimum(hazard, 0.999)))
        executed = goes & (quarter <= QUARTERS)
        waits = (asks | (choice == UNILATERAL)) & ~executed
        before = jnp.where(world.project_pending[powers] > 0, world.project_months[powers], 0.0)
        months = before + jnp.where(executed, 3.0 * quarter, 12.0)

        def spread(values: Array, empty: float) -> Array:
            """Values of the powers back in their slots, ``empty`` elsewhere."""
            place = jnp.where(slots >= 0, slots, world.actors)
            base = jnp.full(world.actors, empty, values.dtype)
            return base.at[place].set(values, mode="drop")

        real = world.capability.dtype
        return {
            "project_pending": spread(waits.astype(real), 0.0),
            "project_target": spread(jnp.where(open_, prospect.target, -1), -1),
            "project_stake": spread(jnp.where(open_, prospect.stake, 0.0), 0.0),
            "project_months": spread(jnp.where(executed | waits, months, 0.0), 0.0),
            "project_choice": spread(choice, 0),
            "project_executed": spread(executed.astype(real), 0.0),
            "project_authorised": spread(authorised.astype(real), 0.0),
        }
