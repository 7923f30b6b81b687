"""What a simulated year costs, counted and not timed, so that no machine's mood can hide a loss.

Counted of the full model with three orders are the results over all dyads that its program states,
the bytes that they and what they are made of would move if nothing were fused, the kernels that
the compiler leaves, and how often each way in is traced. A change that raises a count on purpose
says so here.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import jax
import numpy as np
from jax.extend.core import ClosedJaxpr, Jaxpr, Literal

from benchmarks.workload import FIRST_YEAR, SEED, defaults, focus_of, quiet_schedule, world_of
from counterpoise.experiments import simulation
from counterpoise.experiments.ensemble import run_ensemble
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.history import Observed, Schedule, simulate
from counterpoise.models.liberal_order import liberal_order
from counterpoise.models.model import Model
from counterpoise.world.world import World

STATES, ORDERS = 195, 3
MOST_RESULTS = 890
MOST_MEGABYTES = 290
MOST_KERNELS = 565


def seen(model: Model, before: World, after: World, planned: Schedule) -> Observed:
    """Enough of a year that nothing of it is left out of the program."""
    return {"disputes": after.dispute.sum(), "members": after.membership.sum(axis=0)}


def year(states: int) -> tuple[object, tuple[object, ...]]:
    """One year of the full model as a function of arrays, and the arrays."""
    model, world = liberal_order(), world_of(states, orders=ORDERS)
    declared = defaults(model, 1)
    addresses = tuple(declared)

    def of_arrays(given: World, values: jax.Array, seed: jax.Array) -> tuple[Observed, World]:
        bound = dict(zip(addresses, values, strict=True))
        return simulate(model, given, bound, quiet_schedule(1), FIRST_YEAR, seed, 0, seen)

    values = np.array([each[0] for each in declared.values()], np.float32)
    return of_arrays, (world, values, np.int32(SEED))


def inner(program: Jaxpr) -> Iterator[Jaxpr]:
    """A program and all that it calls."""
    yield program
    for equation in program.eqns:
        for value in equation.params.values():
            for each in value if isinstance(value, tuple | list) else (value,):
                if isinstance(each, ClosedJaxpr):
                    yield from inner(each.jaxpr)
                elif isinstance(each, Jaxpr):
                    yield from inner(each)


@cache
def over_dyads() -> tuple[int, float]:
    """Results over all dyads in a year, and the megabytes that they move unfused."""
    function, arguments = year(STATES)
    results, moved = 0, 0
    for program in inner(jax.make_jaxpr(function)(*arguments).jaxpr):  # type: ignore[arg-type]
        for equation in program.eqns:
            if any(isinstance(each, ClosedJaxpr | Jaxpr) for each in equation.params.values()):
                continue
            made = [each.aval for each in equation.outvars]
            if not any(each.size >= STATES**2 for each in made):
                continue
            read = [each.aval for each in equation.invars if not isinstance(each, Literal)]
            results += 1
            moved += sum(each.size * each.dtype.itemsize for each in (*made, *read))
    return results, moved / 1e6


def test_a_year_states_no_more_results_over_dyads() -> None:
    results, megabytes = over_dyads()
    assert MOST_RESULTS * 0.9 < results <= MOST_RESULTS
    assert MOST_MEGABYTES * 0.9 < megabytes <= MOST_MEGABYTES


def test_the_compiler_leaves_no_more_kernels() -> None:
    function, arguments = year(12)
    compiled = jax.jit(function).lower(*arguments).compile()  # type: ignore[arg-type]
    kernels = sum(" fusion(" in line or " dot(" in line for line in compiled.as_text().splitlines())
    assert MOST_KERNELS * 0.9 < kernels <= MOST_KERNELS


def test_an_ensemble_is_traced_once_whatever_is_asked_of_it() -> None:
    model, world = balance_of_threat(), world_of(9)
    made = [simulation._histories._cache_size()]
    for draws, seed, first in ((3, 1, 2003), (40, 2, 2003), (7, 3, 1990)):
        quiet = {"none": quiet_schedule(2), "other": quiet_schedule(2)}
        run_ensemble(model, world, quiet, defaults(model, draws), focus_of(world), first, seed)
        made.append(simulation._histories._cache_size())
    assert [after - before for before, after in pairwise(made)] == [1, 0, 0]
