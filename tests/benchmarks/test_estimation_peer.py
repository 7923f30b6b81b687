"""Our likelihoods of initiation and escalation are the logits that statsmodels fits."""

import jax
import numpy as np
import pytest

from benchmarks.estimation import LOGITS, Logit, beside, linear, the_record
from counterpoise.estimation.record import Record


@pytest.fixture(scope="module")
def record() -> Record:
    return the_record(None)


@pytest.mark.parametrize("logit", LOGITS, ids=lambda each: each.block.name)
def test_log_odds_are_linear_in_what_is_estimated(logit: Logit, record: Record) -> None:
    addresses = tuple(logit.block.priors())
    with jax.enable_x64(True):
        rows = logit.block.rows(record, np.random.default_rng(0))
        design, offset = linear(logit, rows, addresses)
        at = np.random.default_rng(1).normal(size=len(addresses))
        odds = logit.log_odds(dict(zip(addresses, at, strict=True)), rows)
    np.testing.assert_allclose(odds, offset + design @ at, rtol=1e-9, atol=1e-9)


@pytest.mark.soak
@pytest.mark.parametrize("logit", LOGITS, ids=lambda each: each.block.name)
def test_the_same_point_is_found(logit: Logit, record: Record) -> None:
    assert beside(logit, record, 100, 200).apart < 0.1
