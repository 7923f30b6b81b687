"""In a concert, who takes a gain alone faces the other powers together.

    joint_i = (1 - prod_{k != i} (1 - K)) * loss * Rf(sum of the others' C, C_i)

Each of the others stands up with probability K; if anybody does they all weigh in, and prevail with
the probability of a contest. A settlement enforces itself when no power gains more than that:

    gain_i < (1 - prod_{k != i} (1 - K)) * loss * Rf(sum of the others' C, C_i)      for all i

No power need like the settlement: those able to oppose a change have the incentive, those able to
upset the settlement have not. Gains and losses are in units of a power's own forces, the unit of a
project's stake, so that ``loss`` is 1: what a war that is lost outright costs. At K = 0 there is no
joint opposition and any gain upsets the settlement; at K = 1 the joint factor is one.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from counterpoise.mechanisms.geography import Land, contest
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.order.benefits import great_powers
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


def somebody_opposes(
    consensus: Float[Array, ""], great: Float[Array, " actor"]
) -> Float[Array, " actor"]:
    """1 - prod_{k != i} (1 - K): the chance that any great power other than i stands up.

    Example:
        >>> import jax.numpy as jnp
        >>> somebody_opposes(jnp.array(0.5), jnp.array([1.0, 1.0, 1.0, 0.0])).tolist()
        [0.75, 0.75, 0.75, 0.875]
    """
    slot = jnp.arange(great.shape[0])
    other = (great > 0)[None, :] & (slot[None, :] != slot[:, None])
    return 1.0 - (1.0 - consensus) ** jnp.sum(other, axis=1)


def expected_loss(
    consensus: Float[Array, ""],
    capability: Float[Array, " actor"],
    great: Float[Array, " actor"],
    land: Land,
    loss: Scalar = 1.0,
) -> Float[Array, " actor"]:
    """What each great power expects to lose to the others jointly if it acts alone."""
    own = capability * great
    others = jnp.sum(own) - own
    prevail = contest(land.strength(others), land.strength(own))
    return great * somebody_opposes(consensus, great) * loss * prevail


def self_enforcing(
    gain: Float[Array, " actor"],
    consensus: Float[Array, ""],
    capability: Float[Array, " actor"],
    great: Float[Array, " actor"],
    land: Land,
    loss: Scalar = 1.0,
) -> Bool[Array, ""]:
    """Whether no great power would gain by upsetting the settlement.

    Args:
        gain: What each would gain if nobody opposed it.
        consensus: K.
        capability: Capability shares.
        great: 1 where a great power sits; the gains of others do not matter.
        land: How decisive contests are.
        loss: What a war that is lost outright costs.
    """
    feared = expected_loss(consensus, capability, great, land, loss)
    return jnp.all((gain < feared) | (great <= 0))


class JointOpposition(Mechanism):
    """What each great power expects to lose to the others of a concert if it acts alone."""

    block = "joint_opposition"
    phase = Phase.AUTHORISATION
    reads = ("present", "capability", "great_power", "consensus")
    writes = ("joint_opposition",)
    cites = ("slantchev2005", "schroeder1994transformation")

    loss: Scalar = parameter(
        1.0,
        Fixed(1.0, low=0.0),
        "gain",
        Source.SCALE,
        "What a war that is lost outright to the others jointly costs a power",
    )

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's expected losses; zero where there is no concert."""
        great = great_powers(world)
        feared = expected_loss(world.consensus, world.capability, great, land, self.loss)
        return {"joint_opposition": feared}
