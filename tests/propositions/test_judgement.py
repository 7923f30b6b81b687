"""Verdicts, power, sensitivity: each on cases whose answer is known."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from counterpoise.models.catalogue import parameter
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.draws import Draws, Estimate
from counterpoise.propositions.examination import NO_POSTERIOR, prior_dominated
from counterpoise.propositions.finding import Finding, RunOfExperiment
from counterpoise.propositions.observation import Bearing, Observation, Observed, Row
from counterpoise.propositions.power import Detection, Power, detection
from counterpoise.propositions.proposition import Refutation
from counterpoise.propositions.sensitivity import Sensitivity, TotalIndex, sensitivity
from counterpoise.propositions.synthetic_record import SyntheticRecord
from counterpoise.propositions.verdict import Ruling, Verdict, ruling

RULE = Refutation("The interval includes zero.", lambda draws: draws.estimate("x").low <= 0.0)
STRONG = Detection(0.9, 200, 1.0, 0.3)
WEAK = Detection(0.2, 200, 1.0, 1.0)


def draws(values: np.ndarray) -> Draws:
    return Draws({"x": values}, {}, {})


@pytest.mark.parametrize(
    ("centre", "power", "verdict"),
    [
        (5.0, STRONG, Verdict.NOT_REFUTED),
        (0.0, STRONG, Verdict.REFUTED),
        (5.0, WEAK, Verdict.NOT_TESTABLE),
        (0.0, None, Verdict.REFUTED),
    ],
)
def test_power_comes_before_the_rule(
    centre: float, power: Detection | None, verdict: Verdict
) -> None:
    values = centre + np.random.default_rng(0).normal(size=200)
    found = ruling(RULE, draws(values), power, None, 0)
    assert found.verdict is verdict
    assert not found.on_the_line


def test_a_verdict_that_chance_could_turn_is_on_the_line() -> None:
    values = np.random.default_rng(0).normal(size=200)
    values -= np.quantile(values, 0.05) - 0.01
    found = ruling(RULE, draws(values), STRONG, None, 0)
    assert found.verdict is Verdict.NOT_REFUTED
    assert found.on_the_line
    assert 0.1 < found.refuted_in < 0.9


def test_power_near_a_half_is_on_the_line() -> None:
    assert Detection(0.52, 200, 1.0, 1.0).on_the_line
    assert Detection(0.52, 200, 1.0, 1.0).testable is not False
    assert not Detection(0.7, 200, 1.0, 1.0).on_the_line


def test_the_record_can_refute_what_the_model_allows() -> None:
    values = 5.0 + np.random.default_rng(0).normal(size=200)
    assert ruling(RULE, draws(values), STRONG, True, 0).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("low", "high", "refutes", "bearing"),
    [
        (0.2, 0.8, None, Bearing.FOR),
        (0.8, 1.2, None, Bearing.NEITHER),
        (1.2, 1.8, None, Bearing.AGAINST),
        (0.2, 0.8, True, Bearing.AGAINST),
        (0.8, 1.2, False, Bearing.NEITHER),
    ],
)
def test_the_record_speaks_for_a_claim_or_against_it(
    low: float, high: float, refutes: bool | None, bearing: Bearing
) -> None:
    design = Observation("", "", "", "", "", side=-1, null=1.0)
    found = Observed(Estimate((low + high) / 2.0, low, high), "ratio", (), refutes=refutes)
    assert design.bearing(found) is bearing


def test_only_a_placebo_fails_by_showing_something() -> None:
    something = Estimate(0.5, 0.1, 0.9)
    assert Row("two years ahead", something, placebo=True).fails
    assert not Row("two years ahead", Estimate(0.5, -0.1, 1.1), placebo=True).fails
    assert not Row("lags", something).fails


def test_power_of_a_normal_estimate_is_what_theory_says() -> None:
    random = np.random.default_rng(1)
    records = [SimpleNamespace(estimate=1.0 + 0.5 * random.normal()) for _ in range(2000)]
    test = Power("x", 1, 1, 0.0, lambda record: (cast(SimpleNamespace, record).estimate, 0.5))
    found = detection(test, cast(list[SyntheticRecord], records))
    assert found.power == pytest.approx(0.6388, abs=0.03)  # Phi(2 - 1.645)
    opposite = replace(test, side=-1)
    assert detection(opposite, cast(list[SyntheticRecord], records)).power < 0.01


def test_histories_that_allow_no_estimate_count_as_showing_nothing() -> None:
    test = Power("x", 1, 1, 0.0, lambda record: (float("nan"), float("nan")))
    assert detection(test, cast(list[SyntheticRecord], [None] * 4)).power == 0.0


def test_total_indices_of_a_product_and_a_sum() -> None:
    """y = 2a + 4bc: shares of variance 1/3 : 4/9 of each kind by arithmetic."""
    random = np.random.default_rng(1)
    inputs = {f"p.{name}": random.random(400) for name in "abcdefgh"}
    y = 2 * inputs["p.a"] + 4 * (inputs["p.b"] - 0.5) * (inputs["p.c"] - 0.5) * 2
    found = sensitivity(y, inputs)
    slope = {each.address: each.index for each in found.indices}
    sum_part, product_part = 4 / 12, 64 / 144
    total = sum_part + product_part
    assert found.fit > 0.97
    assert slope["p.a"] == pytest.approx(sum_part / total, abs=0.05)
    assert slope["p.b"] == pytest.approx(product_part / total, abs=0.05)
    assert slope["p.c"] == pytest.approx(product_part / total, abs=0.05)


def test_noise_hangs_on_nothing() -> None:
    random = np.random.default_rng(2)
    inputs = {f"p.{place}": random.random(200) for place in range(80)}
    assert sensitivity(random.normal(size=200), inputs).indices == ()


def test_a_result_is_dominated_by_the_prior_until_data_move_what_buys_it() -> None:
    random = np.random.default_rng(3)
    believed = parameter("threat.theta_I").estimation_prior
    alike = np.asarray(believed.quantile(random.random(500)))
    follows = Sensitivity((TotalIndex("threat.theta_I", 0.9),), 0.8, 500)
    prior = Belief(Origin.PRIOR)

    def after(draws: dict[str, np.ndarray]) -> Belief:
        return Belief(Origin.POSTERIOR, posterior=draws)

    assert prior_dominated(follows, prior, None) == (True, NO_POSTERIOR)
    assert not prior_dominated(follows, prior, after({"threat.theta_I": 0.9 + 0.05 * alike}))[0]
    assert prior_dominated(follows, prior, after({"threat.theta_I": alike}))[0]
    assert prior_dominated(follows, prior, after({"initiation.i0": alike}))[0]


def test_a_finding_survives_being_stored() -> None:
    run = RunOfExperiment({"x": Estimate(1.0, 0.5, float("nan"))}, {"c": 0.9}, (1.0, None), True)
    found = Finding(
        "P1",
        "x",
        Ruling(Verdict.NOT_TESTABLE, 0.5, True),
        "prior",
        run,
        None,
        run,
        Observed(Estimate(0.1, 0.0, 0.2), "units", (Row("a", Estimate(1, 2, 3), "n"),), ("r",)),
        "",
        WEAK,
        True,
        "why",
        Sensitivity((TotalIndex("a.b", 0.5),), 0.4, 200),
        200,
        3,
        0,
        1.5,
    )
    text = found.to_json()
    assert "NaN" not in text
    again = Finding.from_json(text)
    assert again.to_json() == text
    assert again.ruling == found.ruling
    assert again.sensitivity == found.sensitivity
    with pytest.raises(ValueError, match="not a finding"):
        Finding.from_json(json.dumps({"id": "P1"}))
