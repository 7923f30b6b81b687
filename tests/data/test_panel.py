"""Panels from tiny files: gaps stay gaps, directions are kept, and the wrong join is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from counterpoise.data.dyadic import peace_years, politically_relevant, proportion, weak_link
from counterpoise.data.joining import Wanted, WrongUnit
from counterpoise.data.panel import panel, without_coverage
from counterpoise.data.panel_file import write
from counterpoise.data.problem import SourceProblem
from counterpoise.vocabulary.states import UnknownState

CAPABILITIES = """stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version
USA,2,2000,10,10,1,1,100,50,0.2,2021
USA,2,2001,11,10,1,1,101,50,0.2,2021
CAN,20,2000,1,-9,1,1,30,10,0.02,2021
"""
TRADE = """ccode1,ccode2,year,flow1,flow2,smoothflow1,smoothflow2
2,20,2000,230,180,230,180
2,70,2000,-9,5,-9,5
"""
PACTS = """ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul
2,20,2000,1,0,0,0,1
20,2,2000,1,0,0,0,0
"""
MAJORS = """stateabb,ccode,styear,stmonth,stday,endyear,endmonth,endday,version
USA,2,1898,8,13,2016,12,31,2016
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "NMC-60-abridged.csv": CAPABILITIES,
        "trade_v4_dyad_year.csv": TRADE,
        "atop5_1_directed_dyad_year.csv": PACTS,
        "majors2016.csv": MAJORS,
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def pair(frame: pd.DataFrame, one: int, two: int, year: int = 2000) -> pd.Series:
    found = frame[(frame.ccode1 == one) & (frame.ccode2 == two) & (frame.year == year)]
    assert len(found) == 1
    return found.iloc[0]


STATES = ["USA", "CAN", "MEX"]


def test_missing_is_never_zero(folder: Path) -> None:
    """-9, an absent row and a year outside the data are all NaN and say that they are missing."""
    frame = panel(
        "state-year", (2000, 2001), ["national_capabilities"], states=STATES, directory=folder
    ).set_index(["ccode", "year"])
    assert np.isnan(frame.loc[(20, 2000), "milper"])
    assert frame.loc[(20, 2000), "milper_coverage"] == "missing"
    assert np.isnan(frame.loc[(20, 2001), "cinc"])
    assert frame.loc[(70, 2000), "cinc_coverage"] == "missing"
    assert frame.loc[(2, 2000), "cinc_coverage"] == "observed"


def test_an_absent_row_is_a_zero_only_where_the_source_says_so_and_only_in_its_years(
    folder: Path,
) -> None:
    """The traps: ATOP ends in 2018 and trade in 2014; before the end no treaty is no treaty."""
    frame = panel(
        "directed-dyad-year",
        (2000, 2019),
        ["alliance_obligations:defense", "trade"],
        states=STATES,
        directory=folder,
    )
    inside, after = pair(frame, 20, 70, 2001), pair(frame, 20, 70, 2019)
    assert inside.defense == 0.0
    assert inside.defense_coverage == "structural zero"
    assert np.isnan(after.defense)
    assert after.defense_coverage == "missing"
    assert np.isnan(inside.flow1)
    assert inside.flow1_coverage == "missing"


def test_direction_of_trade_is_kept(folder: Path) -> None:
    """flow1 is what the first imports from the second, whichever code is lower."""
    frame = panel("directed-dyad-year", (2000, 2000), ["trade"], states=STATES, directory=folder)
    there, back = pair(frame, 2, 20), pair(frame, 20, 2)
    assert (there.flow1, there.flow2) == (230, 180)
    assert (back.flow1, back.flow2) == (180, 230)
    assert np.isnan(pair(frame, 2, 70).flow1)
    assert pair(frame, 70, 2).flow1 == 5
    assert pair(frame, 70, 2).flow2_coverage == "missing"


def test_half_of_a_mirrored_pair_is_refused(folder: Path) -> None:
    with pytest.raises(WrongUnit, match="trade:flow1,flow2"):
        panel("directed-dyad-year", (2000, 2000), ["trade:flow1"], directory=folder, states=STATES)


def test_a_direction_is_not_lost_in_silence(folder: Path) -> None:
    """Consultation is owed one way only here; defence both ways."""
    agreeing = panel(
        "dyad-year", (2000, 2000), ["alliance_obligations:defense"], states=STATES, directory=folder
    )
    assert pair(agreeing, 2, 20).defense == 1.0
    with pytest.raises(WrongUnit, match=r"differ in 1 dyad-years.*@either"):
        panel("dyad-year", (2000, 2000), ["alliance_obligations"], states=STATES, directory=folder)
    for rule, value in (("either", 1.0), ("both", 0.0), ("sum", 1.0)):
        asked = [f"alliance_obligations:consul@{rule}"]
        found = panel("dyad-year", (2000, 2000), asked, states=STATES, directory=folder)
        assert pair(found, 2, 20).consul == value
        assert pair(found, 20, 70).consul == 0.0


@pytest.mark.parametrize(
    ("unit", "source", "remedy"),
    [
        ("state-year", "trade", "dyad-year"),
        ("state-year", "alliance_obligations", "dyad-year"),
        ("directed-dyad-year", "igo_memberships", "state-order-year"),
        ("dyad-year", "disputes", "no table of years"),
        ("state-order-year", "trade", "dyad-year"),
    ],
)
def test_the_wrong_unit_is_refused_before_anything_is_read(
    unit: str, source: str, remedy: str, tmp_path: Path
) -> None:
    from counterpoise.data.catalogue import names

    if source not in names():
        source = next(name for name in names() if name.startswith("igo_member"))
    with pytest.raises(WrongUnit, match=remedy):
        panel(unit, (2000, 2000), [source], directory=tmp_path)


def test_several_disputes_of_a_dyad_in_a_year_are_one_row(tmp_path: Path) -> None:
    """A flag is set if any dispute sets it; the rest is that of the one that begins."""
    (tmp_path / "gml_mid_2.2.1_directed_dyad_year.csv").write_text(full_disputes())
    frame = panel(
        "directed-dyad-year", (2000, 2000), ["gml_disputes"], states=STATES, directory=tmp_path
    )
    found = pair(frame, 2, 20)
    assert (found.onset, found.ongoing, found.hostlev, found.hostlev1) == (1.0, 1.0, 3.0, 2.0)
    quiet = pair(frame, 2, 70)
    assert (quiet.onset, quiet.onset_coverage) == (0.0, "structural zero")
    turned = panel(
        "dyad-year",
        (2000, 2000),
        ["gml_disputes:hostlev1,hostlev2"],
        states=STATES,
        directory=tmp_path,
    )
    assert pair(turned, 2, 20).hostlev1 == 2.0


def full_disputes() -> str:
    """The columns of the distributor's file, those not needed here left unknown."""
    heads = (
        "dispnum,ccode1,ccode2,year,midongoing,midonset,sidea1,sidea2,revstate1,revstate2,"
        "revtype11,revtype12,revtype21,revtype22,fatality1,fatality2,fatalpre1,fatalpre2,hiact1,"
        "hiact2,hostlev1,hostlev2,orig1,orig2,hiact,hostlev,mindur,maxdur,outcome,settle,fatality,"
        "fatalpre,stmon,endmon,recip,numa,numb,ongo2010,version"
    )
    lines = [heads]
    for number, onset, low, high, most in ((1, 0, 4, 2, 4), (2, 1, 2, 3, 3)):
        for one, two, own, other in ((2, 20, low, high), (20, 2, high, low)):
            values = dict.fromkeys(heads.split(","), "0")
            values |= {
                "dispnum": str(number),
                "ccode1": str(one),
                "ccode2": str(two),
                "year": "2000",
                "midongoing": "1",
                "midonset": str(onset),
                "hostlev1": str(own),
                "hostlev2": str(other),
                "hostlev": str(most),
                "outcome": "5",
                "settle": "1",
                "numa": "1",
                "numb": "1",
                "version": "gml-2.2.1",
            }
            lines.append(",".join(values[name] for name in heads.split(",")))
    return "\n".join(lines) + "\n"


def test_spells_count_in_every_year_they_touch(folder: Path) -> None:
    frame = panel("state-year", (1897, 1899), ["majors"], states=["USA"], directory=folder)
    assert frame.majors.tolist() == [0.0, 1.0, 1.0]
    assert frame.majors_coverage.tolist() == ["structural zero", "observed", "observed"]


def test_codes_convert_by_year() -> None:
    """Germany is 255 and, for Gleditsch and Ward, 260; in 1989 West Germany is 260 for both."""
    frame = panel("state-year", (1989, 1991), states=["gw:260"], codes=["gw", "iso"])
    found = {(row.ccode, row.year): (row.gwcode, row.iso) for row in frame.itertuples()}
    assert found[260, 1989] == (260, "DEU")
    assert found[255, 1991] == (260, "DEU")
    yemen = panel("state-year", (2003, 2003), states=["Yemen"], codes=["gw"])
    assert yemen[["ccode", "gwcode"]].values.tolist() == [[679, 678]]
    with pytest.raises(UnknownState, match="Did you mean France"):
        panel("state-year", (2003, 2003), states=["Frnace"])


def test_rows_are_the_members_of_the_system() -> None:
    states = panel("state-year", (1816, 2014))
    assert states.groupby("year").size().loc[[1816, 1914, 2003]].tolist() == [23, 45, 192]
    for unit, pairs in (("dyad-year", 0.5), ("directed-dyad-year", 1.0)):
        frame = panel(unit, (2003, 2003))
        assert len(frame) == 192 * 191 * pairs
        assert not frame.duplicated(["ccode1", "ccode2", "year"]).any()
    assert (panel("dyad-year", (2003, 2003)).eval("ccode1 < ccode2")).all()


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".nc"])
def test_coverage_survives_to_the_file(folder: Path, tmp_path: Path, suffix: str) -> None:
    frame = panel(
        "directed-dyad-year",
        (2000, 2001),
        ["national_capabilities:cinc", "alliance_obligations:defense"],
        states=STATES,
        codes=["iso"],
        directory=folder,
    )
    path = write(frame, tmp_path / f"panel{suffix}")
    if suffix == ".nc":
        import xarray as xr

        data = xr.open_dataset(path, engine="h5netcdf")
        meanings = data.cinc1_coverage.attrs["flag_meanings"].replace("_", " ")
        again = data.to_dataframe()
        words = [meaning.replace("structural zero", "structural_zero") for meaning in [meanings]]
        names = [word.replace("_", " ") for word in words[0].split(" ")]
        for name in ("cinc1_coverage", "defense_coverage"):
            again[name] = [names[int(code)] for code in again[name]]
        assert "national_capabilities" in data.attrs["sources"]
    else:
        again = pd.read_parquet(path) if suffix == ".parquet" else pd.read_csv(path)
    for name in ("cinc1", "defense"):
        np.testing.assert_array_equal(again[name].to_numpy(), frame[name].to_numpy())
        assert again[f"{name}_coverage"].tolist() == frame[f"{name}_coverage"].tolist()
    assert not list(tmp_path.glob(".panel*"))
    if suffix == ".parquet":
        assert again.attrs["sources"]["national_capabilities"]["version"] == "6.0"


def test_a_name_that_two_sources_use_says_whose_it_is(folder: Path) -> None:
    (folder / "gml_mid_2.2.1_directed_dyad_year.csv").write_text(full_disputes())
    frame = panel(
        "directed-dyad-year",
        (2000, 2000),
        ["gml_disputes:onset", "alliance_obligations:defense", "majors"],
        states=STATES,
        directory=folder,
    )
    assert {"onset", "defense", "majors1", "majors2"} <= set(frame.columns)
    assert not [name for name in without_coverage(frame) if name.endswith("_coverage")]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("state-years", (2000, 2000)), "Did you mean `state-year`"),
        (("state-year", (2001, 2000)), "Use 2000:2001"),
        (("state-year", (1800, 1820)), "from 1816"),
        (("state-year", (2000, 2000), ["national_capabilites"]), "national_capabilities"),
        (("state-year", (2000, 2000), ["majors@eithr"]), "Did you mean `either`"),
    ],
)
def test_what_is_wrong_is_said(call: tuple, message: str) -> None:
    with pytest.raises(SourceProblem, match=message):
        panel(*call)


def test_an_unknown_field_names_the_nearest(folder: Path) -> None:
    with pytest.raises(SourceProblem, match="Did you mean `milex`"):
        panel("state-year", (2000, 2000), ["national_capabilities:milx"], directory=folder)
    assert Wanted.parse("majors").fields == ()


def test_dyadic_terms() -> None:
    frame = pd.DataFrame(
        {
            "x1": [1.0, 4.0, np.nan],
            "x2": [2.0, 1.0, 1.0],
            "conttype": [0.0, 5.0, np.nan],
            "majors1": [0.0, 0.0, 1.0],
            "majors2": [0.0, 0.0, 0.0],
        }
    )
    assert weak_link(frame, "x").tolist()[:2] == [1.0, 1.0]
    assert np.isnan(weak_link(frame, "x")[2])
    assert proportion(frame, "x").tolist()[:2] == [0.5, 0.25]
    assert politically_relevant(frame).tolist() == [False, True, True]


def test_peace_is_not_counted_across_years_without_data() -> None:
    frame = pd.DataFrame(
        {"ccode1": 2, "ccode2": 20, "year": [2009, 2010, 2011], "mid": [0, 0, None]}
    )
    with pytest.raises(ValueError, match="missing in some rows"):
        peace_years(frame, "mid")


def test_the_second_states_polity_is_not_polity2(tmp_path: Path) -> None:
    text = "ccode,year,euds,aeuds,polity2,v2x_polyarchy\n2,2000,1,1,10,0.9\n20,2000,1,1,9,0.8\n"
    (tmp_path / "cow_democracy.csv").write_text(text)
    frame = panel("dyad-year", (2000, 2000), ["polity"], states=["USA", "CAN"], directory=tmp_path)
    assert {"polity2_1", "polity2_2", "polity_1", "polity_2"} <= set(frame.columns)
    assert not {"polity1", "polity2", "polity21"} & set(frame.columns)
    assert frame[["polity2_1", "polity2_2"]].values.tolist() == [[10.0, 9.0]]


def test_between_years_of_observation_membership_is_unknown(data_directory: Path) -> None:
    """The trap: before 1965 memberships were looked at every five years."""
    frame = panel(
        "state-order-year",
        (1954, 1966),
        ["igo_spells"],
        states=["USA", "CHE"],
        orders=["NATO"],
        directory=data_directory,
    ).set_index(["ccode", "year"])
    assert frame.loc[(2, 1955), "igo_spells"] == 1.0
    assert frame.loc[(2, 1956), "igo_spells_coverage"] == "missing"
    assert frame.loc[(225, 1955), "igo_spells_coverage"] == "structural zero"
    assert frame.loc[(225, 1957), "igo_spells_coverage"] == "missing"
    assert frame.loc[(225, 1966), "igo_spells_coverage"] == "structural zero"


def test_a_source_without_years_or_orders_is_refused_in_words(data_directory: Path) -> None:
    with pytest.raises(WrongUnit, match="not of years or spells"):
        panel("state-order-year", (1990, 1991), ["eu_accessions"], directory=data_directory)
    found = panel(
        "state-order-year",
        (2000, 2000),
        ["alliances:defense"],
        states=["USA"],
        orders=["236"],
        directory=data_directory,
    )
    assert len(found) == 1
