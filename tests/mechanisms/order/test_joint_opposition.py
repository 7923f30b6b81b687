"""Joint opposition, and when a settlement enforces itself (U16)."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.mechanisms.conflict.projects import Foresight, Projects
from counterpoise.mechanisms.order.joint_opposition import (
    JointOpposition,
    self_enforcing,
    somebody_opposes,
)

from ..worlds import CHANCE, advance, changed, geography, with_parameters
from .powers import CAPABILITY, POWERS, five_powers

WORLD = five_powers()
LAND = geography().land(WORLD)
GREAT = WORLD.great_power


def feared(**fields: object) -> np.ndarray:
    world = five_powers(**fields)
    return np.asarray(advance(with_parameters(JointOpposition()), world)["joint_opposition"], float)


def enforces_itself(gain: float, consensus: float, loss: float = 1.0) -> bool:
    gains = jnp.full(GREAT.shape, gain, WORLD.capability.dtype)
    return bool(self_enforcing(gains, jnp.asarray(consensus), WORLD.capability, GREAT, LAND, loss))


@given(gain=st.floats(1e-6, 1e6))
def test_without_consensus_any_gain_upsets_a_settlement(gain: float) -> None:
    """U16: K = 0."""
    assert not enforces_itself(gain, 0.0)


def test_at_full_consensus_the_joint_factor_is_one() -> None:
    """U16: K = 1; for a lone great power there is nobody to oppose it."""
    assert somebody_opposes(jnp.asarray(1.0), GREAT)[:POWERS].tolist() == [1.0] * POWERS
    alone = jnp.asarray([1.0, 0.0, 0.0])
    assert somebody_opposes(jnp.asarray(1.0), alone).tolist() == [0.0, 1.0, 1.0]


def test_a_settlement_holds_just_when_the_strongest_power_would_lose_by_upsetting_it() -> None:
    """With equal gains the condition binds for the strongest, whom the others deter least."""
    own, others = CAPABILITY[0], CAPABILITY[1:POWERS].sum()
    beaten = others**1.5 / (others**1.5 + own**1.5)
    limit = (1 - 0.6**4) * beaten
    assert enforces_itself(limit * 0.999, 0.4)
    assert not enforces_itself(limit * 1.001, 0.4)
    assert enforces_itself(limit * 1.001, 0.4, loss=1.01)


def test_the_small_have_no_say() -> None:
    gains = jnp.where(GREAT > 0, 0.01, 100.0).astype(WORLD.capability.dtype)
    assert self_enforcing(gains, jnp.asarray(0.5), WORLD.capability, GREAT, LAND)


def test_what_a_power_expects_to_lose() -> None:
    found = feared(consensus=0.3)
    own = CAPABILITY[:POWERS]
    others = own.sum() - own
    expected = (1 - 0.7**4) * others**1.5 / (others**1.5 + own**1.5)
    np.testing.assert_allclose(found[:POWERS], expected, rtol=1e-5)
    assert (found[POWERS:] == 0).all()
    assert (np.diff(found[:POWERS]) > 0).all(), "the weaker the power, the more it fears"


def test_it_rises_with_consensus_from_exactly_nothing() -> None:
    found = np.array([feared(consensus=k)[0] for k in (0.0, 0.2, 0.6, 1.0)])
    assert found[0] == 0
    assert (np.diff(found) > 0).all()


def test_it_makes_acting_alone_dearer_and_nothing_else() -> None:
    """It is what the two options that end in acting alone lose; a myopic power does not see it."""

    def values(foresight: Foresight, opposed: float) -> np.ndarray:
        world = changed(WORLD, joint_opposition=opposed, authorisation=0.25)
        mechanism = with_parameters(Projects(foresight=foresight), h_0=0.5)
        powers = jnp.arange(POWERS)
        prospect = mechanism.prospects(world, powers, CHANCE)
        hazard = jnp.full((POWERS,), 0.5)
        return np.asarray(mechanism.values(world, powers, prospect, hazard), float)

    change = values(Foresight.FORESEEING, 0.4) - values(Foresight.FORESEEING, 0.0)
    np.testing.assert_allclose(change[:, 0], [0.0, 0.0, -0.4, -0.3], atol=1e-6)
    unseen = values(Foresight.MYOPIC, 0.4) - values(Foresight.MYOPIC, 0.0)
    assert (unseen == 0).all()


def test_gains_are_in_units_of_a_lost_war() -> None:
    found = advance(with_parameters(JointOpposition(), loss=2.0), WORLD)["joint_opposition"]
    assert float(found[0]) == pytest.approx(2 * feared()[0], rel=1e-6)
