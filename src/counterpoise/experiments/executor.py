"""Who computes batches: threads of this process, processes of this machine, or a cluster.

An executor is given batch numbers and gives back what came of each, in any order. It knows
nothing of what a batch is, and a batch nothing of who computes it. This module imports no JAX, so
that a worker can set its own threads before JAX starts.
"""

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")
Given = TypeVar("Given", covariant=True)
Compute = Callable[[int], T]

MOST_BREAKS = 3  # workers lost one after another without a batch done


class WorkersLost(RuntimeError):
    """Workers die as fast as they are started."""


@runtime_checkable
class Executor(Protocol[Given]):
    """Who computes."""

    @property
    def places(self) -> int:
        """How many batches to have in hand at once."""
        ...

    def submit(self, batch: int) -> None:
        """Hand over a batch."""
        ...

    def finished(self) -> tuple[int, Given]:
        """The next batch that is finished; waits for it, and raises what it raised."""
        ...

    def withdraw(self) -> list[int]:
        """Take back the batches that nobody has begun."""
        ...

    def close(self) -> None:
        """Let go of the workers; what they still have in hand is given up."""
        ...


class InProcess(Generic[T]):
    """Threads of this process: the compiled program lets go of the interpreter."""

    def __init__(self, compute: Compute[T], threads: int = 1) -> None:
        self.places = threads
        self._compute = compute
        self._pool = ThreadPoolExecutor(threads)
        self._futures: dict[Future[T], int] = {}

    def submit(self, batch: int) -> None:
        """Hand over a batch."""
        self._futures[self._pool.submit(self._compute, batch)] = batch

    def finished(self) -> tuple[int, T]:
        """The next batch that is finished."""
        done = _first(self._futures)
        return self._futures.pop(done), done.result()

    def withdraw(self) -> list[int]:
        """Take back the batches that nobody has begun."""
        return _withdrawn(self._futures)

    def close(self) -> None:
        """Wait for what the threads have in hand: a thread cannot be stopped."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class Processes(Generic[T]):
    """Processes of this machine, each with one thread; a lost one is replaced."""

    def __init__(self, compute: Compute[T], workers: int) -> None:
        self.places = workers + 1  # one lies ready, so that nobody waits for the bookkeeping
        self._compute = compute
        self._workers = workers
        self._futures: dict[Future[T], int] = {}
        self._breaks = 0
        self._pool = self._new_pool()

    def submit(self, batch: int) -> None:
        """Hand over a batch."""
        try:
            self._futures[self._pool.submit(_computed, batch)] = batch
        except BrokenProcessPool:
            self._replace_pool(batch)

    def finished(self) -> tuple[int, T]:
        """The next batch that is finished.

        Raises:
            WorkersLost: Workers died several times before any finished a batch.
        """
        while True:
            done = _first(self._futures)
            try:
                found = done.result()
            except BrokenProcessPool:
                self._replace_pool()
                continue
            self._breaks = 0
            return self._futures.pop(done), found

    def withdraw(self) -> list[int]:
        """Take back the batches that nobody has begun."""
        return _withdrawn(self._futures)

    def close(self) -> None:
        """End the workers."""
        _end(self._pool)

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(pickle.dumps(self._compute),),  # unpickled once threads are set,
        )

    def _replace_pool(self, *more: int) -> None:
        self._breaks += 1
        lost = [*self._futures.values(), *more]
        self._futures.clear()
        _end(self._pool)
        if self._breaks >= MOST_BREAKS:
            raise WorkersLost(
                f"workers were lost {self._breaks} times in a row before finishing a batch "
                f"(batches {', '.join(map(str, sorted(lost)))}). Is there too little memory? Try "
                "fewer `--workers`."
            )
        self._pool = self._new_pool()
        for batch in lost:
            self.submit(batch)


def one_thread() -> None:
    """Have JAX use one thread of this process; to be called before JAX starts."""
    os.environ["NPROC"] = "1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


_COMPUTE: Compute[Any] | None = None


def _begin_worker(compute: bytes) -> None:
    """What a worker does first; interruptions are the parent's to answer."""
    global _COMPUTE
    one_thread()
    os.environ.setdefault("JAX_PLATFORMS", "cpu")  # several processes cannot share a GPU
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _COMPUTE = pickle.loads(compute)


def _end_with_parent() -> None:
    """A worker whose parent was killed has nobody to work for."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _computed(batch: int) -> Any:
    assert _COMPUTE is not None
    return _COMPUTE(batch)


def _first(futures: dict[Future[T], int]) -> Future[T]:
    done = wait(futures, return_when=FIRST_COMPLETED).done
    return min(done, key=futures.__getitem__)


def _withdrawn(futures: dict[Future[T], int]) -> list[int]:
    back = [future for future in futures if future.cancel()]
    return [futures.pop(future) for future in back]


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers of a pool without waiting for what they compute."""
    workers = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.join()
