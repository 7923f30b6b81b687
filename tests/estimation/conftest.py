"""One simulated history, of which the truth is known, for all tests of estimation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.estimation.blocks.postures import LABEL
from counterpoise.estimation.label_errors import drawn_labels, mistaken
from counterpoise.estimation.record import Record
from counterpoise.estimation.simulated_record import simulated_record
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.catalogue import parameters
from counterpoise.models.model import Model
from counterpoise.world.synthetic import synthetic_world

STATES, YEARS = 48, 24
LIVELY = {
    "initiation.i0": 1.5,
    "rivalry.r0": -5.0,
    "alliance.al0": 2.5,
    "alliance.off0": -3.0,
    "alliance.al_year": 0.8,
    "alliance.off_year": 0.8,
    "posture.e0": -2.6,
}


@dataclass(frozen=True)
class Truth:
    """A history and the parameters that made it."""

    record: Record
    values: dict[str, float]


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    with jax.enable_x64(True):
        yield


@pytest.fixture(scope="session")
def truth() -> Truth:
    with jax.enable_x64(True):
        values = {address: each.default for address, each in parameters().items()} | LIVELY
        record = simulated_record(
            balance_of_threat(),
            synthetic_world(STATES, seed=3, acts=512),
            {address: jnp.asarray(value) for address, value in values.items()},
            YEARS,
            seed=1,
        )
    label = drawn_labels(record.variables, np.random.default_rng(2), mistaken(0.25, 0.04))
    return Truth(replace(record, variables={**record.variables, LABEL: label}), values)


COMING_AND_GOING = {
    "order.j0": -4.5,
    "order.oNg": 1.0,
    "order.oNx": -0.5,
    "order.x0": -2.5,
    "order.xN": 2.0,
}


@pytest.fixture(scope="session")
def order_truth() -> Truth:
    """A history in which states join and leave an order."""
    with jax.enable_x64(True):
        values = {address: each.default for address, each in parameters().items()}
        values |= COMING_AND_GOING
        record = simulated_record(
            Model("orders", (Membership(), Legitimacy(), IdealPoints())),
            synthetic_world(96, seed=4),
            {address: jnp.asarray(value) for address, value in values.items()},
            30,
            seed=2,
        )
    return Truth(record, values)
