"""Working through the list of acts a few at a time, because most of its places are empty.

The list must have room for the most violent year that a draw can produce; a usual year fills a
tenth of it, from the front. What the acts do is therefore gathered chunk by chunk, and the chunks
beyond the last act are not worked through at all.
"""

from collections.abc import Callable
from typing import TypeVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int

CHUNK = 32

Gathered = TypeVar("Gathered")
OfChunk = Callable[[Gathered, Int[Array, " chunk"], Bool[Array, " chunk"]], Gathered]


def over_acts(known: Bool[Array, " act"], so_far: Gathered, gather: OfChunk[Gathered]) -> Gathered:
    """What the acts of a list add up to.

    Args:
        known: True where the list holds an act.
        so_far: What there is before the first.
        gather: From what was gathered so far, the places of a chunk of the list, and whether there
            is an act at each, to what is gathered with them. The last place may occur more than
            once, and then holds an act once at most.

    Example:
        >>> import jax.numpy as jnp
        >>> known = jnp.array([True, False, True])
        >>> severity = jnp.array([0.5, 9.0, 1.0])
        >>> add = lambda total, places, held: total + jnp.sum(severity[places] * held)
        >>> over_acts(known, jnp.zeros(()), add).item()
        1.5
    """
    acts = known.shape[0]
    filled = jnp.max(jnp.where(known, jnp.arange(acts) // CHUNK + 1, 0))

    def chunk(number: Int[Array, ""], gathered: Gathered) -> Gathered:
        place = number * CHUNK + jnp.arange(CHUNK)
        inside = jnp.minimum(place, acts - 1)
        return gather(gathered, inside, known[inside] & (place < acts))

    return jax.lax.fori_loop(0, filled, chunk, so_far)
