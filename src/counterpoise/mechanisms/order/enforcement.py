"""Members of an order punish those who use force against its rules, the more the more they do.

    logit p_i = p0 + pL (2 Leg_io - 1) + pT (ln T_ij)/2 - pdep w_ij - pA A_ij
              + pnet (expected capability-weighted share of members punishing)              (3.18)
    Pun_j,t+1 = 0.5 Pun_j,t + sum_e sev_e sum_i w_ji P(i punishes e)          at most 1

Unity is a fixed point: members expect the share that would punish by themselves, then the share
that would punish given that, and stop after the second step. The author of an act is no judge of
it. Punishment bites through exposure, the share w_ji of the author's trade that is with those who
punish, so an author who does not trade with members goes free: that is a prediction, not a finding.

Which order an act offends. The order that authorises force claims a say over all force: every act
without authority breaks its rules. Any other order looks after its own: an act breaks its rules
when the target is a member. Authority excuses an act before every order but those that are
exclusive of the order that gave it. A member of several offended orders punishes once, with
probability 1 - prod_o (1 - p_io): its share of the author's trade is lost but once.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from counterpoise.mechanisms.authority import authority
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed, Normal
from counterpoise.world.act_list import over_acts
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import row_sums
from counterpoise.world.world import World

STEPS = 2  # of the fixed point of unity
LEAST_THREAT = 1e-9  # whose logarithm is taken


def breaches(world: World) -> Float[Array, "act order"]:
    """1 where an act breaks the rules of an order."""
    known = (world.act_actor >= 0).astype(world.membership.dtype)
    target = jnp.maximum(world.act_target, 0)
    universal = authority(world)
    own = jnp.maximum(universal[None, :], world.membership[target])
    foreign = jnp.sum(world.exclusive * universal[None, :], axis=1)
    excused = world.act_authorised[:, None] * (1.0 - foreign[None, :])
    return known[:, None] * world.order_active[None, :] * own * (1.0 - excused)


class Enforcement(Mechanism):
    """Collective punishment of the year's unauthorised acts."""

    block = "enforcement"
    phase = Phase.ENFORCEMENT
    reads = (
        "present",
        "capability",
        "membership",
        "legitimacy",
        "order_active",
        "order_authorises",
        "exclusive",
        "threat",
        "trade_share",
        "defence_pact",
        "punishment",
        "act_actor",
        "act_target",
        "act_severity",
        "act_authorised",
    )
    writes = ("punishment", "punished")
    cites = ("bapat2009", "donno2010", "drezner2000", "johnson2011", "kenwick2015")

    p0: Scalar = parameter(
        -2.2, Normal(-2.2, 0.7), "log-odds", Source.CALIBRATE, "Base odds that a member punishes"
    )
    pL: Scalar = parameter(
        2.0,
        Normal(2.0, 0.8),
        "log-odds",
        Source.CALIBRATE,
        "Punishing on the legitimacy of the order, from half to full",
    )
    pT: Scalar = parameter(
        0.8,
        Normal(0.8, 0.4),
        "log-odds per two ln units of threat",
        Source.CALIBRATE,
        "Punishing on the threat that the author poses",
    )
    pdep: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0),
        "log-odds per share of trade",
        Source.CALIBRATE,
        "How far dependence on the author's trade keeps a member from punishing it",
        "drezner2000",
    )
    pA: Scalar = parameter(
        1.5,
        Normal(1.5, 0.7),
        "log-odds",
        Source.CALIBRATE,
        "How far a pact with the author keeps a member from punishing it",
    )
    pnet: Scalar = parameter(
        1.0,
        Normal(1.0, 0.7),
        "log-odds per share of capability",
        Source.CALIBRATE,
        "How far members punish because others do",
        "bapat2009",
    )
    exposure: Scalar = parameter(
        1.0,
        Fixed(1.0, low=0.0),
        "factor",
        Source.SCALE,
        "Multiplies the share of an author's trade that punishment can cut; experiments vary it",
    )
    memory: Scalar = parameter(
        0.5,
        Fixed(0.5, low=0.0, high=1.0),
        "share a year",
        Source.ASSUMED,
        "How much of last year's punishment is still felt",
    )

    def willingness(
        self, world: World, author: Int[Array, " chunk"]
    ) -> Float[Array, "order chunk actor"]:
        """Probability that each member of each order punishes an author who broke its rules."""
        fear = jnp.log(jnp.maximum(world.threat[:, author].T, LEAST_THREAT))
        own = (
            self.p0
            + self.pT * 0.5 * fear
            - self.pdep * world.trade_share[:, author].T
            - self.pA * world.defence_pact[:, author].T
        )
        logit = own[None] + self.pL * (2.0 * world.legitimacy.T - 1.0)[:, None, :]
        judge = (jnp.arange(world.actors)[None, :] != author[:, None]) * world.present[None, :]
        member = world.membership.T[:, None, :] * judge[None]
        mass = member * world.capability[None, None, :]
        total = jnp.sum(mass, axis=2, keepdims=True)
        total = jnp.where(total > 0, total, 1.0)
        chance = jax.nn.sigmoid(logit)
        for _ in range(STEPS):
            share = jnp.sum(mass * chance, axis=2, keepdims=True) / total
            chance = jax.nn.sigmoid(logit + self.pnet * share)
        return chance * member

    def participation(
        self, world: World, broken: Float[Array, "act order"], acts: Int[Array, " chunk"]
    ) -> Float[Array, "chunk actor"]:
        """Probability that each state takes part in punishing each act."""
        willing = self.willingness(world, jnp.maximum(world.act_actor[acts], 0))
        return 1.0 - jnp.prod(1.0 - willing * broken[acts].T[:, :, None], axis=0)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """What the authors of the year's acts meet, on top of half of what they met before."""
        broken = breaches(world)
        author = jnp.maximum(world.act_actor, 0)

        def judged(
            so_far: tuple[Array, Array], acts: Int[Array, " chunk"], held: Bool[Array, " chunk"]
        ) -> tuple[Array, Array]:
            """Who took part in punishing each author, and what each author met."""
            took_part, met = so_far
            part = self.participation(world, broken, acts) * held[:, None]
            whose = author[acts]
            cut = row_sums(part * world.trade_share[whose]) * self.exposure
            met = met.at[whose].add(world.act_severity[acts] * cut)
            return took_part.at[whose].max(part), met

        nothing = jnp.zeros_like(world.trade_share), jnp.zeros_like(world.punishment)
        took_part, met = over_acts(broken.any(axis=1), nothing, judged)
        return {
            "punishment": jnp.minimum(self.memory * world.punishment + met, 1.0),
            "punished": took_part.T,
        }
