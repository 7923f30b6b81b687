"""Tiny runs whose results are kept, so that a change of results is seen and said.

Each is a few years of a synthetic world in double precision. What is kept is the sum of every
variable at the end of every year: one number out of place moves one of them.
"""

import csv
from collections.abc import Callable
from functools import cache
from io import StringIO
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.mechanisms.balancing.postures import Expectations, Postures
from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.balance_of_threat import GreatPowers, balance_of_threat
from counterpoise.models.draws import draw_parameters
from counterpoise.models.model import Model
from counterpoise.vocabulary.variables import variables
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

FOLDER = Path(__file__).parent
FIRST, YEARS, STATES = 2000, 6, 14

# A run takes less time than compiling it well would.
QUICK = {
    "xla_backend_optimization_level": 0,
    "xla_llvm_disable_expensive_passes": True,
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_parallel_codegen_split_count": 1,
}

Run = dict[str, list[float]]
Totals = dict[str, jax.Array]


def _other_formulations() -> Model:
    model = balance_of_threat(
        great_powers=GreatPowers.ENDOGENOUS, offence=Offence.LAND, foresight=Foresight.MYOPIC
    )
    return model.replacing(Postures(expectations=Expectations.EQUILIBRIUM))


_MODEL = balance_of_threat()

# By name: the model, and the number of the parameter draw, or None for the defaults.
RUNS: dict[str, tuple[Model, int | None]] = {
    "defaults": (_MODEL, None),
    "drawn": (_MODEL, 1),
    "other_formulations": (_other_formulations(), None),
}


@cache
def _history(model: Model) -> Callable[[Values], Totals]:
    def totals(world: World) -> Totals:
        return {each: jnp.sum(getattr(world, each)) for each in variables()}

    def history(values: Values) -> Totals:
        start = synthetic_world(STATES, seed=2)
        bound = model.bind(values)
        land = bound.land(start)
        root = Chance.of(1, 0)

        def step(world: World, year: jax.Array) -> tuple[World, Totals]:
            after = bound.year(world, land, root.year(year))
            return after, totals(after)

        begun = bound.begin(start, land)
        _, sums = jax.lax.scan(step, begun, jnp.arange(FIRST, FIRST + YEARS))
        return {each: jnp.append(first, sums[each]) for each, first in totals(begun).items()}

    return jax.jit(history, compiler_options=QUICK)


def run(name: str) -> Run:
    """The sum of every variable at the end of each year, the start included."""
    model, draw = RUNS[name]
    declared = model.parameters()
    values = {address: np.asarray(each.default) for address, each in declared.items()}
    if draw is not None:
        drawn = draw_parameters(declared, draw + 1, seed=1)
        values = {address: np.asarray(each[draw]) for address, each in drawn.items()}
    with jax.enable_x64(True):
        found = _history(model)(values)
    return {each: np.asarray(found[each], float).tolist() for each in variables()}


def path_of(name: str) -> Path:
    """Where the results of a run are kept."""
    return FOLDER / f"{name}.csv"


def stored(name: str) -> Run:
    """The results that are kept; empty where there are none yet."""
    if not path_of(name).is_file():
        return {}
    with path_of(name).open(encoding="utf-8", newline="") as lines:
        return {row[0]: [float(each) for each in row[1:]] for row in list(csv.reader(lines))[1:]}


def written(found: Run) -> str:
    """Results as the text of a table: variables down, years across."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["variable", *range(FIRST, FIRST + YEARS + 1)])
    for name, values in found.items():
        writer.writerow([name, *(f"{each:.9g}" for each in values)])
    return text.getvalue()


def differences(before: Run, after: Run) -> list[str]:
    """One line for each variable that changed: the first year in which it did, and by how much."""
    lines = []
    for name in dict.fromkeys([*before, *after]):
        if name not in before or name not in after:
            lines.append(f"{name}: {'new' if name in after else 'gone'}")
            continue
        old, new = np.array(before[name]), np.array(after[name])
        apart = ~np.isclose(old, new, rtol=1e-6, atol=1e-9)
        if apart.any():
            year = int(np.argmax(apart))
            lines.append(f"{name}: from {FIRST + year}, {old[year]:.9g} -> {new[year]:.9g}")
    return lines
