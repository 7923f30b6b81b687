"""Histories by the hundred through one compiled program, each with its schedule and values.

As in an ensemble, a history is a function of its schedule, its values, the seed and its number, so
that results do not depend on how histories are grouped. What is recorded of them is the caller's.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array
from numpy.typing import NDArray

from counterpoise.experiments.histories import COMPILER_OPTIONS
from counterpoise.experiments.simulation import ACTS, TooManyActs, with_acts
from counterpoise.models.history import Observed, Observer, Schedule, simulate
from counterpoise.models.model import Model
from counterpoise.world.world import World

LOST = "lost_acts"
PLACES = 32  # histories per call of the compiled program; changes no result

Found = dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Job:
    """One history to run.

    Attributes:
        schedule: Of its arm.
        values: Of the parameters, in the order of the addresses.
        number: Of the draw, part of the address of its chance.
    """

    schedule: Schedule
    values: np.ndarray
    number: int


def run_histories(
    model: Model,
    world: World,
    addresses: tuple[str, ...],
    jobs: Sequence[Job],
    observer: Observer,
    first_year: int,
    seed: int,
    threads: int = 2,
    progress: Callable[[int], None] | None = None,
    hopeless: Callable[[Found, int], bool] | None = None,
) -> Found:
    """Run histories and stack what was observed of them.

    Of a history that had more uses of force in a year than the longest list of acts holds, some
    were lost: ``whole`` says which are free of it. A caller leaves the others out and says how many
    they were, or calls ``all_whole``.

    Args:
        model: The mechanisms.
        world: The world at the start.
        addresses: Of the parameters.
        jobs: The histories; their schedules share one structure.
        observer: What to record of each year; hashable, and the same object for the same records.
        first_year: Calendar year of the first step.
        seed: Of the run.
        threads: Batches in flight at once; changes no result.
        progress: Called with the number of histories just done.
        hopeless: Whether the history at a place, of which acts were lost, will be set aside anyway
            and need not be done again with a longer list.

    Returns:
        By name, [job, year, ...].
    """

    def call(batch: Sequence[Job]) -> Found:
        found: Found = {}
        again = list(range(len(batch)))
        for places in ACTS:
            padded = [*(batch[place] for place in again), *[batch[0]] * (PLACES - len(again))]
            out = _histories(
                model,
                with_acts(world, max(places, world.act_actor.shape[0])),
                jax.tree.map(lambda *leaves: np.stack(leaves), *(job.schedule for job in padded)),
                addresses,
                jnp.asarray(np.stack([job.values for job in padded]), jnp.result_type(float)),
                jnp.asarray([job.number for job in padded]),
                jnp.asarray(len(again)),
                jnp.asarray(first_year),
                jnp.asarray(seed),
                observer,
            )
            for name, value in out.items():
                new = np.asarray(value)[: len(again)]
                found.setdefault(name, np.zeros((len(batch), *new.shape[1:]), new.dtype))
                found[name][again] = new
            again = [
                place
                for place in np.flatnonzero(found[LOST].any(axis=1)).tolist()
                if hopeless is None or not hopeless(found, place)
            ]
            if not again:
                break
        return found

    batches = [jobs[start : start + PLACES] for start in range(0, len(jobs), PLACES)]
    parts: list[Found] = []

    def keep(part: Found) -> None:
        parts.append(part)
        if progress is not None:
            progress(len(part[LOST]))

    keep(call(batches[0]))  # alone, so that only one thread compiles
    with ThreadPoolExecutor(threads) as pool:
        for part in pool.map(call, batches[1:]):
            keep(part)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def whole(found: Mapping[str, np.ndarray]) -> NDArray[np.bool_]:
    """Which histories lost no use of force, [job].

    Example:
        >>> whole({LOST: np.array([[0, 0], [0, 3]])})
        array([ True, False])
    """
    return np.asarray(~found[LOST].astype(bool).any(axis=1))


def all_whole(found: Found) -> Found:
    """The histories, of which none lost a use of force.

    Raises:
        TooManyActs: One did.
    """
    if not whole(found).all():
        raise TooManyActs(
            f"a year had more than {ACTS[-1]} uses of force. Narrow the priors of the block "
            "`initiation`."
        )
    return found


def histories_of(found: Found) -> list[Found]:
    """Histories apart, [year, ...] by name."""
    count = len(found[LOST])
    return [{name: each[place] for name, each in found.items()} for place in range(count)]


@partial(jax.jit, static_argnames=("addresses", "observer"), compiler_options=COMPILER_OPTIONS)
def _histories(
    model: Model,
    world: World,
    schedules: Schedule,
    addresses: tuple[str, ...],
    parameters: Array,
    draw: Array,
    count: Array,
    first_year: Array,
    seed: Array,
    observer: Observer,
) -> Observed:
    """``count`` histories, one after another; what lies beyond stays zero."""

    def observe(bound: Model, before: World, after: World, planned: Schedule) -> Observed:
        return observer(bound, before, after, planned) | {LOST: after.lost_acts}

    def history(place: Array) -> Observed:
        values = dict(zip(addresses, parameters[place], strict=True))
        schedule: Any = jax.tree.map(lambda leaf: leaf[place], schedules)
        observed, _ = simulate(
            model, world, values, schedule, first_year, seed, draw[place], observe
        )
        return observed

    # Traced once: what gives the shapes and what runs in the loop are the same traced function.
    history = eqx.filter_closure_convert(history, jnp.asarray(0))
    shapes = jax.eval_shape(lambda place: history(place), jnp.asarray(0))
    empty = jax.tree.map(lambda leaf: jnp.zeros((draw.shape[0], *leaf.shape), leaf.dtype), shapes)

    def body(place: Array, found: Observed) -> Observed:
        return jax.tree.map(lambda all_, one: all_.at[place].set(one), found, history(place))

    return jax.lax.fori_loop(0, count, body, empty)
