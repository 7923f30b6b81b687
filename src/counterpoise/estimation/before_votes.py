"""A system before states had votes: nothing is known of disagreement, and nothing is made of it.

Ideal points begin in 1946. For earlier years every position is put in the middle and stays there:
terms of disagreement are empty, likelihoods of positions have no rows, and beliefs rest on force,
rivalry and pacts alone. The concert of the great powers takes the place of the order of 1948.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from counterpoise.estimation.block import Block
from counterpoise.estimation.record import Record

VOTELESS = ("distancing", "drift", "orders", "postures")
"""Likelihoods that need votes, or an order that came after them."""

SILENT = ("alliance.al_x", "alliance.off_x", "beliefs.a_x", "initiation.i_x")
"""Effects of disagreement, of which such a record says nothing: a posterior leaves them out."""

STILL = ("ideal_points.x_ar", "ideal_points.x_sd", "ideal_points.x_away")


def has_votes(record: Record) -> bool:
    """Whether any position is on record."""
    return bool(np.isfinite(record["ideal_point"]).any())


def in_the_middle(record: Record) -> Record:
    """The record with every position in the middle, known without error."""
    nothing = np.zeros_like(record["ideal_point"])
    variables = {**record.variables, "ideal_point": nothing, "ideal_point_sd": nothing}
    return replace(record, variables=variables)


def that_can_be_fitted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The likelihoods that say something of a record without votes."""
    return tuple(each for each in blocks if each.name not in VOTELESS)
