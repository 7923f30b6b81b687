"""Intervals of differences: closed forms for independent rows, and what blocks add."""

import numpy as np
import pytest

from counterpoise.estimation.block_bootstrap import by_blocks, by_countries, year_blocks


def test_independent_rows_give_the_textbook_interval() -> None:
    random = np.random.default_rng(1)
    d = random.normal(0.3, 1.0, 2000)
    found = by_blocks(d, np.arange(2000), random, 2000)
    assert found.mean == pytest.approx(d.mean())
    assert found.high - found.low == pytest.approx(2 * 1.645 * d.std() / 2000**0.5, rel=0.06)
    assert found.clear


def test_shocks_shared_by_years_widen_the_interval() -> None:
    random = np.random.default_rng(2)
    year = np.repeat(np.arange(1990, 2015), 100)
    d = random.normal(size=25)[year - 1990] + random.normal(size=2500)
    rows = by_blocks(d, np.arange(2500), random)
    blocks = by_blocks(d, year_blocks(year), random)
    assert blocks.blocks == 5
    assert blocks.high - blocks.low > 3 * (rows.high - rows.low)


def test_a_constant_difference_is_certain() -> None:
    one, other = np.triu_indices(12, 1)
    found = by_countries(np.full(len(one), 0.2), one, other, np.random.default_rng(3))
    assert (found.low, found.high) == pytest.approx((0.2, 0.2))


def test_a_shock_of_one_country_widens_the_interval_by_countries() -> None:
    random = np.random.default_rng(4)
    one, other = np.triu_indices(30, 1)
    shock = random.normal(size=30)
    d = shock[one] + shock[other] + 0.1 * random.normal(size=len(one))
    rows = by_blocks(d, np.arange(len(d)), random)
    countries = by_countries(d, one, other, random)
    assert countries.blocks == 30
    assert countries.high - countries.low > 2 * (rows.high - rows.low)
