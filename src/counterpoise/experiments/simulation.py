"""A scenario ready to be simulated: histories of any draws, each a function of its address alone.

A history is a function of the arm's schedule, the seed, the draw's number and that draw's
parameters. Histories are computed one after another by one compiled program, whatever their
number and however they are grouped, so that the same seed gives the same bits in any batch, on
any worker, in any order. Arms share every draw that they can: of two arms, what differs is what
the interventions did.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from counterpoise.experiments.focus import Focus
from counterpoise.experiments.histories import SCREENED, Legs, _histories
from counterpoise.experiments.plausibility import MOST_DISPUTES, plausible
from counterpoise.experiments.sharing import BEGIN, NOWHERE, Tree, tree_of
from counterpoise.models.change import replaced
from counterpoise.models.history import Observed, Schedule
from counterpoise.models.model import Model
from counterpoise.vocabulary.variables import variables
from counterpoise.world.world import World

DRAWS = 8  # draws per call of the compiled program; changes no result
ACTS = (0, 4096)  # lengths of the list of acts that are tried: the world's own, then this

Parameters = Callable[[np.ndarray], dict[str, np.ndarray]]
Found = dict[str, np.ndarray]


class TooManyActs(RuntimeError):
    """A history had more uses of force in a year than the longest list of acts holds."""


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
            TooManyActs: A year had more uses of force than the longest list of acts holds, and
                draws are not screened; where they are, such a draw is set aside.
        """
        numbers = np.arange(first, stop)
        parameters = self.parameters(numbers)
        chances = numbers if self.chances is None else self.chances(numbers)
        found, fits = self._histories(parameters, chances)
        followed = np.asarray(found["lost_acts"].max(axis=(1, 2)) == 0)
        kept = np.flatnonzero(fits & followed if self.screening else fits)
        if not followed[kept].all():
            raise TooManyActs(
                f"a year had more than {ACTS[-1]} uses of force. Narrow the priors of the block "
                "`initiation`, or weaken the interventions."
            )

        def by_arm(prefix: str) -> Found:
            return {
                name.removeprefix(prefix): np.ascontiguousarray(value[kept].swapaxes(0, 1))
                for name, value in found.items()
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

    def _histories(self, parameters: Found, chances: np.ndarray) -> tuple[Found, np.ndarray]:
        """Every arm of every draw, [draw, arm, year], and which draws describe a possible world.

        Of a draw that does not, only the first arm is sure to be there.
        """
        drawn = np.stack(list(parameters.values()), axis=1)
        given = _Draws(tuple(parameters), drawn, chances)
        parts = [
            self._trees(given.of(np.arange(start, min(start + DRAWS, len(chances)))))
            for start in range(0, len(chances), DRAWS)
        ]
        found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        left_out = found.pop("left_out")

        over = np.asarray(found["lost_acts"][:, 0].any(axis=1))
        if self.screening:  # one that will be set aside need not be done again
            over &= ~(found["metric.disputes"][:, 0].max(axis=1) > MOST_DISPUTES)
        self._alone(given, found, [(int(draw), 0) for draw in np.flatnonzero(over)], ACTS[1])
        fits = np.ones(len(chances), bool)
        if self.screening:
            wars, disputes, pacts = (found[f"metric.{name}"][:, 0] for name in SCREENED)
            fits = plausible(wars, disputes, pacts, self._states)
        later = [
            (int(draw), arm) for draw in np.flatnonzero(fits) for arm in range(1, len(self.arms))
        ]
        self._alone(given, found, [each for each in later if left_out[each]], ACTS[0])
        over = np.asarray(found["lost_acts"].any(axis=2))
        self._alone(given, found, [each for each in later if over[each]], ACTS[1])
        return found, fits

    def _trees(self, given: "_Draws") -> Found:
        """Every arm of at most ``DRAWS`` draws, and which histories were left out."""
        arms = len(self.arms)
        legs = [
            (
                place * arms + leg.arm,
                place,
                leg.arm,
                leg.first,
                leg.stop,
                leg.source,
                leg.kept,
                place * arms if self.screening and leg.arm > 0 else -1,
            )
            for place in range(len(given.chances))
            for leg in self._tree.legs
        ]
        found = self._call(given, legs, ACTS[0])
        rows = {
            name: value[: len(given.chances) * arms].reshape(-1, arms, *value.shape[1:])
            for name, value in found.items()
        }
        seen = rows.keys() - {"left_out"}
        for each in self._tree.shared:
            years = slice(each.first, each.stop)
            rows["left_out"][:, each.arm] |= rows["left_out"][:, each.of]
            for name in seen:
                rows[name][:, each.arm, years] = rows[name][:, each.of, years]
        return rows

    def _alone(
        self, given: "_Draws", found: Found, jobs: Sequence[tuple[int, int]], acts: int
    ) -> None:
        """Put histories of (draw, arm) in the place of those that were found, nothing shared."""
        for start in range(0, len(jobs), DRAWS):
            some = jobs[start : start + DRAWS]
            legs = [
                (place, place, arm, 0, len(self.years), BEGIN, NOWHERE, -1)
                for place, (_, arm) in enumerate(some)
            ]
            new = self._call(given.of(np.array([draw for draw, _ in some])), legs, acts)
            for name, value in found.items():
                for place, job in enumerate(some):
                    value[job] = new[name][place]

    def _call(self, given: "_Draws", legs: Sequence[tuple[int, ...]], acts: int) -> Found:
        """What these legs give, by row."""
        table = np.zeros((DRAWS * len(self._tree.legs), len(Legs._fields)), np.int32)
        table[: len(legs)] = legs
        short = DRAWS - len(given.chances)
        arguments = (
            self.model,
            with_acts(self.world, max(acts, self.world.act_actor.shape[0])),
            self._stacked,
            given.addresses,
            jnp.asarray(np.pad(given.values, ((0, short), (0, 0)), "edge"), jnp.result_type(float)),
            jnp.asarray(np.pad(given.chances, (0, short), "edge")),
            Legs(*(jnp.asarray(column) for column in table.T)),
            jnp.asarray(len(legs)),
            jnp.asarray(self.first_year),
            jnp.asarray(self.seed),
            self.focus,
            self._tree.places,
        )
        seen, out = self._compiled(acts, arguments)
        found = {name: np.array(value) for name, value in seen.items()}
        found["left_out"] = np.zeros(len(found["lost_acts"]), bool)
        found["left_out"][table[: len(legs), 0]] = np.asarray(out)[: len(legs)]
        return found

    def _compiled(self, acts: int, arguments: tuple[Any, ...]) -> tuple[Observed, Array]:
        """The compiled program's answer; threads that ask first wait for one to compile it."""
        if acts not in self._ready:
            with self._compiling:
                out: tuple[Observed, Array] = _histories(*arguments)
                self._ready.add(acts)
                return out
        return _histories(*arguments)

    @cached_property
    def _ready(self) -> set[int]:
        return set()

    @cached_property
    def _tree(self) -> Tree:
        return tree_of(self.schedules)


@dataclass(frozen=True)
class _Draws:
    """Parameters of draws, [draw, address], and the number of the chance events of each."""

    addresses: tuple[str, ...]
    values: np.ndarray
    chances: np.ndarray

    def of(self, places: np.ndarray) -> "_Draws":
        """Some of them."""
        return _Draws(self.addresses, self.values[places], self.chances[places])


def with_acts(world: World, places: int) -> World:
    """The world with room for this many acts in its list."""
    kept = min(places, world.act_actor.shape[0])

    def resized(name: str) -> Array:
        old = getattr(world, name)
        empty = -1 if jnp.issubdtype(old.dtype, jnp.integer) else 0
        return jnp.full(places, empty, old.dtype).at[:kept].set(old[:kept])

    names = [name for name, declared in variables().items() if declared.dims == ("act",)]
    return replaced(world, {name: resized(name) for name in names})
