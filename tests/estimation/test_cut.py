"""The cut posterior, where it can be worked out by hand."""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block
from counterpoise.estimation.cut import sample_given
from counterpoise.estimation.sampling import Target
from counterpoise.mechanisms.prior import Normal


class Rows(NamedTuple):
    seen: Float[Array, " row"]


class Sum(Block):
    """What is seen is the sum of a given number and an unknown one, and unit noise."""

    name, meaning, needs, parameters = "sum", "a sum", (), ()
    nuisance = {"sum.unknown": Normal(0.0, 100.0)}

    def rows(self, record, random):
        raise NotImplementedError

    def log_likelihood(self, values, rows):
        return -0.5 * jnp.sum((rows.seen - values["sum.given"] - values["sum.unknown"]) ** 2)


def test_later_stages_follow_what_is_given_and_do_not_speak_back() -> None:
    seen = np.random.default_rng(1).normal(5.0, 1.0, 400)
    given = np.random.default_rng(2).normal(3.0, 1.0, (4, 200))
    target = Target([Sum()], Sum().nuisance)
    found = sample_given(target, (Rows(jnp.asarray(seen)),), {"sum.given": given}, None, seed=1)
    unknown = found.values["sum.unknown"]
    assert unknown.shape == given.shape
    # psi | phi ~ N(mean - phi, 1/400): the spread is that of what was given
    assert unknown.mean() == pytest.approx(seen.mean() - given.mean(), abs=0.02)
    residual = unknown + given
    assert residual.std() == pytest.approx(1 / 20, rel=0.12)
    assert found.divergences == 0
