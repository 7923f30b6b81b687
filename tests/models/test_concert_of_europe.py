"""The assembly of the concert: without a concert it is the earlier model, bit for bit."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.catalogue import parameters
from counterpoise.models.concert_of_europe import CONCERT, concert_of_europe
from counterpoise.models.history import Operation, VariableChange
from counterpoise.models.model import Model
from counterpoise.vocabulary.variables import variables
from counterpoise.world.arrays import as_world
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

from ..rich_worlds import rich_world

YEARS = 6
OWN = {"consensus", "satisfaction", "unilateral_gain", "benefit_share"}
LIVELY = {"initiation.i0": 2.0, "projects.op": 0.8, "escalation.w0": 0.0}


@eqx.filter_jit
def _begin(model: Model, world: World) -> World:
    return model.begin(world, model.land(world))


@eqx.filter_jit
def _year(model: Model, world: World, chance: Chance) -> World:
    return model.year(world, model.land(world), chance)


def history(model: Model, consensus: float, seed: int = 0, **own: float) -> list[World]:
    """Six years of fourteen states, seven of them great powers that quarrel much."""
    values = {address: each.default for address, each in parameters().items()} | LIVELY
    values |= {f"concert.{name}": value for name, value in own.items()}
    start = rich_world(14, 3)
    start["consensus"] = np.asarray(consensus)
    bound = model.bind({address: jnp.asarray(value) for address, value in values.items()})
    found = [_begin(bound, as_world(start))]
    for year in range(YEARS):
        found.append(_year(bound, found[-1], Chance.of(seed, 0).year(2000 + year)))
    return found


def apart(first: list[World], second: list[World]) -> set[str]:
    return {
        name
        for name in variables()
        for one, other in zip(first, second, strict=True)
        if not np.array_equal(getattr(one, name), getattr(other, name))
    }


WITH = concert_of_europe()
WITHOUT = balance_of_threat().adding(Legitimacy())


def test_no_consensus_is_the_earlier_model_bit_for_bit() -> None:
    assert apart(history(WITH, 0.0, K0=0.0), history(WITHOUT, 0.0)) <= OWN


@pytest.mark.parametrize("consensus", [0.3, 1.0])
def test_consensus_on_record_moves_nothing_without_the_mechanisms(consensus: float) -> None:
    left_out = history(WITH.without(*CONCERT), consensus)
    assert apart(left_out, history(WITHOUT, 0.0)) <= {"consensus"}


def test_a_scenario_can_prescribe_consensus() -> None:
    world = as_world(rich_world(14, 3))
    ones = jnp.ones(world.actors)
    years = jnp.array([0.25])
    change = VariableChange("consensus", Operation.SET, years, ones, ones, jnp.ones(1))
    change = eqx.tree_at(lambda each: each.value, change, years[0])
    assert float(change.apply(world, world.present).consensus) == 0.25


def test_a_concert_settles_disputes_and_stays_finite_at_full_consensus() -> None:
    for consensus in (0.5, 1.0):
        years = history(WITH, consensus, spoils=0.3, c0=2.0, c2=2.0)
        assert sum(float(world.act_settled.sum()) for world in years) > 0
        for world in years:
            for name in variables():
                assert np.isfinite(getattr(world, name)).all(), name
            great = np.asarray(world.great_power) > 0
            assert float(np.asarray(world.benefit_share)[~great].sum()) == 0


def test_the_concert_works_on_escalation_and_restrains_who_would_act_alone() -> None:
    """Over a few seeds: fewer great-power disputes become wars, fewer projects go ahead alone."""

    def counts(consensus: float, k0: float) -> np.ndarray:
        total = np.zeros(3)
        for seed in range(5):
            for world in history(WITH, consensus, seed, K0=k0)[1:]:
                known = np.asarray(world.act_actor) >= 0
                great = np.asarray(world.great_power)
                actor, target = np.asarray(world.act_actor), np.asarray(world.act_target)
                between = known & (great[actor] * great[target] > 0)
                alone = np.asarray(world.project_executed) * (
                    1 - np.asarray(world.project_authorised)
                )
                wars = np.asarray(world.act_war)[between].sum()
                total += [between.sum(), wars, alone.sum()]
        return total

    disputes, wars, alone = counts(0.95, 0.95)
    loose_disputes, loose_wars, loose_alone = counts(0.0, 0.0)
    assert wars / disputes < 0.6 * loose_wars / loose_disputes
    assert alone < loose_alone
