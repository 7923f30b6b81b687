"""A free run of two centuries stays where the real system could be, and does not drift."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.catalogue import parameters
from counterpoise.models.model import Model
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

STATES, YEARS, DRAWS = 60, 200, 12
STANDARD_ERRORS = 3.5  # a difference of halves beyond this is drift


@eqx.filter_jit
def free_runs(model: Model, world: World, draws: jax.Array) -> tuple[World, dict[str, jax.Array]]:
    """The last world, and what is counted every year, of each draw."""
    land = model.land(world)
    start = model.begin(world, land)

    def run(draw: jax.Array) -> tuple[World, dict[str, jax.Array]]:
        def step(world: World, year: jax.Array) -> tuple[World, dict[str, jax.Array]]:
            world = model.year(world, land, Chance.of(20, draw).year(year))
            counted = {
                "force": jnp.sum(world.act_actor >= 0),
                "disputes": jnp.sum(world.dispute),
                "wars": jnp.sum(world.act_war),
                "soft": jnp.sum(world.p_soft),
                "spread": jnp.std(world.ideal_point),
            }
            finite = [jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(world)]
            return world, counted | {"finite": jnp.stack(finite).all()}

        return jax.lax.scan(step, start, jnp.arange(YEARS))

    return jax.lax.map(run, draws)


@pytest.fixture(scope="module")
def runs() -> tuple[World, dict[str, np.ndarray]]:
    medians = {
        address: jnp.asarray(float(declared.prior.quantile(np.asarray(0.5))))
        for address, declared in parameters().items()
    }
    world = synthetic_world(STATES, 1, acts=260)
    last, counted = free_runs(balance_of_threat().bind(medians), world, jnp.arange(DRAWS))
    return last, {name: np.asarray(each, float) for name, each in counted.items()}


def test_everything_stays_finite(runs: tuple[World, dict[str, np.ndarray]]) -> None:
    last, counted = runs
    assert counted["finite"].all()
    assert (np.asarray(last.lost_acts) == 0).all()
    np.testing.assert_allclose(np.asarray(last.capability).sum(axis=1), 1.0, rtol=1e-4)


@pytest.mark.parametrize("what", ["force", "disputes", "wars"])
def test_the_rate_of_force_does_not_drift(
    runs: tuple[World, dict[str, np.ndarray]], what: str
) -> None:
    """The second century's rate is that of the first, within 3.5 standard errors over draws.

    The standard error of the difference must itself be below a seventh of the rate, so that a
    rate that rose or fell by a half would be seen.
    """
    series = runs[1][what]
    first, second = series[:, : YEARS // 2].mean(axis=1), series[:, YEARS // 2 :].mean(axis=1)
    difference = second - first
    error = difference.std(ddof=1) / np.sqrt(DRAWS)
    assert error < series.mean() / 7
    assert abs(difference.mean()) < STANDARD_ERRORS * error


def test_positions_settle(runs: tuple[World, dict[str, np.ndarray]]) -> None:
    """Their spread is that of pure reversion and of the order's pull, or up to three times it."""
    spread = runs[1]["spread"][:, YEARS // 2 :]
    pure = 0.10 / np.sqrt(2 * 0.04)  # x_sd / sqrt(2 (x_ar + x_o_pull))
    assert pure < spread.mean() < 3 * pure
