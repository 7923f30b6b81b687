"""Politically relevant dyads: close enough, or with a power whose reach is global.

Two states are relevant to each other when their territories lie within 400 miles or when either is
a great power: the standard restriction of the field to dyads with an opportunity to quarrel.
"""

from jaxtyping import Array, Bool, Float

from counterpoise.world.dyad import column, row

RELEVANT_KM = 643.7  # 400 miles


def relevant(
    distance: Float[Array, "actor target"], great_power: Float[Array, " actor"]
) -> Bool[Array, "actor target"]:
    """True where two states have an opportunity to quarrel; the diagonal is not masked."""
    return (distance <= RELEVANT_KM) | (row(great_power) + column(great_power) > 0)
