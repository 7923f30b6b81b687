"""Own-distancing: how far a state moved away from another, with the other held still.

    D_ij,t = |x_i,t - x_j,t-1| - |x_i,t-1 - x_j,t-1|                                       (3.9)
    G_ij,t = |x_i,t - x_j,t| - |x_i,t - x_j,t-1|
    D + G  = |x_i,t - x_j,t| - |x_i,t-1 - x_j,t-1|

A gap to the target's position confounds one's own movement with the target's. With the target
frozen where it stood, D is zero when i does not move, whatever j does; G is what the target's own
movement then adds, and the two sum to the change of the gap exactly.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from counterpoise.measures.array import Numbers


def own_distancing(
    before: Float[Numbers, "*states"],
    after: Float[Numbers, "*states"],
    target: Float[Numbers, "*#states"],
) -> Float[Numbers, "*states"]:
    """Change of distance to a frozen target, in ideal-point units.

    Args:
        before: Positions at t-1.
        after: Positions at t.
        target: The target's position at t-1; broadcasts with the others.

    Example:
        >>> import jax.numpy as jnp
        >>> float(own_distancing(jnp.array(0.5), jnp.array(0.2), jnp.array(2.0)))
        0.2999999523162842
    """
    return _gap(after, target) - _gap(before, target)


@dataclass(frozen=True)
class Decomposition:
    """A change of distance and what it is made of; ``own + target`` is ``change``.

    Attributes:
        own: From the state's own movement, the target frozen where it stood.
        target: From the target's movement, the state standing where it arrived.
    """

    own: Float[Numbers, "*states"]
    target: Float[Numbers, "*states"]

    @property
    def change(self) -> Float[Numbers, "*states"]:
        """The change of the distance."""
        return self.own + self.target


def decompose(
    before: Float[Numbers, "*states"],
    after: Float[Numbers, "*states"],
    target_before: Float[Numbers, "*#states"],
    target_after: Float[Numbers, "*#states"],
) -> Decomposition:
    """Own and target's part of the change of the distance between two times.

    Args:
        before: Positions of the states at the first time.
        after: Their positions at the second.
        target_before: The target's position at the first time.
        target_after: The target's position at the second.

    Example:
        >>> import numpy as np
        >>> found = decompose(np.array([0.0]), np.array([0.0]), np.array([1.0]), np.array([2.0]))
        >>> found.own.item(), found.target.item()  # all of it is the target's
        (0.0, 1.0)
    """
    return Decomposition(
        own=own_distancing(before, after, target_before),
        target=_gap(after, target_after) - _gap(after, target_before),
    )


def _gap(one: Numbers, other: Numbers) -> Numbers:
    apart = one - other
    # NumPy keeps double precision where it is given; within a run the arrays are JAX's.
    return np.abs(apart) if isinstance(apart, np.ndarray | np.generic) else jnp.abs(apart)
