"""A state's national capability is its mean share of six things the system holds.

    CINC_i = mean over components k of  x_ik / sum_j x_jk

The Composite Index of National Capability of Singer, Bremer and Stuckey (1972): military spending
and personnel, iron and steel, energy, population and urban population. Where a state lacks a
component the published index is the mean of its other shares, and the others' shares are taken of
the total that is known; so the index need not add up to one in a year. A component of which nobody
has anything (energy in no year, steel in none, but a subset of states may) is left out.
"""

import numpy as np
from jaxtyping import Float

from counterpoise.measures.array import Numbers

COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")
"""In the order of the National Material Capabilities data; the last axis of ``components``."""


def shares(
    components: Float[Numbers, "*year state component"],
) -> Float[Numbers, "*year state component"]:
    """Each state's share of each component, NaN where it is missing or nobody has any.

    Example:
        >>> shares(np.array([[1.0], [3.0], [np.nan]]))[:, 0].tolist()
        [0.25, 0.75, nan]
    """
    held = np.asarray(components)
    total = np.nansum(held, axis=-2, keepdims=True)
    return np.divide(held, total, out=np.full(held.shape, np.nan), where=total > 0)


def cinc(components: Float[Numbers, "*year state component"]) -> Float[Numbers, "*year state"]:
    """The index, recomputed; NaN for a state of which nothing is known.

    Args:
        components: Six values a state (see ``COMPONENTS``), NaN where missing. Missing codes of a
            distributor (-9) must have been made NaN: a negative value is refused.

    Raises:
        ValueError: A component is negative.

    Example:
        >>> cinc(np.array([[1.0, 1.0], [3.0, np.nan]])).tolist()
        [0.625, 0.75]
    """
    held = np.asarray(components)
    if np.any(held < 0):
        raise ValueError(
            "a component of capability is negative: -9 is the code of a missing value. "
            "Make it NaN before the index is computed."
        )
    found = shares(held)
    known = np.isfinite(found)
    count = known.sum(axis=-1)
    total = np.where(known, found, 0.0).sum(axis=-1)
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
