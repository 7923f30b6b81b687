"""Hindcasts on dyad-years of which the truth is known: the truth wins, and nobody peeks."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from counterpoise.estimation.hindcast import MODEL, WITHOUT_FOCAL, Scored, score_onsets
from counterpoise.estimation.onset_competitors import COMPETITORS, rate_of
from counterpoise.estimation.onset_model import OnsetModel
from counterpoise.estimation.onset_rows import OnsetRows, filtered, onset_rows
from counterpoise.estimation.record import NotInRecord
from counterpoise.estimation.targets import TARGETS, Kind, UnknownTarget, target
from counterpoise.models.catalogue import parameters

ROWS = 36_000
TRUTH = {
    "i0": -0.5, "i_d": -0.3, "i_c": 0.6, "i_1": 0.3, "i_2": 0.0, "i_M1": 0.0, "i_M2": 0.3,
    "i_q1": -1.0, "i_q2": 0.3, "i_x": 0.6, "i_A": -0.3, "i_R": 1.0, "i_z": 1.2, "i_f": 0.3,
}  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> OnsetRows:
    """Dyad-years of thirty years, drawn from equation 3.11 written out anew."""
    random = np.random.default_rng(1)
    pairs = np.stack(np.triu_indices(40, 1))
    pick = random.integers(0, pairs.shape[1], ROWS)
    one, other = pairs[0, pick] + 1, pairs[1, pick] + 1
    found = {
        "great_1": random.random(ROWS) < 0.1,
        "great_2": random.random(ROWS) < 0.1,
        "log_capability_1": random.normal(-6, 1.5, ROWS),
        "log_capability_2": random.normal(-6, 1.5, ROWS),
        "democracy_1": random.random(ROWS),
        "democracy_2": random.random(ROWS),
        "disagreement": np.abs(random.normal(0, 1.4, ROWS)),
        "log_distance": random.uniform(4, 8, ROWS),
        "contiguity": random.random(ROWS) < 0.1,
        "defence_pact": random.random(ROWS) < 0.2,
        "rivalry": random.random(ROWS) < 0.1,
        "conflict_stock": random.gamma(0.1, 2.0, ROWS),
        "frailty": random.normal(-4, 1, ROWS),
        "peace_years": random.integers(0, 60, ROWS),
        "recent": random.random(ROWS) < 0.1,
    }
    c = {name: np.asarray(values, float) for name, values in found.items()}

    def log_odds(me: str, you: str) -> np.ndarray:
        b = TRUTH
        return (
            b["i0"] + b["i_d"] * c["log_distance"] + b["i_c"] * c["contiguity"]
            + b["i_1"] * c[f"log_capability_{me}"] + b["i_2"] * c[f"log_capability_{you}"]
            + b["i_M1"] * c[f"great_{me}"] + b["i_M2"] * c[f"great_{you}"]
            + b["i_q1"] * c[f"democracy_{me}"] + b["i_q2"] * c[f"democracy_{you}"]
            + b["i_x"] * c["disagreement"] + b["i_A"] * c["defence_pact"]
            + b["i_R"] * c["rivalry"] + b["i_z"] * np.log1p(c["conflict_stock"])
            + b["i_f"] * c["frailty"]
        )  # fmt: skip

    p = 1 / (1 + np.exp(-log_odds("1", "2"))), 1 / (1 + np.exp(-log_odds("2", "1")))
    begun = [(random.random(ROWS) < each).astype(float) for each in p]
    return OnsetRows(
        year=random.integers(1960, 1990, ROWS),
        one=one,
        other=other,
        onset=np.maximum(*begun),
        begun_1=begun[0],
        begun_2=begun[1],
        relevant=np.ones(ROWS, bool),
        **c,
    )


@pytest.fixture(scope="module")
def scored(rows: OnsetRows) -> Scored:
    return score_onsets(target("HT5"), rows, (1960, 1979), (1980, 1989), draws=100)


@pytest.fixture(scope="module")
def fitted(rows: OnsetRows) -> OnsetModel:
    return OnsetModel(rows, draws=100)


def test_the_fit_recovers_the_parameters(fitted: OnsetModel) -> None:
    for name, true in TRUTH.items():
        drawn = fitted.draws[f"initiation.{name}"]
        assert abs(drawn.mean() - true) < 4 * drawn.std() + 0.02, name
    assert fitted.draws["initiation.i_R"].std() < 0.2


def test_the_truth_beats_everybody(scored: Scored) -> None:
    assert scored.wins
    assert scored.versus["climatology"]["years"].low > 0
    assert scored.scores[MODEL]["brier_skill"] > 0 == scored.scores["climatology"]["brier_skill"]
    assert scored.scores[MODEL]["auprc"] > scored.scores["persistence"]["auprc"]


def test_what_is_left_out_is_missed(scored: Scored) -> None:
    assert scored.scores[MODEL]["log_score"] > scored.scores[WITHOUT_FOCAL]["log_score"]
    assert scored.versus[WITHOUT_FOCAL]["countries"].low > 0


def test_no_score_without_its_competitors(scored: Scored) -> None:
    assert set(scored.scores) == {*COMPETITORS, MODEL, WITHOUT_FOCAL}
    assert 0 <= scored.coverage50 <= scored.coverage90 <= 1


def test_forecast_and_observed_frequency_agree(scored: Scored) -> None:
    forecast, seen = scored.calibration[MODEL]
    assert np.abs(forecast - seen).max() < 0.08


def test_nobody_sees_the_outcome_of_a_test_year(rows: OnsetRows, fitted: OnsetModel) -> None:
    """Turning every outcome of the test years around leaves every forecast as it was."""
    train, future = rows.between(1960, 1962), rows.between(1988, 1989)
    turned = replace(
        future, onset=1 - future.onset, begun_1=1 - future.begun_1, begun_2=1 - future.begun_2
    )
    for name in ("persistence", "climatology", "logit", "logit_without_rivalry"):
        forecast = COMPETITORS[name]
        assert np.array_equal(forecast(train, future), forecast(train, turned)), name
    assert np.array_equal(fitted.probability(future), fitted.probability(turned))


def test_two_sides_of_a_dyad_are_one(rows: OnsetRows, fitted: OnsetModel) -> None:
    """Naming the other state first changes no probability."""
    some = rows.between(1988, 1989)
    swapped = replace(
        some,
        **{
            f"{name}_{mine}": getattr(some, f"{name}_{yours}")
            for name in ("great", "log_capability", "democracy", "begun")
            for mine, yours in ((1, 2), (2, 1))
        },
    )
    assert fitted.probability(some) == pytest.approx(fitted.probability(swapped))


def test_incomplete_rows_are_left_out_and_counted(rows: OnsetRows) -> None:
    gap = rows.disagreement.copy()
    gap[:100] = np.nan
    kept, lost = filtered(replace(rows, disagreement=gap))
    assert (lost.rows, lost.complete_rows) == (ROWS, ROWS - 100) == (ROWS, len(kept))
    assert lost.onsets - lost.complete_onsets == rows.onset[:100].sum()


def test_too_few_onsets_are_refused(rows: OnsetRows) -> None:
    with pytest.raises(NotInRecord, match="at least 30 onsets"):
        score_onsets(target("HT4"), rows.where(rows.onset == 0), (1960, 1979), (1980, 1989))


def test_a_rate_is_never_zero() -> None:
    assert rate_of(np.zeros(9)) == pytest.approx(0.05)


def test_targets_name_parameters_that_exist_and_years_that_are_known() -> None:
    for each in TARGETS:
        assert set(each.focal) <= set(parameters()), each.name
        assert each.first < each.last
        assert bool(each.reason) == (each.kind is Kind.NONE)
    with pytest.raises(UnknownTarget, match="HT4"):
        target("HT44")


@pytest.mark.soak
def test_onsets_of_the_record(data_directory: Path) -> None:
    """The published number of dyadic onsets, and nothing of a year explains that year."""
    from counterpoise.estimation.observed_record import observed_record

    record = observed_record(2000, 2014, data_directory)
    found = onset_rows(record, data_directory)
    iraq = found.where((found.one == 2) & (found.other == 645))
    assert iraq.recent[iraq.year == 2002] == 1
    korea = found.where((found.one == 731) & (found.other == 732))
    assert korea.onset.sum() >= 5
    assert korea.relevant.all()
    assert 300 < found.onset.sum() < 700
    assert found.where(found.onset > 0).begun_1.sum() > 0
