"""The world that ships is whole, loads fast, and says what the public record says."""

import dataclasses
import time
from types import MappingProxyType

import numpy as np
import pytest

from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import UnknownState, members
from counterpoise.vocabulary.variables import variables
from counterpoise.world.snapshot import (
    ACTOR,
    AT_LOAD,
    DYAD,
    NoSuchWorld,
    Snapshot,
    available,
    check,
    describe,
    load,
)


@pytest.fixture(scope="module")
def world() -> Snapshot:
    return load(2003)


def tied(world: Snapshot, name: str, first: str, second: str) -> bool:
    return bool(world.values[name][world.index(first), world.index(second)] == 1.0)


def spoiled(world: Snapshot, name: str, array: np.ndarray) -> Snapshot:
    return dataclasses.replace(world, values=MappingProxyType({**world.values, name: array}))


def test_every_shipped_world_is_whole():
    assert 2003 in available()
    for year in available():
        assert check(load(year)) == []


def test_states_are_the_members_of_the_year(world):
    assert world.states == members(2003)
    assert len(world.states) == 192


def test_names_are_those_of_the_vocabulary(world):
    extra = {"population", "latitude", "longitude"}
    assert set(world.values) == set(world.coverage) == {*ACTOR, *AT_LOAD, *DYAD}
    assert set(world.values) - extra <= set(variables())


def test_loading_takes_less_than_three_tenths_of_a_second(world):
    start = time.perf_counter()
    load(2003)
    assert time.perf_counter() - start < 0.3


def test_a_world_that_does_not_ship_is_refused_with_a_remedy():
    with pytest.raises(NoSuchWorld, match=r"1815.*2003.*world compile 1815"):
        load(1815)
    assert issubclass(NoSuchWorld, ValueError)


def test_values_cannot_be_changed_by_accident(world):
    with pytest.raises(ValueError, match="read-only"):
        world.values["gdp"][0] = 1


def test_great_powers_council_and_bombs(world):
    def holders(name):
        return {s.abb for s, v in zip(world.states, world.values[name], strict=True) if v}

    assert holders("great_power") == {"USA", "UKG", "FRN", "GMY", "RUS", "CHN", "JPN"}
    assert holders("veto") == {"USA", "UKG", "FRN", "RUS", "CHN"}
    assert holders("council_seat") - holders("veto") == {
        *("ANG", "CHL", "GMY", "PAK", "SPN"),
        *("BUL", "CAO", "GUI", "MEX", "SYR"),
    }
    assert holders("nuclear") == {"USA", "UKG", "FRN", "RUS", "CHN", "IND", "PAK", "ISR"}


@pytest.mark.parametrize(
    ("first", "second", "bound"),
    [
        ("USA", "Germany", True),
        ("USA", "Japan", True),
        ("USA", "Mexico", True),  # the denunciation of 2002 took effect in 2004
        ("USA", "New Zealand", False),  # suspended in 1986
        ("Australia", "New Zealand", True),
        ("China", "North Korea", True),
        ("Russia", "North Korea", False),  # lapsed in 1996
        ("Russia", "Belarus", True),
        ("USA", "Estonia", False),  # acceded in 2004
        ("USA", "Israel", False),
        ("South Africa", "Botswana", False),  # signed in 2003, in force in 2008
        ("Greece", "Turkey", True),
        ("USA", "Russia", False),
    ],
)
def test_pacts_are_those_in_force_as_the_year_opens(world, first, second, bound):
    assert tied(world, "defence_pact", first, second) is bound
    assert tied(world, "defence_pact", second, first) is bound


def test_a_guarantee_does_not_tie_the_guarantors_to_each_other(world):
    guarantee = next(t for t in world.treaties if t.key == "cyprus_guarantee")
    assert (200, 350) not in guarantee.pairs
    assert {(200, 352), (350, 352)} == set(guarantee.pairs)


def test_the_world_of_2003_stands_before_the_war_in_iraq(world):
    assert tied(world, "rivalry", "USA", "Iraq")
    assert not tied(world, "basing", "Iraq", "USA")
    assert tied(world, "basing", "Saudi Arabia", "USA")
    assert tied(world, "basing", "Germany", "USA")
    assert not tied(world, "basing", "USA", "Germany")


def test_distances_and_borders_of_public_knowledge(world):
    km = world.values["distance"]
    assert km[world.index("USA"), world.index("Canada")] == 0
    assert 25 <= km[world.index("UK"), world.index("France")] <= 45
    assert km[world.index("USA"), world.index("Russia")] <= 10
    assert tied(world, "contiguity", "South Africa", "Lesotho")
    assert not tied(world, "contiguity", "UK", "France")
    # French Guiana does not make France a neighbour of Brazil.
    assert not tied(world, "contiguity", "France", "Brazil")


def test_shares_of_capability_are_of_the_known_order(world):
    share = dict(zip((s.abb for s in world.states), world.values["capability"], strict=True))
    assert sum(share.values()) == pytest.approx(1)
    assert share["USA"] > share["CHN"] > share["IND"] > share["JPN"]


def test_gaps_are_labelled_and_never_zero(world):
    spending, labels = world.values["military_spending"], world.coverage["military_spending"]
    zero = spending == 0
    assert np.all(labels[zero] == Coverage.STRUCTURAL_ZERO)
    for name in ("North Korea", "Cuba", "Somalia", "Iraq", "Taiwan", "Afghanistan"):
        assert labels[world.index(name)] == Coverage.MODELLED
        assert spending[world.index(name)] > 0
    for name in ("Iceland", "Costa Rica", "Liechtenstein"):
        assert labels[world.index(name)] == Coverage.STRUCTURAL_ZERO
    assert world.coverage["ideal_point"][world.index("Iraq")] == Coverage.MODELLED
    wide = world.values["ideal_point_sd"]
    assert wide[world.index("Iraq")] > 3 * np.median(wide)


def test_an_unknown_name_is_refused(world):
    with pytest.raises(UnknownState):
        world.index("Atlantis")


@pytest.mark.parametrize(
    ("name", "where", "value", "words"),
    [
        ("gdp", 0, np.nan, "no number"),
        ("capability", 0, 0.5, "sum to"),
        ("democracy", 3, 1.5, "not in 0 to 1"),
        ("veto", 7, 1.0, "differs from security_council"),
        ("distance", (0, 1), 7.0, "mirror image"),
        ("rivalry", (4, 4), 1.0, "diagonal"),
        ("trade_share", (2, 5), 0.9, "does not sum to one"),
        ("nuclear", 9, 0.5, "neither 0 nor 1"),
    ],
)
def test_check_finds_what_is_spoiled(world, name, where, value, words):
    array = world.values[name].copy()
    array[where] = value
    problems = check(spoiled(world, name, array))
    assert any(p.variable == name and words in p.message for p in problems), problems


def test_check_finds_a_state_too_few(world):
    fewer = dataclasses.replace(world, states=world.states[1:] + world.states[-1:])
    messages = [p.message for p in check(fewer) if p.variable == "states"]
    assert any("United States of America (2) was a member" in m for m in messages)
    assert any("2 times" in m for m in messages)


def test_description_fits_on_a_page(world):
    page = describe(world)
    assert page.great_powers[0][0] == "United States of America"
    assert page.counts["council members"] == 15
    assert dict(page.coverage)["trade_share"][Coverage.MODELLED] == 192 * 191
    assert len(str(page).splitlines()) < 120
    assert any("SIPRI" in note for note in page.notes)
