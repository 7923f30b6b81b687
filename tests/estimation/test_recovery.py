"""What was simulated is what is estimated: the truth is found again, from the record alone."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.estimation.block import Block
from counterpoise.estimation.blocks.alliances import AlliancesBlock
from counterpoise.estimation.blocks.arms import Arms
from counterpoise.estimation.blocks.postures import PosturesBlock
from counterpoise.estimation.catalogue import EVERY, UnknownBlock, block
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.estimation.sampling import Target, sample

from .conftest import Truth

every_block = pytest.mark.parametrize("of", EVERY, ids=[each.name for each in EVERY])


def rows_of(of: Block, truth: Truth):
    rows = of.rows(truth.record, np.random.default_rng(0))
    if isinstance(of, Arms | AlliancesBlock | PosturesBlock):
        rows = of.perceived(rows, jnp.asarray(truth.record["salience"]))
    return rows


def target_of(of: Block, truth: Truth) -> Target:
    priors = of.priors()
    return Target([of], priors, {a: v for a, v in truth.values.items() if a not in priors})


@pytest.fixture
def truth_of(truth: Truth, order_truth: Truth) -> Callable[[Block], Truth]:
    return lambda of: order_truth if of.name == "orders" else truth


@every_block
def test_the_truth_is_near_the_mode(of: Block, truth_of: Callable[[Block], Truth]) -> None:
    truth = truth_of(of)
    target = target_of(of, truth)
    mode, root = target.mode((rows_of(of, truth),))
    found = target.scale.values(jnp.asarray(mode))
    sd = np.sqrt(np.sum(root**2, axis=1))
    slope = jax.jacfwd(target.scale.values)(jnp.asarray(mode))
    informed = 0
    for place, address in enumerate(target.scale.addresses):
        if address not in truth.values:
            continue
        spread = abs(float(slope[address][place])) * sd[place]
        z = (float(found[address]) - truth.values[address]) / spread
        assert abs(z) <= 3.0, f"{address}: {float(found[address]):.3f} +- {spread:.3f}"
        informed += spread < 0.5
    assert informed, "the record says nothing of this block"


def test_the_sampler_agrees_with_the_truth_and_itself(truth: Truth) -> None:
    of = block("escalation")
    draws = sample(target_of(of, truth), (rows_of(of, truth),), seed=1, draws=500, warm_up=200)
    draws.require_converged("escalation")
    for address, found in draws.values.items():
        assert found.shape == (4, 500)
        assert abs(found.mean() - truth.values[address]) <= 3 * found.std(), address


def test_an_unknown_block_is_told_the_nearest() -> None:
    with pytest.raises(UnknownBlock, match="initiation"):
        block("initation")


@every_block
def test_a_record_without_what_is_needed_is_refused(
    of: Block, truth_of: Callable[[Block], Truth]
) -> None:
    truth = truth_of(of)
    name = of.needs[0]
    held = {k: v for k, v in truth.record.variables.items() if k != name}
    poorer = Record(truth.record.years, truth.record.codes, held, truth.record.acts)
    with pytest.raises(NotInRecord, match=name):
        of.rows(poorer, np.random.default_rng(0))
