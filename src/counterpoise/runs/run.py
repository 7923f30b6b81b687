"""Run a scenario: read and check it, simulate its arms, compare them, and keep the result."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.experiments.comparison import Comparison
from counterpoise.experiments.ensemble import Ensemble, Focus, run_ensemble
from counterpoise.experiments.plausibility import candidates
from counterpoise.experiments.provenance import Provenance
from counterpoise.measures.metric import METRICS, STATE_VARIABLES
from counterpoise.mechanisms.prior import Off, Prior
from counterpoise.models.catalogue import parameter
from counterpoise.models.draws import draw_parameters
from counterpoise.runs.compilation_cache import use_compilation_cache
from counterpoise.runs.output import (
    bytes_needed,
    complete_or_absent,
    new_place,
    require_room,
)
from counterpoise.runs.provenance import provenance, scenario_text
from counterpoise.runs.spec import RunSpec, unknown_option
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.checking import fresh_prior
from counterpoise.scenarios.library import path_of
from counterpoise.scenarios.reading import parse_with, read_text
from counterpoise.scenarios.scenario import Freed, FreshPrior, Scenario
from counterpoise.scenarios.schedule import most_acts, schedules
from counterpoise.scenarios.setting import setting_of

if TYPE_CHECKING:
    import xarray as xr

ACTS = 256  # places in the list of a year's acts; a run that needs more makes room itself
MOST_THREADS = 8
REPORT = "report.html"
SCENARIO = "scenario.yaml"

Progress = Callable[[int, int], None]


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

    def to_json(self) -> str:
        """The arms and contrasts in one line."""

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
    before_writing: Callable[[], None] | None = None,
    **options: Any,
) -> Run:
    """Run a scenario.

    Args:
        what: A shipped scenario's name, the path of a YAML file, or a whole specification.
        progress: Called with (histories done, histories in all).
        before_writing: Called once all is computed, before anything is written.
        **options: Attributes of :class:`counterpoise.runs.spec.RunSpec`.

    Returns:
        The run.

    Raises:
        UnknownScenario: There is no such scenario.
        ScenarioError: The scenario, or what replaces parts of it, means nothing.
        CannotWrite: Its directory is taken or cannot be written; found out before simulating.

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
    place: Path | None = None
    if spec.save:
        place = new_place(spec.out, scenario.name, now)
        needed = bytes_needed(
            len(scenario.arms),
            scenario.draws,
            scenario.years,
            len(setting.places),
            len(METRICS),
            len(STATE_VARIABLES),
        )
        require_room(place, needed)

    use_compilation_cache()
    model = model_of(scenario)
    fixed, priors = beliefs(scenario)
    drawn = draw_parameters(
        model.parameters(), candidates(scenario.draws), scenario.seed, fixed, priors
    )
    ensemble = run_ensemble(
        model,
        setting.build(ACTS, most_acts(scenario), scenario.legitimacy, orders_of(model)),
        schedules(scenario, setting),
        drawn,
        Focus(setting.slot(scenario.power), setting.slot(scenario.target)),
        scenario.first_year or setting.opens,
        scenario.seed,
        draws=scenario.draws,
        threads=threads(),
        progress=progress,
    )
    comparison = Comparison.of(ensemble, scenario.act_year, pairs(scenario))
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
    )
    if before_writing is not None:
        before_writing()
    if place is None:
        return Run(spec, ensemble, comparison, record, None, None)
    _write(place, ensemble, comparison, record, spec.report)
    report = place / REPORT if spec.report else None
    return Run(spec, ensemble, comparison, record, place, report)


def beliefs(scenario: Scenario) -> tuple[dict[str, float], dict[str, Prior]]:
    """The values and the priors that a scenario puts in place of the declared ones."""
    fixed: dict[str, float] = {}
    priors: dict[str, Prior] = {}
    for address, choice in scenario.parameters.items():
        declared = parameter(address)
        match choice:
            case FreshPrior():
                priors[address] = fresh_prior(declared, choice)
            case Freed():
                assert isinstance(declared.prior, Off)
                priors[address] = declared.prior.freed()
            case _:
                fixed[address] = float(choice)
    return fixed, priors


def pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """The arms to compare: those the scenario names, or every arm with the first."""
    if scenario.contrasts is not None:
        return [(first, second) for first, second in scenario.contrasts]
    first, *others = scenario.arms
    return [(other, first) for other in others]


def threads() -> int:
    """How many batches to run at once on this machine."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    return max(1, min(MOST_THREADS, cores))


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


def _write(
    place: Path,
    ensemble: Ensemble,
    comparison: Comparison,
    record: Provenance,
    with_report: bool,
) -> None:
    from counterpoise.storage.dataset import to_dataset
    from counterpoise.storage.store import save

    with complete_or_absent(place) as stage:
        save(to_dataset(ensemble, record), stage)
        (stage / SCENARIO).write_text(record.text, encoding="utf-8")
        if with_report:
            from counterpoise.report.html import write_report

            write_report(comparison, ensemble, record, stage / REPORT)
