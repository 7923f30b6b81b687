"""A state cannot belong to two orders that exclude each other.

To join an order is to leave every order that excludes it: who joins, leaves. Where a state would
join two such orders in one year, it joins the one that it was likelier to join; where it opened the
year in two (no order of the record, but a scenario can prescribe it), it keeps the one that it was
less likely to leave. Whatever the start and the draws, nobody ends a year in two exclusive orders.

Precedence is a number for each state and order: joiners 1 + p(join), stayers p(stay). The highest
is accepted, what it excludes is struck out, and so on: at most as many rounds as there are orders.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float


def barriers(exclusive: Float[Array, "order rival"]) -> Float[Array, "order rival"]:
    """1 where two different orders exclude each other, in whichever direction that was said."""
    apart = 1.0 - jnp.eye(exclusive.shape[0], dtype=exclusive.dtype)
    return jnp.maximum(exclusive, exclusive.T) * apart


def without_conflict(
    wanted: Bool[Array, "actor order"],
    precedence: Float[Array, "actor order"],
    exclusive: Float[Array, "order rival"],
) -> Bool[Array, "actor order"]:
    """The orders that each state is in once exclusive ones have given way.

    Args:
        wanted: Where each state would be, by its own draws.
        precedence: What gives way to what; the higher stays. Of equals the first order stays.
        exclusive: 1 where two orders exclude each other.

    Example:
        >>> both = jnp.array([[True, True]])
        >>> without_conflict(both, jnp.array([[0.4, 0.6]]), jnp.array([[0, 1.0], [1, 0]])).tolist()
        [[False, True]]
    """
    orders = exclusive.shape[0]
    walls = barriers(exclusive)
    accepted = jnp.zeros_like(wanted)
    left = wanted
    for _ in range(orders):
        best = jnp.argmax(jnp.where(left, precedence, -1.0), axis=1)
        chosen = left & (jnp.arange(orders)[None, :] == best[:, None])
        accepted = accepted | chosen
        left = left & ~chosen & ~(walls[best] > 0)
    return accepted
