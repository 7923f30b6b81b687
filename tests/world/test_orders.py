"""Orders and organisations have the members that the public record gives them."""

import dataclasses

import numpy as np
import pytest

from counterpoise.vocabulary.states import members
from counterpoise.world import order_check, orders
from counterpoise.world.observed import observed_world
from counterpoise.world.orders import orders_of, organisations_of
from counterpoise.world.snapshot import available, check, load


def count(key: str, date: str) -> int:
    found = {each.key: each for each in organisations_of(int(date[:4]), date)}
    return len(found[key].members) if key in found else 0


@pytest.mark.parametrize(
    ("key", "date", "number"),
    [
        ("gatt_wto", "1948-01-01", 9),
        ("gatt_wto", "1985-12-31", 90),  # contracting parties, all of them states
        ("gatt_wto", "1994-12-31", 125),  # 128 with Hong Kong, Macao and Yugoslavia (to 1993)
        ("gatt_wto", "2003-01-01", 141),  # 144 with Hong Kong, Macao and the Communities
        ("gatt_wto", "2019-01-01", 161),  # 164 with the same three
        ("nato", "1949-08-24", 12),
        ("nato", "1985-01-01", 16),
        ("nato", "2003-01-01", 19),
        ("nato", "2019-01-01", 29),
        ("eu", "1985-01-01", 10),
        ("eu", "1992-01-01", 12),
        ("eu", "2003-01-01", 15),
        ("eu", "2019-01-01", 28),
        ("eu", "2021-01-01", 27),
        ("un", "1985-01-01", 157),  # 159 with Byelorussia and Ukraine
        ("un", "1992-01-01", 166),
        ("un", "2003-01-01", 191),
        ("un", "2019-01-01", 193),
        ("warsaw_pact", "1985-01-01", 7),
        ("warsaw_pact", "1992-01-01", 0),
        ("cmea", "1985-01-01", 10),
        ("csto", "2019-01-01", 6),
        ("sco", "2003-01-01", 6),
        ("sco", "2019-01-01", 8),
        ("brics", "2019-01-01", 5),
        ("nam", "1961-12-31", 24),  # 25 with the Algerian government in exile
        ("nam", "1985-12-31", 99),  # 101 with two movements of liberation
        ("nam", "2019-01-01", 119),  # 120 with Palestine
        ("oas", "2003-01-01", 35),
        ("arab_league", "1985-01-01", 20),  # 22 with Palestine and Egypt, which was suspended
        ("arab_league", "2003-01-01", 21),
        ("quadruple_alliance", "1816-01-01", 4),
        ("quadruple_alliance", "1819-01-01", 5),
    ],
)
def test_members_are_as_many_as_the_record_says(key, date, number):
    assert count(key, date) == number


def test_joining_and_leaving_fall_on_their_days():
    assert count("eu", "2020-01-31") - count("eu", "2020-02-01") == 1
    assert count("gatt_wto", "2001-12-11") - count("gatt_wto", "2001-12-10") == 1
    # Where only the year is sure, the event falls at its end.
    assert count("un", "1971-12-31") > count("un", "1971-12-30")


@pytest.mark.parametrize("year", [1816, 1985, 1992, 2003, 2019])
def test_members_of_orders_are_states_of_the_year(year):
    states = {member.ccode for member in members(year)}
    for order in orders_of(year):
        assert order.members <= states
        assert order.leader is None or order.leader in order.members


def test_the_orders_of_each_world():
    assert {year: [o.name for o in orders_of(year)] for year in available()} == {
        1816: ["concert"],
        1985: ["liberal", "communist", "non_aligned"],
        1992: ["liberal", "rival", "non_aligned"],
        2003: ["liberal", "sovereigntist", "non_aligned"],
        2019: ["liberal", "sovereigntist", "non_aligned"],
    }
    assert [o.active for o in orders_of(1992)] == [True, False, True]


def test_orders_that_exclude_each_other_share_no_member():
    liberal, communist, _ = orders_of(1985)
    assert not liberal.members & communist.members
    poland = 290
    assert poland in communist.members  # a contracting party of the GATT since 1967
    assert count("gatt_wto", "1985-01-01") - len(liberal.members) == 5


def test_the_concert_admits_france_in_1818():
    france = 220
    assert france not in orders_of(1816)[0].members
    assert france in orders_of(1819)[0].members


def test_the_observed_world_carries_the_orders_of_the_record():
    snapshot = load(1985)
    world = observed_world(snapshot)
    usa, soviet = snapshot.index("USA"), snapshot.index("Soviet Union")
    assert world.membership.shape == (161, 3)
    assert world.membership[usa].tolist() == [1, 0, 0]
    assert world.membership[soviet].tolist() == [0, 1, 0]
    assert world.order_leader.tolist() == [usa, soviet, -1]
    assert world.order_authorises.tolist() == [1, 0, 0]
    np.testing.assert_array_equal(np.asarray(world.exclusive), [[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    assert float(world.benefit_share.sum()) == pytest.approx(1, abs=1e-6)
    assert np.all(np.asarray(world.openness) > 0)


def test_an_empty_slot_has_no_leader_and_no_members():
    world = observed_world(load(1992))
    assert world.order_active.tolist() == [1, 0, 1]
    assert int(world.order_leader[1]) == -1
    assert float(world.membership[:, 1].sum()) == 0


def test_one_order_to_which_all_belong_is_still_there():
    world = observed_world(load(2003), orders="universal")
    assert world.membership.shape == (192, 1)
    assert float(world.membership.min()) == 1.0


def spoiled(monkeypatch, table, change):
    """Problems of the record after one of its rows was changed."""
    rows = orders._rows(table)
    edited = change([dict(row) for row in rows])
    real = orders._rows
    monkeypatch.setattr(orders, "_rows", lambda name: edited if name == table else real(name))
    return [message for _, message in order_check.order_problems(load(2003))]


def put(line, **cells):
    def change(rows):
        rows[line - 2].update(cells)
        return tuple(rows)

    return change


@pytest.mark.parametrize(
    ("table", "cells", "words"),
    [
        ("organisation_members", {"ccode": "626", "from": "1990"}, "no member of the state system"),
        ("organisation_members", {"organisation": "natto"}, "Did you mean `nato`"),
        ("organisation_members", {"to": "1801"}, "ends (1801) before it begins"),
        ("organisations", {"treaty": "nata"}, "no treaty 'nata'"),
        ("orders", {"organisations": "gat_wto"}, "Did you mean `gatt_wto`"),
        ("orders", {"excludes": "liberal"}, "excludes itself"),
        ("orders", {"depth": "1.5"}, "not in 0 to 1"),
        ("orders", {"leader": "365"}, "its leader 365 is no member"),
    ],
)
def test_the_check_names_table_line_and_remedy(monkeypatch, table, cells, words):
    problems = spoiled(monkeypatch, table, put(2, **cells))
    assert any(words in each for each in problems), problems
    if "leader" not in cells:
        assert any(f"{table}.csv, line 2" in each for each in problems)


def test_two_orders_cannot_hold_one_slot(monkeypatch):
    problems = spoiled(monkeypatch, "orders", put(4, slot="0"))
    assert any("another order holds slot 0" in each for each in problems)


def test_a_member_that_is_no_state_of_the_world_is_found():
    world = load(2003)
    order = dataclasses.replace(world.orders[0], members=world.orders[0].members | {345678})
    wrong = dataclasses.replace(world, orders=(order, *world.orders[1:]))
    assert any("345678" in each.message for each in check(wrong))
