"""The how-to pages on data do what they say: their Python runs and prints the numbers they show."""

import re
from pathlib import Path

import pytest

from counterpoise.measures.record.distancing import distancing, shown


def blocks(page: Path) -> list[str]:
    """The Python of a page."""
    return re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


def run(code: str, capsys: pytest.CaptureFixture[str]) -> str:
    exec(compile(code, "how-to", "exec"), {})
    return capsys.readouterr().out


def test_fifteen_lines_to_a_regression_table(
    repository: Path,
    data_directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = repository / "docs" / "how-to" / "from-nothing-to-a-regression-table.md"
    (code,) = blocks(page)
    assert len([line for line in code.splitlines() if line.strip()]) <= 15
    monkeypatch.setenv("COUNTERPOISE_DATA", str(data_directory))
    printed = " ".join(run(code, capsys).split())
    shown_in_page = re.findall(
        r"^    (No\. Obs.*|[a-z]+ +-?[\d.]+ +[\d.]+)$", page.read_text(), re.M
    )
    assert len(shown_in_page) == 6
    for line in shown_in_page:
        assert " ".join(line.split()) in printed


def test_soft_balancing_page(
    repository: Path,
    data_directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = repository / "docs" / "how-to" / "measure-soft-balancing.md"
    monkeypatch.setenv("COUNTERPOISE_DATA", str(data_directory))
    (code,) = blocks(page)
    assert "is not distinguishable from zero" in run(code, capsys)
    found = distancing("USA", (1990, 2019), directory=data_directory).mean
    for name in ("change_in_distance", "own_movement", "target_movement"):
        expected = f"{name.replace('_', ' '):18}  {shown(getattr(found, name))}"
        assert expected in page.read_text("utf-8")
