"""A scenario ready to be simulated: histories of any draws, each a function of its address alone.

A history is a function of the arm's schedule, the seed, the draw's number and that draw's
parameters. Histories are computed one after another by one compiled program, whatever their
number and however they are grouped, so that the same seed gives the same bits in any batch, on
any worker, in any order. Arms share every draw that they can: of two arms, what differs is what
the interventions did.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from threading import Lock

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.experiments.plausibility import MOST_DISPUTES, plausible
from counterpoise.measures.order_standing import in_order, order_standing
from counterpoise.measures.pushback import pushback, toward
from counterpoise.mechanisms.balancing.soft_balancing import SoftBalancing
from counterpoise.models.change import replaced
from counterpoise.models.history import Observed, Schedule, simulate
from counterpoise.models.model import Model
from counterpoise.vocabulary.variables import variables
from counterpoise.world.world import World

PLACES = 32  # histories per call of the compiled program; changes no result
ACTS = (0, 4096)  # lengths of the list of acts that are tried: the world's own, then this

Parameters = Callable[[np.ndarray], dict[str, np.ndarray]]
Found = dict[str, np.ndarray]


class TooManyActs(RuntimeError):
    """A history had more uses of force in a year than the longest list of acts holds."""


@dataclass(frozen=True)
class Focus:
    """Whom a run reports on, by slot.

    Attributes:
        power: The power.
        target: The state on which it would use force.
        order: The order that the run turns on; None where it turns on none.
    """

    power: int
    target: int
    order: int | None = None


@dataclass(frozen=True)
class Ensemble:
    """What was observed.

    Attributes:
        arms: Names of the arms.
        years: Calendar years.
        metrics: By metric, [arm, draw, year].
        by_state: By variable, what each state thinks and does toward the focal power,
            and where a run turns on an order whether it belongs and how legitimate it finds it,
            [arm, draw, year, actor].
        parameters: By address, the value in each draw, [draw].
        numbers: The number of each draw, part of the address of all its random draws, [draw].
        implausible: How many draws were set aside by the prior predictive fail-safe.
    """

    arms: tuple[str, ...]
    years: np.ndarray
    metrics: Mapping[str, np.ndarray]
    by_state: Mapping[str, np.ndarray]
    parameters: Mapping[str, np.ndarray] = field(repr=False)
    numbers: np.ndarray
    implausible: int = 0

    @property
    def kept(self) -> int:
        """How many draws there are."""
        return len(self.numbers)


@dataclass(frozen=True, eq=False)
class Simulation:
    """What does not change between the batches of an ensemble.

    Attributes:
        model: The mechanisms.
        world: The world at the start.
        schedules: Of each arm; all with the same years and the same kinds of intervention.
        parameters: By address, the values in the draws of these numbers.
        focus: Whom the run reports on.
        first_year: Calendar year of the first step.
        seed: Of the run.
        screening: Whether draws that describe no possible world are set aside (see
            ``plausibility.py``).
        chances: Of draws of these numbers, the number whose random draws each takes; its own by
            default. Draws that take the same differ only in their parameters.
    """

    model: Model
    world: World
    schedules: Mapping[str, Schedule]
    parameters: Parameters
    focus: Focus
    first_year: int
    seed: int
    screening: bool = True
    chances: Callable[[np.ndarray], np.ndarray] | None = None
    _compiling: Lock = field(default_factory=Lock, repr=False)

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms."""
        return tuple(self.schedules)

    @cached_property
    def years(self) -> np.ndarray:
        """Calendar years."""
        count = next(iter(self.schedules.values())).actor.shape[0]
        return np.arange(self.first_year, self.first_year + count)

    @cached_property
    def _stacked(self) -> Schedule:
        return jax.tree.map(lambda *leaves: jnp.stack(leaves), *self.schedules.values())

    @cached_property
    def _states(self) -> int:
        return int(np.sum(np.asarray(self.world.present)))

    def batch(self, first: int, stop: int) -> Ensemble:
        """Every arm under the plausible ones among the draws ``first``, ..., ``stop - 1``.

        A function of its arguments and of what defines the simulation, and of nothing else.

        Raises:
            TooManyActs: A year had more uses of force than the longest list of acts holds.
        """
        numbers = np.arange(first, stop)
        parameters = self.parameters(numbers)
        chances = numbers if self.chances is None else self.chances(numbers)
        found = self._histories(parameters, [(0, place) for place in range(len(numbers))], chances)
        fits = np.ones(len(numbers), bool)
        if self.screening:
            fits = plausible(
                found["metric.wars"], found["metric.disputes"], found["metric.pacts"], self._states
            )
        kept = np.flatnonzero(fits)
        rest = [(arm, int(place)) for arm in range(1, len(self.arms)) for place in kept]
        parts = [{name: value[fits] for name, value in found.items()}]
        if rest:
            parts.append(self._histories(parameters, rest, chances))
        results = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        if results["lost_acts"].any():
            raise TooManyActs(
                f"a year had more than {ACTS[-1]} uses of force. Narrow the priors of the block "
                "`initiation`, or weaken the interventions."
            )

        def by_arm(prefix: str) -> Found:
            return {
                name.removeprefix(prefix): value.reshape(
                    len(self.arms), len(kept), *value.shape[1:]
                )
                for name, value in results.items()
                if name.startswith(prefix)
            }

        return Ensemble(
            arms=self.arms,
            years=self.years,
            metrics=by_arm("metric."),
            by_state=by_arm("state."),
            parameters={address: values[kept] for address, values in parameters.items()},
            numbers=numbers[kept],
            implausible=len(numbers) - len(kept),
        )

    def _histories(
        self, parameters: Found, jobs: Sequence[tuple[int, int]], chances: np.ndarray
    ) -> Found:
        """Histories of (arm, place of a draw), with the random draws of ``chances[place]``."""
        addresses = tuple(parameters)
        drawn = np.stack([parameters[address] for address in addresses], axis=1)
        calls = [jobs[start : start + PLACES] for start in range(0, len(jobs), PLACES)]
        parts = [self._call(addresses, drawn, each, chances) for each in calls]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _call(
        self,
        addresses: tuple[str, ...],
        drawn: np.ndarray,
        jobs: Sequence[tuple[int, int]],
        chances: np.ndarray,
    ) -> Found:
        """At most ``PLACES`` histories, again with a longer list of acts where one ran over."""
        found: Found = {}
        again = list(range(len(jobs)))
        for acts in ACTS:
            padded = [*(jobs[place] for place in again), *[jobs[0]] * (PLACES - len(again))]
            places = [place for _, place in padded]
            arguments = (
                self.model,
                with_acts(self.world, max(acts, self.world.act_actor.shape[0])),
                self._stacked,
                addresses,
                jnp.asarray(drawn[places], jnp.result_type(float)),
                jnp.asarray([arm for arm, _ in padded]),
                jnp.asarray([int(chances[place]) for place in places]),
                jnp.asarray(len(again)),
                jnp.asarray(self.first_year),
                jnp.asarray(self.seed),
                self.focus,
            )
            for name, value in self._compiled(acts, arguments).items():
                new = np.asarray(value)[: len(again)]
                found.setdefault(name, np.zeros((len(jobs), *new.shape[1:]), new.dtype))
                found[name][again] = new
            again = [
                place
                for place in np.flatnonzero(found["lost_acts"].any(axis=1)).tolist()
                if not (self.screening and jobs[place][0] == 0 and _violent(found, place))
            ]
            if not again:
                break
        return found

    def _compiled(self, acts: int, arguments: tuple[object, ...]) -> Observed:
        """The compiled program's answer; threads that ask first wait for one to compile it."""
        if acts not in self._ready:
            with self._compiling:
                out: Observed = _histories(*arguments)
                self._ready.add(acts)
                return out
        return _histories(*arguments)

    @cached_property
    def _ready(self) -> set[int]:
        return set()


def with_acts(world: World, places: int) -> World:
    """The world with room for this many acts in its list."""
    kept = min(places, world.act_actor.shape[0])

    def resized(name: str) -> Array:
        old = getattr(world, name)
        empty = -1 if jnp.issubdtype(old.dtype, jnp.integer) else 0
        return jnp.full(places, empty, old.dtype).at[:kept].set(old[:kept])

    names = [name for name, declared in variables().items() if declared.dims == ("act",)]
    return replaced(world, {name: resized(name) for name in names})


def _violent(found: Found, place: int) -> bool:
    """A history that will be set aside need not be done again."""
    return bool(found["metric.disputes"][place].max() > MOST_DISPUTES)


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
        of_states = toward(after, focus.power)
        if focus.order is not None:
            land = bound.land(after)
            figures |= order_standing(after, land, focus.order, focus.power, bound.mechanisms)
            of_states |= in_order(after, focus.order)
        return (
            {f"metric.{name}": value for name, value in figures.items()}
            | {f"state.{name}": value for name, value in of_states.items()}
            | {"lost_acts": after.lost_acts}
        )

    def history(place: Array) -> Observed:
        values = dict(zip(addresses, parameters[place], strict=True))
        schedule = jax.tree.map(lambda leaf: leaf[arm[place]], schedules)
        observed, _ = simulate(
            model, world, values, schedule, first_year, seed, draw[place], observe
        )
        return observed

    # Traced once: what gives the shapes and what runs in the loop are the same traced function.
    history = eqx.filter_closure_convert(history, jnp.asarray(0))
    # By a plain function, since JAX asks for the name, and that of `history` is its whole text.
    shapes = jax.eval_shape(lambda place: history(place), jnp.asarray(0))
    empty = jax.tree.map(lambda leaf: jnp.zeros((arm.shape[0], *leaf.shape), leaf.dtype), shapes)

    def body(place: Array, found: Observed) -> Observed:
        return jax.tree.map(lambda all_, one: all_.at[place].set(one), found, history(place))

    return jax.lax.fori_loop(0, count, body, empty)
