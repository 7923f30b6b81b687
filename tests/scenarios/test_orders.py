"""A scenario names an order as it names a state: from the world it plays in, with near misses."""

import equinox as eqx
import numpy as np
import pytest
import yaml

from counterpoise.scenarios.checking import check_scenario
from counterpoise.scenarios.library import shipped
from counterpoise.scenarios.scenario import Scenario
from counterpoise.scenarios.schedule import schedules
from counterpoise.scenarios.setting import setting_of


def scenario(change: str, assembly: str = "cold_war") -> Scenario:
    found = shipped("iraq-2003").model_dump(mode="json", by_alias=True)
    found |= {
        "world": 1985,
        "act_year": 1986,
        "target": "Libya",
        "model": {"assembly": assembly},
        "contrasts": None,
    }
    arm = {"label": "x", "interventions": [{"variable": yaml.safe_load(change)}]}
    found["arms"] = {"none": {"label": "none", "interventions": []}, "x": arm}
    return Scenario.model_validate(found)


ACTIVE = "{name: order_active, operation: set, value: 0, of: all, order: %s, from: 1990}"


def test_a_change_of_one_order_reaches_its_slot_alone():
    asked = scenario(ACTIVE % "communist")
    assert check_scenario(asked) == []
    (change,) = schedules(asked, setting_of(asked))["x"].changes
    assert change.orders.tolist() == [0, 1, 0]
    assert np.isnan(change.value[:5]).all()
    assert change.value[5:].tolist() == [0] * 5


@pytest.mark.parametrize(
    ("change", "assembly", "words"),
    [
        (ACTIVE % "comunist", "cold_war", "Did you mean `communist`"),
        (ACTIVE % "sovereigntist", "cold_war", "The orders are liberal, communist, non_aligned"),
        (ACTIVE % "liberal", "balance_of_threat", "this model has one order"),
        (
            "{name: order_active, operation: set, value: 0, of: USA, order: liberal}",
            "cold_war",
            "write `of: all`",
        ),
        (
            "{name: military_spending, operation: multiply, value: 2, of: USA, order: liberal}",
            "cold_war",
            "leave `order` out",
        ),
        (
            "{name: exclusive, operation: set, value: 0, of: all}",
            "cold_war",
            "may not be prescribed",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(change, assembly, words):
    messages = [problem.message for problem in check_scenario(scenario(change, assembly))]
    assert any(words in each for each in messages), messages


def about(order: str | None, change: str = "", assembly: str = "cold_war") -> list[str]:
    text = change or (ACTIVE % "communist")
    found = scenario(text, assembly).model_copy(update={"order": order})
    return [f"{problem.path}: {problem.message}" for problem in check_scenario(found)]


def test_a_scenario_names_the_order_that_it_turns_on():
    assert about("liberal") == []
    (problem,) = about("libral")
    assert problem.startswith("('order',)")
    assert "Did you mean `liberal`" in problem
    wealth = "{name: military_spending, operation: multiply, value: 2, of: USA}"
    (problem,) = about("liberal", wealth, "balance_of_threat")
    assert "choose an assembly with orders" in problem


LEADER = "{name: order_leader, operation: %s, value: %s, of: all, order: liberal, from: 1990}"
DOUBT = "{name: legitimacy, operation: add, value: %s, of: all, order: liberal, from: 1990}"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (LEADER % ("set", -1), ""),
        (LEADER % ("set", 2), "names a state, not an amount"),
        (DOUBT % -0.3, ""),
        (DOUBT % -3, "at most 1"),
        ("{name: veto, operation: set, value: 1, of: Libya}", "needs a seat on the council"),
        ("{name: veto, operation: set, value: 1, of: [USA, France]}", ""),
        (
            "{name: membership, operation: set, value: 1, of: Ukraine, order: liberal}",
            "not a member of the state system in 1985",
        ),
        (
            "{name: membership, operation: set, value: 1, of: USA, order: liberal, from: 1992,"
            " to: 1990}",
            "`to` (1990) is before `from` (1992)",
        ),
    ],
)
def test_what_happens_to_an_order_is_checked(change, words):
    found = about("liberal", change)
    assert (found == []) if not words else any(words in each for each in found), found


def test_belief_that_is_lowered_stays_within_its_bounds():
    asked = scenario(DOUBT % -0.3)
    setting = setting_of(asked)
    (change,) = schedules(asked, setting)["x"].changes
    world = setting.build(4, 1, 0.2, "recorded")
    now = eqx.tree_at(lambda each: each.value, change, change.value[5])
    after = np.asarray(now.apply(world, world.present).legitimacy)
    assert np.allclose(after[:, 0], 0.0)
    assert np.allclose(after[:, 1:], 0.2)
