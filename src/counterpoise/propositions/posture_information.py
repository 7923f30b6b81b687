"""What one year of posture labels says about the parameters of postures and threat.

For choice probabilities P_a(theta) and labels b read through a confusion matrix L,

    Q_b = sum_a P_a L_ab,     information = sum_b (dQ_b)(dQ_b)^T / Q_b

summed over every state and every great power that it takes a posture toward. The probabilities
come from the mechanisms themselves: what is estimated is what is simulated. In samples as large as
these (some 1,300 choices a year) the maximum-likelihood estimate is normal around the truth with
the inverse of the information as its covariance.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise.mechanisms.balancing.postures import Choice, Facing, Postures
from counterpoise.models.change import replaced
from counterpoise.models.model import Model
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

POSTURE = tuple(
    f"posture.{name}"
    for group in (
        ("s0", "s_T", "s_x", "s_dep", "s_A", "s_net"),
        ("b0", "b_dep", "b_x", "b_T"),
        ("h0", "e0", "h_T", "h_dep", "h_A", "phi", "lambda_bal"),
    )
    for name in group
)
THREAT = tuple(f"threat.theta_{name}" for name in "DOIRA")
ESTIMATED = POSTURE + THREAT
"""What is estimated together from labels; kS is held, because only s_net kS is identified."""

HIDE, BANDWAGON, SOFT, INTERNAL, EXTERNAL = range(5)

CONFUSION = np.array(
    [
        [0.95, 0.0, 0.05, 0.0, 0.0],
        [0.25, 0.75, 0.0, 0.0, 0.0],
        [0.25, 0.0, 0.75, 0.0, 0.0],
        [0.25, 0.0, 0.0, 0.75, 0.0],
        [0.25, 0.0, 0.0, 0.0, 0.75],
    ]
)
"""P(label | posture): a quarter of what is done leaves no trace, and 5% of hiding looks soft."""

LEAST = 1e-7


def at_choice(before: World, after: World) -> World:
    """The world as it stood when postures were chosen in the year between two worlds.

    Capability, arms and beliefs had moved by then; ties, positions and expectations had not.
    """
    names = (
        "rivalry",
        "defence_pact",
        "ideal_point",
        "trade_share",
        "expected_hard",
        "expected_soft",
    )
    return replaced(after, {name: getattr(before, name) for name in names})


Given = dict[str, Array]


def options(choice: Choice) -> Float[Array, "actor power option"]:
    """Probability of each posture, hiding first."""
    chosen = (choice.bandwagon, choice.soft, choice.internal, choice.external)
    return jnp.stack([1.0 - sum(chosen), *chosen], axis=-1)


def probabilities(
    model: Model,
    world: World,
    powers: Int[Array, " power"],
    names: tuple[str, ...],
    values: Float[Array, " parameter"],
) -> Float[Array, "actor power option"]:
    """Choice probabilities toward some powers, as a function of parameters.

    Args:
        model: With every other parameter bound.
        world: As it stood when postures were chosen.
        powers: Actor slots.
        names: Addresses of the parameters.
        values: Their values.
    """
    given = dict(zip(names, values, strict=True))
    felt = replaced(world, _threat(model, world, given))
    postures, facing = _faced(model, felt, powers)
    return options(postures(given, facing.salience))


def information(
    model: Model,
    world: World,
    powers: Int[Array, " power"],
    counted: Float[Array, "actor power"],
    names: tuple[str, ...],
    values: Float[Array, " parameter"],
) -> Float[Array, "parameter parameter"]:
    """Expected information in a year of labels.

    A posture toward a power depends on the parameters of threat through the threat of that power
    alone, so the two kinds of parameters are worked through separately and chained.

    Args:
        model: With every parameter bound.
        world: As it stood when postures were chosen.
        powers: Actor slots of the powers.
        counted: 1 where a state takes a posture toward a power.
        names: Addresses of the parameters, those of postures first.
        values: Their true values.
    """
    confusion = jnp.asarray(CONFUSION, values.dtype)
    split = sum(name.startswith("posture.") for name in names)
    given = dict(zip(names, values, strict=True))
    felt = replaced(world, _threat(model, world, given))
    postures, facing = _faced(model, felt, powers)

    def recorded(own: Array, salience: Array) -> Float[Array, "actor power option"]:
        return options(postures(dict(zip(names[:split], own, strict=True)), salience)) @ confusion

    def feared(of: Array) -> Float[Array, "actor power"]:
        return _threat(model, world, dict(zip(names[split:], of, strict=True)))["salience"][
            :, powers
        ]

    own, of = values[:split], values[split:]
    seen = recorded(own, facing.salience)
    by_posture = jax.jacfwd(recorded)(own, facing.salience)
    _, by_salience = jax.jvp(
        lambda salience: recorded(own, salience),
        (facing.salience,),
        (jnp.ones_like(facing.salience),),
    )
    by_threat = by_salience[..., None] * jax.jacfwd(feared)(of)[:, :, None, :]
    slope = jnp.concatenate([by_posture, by_threat], axis=-1).reshape(-1, values.shape[0])
    weight = (counted[..., None] / jnp.maximum(seen, LEAST)).reshape(-1, 1)
    return slope.T @ (slope * weight)


def _threat(model: Model, world: World, given: Given) -> Given:
    threat = model.mechanism("threat").bind(given)
    return threat.advance(world, model.land(world), Chance.of(0, 0))


def _faced(
    model: Model, world: World, powers: Int[Array, " power"]
) -> tuple[Callable[[Given, Array], Choice], Facing]:
    """Choice toward the powers as a function of parameters and salience, and what is faced."""
    land = model.land(world)
    bare = model.mechanism("posture")
    assert isinstance(bare, Postures)
    whom = jnp.broadcast_to(powers[None, :], (world.actors, powers.shape[0]))
    facing = bare.facing(world, land, world.expected_hard, world.expected_soft).narrowed(whom)

    def choose(given: Given, salience: Array) -> Choice:
        bound = bare.bind(given)
        assert isinstance(bound, Postures)
        return bound.choice(facing._replace(salience=salience), land)

    return choose, facing
