"""The other measures on the record: known cases, and refusals where the record ends."""

import json
from pathlib import Path

import pytest

from counterpoise.cli.app import invoke
from counterpoise.data.problem import SourceProblem
from counterpoise.measures.record.balancing import hard_balancing, postures
from counterpoise.measures.record.by_year import (
    order,
    polarity,
    recomputed_cinc,
    similarity,
    threatened_states,
)
from counterpoise.measures.record.conditions import discriminant


def test_concentration_on_the_record(data_directory: Path) -> None:
    after_the_war, today = polarity((1946, 1946), data_directory) + polarity(
        (2003, 2003), data_directory
    )
    assert after_the_war["leader"] == "United States of America"
    assert after_the_war["levy_thompson_third"] == 1.0
    assert after_the_war["con"] > today["con"]
    with pytest.raises(SourceProblem, match="2016"):
        polarity((2016, 2017), data_directory)


def test_cinc_by_year(data_directory: Path) -> None:
    rows = recomputed_cinc((1816, 2022), data_directory)
    assert len(rows) == 207
    assert max(row["largest_difference"] for row in rows) < 5e-8


def test_threat_on_the_record(data_directory: Path) -> None:
    """The Soviet Union of 1955: rivals feel it most; a pact takes threat away."""
    rows = {row["name"]: row for row in threatened_states("Russia", 1955, data_directory)}
    assert rows["United States of America"]["rivalry"] > 0
    assert rows["Poland"]["alliance"] < 0
    assert rows["Norway"]["log_threat"] > rows["Chile"]["log_threat"]


def test_allies_of_the_warsaw_pact_balance_the_united_states(data_directory: Path) -> None:
    found = hard_balancing("USA", (1950, 1955), data_directory)
    assert {"year": 1955, "state": "East Germany"} in found["external"]
    # ... and who allies with the power itself does not balance it.
    assert not [each for each in found["external"] if each["state"] == "Australia"]


def test_three_sets_of_labels_are_told_apart(data_directory: Path) -> None:
    rows = postures("USA", (2002, 2003), data_directory)
    assert {row["year"] for row in rows} == {2002, 2003}
    assert not [row for row in rows if row["unga"] in ("HE", "HI")]
    assert not [row for row in rows if row["treaties+arms"] == "S"]
    iraq = next(row for row in rows if row["name"] == "Iraq")
    assert iraq["unga"] is None  # Iraq had no vote: unknown, not hiding


def test_similarity_puts_allies_together(data_directory: Path) -> None:
    rows = similarity("United Kingdom", 2003, data_directory)
    kappa = {row["name"]: row["kappa"] for row in rows}
    assert kappa["France"] > kappa["China"]
    assert all(row["S"] >= -1 for row in rows)


def test_coverage_of_nato(data_directory: Path) -> None:
    """19 members in 2003 and 26 in 2004, as the public record has it."""
    rows = order("NATO", (2003, 2004), data_directory)
    assert [row["members"] for row in rows] == [19, 26]
    assert rows[0]["by_capability"] > rows[0]["by_heads"]
    with pytest.raises(SourceProblem, match="every five years"):
        order("NATO", (1955, 1956), data_directory)  # nobody looked in 1956
    with pytest.raises(SourceProblem, match="recorded to 2005"):
        order("NATO", (2003, 2010), data_directory)


@pytest.mark.soak
def test_four_conditions_on_the_record(data_directory: Path) -> None:
    found = discriminant("USA", (1996, 2006), directory=data_directory, draws=200)
    assert [each.name for each in found] == [
        "target-specificity",
        "threat gradient",
        "substitution",
        "cost-bearing",
    ]
    assert all(each.condition is not None for each in found)


def test_every_measure_prints_json(data_directory: Path, capsys: pytest.CaptureFixture) -> None:
    for arguments in (
        ["polarity", "--years", "2001:2002"],
        ["cinc", "--years", "2001:2002"],
        ["similarity", "--of", "USA", "--year", "2002"],
    ):
        assert invoke(["measure", *arguments, "--from", str(data_directory), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)


@pytest.mark.soak
def test_threat_over_the_years(data_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["measure", "threat", "--of", "Russia", "--years", "1955:1956", "--json"]
    assert invoke([*arguments, "--from", str(data_directory)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["year"] for row in found["rows"]] == [1955, 1956]
    assert found["states"][0]["log_threat"] >= found["states"][-1]["log_threat"]
