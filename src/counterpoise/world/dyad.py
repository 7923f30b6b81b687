"""Dyads: the row perceives or acts, the column is perceived or acted upon."""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int, Shaped, UInt32

WORD = 32


def row(values: Float[Array, " actor"]) -> Float[Array, "actor 1"]:
    """An attribute of the state that perceives or acts."""
    return values[:, None]


def column(values: Float[Array, " target"]) -> Float[Array, "1 target"]:
    """An attribute of the state that is perceived or acted upon."""
    return values[None, :]


def gap(values: Float[Array, " actor"]) -> Float[Array, "actor target"]:
    """Absolute difference between the two states of each dyad."""
    return jnp.abs(values[:, None] - values[None, :])


def pairs(present: Float[Array, " actor"]) -> Bool[Array, "actor target"]:
    """True where both slots are held and the two states differ."""
    held = present > 0
    return held[:, None] & held[None, :] & ~jnp.eye(held.shape[0], dtype=bool)


def row_sums(matrix: Float[Array, "actor target"]) -> Float[Array, " actor"]:
    """Each row's sum, as a product: a reduction along rows is many times slower."""
    return matrix @ jnp.ones(matrix.shape[1], matrix.dtype)


def whole(matrix: Float[Array, "actor target"]) -> Float[Array, ""]:
    """The sum of a matrix."""
    return jnp.sum(row_sums(matrix))


def ties(matrix: Shaped[Array, "actor target"]) -> UInt32[Array, "word actor"]:
    """Each row of a 0/1 matrix as bits, 32 columns to a word.

    Counting what two rows share then costs a few integer operations instead of a matrix product.
    """
    actors, targets = matrix.shape
    padded = jnp.pad(matrix, ((0, 0), (0, -targets % WORD))) > 0
    bits = padded.reshape(actors, -1, WORD).astype(jnp.uint32)
    words = jnp.sum(bits << jnp.arange(WORD, dtype=jnp.uint32), axis=2, dtype=jnp.uint32)
    return words.T


def mutual_ties(matrix: Shaped[Array, "actor target"]) -> UInt32[Array, "word target"]:
    """Each column of a 0/1 matrix as bits: of a symmetric one, the ``ties``, at a lower price."""
    actors, targets = matrix.shape
    padded = jnp.pad(matrix, ((0, -actors % WORD), (0, 0))) > 0
    bits = padded.reshape(-1, WORD, targets).astype(jnp.uint32)
    place = jnp.arange(WORD, dtype=jnp.uint32)[None, :, None]
    return jnp.sum(bits << place, axis=1, dtype=jnp.uint32)


def shared_ties(bits: UInt32[Array, "word actor"]) -> Float[Array, "actor target"]:
    """How many partners the two states of each dyad have in common.

    Example:
        >>> import jax.numpy as jnp
        >>> allied = jnp.array([[0., 0., 1.], [0., 0., 1.], [1., 1., 0.]])
        >>> shared_ties(ties(allied))[0, 1].item()  # both are allied to the third
        1.0
    """
    common = (jnp.bitwise_count(word[:, None] & word[None, :]) for word in bits)
    count = sum(common, start=jnp.uint32(0))
    return count.astype(jnp.int32).astype(jnp.result_type(float))


def any_shared(bits: UInt32[Array, "word actor"]) -> Bool[Array, "actor target"]:
    """True where the two states of a dyad have at least one partner in common."""
    common = bits[0][:, None] & bits[0][None, :]
    for word in bits[1:]:
        common = common | (word[:, None] & word[None, :])
    return common > 0


def nth_set_bit(word: UInt32[Array, "*shape"], rank: Int[Array, "*shape"]) -> Int[Array, "*shape"]:
    """Position of the set bit of each word that has ``rank`` set bits below it."""
    position = jnp.zeros_like(rank)
    for width in (16, 8, 4, 2, 1):
        mask = jnp.uint32((1 << width) - 1)
        below = jnp.bitwise_count(word & mask).astype(rank.dtype)
        upper = rank >= below
        word = jnp.where(upper, word >> width, word & mask)
        rank = jnp.where(upper, rank - below, rank)
        position = position + jnp.where(upper, width, 0)
    return position


def columns_in_rows(
    matrix: Bool[Array, "actor target"], places: int
) -> Int[Array, "actor {places}"]:
    """The columns at which each row is true, in order; -1 where it has places to spare.

    Example:
        >>> import jax.numpy as jnp
        >>> columns_in_rows(jnp.array([[False, True, True], [True, False, False]]), 2).tolist()
        [[1, 2], [0, -1]]
    """
    return columns_in_bits(ties(matrix), places)


def columns_in_bits(
    words: UInt32[Array, "word actor"], places: int
) -> Int[Array, "actor {places}"]:
    """The same from the rows as bits."""
    rank = jnp.broadcast_to(jnp.arange(places, dtype=jnp.int32), (words.shape[1], places))
    bits = jnp.zeros_like(rank, jnp.uint32)
    base = jnp.zeros_like(rank)
    within = jnp.zeros_like(rank)
    taken = jnp.zeros((words.shape[1], 1), jnp.int32)
    for number, word in enumerate(words):
        here = jnp.bitwise_count(word).astype(jnp.int32)[:, None]
        inside = (rank >= taken) & (rank < taken + here)
        bits = jnp.where(inside, word[:, None], bits)
        base = jnp.where(inside, number * WORD, base)
        within = jnp.where(inside, rank - taken, within)
        taken = taken + here
    return jnp.where(rank < taken, base + nth_set_bit(bits, within), -1)


def listed(
    events: Float[Array, "actor target"], places: int
) -> tuple[Int[Array, " place"], Int[Array, " place"], Int[Array, ""]]:
    """The dyads of a sparse 0/1 matrix as a list, in row-major order.

    Args:
        events: 1 where the event happened.
        places: Length of the list.

    Returns:
        Row and column of each event, -1 where the list has places to spare; and how many events
        there are, which may be more than there are places.

    Example:
        >>> import jax.numpy as jnp
        >>> rows, columns, count = listed(jnp.array([[0., 1.], [0., 0.]]), 2)
        >>> rows.tolist(), columns.tolist(), int(count)
        ([0, -1], [1, -1], 1)
    """
    return listed_bits(ties(events), places)


def listed_bits(
    words: UInt32[Array, "word actor"], places: int
) -> tuple[Int[Array, " place"], Int[Array, " place"], Int[Array, ""]]:
    """The same from the rows as bits."""
    bits = words.T
    in_word = jnp.bitwise_count(bits).astype(jnp.int32)
    in_row = jnp.sum(in_word, axis=1)
    through = jnp.cumsum(in_row)
    total = through[-1]
    place = jnp.arange(places, dtype=jnp.int32)
    row = jnp.sum(through[None, :] <= place[:, None], axis=1, dtype=jnp.int32)
    found = place < total
    row = jnp.where(found, row, 0)
    rank = place - (through[row] - in_row[row])
    column = jnp.zeros_like(place)
    taken = jnp.zeros_like(place)
    for word in range(bits.shape[1]):
        here = in_word[row, word]
        inside = (rank >= taken) & (rank < taken + here)
        bit = nth_set_bit(bits[row, word], jnp.maximum(rank - taken, 0))
        column = jnp.where(inside, word * WORD + bit, column)
        taken = taken + here
    return jnp.where(found, row, -1), jnp.where(found, column, -1), total
