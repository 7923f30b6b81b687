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

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from counterpoise.mechanisms.geography import Land, contest
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.nested_choice import Utilities, nested_choice
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Beta, Fixed, LogNormal, Normal
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import column, columns_in_bits, mutual_ties, row
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

MOST_PRINCIPALS = 16  # that the quick way of working out choices has places for
MOST_FEARED = 3  # states that are principals of i for the threat they pose alone
ROUNDS = 40  # of the within-year equilibrium

Of = TypeVar("Of")


class Expectations(StrEnum):
    """Where beliefs about what others will do come from."""

    ADAPTIVE = "adaptive"  # a moving average of past years: what the one-step likelihood assumes
    EQUILIBRIUM = "equilibrium"  # a quantal response equilibrium within the year


class Facing(NamedTuple):
    """What each state (row) faces toward each state that it considers (column, or "whom").

    ``own_`` is the row's; what is not is the other's, or the dyad's. Values of the other alone have
    one row as long as every state considers the same others.
    """

    own_capability: Float[Array, "actor 1"]
    own_strength: Float[Array, "actor 1"]
    own_weight: Float[Array, "actor 1"]
    own_position: Float[Array, "actor 1"]
    capability: Float[Array, "any whom"]
    strength: Float[Array, "any whom"]
    position: Float[Array, "any whom"]
    pledged: Float[Array, "any whom"]  # hard balancing expected of all, as power that arrives
    joined: Float[Array, "any whom"]  # weight of all who are expected to balance softly
    proximity: Float[Array, "actor whom"]
    expected_hard: Float[Array, "actor whom"]
    expected_soft: Float[Array, "actor whom"]
    salience: Float[Array, "actor whom"]
    trade_share: Float[Array, "actor whom"]
    defence_pact: Float[Array, "actor whom"]

    def narrowed(self, whom: Int[Array, "actor place"]) -> "Facing":
        """The same toward some others only, another set for each row."""
        actors, others = self.salience.shape
        place = jnp.arange(actors)[:, None] * others + whom

        def chosen(values: Array) -> Array:
            at = whom if values.shape[0] == 1 else place
            return values.reshape(-1).at[at].get(mode="promise_in_bounds")

        own = self[:4]
        return Facing(*own, *(chosen(values) for values in self[4:]))


class Standing(NamedTuple):
    """What a state brings to every dyad."""

    capability: Float[Array, " state"]
    weight: Float[Array, " state"]  # of its voice
    position: Float[Array, " state"]  # its ideal point


class Ties(NamedTuple):
    """What lies between each state (row) and each that it considers (column)."""

    expected_hard: Float[Array, "actor whom"]
    expected_soft: Float[Array, "actor whom"]
    salience: Float[Array, "actor whom"]
    trade_share: Float[Array, "actor whom"]
    defence_pact: Float[Array, "actor whom"]


def faced(actors: Standing, others: Standing, ties: Ties, land: Land) -> Facing:
    """What every state faces toward the same others; the rows are all the states there are."""
    arriving = ties.expected_hard * land.proximity
    return Facing(
        own_capability=row(actors.capability),
        own_strength=row(land.strength(actors.capability)),
        own_weight=row(actors.weight),
        own_position=row(actors.position),
        capability=column(others.capability),
        strength=column(land.strength(others.capability)),
        position=column(others.position),
        pledged=column(actors.capability @ arriving),
        joined=column(actors.weight @ ties.expected_soft),
        proximity=land.proximity,
        expected_hard=ties.expected_hard,
        expected_soft=ties.expected_soft,
        salience=ties.salience,
        trade_share=ties.trade_share,
        defence_pact=ties.defence_pact,
    )


def most_feared(threat: Float[Array, "actor target"]) -> Bool[Array, "actor target"]:
    """The states with the highest distinct values of threat; any increasing function of it does."""
    return _feared_by(threat.T).T


def _feared_by(threat: Float[Array, "target actor"]) -> Bool[Array, "target actor"]:
    """The same by column: whom the state of each column fears most."""
    rest = threat
    highest = jnp.max(rest, axis=0, keepdims=True)
    for _ in range(min(MOST_FEARED, threat.shape[0]) - 1):
        rest = jnp.where(rest >= highest, 0.0, rest)
        highest = jnp.max(rest, axis=0, keepdims=True)
    return threat >= highest


class Response(NamedTuple):
    """How the two hard utilities rise with the salience of threat."""

    internal: Float[Array, "actor whom"]
    external: Float[Array, "actor whom"]


class Choice(NamedTuple):
    """Probability of each option but hiding, which takes the rest; and how hard balancing rises."""

    bandwagon: Float[Array, "actor whom"]
    soft: Float[Array, "actor whom"]
    internal: Float[Array, "actor whom"]
    external: Float[Array, "actor whom"]
    hard_response: Float[Array, "actor whom"]


def flows(choice: Choice) -> Changes:
    """A choice as variables of the world."""
    return {
        "p_bandwagon": choice.bandwagon,
        "p_soft": choice.soft,
        "p_internal": choice.internal,
        "p_external": choice.external,
        "hard_response": choice.hard_response,
    }


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
        estimation=Normal(0.5, 1.0),
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
        estimation=LogNormal(1.0, 0.5),
    )

    def principals(self, world: World, land: Land) -> Bool[Array, "actor target"]:
        """Whom each state takes a posture toward."""
        return self._principals_of(world, land).T

    def _principals_of(self, world: World, land: Land) -> Bool[Array, "target actor"]:
        """The same by column: toward whom the state of each column takes a posture."""
        feared = _feared_by(world.threat.T)
        return land.pairs & (feared | (row(world.great_power) > 0) | (world.rivalry > 0))

    def facing(
        self,
        world: World,
        land: Land,
        expected_hard: Float[Array, "actor target"],
        expected_soft: Float[Array, "actor target"],
    ) -> Facing:
        """What every state faces in every dyad."""
        standing = Standing(
            world.capability,
            political_weight(world.capability, world.present),
            world.ideal_point,
        )
        ties = Ties(
            expected_hard, expected_soft, world.salience, world.trade_share, world.defence_pact
        )
        return faced(standing, standing, ties, land)

    def utilities(self, facing: Facing, land: Land) -> tuple[Utilities, Response]:
        """Utilities (3.3)-(3.6), and how the hard ones respond to the salience of threat."""
        arriving = facing.own_capability * facing.proximity  # what i can bring to bear on j
        others = jnp.maximum(facing.pledged - facing.expected_hard * arriving, 0.0)
        together = land.strength(others + arriving)
        opposing = facing.strength * land.strength(facing.proximity)
        supported = contest(together, opposing)
        alone = contest(facing.own_strength, opposing)
        pivotal = contest(together, facing.strength) - contest(
            land.strength(others), facing.strength
        )
        joined = jnp.maximum(facing.joined - facing.expected_soft * facing.own_weight, 0.0)
        company = 1.0 - jnp.exp(-self.kS * joined)

        arming = 2.0 * self.h_T * alone
        allying = 2.0 * self.h_T * (self.phi * supported + (1.0 - self.phi) * pivotal)
        disagreement = jnp.abs(facing.own_position - facing.position)
        deterrent = self.h_dep * facing.trade_share + self.h_A * facing.defence_pact
        share = facing.capability / jnp.maximum(facing.own_capability + facing.capability, 1e-12)
        options = Utilities(
            bandwagon=self.kappa
            * (
                self.b0
                + self.b_dep * facing.trade_share
                - self.b_x * disagreement
                + self.b_T * facing.salience * share * (1.0 - supported)
            ),
            soft=self.kappa
            * (
                self.s0
                + self.s_T * facing.salience
                + self.s_x * disagreement
                - self.s_dep * facing.trade_share
                - self.s_A * facing.defence_pact
                + self.s_net * company
            ),
            internal=self.kappa * (self.h0 + arming * facing.salience - deterrent),
            external=self.kappa * (self.e0 + allying * facing.salience - deterrent),
        )
        return options, Response(self.kappa * arming, self.kappa * allying)

    def choice(self, facing: Facing, land: Land) -> Choice:
        """Choice probabilities in every dyad, principals or not."""
        options, response = self.utilities(facing, land)
        bandwagon, soft, internal, external = nested_choice(options, self.lambda_bal)
        hard = internal + external
        slope = internal * response.internal + external * response.external
        # d P(H) / d ln T with the nest's own substitution left out; dSt/dlnT = T/(1+T)
        hard_response = (1.0 - hard) * slope * (1.0 - jnp.exp(-facing.salience))
        return Choice(bandwagon, soft, internal, external, hard_response)

    def choose(
        self,
        world: World,
        land: Land,
        expected_hard: Float[Array, "actor target"],
        expected_soft: Float[Array, "actor target"],
    ) -> Choice:
        """Choice toward principals given what others are expected to do; zero toward the rest."""
        return self._toward_principals(
            world, land, expected_hard, expected_soft, lambda found, _: found
        )

    def _toward_principals(
        self,
        world: World,
        land: Land,
        expected_hard: Float[Array, "actor target"],
        expected_soft: Float[Array, "actor target"],
        then: Callable[[Choice, Int[Array, "actor #whom"]], Of],
    ) -> Of:
        """What follows from the choice toward each principal; zero toward the rest.

        Principals are a twentieth of all dyads. Where no state has more than ``MOST_PRINCIPALS``
        of them, it is worked out for principals alone; otherwise for every dyad.

        Args:
            world: The world.
            land: What distance does.
            expected_hard: Hard balancing expected of others.
            expected_soft: Soft balancing expected of others.
            then: What follows, from the choice and whom it is toward, dyad by dyad.
        """
        facing = self.facing(world, land, expected_hard, expected_soft)
        counts = self._principals_of(world, land)
        places = min(MOST_PRINCIPALS, world.actors)
        bits = mutual_ties(counts)
        whom = columns_in_bits(bits, places)
        slot = jnp.arange(world.actors)

        def everywhere() -> Of:
            found = then(self.choice(facing, land), slot[None, :])
            return jax.tree.map(lambda each: jnp.where(counts.T, each, 0.0), found)

        def toward_principals() -> Of:
            known = jnp.maximum(whom, 0)
            found = then(self.choice(facing.narrowed(known), land), known)
            place = jnp.where(whom >= 0, whom, world.actors)
            nothing = jnp.zeros_like(world.threat)
            return jax.tree.map(
                lambda each: nothing.at[slot[:, None], place].set(each, mode="drop"), found
            )

        few = jnp.max(jnp.sum(jnp.bitwise_count(bits), axis=0, dtype=jnp.int32)) <= places
        return jax.lax.cond(few, toward_principals, everywhere)

    def _expected(self, world: World, land: Land) -> tuple[Array, Array]:
        """Hard and soft balancing that is expected of others, as this variant assumes."""
        hard, soft = world.expected_hard, world.expected_soft
        if self.expectations is Expectations.EQUILIBRIUM:

            def respond(_: Int[Array, ""], expected: tuple[Array, Array]) -> tuple[Array, Array]:
                choice = self.choose(world, land, *expected)
                return choice.internal + choice.external, choice.soft

            hard, soft = jax.lax.fori_loop(0, ROUNDS, respond, (hard, soft))
        return hard, soft

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Posture probabilities, and the hard postures that are drawn from them."""
        real = world.threat.dtype

        def drawn(choice: Choice, whom: Int[Array, "actor #whom"]) -> tuple[Choice, Array, Array]:
            draw = chance.uniform(world.code[:, None], world.code[whom])
            external = draw < choice.external
            internal = ~external & (draw < choice.external + choice.internal)
            return choice, internal.astype(real), external.astype(real)

        choice, internal, external = self._toward_principals(
            world, land, *self._expected(world, land), drawn
        )
        return flows(choice) | {"chose_internal": internal, "chose_external": external}

    def begin(self, world: World, land: Land) -> Changes:
        """Postures at the start."""
        return flows(self.choose(world, land, *self._expected(world, land)))
