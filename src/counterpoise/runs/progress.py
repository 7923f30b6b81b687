"""How far a run is, on the error stream of a terminal and nowhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, int], None]


@contextmanager
def progress_bar(
    wanted: bool = True, unit: str = "histories", doing: str = "Simulating"
) -> Iterator[Report | None]:
    """A bar with what is done, how quickly, and the time left; None where no terminal shows it.

    Args:
        wanted: False to show none in any case.
        unit: What is counted.
        doing: What is done to it.
    """
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("Preparing", total=None, pace="")
        pace = Pace()

        def report(done: int, total: int) -> None:
            shown.update(
                task, description=doing, completed=done, total=total, pace=pace.said(done, total)
            )

        yield report


Tally = Callable[[str, int, int, int], None]


@contextmanager
def tally(wanted: bool = True) -> Iterator[Tally | None]:
    """How many propositions are done, and how many histories were run; None without a terminal.

    Args:
        wanted: False to show none in any case.
    """
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("Preparing", total=None)

        def report(name: str, place: int, of: int, histories: int) -> None:
            shown.update(
                task,
                description=f"{name} ({place + 1} of {of}), {histories:,} histories",
                completed=place,
                total=of,
            )

        yield report


class Pace:
    """How quickly work goes, from the first report on: what was done before it cost no time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[int, float] | None = None

    def said(self, done: int, total: int) -> str:
        """Throughput and time left, in words; nothing until both can be told.

        Example:
            >>> ticks = iter([0.0, 10.0])
            >>> pace = Pace(lambda: next(ticks))
            >>> pace.said(100, 1000), pace.said(300, 1000)
            ('', '20/s, 35 s left')
        """
        now = self._clock()
        if self._first is None:
            self._first = (done, now)
        before, since = self._first
        if done <= before or now <= since:
            return ""
        rate = (done - before) / (now - since)
        return f"{rate:.3g}/s, {_duration((total - done) / rate)} left"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
