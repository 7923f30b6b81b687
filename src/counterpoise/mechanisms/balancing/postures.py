"""States hide, bandwagon, or balance: softly, by arming, or by alliance.

Options N (hide, the reference), B (bandwagon or accommodate), and the nest {S, HI, HE}. i chooses
toward each of its principals j: the great powers, its rivals, and the three states that threaten
it most.

    V_B  = b0 + b_dep w_ij - b_x |x_i-x_j|
         + b_T St_ij C_j/(C_i+C_j) [1 - Rf(PiH + C_i delta_ij, Pi_ij)]                    (3.3)
    V_S  = s0 + s_T St_ij + s_x |x_i-x_j| - s_dep w_ij - s_A A_ij + s_net Bf(Q)           (3.4)
    V_HI = h0 + 2 h_T St_ij Rf(C_i, Pi_ij) - h_dep w_ij - h_A A_ij                        (3.5)
    V_HE = e0 + 2 h_T St_ij [phi Rf(PiH + C_i delta_ij, Pi_ij) + (1-phi) DR_ij]
         - h_dep w_ij - h_A A_ij                                                          (3.6)
    DR   = Rf(PiH + C_i delta_ij, C_j) - Rf(PiH, C_j)

    IV     = lambda_bal ln sum_{a in nest} exp(V_a / lambda_bal)                          (3.7)
    P(nest)= e^IV / (1 + e^{V_B} + e^IV),   P(a | nest) = softmax(V_a / lambda_bal)

PiH is the hard balancing that i expects of others, as power that reaches j; Q the weight of
others expected to balance softly; Bf(Q) = 1 - exp(-kS Q). DR is i's pivotal part in containing
j; phi says how far protection can be kept from those who do not join (0: a public good, so
buck-passing; 1: a club good, so chain-ganging).

The same ``utilities`` and ``choice`` serve the simulation and the likelihood.
"""

from enum import StrEnum
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from counterpoise.mechanisms.geography import Land, contest
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Beta, Fixed, LogNormal, Normal
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import column, gap, row, row_maximum
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

MOST_FEARED = 3  # states that are principals of i for the threat they pose alone
CERTAIN = 80.0  # utility beyond which no precision tells a probability from one
ROUNDS = 40  # of the within-year equilibrium


class Expectations(StrEnum):
    """Where beliefs about what others will do come from."""

    ADAPTIVE = "adaptive"  # a moving average of past years: what the one-step likelihood assumes
    EQUILIBRIUM = "equilibrium"  # a quantal response equilibrium within the year


class Utilities(NamedTuple):
    """Utility of each option relative to hiding."""

    bandwagon: Float[Array, "actor target"]
    soft: Float[Array, "actor target"]
    internal: Float[Array, "actor target"]
    external: Float[Array, "actor target"]


class Response(NamedTuple):
    """How the two hard utilities rise with the salience of threat."""

    internal: Float[Array, "actor target"]
    external: Float[Array, "actor target"]


class Choice(NamedTuple):
    """Probability of each option but hiding, which takes the rest."""

    bandwagon: Float[Array, "actor target"]
    soft: Float[Array, "actor target"]
    internal: Float[Array, "actor target"]
    external: Float[Array, "actor target"]


def nested_choice(options: Utilities, dissimilarity: Float[Array, ""] | float) -> Choice:
    """Nested logit over {N}, {B}, {S, HI, HE} (3.7).

    Args:
        options: Utilities relative to hiding.
        dissimilarity: lambda_bal; 1 is the multinomial logit, below 1 the three ways of balancing
            are closer substitutes.

    Returns:
        Probabilities; with that of hiding they sum to one.
    """
    top = jnp.maximum(jnp.maximum(options.soft, options.internal), options.external)
    soft = jnp.exp((options.soft - top) / dissimilarity)
    internal = jnp.exp((options.internal - top) / dissimilarity)
    external = jnp.exp((options.external - top) / dissimilarity)
    within = soft + internal + external
    inclusive = top + dissimilarity * jnp.log(within)
    bandwagon = jnp.exp(jnp.clip(options.bandwagon, -CERTAIN, CERTAIN))
    balance = jnp.exp(jnp.clip(inclusive, -CERTAIN, CERTAIN))
    total = 1.0 + bandwagon + balance
    share = balance / (total * within)
    return Choice(bandwagon / total, share * soft, share * internal, share * external)


class Postures(Mechanism):
    """Nested quantal response of each state toward each of its principals."""

    block = "posture"
    phase = Phase.POSTURES
    reads = (
        "code",
        "present",
        "capability",
        "ideal_point",
        "distance",
        "trade_share",
        "defence_pact",
        "rivalry",
        "great_power",
        "threat",
        "salience",
        "expected_hard",
        "expected_soft",
    )
    writes = (
        "p_bandwagon",
        "p_soft",
        "p_internal",
        "p_external",
        "hard_response",
        "chose_internal",
        "chose_external",
    )
    cites = (
        "pape2005",
        "paul2005",
        "hefeng2008",
        "walt1987",
        "schroeder1994",
        "christensen1990",
        "olson1966",
        "mckelvey1995",
        "signorino1999",
    )

    expectations: Expectations = eqx.field(static=True, default=Expectations.ADAPTIVE)

    kappa: Scalar = parameter(
        1.0,
        Fixed(1.0, low=0.0),
        "multiplier",
        Source.SCALE,
        "Precision of choice; multiplies every utility",
        "mckelvey1995",
    )
    s0: Scalar = parameter(
        -2.6, Normal(-2.6, 0.7), "utility", Source.CALIBRATE, "Base utility of soft balancing"
    )
    s_T: Scalar = parameter(
        1.5,
        Normal(1.5, 1.0),
        "utility per unit of salience",
        Source.FOCAL,
        "Soft balancing on threat; zero says that it is ordinary bargaining",
        "pape2005",
        "brooks2005",
    )
    s_x: Scalar = parameter(
        0.25,
        Normal(0.25, 0.2),
        "utility per unit of ideal point",
        Source.WEAK,
        "Soft balancing on disagreement",
    )
    s_dep: Scalar = parameter(
        0.8,
        Normal(0.8, 0.8),
        "utility per trade share",
        Source.FOCAL,
        "How far dependence deters soft balancing",
        "hefeng2008",
    )
    s_A: Scalar = parameter(
        0.8, Normal(0.8, 0.5), "utility", Source.WEAK, "How far a pact deters soft balancing"
    )
    s_net: Scalar = parameter(
        1.0, Normal(1.0, 1.0), "utility", Source.WEAK, "Soft balancing on others' soft balancing"
    )
    kS: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0, low=0.0),
        "per unit of weight",
        Source.WEAK,
        "How soon company in soft balancing is company enough",
    )
    b0: Scalar = parameter(
        -2.2, Normal(-2.2, 0.7), "utility", Source.WEAK, "Base utility of bandwagoning"
    )
    b_dep: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0),
        "utility per trade share",
        Source.WEAK,
        "Bandwagoning on dependence",
    )
    b_x: Scalar = parameter(
        0.35,
        Normal(0.35, 0.2),
        "utility per unit of ideal point",
        Source.WEAK,
        "How far disagreement deters bandwagoning",
    )
    b_T: Scalar = parameter(
        0.8,
        Normal(0.8, 0.8),
        "utility per unit of salience",
        Source.WEAK,
        "Bandwagoning of the weak and unsupported on threat",
        "walt1987",
    )
    h0: Scalar = parameter(
        -3.2, Normal(-3.2, 0.7), "utility", Source.CALIBRATE, "Base utility of arming"
    )
    e0: Scalar = parameter(
        -3.4, Normal(-3.4, 0.7), "utility", Source.CALIBRATE, "Base utility of seeking allies"
    )
    h_T: Scalar = parameter(
        1.8,
        Normal(1.8, 1.0),
        "utility per unit of salience",
        Source.CALIBRATE,
        "Hard balancing on threat, where it can succeed",
    )
    h_dep: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0),
        "utility per trade share",
        Source.FOCAL,
        "How far dependence deters hard balancing",
        "hefeng2008",
    )
    h_A: Scalar = parameter(
        1.5, Normal(1.5, 0.7), "utility", Source.CALIBRATE, "How far a pact deters hard balancing"
    )
    phi: Scalar = parameter(
        0.5,
        Beta(2.0, 2.0),
        "share",
        Source.WEAK,
        "How far protection can be kept from those who do not join",
        "olson1966",
    )
    lambda_bal: Scalar = parameter(
        0.6,
        LogNormal(0.6, 0.5),
        "dissimilarity",
        Source.FOCAL,
        "Below one the three ways of balancing are close substitutes",
    )

    def principals(self, world: World, land: Land) -> Bool[Array, "actor target"]:
        """Whom each state takes a posture toward."""
        rest = world.threat
        for _ in range(min(MOST_FEARED, world.actors) - 1):
            rest = jnp.where(rest >= row_maximum(rest), 0.0, rest)
        feared = world.threat >= row_maximum(rest)
        return land.pairs & (feared | (column(world.great_power) > 0) | (world.rivalry > 0))

    def utilities(
        self,
        world: World,
        land: Land,
        expected_hard: Float[Array, "actor target"],
        expected_soft: Float[Array, "actor target"],
    ) -> tuple[Utilities, Response]:
        """Utilities (3.3)-(3.6), and how the hard ones respond to the salience of threat."""
        power = land.strength(world.capability)
        arriving = row(world.capability) * land.proximity  # what i can bring to bear on j
        pledged = expected_hard * arriving
        others = jnp.sum(pledged, axis=0, keepdims=True) - pledged
        together = land.strength(others + arriving)
        opposing = column(power) * land.contest_decay
        supported = contest(together, opposing)
        alone = contest(row(power), opposing)
        pivotal = contest(together, column(power)) - contest(land.strength(others), column(power))

        weight = political_weight(world.capability, world.present)
        joined = expected_soft * row(weight)
        company = 1.0 - jnp.exp(-self.kS * (jnp.sum(joined, axis=0, keepdims=True) - joined))

        arming = 2.0 * self.h_T * alone
        allying = 2.0 * self.h_T * (self.phi * supported + (1.0 - self.phi) * pivotal)
        salience = world.salience
        disagreement = gap(world.ideal_point)
        deterrent = self.h_dep * world.trade_share + self.h_A * world.defence_pact
        share = column(world.capability) / jnp.maximum(
            row(world.capability) + column(world.capability), 1e-12
        )
        options = Utilities(
            bandwagon=self.kappa
            * (
                self.b0
                + self.b_dep * world.trade_share
                - self.b_x * disagreement
                + self.b_T * salience * share * (1.0 - supported)
            ),
            soft=self.kappa
            * (
                self.s0
                + self.s_T * salience
                + self.s_x * disagreement
                - self.s_dep * world.trade_share
                - self.s_A * world.defence_pact
                + self.s_net * company
            ),
            internal=self.kappa * (self.h0 + arming * salience - deterrent),
            external=self.kappa * (self.e0 + allying * salience - deterrent),
        )
        return options, Response(self.kappa * arming, self.kappa * allying)

    def choose(
        self,
        world: World,
        land: Land,
        expected_hard: Float[Array, "actor target"],
        expected_soft: Float[Array, "actor target"],
    ) -> tuple[Choice, Response]:
        """Choice probabilities given what others are expected to do, zero outside principals."""
        options, response = self.utilities(world, land, expected_hard, expected_soft)
        chosen = nested_choice(options, self.lambda_bal)
        counts = self.principals(world, land).astype(world.threat.dtype)
        return Choice(*(probability * counts for probability in chosen)), response

    def _settled(self, world: World, land: Land) -> tuple[Choice, Response]:
        """The year's choice under the expectations that this variant assumes."""
        hard, soft = world.expected_hard, world.expected_soft
        if self.expectations is Expectations.EQUILIBRIUM:

            def respond(_: Int[Array, ""], expected: tuple[Array, Array]) -> tuple[Array, Array]:
                choice, _response = self.choose(world, land, *expected)
                return choice.internal + choice.external, choice.soft

            hard, soft = jax.lax.fori_loop(0, ROUNDS, respond, (hard, soft))
        return self.choose(world, land, hard, soft)

    def _flows(self, world: World, choice: Choice, response: Response) -> Changes:
        hard = choice.internal + choice.external
        slope = choice.internal * response.internal + choice.external * response.external
        return {
            "p_bandwagon": choice.bandwagon,
            "p_soft": choice.soft,
            "p_internal": choice.internal,
            "p_external": choice.external,
            # d P(H) / d ln T with the nest's own substitution left out; dSt/dlnT = T/(1+T)
            "hard_response": (1.0 - hard) * slope * world.threat / (1.0 + world.threat),
        }

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Posture probabilities, and the hard postures that are drawn from them."""
        choice, response = self._settled(world, land)
        draw = chance.uniform(world.code[:, None], world.code[None, :])
        external = draw < choice.external
        internal = ~external & (draw < choice.external + choice.internal)
        real = world.threat.dtype
        return self._flows(world, choice, response) | {
            "chose_internal": internal.astype(real),
            "chose_external": external.astype(real),
        }

    def begin(self, world: World, land: Land) -> Changes:
        """Postures at the start."""
        return self._flows(world, *self._settled(world, land))
