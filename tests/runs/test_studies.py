"""Studies of a small world: paired draws, the same bits for anybody, and files or none."""

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from counterpoise.cli.main import main
from counterpoise.experiments.comparison import Figure
from counterpoise.experiments.discovery import Discovery
from counterpoise.experiments.paired_points import outcomes_at
from counterpoise.experiments.sweep import Axis, GridPoint
from counterpoise.report.study_figures import of_discovery, of_sweep
from counterpoise.runs.discovery import discover
from counterpoise.runs.sensitivity import sensitivity
from counterpoise.runs.study import Question, Study, study_of
from counterpoise.runs.study_result import as_json, write_study
from counterpoise.runs.sweep import sweep

SMALL = """\
title: A small world
question: What if State 2 used force on State 5?
world: {synthetic: {n: 6, seed: 1}}
years: 2
draws: 48
seed: 4
power: State 2
target: State 5
act_year: 1
arms:
  none: {label: No force}
  force: {label: Force, interventions: [{act: {year: 1, actor: 2, target: 5}}]}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("studies") / "small.yaml"
    path.write_text(SMALL, "utf-8")
    return path


@pytest.fixture(scope="module")
def study(file: Path) -> Study:
    return study_of(Question(file, "threat"))


def test_points_of_a_repeat_share_every_random_number(study: Study) -> None:
    """The second point repeats the first; the third differs in one parameter."""
    points = {"threat.theta_I": np.array([0.4, 0.4, 0.9])}

    def asked(threads: int, batch: int | None) -> np.ndarray:
        return outcomes_at(
            study.simulation, points, study.drawn(4), study.outcome, 1, threads, batch
        )

    found = asked(1, None)
    assert found.shape == (3, 4)
    np.testing.assert_array_equal(found[0], found[1])
    assert np.all(found[2] != found[0])
    assert len(set(found[0])) == 4
    np.testing.assert_array_equal(found, asked(2, 5))


def test_a_point_is_what_a_run_of_those_parameters_gives(study: Study) -> None:
    drawn = study.drawn(3)
    points = {"threat.theta_I": drawn["threat.theta_I"][:1]}
    found = outcomes_at(study.simulation, points, study.drawn(1), study.outcome, 1)
    usual = study.outcome.values(study.simulation.batch(0, 1), 1)
    np.testing.assert_array_equal(found[0], usual)


@pytest.mark.soak
def test_sensitivity_of_a_small_world(file: Path, tmp_path: Path) -> None:
    found = sensitivity(
        file, "threat", "morris", ["threat.theta_I", "war.fulfil"], draws=4, repeats=2
    )
    table = found.table().set_index("parameter")
    assert table.mu_star["threat.theta_I"] > 0.0
    assert len(found.points()) == 4 * 3 * 2
    place = write_study(found, tmp_path / "study")
    assert sorted(each.name for each in place.iterdir()) == [
        "figure.png", "figure.svg", "points.parquet", "study.json", "table.csv",
    ]  # fmt: skip
    assert "threat.theta_I" in " ".join(found.sentences())


def test_sweep_of_a_small_world(file: Path, tmp_path: Path) -> None:
    found = sweep(file, "threat", ["threat.theta_I=0:1:3"], draws=4)
    assert [each.at for each in found.grid] == [(0.0,), (0.5,), (1.0,)]
    changes = found.outcomes - found.outcomes[0]
    assert found.grid[2].change.q50 == np.median(changes[2])
    assert found.grid[0].change.q95 == 0.0
    assert "threat.theta_I" in found.sentences()[0]
    over_two = sweep(file, "threat", ["threat.theta_I=0:1:2", "war.fulfil=0:1:2"], draws=2)
    assert [each.at for each in over_two.grid] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    np.testing.assert_array_equal(over_two.outcomes[0], found.outcomes[0][:2])
    assert (write_study(over_two, tmp_path / "two") / "figure.svg").stat().st_size > 1000


def test_discovery_in_a_small_world(file: Path, tmp_path: Path) -> None:
    found = discover(file, "threat", quantile=0.7, draws=60)
    assert found.discovery.rate == pytest.approx(0.3, abs=0.03)
    assert found.draws.shape == (60, len(found.addresses))
    assert json.loads(as_json(found))["above"] == found.threshold
    assert "30% of draws" in found.sentences()[0]
    assert (write_study(found, tmp_path / "found") / "figure.png").stat().st_size > 1000


PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "find-out-what-matters.md"
SHOWN = re.findall(r"^    counterpoise (.*)$", PAGE.read_text("utf-8"), re.M)


@pytest.mark.parametrize("typed", SHOWN)
def test_what_the_page_shows_can_be_typed(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command names what is there; stopped at its first history, it leaves nothing."""

    def begin(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for name in ("sensitivity.outcomes_at", "sweep.outcomes_at", "discovery.run_simulation"):
        monkeypatch.setattr(f"counterpoise.runs.{name}", begin)
    monkeypatch.chdir(tmp_path)
    assert main([*shlex.split(typed), "--quiet"]) == 130
    assert not list(tmp_path.iterdir())


def test_a_map_is_ticked_at_what_was_run_and_nothing_found_is_said(study: Study) -> None:
    at = [(x, y) for x in (0.0, 0.75, 1.5) for y in (0.0, 1.0)]
    same = Figure(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    axes = [Axis("threat.theta_I", (0.0, 0.75, 1.5)), Axis("geography.eta", (0.0, 1.0))]
    grid = [GridPoint(each, same, same) for each in at]
    (drawn, _) = of_sweep(axes, grid, study.metric, study.outcome).axes
    assert [each.get_text() for each in drawn.get_yticklabels()] == ["0", "0.75", "1.5"]
    assert [each.get_text() for each in drawn.get_xticklabels()] == ["0", "1"]
    none = Discovery((), None, 0.2)
    told = of_discovery(none, study.metric, study.outcome).axes[0].texts
    assert any("no box" in each.get_text() for each in told)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("sensitivity FILE --outcome p_sft", "Did you mean `p_soft`"),
        ("sensitivity FILE --outcome p_soft --parameters threat.thta_I", "`threat.theta_I`"),
        ("sensitivity FILE --outcome p_soft --blocks thraet", "Did you mean `threat`?"),
        ("sensitivity FILE --outcome p_soft --draws 10", "Use 8 or 16"),
        ("sensitivity FILE --outcome p_soft --repeats 0", "--repeats 0"),
        ("sensitivity FILE --outcome p_soft --contrast force-none", "`arm - arm`"),
        ("sensitivity FILE --outcome p_soft --arm frce", "Did you mean `force`?"),
        ("sensitivity FILE --outcome p_soft --arm force --contrast x", "--arm or --contrast"),
        ("sensitivity FILE --outcome p_soft --method sobl", "sobol"),
        ("sensitivity FILE --outcome p_soft --out FILE", "nothing is overwritten"),
        ("sweep FILE --outcome p_soft", "--over"),
        ("sweep FILE --outcome p_soft --over threat.theta_I", "lo:hi:n"),
        ("sweep FILE --outcome p_soft --over threat.theta_I=1:0:3", "lower to a higher"),
        ("sweep FILE --outcome p_soft --over threat.thta_I=0:1:3", "`threat.theta_I`"),
        ("sweep FILE --outcome p_soft --over war.fulfil=0:2:3", "[0, 1]"),
        ("sweep FILE --outcome p_soft --over war.fulfil=0:1:3 --draws 1", "two draws"),
        ("discover FILE --outcome p_soft", "one of --above, --below and --quantile"),
        ("discover FILE --outcome p_soft --quantile 2", "between 0 and 1"),
        ("discover FILE --outcome p_soft --above 0 --draws 3", "at least 40"),
    ],
)
def test_mistakes_are_told(
    file: Path, typed: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(file) if word == "FILE" else word for word in typed.split()]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
