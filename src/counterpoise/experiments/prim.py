"""Where in the space of parameters futures of one kind lie: boxes, by patient rule induction.

Friedman and Fisher (1999) look for a box, a range of some parameters, in which cases of interest
are dense. From the whole space, the box is *peeled*: of all parameters and both ends, the slice of
a share alpha of its draws goes whose loss leaves the highest share of cases,

    density = cases inside / draws inside,      coverage = cases inside / cases,

again and again until few draws are left. Of the boxes on this trajectory one is chosen, here the
one with the largest harmonic mean of coverage and density, and *pasted*: slices of a share alpha
are put back while that raises the density. Following Bryant and Lempert (2010), a restriction is
then dropped if without it the box would have as many cases by luck: its quasi-p-value is

    P(Binomial(draws inside, density without the restriction) >= cases inside),

and the least telling goes first. It is no true p-value, for the same draws chose the restriction.
Further boxes are sought among the draws outside the first, and counted against all the cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

ALPHA = 0.05
LEAST_MASS = 0.05  # of all draws, below which a box is not peeled further
FEWEST = 10  # draws in a box, likewise
CHANCE = 0.05  # quasi-p-values above it are dropped
MOST_BOXES = 3


@dataclass(frozen=True)
class Box:
    """Ranges of parameters by column; both ends belong to it.

    Example:
        >>> Box.whole(2).cut(0, 0.5, None).holds(np.array([[0.4, 0.0], [0.5, 9.0]])).tolist()
        [False, True]
    """

    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def whole(cls, count: int) -> "Box":
        """The whole space of so many parameters."""
        return cls((-np.inf,) * count, (np.inf,) * count)

    def cut(self, column: int, low: float | None, high: float | None) -> "Box":
        """The box with other ends in one parameter; None leaves an end where it is."""
        lows, highs = list(self.low), list(self.high)
        lows[column] = lows[column] if low is None else low
        highs[column] = highs[column] if high is None else high
        return Box(tuple(lows), tuple(highs))

    def freed(self, column: int) -> "Box":
        """The box without a restriction of this parameter."""
        return self.cut(column, -np.inf, np.inf)

    def holds(self, draws: Numbers) -> Mask:
        """Which draws lie inside, of [draw, parameter]."""
        return np.asarray(
            ((draws >= np.array(self.low)) & (draws <= np.array(self.high))).all(axis=1)
        )

    @property
    def restricted(self) -> tuple[int, ...]:
        """The parameters that it restricts."""
        ends = enumerate(zip(self.low, self.high, strict=True))
        return tuple(place for place, (low, high) in ends if low > -np.inf or high < np.inf)


@dataclass(frozen=True)
class Step:
    """A box and how it does.

    Attributes:
        box: The box.
        inside: Draws inside.
        cases: Cases of interest inside.
        coverage: Share of all cases that are inside.
        density: Share of the draws inside that are cases.
    """

    box: Box
    inside: int
    cases: int
    coverage: float
    density: float

    @classmethod
    def of(cls, box: Box, draws: Numbers, case: Mask, every: int) -> "Step":
        """How a box does; ``every`` is the number of all cases."""
        held = box.holds(draws)
        inside, cases = int(held.sum()), int(case[held].sum())
        return cls(box, inside, cases, cases / max(every, 1), cases / max(inside, 1))

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density."""
        total = self.coverage + self.density
        return 2.0 * self.coverage * self.density / total if total else 0.0


@dataclass(frozen=True)
class Found:
    """A box that was found.

    Attributes:
        step: The box and how it does.
        chances: Quasi-p-value of each parameter that it restricts, by column.
        trajectory: The boxes on the way, from the whole space on.
    """

    step: Step
    chances: dict[int, float]
    trajectory: tuple[Step, ...]


def boxes(
    draws: Numbers, case: Mask, alpha: float = ALPHA, most: int = MOST_BOXES
) -> tuple[Found, ...]:
    """Boxes in which cases are dense, the first the most telling.

    Args:
        draws: Parameters, [draw, parameter].
        case: Which draws are cases of interest, [draw].
        alpha: Share of a box that is peeled or pasted at a time.
        most: At most how many boxes.

    Returns:
        None where no restriction tells cases from other draws better than luck.

    Example:
        >>> draws = np.random.default_rng(0).random((400, 3))
        >>> (found,) = boxes(draws, draws[:, 1] > 0.8)
        >>> found.step.box.restricted, found.step.coverage > 0.9, found.step.density > 0.9
        ((1,), True, True)
    """
    every = int(case.sum())
    least = max(FEWEST, int(np.ceil(LEAST_MASS * len(draws))))
    outside = np.ones(len(draws), bool)
    found: list[Found] = []
    while len(found) < most and case[outside].any() and outside.sum() > least:
        left, of_interest = draws[outside], case[outside]
        trajectory = peeled(left, of_interest, every, alpha, least)
        best = max(trajectory, key=lambda step: step.balance)
        pasted_box = pasted(best.box, left, of_interest, alpha)
        box, chances = telling(pasted_box, left, of_interest)
        if not chances:
            break
        found.append(Found(Step.of(box, left, of_interest, every), chances, trajectory))
        outside &= ~box.holds(draws)
    return tuple(found)


def peeled(draws: Numbers, case: Mask, every: int, alpha: float, least: int) -> tuple[Step, ...]:
    """The boxes of a peeling, from the whole space down to ``least`` draws."""
    box = Box.whole(draws.shape[1])
    steps = [Step.of(box, draws, case, every)]
    while True:
        held = box.holds(draws)
        left, of_interest = draws[held], case[held]
        best: tuple[float, int] | None = None
        for column in range(draws.shape[1]):
            for low, high in _slices(left[:, column], alpha):
                kept = _within(left[:, column], low, high)
                count = int(kept.sum())
                if count < least or count == len(left):
                    continue
                score = (float(of_interest[kept].mean()), count)
                if best is None or score > best:
                    best, smaller = score, box.cut(column, low, high)
        if best is None:
            return tuple(steps)
        box = smaller
        steps.append(Step.of(box, draws, case, every))


def pasted(box: Box, draws: Numbers, case: Mask, alpha: float) -> Box:
    """The box with slices put back while that raises its density."""
    held = box.holds(draws)
    density = float(case[held].mean())
    while True:
        larger: Box | None = None
        count = max(1, int(alpha * held.sum()))
        for column in box.restricted:
            beside = box.freed(column).holds(draws)
            values = draws[beside, column]
            below = np.sort(values[values < box.low[column]])[::-1][:count]
            above = np.sort(values[values > box.high[column]])[:count]
            for low, high, slice_ in ((below, None, below), (None, above, above)):
                if not len(slice_):
                    continue
                wider = box.cut(
                    column,
                    None if low is None else float(low[-1]),
                    None if high is None else float(high[-1]),
                )
                found = float(case[wider.holds(draws)].mean())
                if found > density:
                    density, larger = found, wider
        if larger is None:
            return box
        box, held = larger, larger.holds(draws)


def quasi_p_values(box: Box, draws: Numbers, case: Mask) -> dict[int, float]:
    """How likely luck gives as many cases without a restriction, by restricted column."""
    held = box.holds(draws)
    inside, cases = int(held.sum()), int(case[held].sum())
    return {
        column: float(binom.sf(cases - 1, inside, case[box.freed(column).holds(draws)].mean()))
        for column in box.restricted
    }


def telling(box: Box, draws: Numbers, case: Mask) -> tuple[Box, dict[int, float]]:
    """The box without restrictions that luck could have drawn, and the others' quasi-p-values."""
    while True:
        chances = quasi_p_values(box, draws, case)
        worst = max(chances, key=lambda column: chances[column], default=None)
        if worst is None or chances[worst] <= CHANCE:
            return box, chances
        box = box.freed(worst)


def _slices(values: Numbers, alpha: float) -> Sequence[tuple[float | None, float | None]]:
    """New ends that cut a share alpha, and at least one value, off either side."""
    ordered = np.sort(values)
    count = max(1, int(alpha * len(ordered)))
    if ordered[0] == ordered[-1]:
        return ()
    low = float(ordered[count])
    high = float(ordered[-count - 1])
    if low == ordered[0]:
        low = float(ordered[ordered > low][0])
    if high == ordered[-1]:
        high = float(ordered[ordered < high][-1])
    return ((low, None), (None, high))


def _within(values: Numbers, low: float | None, high: float | None) -> Mask:
    if low is not None:
        return np.asarray(values >= low)
    assert high is not None
    return np.asarray(values <= high)
