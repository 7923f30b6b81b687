"""A shock costs an order what its mechanisms say it costs, against a twin without the shock."""

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.experiments.order_resilience import half_life, shocked, vulnerability
from counterpoise.mechanisms.conflict.acts import Acts
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.models.change import replaced
from counterpoise.models.model import Model
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

DRAWS, STATES, YEARS = 6, 12, 4
ORDER_ALONE = Model("order_alone", (Acts(), Membership(), Legitimacy()))


def universal() -> World:
    world = synthetic_world(STATES, 5)
    return replaced(world, {"membership": jnp.ones_like(world.membership)})


def drawn(**order: float) -> dict[str, jnp.ndarray]:
    values = {address: each.default for address, each in ORDER_ALONE.parameters().items()}
    values |= {f"order.{name}": value for name, value in order.items()}
    return {address: jnp.full(DRAWS, value) for address, value in values.items()}


def test_the_shock_takes_out_the_leader_and_a_part_of_belief_alone() -> None:
    world = universal()
    after = shocked(world)
    leader = int(world.order_leader[0])
    assert float(after.membership[leader, 0]) == 0.0
    assert float(after.barred[leader, 0]) == 1.0
    assert float(after.membership.sum()) == STATES - 1
    np.testing.assert_allclose(after.legitimacy, world.legitimacy - 0.3, rtol=1e-5)
    assert int(after.order_leader[0]) == -1


def test_states_that_never_leave_are_not_lost() -> None:
    found = vulnerability(ORDER_ALONE, universal(), drawn(x0=-90.0, xN=0.0, xL=0.0), years=YEARS)
    assert (found.incumbents_lost == 0).all()
    assert (found.accessions_foregone == 0).all()


def test_belief_that_holds_members_is_what_the_shock_costs() -> None:
    loose = drawn(x0=-2.0, xN=0.0, xX=0.0, xL=12.0, j0=-30.0)
    found = vulnerability(ORDER_ALONE, universal(), loose, years=YEARS)
    assert found.incumbents_lost.mean() > 0.2
    assert found.membership_lost.mean() > 0.2
    indifferent = drawn(x0=-2.0, xN=0.0, xX=0.0, xL=0.0, j0=-30.0)
    assert (
        vulnerability(ORDER_ALONE, universal(), indifferent, years=YEARS).incumbents_lost == 0
    ).all()


def test_an_order_that_nobody_doubts_outlives_the_years_followed() -> None:
    values = drawn(x0=-90.0, xN=0.0) | {"legitimacy.L_hyp": jnp.zeros(DRAWS)}
    found = half_life(ORDER_ALONE, universal(), values, years=YEARS)
    assert np.isinf(found.legitimacy).all()
    assert np.isinf(found.membership).all()
    hated = values | {"legitimacy.L_hyp": jnp.full(DRAWS, 5.0)}
    assert (half_life(ORDER_ALONE, universal(), hated, years=YEARS).legitimacy <= 3).all()


def test_draws_of_different_lengths_are_refused() -> None:
    values = drawn() | {"order.x0": jnp.zeros(DRAWS + 1)}
    with pytest.raises(ValueError, match="different numbers of draws"):
        vulnerability(ORDER_ALONE, universal(), values)
