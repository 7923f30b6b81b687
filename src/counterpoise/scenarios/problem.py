"""What is wrong with a scenario, where it is wrong, and what would mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and positions that lead to a value: ``("arms", "none", "interventions", 0, "act")``."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        message: What, and what would mend it.
        path: Which value.
        line: Its line, from 1; 0 where the scenario was not read from a file.
        column: Its column, from 1.
    """

    message: str
    path: Path = ()
    line: int = 0
    column: int = 0

    @property
    def key(self) -> str:
        """The path as people write it: ``arms.none.interventions[0].act.year``."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}"
        return text.lstrip(".")

    def located(self, source: str) -> str:
        """``file:line:column: key: message``."""
        where = f"{source}:{self.line}:{self.column}" if self.line and source else source
        return ": ".join(part for part in (where, self.key, self.message) if part)


class ScenarioError(ValueError):
    """A scenario cannot be run as it stands.

    Attributes:
        source: The file, or the scenario's name.
        problems: All that is wrong, in the order of the file.
    """

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(sorted(problems, key=lambda each: (each.line, each.column)))
        super().__init__("\n".join(each.located(source) for each in self.problems))
