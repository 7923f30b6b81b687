"""Run a scenario: read and check it, simulate its arms, compare them, and keep the result."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.estimation.standing import Standing, of_standing
from counterpoise.experiments.batches import batch_size
from counterpoise.experiments.comparison import Comparison
from counterpoise.experiments.ensemble import Ensemble, run_simulation
from counterpoise.experiments.plausibility import candidates
from counterpoise.experiments.provenance import Provenance
from counterpoise.measures.metric import METRICS, STATE_VARIABLES
from counterpoise.measures.order_metric import EVERY_METRIC, ORDER_STATE_VARIABLES
from counterpoise.runs.beside_priors import under_priors
from counterpoise.runs.carrying_out import Progress, complete, threads
from counterpoise.runs.compilation_cache import use_compilation_cache
from counterpoise.runs.job import beliefs, simulation_of
from counterpoise.runs.output import (
    CannotWrite,
    bytes_needed,
    cannot,
    missing,
    new_place,
    require_room,
    states_kept,
)
from counterpoise.runs.posterior import chosen, usual
from counterpoise.runs.provenance import provenance, scenario_text
from counterpoise.runs.spec import RunSpec, unknown_option
from counterpoise.runs.stopping import Stopping
from counterpoise.scenarios.assembly import model_of
from counterpoise.scenarios.library import path_of
from counterpoise.scenarios.reading import parse_with, read_text
from counterpoise.scenarios.scenario import Scenario
from counterpoise.scenarios.setting import setting_of
from counterpoise.storage.durable import AlreadyThere, new_file
from counterpoise.storage.record import Plan
from counterpoise.storage.store import SCENARIO, Store

if TYPE_CHECKING:
    import xarray as xr

REPORT = "report.html"


@dataclass(frozen=True)
class Run:
    """What came of a run.

    Attributes:
        spec: What was asked for.
        ensemble: What was observed.
        comparison: What differs between the arms.
        provenance: How to repeat it, and whom to cite.
        store: Its directory; None if it was not written.
        report: The HTML report; None if it was not written.
    """

    spec: RunSpec
    ensemble: Ensemble = field(repr=False)
    comparison: Comparison = field(repr=False)
    provenance: Provenance = field(repr=False)
    store: Path | None
    report: Path | None

    def summary(self) -> "Summary":
        """Every arm and contrast in tables, for a screen."""
        return Summary(self)

    def dataset(self) -> "xr.Dataset":
        """Every figure with its arm, draw, year and state."""
        from counterpoise.storage.dataset import to_dataset

        return to_dataset(self.ensemble, self.provenance)

    def resting_on(self, *kinds: Standing) -> tuple[str, ...]:
        """Addresses of the run's parameters that stand so; those that it fixes are left out."""
        drawn = (each for each in self.ensemble.parameters if each not in self.provenance.fixed)
        return of_standing(drawn, self.provenance.estimated, *kinds)

    def to_json(self) -> str:
        """The arms and contrasts in one line, and what of it no data have moved."""

        def figures(found: Any) -> dict[str, dict[str, dict[str, float]]]:
            return {
                name: {
                    metric: {each.name: getattr(figure, each.name) for each in fields(figure)}
                    for metric, figure in by_metric.items()
                }
                for name, by_metric in found.items()
            }

        return json.dumps(
            {
                "scenario": self.provenance.scenario,
                "draws": self.provenance.draws,
                "years": self.provenance.years,
                "seed": self.provenance.seed,
                "parameters": self.provenance.parameters,
                "prior_dominated": list(self.resting_on(Standing.PRIOR_DOMINATED)),
                "untouched": list(self.resting_on(Standing.UNTOUCHED)),
                "arms": figures(self.comparison.arms),
                "contrasts": figures(self.comparison.contrasts),
                "report": None if self.report is None else str(self.report),
                "store": None if self.store is None else str(self.store),
            },
            allow_nan=False,
            ensure_ascii=False,
        )


@dataclass(frozen=True)
class Summary:
    """A run's tables; shows itself as text wherever it is printed."""

    run: Run = field(repr=False)

    def __rich__(self) -> Any:
        from counterpoise.report.tables import terminal

        return terminal(self.run.comparison, self.run.provenance)

    def __str__(self) -> str:
        from rich.console import Console

        console = Console(width=100, force_terminal=False, color_system=None)
        with console.capture() as found:
            console.print(self)
        return found.get()

    __repr__ = __str__


def run(
    what: str | Path | RunSpec,
    progress: Progress | None = None,
    stopping: Stopping | None = None,
    **options: Any,
) -> Run:
    """Run a scenario.

    Args:
        what: A shipped scenario's name, the path of a YAML file, or a whole specification.
        progress: Called with (histories done, histories in all).
        stopping: How to ask the run to stop.
        **options: Attributes of :class:`counterpoise.runs.spec.RunSpec`.

    Returns:
        The run.

    Raises:
        UnknownScenario: There is no such scenario.
        ScenarioError: The scenario, or what replaces parts of it, means nothing.
        CannotWrite: Its directory is taken or cannot be written; found out before simulating,
            unless the disk fills up.
        RunStopped: It was asked to stop; the message says how to go on.

    Example:
        >>> import counterpoise as cp
        >>> found = cp.run("iraq-2003", draws=2, years=2, save=False)  # doctest: +SKIP
        >>> found.comparison.contrasts["unauthorised - none"]["threat"].q50 > 0  # doctest: +SKIP
        True
    """
    spec = _spec(what, options)
    file = path_of(spec.scenario)
    text = read_text(file)
    scenario = parse_with(text, _shown(file), file.stem, spec.options, spec.set)
    now = datetime.now().astimezone()
    setting = setting_of(scenario)
    begins = scenario.first_year or setting.opens
    choice = spec.parameters or usual(begins)
    posterior = chosen(choice, begins)
    place: Path | None = None
    states = "yearly"
    if spec.save:
        place = new_place(spec.out, scenario.name, now)
        rows = (len(scenario.arms), scenario.draws, scenario.years, len(setting.places))
        states = spec.states or states_kept(*rows)
        metrics, kept = len(METRICS), len(STATE_VARIABLES)
        if scenario.order is not None:
            metrics, kept = len(EVERY_METRIC), kept + len(ORDER_STATE_VARIABLES)
        require_room(place, bytes_needed(*rows, metrics, kept, states))

    size = batch_size(scenario.draws)
    use_compilation_cache()
    model = model_of(scenario)
    fixed, priors = beliefs(scenario)
    changed = spec.options or spec.set
    record = provenance(
        spec,
        scenario,
        scenario_text(scenario) if changed else text,
        setting,
        model,
        fixed,
        priors,
        now,
        posterior,
        choice,
    )
    if place is None:
        simulation = simulation_of(scenario, setting, model, size, posterior)
        limit = candidates(scenario.draws)
        ensemble = run_simulation(
            simulation, scenario.draws, size, limit, spec.workers or threads(), progress
        )
        comparison = Comparison.of(ensemble, scenario.act_year, pairs(scenario))
        return Run(spec, ensemble, comparison, record, None, None)
    stopping = stopping or Stopping()
    stopping.made = missing(place.absolute().parent)
    stopping.directory = place
    try:
        store = Store.create(place, record, Plan.of(record, size, states))
    except AlreadyThere:
        stopping.directory = None
        raise
    except OSError as error:
        stopping.remove()
        raise CannotWrite(cannot(place, error)) from error
    complete(store, spec.workers, spec.cluster, progress, stopping)
    return finish(store, spec)


def finish(store: Store, spec: RunSpec) -> Run:
    """Compare the arms of a complete run, and write its report.

    Args:
        store: The run.
        spec: What was asked for.

    Raises:
        UnfinishedRun: It is not complete.
        CannotWrite: The report cannot be written.
    """
    from counterpoise.storage.reading import Reading

    record = store.provenance
    scenario = parse_with(record.text, SCENARIO, record.scenario, {}, {})
    ensemble = Reading(store, store.require_whole()).ensemble()
    comparison = Comparison.of(ensemble, record.act_year, pairs(scenario))
    report = store.directory / REPORT
    if spec.report and not report.exists():
        from counterpoise.report.html import write_report

        try:
            with ThreadPoolExecutor(1) as beside, new_file(report) as temporary:
                prior = None
                if record.posterior and comparison.pairs:
                    # Simulated while the figures are drawn.
                    prior = beside.submit(
                        under_priors, scenario, record.act_year, pairs(scenario)
                    ).result
                write_report(comparison, ensemble, record, temporary, prior)
        except OSError as error:
            raise CannotWrite(
                f"{report} could not be written: {(error.strerror or str(error)).lower()}. The "
                f"run itself is complete. Write the report with: counterpoise resume "
                f"{store.directory}"
            ) from error
    return Run(
        spec, ensemble, comparison, record, store.directory, report if report.exists() else None
    )


def pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The arms to compare: those the scenario names, or every arm with the first."""
    if scenario.contrasts is not None:
        return [(first, second) for first, second in scenario.contrasts]
    first, *others = scenario.arms
    return [(other, first) for other in others]


def _spec(what: str | Path | RunSpec, options: dict[str, Any]) -> RunSpec:
    for name in options:
        if name not in RunSpec.__dataclass_fields__:
            raise TypeError(unknown_option(name))
    if isinstance(what, RunSpec):
        given = {each.name: getattr(what, each.name) for each in fields(what)}
        return RunSpec(**(given | options))
    return RunSpec(what, **options)


def _shown(file: Path) -> str:
    """A path as short as it can be written from here."""
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
