"""Every source is declared in full and reads its distributor's file; the package ships no data."""

import csv
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from counterpoise.cli.main import main
from counterpoise.data.catalogue import catalogue, load, load_by_year, names, source
from counterpoise.data.check import TOTALS, check
from counterpoise.data.codes import cow_code, split_names, to_cow
from counterpoise.data.coverage import coverage_of
from counterpoise.data.locate import listing, located
from counterpoise.data.problem import AbsentSource, SourceProblem, UnreadableSource
from counterpoise.data.schema import InvalidSource
from counterpoise.data.source import Codes, Kind, Unit
from counterpoise.vocabulary.citation import references
from counterpoise.vocabulary.coverage import Coverage

SOURCES = list(catalogue().values())
held = cache(load)


@pytest.mark.parametrize("each", SOURCES, ids=lambda each: each.name)
def test_a_declaration_is_complete(each):
    fields = {field.name: field for field in each.fields}
    assert len(fields) == len(each.fields)
    assert set(each.keys) <= set(fields)
    assert each.title
    assert each.distributor
    assert each.homepage.startswith("http")
    assert each.terms.licence
    assert each.missing
    assert each.cites
    assert not set(each.cites) - set(references())
    for release in each.releases:
        assert release.first < release.last
        assert release.files
    mirrors = {field.mirror for field in each.fields} - {None}
    assert mirrors <= set(fields)
    assert all(field.meaning for field in each.fields)


@pytest.mark.parametrize("each", SOURCES, ids=lambda each: each.name)
def test_units_and_keys_agree(each):
    keys = set(each.keys)
    match each.unit:
        case Unit.STATE_YEAR:
            assert keys == {"ccode", "year"}
        case Unit.DYAD_YEAR:
            assert keys == {"ccode1", "ccode2", "year"}
            assert all(field.mirror for field in each.values)
        case Unit.DIRECTED_DYAD_YEAR:
            assert keys == {"ccode1", "ccode2", "year"}
        case Unit.STATE_SPELL | Unit.DYAD_SPELL | Unit.STATE_ORDER_SPELL:
            assert "start" in {field.name for field in each.fields}


@pytest.fixture(scope="module")
def here(data_directory):
    among = listing(data_directory)
    return [
        each.name
        for each in SOURCES
        if any(located(release, among) is not None for release in each.releases)
    ]


def test_nearly_all_are_in_the_folder(here):
    absent = set(names()) - set(here)
    assert absent <= {"igo_membership", "ideal_points_final_passage", "ideal_points_legacy"}


@pytest.mark.parametrize("name", names())
def test_a_source_keeps_its_declaration(name, here, data_directory):
    """Types, ranges, unique keys, checksums, and every total known from a codebook."""
    if name not in here:
        pytest.skip(f"{name} is not in {data_directory}")
    result = check(name, data_directory)
    assert result.problems == ()
    assert result.rows > 10
    assert result.verified == result.files


def test_every_known_total_is_of_a_declared_release():
    for each in TOTALS:
        assert each.version in {release.version for release in source(each.source).releases}
    assert len(TOTALS) > 35


def test_frames_are_typed_and_sorted(data_directory):
    frame = held("alliance_obligations", data_directory)
    assert frame.dtypes.astype(str).to_dict() == {
        "ccode1": "int64",
        "ccode2": "int64",
        "year": "int64",
        **dict.fromkeys(["defense", "offense", "neutral", "nonagg", "consul"], "boolean"),
    }
    assert frame.set_index(["ccode1", "ccode2", "year"]).index.is_monotonic_increasing
    assert frame.attrs["version"] == "5.1"
    assert (frame.attrs["first"], frame.attrs["last"]) == (1815, 2018)


NMC = "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n"


def test_a_distributors_file_reads_as_the_converted_one(tmp_path):
    (tmp_path / "NMC-70-abridged.csv").write_text(NMC + "USA,2,1816,3823,17,80,-9,8659,101,.04,7\n")
    frame = load("national_capabilities", tmp_path)
    assert frame.pec.isna().all()
    assert frame.milex.tolist() == [3823]


def test_the_distributors_name_wins_and_a_newer_release_wins(tmp_path):
    row = "USA,2,1816,{},17,80,254,8659,101,.04,7\n"
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "NMC-60-abridged.csv").write_text(NMC + row.format(6))
    assert load("national_capabilities", tmp_path).milex.tolist() == [6]
    (tmp_path / "nmc_v7.csv").write_text(NMC + row.format(7))
    assert load("national_capabilities", tmp_path).milex.tolist() == [7]
    (tmp_path / "NMC-70-abridged.csv").write_text(NMC + row.format(70))
    assert load("national_capabilities", tmp_path).milex.tolist() == [70]
    assert load("national_capabilities", tmp_path, version="6.0").milex.tolist() == [6]
    with pytest.raises(SourceProblem, match=r"7\.0"):
        load("national_capabilities", tmp_path, version="7")


def test_dyadic_disputes_of_the_distributor(tmp_path):
    (tmp_path / "dyadic_mid_4.03.csv").write_text(
        "disno,dyindex,statea,namea,stateb,nameb,strtday,strtmnth,strtyr,year,outcome,fatlev,"
        "hihost,fatleva,hihosta,orignata,fatlevb,hihostb,orignatb\n"
        "7,1,2,USA,200,UKG,1,5,1902,1902,6,-9,3,0,3,1,-9,1,0\n"
        "8,1,2,USA,200,UKG,1,6,1902,1902,6,1,4,0,2,1,1,4,1\n"
        "8,1,2,USA,200,UKG,1,6,1902,1903,6,1,4,0,2,1,1,4,1\n"
    )
    frame = load("dispute_dyads", tmp_path).set_index(["ccode1", "ccode2", "year"])
    assert len(frame) == 4
    assert frame.dispnum[2, 200, 1902] == 8
    assert frame.hostlev1[2, 200, 1902] == 2
    assert frame.hostlev1[200, 2, 1902] == 4
    assert frame.onset[2, 200, 1902]
    assert not frame.onset[2, 200, 1903]


def test_atop_of_the_distributor(tmp_path):
    (tmp_path / "atop5_1ddyr.csv").write_text(
        "ddyad,stateA,stateB,year,atopally,defense,offense,neutral,nonagg,consul\n"
        "2020,2,20,1950,1,1,0,0,0,1\n2020,2,21,1950,0,0,0,0,0,0\n"
    )
    frame = load("alliance_obligations", tmp_path)
    assert frame[["ccode1", "ccode2", "year"]].to_numpy().tolist() == [[2, 20, 1950]]
    assert frame.consul.all()


def test_agreement_of_the_distributor(tmp_path):
    (tmp_path / "AgreementScoresAll_Jun2024.csv").write_text(
        "ccode1,ccode2,agree,year,IdealPointAll.x,IdealPointAll.y,IdealPointDistance\n"
        "2,20,.8,1946,1,2,1\n20,2,.8,1946,2,1,1\n"
    )
    frame = load("agreement", tmp_path)
    assert frame.agree.tolist() == [0.8]
    assert coverage_of(frame, source("agreement")).agree_important.tolist() == [Coverage.MISSING]


def test_world_bank_files(tmp_path):
    (tmp_path / "API_NY.GDP.MKTP.CD_DS2_en_csv_v2_1.csv").write_text(
        '\ufeff"Data Source","WDI",\n\n"Last Updated Date","2024",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","1989","2003",\n'
        '"Germany","DEU","GDP","NY.GDP.MKTP.CD","1","2",\n"World","WLD","GDP","x","7","8",\n'
    )
    frame = load("gdp", tmp_path)
    assert frame[["ccode", "year", "gdp"]].to_numpy().tolist() == [[255, 2003, 2], [260, 1989, 1]]
    (tmp_path / "6766cabb-1_Data.csv").write_text(
        "Country Name,Country Code,Series Name,Series Code,2002 [YR2002],2003 [YR2003]\n"
        "Germany,DEU,Military expenditure (% of GDP),MS.MIL.XPND.GD.ZS,..,2\n"
        "Germany,DEU,GDP (constant 2015 US$),NY.GDP.MKTP.KD,1000,1000\n"
    )
    spent = load("military_spending", tmp_path).set_index("year")
    assert spent.military_spending[2003] == 20
    assert spent.military_spending.isna()[2002]


def test_wide_exercises_read_as_the_long_ones(tmp_path, data_directory):
    from shutil import copy

    copy(next(data_directory.rglob("mme_v7.csv.gz")), tmp_path)
    wide = load("exercises", tmp_path)
    long = held("exercises", data_directory)
    pairs = [
        set(map(tuple, frame[["exercise", "ccode"]].dropna().to_numpy().tolist()))
        for frame in (wide, long)
    ]
    assert len(pairs[0] & pairs[1]) > 0.97 * len(pairs[1])


def test_names_of_voters_are_resolved_as_by_hand(data_directory):
    """An independent list, matched by hand, against ours."""
    listed = pd.read_csv(data_directory / "unga" / "un_votes_country_ccode.csv")
    votes = held("votes", data_directory).drop_duplicates(["name", "ccode"])
    ours = votes.groupby("name").ccode.agg(set)
    differ = {
        row.country: (row.ccode, ours.get(row.country))
        for row in listed.itertuples()
        if row.ccode not in ours.get(row.country, set())
    }
    assert differ == {}


@pytest.mark.parametrize(
    ("code", "year", "system", "expected"),
    [
        (260, 1970, Codes.GW, 260),
        (260, 1990, Codes.GW, 255),
        (260, 2003, Codes.GW, 255),
        (678, 1985, Codes.GW, 678),
        (678, 2003, Codes.GW, 679),
        (340, 2008, Codes.GW, 345),
        (345, 1999, Codes.GW, 345),
        (970, 2003, Codes.GW, 946),
        (971, 2003, Codes.GW, 970),
        (9999, 2003, Codes.GW, None),
        ("Germany", 1970, Codes.NAMES, 260),
        ("Ukraine", 1946, Codes.NAMES, 369),
        ("Soviet Union", 1950, Codes.NAMES, 365),
        ("NATO**", 1990, Codes.NAMES, None),
        ("WLD", 1990, Codes.ISO3, None),
    ],
)
def test_codes_change_with_the_year(code, year, system, expected):
    assert cow_code(code, year, system) == expected


def test_conversion_of_columns_keeps_gaps():
    found = to_cow(pd.Series([260, None]), pd.Series([2003, 2003]), Codes.GW)
    assert found.isna().tolist() == [False, True]
    assert split_names("United States, Korea, South", ["Korea, South"]) == [
        "United States",
        "Korea, South",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html><title>Sign in</title></html>", "web page"),
        (b"ccode,yaer,imports,exports\n2,1870,1,2\n", "lacks the column year"),
        (b"ccode,year,imports,exports\n2,1870,many,2\n", "imports"),
        (b"ccode,year,imports,exports\n,1870,1,2\n", "ccode"),
        (b'ccode,year,imports,exports\n2,1870,1,"2\n', "cut short"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc", "cut short"),
    ],
)
def test_a_damaged_table_is_told(tmp_path, content, words):
    (tmp_path / "National_COW_4.0.csv").write_bytes(content)
    with pytest.raises(UnreadableSource) as told:
        load("national_trade", tmp_path)
    assert words in str(told.value)
    assert "National_COW_4.0.csv" in str(told.value)


def test_a_broken_rule_is_told_with_the_values(tmp_path):
    table = tmp_path / "National_COW_4.0.csv"
    table.write_text("ccode,year,imports,exports\n2,1870,-3,2\n2,1870,1,2\n")
    with pytest.raises(InvalidSource, match=r"ccode, year are not unique.*imports.*-3"):
        load("national_trade", tmp_path, validate=True)
    result = check("national_trade", tmp_path)
    assert len(result.problems) >= 2


def test_a_missed_total_is_told(tmp_path, capsys):
    (tmp_path / "MIDA 5.0.csv").write_text(
        "dispnum,stday,stmon,styear,endday,endmon,endyear,outcome,settle,fatality,fatalpre,maxdur,"
        "mindur,hiact,hostlev,recip,numa,numb,ongo2014,version\n"
        "2,-9,7,1902,24,1,1903,6,1,0,0,208,178,7,3,0,1,1,0,5\n"
    )
    assert main(["data", "check", "disputes", "--in", str(tmp_path)]) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "disputes: known to be 2436, found 1" in said
    assert "SHA-256" in said


def test_an_absent_source_says_how_to_get_it(tmp_path):
    with pytest.raises(AbsentSource, match="counterpoise data fetch trade"):
        load("trade", tmp_path)


def test_events_are_not_years(data_directory):
    with pytest.raises(ValueError, match="not of years"):
        load_by_year("roll_call_issues", data_directory)


def test_spells_become_years(data_directory):
    members = load_by_year("state_system", data_directory)
    assert members.year.max() == 2016
    assert len(members.drop_duplicates(["ccode", "year"])) == 15_951
    powers = load_by_year("majors", data_directory)
    assert set(powers[powers.year == 1900].ccode) == {2, 200, 220, 255, 300, 325, 365, 740}


def test_states_of_the_year_are_those_of_the_distributors_list(data_directory):
    listed = pd.read_csv(data_directory / "cow" / "system2016.csv")
    members = load_by_year("state_system", data_directory)
    ours = set(map(tuple, members[["ccode", "year"]].to_numpy().tolist()))
    assert ours == set(map(tuple, listed[["ccode", "year"]].to_numpy().tolist()))


def test_troops_are_the_greatest_report_and_never_the_sum(data_directory):
    frame = held("us_troops", data_directory).set_index(["ccode", "year"])
    assert frame.troops[645, 2003] == 136_000
    assert frame.troops[645, 2004] == 134_000
    assert frame.reports[645, 2003] == 2
    assert (255, 2003) in frame.index
    assert (260, 2003) not in frame.index
    assert (678, 2003) not in frame.index
    assert frame.index.get_level_values("ccode").max() < 1000


def test_imputed_troops_are_modelled(data_directory):
    frame = held("us_troops", data_directory)
    labels = coverage_of(frame, source("us_troops")).troops
    assert frame.imputed.sum() > 100
    assert (labels[frame.imputed] == Coverage.MODELLED).all()


def test_small_deliveries_are_censored_and_rebels_are_no_states(data_directory):
    frame = held("arms_deliveries", data_directory)
    labels = coverage_of(frame, source("arms_deliveries")).tiv
    assert (labels[frame.tiv == 0] == Coverage.CENSORED).all()
    starred = frame.recipient.str.endswith("*")
    assert starred.any()
    assert frame[starred].ccode2.isna().all()
    serbia = frame[frame.recipient == "Serbia"]
    assert (serbia.ccode2 == 345).all()
    assert set(frame[frame.supplier.isin(["Soviet Union", "Russia"])].ccode1) == {365}


def test_states_deliveries_are_those_of_the_distributors_own_tables(data_directory):
    path = data_directory / "arms" / "TIV-Export-USA-1950-2021.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        heads, *rows = list(csv.reader(lines))[10:]
    theirs = pd.DataFrame(
        [
            (row[0], int(year), float(cell))
            for row in rows
            for year, cell in zip(heads[1:], row[1:], strict=False)
            if row[0] not in ("", "Total") and year.isdigit() and cell
        ],
        columns=["recipient", "year", "tiv"],
    )
    ours = held("arms_deliveries", data_directory)
    ours = ours[ours.supplier == "United States"]
    both = theirs.merge(ours, on=["recipient", "year"], suffixes=("_theirs", "_ours"))
    assert len(both) > 0.95 * len(theirs)
    assert (both.tiv_theirs == both.tiv_ours).mean() > 0.99


def test_importance_is_unknown_outside_its_years(data_directory):
    calls = held("roll_calls", data_directory)
    coded = calls.year.between(1983, 2017)
    assert calls[~coded].important.isna().all()
    assert calls[calls.year.between(2018, 2019)].important.isna().all()
    a_year = calls[coded].groupby("year").important.sum()
    assert (a_year.min(), a_year.max()) == (6, 28)


def test_there_is_no_agreement_in_1964(data_directory):
    assert 1964 not in set(held("agreement", data_directory).year)


def test_absence_is_no_abstention(tmp_path):
    (tmp_path / "un_roll_calls.csv").write_text("rcid,session,importantvote\n3,1,0\n")
    (tmp_path / "UNVotes2021.csv").write_text("rcid,ccode,vote\n3,2,1\n3,20,8\n3,31,9\n3,40,2\n")
    frame = load("votes", tmp_path)
    assert frame.ccode.tolist() == [2, 40]
    assert frame.vote.tolist() == [1, 2]


def test_names_with_commas_are_one_state(data_directory):
    frame = held("global_sanctions", data_directory)
    assert frame.case_id.nunique() == 1325
    assert not set(frame.target) & {"North", "South", "Korea", "The", "Arab Rep."}
    korea = frame[frame.target == "Korea, North"]
    assert set(korea.ccode2) == {731}
    assert frame[frame.sender.isin(["EU", "UN"])].ccode1.isna().all()


def test_cases_running_in_2022_are_censored(data_directory):
    frame = held("global_sanctions", data_directory)
    labels = coverage_of(frame, source("global_sanctions")).end
    assert (labels[frame.end == 2022] == Coverage.CENSORED).all()
    assert (labels[frame.end < 2022] == Coverage.OBSERVED).all()


def test_cases_marked_for_removal_are_out(data_directory):
    frame = held("interventions", data_directory)
    assert frame.case.nunique() == 392
    assert len(frame) > 392


def test_wars_have_no_negative_codes(data_directory):
    frame = held("wars", data_directory)
    assert frame.start_again.isna().mean() > 0.9
    assert (frame.select_dtypes("number").min().dropna() >= 0).all()
    iraq = frame[(frame.war == 227) & (frame.start == 2003)]
    assert set(iraq.ccode) == {2, 200, 645, 900}


def test_conflicts_come_in_cow_codes(data_directory):
    frame = held("armed_conflicts", data_directory)
    yemen = frame[(frame.ccode1 == 679) & (frame.year > 2010)]
    assert len(yemen)
    assert frame[(frame.ccode1 == 678) & (frame.year > 1990)].empty


def test_crises_read_behind_a_byte_order_mark(data_directory):
    assert held("crises", data_directory).crisis.is_unique


def test_no_exit_is_read_from_accessions(data_directory):
    union = held("eu_accessions", data_directory)
    assert len(union) == 28
    assert 200 in set(union.ccode)
    assert "end" not in union


def test_logarithms_are_taken_back(data_directory):
    frame = held("surplus_product", data_directory).set_index(["ccode", "year"])
    assert 1e8 < frame.population[2, 1930] < 1.5e8


def test_importing_the_package_imports_no_part_of_the_extra():
    code = (
        "import sys, counterpoise; "
        "heavy = {'pandera', 'pooch', 'duckdb', 'pandas', 'requests'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "PATH": ""}
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert said.stdout.strip() == "[]"


def test_without_the_extra_it_says_how_to_install_it(tmp_path, monkeypatch, capsys):
    (tmp_path / "National_COW_4.0.csv").write_text("ccode,year,imports,exports\n2,1870,3,2\n")
    monkeypatch.setitem(sys.modules, "pandera.pandas", None)
    assert main(["data", "check", "national_trade", "--in", str(tmp_path)]) == 2
    assert "pip install 'counterpoise[data]'" in capsys.readouterr().err
    assert len(load("national_trade", tmp_path)) == 1


def test_keys_are_never_missing():
    for each in SOURCES:
        assert all(each.field(key).kind in (Kind.KEY, Kind.DATE) for key in each.keys), each.name
