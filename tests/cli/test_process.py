"""The command as a process: what scripts, pipes and Ctrl-C see of it."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterpoise.cli.main import main

from ..storage.filling import begin, fill

SMALL = """\
title: A small world
question: What if State 2 used force on State 5?
world: {synthetic: {n: 8, seed: 1}}
years: 3
draws: 3
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
METRICS = {
    "threat",
    "p_hide",
    "p_bandwagon",
    "p_soft",
    "p_internal",
    "p_external",
    "soft_weight",
    "delay_months",
    "net_cost_ratio",
}
COMMAND = [sys.executable, "-m", "counterpoise"]


@pytest.fixture(autouse=True)
def _same_interruption() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.fixture
def environment(repository: Path) -> dict[str, str]:
    """The tests' compilation cache for the processes that they start."""
    return os.environ | {
        "PYTHONPATH": str(repository / "src"),
        "JAX_COMPILATION_CACHE_DIR": str(repository / ".cache" / "jax"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.05",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    return tmp_path


def wait_for(process: "subprocess.Popen[bytes]", log: Path, word: bytes) -> None:
    end = time.monotonic() + 120
    while word not in log.read_bytes():
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < end, log.read_text(errors="replace")
        time.sleep(0.02)


def test_a_run_tells_scripts_one_line_and_can_be_taken_away(
    here: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.run(
        [*COMMAND, "run", "small.yaml", "--json", "--out", "first", "--parameters", "posterior"],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    said = json.loads(done.stdout)
    assert {key: said[key] for key in ("scenario", "draws", "years")} == {
        "scenario": "small",
        "draws": 3,
        "years": 3,
    }
    assert said["parameters"].startswith("posterior ")
    assert "What the data have changed" in (here / said["report"]).read_text("utf-8")
    assert set(said["arms"]) == {"none", "empty", "force"}
    assert set(said["contrasts"]) == {"force - none"}
    for by_metric in (*said["arms"].values(), *said["contrasts"].values()):
        assert set(by_metric) >= METRICS
        for figure in by_metric.values():
            assert set(figure) == {"mean", "q05", "q25", "q50", "q75", "q95"}
            assert all(math.isfinite(value) for value in figure.values())
    assert (here / said["report"]).is_file()
    assert (here / said["store"]).is_dir()

    monkeypatch.chdir(here)
    for to, made in (("csv", "first-csv/metrics.csv"), ("netcdf", "first.nc")):
        assert main(["export", "first", "--to", to]) == 0
        assert (here / made).is_file()
    assert sorted(each.name for each in here.iterdir()) == [
        "first",
        "first-csv",
        "first.nc",
        "small.yaml",
    ]


def test_ctrl_c_while_compiling_stops_at_once_and_leaves_nothing(
    here: Path, environment: dict[str, str]
) -> None:
    cold = environment | {
        "JAX_ENABLE_COMPILATION_CACHE": "false",
        "JAX_LOG_COMPILES": "1",
    }
    log = here.parent / f"{here.name}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*COMMAND, "run", "small.yaml", "--out", "above/run"],
            cwd=here,
            env=cold,
            stdout=stream,
            stderr=stream,
        )
    wait_for(process, log, b"Compiling jit(_histories)")
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.wait(30) == 130
    assert time.monotonic() - began < 5
    assert b"stopped" in log.read_bytes()
    assert b"Traceback" not in log.read_bytes()
    assert [each.name for each in here.iterdir()] == ["small.yaml"]


SLOW = """
import sys, time
from counterpoise.runs.job import Job
from tests.experiments.fake import ensemble
from counterpoise.storage.batch_files import write_batch
from counterpoise.storage.store import Store
from dataclasses import replace
import numpy as np

def slow(self, batch):
    "As a batch of the small world, without its simulation."
    store = Store.open(self.directory)
    record, size = store.provenance, store.plan.size
    print(f"batch {batch}", flush=True)
    time.sleep(0.4)
    found = ensemble(draws=size, seed=batch)
    found = replace(
        found,
        arms=tuple(record.arms),
        years=np.arange(1, 4),
        metrics={name: values[:, :, :3] for name, values in found.metrics.items()},
        by_state={name: values[:, :, :3] for name, values in found.by_state.items()},
        numbers=np.arange(size) + batch * size,
    )
    return write_batch(store.batches, batch, found, size, store.codes, store.plan.identity)

Job.__call__ = slow
from counterpoise.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_finishes_its_batch_and_says_how_to_go_on(
    here: Path, environment: dict[str, str], repository: Path, sent: signal.Signals, status: int
) -> None:
    both = os.pathsep.join((str(repository / "src"), str(repository)))
    command = [sys.executable, "-c", SLOW]
    log = here.parent / f"{here.name}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "run", "small.yaml", "--draws", "100", "--workers", "1", "--out", "run"],
            cwd=here,
            env=environment | {"PYTHONPATH": both},
            stdout=stream,
            stderr=stream,
        )
    wait_for(process, log, b"batch 2")
    process.send_signal(sent)
    assert process.wait(60) == status
    said = log.read_text()
    assert "finishing what is in hand" in said
    assert "24 of 100 draws done, all of them safe" in said
    assert "counterpoise resume run" in said
    assert "Traceback" not in said
    if sent is signal.SIGTERM:
        return
    done = subprocess.run(
        [*command, "resume", "run", "--json", "--no-report"],
        cwd=here,
        env=environment | {"PYTHONPATH": both},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "batch 2\n" not in done.stdout
    assert json.loads(done.stdout.splitlines()[-1])["draws"] == 100
    assert sorted(each.name for each in here.iterdir()) == ["run", "small.yaml"]


def test_ctrl_c_before_the_first_batch_leaves_nothing(
    here: Path, environment: dict[str, str], repository: Path
) -> None:
    both = os.pathsep.join((str(repository / "src"), str(repository)))
    log = here.parent / f"{here.name}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW, "run", "small.yaml", "--out", "above/run"],
            cwd=here,
            env=environment | {"PYTHONPATH": both},
            stdout=stream,
            stderr=stream,
        )
    wait_for(process, log, b"batch 0")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert b"nothing was written" in log.read_bytes()
    assert [each.name for each in here.iterdir()] == ["small.yaml"]


def test_runs_are_listed_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", str(tmp_path)]) == 2
    fill(begin(tmp_path / "whole").directory)
    begin(tmp_path / "begun")
    capsys.readouterr()
    assert main(["runs", str(tmp_path)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "whole complete 30 6" in said
    assert "begun interrupted 0 of 30" in said
    assert main(["runs", str(tmp_path / "whole")]) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 3
    assert main(["verify", str(tmp_path / "whole")]) == 0
    assert "every file is as it was written" in capsys.readouterr().out
    victim = next((tmp_path / "whole" / "batches").rglob("states.parquet"))
    victim.write_bytes(victim.read_bytes()[:-1])
    assert main(["verify", str(tmp_path / "whole")]) == 2
    assert str(victim) in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "whole"), "--repair"]) == 0
    assert "set aside" in capsys.readouterr().out


def test_a_reader_may_leave(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [*COMMAND, "variables"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert said == b""


def test_importing_is_quick_and_silent(environment: dict[str, str]) -> None:
    code = (
        "import sys, time; t = time.perf_counter(); import counterpoise; "
        "t = time.perf_counter() - t; assert 'jax' not in sys.modules; print(t)"
    )
    took = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        took.append(float(done.stdout))
    assert min(took) < 0.1


def test_what_is_named_at_the_top_is_there() -> None:
    import counterpoise

    for name in counterpoise.__all__:
        assert getattr(counterpoise, name) is not None
    with pytest.raises(AttributeError):
        _ = counterpoise.nothing
