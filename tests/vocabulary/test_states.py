"""Codes mean states, and which one depends on the year."""

import csv
import gzip

import pytest

from counterpoise.vocabulary.states import (
    CodeSystem,
    UnknownState,
    convert,
    members,
    spells,
    state,
)


@pytest.mark.parametrize("text", ["USA", "usa", "US", "United States", "america", "2", 2, "cow:2"])
def test_many_names_one_state(text):
    assert state(text, 2003).ccode == 2


@pytest.mark.parametrize(
    ("gwcode", "ccode", "year"),
    [
        (260, 255, 2003),
        (260, 260, 1985),
        (255, 255, 1914),
        (678, 679, 2003),
        (678, 678, 1985),
        (345, 345, 2003),
        (340, 345, 2010),
        (340, 345, 1900),
        (970, 946, 2003),
        (971, 970, 2003),
        (972, 955, 2003),
        (973, 947, 2003),
    ],
)
def test_the_two_lists_of_states_part_where_they_part(gwcode, ccode, year):
    assert convert(gwcode, CodeSystem.GW, CodeSystem.COW, year) == ccode
    assert convert(ccode, CodeSystem.COW, CodeSystem.GW, year) == gwcode


def test_iso_letters_follow_the_year():
    assert state("YUG", 1999).ccode == state("SCG", 2004).ccode == state("SRB", 2010).ccode == 345
    assert convert("DEU", CodeSystem.ISO3, CodeSystem.COW, 1985) == 260
    assert convert("DEU", CodeSystem.ISO3, CodeSystem.COW, 1990) == 255
    assert state("YEM", 1990).ccode == 679
    assert convert("DEU", CodeSystem.ISO3, CodeSystem.COW, 2003) == 255


def test_a_near_miss_is_offered():
    with pytest.raises(UnknownState) as error:
        state("Frnace", 2003)
    assert error.value.suggestions[0] == "France"
    assert "Did you mean France" in str(error.value)


def test_letters_with_two_meanings_are_not_guessed():
    with pytest.raises(UnknownState, match="iso:AUS or cow:AUS"):
        state("AUS", 2003)
    assert state("iso:AUS", 2003).name == "Australia"
    assert state("cow:AUS", 2003).name == "Austria"


def test_a_state_of_other_years_is_told_apart_from_nonsense():
    with pytest.raises(UnknownState, match=r"East Germany is not a member .* in 2003"):
        state("East Germany", 2003)


def test_every_member_answers_to_its_own_name_and_number():
    for year in range(1816, 2020):
        now = members(year)
        assert len({s.ccode for s in now}) == len(now)
        for member in now:
            assert state(member.name, year) is member
            assert state(member.ccode, year) is member


def test_iso_and_gleditsch_ward_codes_are_unique_in_a_year():
    for year in range(1816, 2020):
        for system in (CodeSystem.GW, CodeSystem.ISO3):
            lasting = [s for s in members(year) if s.last is None or s.last > year]
            codes = [c for c in (s.code(system) for s in lasting) if c is not None]
            assert len(set(codes)) == len(codes), (year, system)


def test_spells_of_a_state_do_not_overlap():
    last: dict[int, int] = {}
    for spell in spells():
        assert spell.first > last.get(spell.ccode, 0)
        last[spell.ccode] = spell.last if spell.last is not None else 9999


def test_membership_agrees_with_the_list_of_the_correlates_of_war(data_directory):
    path = data_directory / "cow" / "system2016.csv"
    theirs: dict[int, set[int]] = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            theirs.setdefault(int(row["year"]), set()).add(int(row["ccode"]))
    for year, codes in theirs.items():
        assert {s.ccode for s in members(year)} == codes, year


def test_conversion_agrees_with_the_published_crosswalk(data_directory):
    path = data_directory / "cow" / "cow_gw_panel.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if not row["ccode"] or not row["gwcode"] or int(row["year"]) > 2016:
                continue
            year, ccode = int(row["year"]), int(float(row["ccode"]))
            now = {s.ccode: s.gwcode for s in members(year)}
            if ccode in now:
                assert now[ccode] == int(float(row["gwcode"])), (year, ccode)
