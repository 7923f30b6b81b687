"""Competitors, windows, accessions and joint scores, against what theory says of them."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import multivariate_normal

from counterpoise.estimation.accession import Joining, Surroundings, fitted, log_odds
from counterpoise.estimation.block import arrays
from counterpoise.estimation.distancing_windows import GROUPS, about_iraq, own_movement
from counterpoise.estimation.hindcast import MODEL, scored_joint, scored_years
from counterpoise.estimation.organisations_on_record import ORGANISATIONS
from counterpoise.estimation.paths import Paths
from counterpoise.estimation.record import ActsOnRecord, Record
from counterpoise.estimation.recorded_world import with_the_order_on_record
from counterpoise.estimation.scores import count_log_score, joint_log_score
from counterpoise.estimation.targets import Kind, UnknownTarget, target
from counterpoise.estimation.yearly_competitors import RARE, competitors, logistic_curve
from counterpoise.estimation.yearly_targets import model_series
from counterpoise.mechanisms.order.membership import USUAL_LEGITIMACY, Appeal
from counterpoise.models.change import replaced
from counterpoise.world.orders import organisations_of
from counterpoise.world.synthetic import synthetic_world


def test_the_logistic_curve_finds_where_spreading_ends() -> None:
    when = np.arange(60.0)
    curve = 120.0 / (1.0 + np.exp(-0.15 * (when - 25.0)))
    random = np.random.default_rng(0)
    ahead = logistic_curve(curve + random.normal(0, 0.5, 60), 40, 400, random)
    assert np.median(ahead[:, -1]) == pytest.approx(120.0, abs=2.0)
    assert ahead[:, -1].std() < 4.0


def test_rare_events_are_whole_numbers_at_the_training_rate() -> None:
    past = np.zeros(50)
    past[[3, 30]] = 1.0
    found = competitors("HT9", past, 10, 4000, 0)
    assert set(found) == {"persistence", "climatology"}
    assert "HT9" in RARE
    assert np.array_equal(found["climatology"], np.round(found["climatology"]))
    assert found["climatology"].mean() == pytest.approx(2.5 / 50, rel=0.1)
    assert found["persistence"].mean() == pytest.approx(0.5 / 10, rel=0.2)


def test_competitors_leave_years_that_nobody_knows_out() -> None:
    past = np.array([np.nan, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    for name, draws in competitors("HT14", past, 4, 50, 0).items():
        assert np.isfinite(draws).all(), name


def test_a_count_that_no_draw_foresaw_is_dear_and_finite() -> None:
    draws = np.zeros((99, 1))
    assert count_log_score(draws, [0.0])[0] == pytest.approx(np.log(99.5 / 100))
    assert count_log_score(draws, [1.0])[0] == pytest.approx(np.log(0.5 / 100))


def test_the_joint_score_is_that_of_a_normal_and_knows_of_correlation() -> None:
    random = np.random.default_rng(1)
    covariance = np.array([[1.0, 0.8], [0.8, 1.0]])
    draws = random.multivariate_normal([0.0, 0.0], covariance, size=4000)
    truth = multivariate_normal([0.0, 0.0], covariance)
    assert joint_log_score(draws, [1.0, 1.0]) == pytest.approx(truth.logpdf([1.0, 1.0]), abs=0.1)
    apart = np.column_stack([draws[:, 0], random.permutation(draws[:, 1])])
    assert joint_log_score(draws, [1.0, 1.0]) > joint_log_score(apart, [1.0, 1.0])
    assert joint_log_score(draws, [1.0, -1.0]) < joint_log_score(apart, [1.0, -1.0])


def test_the_energy_score_prefers_the_forecast_that_is_right() -> None:
    random = np.random.default_rng(2)
    years = np.arange(1990, 2000)
    observed = random.normal(size=(10, 3))
    offered = {
        MODEL: observed + 0.2 * random.normal(size=(200, 10, 3)),
        "climatology": random.normal(size=(200, 10, 3)),
    }
    found = scored_joint(target("JOINT"), (1950, 1989), years, observed, offered, 0)
    assert found.wins
    assert found.scores[MODEL]["energy_score"] < found.scores["climatology"]["energy_score"]
    assert len(found.pit) == 30


def test_rare_events_are_scored_by_frequency() -> None:
    years = np.arange(1990, 1995)
    draws = np.zeros((99, 5))
    found = scored_years(
        target("HT9"), (1950, 1989), years, np.zeros(5), {MODEL: draws, "climatology": draws}, 0
    )
    assert found.scores[MODEL]["log_score"] == pytest.approx(np.log(99.5 / 100))


def test_own_movement_holds_the_united_states_still() -> None:
    """The United States moves by 1 and nobody else does: nobody has moved away."""
    codes = np.array([2, 200, 220, 290, 700])
    x = np.tile([2.0, 1.0, 0.0, -1.0, -2.0], (10, 1))
    x[4:, 0] = 3.0
    assert own_movement(x, codes, 5) == pytest.approx(np.zeros(4))
    x[5:, 2] -= 0.6  # France alone
    every, nato, five, six = own_movement(x, codes, 5)
    assert (every, nato, five, six) == pytest.approx((0.6 / 4, 0.6 / 2, 0.6, 0.0))


def test_the_window_of_2003_is_told_with_its_placebos() -> None:
    from counterpoise.estimation.distancing_windows import Windows

    observed = np.zeros((3, len(GROUPS)))
    observed[1] = 0.3
    found = Windows(np.array([2002, 2003, 2004]), observed, {}, observed)
    told = about_iraq(found, observed - 0.1, observed + 0.1)
    assert "covers 4 of 4" in told
    assert "0% of the placebo windows" in told
    early = Windows(np.array([1994]), observed[:1], {}, observed)
    assert about_iraq(early, observed, observed) == ""


def test_disputes_are_scaled_by_counts_and_not_by_the_number_of_states() -> None:
    """Twice as many states as in the training years, the same disputes to each initiation."""
    years = np.arange(1960, 1990)
    seen = {"HT7": np.full(30, 10.0), "disputes": np.full(30, 15.0), "HT3": np.full(30, 30.0)}
    ahead = Paths(
        np.arange(1990, 1993),
        np.arange(100),
        {"initiations_a_year": np.full((4, 3), 20.0)},
        {},
        0,
    )
    found, told = model_series("HT3", ahead, seen, years, 1989)
    assert found == pytest.approx(np.full((4, 3), 20.0 * 1.5 * 100 / 100))
    assert "1.5" in told


def test_the_hazard_of_joining_is_recovered() -> None:
    random = np.random.default_rng(3)
    rows = 40_000
    share, near, q, gap = (random.random(rows) for _ in range(4))
    none, usual = np.zeros(rows), np.full(rows, USUAL_LEGITIMACY)
    of = arrays(Joining, Appeal(share, near, none, none, 2 * gap, usual, q), none, np.ones(rows))
    truth = {
        "order.j0": -4.0, "order.oN": 2.0, "order.oNg": 1.0, "order.oq": 1.5, "order.ox": 0.5
    }  # fmt: skip
    p = 1 / (1 + np.exp(-np.asarray(log_odds(truth, of.appeal))))
    drawn = fitted(of._replace(joined=(random.random(rows) < p).astype(float)), 400, 0)
    for address, true in truth.items():
        assert abs(drawn[address].mean() - true) < 4 * drawn[address].std(), address
    off = fitted(of._replace(joined=(random.random(rows) < p).astype(float)), 50, 0, ("order.oN",))
    assert not off["order.oN"].any()


def test_shares_inside_are_those_of_trade_and_neighbours() -> None:
    trade = np.array([[0.0, 0.75, 0.25], [0.5, 0.0, 0.5], [1.0, 0.0, 0.0]])
    distance = np.array([[0.0, 0.0, 100.0], [0.0, 0.0, 900.0], [100.0, 900.0, 0.0]])
    around = Surroundings(trade, distance, np.ones(3, bool), np.array([1.0, 3.0, 1.0]))
    paths = np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    found = around.appeal(paths, np.array([[0.0, 1.0, -1.0]] * 2), np.zeros((2, 3)))
    assert found.neighbours[1] == pytest.approx([2 / 3, 0.0, 1 / 6])
    assert found.trade[0] == pytest.approx([1.0, 0.5, 0.0])
    assert found.gap[0] == pytest.approx([0.5, 0.5, 1.5])


def test_every_organisation_is_a_target_and_has_members() -> None:
    there = {each.key: len(each.members) for each in organisations_of(1990)}
    for each in ORGANISATIONS:
        declared = target(f"ht10.{each.key}")
        assert declared.kind is Kind.YEARS
        assert declared.organisation == each.key
        assert each.key == "imf" or there[each.key] > 5
    assert target("HT10.icc").reason
    with pytest.raises(UnknownTarget, match=r"HT10\.nato"):
        target("HT10.natto")


def test_paths_know_one_order_whose_members_are_those_on_record() -> None:
    world = replaced(
        synthetic_world(4, orders=3),
        {
            "membership": jnp.ones((4, 3)),
            "exclusive": jnp.ones((3, 3)),
            "order_active": jnp.ones(3),
        },
    )
    codes = np.asarray(world.code)
    inside = np.array([1.0, 0.0, np.nan, 1.0])
    record = Record(
        np.array([1979]),
        codes[::-1].astype(np.int64),
        {"membership": np.tile(inside[::-1, None], (2, 1, 1))},
        ActsOnRecord(*(np.zeros(0, int) for _ in range(3)), *(np.zeros(0) for _ in range(3))),
        {},
    )
    found = with_the_order_on_record(world, record)
    assert found.membership[:, 0].tolist() == [1.0, 0.0, 0.0, 1.0]
    assert not found.membership[:, 1:].any()
    assert not found.exclusive.any()
    assert found.order_active.tolist() == [1.0, 0.0, 0.0]
