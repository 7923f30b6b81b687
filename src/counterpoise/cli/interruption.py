"""Ctrl-C and SIGTERM: at once where nothing would be lost, else after the batch in hand.

Until a run has its first batch nothing on disk is worth keeping, so the process may simply end,
even inside a compiler that would not notice an exception for seconds. Later the batches in hand
are finished, and the message says how to go on; a second Ctrl-C ends the process at once, which
costs no more than those batches. While something else is written (an export), the interruption is
an exception, and whoever writes cleans up.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from counterpoise.cli.errors import STOPPED, TERMINATED

if TYPE_CHECKING:
    from counterpoise.runs.stopping import Stopping

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


@contextmanager
def finishing(stopping: "Stopping") -> Iterator[None]:
    """A block in which Ctrl-C and SIGTERM ask a run to stop."""
    received: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        again = bool(received)
        received.append(number)
        if not stopping.worth:
            stopping.remove()
            _say("counterpoise: stopped; nothing was written.")
            os._exit(_status(number))
        if again:
            _say(f"counterpoise: stopped at once. To go on: counterpoise resume {_place(stopping)}")
            os._exit(_status(number))
        stopping.asked = True
        stopping.status = _status(number)
        _say("counterpoise: finishing what is in hand; once more to stop at once.")

    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, ask)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _place(stopping: "Stopping") -> str:
    return "RUN" if stopping.directory is None else str(stopping.directory)


def _status(number: int) -> int:
    return TERMINATED if number == signal.SIGTERM else STOPPED


def _say(message: str) -> None:
    cursor = SHOW_CURSOR if sys.stderr.isatty() else ""
    os.write(2, f"{cursor}\n{message}\n".encode())


def _stop(number: int, frame: FrameType | None) -> None:
    _say(f"counterpoise: {_last_words[0]}")
    os._exit(STOPPED)
