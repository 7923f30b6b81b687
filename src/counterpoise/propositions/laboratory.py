"""Where experiments are run: worlds, programs and histories shared by all propositions.

Experiments on one stage share its compiled program, and an arm that two of them ask for is run
once. Draws of parameters that describe no possible world are set aside by the rule of ensembles
(``experiments/plausibility.py``), applied to the untreated arm alone, before any treatment is
looked at; the same draws then serve every arm and the run with the mechanism off.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from counterpoise.experiments.batches import ImplausiblePriors
from counterpoise.experiments.plausibility import MOST_DISPUTES, candidates, plausible
from counterpoise.mechanisms.parameter import Parameter
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.belief import Belief
from counterpoise.propositions.dossier import Dossier
from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.experiment import UNTREATED, Arm, PairedArms, Records, Stage
from counterpoise.propositions.histories import Found, Job, run_histories
from counterpoise.propositions.synthetic_record import SyntheticRecord, synthetic_records
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.reading import parse_scenario
from counterpoise.scenarios.scenario import Scenario
from counterpoise.scenarios.schedule import most_acts, schedules
from counterpoise.scenarios.setting import setting_of

ACTS = 256
HISTORIES = 200  # synthetic histories from which power is worked out

Progress = Callable[[int], None]


def scenario_of(stage: Stage, arms: Mapping[str, Arm], source: str = "experiment") -> Scenario:
    """The arms of an experiment as a checked scenario.

    Args:
        stage: Where it plays.
        arms: By name.
        source: What errors call it.

    Raises:
        ScenarioError: An intervention means nothing in this world.
    """
    return parse_scenario(
        json.dumps(
            {
                "name": "experiment",
                "title": "Experiment",
                "question": "What differs between the arms?",
                "world": stage.scenario_world,
                "years": stage.years,
                "draws": 1,
                "power": stage.power,
                "target": stage.target,
                "act_year": stage.act_year,
                "model": dict(stage.options),
                "arms": {
                    name: {"label": arm.label, "interventions": list(arm.interventions)}
                    for name, arm in arms.items()
                },
            }
        ),
        source,
        "experiment",
    )


@dataclass
class _Bench:
    """What the experiments on one stage share."""

    stage: Stage
    arms: dict[str, Arm] = field(default_factory=dict)  # by key, with the most years asked for
    found: dict[tuple[str, str], Found] = field(default_factory=dict)
    drawn: dict[str, Mapping[str, np.ndarray]] = field(default_factory=dict)
    kept: dict[str, np.ndarray] = field(default_factory=dict)
    ready: "tuple[Model, Any, dict[str, Schedule], Dossier, Scenario] | None" = None

    def add(self, arm: Arm) -> None:
        """Make room for an arm."""
        known = self.arms.get(arm.key)
        if known is None or known.years < arm.years:
            self.arms[arm.key] = arm
            self.ready = None

    def prepared(self) -> "tuple[Model, Any, dict[str, Schedule], Dossier, Scenario]":
        """The model, the world, the schedule of each arm, and the recorder."""
        if self.ready is None:
            keys = list(self.arms)
            scenario = scenario_of(self.stage, {UNTREATED: Arm("Nothing is done")})
            one = {
                key: scenario_of(self.stage, {"arm": self.arms[key]}).arms["arm"] for key in keys
            }
            scenario = scenario.model_copy(update={"arms": one})
            setting = setting_of(scenario)
            model = model_of(scenario)
            world = setting.build(ACTS, most_acts(scenario), scenario.legitimacy, orders_of(model))
            planned = {
                key: _until(schedule, self.arms[key].years)
                for key, schedule in schedules(scenario, setting).items()
            }
            cast = (self.stage.power, self.stage.target, self.stage.participant)
            recorder = Dossier(*(setting.slot(who) for who in cast))
            self.ready = (model, world, planned, recorder, scenario)
        return self.ready


def _until(schedule: Schedule, years: int) -> Schedule:
    """A schedule whose later years do not happen."""
    running = jnp.where(jnp.arange(schedule.running.shape[0]) < years, schedule.running, 0.0)
    return eqx.tree_at(lambda each: each.running, schedule, running)


class Laboratory:
    """Runs experiments and keeps what they share.

    Args:
        experiments: All that may be run; those on one stage share a program.
        draws: Of the parameters.
        seed: Of every history.
        threads: Batches of histories in flight at once; changes no result.
        progress: Called with the number of histories just done.
        histories: Synthetic histories from which power is worked out.

    Attributes:
        shared: What an experiment keeps for its other runs, by a name of its own.
    """

    def __init__(
        self,
        experiments: Iterable[object],
        draws: int,
        seed: int,
        threads: int = 2,
        progress: Progress | None = None,
        histories: int = HISTORIES,
    ) -> None:
        self.draws = draws
        self.seed = seed
        self.threads = threads
        self.progress = progress
        self.histories = histories
        self._benches: dict[Stage, _Bench] = {}
        self._records: dict[bool, dict[int, list[SyntheticRecord]]] = {False: {}, True: {}}
        self.shared: dict[str, Any] = {}
        for each in experiments:
            if isinstance(each, PairedArms):
                bench = self._bench(each.stage)
                for arm in each.arms.values():
                    bench.add(arm)

    def _bench(self, stage: Stage) -> _Bench:
        if stage not in self._benches:
            self._benches[stage] = _Bench(stage)
            self._benches[stage].add(Arm("Nothing is done", years=stage.years))
        return self._benches[stage]

    def records(self, stage: Stage, arms: Mapping[str, Arm], belief: Belief) -> Records:
        """What was recorded in each arm.

        Args:
            stage: Where they play.
            arms: By name.
            belief: About the parameters.

        Returns:
            By arm and figure, [draw, year].
        """
        bench = self._bench(stage)
        for arm in arms.values():
            bench.add(arm)
        kept = self._kept(bench, belief)
        wanted = {arm.key: arm for arm in arms.values()}
        missing = [key for key in wanted if (belief.key, key) not in bench.found]
        if missing:
            found = self._run(bench, belief, missing, kept)
            for key, each in found.items():
                bench.found[belief.key, key] = each
        return {name: bench.found[belief.key, arm.key] for name, arm in arms.items()}

    def parameters(self, stage: Stage, belief: Belief) -> dict[str, Numbers]:
        """The parameters of each draw that was kept, [draw]."""
        bench = self._bench(stage)
        kept = self._kept(bench, belief)
        return {
            address: np.asarray(each, float)[kept]
            for address, each in self._drawn(bench, belief).items()
        }

    def declared(self, stage: Stage) -> dict[str, Parameter]:
        """The parameters of the stage's model, by address."""
        return self._bench(stage).prepared()[0].parameters()

    def numbers(self, stage: Stage, belief: Belief) -> np.ndarray:
        """The numbers of the draws that were kept, in the order of ``parameters``."""
        return self._kept(self._bench(stage), belief)

    def set_aside(self, stage: Stage, belief: Belief) -> int:
        """How many draws described no possible world."""
        kept = self._kept(self._bench(stage), belief)
        return int(kept[-1]) + 1 - len(kept)

    def synthetic_records(self, years: int, labelled: bool = False) -> list[SyntheticRecord]:
        """Histories of this length with every parameter at its prior mean.

        Args:
            years: Their length.
            labelled: Whether they hold the information in labels of postures, which costs more to
                work out than the histories themselves.
        """
        known = self._records[labelled]
        longest = max((years, *known))
        if longest not in known:
            known[longest] = synthetic_records(
                longest, self.histories, self.seed, labelled, self.threads, self.progress
            )
        return [record.first(years) for record in known[longest]]

    def _drawn(self, bench: _Bench, belief: Belief) -> Mapping[str, np.ndarray]:
        if belief.key not in bench.drawn:
            model = bench.prepared()[0]
            bench.drawn[belief.key] = belief.drawn(
                model.parameters(), candidates(self.draws), self.seed
            )
        return bench.drawn[belief.key]

    def _kept(self, bench: _Bench, belief: Belief) -> np.ndarray:
        """Numbers of the plausible draws, the same with and without the mechanism."""
        plain = Belief(belief.origin, {}, belief.posterior)
        if plain.key in bench.kept:
            return bench.kept[plain.key]
        base = Arm("Nothing is done", years=bench.stage.years)
        states = int(np.sum(np.asarray(bench.prepared()[1].present)))
        ready = candidates(self.draws)
        kept: list[int] = []
        parts: list[Found] = []
        seen = 0
        while len(kept) < self.draws:
            numbers = np.arange(seen, min(seen + self.draws - len(kept), ready))
            if not numbers.size:
                raise ImplausiblePriors(
                    f"only {len(kept)} of {ready} draws of the parameters describe a possible "
                    f"world; {self.draws} are wanted. Use fewer --draws, or narrow the priors."
                )
            found = self._run(bench, plain, [base.key], numbers, screening=True)[base.key]
            fits = plausible(found["wars"], found["disputes"], found["pacts"], states)
            kept.extend(numbers[fits].tolist())
            parts.append({name: each[fits] for name, each in found.items()})
            seen = int(numbers[-1]) + 1
        bench.kept[plain.key] = np.array(kept)
        bench.found[plain.key, base.key] = {
            name: np.concatenate([part[name] for part in parts]) for name in parts[0]
        }
        return bench.kept[plain.key]

    def _run(
        self,
        bench: _Bench,
        belief: Belief,
        keys: list[str],
        numbers: np.ndarray,
        screening: bool = False,
    ) -> dict[str, Found]:
        model, world, planned, recorder, scenario = bench.prepared()
        drawn = self._drawn(bench, belief)
        addresses = tuple(drawn)
        values = np.stack([drawn[address] for address in addresses], axis=1)
        jobs = []
        for key in keys:
            held = values.copy()
            for address, value in bench.arms[key].holding.items():
                held[:, addresses.index(address)] = value
            jobs += [Job(planned[key], held[number], int(number)) for number in numbers]

        def violent(found: Found, place: int) -> bool:
            return bool(found["disputes"][place].max() > MOST_DISPUTES)

        found = run_histories(
            model,
            world,
            addresses,
            jobs,
            recorder,
            scenario.first_year or setting_of(scenario).opens,
            self.seed,
            self.threads,
            self.progress,
            violent if screening else None,
        )
        count = len(numbers)
        return {
            key: {
                name: np.asarray(each[place * count : (place + 1) * count], np.float64)
                for name, each in found.items()
            }
            for place, key in enumerate(keys)
        }
