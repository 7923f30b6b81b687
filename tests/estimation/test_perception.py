import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.estimation.perception import intentions, perceived_dyads, salience_at, salience_of

from .conftest import Truth


def everyone(truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    actors = len(truth.record.codes)
    return np.divmod(np.arange(actors * actors), actors)


def test_the_recursion_through_the_record_is_the_simulation(truth: Truth) -> None:
    """What the likelihood makes of the acts is what the states of the simulation made of them."""
    dyads = perceived_dyads(truth.record, *everyone(truth))
    values = {address: jnp.asarray(value) for address, value in truth.values.items()}
    believed = intentions(values, dyads)
    shape = truth.record["salience"].shape
    apart = ~np.eye(shape[1], dtype=bool)
    salience = np.asarray(salience_of(values, dyads, believed)).reshape(shape)
    assert len(truth.record.acts.year) > 100, "nothing to learn from"
    assert salience[:, apart] == pytest.approx(truth.record["salience"][:, apart], abs=1e-12)
    found = np.asarray(believed).reshape(shape)
    assert found[:, apart] == pytest.approx(truth.record.closing("intentions")[:, apart], abs=1e-12)


def test_some_dyads_in_some_years(truth: Truth) -> None:
    one, other = np.array([0, 5, 7]), np.array([3, 2, 1])
    dyads = perceived_dyads(truth.record, one, other)
    values = {address: jnp.asarray(value) for address, value in truth.values.items()}
    year, which = jnp.array([2, 9, 9]), jnp.array([0, 2, 1])
    found = salience_at(values, dyads, intentions(values, dyads), year, which)
    expected = truth.record["salience"][np.array([2, 9, 9]), one[[0, 2, 1]], other[[0, 2, 1]]]
    assert np.asarray(found) == pytest.approx(expected, abs=1e-12)
