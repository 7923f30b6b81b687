"""Asking a run to stop: what is in hand is finished, and the rest can be resumed."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Stopping:
    """Shared by whoever may ask a run to stop and by the run itself.

    Attributes:
        asked: Whether the run shall stop once what is in hand is finished.
        directory: Of the run, once it has one.
        made: Directories that were made for it, innermost first.
        worth: Whether a batch has been acknowledged, so that something would be lost.
        status: With which the process shall end.
    """

    asked: bool = False
    directory: Path | None = None
    made: list[Path] = field(default_factory=list)
    worth: bool = False
    status: int = 130

    def remove(self) -> None:
        """Remove a run that has nothing worth keeping."""
        if self.directory is None or self.worth:
            return
        for _ in range(3):  # a thread may be writing to it
            shutil.rmtree(self.directory, ignore_errors=True)
            if not self.directory.exists():
                break
        for folder in self.made:
            try:
                folder.rmdir()
            except OSError:
                return


class RunStopped(RuntimeError):
    """A run was stopped before it was complete; the message says how to go on."""
