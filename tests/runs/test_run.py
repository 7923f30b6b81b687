"""A run is the same bits whenever it is repeated, and is on disk whole or not at all."""

import errno
import json
import math
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import counterpoise as cp
from counterpoise.experiments.ensemble import Focus, run_ensemble
from counterpoise.measures.metric import METRICS
from counterpoise.models.draws import draw_parameters
from counterpoise.runs import output
from counterpoise.runs.job import Job, beliefs
from counterpoise.runs.output import CannotWrite, new_place
from counterpoise.runs.resuming import OtherVersions, resume
from counterpoise.runs.run import Run
from counterpoise.runs.spec import BadSetting, RunSpec, parse_setting, parse_settings
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.problem import ScenarioError
from counterpoise.scenarios.reading import parse_scenario, read_scenario
from counterpoise.scenarios.schedule import schedules
from counterpoise.scenarios.setting import setting_of

SMALL = """\
title: A small world
question: What if State 2 used force on State 5?
world: {synthetic: {n: 8, seed: 1}}
years: 3
draws: 3
seed: 4
power: State 2
target: State 5
act_year: 1
parameters: {geography.gamma: 1.5}
arms:
  none: {label: No force}
  empty: {label: No force either, interventions: []}
  force:
    label: Force
    interventions:
    - act: {year: 1, actor: 2, target: 5}
contrasts: [[force, none]]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def small(folder: Path) -> Path:
    file = folder / "small.yaml"
    file.write_text(SMALL, "utf-8")
    return file


@pytest.fixture(scope="module")
def found(small: Path, folder: Path) -> Run:
    return cp.run(small, out=folder / "first", report=False)


def test_arms_without_interventions_are_the_same_bit_for_bit(found: Run) -> None:
    none, empty, force = (found.ensemble.arms.index(name) for name in ("none", "empty", "force"))
    for values in (*found.ensemble.metrics.values(), *found.ensemble.by_state.values()):
        np.testing.assert_array_equal(values[none], values[empty])
    threat = found.ensemble.metrics["threat"]
    assert (threat[force] != threat[none]).any()


def test_a_run_from_the_posterior_says_what_the_data_have_moved(small: Path) -> None:
    said = json.loads(cp.run(small, parameters="posterior", save=False).to_json())
    assert said["parameters"].startswith("posterior ")
    assert "beliefs.ratio" in said["prior_dominated"], "held by the estimate"
    assert "initiation.i_d" not in said["prior_dominated"]
    assert "posture.s_T" in said["untouched"]


def test_the_same_run_gives_the_same_bits(found: Run, small: Path) -> None:
    again = cp.run(RunSpec(small, save=False))
    assert again.store is None
    for name, values in found.ensemble.metrics.items():
        np.testing.assert_array_equal(values, again.ensemble.metrics[name])


def test_more_draws_leave_the_first_as_they_were(found: Run, small: Path) -> None:
    more = cp.run(small, draws=5, save=False)
    for name, values in found.ensemble.metrics.items():
        np.testing.assert_array_equal(values, more.ensemble.metrics[name][:, :3])


def test_batches_change_no_bit(found: Run, small: Path) -> None:
    scenario = read_scenario(small)
    setting, model = setting_of(scenario), model_of(scenario)
    fixed, priors = beliefs(scenario)
    grouped = run_ensemble(
        model,
        setting.build(64, 1, scenario.legitimacy, orders_of(model)),
        schedules(scenario, setting),
        draw_parameters(model.parameters(), scenario.draws, scenario.seed, fixed, priors),
        Focus(setting.slot(scenario.power), setting.slot(scenario.target)),
        1,
        scenario.seed,
        batch=2,
        threads=1,
    )
    for name, values in found.ensemble.metrics.items():
        np.testing.assert_array_equal(values, grouped.metrics[name])


def test_a_run_is_kept_with_all_that_repeats_it(found: Run, folder: Path) -> None:
    dataset, record = cp.open_run(folder / "first")
    np.testing.assert_array_equal(dataset["threat"].to_numpy(), found.ensemble.metrics["threat"])
    assert record == found.provenance
    assert record.states[0][:2] == (2, "State 2")
    assert record.fixed == {"geography.gamma": 1.5}
    kept = (folder / "first" / "scenario.yaml").read_text("utf-8")
    assert parse_scenario(kept, name="small") == read_scenario(folder / "small.yaml")
    assert record.command.startswith("counterpoise run ")
    assert not [each for each in folder.iterdir() if each.name.startswith(".")]


def test_what_replaced_the_scenario_is_in_the_record(small: Path, found: Run) -> None:
    other = cp.run(small, seed=9, set={"threat.theta_I": 0.5}, save=False)
    again = parse_scenario(other.provenance.text, name="small")
    assert again.seed == 9
    assert other.provenance.command.endswith("--seed 9 --set threat.theta_I=0.5")
    assert again.parameters == {"geography.gamma": 1.5, "threat.theta_I": 0.5}
    assert (other.ensemble.parameters["threat.theta_I"] == 0.5).all()


def test_json_is_one_line_of_finite_numbers(found: Run) -> None:
    text = found.to_json()
    assert "\n" not in text
    said = json.loads(text)
    assert set(said["arms"]) == {"none", "empty", "force"}
    assert set(said["contrasts"]) == {"force - none"}
    assert said["prior_dominated"] == [], "an invented world is drawn from the priors"
    assert "threat.theta_I" in said["untouched"]
    assert "initiation.i_d" not in said["untouched"], "its prior is an estimate"
    assert "geography.gamma" not in said["untouched"], "the scenario fixes it"
    for by_metric in (*said["arms"].values(), *said["contrasts"].values()):
        assert set(by_metric) == {metric.name for metric in METRICS}
        for figure in by_metric.values():
            assert set(figure) == {"mean", "q05", "q25", "q50", "q75", "q95"}
            assert all(math.isfinite(value) for value in figure.values())


def test_the_summary_shows_itself(found: Run) -> None:
    assert "force - none" in str(found.summary())
    assert repr(found.summary()) == str(found.summary())
    assert "threat" in found.dataset().data_vars


def test_progress_counts_histories(small: Path) -> None:
    seen: list[tuple[int, int]] = []
    cp.run(small, save=False, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (9, 9)


def test_an_existing_run_is_never_overwritten(found: Run, small: Path, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(CannotWrite, match="nothing is overwritten"):
        cp.run(small, out=folder / "first")
    assert sorted(folder.rglob("*")) == before


def test_names_of_new_runs_do_not_collide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    now = datetime(2026, 1, 2, 3, 4, 5)
    first = new_place(None, "small", now)
    assert first == Path("runs/small-20260102-030405")
    first.mkdir(parents=True)
    assert new_place(None, "small", now).name == "small-20260102-030405-2"


def test_a_place_that_cannot_be_written_is_refused_before_simulating(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulated(*_: object, **__: object) -> None:
        raise AssertionError("simulated before the place was checked")

    monkeypatch.setattr("counterpoise.runs.run.complete", simulated)
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="Choose another directory"):
        cp.run(small, out=tmp_path / "file" / "run")
    with pytest.raises(CannotWrite, match="there already"):
        cp.run(small, out=tmp_path / "file")
    with pytest.raises(CannotWrite):
        cp.run(small, out="/proc/no-such-place/run")
    with pytest.raises(CannotWrite):
        cp.run(small, out="a\0b")
    usage = SimpleNamespace(free=1000)
    monkeypatch.setattr(output.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(CannotWrite, match="MB free"):
        cp.run(small, out=tmp_path / "new" / "run")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file"]


def test_a_disk_that_is_full_at_once_leaves_nothing_behind(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("counterpoise.runs.job.Job.__call__", full)
    with pytest.raises(CannotWrite, match=r"no space left on device.*Nothing was left behind"):
        cp.run(small, out=tmp_path / "above" / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_later_says_how_to_go_on(
    found: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what then comes of the run is what an uninterrupted one gives, bit for bit."""
    call = Job.__call__

    def full(self: Job, batch: int) -> object:
        if batch == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return call(self, batch)

    monkeypatch.setattr("counterpoise.runs.run.batch_size", lambda draws: 2)
    with monkeypatch.context() as patch:
        patch.setattr(Job, "__call__", full)
        with pytest.raises(CannotWrite, match=r"is safe.*counterpoise resume .*run"):
            cp.run(small, out=tmp_path / "run", report=False, workers=1)
    with monkeypatch.context() as patch:
        patch.setattr("counterpoise.runs.resuming.versions", lambda: {"jax": "0.0"})
        with pytest.raises(OtherVersions, match=r"now 0\.0.*--other-versions"):
            resume(tmp_path / "run")
    again = resume(tmp_path / "run", report=False)
    for name, values in found.ensemble.metrics.items():
        np.testing.assert_array_equal(values, again.ensemble.metrics[name])
    for name, values in found.ensemble.by_state.items():
        np.testing.assert_array_equal(values, again.ensemble.by_state[name])
    assert again.to_json() == found.to_json().replace(str(found.store), str(again.store))


def test_means_of_states_are_kept_when_asked(found: Run, small: Path, tmp_path: Path) -> None:
    means = cp.run(small, states="mean", out=tmp_path / "run", report=False, workers=1)
    assert means.provenance.command.endswith("--states mean")
    assert means.ensemble.by_state["threat"].ndim == 3
    assert means.comparison.arms == found.comparison.arms
    np.testing.assert_allclose(
        means.comparison.change("force - none", "ln_threat"),
        found.comparison.change("force - none", "ln_threat"),
        rtol=1e-5,
        atol=1e-5,
    )


def test_an_empty_directory_may_be_filled(small: Path, tmp_path: Path) -> None:
    assert new_place(tmp_path, "small", datetime.now()) == tmp_path
    assert cp.run(small, draws=1, out=tmp_path, report=False).store == tmp_path


def test_wrong_specifications_are_refused(small: Path) -> None:
    with pytest.raises(TypeError, match="Did you mean `draws`"):
        cp.run(small, drws=3)
    with pytest.raises(ScenarioError, match="--years 1"):
        cp.run(small, years=1)
    with pytest.raises(ScenarioError, match="whole number"):
        cp.run(small, draws=2.5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("threat.theta_I", "no `=`"),
        ("=1", "no parameter is named"),
        ("threat.theta_I=", "no number"),
        ("threat.theta_I=much", "'much' is not a number"),
        ("threat.theta_I=nan", "finite"),
        ("threat.theta_I=1e999", "finite"),
    ],
)
def test_settings_that_are_none_are_refused(text: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        parse_setting(text)
    with pytest.raises(BadSetting, match="twice"):
        parse_settings(["a.b=1", "a.b=2"])
