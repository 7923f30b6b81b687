"""A run as a worker sees it: from the record on disk to batches on disk.

A worker is told where the run lies, reads from its record what to simulate, computes the batches
that it is asked for, writes each itself, and gives back only the batch's row for the manifest.
"""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.mechanisms.prior import Off, Prior
from counterpoise.models.catalogue import parameter
from counterpoise.runs.posterior import recorded
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.checking import fresh_prior
from counterpoise.scenarios.reading import parse_with
from counterpoise.scenarios.scenario import Freed, FreshPrior, Scenario
from counterpoise.scenarios.schedule import most_acts, schedules
from counterpoise.scenarios.setting import Setting, setting_of

if TYPE_CHECKING:
    from counterpoise.estimation.posterior import Posterior
    from counterpoise.experiments.focus import Focus
    from counterpoise.experiments.simulation import Simulation
    from counterpoise.models.model import Model
    from counterpoise.storage.manifest import Row
    from counterpoise.storage.store import Store

# Places in the list of a year's acts. A run that needs more makes room itself, in a second program;
# so many hold what the first arm of a plausible draw may do (`plausibility.py`), and some more.
ACTS = 320
DRAWN_AT_ONCE = 4096  # parameters are drawn for so many draws at a time


@dataclass(frozen=True)
class Job:
    """Computes the batches of the run in a directory; may be sent to another process."""

    directory: Path
    run_id: str

    def __call__(self, batch: int) -> "Row":
        """Compute a batch, write it, and give back its row."""
        from counterpoise.experiments.comparison import means_after
        from counterpoise.storage.batch_files import write_batch

        store, simulation = _opened(self.directory, self.run_id)
        size = store.plan.size
        began = time.perf_counter()
        found = simulation.batch(batch * size, (batch + 1) * size)
        if store.plan.states == "mean":
            found = means_after(found, store.provenance.act_year)
        return write_batch(
            store.batches,
            batch,
            found,
            size,
            store.codes,
            store.plan.identity,
            time.perf_counter() - began,
            machine(),
        )


_opening = Lock()


def _opened(directory: Path, run_id: str) -> "tuple[Store, Simulation]":
    """The run, and its simulation; made once in a process."""
    with _opening:
        return _opened_once(directory, run_id)


@lru_cache(maxsize=2)
def _opened_once(directory: Path, run_id: str) -> "tuple[Store, Simulation]":
    from counterpoise.runs.compilation_cache import use_compilation_cache
    from counterpoise.storage.store import Store

    use_compilation_cache()
    store = Store.open(directory)
    record = store.provenance
    scenario = parse_with(record.text, "scenario.yaml", record.scenario, {}, {})
    setting = setting_of(scenario)
    return store, simulation_of(
        scenario, setting, model_of(scenario), store.plan.size, recorded(record)
    )


def simulation_of(
    scenario: Scenario,
    setting: Setting,
    model: "Model",
    size: int,
    posterior: "Posterior | None" = None,
) -> "Simulation":
    """A scenario ready to be simulated.

    Args:
        scenario: A checked scenario.
        setting: Where it plays.
        model: What moves it.
        size: Draws in a batch.
        posterior: Where parameters are drawn from rather than from their priors.
    """
    from counterpoise.experiments.simulation import Simulation

    return Simulation(
        model,
        setting.build(ACTS, most_acts(scenario), scenario.legitimacy, orders_of(model)),
        schedules(scenario, setting),
        parameters_of(scenario, model, size, posterior),
        focus_of(scenario, setting),
        scenario.first_year or setting.opens,
        scenario.seed,
    )


def focus_of(scenario: Scenario, setting: Setting) -> "Focus":
    """Whom and what the run reports on, by slot."""
    from counterpoise.experiments.focus import Focus

    order = None if scenario.order is None else setting.orders.index(scenario.order)
    return Focus(setting.slot(scenario.power), setting.slot(scenario.target), order)


def parameters_of(
    scenario: Scenario, model: "Model", size: int, posterior: "Posterior | None" = None
) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    """The values of every parameter in the draws of a batch.

    They are drawn for many batches at once, always for the same ones together.
    """
    from counterpoise.models.draws import draw_parameters

    fixed, priors = beliefs(scenario)
    declared = model.parameters()
    block = size * max(1, DRAWN_AT_ONCE // size)
    drawing = Lock()

    @lru_cache(maxsize=2)
    def drawn(number: int) -> dict[str, np.ndarray]:
        return draw_parameters(
            declared,
            block,
            scenario.seed,
            fixed,
            priors,
            None if posterior is None else posterior.values,
            number * block,
        )

    def parameters(numbers: np.ndarray) -> dict[str, np.ndarray]:
        first = int(numbers[0]) // block
        with drawing:
            found = drawn(first)
        return {address: values[numbers - first * block] for address, values in found.items()}

    return parameters


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


@cache
def machine() -> str:
    """What computes here, in words: the device, and the kind of processor."""
    import jax

    from counterpoise.runs.compilation_cache import processor

    device = jax.devices()[0]
    kind = processor() if device.platform == "cpu" else device.device_kind
    return f"{device.platform} {kind} ({platform.system()})"
