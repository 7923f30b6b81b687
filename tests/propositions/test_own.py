"""A user's own proposition appears, is tested, is kept and reused; a bad one is told where."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from counterpoise.cli.main import main
from counterpoise.propositions.registry import (
    BadProposition,
    UnknownProposition,
    registered,
    selected,
)
from counterpoise.report.verdicts import verdict_table
from counterpoise.runs.trial import BadTrial, Trial, TrialSpec, run_trial


@pytest.fixture(scope="module")
def own(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = (repository / "docs" / "how-to" / "test-a-proposition-of-your-own.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    file = tmp_path_factory.mktemp("own") / "own.py"
    file.write_text(code, "utf-8")
    return file


@pytest.fixture(scope="module")
def spec(own: Path, tmp_path_factory: pytest.TempPathFactory) -> TrialSpec:
    return TrialSpec(
        ("q1",), draws=30, out=tmp_path_factory.mktemp("out"), own=(own,), parameters="prior"
    )


@pytest.fixture(scope="module")
def found(spec: TrialSpec) -> Trial:
    return run_trial(spec)


def test_it_appears_without_touching_any_other(own: Path) -> None:
    assert list(registered([own]))[:-1] == list(registered())
    assert list(registered([own.parent]))[-1] == "Q1"


def test_it_is_tested_by_its_own_rule(found: Trial) -> None:
    finding = found.findings["Q1"]
    assert finding.prior.figures["effect"].value > 0.0
    assert finding.mechanism_off.figures["effect"].value == 0.0
    assert finding.mechanism_off.refuted
    assert finding.posterior is None
    assert finding.prior_dominated
    assert len(finding.prior.values) == 30


def test_a_finished_test_is_read_and_not_run_again(found: Trial, spec: TrialSpec) -> None:
    again = run_trial(spec)
    assert again.reused == ("Q1",)
    assert again.to_json() == found.to_json()
    other = run_trial(replace(spec, seed=1, report=False))
    assert other.reused == ()
    assert other.findings["Q1"].prior.values != found.findings["Q1"].prior.values


def test_the_json_is_what_was_promised(found: Trial) -> None:
    told = json.loads(found.to_json())
    (one,) = told["propositions"]
    assert set(one) == {
        "id", "claim", "verdict", "statistic", "observed", "power", "prior_dominated"
    }  # fmt: skip
    assert set(one["statistic"]) == {"prior", "posterior", "mechanism_off"}
    assert one["verdict"] in {"refuted", "not refuted", "not testable"}
    assert one["statistic"]["posterior"] is None
    assert one["observed"] is None


class _Page(HTMLParser):
    """Collects what a page would fetch, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "link", "iframe"):
            self.fetched.append(tag)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag not in ("meta", "br", "line", "circle", "rect", "path", "use", "img", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def test_pages_stand_alone_and_say_what_they_must(found: Trial) -> None:
    assert found.report is not None
    folder = found.report.parent
    assert {path.name for path in folder.iterdir()} == {"index.html", "Q1.html"}
    for path in folder.iterdir():
        page = _Page()
        page.feed(path.read_text("utf-8"))
        assert page.fetched == []
        assert page.open == []
        for link in page.links:
            assert link.startswith("#") or (folder / link).is_file()
    text = (folder / "Q1.html").read_text("utf-8")
    for heading in ("Verdict", "For and against", "Design", "What the model implies",
                    "What this does not show", "What would change our mind"):  # fmt: skip
        assert f">{heading}</h2>" in text
    assert "no evidence for or against" in text
    assert (
        "Ln threat that third states see a year later, with the act less without (primary)" in text
    )


def test_the_table_fits_a_hundred_columns(found: Trial) -> None:
    from rich.console import Console

    console = Console(width=100, force_terminal=False, color_system=None)
    with console.capture() as drawn:
        console.print(verdict_table(found.propositions, found.findings))
    assert "Q1" in drawn.get()
    assert max(len(line) for line in drawn.get().splitlines()) <= 100


def test_near_misses_and_unusable_requests(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnknownProposition, match="`P1`"):
        selected(["PP1"], registered())
    with pytest.raises(BadTrial, match="at least 20"):
        run_trial(TrialSpec(("P1",), draws=3, out=tmp_path))
    assert main(["test", "P99x", "--out", str(tmp_path / "none")]) == 2
    assert "counterpoise propositions" in capsys.readouterr().err
    assert main(["propositions", "Q1", "--from", str(own)]) == 0
    assert "refuted if" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("theta_I", "theta_II"), "threat.theta_I"),
        (("walt1987", "walt1988"), "walt1987"),
        (('id="Q1"', 'id="P1"'), "taken"),
        (("PROPOSITION = ", "PROPOSTION = "), "PROPOSITION"),
        (("Arm(", "Arms("), "own.py:"),
        (("STAGE = Stage((", "STAGE = Stage(("), ""),
    ],
)
def test_what_is_wrong_in_a_file_is_told(
    own: Path, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    file = tmp_path / "own.py"
    file.write_text(own.read_text("utf-8").replace(*change), "utf-8")
    if not said:
        assert "Q1" in registered([file])
        return
    with pytest.raises(BadProposition, match=re.escape(said)):
        registered([file])


def test_listing_needs_no_jax_run(repository: Path) -> None:
    out = subprocess.run(
        [sys.executable, "-m", "counterpoise", "propositions"],
        capture_output=True,
        text=True,
        check=True,
        cwd=repository,
    ).stdout
    for name in ("P1", "P7"):
        assert f"{name} " in out
