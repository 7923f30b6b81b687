"""Postures: what is estimated is what is simulated, and labels that err are undone."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.estimation.blocks.postures import LABEL, PosturesBlock, makeable
from counterpoise.estimation.label_errors import (
    COUNTS,
    LABELS,
    among_makeable,
    confusion_of,
    mistaken,
    stick_priors,
)
from counterpoise.estimation.observed_record import observed_record
from counterpoise.estimation.postures_on_record import with_postures
from counterpoise.measures.posture_labels import LabelSet, Posture
from counterpoise.measures.record.balancing import postures

from .conftest import Truth

CHOSEN = ("p_bandwagon", "p_soft", "p_internal", "p_external")
USA, CANADA, FRANCE = 2, 20, 220


def perceived(block: PosturesBlock, truth: Truth):
    rows = block.rows(truth.record, np.random.default_rng(0))
    return block.perceived(rows, jnp.asarray(truth.record["salience"]))


def test_the_recursion_through_the_record_is_the_simulation(truth: Truth) -> None:
    block = PosturesBlock(mistaken(0.25, 0.04))
    rows = perceived(block, truth)
    found = np.asarray(block.probabilities(truth.values, rows))
    powers = np.asarray(rows.power)
    simulated = np.stack([truth.record[name][:, :, powers] for name in CHOSEN], axis=1)
    assert simulated.max() > 0.2, "nobody balances"
    assert found[:, 1:] == pytest.approx(simulated, abs=2e-6)
    assert found.sum(axis=1) == pytest.approx(1.0, abs=2e-6)


def test_the_likelihood_is_that_of_labels_read_through_the_errors(truth: Truth) -> None:
    errors = mistaken(0.25, 0.04)
    block = PosturesBlock(errors)
    rows = perceived(block, truth)
    powers = np.asarray(rows.power)
    acting = np.stack([truth.record[name][:, :, powers] for name in CHOSEN], axis=-1)
    probability = np.concatenate([1 - acting.sum(axis=-1, keepdims=True), acting], axis=-1)
    label = truth.record[LABEL][:, :, powers]
    where = np.nonzero(np.isfinite(label))
    told = (probability @ errors)[(*where, label[where].astype(int))]
    assert len(told) > 1000
    assert float(block.log_likelihood(truth.values, rows)) == pytest.approx(
        np.log(told).sum(), rel=1e-6
    )


def test_rows_of_errors_are_dirichlet() -> None:
    random = np.random.default_rng(4)
    drawn = {a: prior.quantile(random.random(20_000)) for a, prior in stick_priors().items()}
    each = {a: jnp.asarray(v) for a, v in drawn.items()}
    found = np.moveaxis(np.asarray(jax.vmap(confusion_of)(each)), 0, -1)
    size = COUNTS.sum(axis=1, keepdims=True)
    mean = COUNTS / size
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert found.mean(axis=2) == pytest.approx(mean, abs=0.003)
    assert found.var(axis=2) == pytest.approx(mean * (1 - mean) / (size + 1), rel=0.1)
    assert mean[0, LABELS.index("S")] == pytest.approx(0.05)
    assert np.diag(mean)[1:] == pytest.approx(0.75)


def test_a_label_that_cannot_be_made_has_no_mass() -> None:
    able = jnp.asarray([1.0, 1.0, 1.0, 0.0, 0.0])
    found = np.asarray(among_makeable(jnp.asarray(COUNTS), able))
    assert found[:, 3:].max() == 0.0
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert found[4] == pytest.approx([7 / 9, 1 / 9, 1 / 9, 0.0, 0.0])


def test_labels_on_record_are_those_of_the_measure(data_directory: Path) -> None:
    record = with_postures(
        observed_record(2002, 2003, data_directory), LabelSet.TREATIES_ARMS, data_directory
    )
    usa, canada = (int(np.flatnonzero(record.codes == code)[0]) for code in (USA, CANADA))
    rows = postures("USA", (2002, 2003), data_directory)
    assert len(rows) > 300
    seen = set()
    for row in rows:
        year = row["year"] - int(record.years[0])
        actor = int(np.flatnonzero(record.codes == row["ccode"])[0])
        label, word = record[LABEL][year, actor, usa], row[LabelSet.TREATIES_ARMS.value]
        assert np.isnan(label) if word is None else Posture(int(label)).name == word, row
        seen.add(word)
    assert {"N", "HI"} <= seen
    assert makeable(record).tolist() == [1.0, 1.0, 0.0, 1.0, 1.0]
    share = record["trade_share"]
    assert 0.6 < share[-1, canada, usa] < 0.9
    known = np.isfinite(share).all(axis=2)
    assert known.sum() > 1000
    assert share[known].sum(axis=-1) == pytest.approx(1.0)
    rows_of = PosturesBlock().rows(record, np.random.default_rng(0))
    assert rows_of.power.shape == (7,)
    labelled = np.asarray((rows_of.label & rows_of.toward).any(axis=(0, 2, 3)))
    assert labelled.tolist() == [False] * 10 + [True, True], "the years that form beliefs count"
