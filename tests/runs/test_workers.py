"""The bits of a run do not depend on who computes it: threads, processes, a cluster, a resumer."""

import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import counterpoise as cp
from counterpoise.experiments.batches import carry_out
from counterpoise.experiments.distributed import Dask, NoCluster, cluster_executor
from counterpoise.storage.manifest import Row
from counterpoise.storage.store import Store
from counterpoise.storage.verifying import verify

from ..storage.filling import SIZE, Compute, begin, bits, fill

SMALL = """\
title: A small world
question: What if State 2 used force on State 5?
world: {synthetic: {n: 6, seed: 1}}
years: 2
draws: 16
seed: 4
power: State 2
target: State 5
act_year: 1
arms:
  none: {label: No force}
  force: {label: Force, interventions: [{act: {year: 1, actor: 2, target: 5}}]}
"""


@pytest.mark.soak
def test_the_real_model_gives_the_same_bits_to_any_worker(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, "utf-8")
    found = {
        name: cp.run(file, out=tmp_path / name, report=False, **how)
        for name, how in {
            "thread": {"workers": 1},
            "threads": {},
            "two": {"workers": 2},
            "four": {"workers": 4},
            "dask": {"workers": 2, "cluster": "local"},
        }.items()
    }
    right = bits(Store.open(tmp_path / "thread"))
    for name in found:
        assert bits(Store.open(tmp_path / name)) == right, name
    memory = cp.run(file, save=False)
    for metric, values in memory.ensemble.metrics.items():
        np.testing.assert_array_equal(values, found["two"].ensemble.metrics[metric])


@dataclass(frozen=True)
class Leisurely:
    """Computes batches of a fake run at a pace at which a worker can be caught at work."""

    directory: Path

    def __call__(self, batch: int) -> Row:
        time.sleep(0.1)
        return Compute(self.directory)(batch)


def test_a_killed_worker_of_a_cluster_loses_nothing(tmp_path: Path) -> None:
    directory = begin(tmp_path / "run", 60).directory
    executor: Dask[Row] = cluster_executor(Leisurely(directory), "local", 2, directory)
    killed = []

    def kill() -> None:
        while len(Store.open(directory).rows()) < 3:
            time.sleep(0.02)
        victim = next(iter(executor._client.run(os.getpid).values()))
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with Store.open(directory).writer() as ledger:
            carry_out(60, SIZE, executor, ledger)
    finally:
        killer.join(60)
        executor.close()
    assert killed
    begin(tmp_path / "other", 60)
    assert bits(Store.open(directory)) == bits(fill(tmp_path / "other"))
    assert verify(directory).problems == ()


def test_a_cluster_that_is_not_there_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = begin(tmp_path / "run").directory
    monkeypatch.setattr("counterpoise.experiments.distributed.PATIENCE_SECONDS", 1)
    with pytest.raises(NoCluster, match=r"--cluster lokal: .*local, slurm, kubernetes"):
        cluster_executor(Compute(directory), "lokal", 1, directory)
    with pytest.raises(NoCluster, match=r"tcp://127.0.0.1:1: .*address of a scheduler"):
        cluster_executor(Compute(directory), "tcp://127.0.0.1:1", 1, directory)
    with pytest.raises(NoCluster, match=r"jobqueue\.yaml"):
        cluster_executor(Compute(directory), "slurm", 1, directory)
