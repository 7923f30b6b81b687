"""An ensemble: every arm of a scenario under every draw of the parameters.

A history is a function of the arm's schedule, the seed and the draw's number. Histories are
computed one after another by one compiled program, whatever their number and however they are
grouped, so that the same seed gives the same bits in any batch. Arms share every draw that they
can: of two arms, what differs is what the interventions did.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from counterpoise.measures.pushback import pushback, toward
from counterpoise.mechanisms.balancing.soft_balancing import SoftBalancing
from counterpoise.models.change import replaced
from counterpoise.models.history import Observed, Schedule, simulate
from counterpoise.models.model import Model
from counterpoise.world.world import World

BATCH = 32
MOST_ACTS = 4096


class TooManyActs(RuntimeError):
    """A history had more uses of force in a year than any plausible world."""


@dataclass(frozen=True)
class Focus:
    """The power that a run reports on, and the state on which it would use force (slots)."""

    power: int
    target: int


@dataclass(frozen=True)
class Ensemble:
    """What was observed.

    Attributes:
        arms: Names of the arms.
        years: Calendar years.
        metrics: By metric, [arm, draw, year].
        by_state: By variable, what each state thinks and does toward the focal power,
            [arm, draw, year, actor].
        parameters: By address, the value in each draw, [draw].
    """

    arms: tuple[str, ...]
    years: np.ndarray
    metrics: dict[str, np.ndarray]
    by_state: dict[str, np.ndarray]
    parameters: dict[str, np.ndarray] = field(repr=False)


def with_acts(world: World, places: int) -> World:
    """The world with room for this many acts in its list."""
    kept = min(places, world.act_actor.shape[0])

    def resized(name: str) -> Array:
        old = getattr(world, name)
        empty = -1 if jnp.issubdtype(old.dtype, jnp.integer) else 0
        return jnp.full(places, empty, old.dtype).at[:kept].set(old[:kept])

    names = ("act_actor", "act_target", "act_severity", "act_authorised", "act_war")
    return replaced(world, {name: resized(name) for name in names})


def run_ensemble(
    model: Model,
    world: World,
    schedules: Mapping[str, Schedule],
    parameters: Mapping[str, np.ndarray],
    focus: Focus,
    first_year: int,
    seed: int,
    batch: int = BATCH,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Run every arm under every draw.

    Args:
        model: The mechanisms.
        world: The world at the start.
        schedules: Of each arm; all with the same years and the same kinds of intervention.
        parameters: By address, the value in each draw.
        focus: Whom the run reports on.
        first_year: Calendar year of the first step.
        seed: Of the run.
        batch: Histories per call of the compiled program; changes no result.
        threads: Calls in flight at once; changes no result.
        progress: Called with (histories done, histories in all), from this thread.

    Raises:
        TooManyActs: A year had more than ``MOST_ACTS`` uses of force.
    """
    draws = len(next(iter(parameters.values())))
    arms = tuple(schedules)
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *schedules.values())
    drawn = {address: jnp.asarray(value) for address, value in parameters.items()}
    drawn = jax.tree.map(lambda leaf: leaf.astype(jnp.result_type(float)), drawn)
    jobs = len(arms) * draws
    starts = list(range(0, jobs, batch))
    places = world.act_actor.shape[0]
    done = 0
    results: dict[int, dict[str, np.ndarray]] = {}

    def call(start: int, room: int) -> dict[str, np.ndarray]:
        count = min(batch, jobs - start)
        job = np.minimum(np.arange(start, start + batch), jobs - 1)
        out = _histories(
            model,
            with_acts(world, room),
            stacked,
            drawn,
            jnp.asarray(job // draws),
            jnp.asarray(job % draws),
            jnp.asarray(count),
            jnp.asarray(first_year),
            jnp.asarray(seed),
            focus,
        )
        return {name: np.asarray(value)[:count] for name, value in out.items()}

    with ThreadPoolExecutor(threads) as pool:
        for start, found in zip(
            starts, pool.map(partial(call, room=places), starts), strict=True
        ):
            room = places
            while found["lost_acts"].any():
                room *= 2
                if room > MOST_ACTS:
                    raise TooManyActs(
                        f"a year had more than {MOST_ACTS} uses of force: the parameters describe "
                        "no plausible world. Narrow the priors of block `initiation`."
                    )
                found = call(start, room)
            results[start] = found
            done += len(found["lost_acts"])
            if progress is not None:
                progress(done, jobs)

    def joined(name: str) -> np.ndarray:
        whole = np.concatenate([results[start][name] for start in starts])
        return whole.reshape(len(arms), draws, *whole.shape[1:])

    names = list(results[0])
    years = next(iter(schedules.values())).actor.shape[0]
    return Ensemble(
        arms=arms,
        years=np.arange(first_year, first_year + years),
        metrics={name[7:]: joined(name) for name in names if name.startswith("metric.")},
        by_state={name[6:]: joined(name) for name in names if name.startswith("state.")},
        parameters={address: np.asarray(value) for address, value in parameters.items()},
    )


# The library that XLA calls for fused reductions makes the step a third slower than its own loops.
COMPILER_OPTIONS = {"xla_cpu_experimental_ynn_fusion_type": ""}


@partial(eqx.filter_jit, compiler_options=COMPILER_OPTIONS)
def _histories(
    model: Model,
    world: World,
    schedules: Schedule,
    parameters: dict[str, Array],
    arm: Array,
    draw: Array,
    count: Array,
    first_year: Array,
    seed: Array,
    focus: Focus,
) -> Observed:
    """``count`` histories, one after another; what lies beyond stays zero."""

    def observe(bound: Model, before: World, after: World, planned: Schedule) -> Observed:
        soft_balancing = bound.mechanism("soft_balancing")
        assert isinstance(soft_balancing, SoftBalancing)
        figures = pushback(
            before, after, focus.power, focus.target, planned.authorised_focus, soft_balancing
        )
        return (
            {f"metric.{name}": value for name, value in figures.items()}
            | {f"state.{name}": value for name, value in toward(after, focus.power).items()}
            | {"lost_acts": after.lost_acts}
        )

    def history(place: Array) -> Observed:
        values = {address: value[draw[place]] for address, value in parameters.items()}
        schedule = jax.tree.map(lambda leaf: leaf[arm[place]], schedules)
        observed, _ = simulate(
            model, world, values, schedule, first_year, seed, draw[place], observe
        )
        return observed

    shapes = jax.eval_shape(history, jnp.asarray(0))
    empty = jax.tree.map(lambda leaf: jnp.zeros((arm.shape[0], *leaf.shape), leaf.dtype), shapes)

    def body(place: Array, found: Observed) -> Observed:
        return jax.tree.map(lambda all_, one: all_.at[place].set(one), found, history(place))

    return jax.lax.fori_loop(0, count, body, empty)
