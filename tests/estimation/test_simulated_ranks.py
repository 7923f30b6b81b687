"""Simulation-based calibration: ranks of the truth among posterior draws are uniform."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block
from counterpoise.estimation.blocks.distancing import Distancing
from counterpoise.estimation.catalogue import BLOCKS
from counterpoise.estimation.estimate import chosen_blocks
from counterpoise.estimation.ranks_record import ranks_record
from counterpoise.estimation.record import Record
from counterpoise.estimation.simulated_ranks import LIKELIHOOD, calibrate, calibration_rows
from counterpoise.mechanisms.prior import Normal

from .conftest import Truth


class Rows(NamedTuple):
    seen: Float[Array, " row"]
    var: Float[Array, ""]  # what the likelihood takes it for; data, so that one program serves all


class Known(Block):
    """Five normal observations of a level; their variance is one."""

    name, meaning, needs, parameters = "known", "a level", (), ()
    nuisance = {"known.level": Normal(0.0, 1.0)}

    def rows(self, record, random):
        raise NotImplementedError

    def replicated(self, values, rows, key):
        noise = jax.random.normal(key, rows.seen.shape, rows.seen.dtype)
        return rows._replace(seen=values["known.level"] + noise)

    def log_likelihood(self, values, rows):
        return -0.5 * jnp.sum((rows.seen - values["known.level"]) ** 2) / rows.var


@pytest.mark.parametrize(("var", "right"), [(1.0, True), (0.3, False)])
def test_a_likelihood_that_is_too_sure_fails(var: float, right: bool) -> None:
    rows = Rows(jnp.zeros(5), jnp.asarray(var))
    found = calibrate(Known(), rows, replications=200, seed=1)
    assert found.calibrated is right
    assert set(found.ranks) == {"known.level", LIKELIHOOD}
    assert found.correlation < 0.3
    assert found.diverged == 0.0


def few(record: Record, years: int) -> Record:
    """The last years of a record, what comes before as burn-in."""
    return record.window(int(record.years[-years]), int(record.years[-1]))


CHEAP = ("escalation", "growth")


@pytest.mark.parametrize("of", [b for b in BLOCKS if b.name in CHEAP], ids=CHEAP)
def test_cheap_blocks_are_calibrated(of: Block, truth: Truth) -> None:
    found = calibrate(of, calibration_rows(of, few(truth.record, 6)), replications=100, seed=4)
    assert found.adjusted()[0] > 0.002, found.adjusted()


def test_distance_from_both_sides_of_a_power(truth: Truth) -> None:
    """A state that passes the power is as far from it as one that turned back."""
    block = Distancing()
    rows = block.rows(truth.record, np.random.default_rng(0))
    values = dict(truth.values) | {
        "distancing.reversion": 0.0,
        "distancing.scale": 0.5,
        "distancing.dof": 6.0,
    }
    one = jax.tree.map(lambda each: each[:1], rows)._replace(
        position=jnp.array([0.1]), power=jnp.zeros(1), moved=jnp.array([0.2])
    )
    passed = one._replace(moved=jnp.array([-0.4]))
    same = [float(block.log_likelihood(values, each)) for each in (one, passed)]
    assert same[0] == pytest.approx(same[1])
    # and the density of a distance is one on the positive half-line
    far = jnp.linspace(0.0, 60.0, 6001)
    density = jax.vmap(
        lambda each: block.log_likelihood(values, one._replace(moved=each[None] - 0.1))
    )(far)
    assert float(jnp.trapezoid(jnp.exp(density), far)) == pytest.approx(1.0, abs=0.01)


@pytest.fixture(scope="module")
def calibration_covariates() -> Record:
    with jax.enable_x64(True):
        return ranks_record()


@pytest.mark.soak
@pytest.mark.parametrize("of", chosen_blocks(["all"]), ids=lambda each: each.name)
def test_every_block_is_calibrated(
    of: Block, calibration_covariates: Record, record_property: Callable[[str, object], None]
) -> None:
    found = calibrate(of, calibration_rows(of, calibration_covariates), seed=7)
    record_property("p", found.adjusted())
    assert found.adjusted()[0] * len(BLOCKS) >= 0.05, found.adjusted()
