"""Tables and text on the output stream."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH_WITHOUT_TERMINAL = 120


def console() -> "Console":
    """The output stream; wide enough for tables where there is no terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL
    return Console(width=width, highlight=False, soft_wrap=False)


def write(text: str) -> None:
    """Write text as it is, whatever the stream's encoding."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    if not text.endswith("\n"):
        sys.stdout.write("\n")


def table(*columns: str, title: str | None = None) -> "Table":
    """An empty table."""
    from rich.table import Table

    found = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        found.add_column(column, overflow="fold")
    return found
