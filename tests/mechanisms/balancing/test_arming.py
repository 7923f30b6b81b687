"""Arms: partial adjustment, its half-life and its bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.balancing.arming import Arming

from ..worlds import after, begun, changed, with_parameters, world_of

STILL = {"sd": 0.0, "a_S": 0.0}


def spending(world) -> np.ndarray:
    return np.asarray(world.military_spending)


@settings(max_examples=15)
@given(seed=st.integers(0, 99), a_thr=st.floats(-1, 1), a_riv=st.floats(-1, 1))
def test_observed_spending_is_the_first_equilibrium(seed: int, a_thr: float, a_riv: float) -> None:
    """mu is set so that nothing moves until something else does."""
    law = with_parameters(Arming(), a_thr=a_thr, a_riv=a_riv, a_ally=0.3, **STILL)
    world = begun(law, world_of(8, seed, salience=0.3 * (1 - np.eye(8))))
    np.testing.assert_allclose(spending(after(law, world)), spending(world), rtol=1e-4)


@pytest.mark.parametrize("a_adj", [0.11, 0.5, 1.0])
def test_a_shock_to_desired_arms_is_closed_by_a_fixed_share_a_year(a_adj: float) -> None:
    """What is left of a log gap after t years is (1 - a_adj)^t."""
    law = with_parameters(Arming(), a_adj=a_adj, a_riv=0.0, **STILL)
    start = begun(law, world_of(6, 1))
    world = changed(start, arms_baseline=start.arms_baseline - 0.5)
    for year in range(1, 5):
        world = after(law, world)
        left = np.log(spending(world) / spending(start)) + 0.5
        np.testing.assert_allclose(left, 0.5 * (1 - a_adj) ** year, atol=1e-4)


def test_long_run_elasticities() -> None:
    """At full adjustment, spending moves by a_C per ln C, and by a_thr per ln(1 + sum St)."""
    law = with_parameters(Arming(), a_adj=1.0, a_C=0.7, a_thr=0.4, a_riv=0.0, **STILL)
    start = begun(law, world_of(6, 1, salience=0.0, income=1e9))
    doubled = after(law, changed(start, capability=2 * start.capability))
    np.testing.assert_allclose(spending(doubled) / spending(start), 2**0.7, rtol=1e-4)
    feared = after(law, changed(start, salience=0.2 * (1 - np.eye(6))))
    np.testing.assert_allclose(spending(feared) / spending(start), 2**0.4, rtol=1e-4)


def test_arms_answer_rivals_and_lean_on_allies() -> None:
    rival = 1.0 - np.eye(6)
    law = with_parameters(Arming(), a_adj=1.0, a_riv=0.1, a_ally=0.1, **STILL)
    start = begun(law, world_of(6, 1, rivalry=0.0, defence_pact=0.0, income=1e9))
    others = spending(start).sum() - spending(start)
    opposed = spending(after(law, changed(start, rivalry=rival)))
    np.testing.assert_allclose(opposed / spending(start), (1 + others) ** 0.1, rtol=1e-4)
    leaning = spending(after(law, changed(start, defence_pact=rival)))
    np.testing.assert_allclose(leaning / spending(start), (1 + others) ** -0.1, rtol=1e-4)


def test_whoever_chose_to_arm_does() -> None:
    """a_S is added once, however many the states armed against."""
    law = with_parameters(Arming(), sd=0.0, a_S=0.03)
    chose = np.zeros((6, 6))
    chose[0, 1] = 1.0
    chose[2, 3:] = 1.0
    start = begun(law, world_of(6, 1, income=1e9, chose_internal=chose))
    grown = np.log(spending(after(law, start)) / spending(start))
    np.testing.assert_allclose(grown, [0.03, 0, 0.03, 0, 0, 0], atol=1e-4)


@pytest.mark.parametrize(("loss", "ceiling"), [(0.0, 0.25), (0.1, 0.6)])
def test_spending_stops_at_its_ceiling(loss: float, ceiling: float) -> None:
    """A state rises to 0.25 of income in peace and 0.6 in war, and is never forced down."""
    law = with_parameters(Arming(), a_adj=1.0, **STILL)
    start = begun(law, world_of(6, 1, war_loss=loss))
    eager = changed(start, arms_baseline=start.arms_baseline + 10)
    income = np.asarray(start.income)
    np.testing.assert_allclose(spending(after(law, eager)) / income, ceiling, rtol=1e-4)
    above = changed(eager, military_spending=0.8 * income)
    np.testing.assert_allclose(spending(after(law, above)) / income, 0.8, rtol=1e-4)


def test_a_state_without_arms_stays_without() -> None:
    law = with_parameters(Arming())
    world = begun(law, world_of(6, 1, military_spending=0.0))
    assert (spending(after(law, world)) == 0).all()
