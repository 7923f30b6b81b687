"""The notebooks run as plain scripts, small and without data, and cite what can be found."""

import re
import runpy
from pathlib import Path

import pytest

from counterpoise.vocabulary.citation import references

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.py"))
CITED = re.compile(r"\[([a-z_]+\d{4}[a-z]*(?:; [a-z_]+\d{4}[a-z]*)*)\]")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COUNTERPOISE_NOTEBOOKS", "small")
    monkeypatch.setenv("COUNTERPOISE_FIGURES", str(tmp_path / "figures"))
    monkeypatch.setenv("COUNTERPOISE_DATA", str(tmp_path / "no-data"))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cells(notebook: Path) -> list[tuple[str, str]]:
    parts = re.split(r"^# %%(.*)\n", notebook.read_text("utf-8"), flags=re.M)
    assert parts[0] == ""
    return list(zip((each.strip() for each in parts[1::2]), parts[2::2], strict=True))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda each: each.stem)
def test_prose_is_commented_and_cites_what_is_there(notebook: Path) -> None:
    found = cells(notebook)
    assert found[0][0] == "[markdown]"
    assert found[0][1].startswith("# # ")
    prose = "".join(text for kind, text in found if kind == "[markdown]")
    for kind, text in found:
        if kind == "[markdown]":
            assert all(line.startswith("#") for line in text.strip().splitlines())
        else:
            assert kind == ""
            compile(text, notebook.name, "exec")  # a cell is whole by itself
    cited = {key for group in CITED.findall(prose) for key in group.split("; ")}
    assert cited
    assert cited <= set(references())


def run(stem: str) -> dict[str, object]:
    return runpy.run_path(str(FOLDER / f"{stem}.py"), run_name="__main__")


def test_why_orders_tip(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run("why_orders_tip")
    told = capsys.readouterr().out
    # The naive fit is as good where nobody pulls.
    explained = found["explained"]
    assert isinstance(explained, dict)
    assert min(explained.values()) > 0.95
    assert "B = 4.0: never two stable shares" in told
    assert {each.name for each in (small / "figures").iterdir()} == {
        "orders-s-curves.png",
        "orders-mean-field.png",
    }


def test_did_they_balance(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("did_they_balance")
    told = capsys.readouterr().out
    assert "No votes to look at" in told
    assert told.count("Unauthorised less none") == 4


def test_did_they_balance_on_the_votes(
    small: Path,
    data_directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COUNTERPOISE_DATA", str(data_directory))
    monkeypatch.setattr("counterpoise.run", lambda *_, **__: pytest.skip("only the votes"))
    with pytest.raises(pytest.skip.Exception):
        run("did_they_balance")
    told = capsys.readouterr().out
    assert told.count("other windows show") == 4
    assert {each.name for each in (small / "figures").iterdir()} == {"balance-windows.png"}


def test_was_the_concert_special(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("was_the_concert_special")
    told = capsys.readouterr().out
    assert "No record to look at" in told
    assert "paired draws" in told
    assert {each.name for each in (small / "figures").iterdir()} == {"concert-odds-ratio.png"}


def test_an_unknown_size_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERPOISE_NOTEBOOKS", "tiny")
    for notebook in NOTEBOOKS:
        with pytest.raises(SystemExit, match="COUNTERPOISE_NOTEBOOKS is 'tiny'"):
            run(notebook.stem)
