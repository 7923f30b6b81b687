"""A scenario names an order as it names a state: from the world it plays in, with near misses."""

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
