"""Arms differ in numbers alone, and each number stands where the scenario puts it."""

import jax
import numpy as np

from counterpoise.scenarios.checking import check_scenario
from counterpoise.scenarios.prescribable import prescribable
from counterpoise.scenarios.reading import parse_scenario
from counterpoise.scenarios.schedule import common_places, most_acts, schedules
from counterpoise.scenarios.setting import setting_of
from counterpoise.vocabulary.variables import Kind, variables

TEXT = """
title: A test
question: Do numbers stand where they should?
world: 2003
years: 4
draws: 2
power: USA
target: Iraq
act_year: 2004
arms:
  none: {label: Nothing}
  much:
    label: Much
    interventions:
    - act: {year: 2004, actor: USA, target: Iraq, severity: 0.5, authorised: false}
    - act: {year: 2004, actor: China, target: 713}
    - act: {year: 2006, actor: USA, target: Iraq, authorised: true}
    - parameter: {address: war.fulfil, value: 0.1, from: 2004, to: 2005}
    - variable: {name: income, operation: multiply, value: 2, of: great powers, from: 2005}
    - variable: {name: intentions, operation: set, value: 1, of: [France, Iran], toward: USA}
    - off: {mechanism: rivalry, from: 2006}
  other:
    label: Other
    interventions:
    - variable: {name: intentions, operation: set, value: 0, of: all, from: 2004, to: 2004}
    - variable: {name: income, operation: multiply, value: 3, of: Iraq}
"""


def test_arms_have_one_structure() -> None:
    scenario = parse_scenario(TEXT)
    planned = schedules(scenario, setting_of(scenario))
    shapes = {
        (jax.tree.structure(each), tuple(leaf.shape for leaf in jax.tree.leaves(each)))
        for each in planned.values()
    }
    assert len(shapes) == 1
    assert most_acts(scenario) == 2


def test_numbers_stand_where_the_scenario_puts_them() -> None:
    scenario = parse_scenario(TEXT)
    setting = setting_of(scenario)
    planned = schedules(scenario, setting)
    much, none = planned["much"], planned["none"]
    usa, iraq, china = (setting.slot(name) for name in ("USA", "Iraq", "China"))
    np.testing.assert_array_equal(much.actor, [[-1, -1], [usa, china], [-1, -1], [usa, -1]])
    assert int(much.target[1, 0]) == iraq
    np.testing.assert_allclose(much.severity[:, 0], [0, 0.5, 0, 1])
    np.testing.assert_array_equal(much.authorised[:, 0], [0, 0, 0, 1])
    np.testing.assert_array_equal(much.authorised_focus, [0, 0, 0, 1])
    np.testing.assert_allclose(much.values[:, 0], [np.nan, 0.1, 0.1, np.nan], rtol=1e-6)
    np.testing.assert_array_equal(much.switches[:, 0], [1, 1, 1, 0])
    income, intentions = much.changes[:2]
    np.testing.assert_array_equal(income.value, [np.nan, np.nan, 2, np.nan])
    assert float(income.actors.sum()) == setting.great_powers.sum()
    np.testing.assert_array_equal(intentions.value, [1, 1, 1, 1])
    assert float(intentions.actors.sum()) == 2
    assert int(np.argmax(intentions.targets)) == usa
    assert np.isnan(none.values).all()
    assert all(np.isnan(each.value).all() for each in none.changes)
    assert (np.asarray(none.actor) == -1).all()
    assert (np.asarray(none.switches) == 1).all()
    names = [each.name for each in planned["other"].changes]
    assert names == ["income", "intentions", "income"]


def test_common_places_keep_every_order() -> None:
    for arms in (["abc", "cab"], ["aab", "bba"], ["", "a"], ["abcabc", "ccbbaa", "abc"]):
        whole = "".join(common_places(list(arm) for arm in arms))  # type: ignore[misc, arg-type]
        for arm in arms:
            rest = iter(whole)
            assert all(letter in rest for letter in arm), (arm, whole)


def test_only_stocks_may_be_prescribed() -> None:
    found = prescribable()
    assert {"legitimacy", "military_spending", "rivalry", "intentions"} <= set(found)
    assert not {"code", "present", "distance"} & set(found)
    assert all(variables()[name].kind is Kind.STOCK for name in found)


def test_a_sound_scenario_has_no_problem() -> None:
    assert check_scenario(parse_scenario(TEXT)) == []
