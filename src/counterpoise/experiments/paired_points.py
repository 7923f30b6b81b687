"""A model asked at many points of its parameters, with the same chance at each.

    Y[p, r] = outcome(theta_p, rest_r, chance_r)

A point p sets some parameters. Repeat r draws the rest of them, and every random number of the
history, from addresses in which the point does not appear. What differs between two points of one
repeat is therefore what their parameters did: a parameter on which the outcome does not depend
moves it by exactly nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.batches import Claim, batch_size, carry_out
from counterpoise.experiments.executor import InProcess
from counterpoise.experiments.outcome import Outcome
from counterpoise.experiments.simulation import Simulation

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Outcomes of one batch, [place]; not a number where the draw describes no possible world."""

    values: Numbers

    @property
    def kept(self) -> int:
        """Every place counts: a design has no spare ones."""
        return len(self.values)


class Outcomes:
    """A ledger that holds the outcomes themselves."""

    def __init__(self, total: int, arms: int, progress: Callable[[int, int], None] | None) -> None:
        self.parts: dict[int, Part] = {}
        self._total, self._arms, self._progress, self._done = total, arms, progress, 0

    def done(self) -> dict[int, int]:
        """How many outcomes there are, by batch."""
        return {number: part.kept for number, part in self.parts.items()}

    def claim(self, batch: int) -> Claim:
        """Every batch is ours."""
        return Claim.OURS

    def acknowledge(self, batch: int, found: Part) -> None:
        """Keep a batch."""
        self.parts[batch] = found
        self._done += found.kept
        if self._progress is not None:
            self._progress(self._arms * self._done, self._arms * self._total)

    def wait(self) -> None:
        """There is nobody to wait for."""


def outcomes_at(
    simulation: Simulation,
    points: Mapping[str, Numbers],
    rest: Mapping[str, np.ndarray],
    outcome: Outcome,
    act_year: int,
    threads: int = 1,
    batch: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Numbers:
    """The outcome at every point, in every repeat.

    Args:
        simulation: What to run; its own parameters are not used.
        points: By address, the value at each point, [point].
        rest: By address, every parameter in each repeat, [repeat]; a point's own value goes first.
        outcome: What is asked.
        act_year: Year of the act.
        threads: Batches in hand at once; changes no result.
        batch: Histories of an arm in a batch; changes no result.
        progress: Called with (histories done, histories in all), from this thread.

    Returns:
        [point, repeat]; not a number where a history describes no possible world (see
        ``plausibility.py``) or ends in values that are not finite.
    """
    repeats = len(next(iter(rest.values())))
    count = len(next(iter(points.values())))
    total = count * repeats

    def parameters(numbers: np.ndarray) -> dict[str, np.ndarray]:
        shared = {address: values[numbers % repeats] for address, values in rest.items()}
        return shared | {address: values[numbers // repeats] for address, values in points.items()}

    paired = replace(
        simulation,
        parameters=parameters,
        screening=True,
        chances=lambda numbers: numbers % repeats,
    )
    size = batch_size(total) if batch is None else batch

    def compute(number: int) -> Part:
        first, stop = number * size, min((number + 1) * size, total)
        found = paired.batch(first, stop)
        values = np.full(stop - first, np.nan)
        values[found.numbers - first] = outcome.values(found, act_year)
        return Part(np.where(np.isfinite(values), values, np.nan))

    ledger = Outcomes(total, len(simulation.arms), progress)
    executor = InProcess(compute, threads)
    try:
        carry_out(total, size, executor, ledger, limit=total)
    finally:
        executor.close()
    parts = [ledger.parts[number].values for number in sorted(ledger.parts)]
    return np.concatenate(parts).reshape(count, repeats)
