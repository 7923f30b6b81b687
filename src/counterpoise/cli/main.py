"""The command ``counterpoise``: what it returns to the shell, whatever happens.

Exit status: 0, done; 2, something to mend, said in one message; 130, stopped by Ctrl-C, and 143, by
SIGTERM, with nothing half-written; 1, a bug.
"""

import os
import sys
from collections.abc import Sequence

from counterpoise.cli.errors import (
    BUG,
    STOPPED,
    USER,
    Ended,
    is_user_error,
    message_of,
    report_bug,
    say,
)
from counterpoise.cli.interruption import stop_at_once


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and exit with its status.

    Args:
        arguments: What was typed after ``counterpoise``; the process's own by default.
    """
    stop_at_once()
    status = _status(sys.argv[1:] if arguments is None else list(arguments))
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _nobody_reads()
    return status


def _status(arguments: list[str]) -> int:
    try:
        from counterpoise.cli.app import invoke

        return invoke(arguments)
    except Ended as ended:
        return ended.status
    except KeyboardInterrupt:
        say("\ncounterpoise: stopped; nothing half-written was left behind.")
        return STOPPED
    except BrokenPipeError:
        _nobody_reads()
        return 0
    except MemoryError:
        say("counterpoise: there is not enough memory for this run. Use fewer --draws or --years.")
        return USER
    except Exception as error:  # noqa: BLE001 - the last resort of the process
        if is_user_error(error):
            say(f"counterpoise: {message_of(error)}")
            return USER
        report_bug(error, error.__traceback__)
        return BUG


def _nobody_reads() -> None:
    """Let Python's own flush at exit go nowhere once the reader has left."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
