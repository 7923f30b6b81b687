"""The joint posterior: where it can be worked out by hand, and on a known history."""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block
from counterpoise.estimation.catalogue import block
from counterpoise.estimation.cut import Fear
from counterpoise.estimation.joint import GOOD_K, Together, laplace, parted, tail_shape
from counterpoise.estimation.sampling import Target
from counterpoise.mechanisms.prior import Normal

from .conftest import Truth


class Rows(NamedTuple):
    seen: Float[Array, " row"]


class Level(Block):
    """Normal observations of a level."""

    name, meaning, needs, parameters = "level", "a level", (), ()
    nuisance = {"level.mean": Normal(0.0, 10.0)}

    def rows(self, record, random):
        raise NotImplementedError

    def log_likelihood(self, values, rows):
        return -0.5 * jnp.sum((rows.seen - values["level.mean"]) ** 2)


def test_the_normal_approximation_of_a_normal_is_exact() -> None:
    seen = np.random.default_rng(0).normal(3.0, 1.0, 50)
    found = laplace(Target([Level()], Level.nuisance), (Rows(jnp.asarray(seen)),), 1, 500, 4)
    precision = 50 + 1 / 100
    drawn = found.draws.values["level.mean"]
    assert drawn.shape == (4, 500)
    assert drawn.mean() == pytest.approx(seen.sum() / precision, abs=4 * precision**-0.5 / 45)
    assert drawn.std() == pytest.approx(precision**-0.5, rel=0.06)
    assert found.k < GOOD_K


def test_tails_that_the_approximation_lacks_are_found() -> None:
    normal = np.random.default_rng(0).normal(size=400)
    cauchy = -np.log1p(normal**2) + 0.5 * normal**2
    assert tail_shape(np.zeros(400) + 1e-3 * normal) < GOOD_K < tail_shape(2 * cauchy)
    assert tail_shape(np.array([0.0, np.inf])) == float("inf")


def test_together_is_the_sum_of_its_blocks_under_one_threat(truth: Truth) -> None:
    record = truth.record
    blocks = [block("alliances"), block("arms")]
    together = Together(blocks, record)
    rows = [each.rows(record, np.random.default_rng(0)) for each in blocks]
    fear = Fear(record)
    values = dict(truth.values) | {"arms.tau": 0.3}
    salience = fear.salience(values, fear.dyads)
    apart = sum(
        float(each.log_likelihood(values, each.perceived(own, salience)))
        for each, own in zip(blocks, rows, strict=True)
    )
    assert float(together.log_likelihood(values, together.of(tuple(rows)))) == pytest.approx(apart)
    # and it speaks of beliefs, which the blocks under a given threat do not
    bolder = together.log_likelihood(values | {"threat.theta_I": 1.5}, together.of(tuple(rows)))
    assert float(bolder) != pytest.approx(apart, abs=0.1)


def test_how_far_two_posteriors_part_is_in_units_of_their_spread() -> None:
    random = np.random.default_rng(0)
    one = {"beliefs.rho": random.normal(0.7, 0.1, 4000), "alliance.al0": np.zeros(3)}
    other = {"beliefs.rho": random.normal(0.9, 0.1, 4000), "alliance.al0": np.ones(3)}
    found = parted(one, other)
    assert set(found) == {"beliefs.rho"}, "of what the blocks share alone"
    assert found["beliefs.rho"][2] == pytest.approx(2.0, abs=0.1)
