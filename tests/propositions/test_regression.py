"""Absorbed least squares and conditional Poisson against statsmodels."""

import numpy as np
import pytest

from counterpoise.propositions.regression import (
    absorb,
    absorbed_least_squares,
    fixed_effects_poisson,
)


@pytest.fixture(scope="module")
def data() -> dict[str, np.ndarray]:
    random = np.random.default_rng(3)
    rows = 400
    state, year = random.integers(0, 20, rows), random.integers(0, 12, rows)
    x = random.normal(size=(rows, 2)) + 0.3 * year[:, None]
    y = x @ [0.5, -1.0] + 0.2 * state + np.sin(year) + random.normal(size=rows)
    return {"y": y, "x": x, "state": state, "year": year, "w": random.uniform(0.5, 2.0, rows)}


def test_slopes_and_clustered_errors_are_those_of_dummies(data: dict[str, np.ndarray]) -> None:
    api = pytest.importorskip("statsmodels.api")
    dummies = np.concatenate([np.eye(20)[data["state"]], np.eye(12)[data["year"]][:, 1:]], axis=1)
    theirs = api.WLS(data["y"], np.column_stack([data["x"], dummies]), weights=data["w"]).fit(
        cov_type="cluster", cov_kwds={"groups": data["year"], "use_correction": False}
    )
    ours = absorbed_least_squares(
        data["y"], data["x"], (data["state"], data["year"]), data["year"], data["w"]
    )
    np.testing.assert_allclose(ours.coefficients, theirs.params[:2], rtol=1e-6)
    bare = ours.covariance * 11 / 12 * 398 / 399
    np.testing.assert_allclose(np.sqrt(np.diag(bare)), theirs.bse[:2], rtol=1e-5)


def test_absorbing_leaves_no_group_means(data: dict[str, np.ndarray]) -> None:
    left = absorb(data["x"], (data["state"], data["year"]), data["w"])
    for group in (data["state"], data["year"]):
        means = np.bincount(group, data["w"] * left[:, 0]) / np.bincount(group, data["w"])
        np.testing.assert_allclose(means, 0.0, atol=1e-7)


def test_conditional_poisson_is_poisson_with_dummies(data: dict[str, np.ndarray]) -> None:
    api = pytest.importorskip("statsmodels.api")
    random = np.random.default_rng(5)
    x = data["x"][:, 0]
    counts = random.poisson(np.exp(-1.0 + 0.4 * x + 0.05 * data["state"]))
    design = np.column_stack([x, np.eye(20)[data["state"]]])
    theirs = api.GLM(counts, design, family=api.families.Poisson()).fit()
    slope, error = fixed_effects_poisson(counts.astype(float), x, data["state"])
    assert slope == pytest.approx(theirs.params[0], rel=1e-5)
    assert error == pytest.approx(theirs.bse[0], rel=1e-3)


def test_groups_without_events_say_nothing() -> None:
    nothing = fixed_effects_poisson(np.zeros(6), np.arange(6.0), np.repeat([0, 1], 3))
    assert np.isnan(nothing).all()
