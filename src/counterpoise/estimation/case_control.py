"""Rare events: all of them, and a random part of the many occasions on which nothing happened.

A dyad-year with an onset is one in hundreds. Keeping every event and a known fraction f of the
rest leaves a likelihood that is exact for what was kept: among the kept rows the log-odds of the
event are those of the model less ln f (King and Zeng 2001). With tens of controls to a case almost
nothing is lost, and the likelihood is tens of times cheaper.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CONTROLS = 20  # to each case
FEWEST_CASES = 25  # reckoned with where there are fewer


class Occasions(NamedTuple):
    """Rows that were kept.

    Attributes:
        place: Index of each along every axis of the candidates.
        happened: 1 for a case and 0 for a control.
        offset: What is added to the model's log-odds: -ln f.
    """

    place: tuple[NDArray[np.intp], ...]
    happened: NDArray[np.float64]
    offset: NDArray[np.float64]


def case_control(
    candidates: NDArray[np.bool_],
    happened: NDArray[np.bool_],
    random: np.random.Generator,
    controls: int = CONTROLS,
) -> Occasions:
    """Every candidate at which it happened, and a fraction of the others.

    Args:
        candidates: True where the event could happen and all covariates are known.
        happened: True where it did; the same shape.
        random: Chooses the controls.
        controls: How many to a case.

    Example:
        >>> could = np.ones((1000, 10), bool)
        >>> did = np.zeros((1000, 10), bool)
        >>> did[:50, 0] = True
        >>> kept = case_control(could, did, np.random.default_rng(0), controls=10)
        >>> int(kept.happened.sum()), round(float(np.exp(-kept.offset[0])), 3)
        (50, 0.05)
    """
    cases = candidates & happened
    others = candidates & ~happened
    wanted = controls * max(int(cases.sum()), FEWEST_CASES)
    fraction = min(1.0, wanted / max(int(others.sum()), 1))
    kept = cases | (others & (random.random(candidates.shape) < fraction))
    place = np.nonzero(kept)
    return Occasions(place, cases[place].astype(float), np.full(len(place[0]), -np.log(fraction)))


def joined(*parts: Occasions) -> Occasions:
    """Strata put together, each with its own offset."""
    return Occasions(
        tuple(np.concatenate(axis) for axis in zip(*(part.place for part in parts), strict=True)),
        np.concatenate([part.happened for part in parts]),
        np.concatenate([part.offset for part in parts]),
    )
