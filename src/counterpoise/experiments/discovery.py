"""Whether boxes found in some draws hold in others: discovery judged on draws left out.

Boxes are chosen because they do well in the draws at hand, so in those they look better than they
are. Each fifth of the draws is therefore judged by the first box that the other four fifths give.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.prim import ALPHA, MOST_BOXES, Found, Mask, boxes

Numbers = NDArray[np.float64]

FOLDS = 5


@dataclass(frozen=True)
class HeldOut:
    """How first boxes do in draws that had no part in finding them.

    Attributes:
        coverage: Share of the cases that lay inside.
        density: Share of the draws inside that were cases; not a number where none lay inside.
    """

    coverage: float
    density: float


@dataclass(frozen=True)
class Discovery:
    """Boxes, and whether to believe the first.

    Attributes:
        boxes: The first the most telling.
        held_out: The first box in draws left out; None where no box was found.
        rate: Share of all draws that are cases.
    """

    boxes: tuple[Found, ...]
    held_out: HeldOut | None
    rate: float


def discovered(
    draws: Numbers, case: Mask, alpha: float = ALPHA, most: int = MOST_BOXES
) -> Discovery:
    """Boxes in which cases are dense, and how the first does in draws left out.

    Args:
        draws: Parameters, [draw, parameter].
        case: Which draws are cases of interest, [draw].
        alpha: Share of a box that is peeled at a time.
        most: At most how many boxes.
    """
    found = boxes(draws, case, alpha, most)
    rate = float(case.mean())
    if not found:
        return Discovery(found, None, rate)
    fold = np.random.default_rng(0).permutation(len(draws)) % FOLDS
    inside = np.zeros(len(draws), bool)
    for each in range(FOLDS):
        kept = fold != each
        others = boxes(draws[kept], case[kept], alpha, 1)
        if others:
            inside[~kept] = others[0].step.box.holds(draws[~kept])
    cases = float(case[inside].sum())
    count = int(inside.sum())
    density = cases / count if count else float("nan")
    return Discovery(found, HeldOut(cases / float(case.sum()), density), rate)
