"""Small worlds and single mechanisms for tests, with as little said as a test allows."""

from dataclasses import replace

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.models.catalogue import parameters
from counterpoise.models.change import apply, replaced
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import as_world, empty_world, synthetic_world
from counterpoise.world.world import World

CHANCE = Chance.of(0, 0).year(2000)


def with_parameters(mechanism: Mechanism, **own: float) -> Mechanism:
    """The mechanism with every parameter at its default but those named; all traced."""
    defaults = {address: jnp.asarray(p.default) for address, p in parameters().items()}
    return replace(
        mechanism.bind(defaults), **{name: jnp.asarray(value) for name, value in own.items()}
    )


def changed(world: World, **fields: object) -> World:
    """The world with some variables set to other values, in the world's own precision."""
    return replaced(
        world,
        {
            name: jnp.broadcast_to(
                jnp.asarray(value, getattr(world, name).dtype), getattr(world, name).shape
            )
            for name, value in fields.items()
        },
    )


def world_of(actors: int = 6, seed: int = 0, empty: int = 0, **fields: object) -> World:
    """A synthetic world with some variables set."""
    return changed(synthetic_world(actors, seed, empty, acts=actors + 20), **fields)


def bare_world(actors: int, acts: int = 40, **fields: object) -> World:
    """States of equal size at one point, without ties, dispositions or a past."""
    values = empty_world(actors, acts=acts)
    values["code"][:] = 2 + 3 * np.arange(actors)
    values["present"][:] = 1.0
    values["capability"][:] = 1.0 / actors
    values["income"][:] = 1e5
    values["gdp"][:] = 1e3
    values["military_spending"][:] = 2e3
    values["military_personnel"][:] = 100.0
    return changed(as_world(values), **fields)


def with_acts(world: World, *acts: tuple[int, int, float, float]) -> World:
    """The world in which these were last year's acts: author, target, severity, authorised."""
    places = world.act_actor.shape[0]
    author, target = np.full((2, places), -1)
    severity, authorised = np.zeros((2, places))
    for place, (j, k, weight, lawful) in enumerate(acts):
        author[place], target[place], severity[place], authorised[place] = j, k, weight, lawful
    return changed(
        world,
        act_actor=author,
        act_target=target,
        act_severity=severity,
        act_authorised=authorised,
        act_war=severity >= 1.0,
    )


@eqx.filter_jit
def _advance(mechanism: Mechanism, geography: Geography, world: World, chance: Chance) -> Changes:
    return mechanism.advance(world, geography.land(world), chance)


@eqx.filter_jit
def _begin(mechanism: Mechanism, geography: Geography, world: World) -> Changes:
    return mechanism.begin(world, geography.land(world))


@eqx.filter_jit
def _applied(world: World, changes: Changes) -> World:
    return apply(world, [(changes, None)])


def geography(**own: float) -> Geography:
    """The geography block, at its defaults but for what is named."""
    given = {"d0": 500.0, "eta": 0.5, "gamma": 1.5} | own
    return Geography(**{name: jnp.asarray(value) for name, value in given.items()})


def advance(mechanism: Mechanism, world: World, chance: Chance = CHANCE, **land: float) -> Changes:
    """What the mechanism changes this year."""
    return _advance(mechanism, geography(**land), world, chance)


def after(mechanism: Mechanism, world: World, chance: Chance = CHANCE, **land: float) -> World:
    """The world after the mechanism alone has worked for a year."""
    return _applied(world, advance(mechanism, world, chance, **land))


def begun(mechanism: Mechanism, world: World, **land: float) -> World:
    """The world after the mechanism has set what the record does not hold."""
    return replaced(world, _begin(mechanism, geography(**land), world))
