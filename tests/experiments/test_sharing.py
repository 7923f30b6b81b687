"""What arms share is simulated once, and no bit depends on it."""

from collections.abc import Sequence
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.experiments import simulation as simulations
from counterpoise.experiments.sharing import BEGIN, tree_of
from counterpoise.experiments.simulation import ACTS, Simulation, _Draws
from counterpoise.models.history import Operation, Schedule, VariableChange
from counterpoise.runs.job import focus_of, parameters_of
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.reading import parse_scenario
from counterpoise.scenarios.schedule import schedules
from counterpoise.scenarios.setting import setting_of

YEARS = 5
SCENARIO = f"""\
title: Arms that part one after another
question: Does sharing change a bit?
world: {{synthetic: {{n: 18, seed: 1}}}}
years: {YEARS}
draws: 6
seed: 4
power: State 2
target: State 5
act_year: 2
arms:
  none: {{label: No force}}
  early: {{label: At once, interventions: [{{act: {{year: 1, actor: 2, target: 5}}}}]}}
  later: {{label: In the third year, interventions: [{{act: {{year: 3, actor: 2, target: 5}}}}]}}
  both:
    label: In the third year, and fewer arms in the fourth
    interventions:
    - act: {{year: 3, actor: 2, target: 5}}
    - variable:
        {{name: military_spending, operation: multiply, value: 0.5, of: [8], from: 4, to: 4}}
  same: {{label: Once more, interventions: [{{act: {{year: 3, actor: 2, target: 5}}}}]}}
"""


def schedule(
    severity: Sequence[float], value: Sequence[float] = (), whom: Sequence[float] = (1, 1)
) -> Schedule:
    """Prescribes acts of these severities, and a change of two actors where ``value`` is known."""
    years = len(severity)
    nothing = jnp.full((years, 1), -1, jnp.int32)
    zeros = jnp.zeros((years, 1))
    mask = jnp.asarray(whom, float)
    change = VariableChange(
        "capability", Operation.ADD, jnp.asarray(value, float), mask, jnp.ones(2), jnp.ones(1)
    )
    return Schedule(
        nothing,
        nothing,
        jnp.asarray(severity, float)[:, None],
        zeros,
        jnp.zeros((years, 0)),
        jnp.zeros((years, 0)),
        jnp.zeros(years),
        jnp.ones(years),
        (change,) if len(value) else (),
    )


def test_arms_part_where_they_first_differ() -> None:
    tree = tree_of({"a": schedule([0, 0, 0]), "b": schedule([0, 0, 1]), "c": schedule([0, 0, 0])})
    assert [(leg.arm, leg.first, leg.stop) for leg in tree.legs] == [
        (0, 0, 2),
        (0, 2, 3),
        (1, 2, 3),
    ]
    assert [leg.source for leg in tree.legs] == [BEGIN, 0, 0]
    assert {(each.arm, each.of, each.first, each.stop) for each in tree.shared} == {
        (1, 0, 0, 2),
        (2, 0, 0, 2),
        (2, 0, 2, 3),
    }
    assert tree.years == 4


def test_whom_a_change_is_for_means_nothing_in_a_year_without_it() -> None:
    nan = np.nan
    arms = {
        "one": schedule([0, 0, 0], (nan, nan, 1.0), (1, 0)),
        "other": schedule([0, 0, 0], (nan, nan, 1.0), (0, 1)),
        "never": schedule([0, 0, 0], (nan, nan, nan), (0, 1)),
    }
    assert tree_of(arms).years == 2 + 3
    assert tree_of({"a": arms["one"], "b": arms["one"]}).years == 3


def test_every_year_of_every_arm_is_simulated_or_taken_over_once() -> None:
    random = np.random.default_rng(3)
    for _ in range(20):
        said = random.integers(0, 2, (random.integers(1, 7), 4))
        arms = {str(place): schedule(each) for place, each in enumerate(said)}
        tree = tree_of(arms)
        seen = np.full(said.shape, -1)
        for leg in tree.legs:
            assert (seen[leg.arm, leg.first : leg.stop] == -1).all()
            seen[leg.arm, leg.first : leg.stop] = said[leg.arm, leg.first : leg.stop]
        for each in tree.shared:
            years = slice(each.first, each.stop)
            assert (seen[each.arm, years] == -1).all()
            seen[each.arm, years] = seen[each.of, years]
            np.testing.assert_array_equal(
                said[each.arm, : each.stop], said[each.of, : each.stop], "their pasts agree"
            )
        np.testing.assert_array_equal(seen, said)
        assert tree.years == len({tuple(each[:stop]) for each in said for stop in range(1, 5)})
        assert [leg.arm == 0 for leg in tree.legs] == sorted(
            (leg.arm == 0 for leg in tree.legs), reverse=True
        ), "the first arm decides whether the others are simulated"


@pytest.fixture(scope="module")
def parting() -> Simulation:
    """Places for two disputes a year; more of them in the second draw, very many in the third."""
    scenario = parse_scenario(SCENARIO, name="parting")
    setting, model = setting_of(scenario), model_of(scenario)
    drawn = parameters_of(scenario, model, 6)

    def parameters(numbers: np.ndarray) -> dict[str, np.ndarray]:
        found = drawn(numbers)
        rate = found["initiation.i0"] + np.where(numbers == 1, 2.0, 0.0)
        return found | {"initiation.i0": np.where(numbers == 2, 50.0, rate)}

    world = setting.build(15, 1, scenario.legitimacy, orders_of(model))
    return Simulation(
        model, world, schedules(scenario, setting), parameters, focus_of(scenario, setting), 1, 4
    )


def whole(simulation: Simulation, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Every arm of every draw from its first year on, with the list of acts that it needs."""
    parameters = simulation.parameters(numbers)
    given = _Draws(tuple(parameters), np.stack(list(parameters.values()), axis=1), numbers)
    jobs = [(draw, arm) for draw in range(len(numbers)) for arm in range(len(simulation.arms))]
    found = simulation._trees(given)
    del found["left_out"]
    found = {name: np.full_like(value, -99) for name, value in found.items()}
    simulation._alone(given, found, jobs, ACTS[0])
    over = found["lost_acts"].any(axis=2)
    simulation._alone(given, found, [job for job in jobs if over[job]], ACTS[1])
    return found | {"over": over}


def test_no_bit_depends_on_what_is_shared(
    parting: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = np.arange(6)
    assert parting._tree.years < YEARS * len(parting.arms)
    alone = whole(parting, numbers)
    assert alone["over"][1].any(), "the longer list is needed"
    found = parting.batch(0, 6)
    assert found.implausible == 1
    assert found.numbers.tolist() == [0, 1, 3, 4, 5]
    for name, values in found.metrics.items():
        np.testing.assert_array_equal(values.swapaxes(0, 1), alone[f"metric.{name}"][found.numbers])
    for name, values in found.by_state.items():
        np.testing.assert_array_equal(values.swapaxes(0, 1), alone[f"state.{name}"][found.numbers])
    threat = found.metrics["threat"]
    assert (threat[1, :, 1] != threat[0, :, 1]).any(), "what was done in the first year"
    np.testing.assert_array_equal(threat[2, :, :3], threat[0, :, :3])
    assert (threat[2, :, 3] != threat[0, :, 3]).any(), "what was done in the third"

    with monkeypatch.context() as short:  # a list that is no longer at the second try
        short.setattr(simulations, "ACTS", (0, 0))
        followed = parting.batch(0, 6)
        assert followed.numbers.tolist() == [
            number for number in found.numbers if not alone["over"][number].any()
        ]
        assert followed.implausible == 6 - followed.kept
        for name, values in followed.metrics.items():
            at = np.isin(found.numbers, followed.numbers)
            np.testing.assert_array_equal(values, found.metrics[name][:, at])
        with pytest.raises(simulations.TooManyActs, match="uses of force"):
            replace(parting, screening=False).batch(0, 6)

    # Where the rule of the program and that of the run disagree, the run's holds.
    monkeypatch.setattr(simulations, "plausible", lambda wars, *_: np.ones(len(wars), bool))
    monkeypatch.setattr(simulations, "MOST_DISPUTES", np.inf)
    every = parting.batch(0, 6)
    assert every.kept == 6
    for name, values in every.metrics.items():
        np.testing.assert_array_equal(values[:, found.numbers], found.metrics[name])
        np.testing.assert_array_equal(values[1:, 2], alone[f"metric.{name}"][2, 1:])
