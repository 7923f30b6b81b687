"""Tables and text on the output stream."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

WIDTH_WITHOUT_TERMINAL = 120


def show(what: "RenderableType") -> None:
    """Write a table; wide enough where there is no terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL
    console = Console(width=width, highlight=False)
    with console.capture() as drawn:
        console.print(what)
    write(drawn.get())


def write(text: str) -> None:
    """Write text as it is, whatever the stream's encoding."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    if not text.endswith("\n"):
        sys.stdout.write("\n")


def table(*columns: str, title: str | None = None) -> "Table":
    """An empty table whose first column, the names, is never broken."""
    from rich.table import Table

    found = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for place, column in enumerate(columns):
        found.add_column(column, overflow="fold", no_wrap=place == 0)
    return found
