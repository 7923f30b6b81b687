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
COMMAND = [sys.executable, "-m", "counterpoise.cli.main"]


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
        [*COMMAND, "run", "small.yaml", "--json", "--out", "first"],
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
    assert {key: said[key] for key in ("scenario", "draws", "years", "parameters")} == {
        "scenario": "small",
        "draws": 3,
        "years": 3,
        "parameters": "prior",
    }
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


INTERRUPTED_WHILE_WRITING = """
import sys, time
from pathlib import Path
from counterpoise.storage import store

def slow(dataset, directory):
    directory.mkdir()
    (directory / "half").write_text("half")
    print("half written", flush=True)
    time.sleep(60)

store.save = slow
from counterpoise.cli.main import main
sys.exit(main(["run", "small.yaml", "--out", "above/run"]))
"""


def test_ctrl_c_while_writing_leaves_nothing(here: Path, environment: dict[str, str]) -> None:
    log = here.parent / f"{here.name}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED_WHILE_WRITING],
            cwd=here,
            env=environment,
            stdout=stream,
            stderr=stream,
        )
    wait_for(process, log, b"half written")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert b"nothing half-written" in log.read_bytes()
    assert b"Traceback" not in log.read_bytes()
    assert [each.name for each in here.iterdir()] == ["small.yaml"]


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
