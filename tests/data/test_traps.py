"""Every trap that the sources set, each in a test that fails when one steps into it."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from counterpoise.data.catalogue import load, load_by_year, source
from counterpoise.data.coverage import coverage_of
from counterpoise.vocabulary.coverage import Coverage


@pytest.fixture(scope="module")
def table(data_directory):
    """A source's frame, read once; the test is skipped where its files are absent."""
    from counterpoise.data.problem import AbsentSource

    @cache
    def read(name, version=None):
        try:
            return load(name, data_directory, version=version)
        except AbsentSource as absent:
            pytest.skip(str(absent))

    return read


def test_minus_nine_is_missing_in_capabilities(table):
    old = table("national_capabilities", "6.0")
    gaps = old[["milex", "milper", "pec", "upop", "irst"]].isna().sum()
    assert gaps.to_dict() == {"milex": 2217, "milper": 426, "pec": 448, "upop": 68, "irst": 26}
    assert (old.drop(columns=["ccode", "year"]).min() >= 0).all()


def test_both_versions_of_capabilities_agree_where_missing(table):
    new = table("national_capabilities")
    assert new.attrs["version"] == "7.0"
    assert new.milex.isna().any()
    assert new.cinc.notna().all()


def test_the_series_of_urban_population_breaks(table):
    """The step of 2002 is in the data; whoever reads CINC over it reads no change of power."""
    world = table("national_capabilities").groupby("year").upop.sum()
    assert (world[2001], world[2002]) == (1_960_644, 1_587_439)
    own = table("national_capabilities").set_index(["ccode", "year"]).upop
    assert own[2, 2002] > 2 * own[2, 2001]
    assert own[2, 2017] == pytest.approx(109_994)
    assert any("2002" in note and "2017" in note for note in source("national_capabilities").notes)


def test_cinc_does_not_add_up_to_one(table):
    total = table("national_capabilities").groupby("year").cinc.sum()
    assert total.max() > 1.05
    assert total.mean() == pytest.approx(1.02, abs=0.005)


def test_expenditure_changes_its_currency_in_1914():
    assert "before 1914" in source("national_capabilities").field("milex").unit


@pytest.mark.parametrize(
    "name", ["disputes", "dispute_participants", "incident_participants", "gml_disputes"]
)
def test_minus_nine_is_missing_in_disputes(table, name):
    numbers = table(name).drop(columns=list(source(name).keys)).select_dtypes("number")
    assert (numbers.min().dropna() >= 0).all()
    assert numbers.isna().any().any()


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("gml_disputes", 2010),
        ("dispute_dyads", 2014),
        ("trade", 2014),
        ("alliances", 2012),
        ("alliance_obligations", 2018),
        ("igo_counts", 2014),
        ("igo_spells", 2005),
        ("state_system", 2016),
    ],
)
def test_years_after_the_end_are_missing_not_zero(table, name, last):
    frame = table(name)
    assert frame.attrs["last"] == last
    assert source(name).newest.last == last or name == "state_system"
    if "year" in frame:
        assert frame.year.max() <= last


def test_war_of_2003_is_no_onset_of_2003(table):
    dyads = table("dispute_dyads").set_index(["ccode1", "ccode2", "year"])
    war = dyads.loc[(2, 645, 2003)]
    assert (war.dispnum, war.hostlev, war.onset) == (4273, 5, False)
    who = table("dispute_participants")
    who = who[(who.dispnum == 4273) & (who.hostlev == 5)]
    assert {2, 200, 900, 290} <= set(who.ccode)
    assert who[who.ccode == 2].start.min() == 1997


def test_wars_of_1848_and_1853_are_in_the_disputes(table):
    disputes = table("disputes")
    crimea = disputes[(disputes.start == 1853) & (disputes.hostlev == 5)]
    assert len(crimea) >= 1
    who = table("dispute_participants")
    prussia = who[(who.ccode == 255) & (who.start == 1848) & (who.hostlev == 5)]
    denmark = who[(who.ccode == 390) & who.dispnum.isin(prussia.dispnum)]
    assert len(denmark) >= 1


def test_a_dyad_year_of_gml_can_hold_several_disputes(table):
    frame = table("gml_disputes")
    assert frame.duplicated(["ccode1", "ccode2", "year"]).sum() == 992
    assert "dispnum" in source("gml_disputes").keys


def test_a_missing_flow_is_not_zero(table):
    """``max(nan, 0)`` is nan or 0 by the order of its arguments: gaps are typed, and shares sum."""
    trade = table("trade")
    gaps = trade.flow1.isna()
    assert gaps.sum() == 22_937
    labels = coverage_of(trade, source("trade")).flow1
    assert (labels[gaps] == Coverage.MISSING).all()
    assert (labels[~gaps] == Coverage.OBSERVED).all()
    assert trade.flow1.min() >= 0


def test_interpolated_flows_are_modelled(table):
    trade = table("trade")
    labels = coverage_of(trade, source("trade")).smoothflow1
    differ = trade.smoothflow1.notna() & (trade.smoothflow1 != trade.flow1)
    assert differ.any()
    assert (labels[differ] == Coverage.MODELLED).all()


def test_distributors_minus_nine_in_trade_is_missing(tmp_path):
    (tmp_path / "Dyadic_COW_4.0.csv").write_text(
        "ccode1,ccode2,year,importer1,importer2,flow1,flow2,smoothflow1,smoothflow2,"
        "smoothtotrade,spike1,spike2,dip1,dip2,trdspike,tradedip,bel_lux_alt_flow1,"
        "bel_lux_alt_flow2,china_alt_flow1,china_alt_flow2,source1,source2,version\n"
        "2,20,1920,USA,Canada,612,-9,612,700,-9,0,0,0,0,0,0,-9,-9,-9,-9,1,1,4\n"
    )
    frame = load("trade", tmp_path)
    assert frame.flow1.tolist() == [612]
    assert frame.flow2.isna().all()
    assert coverage_of(frame, source("trade")).smoothflow2.tolist() == [Coverage.MODELLED]


def test_closed_autocracies_keep_their_polity_scores(table):
    polity = table("polity").polity2
    assert (polity == -9).sum() > 500
    assert (polity == -8).sum() > 100


def test_interruptions_are_missing_in_the_distributors_polity(tmp_path):
    pd.DataFrame(
        {"ccode": [2] * 4, "year": range(1990, 1994), "polity": [-66, -77, -88, -9]}
    ).assign(polity2=[-9, 0, 3, -9]).to_csv(tmp_path / "cow_democracy.csv", index=False)
    frame = load("polity", tmp_path)
    assert frame.polity.isna().tolist() == [True, True, True, False]
    assert frame.polity2.tolist() == [-9, 0, 3, -9]


def test_alliances_owe_differently_in_the_two_directions(table):
    frame = table("alliance_obligations").set_index(["ccode1", "ccode2", "year"])
    reverse = frame.swaplevel(0, 1).rename_axis(["ccode1", "ccode2", "year"])
    both = frame.join(reverse, suffixes=("", "_back"), how="inner")
    half = both[both.index.get_level_values(0) < both.index.get_level_values(1)]
    differ = {
        name: int((half[name] != half[f"{name}_back"]).sum())
        for name in ("defense", "neutral", "offense")
    }
    assert differ == {"defense": 492, "neutral": 145, "offense": 46}
    assert source("alliance_obligations").unit == "directed-dyad-year"


def test_atop_and_cow_alliances_disagree(table, data_directory):
    """African and other multilateral pacts: neither list can stand for the other."""
    atop = table("alliance_obligations")
    atop = atop[(atop.year == 2003) & atop.defense & (atop.ccode1 < atop.ccode2)]
    members = load_by_year("alliances", data_directory)
    members = members[(members.year == 2003) & members.defense][["alliance", "ccode"]]
    pairs = members.merge(members, on="alliance", suffixes=("1", "2"))
    cow = set(
        map(tuple, pairs[pairs.ccode1 < pairs.ccode2][["ccode1", "ccode2"]].to_numpy().tolist())
    )
    theirs = set(map(tuple, atop[["ccode1", "ccode2"]].to_numpy().tolist()))
    assert (len(theirs), len(cow)) == (1309, 1118)
    assert (len(theirs - cow), len(cow - theirs)) == (289, 98)


def test_an_alliance_in_force_when_the_data_end_is_continued_to_the_end_only(table, data_directory):
    frame = table("alliances")
    assert frame.end.isna().sum() == 359
    assert (frame.continues == frame.end.isna()).all()
    years = load_by_year("alliances", data_directory)
    assert years.year.max() == 2012


def test_a_border_that_changed_keeps_the_nearer_row(table):
    frame = table("contiguity").set_index(["ccode1", "ccode2", "year"])
    assert frame.index.is_unique
    assert frame.conttype[210, 220, 1830] == 1
    assert frame.conttype[220, 210, 1830] == 1


def test_distances_before_1886_are_missing(table):
    assert table("minimum_distance").attrs["first"] == 1886
    assert source("minimum_distance").absent is Coverage.MISSING


def test_observations_before_1965_are_no_accessions(table):
    spells = table("igo_spells")
    seen = spells[spells.start == 1950]
    assert seen.observation.mean() > 0.9
    first = spells[spells.start == 1965]
    assert first.start_censored.all()
    assert source("igo_spells").absent_from == 1965
    labels = coverage_of(spells, source("igo_spells")).end
    assert (labels[spells.end == 2005] == Coverage.CENSORED).all()


WIDE = """ccode,year,state,AAAID,GATT,WTO,NATO,ICC
2,1994,usa,0,1,-1,1,-1
2,1995,usa,0,1,1,1,-1
290,1994,poland,0,-9,-1,3,-1
290,2003,poland,2,0,1,1,1
"""


def test_negative_codes_of_organisations_are_missing_or_no_row(tmp_path):
    (tmp_path / "state_year_formatv3.csv").write_text(WIDE)
    frame = load("igo_membership", tmp_path).set_index(["ccode", "order", "year"])
    assert (2, "WTO", 1994) not in frame.index
    assert frame.member.isna()[290, "GATT", 1994]
    assert frame.member[2, "WTO", 1995]
    assert frame.member[2, "GATT", 1995]
    assert not frame.member[290, "NATO", 1994]
    assert frame.membership[290, "NATO", 1994] == 3
    counts = load("igo_counts", tmp_path).set_index(["ccode", "year"])
    assert counts.full[2, 1995] == 3
    assert counts.any_kind[290, 1994] == 1


def test_gatt_and_wto_are_not_counted_as_one_and_not_summed(tmp_path):
    """They overlap in 1995: the union has one member there, not two."""
    (tmp_path / "state_year_formatv3.csv").write_text(WIDE)
    frame = load("igo_membership", tmp_path)
    trade = frame[frame.order.isin(["GATT", "WTO"]) & (frame.year == 1995)]
    assert len(trade) == 2
    assert len(trade[trade.member].drop_duplicates(["ccode", "year"])) == 1


def test_a_row_without_an_estimate_is_no_ideal_point(tmp_path):
    """As the United States in 2024 in the release of July 2025."""
    (tmp_path / "IdealpointsJuly2025.tab").write_text(
        "ccode\tyear\tidealpointfp\tidealpointall\tidealpointlegacy\tnvotesfp\tnvotesall\t"
        "q5fp\tq50fp\tq95fp\tq5all\tq50all\tq95all\n"
        "2\t2023\t2.7\t2.8\t2.6\t80\t100\t2.5\t2.7\t2.9\t2.6\t2.8\t3.0\n"
        "2\t2024\t\t\t\t\t\t\t\t\t\t\t\n"
    )
    every = load("ideal_points_all", tmp_path)
    assert every.year.tolist() == [2023]
    assert every.ideal_point.tolist() == [2.8]
    assert every.sd[0] == pytest.approx(0.4 / (2 * 1.6448536))
    passage = load("ideal_points_final_passage", tmp_path)
    assert passage.ideal_point.tolist() == [2.7]


def test_releases_of_ideal_points_are_never_mixed(data_directory):
    releases = [each.version for each in source("ideal_points_all").releases]
    assert len(set(releases)) == len(releases) > 1
    frame = load("ideal_points_all", data_directory)
    assert len(frame.attrs["files"]) == 1
    assert frame.attrs["version"] in releases


def test_vote_sets_are_named_and_differ(table):
    every, important = table("ideal_points_all"), table("ideal_points_important")
    assert "all votes" in source("ideal_points_all").field("ideal_point").meaning
    assert "important" in source("ideal_points_important").field("ideal_point").meaning
    both = every.merge(important, on=["ccode", "year"])
    assert not np.allclose(both.ideal_point_x, both.ideal_point_y)


def test_sessions_that_are_missing_stay_missing(table):
    frame = table("ideal_points_all")
    assert 1964 not in set(frame.year)
    iraq = set(frame[frame.ccode == 645].year)
    assert not iraq & set(range(1995, 2004))


def test_an_old_file_in_latin_1_keeps_its_names(table):
    assert table("ideal_points_all").name.str.contains("\ufffd").sum() == 0


def test_income_before_the_accounts_is_modelled(table):
    frame = table("latent_gdp")
    labels = coverage_of(frame, source("latent_gdp"))
    assert (labels.gdp[frame.gdp.notna()] == Coverage.MODELLED).all()
    assert (labels.gdp[frame.gdp.isna()] == Coverage.MISSING).all()


def test_rivalry_is_coded_with_hindsight():
    assert any("t - 1" in note for note in source("rivalries").notes)


def test_membership_that_lasts_is_no_exit(table):
    frame = table("state_system")
    assert len(frame) == 243
    assert frame.continues.sum() > 190
    assert not frame[frame.continues].end.ne(2016).any()


def test_counts_of_members_agree_with_the_public_record(table, data_directory):
    """NATO in 1965, 1999 and 2004, the Criminal Court at the end of 2004 and 2005; not in 1955."""
    years = load_by_year("igo_spells", data_directory)
    members = years.groupby(["order", "year"]).ccode.nunique()
    assert [members["NATO", year] for year in (1965, 1990, 1999, 2004)] == [15, 16, 19, 26]
    assert [members["ICC", year] for year in (2004, 2005)] == [97, 100]
    assert [members["EU", year] for year in (1994, 1995, 2004)] == [12, 15, 25]
    # One of the years of observation before 1965: fifteen states were members, thirteen are coded.
    assert members["NATO", 1955] == 13


def test_gatt_and_wto_overlap_in_1995(table, data_directory):
    years = load_by_year("igo_spells", data_directory)
    trade = years[(years.year == 1995) & years.order.isin(["GATT", "WTO"])]
    assert len(trade) > len(trade.drop_duplicates("ccode"))
    assert len(trade.drop_duplicates("ccode")) < 130


def test_the_spread_of_ideal_points_drifts(table):
    """A change in a gap is in part a change of scale: report standardised and raw."""
    spread = table("ideal_points_all").groupby("year").ideal_point.std()
    assert spread.max() > 1.5 * spread.min()
    assert "latent scale" in source("ideal_points_all").field("ideal_point").unit


def test_capitals_run_on_without_membership(table):
    capitals = table("capitals")
    east = capitals[capitals.capital == "Bonn"]
    assert east.ccode.tolist() == [260]
    assert east.last_day.dt.date.astype(str).tolist() == ["1991-06-19"]
    berlin = capitals[(capitals.ccode == 255) & (capitals.capital == "Berlin")]
    assert berlin.start.min() == 1816
    assert berlin.end.max() == 2024
    assert any("membership" in note for note in source("capitals").notes)


def test_several_codes_in_a_cell_stay_text(table):
    kinds = table("sanctions_threats").kinds
    assert kinds.dtype == "string"
    assert kinds.str.contains("[, ]").sum() > 300


def test_territorial_threat_and_rivalry_warn_of_what_they_were_made_from():
    assert any("predict" in note for note in source("territorial_threat").notes)
    assert any("predict" in note for note in source("rivalries").notes)


def test_no_source_ships_with_the_package(repository):
    """Not one file of the repository has the contents of a source, compressed or not."""
    import gzip
    import hashlib

    from counterpoise.data.checksum import checksums

    forbidden = set(checksums().values())
    for path in repository.rglob("*"):
        inside = {"src", "tests", "docs", "benchmarks"} & set(path.relative_to(repository).parts)
        if not inside or not path.is_file() or "__pycache__" in path.parts:
            continue
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        assert hashlib.sha256(content).hexdigest() not in forbidden, path
