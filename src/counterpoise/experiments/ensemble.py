"""An ensemble: every arm of a scenario under every draw of the parameters.

A history is a function of the arm's schedule, the seed and the draw's number. Histories are
computed one after another by one compiled program, whatever their number and however they are
grouped, so that the same seed gives the same bits in any batch. Arms share every draw that they
can: of two arms, what differs is what the interventions did.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.experiments.plausibility import MOST_DISPUTES, plausible
from counterpoise.measures.pushback import pushback, toward
from counterpoise.mechanisms.balancing.soft_balancing import SoftBalancing
from counterpoise.models.change import replaced
from counterpoise.models.history import Observed, Schedule, simulate
from counterpoise.models.model import Model
from counterpoise.world.world import World

BATCH = 32
PLACES = (0, 4096)  # lengths of the list of acts that are tried: the world's own, then this


class ImplausiblePriors(RuntimeError):
    """Too few draws of the parameters describe a possible world."""


class TooManyActs(RuntimeError):
    """A history had more uses of force in a year than the longest list of acts holds."""


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
        numbers: The number of each draw, part of the address of all its random draws, [draw].
        implausible: How many draws were set aside by the prior predictive fail-safe.
    """

    arms: tuple[str, ...]
    years: np.ndarray
    metrics: dict[str, np.ndarray]
    by_state: dict[str, np.ndarray]
    parameters: dict[str, np.ndarray] = field(repr=False)
    numbers: np.ndarray
    implausible: int = 0


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
    draws: int | None = None,
    batch: int = BATCH,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Run every arm under every draw.

    Args:
        model: The mechanisms.
        world: The world at the start.
        schedules: Of each arm; all with the same years and the same kinds of intervention.
        parameters: By address, the value in each candidate draw.
        focus: Whom the run reports on.
        first_year: Calendar year of the first step.
        seed: Of the run.
        draws: How many plausible draws to keep, the first ones among the candidates (see
            ``plausibility.py``); None runs all candidates, plausible or not.
        batch: Histories per call of the compiled program; changes no result.
        threads: Calls in flight at once; changes no result.
        progress: Called with (histories done, histories in all), from this thread.

    Raises:
        ImplausiblePriors: Fewer than ``draws`` of the candidates describe a possible world.
        TooManyActs: A year had more uses of force than the longest list of acts holds.
    """
    candidates = len(next(iter(parameters.values())))
    wanted = candidates if draws is None else draws
    arms = tuple(schedules)
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *schedules.values())
    addresses = tuple(parameters)
    drawn = np.stack([parameters[address] for address in addresses], axis=1)
    states = int(np.sum(np.asarray(world.present)))
    done = 0

    screening = draws is not None

    def violent(found: dict[str, np.ndarray], place: int) -> bool:
        """A history that will be set aside need not be done again."""
        return bool(found["metric.disputes"][place].max() > MOST_DISPUTES)

    def call(jobs: Sequence[tuple[int, int]]) -> dict[str, np.ndarray]:
        """A batch of (arm, draw number), again with a longer list of acts where one ran over."""
        found: dict[str, np.ndarray] = {}
        again = list(range(len(jobs)))
        for places in PLACES:
            padded = [*(jobs[place] for place in again), *[jobs[0]] * (batch - len(again))]
            out = _histories(
                model,
                with_acts(world, max(places, world.act_actor.shape[0])),
                stacked,
                addresses,
                jnp.asarray(drawn[[number for _, number in padded]], jnp.result_type(float)),
                jnp.asarray([arm for arm, _ in padded]),
                jnp.asarray([number for _, number in padded]),
                jnp.asarray(len(again)),
                jnp.asarray(first_year),
                jnp.asarray(seed),
                focus,
            )
            for name, value in out.items():
                new = np.asarray(value)[: len(again)]
                found.setdefault(name, np.zeros((len(jobs), *new.shape[1:]), new.dtype))
                found[name][again] = new
            again = [
                place
                for place in np.flatnonzero(found["lost_acts"].any(axis=1)).tolist()
                if not (screening and jobs[place][0] == 0 and violent(found, place))
            ]
            if not again:
                break
        return found

    def run(jobs: Sequence[tuple[int, int]], reported: bool = True) -> dict[str, np.ndarray]:
        nonlocal done
        batches = [jobs[start : start + batch] for start in range(0, len(jobs), batch)]
        parts = []
        for part in pool.map(call, batches):
            parts.append(part)
            if reported and progress is not None:
                done += len(part["lost_acts"])
                progress(min(done, wanted * len(arms)), wanted * len(arms))
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    with ThreadPoolExecutor(threads) as pool:
        kept: list[int] = []
        firsts: list[dict[str, np.ndarray]] = []
        seen = 0
        while len(kept) < wanted:
            numbers = range(seen, min(seen + wanted - len(kept), candidates))
            if not numbers:
                raise ImplausiblePriors(
                    f"only {len(kept)} of {candidates} draws of the parameters describe a possible "
                    f"world; {wanted} are wanted. Narrow the priors, or fix some parameters, above "
                    "all those of the block `initiation`."
                )
            found = run([(0, number) for number in numbers])
            fits = np.ones(len(numbers), bool)
            if screening:
                fits = plausible(
                    found["metric.wars"], found["metric.disputes"], found["metric.pacts"], states
                )
            done -= int((~fits).sum())
            kept.extend(number for number, fit in zip(numbers, fits, strict=True) if fit)
            firsts.append({name: value[fits] for name, value in found.items()})
            seen = numbers.stop
        rest = [(arm, number) for arm in range(1, len(arms)) for number in kept]
        results = {name: np.concatenate([part[name] for part in firsts]) for name in firsts[0]}
        if rest:
            others = run(rest)
            results = {
                name: np.concatenate([value, others[name]]) for name, value in results.items()
            }

    if results["lost_acts"].any():
        raise TooManyActs(
            f"a year had more than {PLACES[-1]} uses of force. Narrow the priors of the block "
            "`initiation`, or weaken the interventions."
        )

    def by_arm(prefix: str) -> dict[str, np.ndarray]:
        return {
            name.removeprefix(prefix): value.reshape(len(arms), len(kept), *value.shape[1:])
            for name, value in results.items()
            if name.startswith(prefix)
        }

    years = next(iter(schedules.values())).actor.shape[0]
    return Ensemble(
        arms=arms,
        years=np.arange(first_year, first_year + years),
        metrics=by_arm("metric."),
        by_state=by_arm("state."),
        parameters={address: np.asarray(value)[kept] for address, value in parameters.items()},
        numbers=np.array(kept),
        implausible=seen - len(kept),
    )


# The library that XLA calls for fused reductions makes the step a third slower than its own loops.
COMPILER_OPTIONS = {"xla_cpu_experimental_ynn_fusion_type": ""}


@partial(jax.jit, static_argnames=("addresses", "focus"), compiler_options=COMPILER_OPTIONS)
def _histories(
    model: Model,
    world: World,
    schedules: Schedule,
    addresses: tuple[str, ...],
    parameters: Float[Array, "place parameter"],
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
        values = dict(zip(addresses, parameters[place], strict=True))
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
