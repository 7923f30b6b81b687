"""How an order stands: the same figures on a simulated and an observed world, counted by hand."""

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.measures.order import coverage
from counterpoise.measures.order_metric import ORDER_METRICS
from counterpoise.measures.order_standing import (
    coverage_of,
    movement,
    order_standing,
    prospective_punishment,
    quarrels_of_powers,
)
from counterpoise.mechanisms.order.enforcement import Enforcement
from counterpoise.models.catalogue import MECHANISMS
from counterpoise.models.change import replaced
from counterpoise.models.concert_of_europe import concert_of_europe
from counterpoise.models.world_without_the_west import world_without_the_west
from counterpoise.scenarios.setting import _recorded
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World


@pytest.fixture(scope="module")
def world() -> World:
    base = synthetic_world(8, 1, acts=6, orders=2)
    member = jnp.zeros((8, 2)).at[jnp.array([0, 2, 3, 6]), 0].set(1.0).at[1, 1].set(1.0)
    return replaced(base, {"membership": member, "openness": base.openness * 0 + 0.4})


@pytest.mark.parametrize("observed", [False, True])
def test_coverage_is_that_of_the_measure_on_the_record(world: World, observed: bool) -> None:
    if observed:
        world = _recorded(2003).build(4, 1, 0.6, "recorded")
    flows = np.asarray(world.openness * world.income)[:, None] * np.asarray(world.trade_share)
    wanted = coverage(
        np.asarray(world.membership[:, 0]),
        np.asarray(world.present),
        np.asarray(world.capability),
        flows,
        np.asarray(world.great_power),
    )
    found = {name: float(value) for name, value in coverage_of(world, 0).items()}
    assert found["members"] == wanted["members"]
    names = {
        "order_heads": "by_heads",
        "order_capability": "by_capability",
        "order_trade": "by_trade",
        "order_powers": "great_powers",
        "order_powers_capability": "great_powers_by_capability",
    }
    for ours, theirs in names.items():
        assert found[ours] == pytest.approx(wanted[theirs], rel=1e-5), ours


def test_a_dissolved_order_covers_nothing(world: World) -> None:
    gone = replaced(world, {"order_active": world.order_active.at[0].set(0.0)})
    assert {float(each) for each in coverage_of(gone, 0).values()} == {0.0}


def test_hazards_are_means_over_those_who_stood_outside_or_inside(world: World) -> None:
    # 0, 2, 3, 6 are inside at the end; 6 came this year and 5 went, so 0, 2, 3, 5 were inside.
    column = jnp.zeros((8, 2))
    year = replaced(
        world,
        {
            "joined": column.at[6, 0].set(1.0),
            "left": column.at[5, 0].set(1.0),
            "join_probability": column.at[jnp.array([1, 4, 6, 7]), 0].set(
                jnp.array([0.1, 0.2, 0.7, 0.0])
            ),
            "exit_probability": column.at[jnp.array([0, 5]), 0].set(jnp.array([0.2, 0.6])),
        },
    )
    found = movement(year, 0)
    assert float(found["joining_hazard"]) == pytest.approx(0.25)
    assert float(found["exit_hazard"]) == pytest.approx(0.2)
    assert (float(found["joined"]), float(found["left"])) == (1.0, 1.0)


def test_nobody_outside_gives_a_hazard_of_zero(world: World) -> None:
    full = replaced(world, {"membership": jnp.ones((8, 2))})
    assert float(movement(full, 0)["joining_hazard"]) == 0.0


def test_punishment_in_prospect_is_what_an_act_would_meet(world: World) -> None:
    enforcement = Enforcement()
    model = world_without_the_west().bind({})
    land = model.land(world)
    act = {
        "order_authorises": jnp.array([1.0, 0.0]),
        "exclusive": jnp.zeros((2, 2)),
        "membership": world.membership.at[:, 1].set(0.0),
        "act_actor": jnp.array([4, -1, -1, -1, -1, -1]),
        "act_target": jnp.array([5, -1, -1, -1, -1, -1]),
        "act_severity": jnp.array([1.0, 0, 0, 0, 0, 0]),
        "act_authorised": jnp.zeros(6),
        "punishment": jnp.zeros(8),
        "threat": jnp.ones((8, 8)),
    }
    struck = replaced(world, act)
    met = enforcement.advance(struck, land, Chance.of(0, 0))["punishment"][4]
    assert float(met) > 0
    found = prospective_punishment(enforcement, struck, 0, 4)
    assert float(found) == pytest.approx(float(met), rel=1e-6)


def test_quarrels_of_great_powers_count_once_a_pair(world: World) -> None:
    powers = jnp.zeros(8).at[jnp.array([0, 1, 2])].set(1.0)
    acts = {
        "great_power": powers,
        "act_actor": jnp.array([0, 1, 1, 4, -1, 0]),
        "act_target": jnp.array([1, 0, 2, 0, -1, 5]),
        "act_war": jnp.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
    }
    found = quarrels_of_powers(replaced(world, acts))
    assert (float(found["power_disputes"]), float(found["power_wars"])) == (2.0, 1.0)


def test_every_figure_is_declared_and_belongs_to_a_model_that_has_it(world: World) -> None:
    declared = {metric.name for metric in ORDER_METRICS}
    seen: set[str] = set()
    for model in (world_without_the_west().bind({}), concert_of_europe().bind({})):
        found = order_standing(world, model.land(world), 0, 0, model.mechanisms)
        assert all(np.isfinite(np.asarray(each)) for each in found.values())
        seen |= set(found)
    assert seen == declared
    assert {"holdout", "concert", "congress"} <= {each.block for each in MECHANISMS}
