"""An ensemble in batches: which batches a run needs, and how they are carried out.

Batch b holds the draws numbered b * size to (b + 1) * size - 1. What is in it is a function of the
scenario, the parameters, the seed and b: of nothing that another batch, another worker or the
clock could change. Some draws describe no possible world and are set aside, so how many batches
give the wanted number of draws shows only as they are done:

    the run is batches 0, ..., B - 1,    B the smallest with  sum_b<B kept(b) >= wanted

and its draws are the first ``wanted`` kept ones. A batch is begun only once it is certain to be
among them, so the same batches make up the run whatever the order in which they end.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar, runtime_checkable

from counterpoise.experiments.executor import Executor
from counterpoise.experiments.plausibility import candidates

SMALLEST, LARGEST = 8, 256  # draws in a batch
BATCHES = 25  # so many at least, so that workers end together


class ImplausiblePriors(RuntimeError):
    """Too few draws of the parameters describe a possible world."""


class Stopped(RuntimeError):
    """The run was asked to stop, and what was in hand has been finished."""


class Claim(StrEnum):
    """Whose a batch is."""

    OURS = "ours"
    DONE = "done"
    ELSEWHERE = "elsewhere"  # another process is at work on it


@runtime_checkable
class Done(Protocol):
    """What is known of a finished batch."""

    @property
    def kept(self) -> int:
        """How many of its draws are plausible."""
        ...


T = TypeVar("T", bound=Done)
Taken = TypeVar("Taken", bound=Done, contravariant=True)


@runtime_checkable
class Ledger(Protocol[Taken]):
    """Where finished batches are written down."""

    def done(self) -> Mapping[int, int]:
        """How many draws were kept, by batch, of those that are finished."""
        ...

    def claim(self, batch: int) -> Claim:
        """Ask for a batch."""
        ...

    def acknowledge(self, batch: int, found: Taken) -> None:
        """Write down that it is finished; from here on it must never be lost."""
        ...

    def wait(self) -> None:
        """Let some time pass while others work."""
        ...


def batch_size(draws: int) -> int:
    """How many draws are in a batch of a run of so many draws.

    Example:
        >>> [batch_size(draws) for draws in (3, 200, 1000, 100_000)]
        [3, 8, 32, 256]
    """
    size = SMALLEST
    while size < LARGEST and 2 * size * BATCHES <= draws:
        size *= 2
    return min(size, draws)


def carry_out(
    wanted: int,
    size: int,
    executor: Executor[T],
    ledger: Ledger[T],
    stopping: Callable[[], bool] = lambda: False,
    limit: int | None = None,
) -> None:
    """Carry out the batches that a run still needs.

    Args:
        wanted: Draws.
        size: Of a batch.
        executor: Who computes.
        ledger: Who writes down. Batches that it knows are not done again.
        stopping: Asked between batches; once true, no batch is begun.
        limit: How many candidates there are; by default those of ``plausibility.candidates``.

    Raises:
        ImplausiblePriors: Fewer than ``wanted`` of the candidates describe a possible world.
        Stopped: ``stopping`` was true before the run was complete.
    """
    limit = candidates(wanted) if limit is None else limit
    kept = dict(ledger.done())
    elsewhere: set[int] = set()
    at = 0  # the first batch not looked at
    certain = 0  # draws that batches 0, ..., at - 1 give at most
    flying: set[int] = set()

    def settle(batch: int, found: int) -> None:
        nonlocal certain
        if batch < at and batch not in kept:
            certain -= size - found
        kept[batch] = found

    def begin(batch: int) -> None:
        match ledger.claim(batch):
            case Claim.OURS:
                elsewhere.discard(batch)
                executor.submit(batch)
                flying.add(batch)
            case Claim.ELSEWHERE:
                elsewhere.add(batch)
            case Claim.DONE:
                elsewhere.discard(batch)
                settle(batch, ledger.done()[batch])

    while True:
        while len(flying) < executor.places and certain < wanted and not stopping():
            if at in kept:
                certain += kept[at]
                at += 1
            elif at * size >= limit:
                break
            else:
                at += 1
                certain += size
                begin(at - 1)
        if flying:
            batch, found = executor.finished()
            flying.discard(batch)
            ledger.acknowledge(batch, found)
            settle(batch, found.kept)
            if stopping():
                for withdrawn in executor.withdraw():
                    flying.discard(withdrawn)
            continue
        if stopping() and (certain < wanted or elsewhere):
            raise Stopped
        if elsewhere:
            ledger.wait()
            for batch in sorted(elsewhere):
                if len(flying) < executor.places:
                    begin(batch)
            continue
        if certain >= wanted:
            return
        if at * size >= limit:
            raise ImplausiblePriors(
                f"only {certain} of {at * size} draws of the parameters describe a possible "
                f"world; {wanted} are wanted. Narrow the priors, or fix some parameters, above "
                "all those of the block `initiation`."
            )
