"""What trade shares can and cannot tell apart.

The benefit of an order that grows with N, the share of trade inside, and the pull of what is
outside are two channels of one claim: each new member raises the benefit and shrinks the
alternatives. With trade shares that sum to one, the share outside is 1 - N, and no data can tell
the two slopes apart (beyond an intercept, they are one regressor). They part only where the
benefit is scaled by *unnormalised* openness, or where the outside option is a rival order.

It is a collinearity of the kind that Manski (1993, `manski1993`) found where a person's outcome is
regressed on the mean of a group: what the design cannot separate, no amount of data will.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

NOTE = (
    "Trade shares inside and outside an order sum to one, so benefit and outside option are the "
    "same regressor. Identify them by unnormalised openness (trade relative to income, times N) "
    "or by a rival order as the outside option (eq. 3.17)."
)
TOLERANCE = 1e-7  # of the largest singular value, below which a direction counts as empty


class NotIdentified(ValueError):
    """Columns of a design carry the same information."""


def check_identified(columns: Mapping[str, ArrayLike]) -> None:
    """Refuse a design whose slopes no data could tell apart; a constant is always included.

    Args:
        columns: The regressors by name, each of the same length once flattened.

    Raises:
        NotIdentified: Some are a linear combination of the others and a constant; the message
            names them and says what would identify them.

    Example:
        >>> inside = np.array([0.1, 0.5, 0.7, 0.9])
        >>> check_identified({"N": inside, "openness x N": inside * [0.2, 1.1, 0.4, 0.6]})
        >>> check_identified({"N": inside, "Out": 1 - inside})
        Traceback (most recent call last):
        ...
        counterpoise.mechanisms.order.identification.NotIdentified: `N` and `Out` ...
    """
    names = list(columns)
    design = np.column_stack([np.asarray(columns[name], float).ravel() for name in names])
    design = design - design.mean(axis=0)
    scale = np.linalg.norm(design, axis=0)
    _, values, directions = np.linalg.svd(design / np.where(scale > 0, scale, 1.0))
    values = np.append(values, np.zeros(len(names) - len(values)))
    empty = np.abs(directions[values <= TOLERANCE * max(values.max(), TOLERANCE)])
    tangled = [name for name, load in zip(names, empty.T, strict=True) if (load > 1e-6).any()]
    if tangled:
        listed = " and ".join(f"`{name}`" for name in tangled)
        raise NotIdentified(f"{listed} cannot be told apart. {NOTE}")
