"""The covariates on which likelihoods are calibrated: one lively history of a small system.

A world of ``STATES`` states is carried through ``YEARS`` years by the model that holds every
mechanism a likelihood calls, with rates raised so that two dozen states see as many pacts,
rivalries, disputes and accessions as a block needs rows of each kind. Positions are seen with the
error of a General Assembly session.
"""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np

from counterpoise.estimation.record import Record
from counterpoise.estimation.simulated_record import simulated_record
from counterpoise.models.catalogue import parameters
from counterpoise.models.liberal_order import liberal_order
from counterpoise.world.synthetic import synthetic_world

STATES, YEARS = 24, 12
ACTS = 256
SEEN_WITH = 0.1  # standard deviation of an ideal point's error
LIVELY = {
    "initiation.i0": 1.5,
    "rivalry.r0": -5.0,
    "alliance.al0": 2.5,
    "alliance.off0": -3.0,
    "posture.e0": -2.6,
    "order.j0": -4.5,
    "order.x0": -2.5,
}


def ranks_record(seed: int = 3) -> Record:
    """A simulated record on which every block has rows.

    Args:
        seed: Of the world and of its history.
    """
    values = {address: each.default for address, each in parameters().items()} | LIVELY
    record = simulated_record(
        liberal_order(),
        synthetic_world(STATES, seed=seed, acts=ACTS),
        {address: jnp.asarray(value) for address, value in values.items()},
        YEARS,
        seed,
    )
    error = np.full_like(record["ideal_point_sd"], SEEN_WITH)
    return replace(record, variables={**record.variables, "ideal_point_sd": error})
