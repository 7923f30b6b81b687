"""Movement on the record: what is told, in numbers, in words and in a figure."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from counterpoise.cli.app import invoke
from counterpoise.data.problem import SourceProblem
from counterpoise.measures.record.distancing import distancing, sentences, side_by_side
from counterpoise.measures.record.positions import positions
from counterpoise.report.figures.distancing import draw, extremes

HEADS = "Row,ccode,session,NVotes,IdealPoint,QO%,Q5%,Q10%,Q50%,Q90%,Q95%,Q100%,iso3c,Countryname"
NAMES = {2: "United States", 200: "United Kingdom", 220: "France", 365: "Russia", 710: "China"}


def write(folder: Path, points: dict[int, dict[int, float]], sd: float, name: str = "All") -> None:
    """An ideal-point file in the distributor's form."""
    lines = [HEADS if name == "All" else HEADS.replace("IdealPoint", "IdealPointImportant")]
    if name != "All":
        marks = ("QO%", "Q5%", "Q10%", "Q50%", "Q90%", "Q95%", "Q100%", "NVotes")
        lines = [",".join(f"{h}Important" if h in marks else h for h in lines[0].split(","))]
    for ccode, by_year in points.items():
        for year, x in by_year.items():
            marks = [x + sd * z for z in (-3, -1.645, -1.2816, 0, 1.2816, 1.645, 3)]
            values = ",".join(f"{mark:.6f}" for mark in marks)
            lines.append(f"1,{ccode},{year - 1945},50,{x},{values},XXX,{NAMES[ccode]}")
    (folder / f"Idealpointestimates{name}_Apr2020.csv").write_text("\n".join(lines) + "\n")


POINTS = {
    2: {1990: 2.0, 1991: 2.2, 1992: 2.5},
    200: {1990: 1.0, 1991: 1.0, 1992: 1.0},
    220: {1990: 0.8, 1991: 0.6, 1992: 0.3},
    365: {1990: 0.0, 1992: 0.0},
    710: {1991: -1.0, 1992: -1.0},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, POINTS, 0.05)
    write(tmp_path, POINTS, 0.8, "Important")
    return tmp_path


def test_a_gap_that_the_power_opened_is_told_as_its_own(folder: Path) -> None:
    found = distancing("USA", (1990, 1992), directory=folder)
    by_name = {each.name: each.parts for each in found.states}
    assert set(by_name) == {"United Kingdom", "France", "Russia"}  # China lacks 1990
    britain, france = by_name["United Kingdom"], by_name["France"]
    assert britain.own_movement.mean == pytest.approx(0.0, abs=0.02)
    assert not britain.own_movement.distinguishable
    assert britain.target_movement.mean == pytest.approx(0.5, abs=0.02)
    assert france.own_movement.mean == pytest.approx(0.5, abs=0.02)
    assert france.own_movement.distinguishable
    whole = found.mean
    assert whole.own_movement.mean + whole.target_movement.mean == pytest.approx(
        whole.change_in_distance.mean, abs=1e-12
    )
    told = " ".join(sentences(found, None))
    assert "Most of the change is United States of America's own movement" in told
    assert "1 states moved away distinguishably" in told
    assert "is not soft balancing" in told


def test_error_carries_through_to_the_words(folder: Path) -> None:
    """The same points on votes that measure them badly: nothing can be told."""
    found = distancing("USA", (1990, 1992), "important", directory=folder)
    assert not found.mean.own_movement.distinguishable
    assert "not distinguishable from zero" in " ".join(sentences(found, None))
    pair = side_by_side("USA", (1990, 1992), folder)
    assert pair is not None
    every = distancing("USA", (1990, 1992), directory=folder)
    assert "The two vote sets disagree" in " ".join(sentences(every, pair))


def test_the_vote_set_and_release_are_named_in_every_result(folder: Path) -> None:
    found = distancing("USA", (1990, 1992), directory=folder).as_dict()
    assert found["vote_set"] == "all"
    assert found["column"] == "ideal_point from all votes"
    assert found["release"] == "April 2020"


@pytest.mark.parametrize(
    ("years", "of", "message"),
    [
        ((1990, 1993), "USA", "cover 1990-1992"),
        ((1992, 1990), "USA", "first before the last"),
        ((1990, 1992), "CHN", "no ideal point in 1990"),
    ],
)
def test_what_is_not_covered_is_refused(
    folder: Path, years: tuple[int, int], of: str, message: str
) -> None:
    with pytest.raises(SourceProblem, match=message):
        distancing(of, years, directory=folder)


def test_an_empty_row_is_a_gap(tmp_path: Path) -> None:
    """The trap of the release of July 2025: a row of the United States without an estimate."""
    write(tmp_path, POINTS, 0.05)
    path = tmp_path / "IdealpointestimatesAll_Apr2020.csv"
    frame = pd.read_csv(path)
    frame.loc[(frame.ccode == 2) & (frame.session == 47), "IdealPoint"] = np.nan
    frame.to_csv(path, index=False)
    with pytest.raises(SourceProblem, match="no ideal point in 1992"):
        distancing("USA", (1990, 1992), directory=tmp_path)


def test_json_and_figure_of_the_command(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = tmp_path / "figure.png"
    arguments = ["measure", "soft-balancing", "--of", "USA", "--years", "1990:1992"]
    arguments += ["--from", str(folder), "--json", "--figure", str(figure), "--draws", "200"]
    assert invoke(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["of"], found["years"], found["vote_set"]) == ("USA", [1990, 1992], "all")
    for name in ("change_in_distance", "own_movement", "target_movement"):
        assert set(found[name]) == {"mean", "q05", "q95"}
        assert found[name]["q05"] <= found[name]["mean"] <= found[name]["q95"]
    assert {"ccode", "name", "own_movement"} <= set(found["states"][0])
    assert figure.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("suffix", ["pdf", "svg"])
def test_the_figure_prints_in_other_forms(folder: Path, tmp_path: Path, suffix: str) -> None:
    found = distancing("USA", (1990, 1992), directory=folder, draws=50)
    path = draw(found, tmp_path / f"figure.{suffix}")
    assert path.stat().st_size > 1000
    assert extremes(found.states) == list(found.states)


def test_the_record_of_the_united_states(data_directory: Path) -> None:
    """Recomputed by hand from the file: change from 1990 to 2018, both vote sets."""
    for vote_set in ("all", "important"):
        record = positions(vote_set, data_directory)
        found = distancing("USA", (1990, 2018), vote_set, directory=data_directory, draws=300)
        rows = record.point[[record.row(1990), record.row(2018)]]
        america = int(np.flatnonzero(record.ccodes == 2)[0])
        both = np.isfinite(rows).all(axis=0)
        both[america] = False
        before, after = np.abs(rows[:, both] - rows[:, [america]])
        assert len(found.states) == both.sum()
        point = float(np.mean(after - before))
        assert found.mean.change_in_distance.mean == pytest.approx(point, abs=0.05)


def test_years_without_a_session_are_refused(data_directory: Path) -> None:
    """The trap of 1964: there was no usable session, and 1964 is not 1963."""
    with pytest.raises(SourceProblem, match=r"no (state|ideal)|no usable session"):
        distancing("USA", (1960, 1964), directory=data_directory)


def test_iraq_has_no_positions_under_sanctions(data_directory: Path) -> None:
    record = positions("all", data_directory)
    iraq = record.point[:, np.flatnonzero(record.ccodes == 645)[0]]
    gap = iraq[(record.years >= 1995) & (record.years <= 2003)]
    assert np.isnan(gap).all()
