"""An ensemble in memory: every arm of a scenario under every draw of the parameters.

The draws come in batches (``batches.py``), each a function of the scenario, the parameters, the
seed and its number, so that the same seed gives the same bits however the work is grouped.
"""

from collections.abc import Callable, Mapping

import numpy as np

from counterpoise.experiments.batches import Claim, ImplausiblePriors, batch_size, carry_out
from counterpoise.experiments.executor import InProcess
from counterpoise.experiments.focus import Focus
from counterpoise.experiments.simulation import Ensemble, Simulation, TooManyActs
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.world.world import World

__all__ = [
    "Ensemble",
    "Focus",
    "ImplausiblePriors",
    "TooManyActs",
    "run_ensemble",
    "run_simulation",
]


def run_ensemble(
    model: Model,
    world: World,
    schedules: Mapping[str, Schedule],
    parameters: Mapping[str, np.ndarray],
    focus: Focus,
    first_year: int,
    seed: int,
    draws: int | None = None,
    batch: int | None = None,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Run every arm under every draw, and keep it all in memory.

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
        batch: Draws in a batch; changes no result.
        threads: Batches in hand at once; changes no result.
        progress: Called with (histories done, histories in all), from this thread.

    Raises:
        ImplausiblePriors: Fewer than ``draws`` of the candidates describe a possible world.
        TooManyActs: A year had more uses of force than the longest list of acts holds.
    """
    given = {address: np.asarray(values) for address, values in parameters.items()}
    available = len(next(iter(given.values())))
    wanted = available if draws is None else draws
    size = batch_size(wanted) if batch is None else batch
    simulation = Simulation(
        model,
        world,
        schedules,
        lambda numbers: {address: values[numbers] for address, values in given.items()},
        focus,
        first_year,
        seed,
        screening=draws is not None,
    )
    return run_simulation(simulation, wanted, size, available, threads, progress)


def run_simulation(
    simulation: Simulation,
    wanted: int,
    size: int,
    limit: int,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Run a simulation and keep it all in memory.

    Args:
        simulation: What to run.
        wanted: Draws.
        size: Draws in a batch.
        limit: How many candidates there are.
        threads: Batches in hand at once.
        progress: Called with (histories done, histories in all), from this thread.
    """
    memory = Memory(wanted, len(simulation.arms), progress)
    executor = InProcess(
        lambda number: simulation.batch(number * size, min((number + 1) * size, limit)),
        threads,
    )
    try:
        carry_out(wanted, size, executor, memory, limit=limit)
    finally:
        executor.close()
    return joined([memory.batches[number] for number in sorted(memory.batches)], wanted)


class Memory:
    """A ledger that holds the batches themselves."""

    def __init__(
        self, wanted: int, arms: int, progress: Callable[[int, int], None] | None = None
    ) -> None:
        self.batches: dict[int, Ensemble] = {}
        self._total = wanted * arms
        self._arms = arms
        self._progress = progress
        self._histories = 0

    def done(self) -> dict[int, int]:
        """How many draws were kept, by batch."""
        return {number: found.kept for number, found in self.batches.items()}

    def claim(self, batch: int) -> Claim:
        """Every batch is ours: nobody else knows of this memory."""
        return Claim.OURS

    def acknowledge(self, batch: int, found: Ensemble) -> None:
        """Keep a batch."""
        self.batches[batch] = found
        self._histories += self._arms * found.kept
        if self._progress is not None:
            self._progress(min(self._histories, self._total), self._total)

    def wait(self) -> None:
        """There is nobody to wait for."""


def joined(batches: list[Ensemble], wanted: int) -> Ensemble:
    """The first ``wanted`` draws of batches that follow one another.

    How many draws were set aside counts those with a number below that of the last draw.
    """
    first = batches[0]

    def together(parts: list[np.ndarray], axis: int) -> np.ndarray:
        whole = np.concatenate(parts, axis=axis)
        return whole[(slice(None),) * axis + (slice(wanted),)]

    numbers = together([each.numbers for each in batches], 0)
    return Ensemble(
        arms=first.arms,
        years=first.years,
        metrics={
            name: together([each.metrics[name] for each in batches], 1) for name in first.metrics
        },
        by_state={
            name: together([each.by_state[name] for each in batches], 1) for name in first.by_state
        },
        parameters={
            address: together([each.parameters[address] for each in batches], 0)
            for address in first.parameters
        },
        numbers=numbers,
        implausible=int(numbers[-1]) + 1 - len(numbers) if len(numbers) else 0,
    )
