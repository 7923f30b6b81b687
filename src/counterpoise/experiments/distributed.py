"""Batches on a Dask cluster: of this machine, of SLURM, of Kubernetes, or one that is running.

Workers write batches themselves, to a directory that they share with whoever started the run, and
give back only the row for the manifest: Dask computes anew whatever a dead worker held, and a row
costs nothing to hold. Each worker has one thread.
"""

import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from counterpoise.experiments.executor import WorkersLost, one_thread

T = TypeVar("T")

PATIENCE_SECONDS = 30
COUNT_SECONDS = 1.0


class NoCluster(RuntimeError):
    """The cluster cannot be reached, or what it needs is not installed."""


class Dask(Generic[T]):
    """The workers of a Dask cluster."""

    def __init__(self, compute: Callable[[int], T], client: Any, cluster: Any = None) -> None:
        self._compute = pickle.dumps(compute)
        self._client = client
        self._cluster = cluster
        self._futures: dict[Any, int] = {}
        self._counted = (-COUNT_SECONDS, 1)

    @property
    def places(self) -> int:
        """One batch for each worker there is now, and one that lies ready."""
        now = time.monotonic()
        if now - self._counted[0] >= COUNT_SECONDS:
            self._counted = (now, len(self._client.ncores()))
        return 1 + max(1, self._counted[1])

    def submit(self, batch: int) -> None:
        """Hand over a batch."""
        future = self._client.submit(_computed, self._compute, batch, pure=False)
        self._futures[future] = batch

    def finished(self) -> tuple[int, T]:
        """The next batch that is finished.

        Raises:
            WorkersLost: The same batch lost several workers.
        """
        from distributed import KilledWorker, wait

        with self._client.as_current():
            ended = wait(list(self._futures), return_when="FIRST_COMPLETED").done
        done = min(ended, key=self._futures.__getitem__)
        batch = self._futures.pop(done)
        try:
            return batch, done.result()
        except KilledWorker as error:
            raise WorkersLost(
                f"batch {batch} lost several workers of the cluster, one after another. Is there "
                "too little memory for a worker?"
            ) from error

    def withdraw(self) -> list[int]:
        """Nothing: a cluster does not tell which batches it has begun."""
        return []

    def close(self) -> None:
        """Let go of the cluster, and end it if it was started here."""
        self._client.cancel(list(self._futures), force=True)
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def cluster_executor(
    compute: Callable[[int], T], cluster: str, workers: int | None, directory: Path
) -> Dask[T]:
    """Workers of a cluster.

    Args:
        compute: What to do with a batch's number.
        cluster: ``local``, ``slurm``, ``kubernetes`` or the address of a scheduler.
        workers: How many to ask for; as many as there are cores here by default.
        directory: Of the run, which every worker must see.

    Raises:
        NoCluster: It cannot be reached, what it needs is not installed, or its workers do not
            see the directory.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster(_missing(error)) from None
    count = workers or os.cpu_count() or 1
    with _reached(cluster), _deaf():
        own = _STARTS[cluster](count) if cluster in _STARTS else None
        client = Client(
            own if own is not None else cluster, timeout=PATIENCE_SECONDS, set_as_default=False
        )
    seen = client.run(os.path.isdir, str(directory))
    blind = sorted(worker for worker, sees in seen.items() if not sees)
    if blind:
        client.close()
        raise NoCluster(
            f"{len(blind)} of {len(seen)} workers do not see {directory} (first: {blind[0]}). "
            "Choose a directory that is shared with `--out`."
        )
    return Dask(compute, client, own)


def _local(workers: int) -> Any:
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    )


def _slurm(workers: int) -> Any:
    from dask_jobqueue.slurm import SLURMCluster

    cluster = SLURMCluster(cores=1, processes=1)
    cluster.scale(jobs=workers)
    return cluster


def _kubernetes(workers: int) -> Any:
    from dask_kubernetes.operator import KubeCluster

    return KubeCluster(name=f"counterpoise-{os.getpid()}", n_workers=workers)


_STARTS: dict[str, Callable[[int], Any]] = {
    "local": _local,
    "slurm": _slurm,
    "kubernetes": _kubernetes,
}

_HINTS = {
    "slurm": "Describe a worker (queue, memory, walltime) under jobqueue.slurm in "
    "~/.config/dask/jobqueue.yaml.",
    "kubernetes": "The Dask operator must run in the cluster, and kubectl must reach it.",
}


@contextmanager
def _reached(cluster: str) -> Iterator[None]:
    """What goes wrong on the way to a cluster, in one message."""
    try:
        yield
    except ImportError as error:
        raise NoCluster(_missing(error)) from None
    except Exception as error:
        hint = _HINTS.get(
            cluster,
            "Write --cluster local, slurm, kubernetes, or the address of a scheduler, as in "
            "tcp://host:8786.",
        )
        said = " ".join(str(error).split()) or type(error).__name__
        raise NoCluster(f"--cluster {cluster}: {said[:300]} {hint}") from error


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started in this block ignore Ctrl-C, which is for the run to answer."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread, where signals are not dealt with
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _missing(error: ImportError) -> str:
    return (
        f"a cluster needs {error.name}, which is not installed. Use: "
        "pip install 'counterpoise[distributed]'"
    )


def _computed(compute: bytes, batch: int) -> Any:
    """What a worker does with a batch; its threads are set before JAX starts."""
    return _unpickled(compute)(batch)


@cache
def _unpickled(compute: bytes) -> Callable[[int], Any]:
    one_thread()
    found: Callable[[int], Any] = pickle.loads(compute)
    return found
