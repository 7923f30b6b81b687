"""From a run on disk without its batches to a complete one, with whichever workers there are."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from counterpoise.experiments.batches import ImplausiblePriors, Stopped, carry_out
from counterpoise.experiments.executor import Executor, InProcess, Processes
from counterpoise.experiments.simulation import TooManyActs
from counterpoise.runs.job import Job
from counterpoise.runs.output import CannotWrite
from counterpoise.runs.stopping import RunStopped, Stopping
from counterpoise.storage.manifest import Row
from counterpoise.storage.store import Store

MOST_THREADS = 8

Progress = Callable[[int, int], None]


def complete(
    store: Store,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    stopping: Stopping | None = None,
) -> None:
    """Compute the batches that a run lacks.

    Args:
        store: The run.
        workers: None: threads of this process, one for each core; one: a single thread; more:
            so many processes, or so many workers of the cluster. Changes no result.
        cluster: ``local``, ``slurm``, ``kubernetes`` or the address of a Dask scheduler.
        progress: Called with (histories done, histories in all).
        stopping: How to ask the run to stop.

    Raises:
        RunStopped: It was asked to stop.
        CannotWrite: The disk is full, or cannot be written.
        ImplausiblePriors, TooManyActs: The scenario cannot be simulated; the run is removed if it
            was begun here.
        WorkersLost: Workers die as fast as they are started.
    """
    stopping = stopping or Stopping()
    arms = len(store.provenance.arms)
    wanted = store.provenance.draws
    done = 0

    def told(row: Row) -> None:
        nonlocal done
        stopping.worth = True
        done += row.kept
        if progress is not None:
            progress(arms * min(done, wanted), arms * wanted)

    try:
        with store.writer(told) as ledger:
            done = sum(ledger.done().values())
            if store.whole() is not None:
                return
            executor = executor_of(store, workers, cluster)
            try:
                carry_out(wanted, store.plan.size, executor, ledger, lambda: stopping.asked)
            finally:
                executor.close()
    except Stopped:
        raise RunStopped(
            f"stopped with {min(done, wanted)} of {wanted} draws done, all of them safe. "
            f"{go_on(store.directory)}"
        ) from None
    except (ImplausiblePriors, TooManyActs):
        stopping.worth = False  # no resuming would ever complete it
        stopping.remove()
        raise
    except OSError as error:
        stopping.remove()
        if isinstance(error, CannotWrite):
            raise
        raise CannotWrite(_why(store.directory, error, stopping.worth or done > 0)) from error
    except BaseException:
        stopping.remove()
        raise


def executor_of(store: Store, workers: int | None, cluster: str | None) -> Executor[Row]:
    """Who computes."""
    directory = store.directory.absolute()
    job = Job(directory, store.provenance.run_id)
    if cluster is not None:
        from counterpoise.experiments.distributed import cluster_executor

        return cluster_executor(job, cluster, workers, directory)
    if workers is not None and workers > 1:
        return Processes(job, workers)
    return InProcess(job, threads() if workers is None else 1)


def threads() -> int:
    """How many batches to run at once on this machine."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    return max(1, min(MOST_THREADS, cores))


def go_on(directory: Path) -> str:
    """How to go on with a run."""
    return f"To go on: counterpoise resume {directory}"


def _why(directory: Path, error: OSError, worth: bool) -> str:
    said = (error.strerror or str(error)).lower()
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if worth:
        remedy = "Make room, and go on" if full else "Mend that, and go on"
        return (
            f"{directory} could not be written: {said}. Every batch that was finished is safe. "
            f"{remedy} with: counterpoise resume {directory}"
        )
    remedy = (
        "Make room, or choose another disk with `--out`."
        if full
        else "Choose another directory with `--out`."
    )
    return f"{directory} could not be written: {said}. Nothing was left behind. {remedy}"
