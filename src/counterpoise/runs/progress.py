"""How far a run is, on the error stream of a terminal and nowhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, int], None]


@contextmanager
def progress_bar(wanted: bool = True) -> Iterator[Report | None]:
    """A bar that counts histories; None where there is no terminal to show it.

    Args:
        wanted: False to show none in any case.
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
        TextColumn("histories"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("Preparing", total=None)

        def report(done: int, total: int) -> None:
            shown.update(task, description="Simulating", completed=done, total=total)

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
