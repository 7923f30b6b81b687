"""Ctrl-C stops at once, except while something is being written.

Nothing is on disk while a run is computed, so the process may simply end, even inside a compiler
that would not notice an exception for seconds. While a run is written, the interruption is an
exception instead, and whoever writes cleans up.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from counterpoise.cli.errors import STOPPED

SHOW_CURSOR = "\x1b[?25h"
_last_words = ["stopped; nothing was written."]


def stop_at_once() -> None:
    """End the process on Ctrl-C, unless the shell that started it said to ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def stop_saying(words: str) -> None:
    """What to say on Ctrl-C from here on."""
    _last_words[0] = words


def interrupt_gently() -> None:
    """From here on Ctrl-C raises KeyboardInterrupt, so that what is being written is removed."""
    if signal.getsignal(signal.SIGINT) is _stop:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def writing() -> Iterator[None]:
    """A block in which Ctrl-C raises KeyboardInterrupt."""
    interrupt_gently()
    try:
        yield
    finally:
        stop_at_once()


def _stop(number: int, frame: FrameType | None) -> None:
    cursor = SHOW_CURSOR if sys.stderr.isatty() else ""
    os.write(2, f"{cursor}\ncounterpoise: {_last_words[0]}\n".encode())
    os._exit(STOPPED)
