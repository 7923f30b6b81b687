"""The core of the model: threat, intentions, postures, force and alliances, and what feeds them.

The same mechanisms as in the full model, put together without growth, arms, soft balancing's
channels, projects, war and rivalry. It is what the peer written in Mesa states too.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from benchmarks.workload import quiet_schedule
from counterpoise.experiments import ensemble
from counterpoise.mechanisms.balancing.alliances import Alliances
from counterpoise.mechanisms.balancing.participation import Participation
from counterpoise.mechanisms.balancing.postures import Postures
from counterpoise.mechanisms.conflict.acts import Acts
from counterpoise.mechanisms.conflict.force import ForceInitiation
from counterpoise.mechanisms.conflict.history import ConflictHistory
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.mechanisms.threat.intentions import Intentions
from counterpoise.models.history import Observed, Schedule, simulate
from counterpoise.models.model import Model
from counterpoise.world.world import World

FIGURES = ("disputes", "pacts_formed", "p_bandwagon", "p_soft", "p_internal", "p_external")
OPTIONS = getattr(ensemble, "COMPILER_OPTIONS", {})


class ListTooShort(RuntimeError):
    """A year had more disputes than places: the world of a benchmark needs more of them."""


def core() -> Model:
    """The assembly that the peer restates."""
    return Model(
        "core",
        (
            Intentions(),
            BalanceOfThreat(),
            Postures(),
            ForceInitiation(),
            Acts(),
            Alliances(),
            Participation(),
            ConflictHistory(),
        ),
    )


def figures(model: Model, before: World, after: World, planned: Schedule) -> Observed:
    """A year in the figures that both statements of the core report."""
    dyads = after.actors * (after.actors - 1)
    return {
        "disputes": jnp.sum(after.dispute),
        "pacts_formed": 0.5 * jnp.sum(jnp.maximum(after.defence_pact - before.defence_pact, 0.0)),
        **{name: jnp.sum(getattr(after, name)) / dyads for name in FIGURES[2:]},
        "lost_acts": after.lost_acts,
    }


@partial(eqx.filter_jit, compiler_options=OPTIONS)
def _histories(
    model: Model,
    world: World,
    schedule: Schedule,
    parameters: dict[str, Array],
    draw: Array,
    first_year: Array,
    seed: Array,
) -> Observed:
    def history(place: Array) -> Observed:
        values = {address: value[place] for address, value in parameters.items()}
        return simulate(model, world, values, schedule, first_year, seed, place, figures)[0]

    shapes = jax.eval_shape(history, draw[0])
    empty = jax.tree.map(lambda leaf: jnp.zeros((draw.shape[0], *leaf.shape), leaf.dtype), shapes)

    def body(place: Array, found: Observed) -> Observed:
        one = history(draw[place])
        return jax.tree.map(lambda all_, new: all_.at[place].set(new), found, one)

    return jax.lax.fori_loop(0, draw.shape[0], body, empty)


def run_core(
    world: World,
    parameters: Mapping[str, np.ndarray],
    years: int,
    first_year: int,
    seed: int,
    threads: int = 2,
) -> dict[str, np.ndarray]:
    """The core under every draw, computed as ``run_ensemble`` computes the full model.

    Returns:
        By figure, [draw, year].

    Raises:
        ListTooShort: The world has too few places for acts.
    """
    draws = len(next(iter(parameters.values())))
    drawn = {address: jnp.asarray(value, float) for address, value in parameters.items()}
    size = -(-draws // threads) if draws <= 16 * threads else 16
    batches = np.minimum(np.arange(-(-draws // size) * size), draws - 1).reshape(-1, size)

    def call(batch: np.ndarray) -> dict[str, np.ndarray]:
        out = _histories(
            core(),
            world,
            quiet_schedule(years),
            drawn,
            jnp.asarray(batch),
            jnp.asarray(first_year),
            jnp.asarray(seed),
        )
        return {name: np.asarray(value) for name, value in out.items()}

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(call, batches))
    whole = {name: np.concatenate([each[name] for each in found])[:draws] for name in found[0]}
    if whole.pop("lost_acts").any():
        raise ListTooShort("the world of this benchmark needs more places for acts")
    return whole
