"""Members and trade on the record, and a likelihood that is the simulation's own hazard."""

from pathlib import Path

import jax
import numpy as np
import pandas as pd
import pytest

from counterpoise.data.source import Located
from counterpoise.data.sources.organizations import read_membership
from counterpoise.estimation.blocks.orders import OrdersBlock, standing
from counterpoise.estimation.observed_record import observed_record
from counterpoise.estimation.orders_on_record import coded_members, steadied, withdrawals
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.mechanisms.order.membership import Membership

from .conftest import Truth

USA, CHINA, TAIWAN, SYRIA, RUSSIA, MEXICO = 2, 710, 713, 652, 365, 70


def test_the_hazard_of_the_likelihood_is_that_of_the_simulation(order_truth: Truth) -> None:
    record = order_truth.record
    rows = OrdersBlock().rows(record, np.random.default_rng(0))
    bound = Membership().bind(order_truth.values)
    inside = record.opening("membership") > 0
    join = jax.nn.sigmoid(bound.j0 + bound.reduced_utility(rows.appeal))
    leave = jax.nn.sigmoid(bound.exit_log_odds(rows.hold))
    assert np.allclose(join, record["join_probability"][~inside], rtol=1e-9)
    assert np.allclose(leave, record["exit_probability"][inside], rtol=1e-9)
    assert np.array_equal(np.asarray(rows.joined), record["joined"][~inside])
    assert np.array_equal(np.asarray(rows.left), record["left"][inside])


def test_orders_that_shut_others_out_have_no_rows(order_truth: Truth) -> None:
    record = order_truth.record
    years = len(record.years) + 1
    two = {
        "membership": np.repeat(record["membership"], 2, axis=2),
        "exclusive": np.zeros((years, 2, 2)),
        "order_active": np.ones((years, 2)),
    }
    apart = Record(record.years, record.codes, {**record.variables, **two}, record.acts)
    assert standing(apart).all()
    two["exclusive"][:, 0, 1] = 1.0
    apart = Record(record.years, record.codes, {**record.variables, **two}, record.acts)
    assert not standing(apart).any()
    with pytest.raises(NotInRecord, match="accession"):
        OrdersBlock().rows(
            Record(
                record.years,
                record.codes,
                {**record.variables, "membership": np.ones_like(record["membership"])},
                record.acts,
            ),
            np.random.default_rng(0),
        )


def columns(tmp_path: Path, rows: list[tuple[int, int, int, int]]) -> pd.DataFrame:
    """The distributor's columns, as the package reads them."""
    path = tmp_path / "state_year_formatv3.csv"
    pd.DataFrame(rows, columns=["ccode", "year", "GATT", "WTO"]).to_csv(path, index=False)
    return coded_members(read_membership(Located("3.0", {"table": path})))


def test_gatt_and_wto_are_one_and_a_negative_code_is_no_zero(tmp_path: Path) -> None:
    found = columns(
        tmp_path,
        [
            (USA, 1994, 1, -1),
            (USA, 1995, 1, 1),
            (USA, 1996, -1, 1),
            (CHINA, 1995, 0, 0),
            (CHINA, 2001, -1, 1),
            (RUSSIA, 1996, -1, -9),
            (MEXICO, 1986, 3, -1),
        ],
    ).set_index(["ccode", "year"])["member"]
    assert found.loc[USA].tolist() == [1.0, 1.0, 1.0]
    assert found.loc[CHINA].tolist() == [0.0, 1.0]
    assert RUSSIA not in found.index, "missing is not none"
    assert found.loc[MEXICO].tolist() == [0.0], "an observer is no member"


def test_steps_out_are_coding_unless_the_public_record_has_them() -> None:
    assert 1951 in withdrawals()[SYRIA]
    codes = np.array([USA, MEXICO, SYRIA, CHINA])
    nan = np.nan
    coded = np.array(
        [
            [1, 1, 1, 0],  # 1950
            [0, 0, 1, 0],
            [0, 0, 0, 0],
            [1, 0, 0, 1],  # 1953
        ],
        float,
    )
    found = steadied(coded, codes, 1950)
    assert found[:, 0].tolist() == [1, 1, 1, 1], "a gap that closes is filled"
    assert np.array_equal(found[:, 1], [1, nan, nan, nan], equal_nan=True), "unknown, not left"
    assert found[:, 2].tolist() == [1, 1, 0, 0], "a withdrawal of the public record"
    assert found[:, 3].tolist() == [0, 0, 0, 1]


def test_members_and_trade_of_the_real_system(data_directory: Path) -> None:
    record = observed_record(1950, 2014, data_directory)
    slot = {int(code): place for place, code in enumerate(record.codes)}

    def member(code: int, calendar: int) -> float:
        """As the year ends."""
        at = calendar - int(record.years[0]) + 1
        return float(record["membership"][at, slot[code], 0])

    assert (member(CHINA, 2000), member(CHINA, 2001)) == (0.0, 1.0)
    assert (member(SYRIA, 1950), member(SYRIA, 1951)) == (1.0, 0.0)
    assert (member(RUSSIA, 2011), member(RUSSIA, 2012)) == (0.0, 1.0)
    ended = record["membership"][1995 - int(record.years[0])]
    here = record["present"][1995 - int(record.years[0])] > 0
    assert 120 <= (ended[:, 0] * here).sum() <= 128, "128 contracting parties, three no states"
    shares = record["trade_share"]
    rows = np.isfinite(shares).all(axis=2)
    assert np.allclose(shares[rows].sum(axis=1), 1.0)
    at = 2003 - int(record.years[0]) + 1
    assert np.nanargmax(shares[at, slot[MEXICO]]) == slot[USA]
    rows = OrdersBlock().rows(record, np.random.default_rng(0))
    assert rows.joined.sum() >= 90
    assert rows.left.sum() <= 6, "withdrawals are few; steps of coding are not among them"
