"""One equilibrium where nobody minds the others; more where company decides."""

import jax.numpy as jnp
import pytest

from counterpoise.experiments.equilibria import Equilibria, equilibria
from counterpoise.mechanisms.balancing.postures import Expectations, Postures
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.model import Model
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World


def world_and_model(**posture: float) -> tuple[World, Model]:
    values = {f"posture.{name}": value for name, value in posture.items()}
    model = balance_of_threat().bind(values)
    world = synthetic_world(8, seed=2)
    return model.begin(world, model.land(world)), model


def found(**posture: float) -> Equilibria:
    world, model = world_and_model(**posture)
    return equilibria(model, world, starts=12)


def test_states_that_look_only_at_themselves_have_one_equilibrium() -> None:
    alone = found(s_net=0.0, h_T=0.0, b_T=0.0)
    assert alone.count == 1
    assert alone.reached == (alone.starts,) == (12,)


def test_company_that_decides_makes_two() -> None:
    # V_S runs from s0 to s0 + s_net as company runs from none to all: -6 and +6 around hiding.
    together = found(s0=-6.0, s_T=0.0, s_x=0.0, s_dep=0.0, s_A=0.0, s_net=12.0, kS=4.0, h_T=0.0)
    assert together.count >= 2
    assert max(together.soft) > 5 * min(together.soft) > 0
    assert sum(together.reached) == together.settled


def test_an_equilibrium_confirms_itself() -> None:
    world, model = world_and_model()
    one = equilibria(model, world, starts=4)
    settled = model.replacing(Postures(expectations=Expectations.EQUILIBRIUM)).bind({})
    after = settled.begin(world, settled.land(world))
    assert float(jnp.sum(after.p_soft)) == pytest.approx(one.soft[0], rel=1e-3)
