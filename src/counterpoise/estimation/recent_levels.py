"""The level of the last years of training, where the rates of a system drift.

A logit fitted on forty years says that twice as many states make three times as many disputes; the
record does not, and by the end of the window the fitted level is off by a third or more, in one
direction for years on end. What moves the level (norms, weapons, a bipolar peace)
is in none of the equations, and a level that has drifted does not return because a forecast begins.
So the slopes are those of the whole window and the intercept is that of its last ``RECENT`` years:

    i0 <- i0 + ln(rate / expected)        rate ~ Gamma(n + 1/2, RECENT)

n is the number of initiations in those years among the states of the origin, ``expected`` what the
draw's own equation gives for the world from which the paths begin.
"""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from counterpoise.estimation.record import Record
from counterpoise.mechanisms.conflict.force import ForceInitiation
from counterpoise.mechanisms.geography import Geography
from counterpoise.models.catalogue import parameters
from counterpoise.world.world import World

Values = NDArray[np.float64]

RECENT = 10
JEFFREYS = 0.5
LEVEL = "initiation.i0"


def expected_initiations(drawn: Mapping[str, Values], world: World) -> Values:
    """Initiations that each draw expects of the first year, by the mechanism's own equation."""
    own = {a: jnp.asarray(v, float) for a, v in drawn.items() if a.startswith("initiation.")}
    fixed = {a: p.default for a, p in parameters().items() if a.startswith("initiation.")}
    land = Geography().land(world)

    def one(values: dict[str, Array]) -> Float[Array, ""]:
        mechanism = ForceInitiation().bind({**fixed, **values})
        assert isinstance(mechanism, ForceInitiation)
        chance = jax.nn.sigmoid(mechanism.logit(world, land))
        return jnp.sum(jnp.where(land.pairs, chance, 0.0))

    return np.asarray(jax.jit(lambda all_: jax.lax.map(one, all_))(own), float)


def recent_level(
    record: Record, drawn: Mapping[str, Values], world: World, seed: int
) -> dict[str, Values]:
    """The intercept of each draw at the level of the last years of training.

    Args:
        record: The training window.
        drawn: Draws of the fit, by address, with what the paths set besides.
        world: From which the paths begin.
        seed: Of the draws of the rate.
    """
    mine = np.isin(record.codes, np.asarray(world.code))
    counted = np.flatnonzero(record.counted)[-RECENT:]
    begun = float(record["dispute"][counted][:, mine][:, :, mine].sum())
    draws = len(drawn[LEVEL])
    random = np.random.default_rng([seed, 14])
    rate = random.gamma(begun + JEFFREYS, 1.0 / len(counted), size=draws)
    shift = np.log(rate) - np.log(expected_initiations(drawn, world))
    return {LEVEL: np.asarray(drawn[LEVEL]) + shift}
