"""What every study of a scenario begins with: the scenario, its question, and what may vary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.experiments.comparison import pair_of
from counterpoise.experiments.outcome import Outcome, UnknownOutcome
from counterpoise.measures.metric import METRICS, Metric
from counterpoise.measures.order_metric import EVERY_METRIC
from counterpoise.mechanisms.parameter import Parameter
from counterpoise.mechanisms.prior import Prior
from counterpoise.models.catalogue import parameter
from counterpoise.models.draws import check_support, draw_parameters
from counterpoise.runs.compilation_cache import use_compilation_cache
from counterpoise.runs.job import beliefs, simulation_of
from counterpoise.runs.run import pairs
from counterpoise.scenarios.assembly import model_of
from counterpoise.scenarios.library import path_of
from counterpoise.scenarios.reading import parse_with, read_text
from counterpoise.scenarios.scenario import Scenario
from counterpoise.scenarios.setting import setting_of
from counterpoise.vocabulary.near_miss import did_you_mean

if TYPE_CHECKING:
    from counterpoise.experiments.simulation import Simulation


class BadStudy(ValueError):
    """A study asks for something that the scenario does not have."""


@dataclass(frozen=True)
class Question:
    """What a study asks of a scenario.

    Attributes:
        scenario: A shipped scenario's name, or the path of a YAML file.
        outcome: Name of a metric.
        contrast: ``a - b``, two arms to compare; the scenario's first contrast by default.
        arm: An arm whose level is meant, rather than a contrast.
        years: How many years; the scenario's by default.
        seed: Of every draw; the scenario's by default.
        set: Values of parameters that hold throughout, by address.
    """

    scenario: str | Path
    outcome: str
    contrast: str | None = None
    arm: str | None = None
    years: int | None = None
    seed: int | None = None
    set: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Study:
    """A scenario ready to be studied.

    Attributes:
        scenario: Checked.
        outcome: What is asked.
        metric: Its declaration.
        simulation: The arms that the outcome needs, after the scenario's first, by which draws
            that describe no possible world are told.
        declared: Every parameter of the model, by address.
        fixed: Values that hold throughout, by address.
        changed: Priors that the scenario puts in place of the declared ones, by address.
    """

    scenario: Scenario
    outcome: Outcome
    metric: Metric
    simulation: "Simulation"
    declared: Mapping[str, Parameter]
    fixed: Mapping[str, float]
    changed: Mapping[str, Prior]

    @property
    def priors(self) -> dict[str, Prior]:
        """The prior of every parameter that varies, by address."""
        priors = {
            address: self.changed.get(address, each.prior)
            for address, each in self.declared.items()
            if address not in self.fixed
        }
        return {address: prior for address, prior in priors.items() if _varies(prior)}

    def drawn(self, draws: int) -> dict[str, np.ndarray]:
        """Every parameter in the first draws of ``counterpoise run --parameters prior``, [draw]."""
        return draw_parameters(self.declared, draws, self.scenario.seed, self.fixed, self.changed)

    def require(self, address: str) -> Parameter:
        """The parameter of this address.

        Raises:
            UnknownParameter: There is none.
            BadStudy: The scenario's model does not have it.
        """
        declared = parameter(address)
        if address not in self.declared:
            raise BadStudy(
                f"`{address}` belongs to a mechanism that the model of {self.scenario.name} does "
                "not have."
            )
        return declared

    def require_value(self, address: str, value: float) -> None:
        """Check that a parameter can take a value.

        Raises:
            OutsideSupport: It cannot.
        """
        check_support(self.require(address), value)

    def chosen(self, addresses: Sequence[str], blocks: Sequence[str]) -> tuple[str, ...]:
        """The parameters to vary: those named, those of blocks named, or all that have a prior.

        Raises:
            UnknownParameter: There is no such parameter.
            BadStudy: There is no such block, or a parameter does not vary.
        """
        priors = self.priors
        for address in addresses:
            self.require(address)
            if address not in priors:
                why = "is held fixed" if address in self.fixed else "has no prior with any spread"
                raise BadStudy(
                    f"`{address}` {why} in {self.scenario.name}, so there is nothing to vary it "
                    "over. Leave it out, or give it a prior in the scenario's `parameters`."
                )
        found = list(addresses)
        known = sorted({address.partition(".")[0] for address in priors})
        for block in blocks:
            if block not in known:
                raise BadStudy(
                    f"no block {block!r} with parameters that vary.{did_you_mean(block, known)} "
                    f"There are {', '.join(known)}."
                )
            found += [address for address in priors if address.startswith(f"{block}.")]
        return tuple(dict.fromkeys(found or priors))


def study_of(question: Question, draws: int | None = None) -> Study:
    """Read and check a scenario, and make it ready.

    Args:
        question: What is asked of it.
        draws: Draws in place of the scenario's.

    Raises:
        UnknownScenario, ScenarioError: It is not there, or means nothing.
        UnknownOutcome: There is no such metric.
        UnknownContrast: An arm is not there.
        BadStudy: Both a contrast and an arm were asked for.
    """
    file = path_of(question.scenario)
    given = {"years": question.years, "seed": question.seed, "draws": draws}
    options = {key: value for key, value in given.items() if value is not None}
    scenario = parse_with(read_text(file), str(file), file.stem, options, dict(question.set))
    metric = _metric(question.outcome, scenario)
    outcome = _outcome(question, scenario)
    setting, model = setting_of(scenario), model_of(scenario)
    fixed, priors = beliefs(scenario)
    use_compilation_cache()
    whole = simulation_of(scenario, setting, model, scenario.draws)
    needed = dict.fromkeys((next(iter(scenario.arms)), *outcome.arms))
    arms = {arm: whole.schedules[arm] for arm in needed}
    return Study(
        scenario,
        outcome,
        metric,
        replace(whole, schedules=arms),
        model.parameters(),
        fixed,
        priors,
    )


def _metric(name: str, scenario: Scenario) -> Metric:
    known = {each.name: each for each in (METRICS if scenario.order is None else EVERY_METRIC)}
    if name not in known:
        raise UnknownOutcome(
            f"--outcome {name}: there is no such figure.{did_you_mean(name, known)} "
            f"{scenario.name} has {', '.join(known)}."
        )
    return known[name]


def _outcome(question: Question, scenario: Scenario) -> Outcome:
    arms = tuple(scenario.arms)
    if question.contrast is not None and question.arm is not None:
        raise BadStudy("an outcome is read in one arm or between two: give --arm or --contrast.")
    if question.arm is not None:
        if question.arm not in arms:
            raise BadStudy(
                f"--arm {question.arm}: the arms of {scenario.name} are {', '.join(arms)}."
                f"{did_you_mean(question.arm, arms)}"
            )
        return Outcome(question.outcome, question.arm)
    if question.contrast is not None:
        _, (first, second) = pair_of(question.contrast, arms)
        return Outcome(question.outcome, first, second)
    compared = pairs(scenario)
    return (
        Outcome(question.outcome, *compared[0]) if compared else Outcome(question.outcome, arms[0])
    )


def _varies(prior: Prior) -> bool:
    low, high = (float(prior.quantile(np.array(each))) for each in (0.05, 0.95))
    return low < high
