"""How many quantal response equilibria a year has: found from many starts, not assumed to be one.

Where each state's posture depends on what it expects of the others, expectations that confirm
themselves,

    (h, s) = postures(h, s),

need not be unique: if enough others are expected to balance, balancing may pay, and if nobody is,
it may not. A simulation in equilibrium mode follows the one that it reaches from past expectations.
Here the same map is iterated from random expectations, and the distinct ends are counted. Starts
that do not settle are reported apart: the map may cycle where states react strongly.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.mechanisms.balancing.postures import Postures
from counterpoise.models.model import Model
from counterpoise.world.world import World

STARTS = 20
MOST_ROUNDS = 400
SETTLED = 1e-5  # largest change of any probability in a round
DISTINCT = 1e-3  # largest difference of any probability between two ends that count as one


@dataclass(frozen=True)
class Equilibria:
    """What iterating the posture map from random starts found.

    Attributes:
        starts: How many starts were tried.
        settled: How many came to rest.
        reached: How many starts ended at each distinct equilibrium, commonest first.
        hard: Expected hard balancing at each, summed over dyads, in the same order.
        soft: Expected soft balancing at each, summed over dyads, in the same order.
    """

    starts: int
    settled: int
    reached: tuple[int, ...]
    hard: tuple[float, ...]
    soft: tuple[float, ...]

    @property
    def count(self) -> int:
        """How many distinct equilibria were found."""
        return len(self.reached)


def equilibria(model: Model, world: World, starts: int = STARTS, seed: int = 0) -> Equilibria:
    """The equilibria of this year's postures that random expectations lead to.

    Args:
        model: With its parameters bound; its postures may have either kind of expectations.
        world: With threat set, as ``model.begin`` leaves it.
        starts: How many random expectations to start from.
        seed: Of the starts.

    Returns:
        The distinct ends, and how often each was reached.

    Example:
        >>> from counterpoise.models.balance_of_threat import balance_of_threat
        >>> from counterpoise.world.synthetic import synthetic_world
        >>> model = balance_of_threat().bind({})
        >>> world = synthetic_world(6, seed=1)
        >>> world = model.begin(world, model.land(world))
        >>> equilibria(model, world, starts=3).count
        1
    """
    postures = model.mechanism(Postures.block)
    if not isinstance(postures, Postures):
        raise TypeError(f"the block {Postures.block!r} of {model.name!r} is not about postures")
    land = model.land(world)
    free = np.asarray(land.pairs, bool)

    @jax.jit
    def settle(hard: jax.Array, soft: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
        def unsettled(state: tuple[jax.Array, jax.Array, jax.Array, jax.Array]) -> jax.Array:
            return (state[2] > SETTLED) & (state[3] < MOST_ROUNDS)

        def respond(
            state: tuple[jax.Array, jax.Array, jax.Array, jax.Array],
        ) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
            hard, soft, _, rounds = state
            choice = postures.choose(world, land, hard, soft)
            new = choice.internal + choice.external, choice.soft
            change = jnp.maximum(jnp.max(jnp.abs(new[0] - hard)), jnp.max(jnp.abs(new[1] - soft)))
            return *new, change, rounds + 1

        begun = hard, soft, jnp.asarray(jnp.inf, hard.dtype), jnp.asarray(0)
        hard, soft, change, _ = jax.lax.while_loop(unsettled, respond, begun)
        return hard, soft, change

    random = np.random.default_rng(seed)
    found: list[tuple[np.ndarray, np.ndarray]] = []
    times: list[int] = []
    settled = 0
    for _ in range(starts):
        # The level of a start is drawn too, so that "nobody" and "everybody" are both tried.
        level = random.random((2, 1, 1))
        drawn = np.where(free, level * random.random((2, *free.shape)), 0.0)
        real = world.threat.dtype
        hard, soft, change = settle(jnp.asarray(drawn[0], real), jnp.asarray(drawn[1], real))
        if float(change) > SETTLED:
            continue
        settled += 1
        end = np.asarray(hard), np.asarray(soft)
        for place, known in enumerate(found):
            apart = max(float(np.abs(a - b).max()) for a, b in zip(known, end, strict=True))
            if apart < DISTINCT:
                times[place] += 1
                break
        else:
            found.append(end)
            times.append(1)
    order = sorted(range(len(found)), key=lambda place: -times[place])
    return Equilibria(
        starts,
        settled,
        tuple(times[place] for place in order),
        tuple(float(found[place][0].sum()) for place in order),
        tuple(float(found[place][1].sum()) for place in order),
    )
