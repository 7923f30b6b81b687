"""How prone two states are to force, modelled from the kind of dyad that they are.

Dyad-by-dyad histories of force may not be shipped. What ships is the average of each of eight kinds
of dyad (``record/conflict_kinds.csv``: rivals or not, contiguous or not, with a great power or
without). Every value is therefore *modelled*; a user who holds the disputes can put the dyads' own
frailty and conflict stock in their place.
"""

import csv
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@cache
def _kinds() -> dict[tuple[int, int, int], tuple[float, float]]:
    path = files("counterpoise.world").joinpath("record", "conflict_kinds.csv")
    return {
        (int(row["rivals"]), int(row["contiguous"]), int(row["great_power"])): (
            float(row["frailty"]),
            float(row["conflict_stock"]),
        )
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
    }


def modelled_conflict(
    contiguity: NDArray[np.float64],
    rivalry: NDArray[np.float64],
    great_power: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frailty and conflict stock of every dyad, [n, n] each, from its kind.

    Args:
        contiguity: 1 where two states border, [n, n].
        rivalry: 1 where they are rivals, [n, n].
        great_power: 1 for great powers, [n].

    Example:
        >>> rivals = np.array([[0.0, 1.0], [1.0, 0.0]])
        >>> frailty, stock = modelled_conflict(np.zeros((2, 2)), rivals, np.zeros(2))
        >>> bool(frailty[0, 1] > -5.0), bool(stock[0, 1] > 0)
        (True, True)
    """
    frailty = np.zeros(rivalry.shape)
    stock = np.zeros(rivalry.shape)
    great = np.maximum(great_power[:, None], great_power[None, :])
    for (rivals, contiguous, with_power), (rate, force) in _kinds().items():
        kind = (rivalry == rivals) & (contiguity == contiguous) & (great == with_power)
        frailty[kind] = rate
        stock[kind] = force
    np.fill_diagonal(frailty, 0.0)
    np.fill_diagonal(stock, 0.0)
    return frailty, stock
