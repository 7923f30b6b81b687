"""Propositions about orders: estimators recover, courses pair, windows count what they should."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.models.catalogue import parameter
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.courses import Course, freed
from counterpoise.propositions.hazard import hazard_logit
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observed_concert import windows
from counterpoise.propositions.observed_postures import soft_over_hard
from counterpoise.propositions.order_worlds import core, coverage, members, opened, universal
from counterpoise.propositions.p9_united_deterrence import EXPERIMENT as UNITED
from counterpoise.propositions.p10_legitimacy import authorised, rank_correlation
from counterpoise.propositions.p11_concert import examine
from counterpoise.propositions.p13_loss_of_alternatives import EXPERIMENT
from counterpoise.propositions.starts import Starts, poisson_slope
from counterpoise.propositions.survival_score import cross_validated


def sample(rows: int = 900) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(4)
    x = random.normal(size=(rows, 2))
    group = random.integers(0, 60, rows)
    year = random.integers(0, 6, rows)
    log_odds = x @ np.array([0.8, -0.5]) - 1.0 + 0.3 * year
    y = (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(float)
    return y, x, group, year


def test_the_hazard_is_the_logit_of_statsmodels_with_clustered_errors() -> None:
    y, x, group, year = sample()
    ours = hazard_logit(y, {"a": x[:, 0], "b": x[:, 1]}, group, year)
    design = np.column_stack([x, np.eye(6)[year]])
    theirs = sm.Logit(y, design).fit(disp=0, cov_type="cluster", cov_kwds={"groups": group})
    np.testing.assert_allclose(ours.coefficients, theirs.params[:2], rtol=1e-6)
    # statsmodels also multiplies by (n - 1) / (n - k)
    scale = (len(y) - 1) / (len(y) - design.shape[1])
    np.testing.assert_allclose(ours.covariance * scale, theirs.cov_params()[:2, :2], rtol=1e-4)


def test_binomial_rows_say_what_their_trials_say() -> None:
    y, x, group, _ = sample()
    step = (x[:, 0] > 0).astype(float)
    single = hazard_logit(y, {"step": step}, group)
    cells = [(g, s) for g in range(60) for s in (0.0, 1.0) if ((group == g) & (step == s)).any()]
    masks = [(group == g) & (step == s) for g, s in cells]
    binomial = hazard_logit(
        np.array([y[mask].sum() for mask in masks]),
        {"step": np.array([s for _, s in cells])},
        np.array([g for g, _ in cells]),
        trials=np.array([float(mask.sum()) for mask in masks]),
    )
    np.testing.assert_allclose(single.of("step"), binomial.of("step"), rtol=1e-8)
    assert (single.rows, single.events) == (binomial.rows, binomial.events)


def test_without_events_or_when_separated_there_is_no_estimate() -> None:
    x = np.linspace(-1, 1, 40)
    assert np.isnan(hazard_logit(np.zeros(40), {"x": x}, np.arange(40)).of("x")[0])
    assert np.isnan(hazard_logit((x > 0).astype(float), {"x": x}, np.arange(40)).of("x")[0])


def test_what_starts_off_is_freed_openly() -> None:
    assert isinstance(parameter("legitimacy.L_proc").prior, Off)
    assert freed(parameter("legitimacy.L_proc")).prior == Normal(0.0, 1.0)
    assert freed(parameter("order.oN")) is parameter("order.oN")


def test_a_core_is_smaller_and_everybody_is_all() -> None:
    world = opened(1992)
    assert members(core(world)).sum() == 60
    assert coverage(core(world)) < coverage(world) < coverage(universal(world)) == 1.0
    assert members(core(world))[int(world.order_leader[0])] == 1.0


def test_authorised_years_have_the_share_asked_for() -> None:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        assert np.mean(authorised(share)) == pytest.approx(share)
    assert rank_correlation(np.array([0.5, 0.4, 0.3, 0.2, 0.1])) == -1.0


def test_nothing_differs_before_the_rival_falls_and_the_tied_feel_it_through_out() -> None:
    laboratory = Laboratory([], draws=4, seed=1, threads=1)
    belief = Belief(Origin.PRIOR, {"order.bOut": 2.0})
    drawn = belief.drawn(EXPERIMENT.declared(belief), 4, 1)
    lives, falls = (
        EXPERIMENT.run(course, drawn, np.arange(4), laboratory)
        for course in EXPERIMENT.ready[1].values()
    )
    np.testing.assert_array_equal(lives["joined"][:, :4], falls["joined"][:, :4])
    both = (lives["outside"][:, 4] > 0) & (falls["outside"][:, 4] > 0)
    assert (falls["hazard"][:, 4][both] >= lives["hazard"][:, 4][both]).all()
    off = Belief(Origin.PRIOR, {"order.bOut": 0.0})
    drawn = off.drawn(EXPERIMENT.declared(off), 4, 1)
    lives, falls = (
        EXPERIMENT.run(course, drawn, np.arange(4), laboratory)
        for course in EXPERIMENT.ready[1].values()
    )
    np.testing.assert_array_equal(lives["hazard"][:, 4], falls["hazard"][:, 4])


def test_no_war_in_eighteen_disputes_is_weak_evidence() -> None:
    value, error = examine(np.array([[18, 0], [35, 1]]))
    assert value < 0
    assert value + 1.645 * error > 0
    value, error = examine(np.array([[400, 1], [400, 120]]))
    assert value + 1.645 * error < 0


def test_a_predictor_that_predicts_improves_the_score_and_noise_does_not() -> None:
    random = np.random.default_rng(2)
    x, noise = random.normal(size=(200, 3, 1)), random.normal(size=(200, 3, 1))
    kept = 1 / (1 + np.exp(-1.5 * x[..., 0]))
    flat = np.zeros((200, 3, 1))
    alone = cross_validated(kept, flat).mean()
    assert cross_validated(kept, x).mean() > alone + 0.05
    assert cross_validated(kept, noise).mean() < alone + 0.01


def test_great_powers_fought_no_war_among_themselves_from_1816_to_1852(
    data_directory: Path,
) -> None:
    first, second, third = windows(data_directory)
    # Crimea, Italy 1859, Seven Weeks, France and Prussia, Russia and Japan
    assert (first.wars, second.wars, third.wars) == (0, 5, 1)
    assert third.disputes < second.disputes


def test_a_poisson_slope_recovers_what_made_the_counts() -> None:
    random = np.random.default_rng(6)
    x, expected = random.normal(size=6000), random.gamma(2.0, 0.3, 6000)
    started = random.poisson(expected * np.exp(0.4 - 0.7 * x)).astype(float)
    slope, error = poisson_slope(started, expected, x, np.arange(6000) % 150)
    assert abs(slope + 0.7) < 3.0 * error
    assert error < 0.05
    assert np.isnan(poisson_slope(np.zeros(9), np.ones(9), np.arange(9.0), np.arange(9))[0])
    assert np.isnan(poisson_slope(np.ones(9), np.ones(9), np.ones(9), np.arange(9))[0])


def test_what_was_to_be_expected_leaves_punishment_out() -> None:
    """Where punishment deters nobody the histories have as many disputes as were expected."""
    short = replace(UNITED, observer=Starts(), years=3, screened=False)
    laboratory = Laboratory([], draws=1, seed=2, histories=24)
    course = Course("As recorded", opened(1992), {"initiation.i_pun": 0.0})
    found = short.at_prior_means(course, laboratory)
    started, expected = found["started"].sum(), found["expected"].sum()
    assert abs(started - expected) < 4.0 * np.sqrt(expected)
    assert (found["expected"].sum(axis=(1, 3)) > 0).all()  # apart, and among joint members
    deterred = replace(course, holding={"initiation.i_pun": 300.0})
    fewer = short.at_prior_means(deterred, laboratory)
    left = fewer["expected"].sum(axis=2) * np.exp(-300.0 * fewer["punishment"])
    assert left.sum() < 0.9 * fewer["expected"].sum()
    assert abs(fewer["started"].sum() - left.sum()) < 4.0 * np.sqrt(left.sum())


def test_on_the_record_distance_hinders_allying_and_not_distancing(data_directory: Path) -> None:
    found = {row.label: row.estimate for row in soft_over_hard(data_directory).rows}
    assert found["Hard over neither: ln distance"].high < 0.0
    assert found["Soft over neither: ln distance"].low > 0.0
    assert found["Soft over hard: trade with the power"].low > 0.0
    assert not found["Soft over hard: ln share of the power"].excludes(0.0)
