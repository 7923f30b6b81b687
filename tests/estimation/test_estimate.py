"""The order of an estimation: what comes first, what is given to whom, what is held."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from counterpoise.estimation import estimate as module
from counterpoise.estimation import renewing
from counterpoise.estimation.catalogue import block
from counterpoise.estimation.convergence import Diagnosis, NotConverged
from counterpoise.estimation.estimate import estimate
from counterpoise.estimation.keeping import kept
from counterpoise.estimation.posterior import Posterior
from counterpoise.estimation.sampling import Draws, Target
from counterpoise.mechanisms.prior import Fixed
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.draws import draw_parameters

from .conftest import Truth

GOOD = Diagnosis(1.0, 1000.0, 1000.0)


@pytest.fixture
def sampled(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], set[str]]]:
    """Samplers that draw from nothing: each stage's blocks and what it took as given."""
    stages: list[tuple[tuple[str, ...], set[str]]] = []

    def found(target: Target, shape: tuple[int, int], given: Mapping[str, Any]) -> Draws:
        stages.append((tuple(each.name for each in target.blocks), set(given)))
        number = np.arange(np.prod(shape), dtype=float).reshape(shape)
        values = {address: number + len(stages) for address in target.scale.addresses}
        return Draws(values, dict.fromkeys(values, GOOD), 0, {}, 0)

    def first(target: Target, rows: Any, seed: int, draws: int, *_: Any) -> Draws:
        return found(target, (2, draws), {})

    def later(target: Target, rows: Any, given: Mapping[str, Any], *_: Any) -> Draws:
        return found(target, next(iter(given.values())).shape, given)

    monkeypatch.setattr(module, "sample", first)
    monkeypatch.setattr(module, "sample_given", later)
    return stages


def test_beliefs_come_first_and_what_leans_on_them_is_given_them(
    truth: Truth, sampled: list[tuple[tuple[str, ...], set[str]]]
) -> None:
    found = estimate([block("alliances"), block("growth")], truth.record, draws=8)
    (first, nothing), (alone, still_nothing), (last, given) = sampled
    assert first == ("rivalry",)
    assert not nothing | still_nothing
    assert (alone, last) == (("growth",), ("alliances",))
    assert {"threat.theta_I", "rivalry.r_T"} <= given
    assert found.stages == (first, alone, last)
    assert "alliance.al0" in found.values


def test_what_no_data_can_tell_is_held_and_stays_so_in_a_run(
    truth: Truth, sampled: list[tuple[tuple[str, ...], set[str]]]
) -> None:
    found = estimate([block("rivalry")], truth.record, draws=8)
    assert "beliefs.ratio" not in found.diagnoses
    assert set(found.values["beliefs.ratio"].ravel()) == {2.5}
    assert isinstance(found.priors["beliefs.ratio"], Fixed)
    posterior = kept(found, truth.record, seed=1, draws=8, system="cow")
    assert isinstance(posterior, Posterior)
    assert "beliefs.ratio" in posterior.prior_dominated
    declared = balance_of_threat().parameters()
    drawn = draw_parameters(declared, 5, 1, {}, {}, posterior.values)
    assert set(np.asarray(drawn["beliefs.ratio"])) == {2.5}
    assert len(set(np.asarray(draw_parameters(declared, 5, 1)["beliefs.ratio"]))) == 5


def test_too_few_draws_are_refused_with_the_parameters_named(truth: Truth) -> None:
    with pytest.raises(NotConverged, match=r"growth\.\w+: R-hat"):
        estimate([block("growth")], truth.record, draws=20, warm_up=20)


@pytest.fixture
def before(
    truth: Truth,
    sampled: list[tuple[tuple[str, ...], set[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> Posterior:
    monkeypatch.setattr(renewing, "CHAINS", 2)
    found = estimate([block("alliances"), block("growth")], truth.record, draws=1000)
    sampled.clear()
    return kept(found, truth.record, seed=1, draws=1000, system="cow")


def test_a_block_is_renewed_given_what_was_kept_and_the_rest_stays(
    truth: Truth, before: Posterior, sampled: list[tuple[tuple[str, ...], set[str]]]
) -> None:
    found = renewing.renewed(before, [block("alliances")], truth.record, draws=1000)
    ((stage, given),) = sampled
    assert stage == ("alliances",)
    assert {"threat.theta_I", "rivalry.r_T"} <= given
    changed = {a for a, v in before.values.items() if not np.array_equal(found.values[a], v)}
    assert changed == set(block("alliances").priors())
    assert found.rows == before.rows
    assert found.manifest["renewed"][0]["blocks"] == ["alliances"]
    assert found.manifest["hash"] != before.manifest["hash"]


def test_what_cannot_be_renewed_is_refused(truth: Truth, before: Posterior) -> None:
    alliances = [block("alliances")]
    with pytest.raises(renewing.CannotRenew, match="as given"):
        renewing.renewed(before, [block("rivalry")], truth.record)
    with pytest.raises(renewing.CannotRenew, match="200 rows"):
        renewing.renewed(before.thinned(200), alliances, truth.record)
    shorter = truth.record.window(int(truth.record.years[3]), int(truth.record.years[-1]))
    with pytest.raises(renewing.CannotRenew, match="another record"):
        renewing.renewed(before, alliances, shorter)
