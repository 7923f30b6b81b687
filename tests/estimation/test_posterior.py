from pathlib import Path

import numpy as np
import pytest

from counterpoise.estimation.before_votes import SILENT
from counterpoise.estimation.posterior import (
    FORMAT,
    NotAPosterior,
    Posterior,
    eras,
    hash_of,
    of_era,
    overlap,
    shipped,
)
from counterpoise.mechanisms.prior import Beta, Normal
from counterpoise.models.catalogue import parameters
from counterpoise.models.draws import draw_parameters

DRAWN = np.random.default_rng(0).multivariate_normal([0, 1], [[1, 0.9], [0.9, 1]], 300)
VALUES = {"initiation.i0": DRAWN[:, 0], "initiation.i_d": DRAWN[:, 1]}


def posterior() -> Posterior:
    values = {a: v.astype(np.float32).astype(float) for a, v in VALUES.items()}
    return Posterior(
        values,
        {"format": FORMAT, "hash": hash_of(values), "years": [1950, 2014], "system": "cow"},
    )


def test_a_posterior_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "there" / "posterior.parquet"
    posterior().save(path)
    back = Posterior.load(path)
    said = {"overlap": posterior().overlaps, "prior_dominated": list(posterior().prior_dominated)}
    assert back.manifest == posterior().manifest | said
    for address, values in posterior().values.items():
        assert (back.values[address] == values).all()
    assert [each.name for each in path.parent.iterdir()] == ["posterior.parquet"]


def test_what_is_no_posterior_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_text("nonsense")
    with pytest.raises(NotAPosterior, match=r"x\.parquet"):
        Posterior.load(path)
    values = {a: v + 1.0 for a, v in posterior().values.items()}
    Posterior(values, posterior().manifest).save(path)
    with pytest.raises(NotAPosterior, match="has been changed"):
        Posterior.load(path)
    Posterior(posterior().values, {**posterior().manifest, "format": 99}).save(path)
    with pytest.raises(NotAPosterior, match="format 99"):
        Posterior.load(path)


@pytest.mark.parametrize(
    ("prior", "drawn", "expected"),
    [
        (Normal(0.0, 1.0), np.random.default_rng(1).normal(size=20_000), 1.0),
        (Normal(0.0, 1.0), np.random.default_rng(1).normal(50.0, 1.0, size=20_000), 0.05),
        # Half the spread: the densities cross at 0.96 of the wider, P = 2(Phi(.96) - ...) = 0.68
        (Normal(0.0, 1.0), np.random.default_rng(1).normal(0.0, 0.5, size=20_000), 0.68),
        (Beta(2.0, 2.0), np.random.default_rng(1).beta(2.0, 2.0, size=20_000), 1.0),
    ],
    ids=["the same", "elsewhere", "narrower", "beta"],
)
def test_overlap(prior, drawn, expected) -> None:
    assert overlap(prior, drawn) == pytest.approx(expected, abs=0.03)


def test_the_label_is_kept_with_the_draws(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    declared = parameters()
    values = {
        "concert.c0": random.normal(size=2000),
        "concert.c1": random.normal(2.0, 0.1, size=2000),
        "multilateral.r_multi": np.abs(random.normal(0.0, 0.01, size=2000)),
        "arms.tau": random.normal(size=2000),
    }
    assert "arms.tau" not in declared
    found = Posterior(values, {**posterior().manifest, "hash": hash_of(values)})
    assert found.prior_dominated == ("concert.c0",)
    assert set(found.overlaps) == set(values) - {"arms.tau"}
    found.thinned(50).save(tmp_path / "posterior.parquet")
    back = Posterior.load(tmp_path / "posterior.parquet")
    assert back.manifest["prior_dominated"] == ["concert.c0"]
    assert back.overlaps == found.overlaps, "overlaps of fewer draws are biased"


def test_a_row_is_drawn_as_a_whole() -> None:
    drawn = draw_parameters(parameters(), 2000, seed=3, posterior=posterior().values)
    pairs = {tuple(pair) for pair in np.stack(list(posterior().values.values()), 1).tolist()}
    found = np.stack([drawn[address] for address in VALUES], axis=1)
    assert all(tuple(pair) in pairs for pair in found.tolist())
    assert np.corrcoef(found.T)[0, 1] > 0.8, "correlations are lost"


def test_what_the_posterior_lacks_is_drawn_as_before() -> None:
    with_it = draw_parameters(parameters(), 50, seed=3, posterior=posterior().values)
    without = draw_parameters(parameters(), 50, seed=3)
    for address, values in without.items():
        if address not in VALUES:
            assert (with_it[address] == values).all(), address


def test_a_scenario_overrides_the_posterior() -> None:
    drawn = draw_parameters(
        parameters(),
        20,
        seed=3,
        fixed={"initiation.i0": -1.0},
        priors={"initiation.i_d": Normal(9.0, 0.001)},
        posterior=posterior().values,
    )
    assert (drawn["initiation.i0"] == -1.0).all()
    assert drawn["initiation.i_d"] == pytest.approx(9.0, abs=0.01)


def test_what_ships_is_of_the_era_of_a_run() -> None:
    assert shipped().years[0] == 1950
    assert shipped(2040) is shipped(1950) is shipped()
    assert of_era(1816) is of_era(1913) is shipped(1850)
    assert shipped(1850).years == (1817, 1913)
    for neither in (1648, 1815, 1914, 1930, 1949):
        assert of_era(neither) is None


def test_what_no_vote_speaks_of_is_left_out_before_there_were_votes() -> None:
    found = shipped(1816)
    assert not set(SILENT) & set(found.values)
    assert set(found.manifest["left_out"]) == set(SILENT)
    assert set(SILENT) <= set(shipped().values)


@pytest.mark.parametrize("found", eras(), ids=lambda each: each.label)
def test_what_ships_can_be_used(found: Posterior) -> None:
    assert found.rows >= 400
    assert {"initiation", "escalation", "growth"} <= set(found.manifest["blocks"])
    declared = parameters()
    for address, values in found.values.items():
        assert np.isfinite(values).all()
        if address in declared:
            low, high = declared[address].prior.support
            assert ((low <= values) & (values <= high)).all(), address
    for address, diagnosis in found.manifest["diagnoses"].items():
        assert diagnosis["rhat"] < 1.01, address
        assert min(diagnosis["bulk_ess"], diagnosis["tail_ess"]) > 400, address
