"""The kernel that stands for the limit computes the model: nothing less and nothing else.

It is held to the NumPy statement, to which the package is held elsewhere: that needs no compiling
of the package. The bench, and a long test here, hold it to the package itself.
"""

from pathlib import Path

import jax
import numpy as np
import pytest

from benchmarks import limit, numpy_peer, workload
from benchmarks.run import compare
from counterpoise.mechanisms.prior import Off
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.world.synthetic import synthetic_world

FREED = {
    "growth.cw": 0.3,
    "arms.a_ally": 0.05,
    "threat.theta_C": 0.2,
    "soft_balancing.nu_ES": 0.4,
    "escalation.w_T": 0.3,
    "escalation.w_nuc": 0.8,
    "multilateral.r_multi": 0.7,
    "participation.nu_SR": 0.5,
}
UNEVEN = {
    "alliance.al_year",
    "alliance.off_year",
    "arms.v_year",
    "arms.v_tail",
    "initiation.s_year",
}
"""What makes years uneven in a forecast: the kernel leaves it out, which makes the limit harder."""
LIVELY = {"initiation.i0": 1.0, "projects.op": 0.9, "escalation.w0": -0.5, "rivalry.r0": -4.0}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return limit.build(tmp_path_factory.mktemp("kernel"))
    except limit.NoCompiler as missing:
        pytest.skip(str(missing))


def test_every_effect_that_can_be_freed_is_freed_here() -> None:
    declared = balance_of_threat().parameters()
    off = {address for address, each in declared.items() if isinstance(each.prior, Off)}
    assert off == set(FREED) | UNEVEN


@pytest.mark.parametrize("actors", [17, 40])
@pytest.mark.parametrize("freed", [False, True], ids=["defaults", "freed"])
def test_kernel_gives_the_years_of_the_numpy_statement(
    library: Path, actors: int, freed: bool
) -> None:
    years = 4
    world = synthetic_world(actors, seed=3, empty=2)
    drawn = workload.defaults(balance_of_threat(), 3)
    drawn |= {address: np.full(3, value) for address, value in LIVELY.items()}
    if freed:
        drawn |= {address: np.full(3, value) for address, value in FREED.items()}
    focus = workload.focus_of(world)
    found = limit.run_limit(
        library, world, drawn, years, workload.FIRST_YEAR, 5, focus.power, focus.target, threads=1
    )
    values = {address: float(all_[0]) for address, all_ in drawn.items()}
    events = 0.0
    for draw in range(3):
        after, _ = numpy_peer.simulate(world, values, years, draw, seed=5)
        for year, stated in enumerate(after):
            counts = {
                "disputes": stated["dispute"].sum(),
                "wars": stated["act_war"].sum(),
                "pacts": stated["defence_pact"].sum() / 2,
                "rivalries": stated["rivalry"].sum() / 2,
            }
            events += counts["disputes"] + counts["wars"]
            for name, count in counts.items():
                assert found.metrics[name][draw, year] == count, (name, draw, year)
            for name, all_ in found.by_state.items():
                np.testing.assert_allclose(
                    all_[draw, year], stated[name][:, focus.power], rtol=2e-4, atol=2e-5
                )
    assert events > 10  # a quiet test would compare nothing


@pytest.mark.soak
def test_kernel_gives_the_figures_of_the_package(library: Path) -> None:
    world = workload.world_of(20)
    focus = workload.focus_of(world)
    drawn = workload.prior_draws(balance_of_threat(), 12)
    found = limit.run_limit(
        library,
        world,
        drawn,
        4,
        workload.FIRST_YEAR,
        workload.SEED,
        focus.power,
        focus.target,
    )
    with jax.enable_x64(False):
        agreeing, worst = compare(workload.run_full(world, drawn, 4), found)
    assert agreeing == 1.0
    assert worst < 1e-4


def test_results_do_not_depend_on_threads_or_batches(library: Path) -> None:
    world = workload.world_of(20)
    drawn = workload.prior_draws(balance_of_threat(), 9)
    one = limit.run_limit(library, world, drawn, 3, 2003, 1, threads=1, batch=9)
    two = limit.run_limit(library, world, drawn, 3, 2003, 1, threads=2, batch=2)
    for name, values in one.metrics.items():
        np.testing.assert_array_equal(values, two.metrics[name])
