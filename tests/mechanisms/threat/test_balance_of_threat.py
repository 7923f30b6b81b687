"""Threat: each source is a marginal rate of substitution in units of capability."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat, Offence

from ..worlds import advance, changed, with_parameters, world_of

NOTHING = dict.fromkeys(("theta_D", "theta_O", "theta_I", "theta_R", "theta_A"), 0.0)
APART = ~np.eye(6, dtype=bool)


def threat(world, offence: Offence = Offence.TOTAL, **own: float) -> np.ndarray:
    return np.asarray(advance(with_parameters(BalanceOfThreat(offence), **own), world)["threat"])


@settings(max_examples=15)
@given(seed=st.integers(0, 50))
def test_power_alone_is_the_other_sides_capability(seed: int) -> None:
    """All other thetas zero: T_ij = C_j / 0.10, whoever perceives."""
    world = world_of(seed=seed)
    capability = np.broadcast_to(np.asarray(world.capability) / 0.10, (6, 6))
    np.testing.assert_allclose(threat(world, **NOTHING)[APART], capability[APART], rtol=1e-4)


def test_salience_has_diminishing_returns() -> None:
    """St = ln(1 + T)."""
    found = advance(with_parameters(BalanceOfThreat()), world_of())
    np.testing.assert_allclose(found["salience"], np.log1p(np.asarray(found["threat"])), rtol=1e-5)


@pytest.mark.parametrize(
    ("tie", "sign", "parameter"),
    [("rivalry", 1, "theta_R"), ("defence_pact", -1, "theta_A"), ("intentions", 1, "theta_I")],
)
def test_a_tie_multiplies_threat(tie: str, sign: int, parameter: str) -> None:
    """One unit of R, A or l multiplies T by exp(+theta_R), exp(-theta_A), exp(theta_I)."""
    world = changed(world_of(), **{tie: 0.0})
    tied = changed(world, **{tie: APART.astype(float)})
    ratio = threat(tied, **{parameter: 0.6})[APART] / threat(world, **{parameter: 0.6})[APART]
    np.testing.assert_allclose(ratio, np.exp(sign * 0.6), rtol=1e-4)


def test_threat_halves_where_distance_demands_it() -> None:
    """T falls as (1 + d/d0)^-theta_D."""
    near, far = (
        threat(world_of(distance=km * APART.astype(float)), theta_D=0.5)[APART]
        for km in (0.0, 1500.0)
    )
    np.testing.assert_allclose(far / near, 0.5, rtol=1e-4)


def test_the_currency_does_not_matter() -> None:
    """Offence is demeaned: threat is the same in dollars and in cents."""
    world = world_of()
    cents = changed(world, military_spending=100 * world.military_spending)
    np.testing.assert_allclose(threat(cents, theta_O=1.0), threat(world, theta_O=1.0), rtol=1e-3)


def test_offence_is_read_from_the_arms_that_the_variant_names() -> None:
    """More soldiers threaten in the land variant alone; more money in the other two alone."""
    world = world_of()
    soldiers = changed(
        world, military_personnel=world.military_personnel * np.array([2, 1, 1, 1, 1, 1.0])
    )
    money = changed(
        world, military_spending=world.military_spending * np.array([2, 1, 1, 1, 1, 1.0])
    )
    for offence, louder, same in (
        (Offence.LAND, soldiers, money),
        (Offence.TOTAL, money, soldiers),
        (Offence.SEA, money, soldiers),
    ):
        base = threat(world, offence)[1:, 0]
        assert (threat(louder, offence)[1:, 0] > 1.05 * base).all()
        np.testing.assert_allclose(threat(same, offence)[1:, 0], base)


def test_relative_power_is_mutual() -> None:
    """theta_C = theta_P = 1, nothing else: T_ij = C_j / C_i, so T_ij T_ji = 1."""
    found = threat(world_of(), **(NOTHING | {"theta_C": 1.0}))
    np.testing.assert_allclose((found * found.T)[APART], 1.0, rtol=1e-3)


def test_empty_slots_neither_fear_nor_frighten() -> None:
    found = threat(world_of(4, empty=2))
    assert (found[4:] == 0).all()
    assert (found[:, 4:] == 0).all()
    assert (np.diag(found) == 0).all()
    np.testing.assert_allclose(found[:4, :4], threat(world_of(4)), rtol=1e-4)
