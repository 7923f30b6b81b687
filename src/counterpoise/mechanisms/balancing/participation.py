"""States expect of others what they did of late.

    h_kj, s_kj = moving averages of past posture probabilities (weight 0.6 on the past)     (ewma)
               + nu_SR SR_j in h_kj: signals of resolve say that hard balancing is possible

Expectations adapt; that they may be in equilibrium instead is a formulation of ``Postures``.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import column
from counterpoise.world.world import World


class Participation(Mechanism):
    """Adaptive expectations of others' hard and soft balancing."""

    block = "participation"
    phase = Phase.BOOKKEEPING
    reads = (
        "present",
        "expected_hard",
        "expected_soft",
        "p_soft",
        "p_internal",
        "p_external",
        "resolve",
    )
    writes = ("expected_hard", "expected_soft")
    cites = ("mckelvey1995",)

    memory: Scalar = parameter(
        0.6,
        Normal(0.6, 0.15, low=0.0, high=1.0),
        "share a year",
        Source.WEAK,
        "Weight of the past in what is expected of others",
    )
    nu_SR: Scalar = parameter(
        0.0,
        Off(low=0.0),
        "probability per unit of weight",
        Source.CALIBRATE,
        "How far signals of resolve raise the hard balancing that is expected of others",
    )

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Move expectations toward this year's probabilities."""
        hard = world.p_internal + world.p_external
        signal = jnp.where(land.pairs, column(self.nu_SR * world.resolve), 0.0)
        new = self.learnt(world.expected_hard, hard) + signal
        return {
            "expected_hard": jnp.minimum(new, 1.0 - world.expected_hard),
            "expected_soft": self.learnt(world.expected_soft, world.p_soft),
        }

    def learnt(
        self, expected: Float[Array, "actor target"], chosen: Float[Array, "actor target"]
    ) -> Float[Array, "actor target"]:
        """How far an expectation moves toward the probability with which it was chosen."""
        return (1.0 - self.memory) * (chosen - expected)

    def begin(self, world: World, land: Land) -> Changes:
        """Expect at the start what the postures at the start imply."""
        return {
            "expected_hard": world.p_internal + world.p_external,
            "expected_soft": world.p_soft,
        }
