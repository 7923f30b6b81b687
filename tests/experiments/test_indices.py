"""Indices of functions whose indices are known, through the code that asks the model."""

import numpy as np
import pytest

from counterpoise.experiments.indices import BadDesign, Index, Method, design, indices

NAMES = ("a.x", "a.y", "a.z")


def by_name(found: tuple[Index, ...]) -> dict[str, Index]:
    return {each.address: each for each in found}


def test_ishigami() -> None:
    a, b = 7.0, 0.1
    unit = design(Method.SOBOL, NAMES, 2048, seed=3)
    x, y, z = (np.pi * (2.0 * unit[:, place] - 1.0) for place in range(3))
    values = np.sin(x) + a * np.sin(y) ** 2 + b * z**4 * np.sin(x)
    found, left_out = indices(Method.SOBOL, NAMES, unit, values, seed=3)
    only_x = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    only_y = a**2 / 8
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = only_x + only_y + both
    named = by_name(found)
    first = {"a.x": only_x, "a.y": only_y, "a.z": 0.0}
    total = {"a.x": only_x + both, "a.y": only_y, "a.z": both}
    for name in NAMES:
        one, all_of = named[name].first, named[name].total
        assert one is not None
        assert all_of is not None
        assert one.mean == pytest.approx(first[name] / variance, abs=0.03)
        assert all_of.mean == pytest.approx(total[name] / variance, abs=0.03)
        assert all_of.q05 <= all_of.mean <= all_of.q95
    assert left_out == 0


@pytest.mark.parametrize("method", [Method.SOBOL, Method.MORRIS])
def test_what_does_nothing_has_an_index_of_exactly_zero(method: Method) -> None:
    unit = design(method, NAMES, 8, seed=1)
    found, _ = indices(method, NAMES, unit, np.exp(unit[:, 0]) + unit[:, 2], seed=1)
    idle = by_name(found)["a.y"]
    for figure in (idle.total, idle.first, idle.mu_star):
        assert figure is None or (figure.mean, figure.q05, figure.q95) == (0.0, 0.0, 0.0)


def test_morris_reads_a_linear_model_exactly() -> None:
    slopes = np.array([2.0, -3.0, 0.5])
    unit = design(Method.MORRIS, NAMES, 6, seed=2)
    found, _ = indices(Method.MORRIS, NAMES, unit, unit @ slopes, seed=2)
    assert [each.address for each in found] == ["a.y", "a.x", "a.z"]
    for name, slope in zip(NAMES, slopes, strict=True):
        each = by_name(found)[name]
        assert each.mu_star is not None
        assert each.mu_star.mean == pytest.approx(0.9 * abs(slope))  # over the middle 90%
        assert each.mu == pytest.approx(0.9 * slope)
        assert each.sigma == pytest.approx(0.0, abs=1e-12)


def test_a_row_with_a_hole_is_left_out_whole() -> None:
    unit = design(Method.SOBOL, NAMES, 8, seed=1)
    values = unit @ np.array([1.0, 2.0, 3.0])
    without = indices(Method.SOBOL, NAMES, unit[5:], values[5:], seed=1)
    values[2] = np.nan
    assert indices(Method.SOBOL, NAMES, unit, values, seed=1) == (without[0], 1)


def test_what_cannot_be_read_is_told() -> None:
    with pytest.raises(BadDesign, match="powers of two"):
        design(Method.SOBOL, NAMES, 10, seed=1)
    with pytest.raises(BadDesign, match="at least 4"):
        design(Method.MORRIS, NAMES, 1, seed=1)
    unit = design(Method.MORRIS, NAMES, 4, seed=1)
    with pytest.raises(BadDesign, match="at every point"):
        indices(Method.MORRIS, NAMES, unit, np.ones(len(unit)), seed=1)
    with pytest.raises(BadDesign, match="no possible world"):
        indices(Method.MORRIS, NAMES, unit, np.full(len(unit), np.nan), seed=1)
