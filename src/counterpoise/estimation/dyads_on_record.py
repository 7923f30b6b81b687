"""Which dyads a record speaks of in which year, and what is known of them."""

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.record import Record
from counterpoise.mechanisms.relevance import RELEVANT_KM

Mask = NDArray[np.bool_]


def pairs_on_record(record: Record) -> Mask:
    """Two different states, both present through the year, in years that count."""
    present = (record.opening("present") > 0) & (record.closing("present") > 0)
    pair = present[:, :, None] & present[:, None, :]
    pair &= ~np.eye(present.shape[1], dtype=bool)
    return pair & record.counted[:, None, None]


def undirected(dyads: Mask) -> Mask:
    """Each dyad once."""
    return dyads & np.triu(np.ones(dyads.shape[1:], bool), 1)


def relevant_on_record(record: Record, great_power: NDArray[np.float64]) -> Mask:
    """As ``relevance.relevant``, for every year."""
    great = great_power > 0
    near = record.opening("distance") <= RELEVANT_KM
    return near | great[:, :, None] | great[:, None, :]


def both_known(*by_state: NDArray[np.float64]) -> Mask:
    """True where these attributes are known of both states of the dyad."""
    known = np.all([np.isfinite(values) for values in by_state], axis=0)
    return known[:, :, None] & known[:, None, :]


def disagreement(record: Record) -> NDArray[np.float64]:
    """|x_i - x_j| as each year opens."""
    x = record.opening("ideal_point")
    return np.abs(x[:, :, None] - x[:, None, :])
