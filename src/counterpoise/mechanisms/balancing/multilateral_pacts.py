"""Whole blocs conclude defence pacts at once.

Each year with probability ``r_multi`` one state, drawn at random, convenes every state within
``reach`` of it in ideal points and within ``radius`` by distance; those that are present form a
pact together. A purely dyadic process cannot produce the jumps in pact density that such treaties
cause.
"""

import jax
import jax.numpy as jnp

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed, Off
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class MultilateralPacts(Mechanism):
    """Pact events: a clique in ideal points and distance allies at once."""

    block = "multilateral"
    phase = Phase.ALLIANCES
    reads = ("code", "present", "ideal_point", "distance", "defence_pact")
    writes = ("defence_pact",)
    cites = ("warren2010", "leeds2002")

    r_multi: Scalar = parameter(
        0.0,
        Off(low=0.0, high=1.0),
        "probability a year",
        Source.CALIBRATE,
        "How often a bloc forms a pact together",
    )
    reach: Scalar = parameter(
        0.5,
        Fixed(0.5, low=0.0),
        "ideal-point units",
        Source.ASSUMED,
        "How like-minded a bloc is",
    )
    radius: Scalar = parameter(
        1500.0, Fixed(1500.0, low=0.0), "km", Source.ASSUMED, "How far a bloc extends"
    )

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """+1 for every dyad of the bloc that is not yet allied."""
        happens = chance.stream("event").uniform(jnp.zeros((), jnp.int32)) < self.r_multi
        lot = chance.stream("convenor").uniform(world.code)
        convenor = jnp.argmax(jnp.where(world.present > 0, lot, -1.0))
        like_minded = jnp.abs(world.ideal_point - world.ideal_point[convenor]) <= self.reach
        near = world.distance[convenor] <= self.radius
        bloc = like_minded & near & (world.present > 0)
        joined = jax.lax.cond(
            happens,
            lambda: (bloc[:, None] & bloc[None, :] & land.pairs) * (1.0 - world.defence_pact),
            lambda: jnp.zeros_like(world.defence_pact),
        )
        return {"defence_pact": joined}
