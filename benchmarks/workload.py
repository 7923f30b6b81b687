"""What is run: synthetic worlds, draws of the parameters, and years without interventions."""

from functools import cache

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from counterpoise.experiments.ensemble import Ensemble, Focus, run_ensemble
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.draws import draw_parameters
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

FIRST_YEAR = 2003
SEED = 7
THREADS = 2
ACTS = 64  # places in the list of acts


def quiet_schedule(years: int) -> Schedule:
    """Years in which nothing is prescribed."""
    return Schedule(
        actor=jnp.full((years, 1), -1, jnp.int32),
        target=jnp.full((years, 1), -1, jnp.int32),
        severity=jnp.zeros((years, 1)),
        authorised=jnp.zeros((years, 1)),
        values=jnp.zeros((years, 0)),
        switches=jnp.ones((years, 0)),
        authorised_focus=jnp.zeros(years),
        running=jnp.ones(years),
    )


def act_schedule(years: int, power: int, target: int, authorised: bool) -> Schedule:
    """The power uses force on the target in the first year."""
    quiet = quiet_schedule(years)
    return eqx.tree_at(
        lambda each: [
            each.actor,
            each.target,
            each.severity,
            each.authorised,
            each.authorised_focus,
        ],
        quiet,
        [
            quiet.actor.at[0, 0].set(power),
            quiet.target.at[0, 0].set(target),
            quiet.severity.at[0, 0].set(1.0),
            quiet.authorised.at[0, 0].set(float(authorised)),
            quiet.authorised_focus + float(authorised),
        ],
    )


@cache
def world_of(actors: int, acts: int = ACTS, orders: int = 1) -> World:
    """The synthetic world of this size."""
    return synthetic_world(actors, seed=1, acts=acts, orders=orders)


def focus_of(world: World) -> Focus:
    """The strongest state, and the weakest as its target."""
    capability = np.asarray(world.capability)
    return Focus(int(capability.argmax()), int(capability.argmin()))


def prior_draws(model: Model, draws: int) -> dict[str, np.ndarray]:
    """Every parameter drawn from its prior."""
    return draw_parameters(model.parameters(), draws, SEED)


def defaults(model: Model, draws: int) -> dict[str, np.ndarray]:
    """Every parameter at its default in every draw."""
    return {
        address: np.full(draws, float(declared.default))
        for address, declared in model.parameters().items()
    }


def run_full(world: World, parameters: dict[str, np.ndarray], years: int) -> Ensemble:
    """The full model through the package's own door."""
    return run_ensemble(
        balance_of_threat(),
        world,
        {"none": quiet_schedule(years)},
        parameters,
        focus_of(world),
        FIRST_YEAR,
        SEED,
        threads=THREADS,
    )
