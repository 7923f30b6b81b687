"""What long work says while it lasts: a line on the error stream every ten seconds."""

import time
from collections.abc import Callable

from counterpoise.cli.errors import say

EVERY = 10.0  # seconds between two lines

Tell = Callable[[str, int, int], None]


def stage_lines() -> Tell:
    """How far a stage has come, and how long it has taken since now; its end is always told."""
    begun, last = time.monotonic(), 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY or done == total:
            last = now
            say(f"{now - begun:5.0f} s  {stage}: {100 * done // total}%")

    return tell
