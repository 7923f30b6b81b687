"""Who belongs to an order at the end, in one arm and not in the other.

    passage_i    = P(M_i = 1 in a) - P(M_i = 1 in b)                        at the end, over draws
    incumbents   = sum_i I_i (M_i^b - M_i^a) / sum_i I_i        I: members the year before the act
    accessions   = sum_i (1 - I_i)(M_i^b - M_i^a) / sum_i (1 - I_i)

Where a run kept only means over the years after the act, the share of those years in which a
state belongs stands for its membership at the end, and losses are not told. a and b share every
chance draw. Losses are of the first arm against the second; incumbents and outsiders are those of
the second arm, the power that the run reports on apart. The two losses are never added up: an
order with few outsiders has few accessions to lose.
"""

from dataclasses import dataclass

import numpy as np

from counterpoise.experiments.comparison import Comparison, Figure, Numbers


@dataclass(frozen=True)
class Passage:
    """How much likelier one state is to belong to the order at the end, in one arm than another.

    Attributes:
        slot: Its actor slot.
        first: Share of draws in which it belongs in the first arm.
        second: The same in the second arm.
        error: Standard error of their difference over draws.
    """

    slot: int
    first: float
    second: float
    error: float

    @property
    def difference(self) -> float:
        """First less second."""
        return self.first - self.second


@dataclass(frozen=True)
class Attrition:
    """What an order lost in the first arm of a contrast, against the second.

    Attributes:
        incumbents: Share of the members of the year before the act; over draws.
        accessions: Share of that year's outsiders; over draws.
        members: How many members there were, mean over draws, the power apart.
        outsiders: How many outsiders.
    """

    incumbents: Figure
    accessions: Figure
    members: float
    outsiders: float


def passages(comparison: Comparison, contrast: str, n: int | None = None) -> tuple[Passage, ...]:
    """The states whose membership at the end differs between two arms, the most different first.

    Args:
        comparison: Of a run that turns on an order.
        contrast: Of which arms.
        n: At most how many.
    """
    first, second = (_at_the_end(comparison, arm) for arm in comparison.pairs[contrast])
    apart = first - second
    error = apart.std(axis=0) / np.sqrt(len(apart))
    found = [
        Passage(
            slot, float(first[:, slot].mean()), float(second[:, slot].mean()), float(error[slot])
        )
        for slot in np.flatnonzero(np.any(apart != 0, axis=0)).tolist()
    ]
    found.sort(key=lambda each: (-abs(each.difference), each.slot))
    return tuple(found[:n])


def attrition(comparison: Comparison, contrast: str, power: int) -> Attrition | None:
    """Members lost and accessions foregone by the end.

    None where the act is in the first year, or where the run kept no years of each state.

    Args:
        comparison: Of a run that turns on an order.
        contrast: Of which arms; the loss is the second's membership less the first's.
        power: Actor slot of the power that the run reports on, which is not counted.
    """
    before = np.flatnonzero(comparison.years == comparison.act_year - 1)
    yearly = comparison.ensemble.by_state["membership"].ndim == 4
    if not before.size or not yearly:
        return None
    first, second = (_membership(comparison, arm) for arm in comparison.pairs[contrast])
    others = np.arange(first.shape[2]) != power
    inside = second[:, before[0]] * others
    outside = (1.0 - second[:, before[0]]) * others
    lost = second[:, -1] - first[:, -1]
    return Attrition(
        Figure.of(_share(lost, inside)),
        Figure.of(_share(lost, outside)),
        float(inside.sum(axis=1).mean()),
        float(outside.sum(axis=1).mean()),
    )


def _at_the_end(comparison: Comparison, arm: str) -> Numbers:
    """1 where a state belongs at the end, or the share of years in which it does, [draw, actor]."""
    found = _membership(comparison, arm)
    return found if found.ndim == 2 else found[:, -1]


def _membership(comparison: Comparison, arm: str) -> Numbers:
    """1 where a state belongs, [draw, year, actor]; or mean shares, [draw, actor]."""
    place = comparison.ensemble.arms.index(arm)
    found = comparison.ensemble.by_state["membership"][place]
    return np.asarray(found, np.float64)[comparison.kept]


def _share(lost: Numbers, of: Numbers) -> Numbers:
    total = of.sum(axis=1)
    return np.asarray((lost * of).sum(axis=1) / np.where(total > 0, total, 1.0))
