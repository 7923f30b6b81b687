"""Measured threat is the simulator's: the same function on arrays and on a world."""

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.measures.threat import prior_intentions, structural, threat, weighted_mean
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.mechanisms.threat.intentions import Intentions
from tests.mechanisms.worlds import with_parameters, world_of

APART = ~np.eye(6, dtype=bool)


def test_a_world_and_its_arrays_give_one_threat() -> None:
    world = world_of(seed=3)
    mechanism = with_parameters(BalanceOfThreat())
    simulated = mechanism.log_threat(world, Geography().land(world))
    measured = threat(
        np.asarray(world.capability),
        np.asarray(world.military_spending),
        np.asarray(world.distance),
        np.asarray(world.intentions),
        np.asarray(world.rivalry),
        np.asarray(world.defence_pact),
    )
    np.testing.assert_allclose(measured.log_threat[APART], np.asarray(simulated)[APART], rtol=1e-5)
    parts = (
        measured.power
        + measured.proximity
        + measured.offence
        + measured.intentions
        + measured.rivalry
        + measured.alliance
        + measured.own_power
    )
    np.testing.assert_allclose(parts[APART], measured.log_threat[APART], atol=1e-5)
    assert np.isnan(measured.log_threat[~APART]).all()


def test_prior_intentions_are_those_the_simulator_starts_from() -> None:
    world = world_of(seed=4)
    mechanism = with_parameters(Intentions())
    begun = np.asarray(mechanism.begin(world, Geography().land(world))["intentions"])
    found = prior_intentions(
        np.asarray(world.ideal_point), np.asarray(world.rivalry), np.asarray(world.defence_pact)
    )
    np.testing.assert_allclose(found[APART], begun[APART], rtol=1e-5)


def test_missing_arms_make_that_threat_missing_and_no_other() -> None:
    """One gap must not poison the mean from which everybody's offence is measured."""
    none = np.zeros((3, 3))
    capability, arms = np.array([0.2, 0.3, 0.1]), np.array([10.0, 30.0, 5.0])
    gap = threat(capability, np.array([10.0, 30.0, np.nan]), none, none, none, none)
    pair = threat(capability[:2], arms[:2], none[:2, :2], none[:2, :2], none[:2, :2], none[:2, :2])
    assert np.isnan(gap.log_threat[:, 2]).all()
    np.testing.assert_allclose(gap.log_threat[:2, :2], pair.log_threat, rtol=1e-5)


def test_structural_threat_leaves_intentions_out() -> None:
    none, hostile = np.zeros((2, 2)), np.full((2, 2), 3.0)
    held, arms = np.array([0.2, 0.3]), np.array([1.0, 1.0])
    first = threat(held, arms, none, hostile, none, none, mechanism=structural())
    second = threat(held, arms, none, none, none, none, mechanism=structural())
    np.testing.assert_array_equal(first.log_threat, second.log_threat)
    assert float(BalanceOfThreat().theta_I) != 0.0


def test_mean_by_capability_leaves_gaps_out() -> None:
    assert weighted_mean(np.array([1.0, np.nan, 3.0]), np.array([1.0, 5.0, 1.0])) == 2.0
    assert np.isnan(weighted_mean(np.array([np.nan]), np.array([1.0])))


@pytest.mark.parametrize("kind", [np.asarray, jnp.asarray])
def test_both_kinds_of_array_are_taken(kind) -> None:
    none = kind(np.zeros((2, 2)))
    found = threat(kind([0.1, 0.2]), kind([1.0, 2.0]), none, none, none, none)
    assert found.power[0, 1] == pytest.approx(np.log(2.0), abs=1e-5)
