"""Who is writing: locks that the system lets go of when a process dies, however it dies.

No lock looks at a clock, and no result depends on one: a lock that a file system does not offer
costs at most that two processes compute the same batch, of which one is acknowledged.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WRITERS = ".writers"
CLAIMS = ".claims"
TAKEN = (errno.EACCES, errno.EAGAIN)


class Claims:
    """Claims on batches: byte b of a file is locked while batch b is computed."""

    def __init__(self, folder: Path) -> None:
        self._handle = os.open(folder / CLAIMS, os.O_RDWR | os.O_CREAT, 0o644)

    def take(self, batch: int) -> bool:
        """Whether the batch is ours; false while another process works on it."""
        try:
            import fcntl

            fcntl.lockf(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, batch)
        except ImportError:  # a system without such locks
            return True
        except OSError as error:
            return error.errno not in TAKEN
        return True

    def release(self, batch: int) -> None:
        """Let go of a batch."""
        try:
            import fcntl

            fcntl.lockf(self._handle, fcntl.LOCK_UN, 1, batch)
        except (ImportError, OSError):
            return

    def close(self) -> None:
        """Let go of every batch."""
        os.close(self._handle)


@contextmanager
def writing(folder: Path, when_alone: Callable[[], None]) -> Iterator[None]:
    """A block in which this process writes to a run, beside others that may do so too.

    Args:
        folder: The run.
        when_alone: Called first if nobody else is writing; nobody can join until it is done.
    """
    handle = os.open(folder / WRITERS, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if _lock(handle, alone=True):
            when_alone()
        _lock(handle, alone=False)
        yield
    finally:
        os.close(handle)


def somebody_writes(folder: Path) -> bool:
    """Whether a process is writing to a run at this moment."""
    try:
        handle = os.open(folder / WRITERS, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _lock(handle, alone=True)
    finally:
        os.close(handle)


def _lock(handle: int, alone: bool) -> bool:
    try:
        import fcntl

        how = fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH
        fcntl.flock(handle, how)
    except (ImportError, OSError):
        return False
    return True
