"""States judge one another's intentions by their acts, discount what was authorised, and forget.

    l_ij,t+1 = l0_ij + rho (l_ij,t - l0_ij)
             + sum_{e by j} omega_ie sev_e (1 - kappa_A auth_e Leg_ie) ln(pR/pS)          (3.1)
             + 1[no act by j] omega_0 ln((1 - pR)/(1 - pS))
    l0_ij    = a0 + a_x |x_i - x_j| + a_R R_ij - a_A A_ij

With rho = 1, omega = 1 and kappa_A = 0 this is exact Bayes for a revisionist power that acts with
probability pR and a status-quo power that acts with probability pS. What a state can learn of
another in one year is capped at three war-size acts. The acts are those of the year before.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from counterpoise.mechanisms.attention import attention
from counterpoise.mechanisms.authority import READS, legitimacy_of_authority
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Beta, Fixed, LogNormal, Normal
from counterpoise.world.act_list import over_acts
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import gap
from counterpoise.world.world import World

MOST_WARS_LEARNT = 3.0  # information of a year, in units of one war-size act


class Intentions(Mechanism):
    """Discounted, tempered Bayesian learning about who is revisionist."""

    block = "beliefs"
    phase = Phase.BELIEFS
    reads = (
        "present",
        "intentions",
        "ideal_point",
        "rivalry",
        "defence_pact",
        "distance",
        "act_actor",
        "act_target",
        "act_severity",
        "act_authorised",
        *READS,
    )
    writes = ("intentions",)
    cites = (
        "kydd2005",
        "crescenzi2007",
        "weisiger2015",
        "voeten2005",
        "chapman2004",
        "tingley2012",
    )

    rho: Scalar = parameter(
        0.75,
        Beta.around(0.75, 0.10),
        "share a year",
        Source.LITERATURE,
        "How much of a departure from the structural prior is remembered after a year",
        "pew2003",
    )
    ratio: Scalar = parameter(
        2.5,
        LogNormal(2.5, 0.4),
        "likelihood ratio",
        Source.LITERATURE,
        "pR/pS: how much likelier a revisionist than a status-quo power is to act",
        "pew2003",
        # Only theta_I ln(pR/pS) can be told from data: an estimate of the one holds the other.
        estimation=Fixed(2.5),
    )
    pS: Scalar = parameter(
        0.12,
        Fixed(0.12, low=1e-6, high=0.999),
        "probability a year",
        Source.SCALE,
        "How often a status-quo power acts",
    )
    kappa_A: Scalar = parameter(
        0.75,
        Normal(0.75, 0.4),
        "share",
        Source.FOCAL,
        "How far authorisation by a body held legitimate discounts an act",
        "chapman2004",
        "tingley2012",
        estimation=Normal(0.4, 0.4),
    )
    om0: Scalar = parameter(
        0.35,
        Normal(0.35, 0.15, low=0.0),
        "weight",
        Source.WEAK,
        "Attention that any state pays to any act",
    )
    om_near: Scalar = parameter(
        0.40,
        Normal(0.40, 0.15, low=0.0),
        "weight",
        Source.WEAK,
        "Added attention to acts against a neighbour",
    )
    om_aff: Scalar = parameter(
        0.25,
        Normal(0.25, 0.15, low=0.0),
        "weight",
        Source.WEAK,
        "Added attention to acts against the like-minded by the unlike-minded",
    )
    omega_0: Scalar = parameter(
        0.35,
        Normal(0.35, 0.15, low=0.0),
        "weight",
        Source.WEAK,
        "How far a year without acts reassures",
        "kydd2005",
    )
    a0: Scalar = parameter(
        -1.6, Normal(-1.6, 0.6), "log-odds", Source.WEAK, "Structural prior of a revisionist"
    )
    a_x: Scalar = parameter(
        0.35,
        Normal(0.35, 0.2),
        "log-odds per unit of ideal point",
        Source.WEAK,
        "Structural prior on distance of ideal points",
    )
    a_R: Scalar = parameter(
        1.2, Normal(1.2, 0.5), "log-odds", Source.WEAK, "Structural prior on rivalry"
    )
    a_A: Scalar = parameter(
        1.0, Normal(1.0, 0.5), "log-odds", Source.WEAK, "Trust between the parties to a pact"
    )

    def structural_prior(self, world: World) -> Float[Array, "actor target"]:
        """l0 in a world."""
        return self.expected(gap(world.ideal_point), world.rivalry, world.defence_pact)

    def expected(
        self,
        apart: Float[Array, "*shape"],
        rivalry: Float[Array, "*shape"],
        defence_pact: Float[Array, "*shape"],
    ) -> Float[Array, "*shape"]:
        """l0: what is believed of a state of which no act is known, in log-odds.

        Args:
            apart: Distance between ideal points.
            rivalry: 1 for rivals.
            defence_pact: 1 for allies.
        """
        return self.a0 + self.a_x * apart + self.a_R * rivalry - self.a_A * defence_pact

    def evidence(
        self,
        omega: Float[Array, "*#shape"],
        severity: Float[Array, "*#shape"],
        granted: Float[Array, "*#shape"],
    ) -> Float[Array, "*#shape"]:
        """What an observer learns from an act: ``granted`` is authorisation times legitimacy."""
        return omega * severity * (1.0 - self.kappa_A * granted)

    def revised(
        self,
        intentions: Float[Array, "*#shape"],
        prior: Float[Array, "*#shape"],
        information: Float[Array, "*#shape"],
        quiet: Float[Array, "*#shape"],
    ) -> Float[Array, "*#shape"]:
        """Beliefs after a year's acts, or after a year without any (3.1)."""
        act = jnp.log(self.ratio)
        # A revisionist acts at most always: the cap keeps the reassurance of silence finite.
        silence = jnp.log((1.0 - jnp.minimum(self.ratio * self.pS, 0.99)) / (1.0 - self.pS))
        return (
            prior
            + self.rho * (intentions - prior)
            + information * act
            + self.omega_0 * silence * quiet
        )

    def information(self, world: World) -> Float[Array, "actor target"]:
        """What each state learnt of each other from last year's acts, in war-size acts."""
        known = world.act_actor >= 0
        author = jnp.maximum(world.act_actor, 0)
        target = jnp.maximum(world.act_target, 0)
        own = world.ideal_point[None, :]
        trust = legitimacy_of_authority(world)[None, :]

        def learnt(
            so_far: Float[Array, "author actor"],
            act: Int[Array, " chunk"],
            held: Bool[Array, " chunk"],
        ) -> Float[Array, "author actor"]:
            victim = target[act]
            omega = attention(
                self.om0,
                self.om_near,
                self.om_aff,
                world.distance[victim],
                jnp.abs(own - world.ideal_point[victim][:, None]),
                jnp.abs(own - world.ideal_point[author[act]][:, None]),
                victim[:, None] == jnp.arange(world.actors)[None, :],
            )
            granted = world.act_authorised[act][:, None] * trust
            evidence = self.evidence(omega, world.act_severity[act][:, None], granted)
            return so_far.at[author[act]].add(jnp.where(held[:, None], evidence, 0.0))

        by_author = over_acts(known, jnp.zeros_like(world.distance), learnt)
        return jnp.minimum(by_author, MOST_WARS_LEARNT).T

    def quiet(self, world: World) -> Float[Array, " target"]:
        """1 where a state committed no act last year."""
        acted = (
            jnp.zeros_like(world.present)
            .at[jnp.maximum(world.act_actor, 0)]
            .max((world.act_actor >= 0).astype(world.present.dtype))
        )
        return 1.0 - acted

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Change of the log-odds that each state is revisionist."""
        prior = self.structural_prior(world)
        quiet = self.quiet(world)[None, :]
        updated = self.revised(world.intentions, prior, self.information(world), quiet)
        return {"intentions": jnp.where(land.pairs, updated - world.intentions, 0.0)}

    def begin(self, world: World, land: Land) -> Changes:
        """Start from the structural prior."""
        return {"intentions": jnp.where(land.pairs, self.structural_prior(world), 0.0)}
