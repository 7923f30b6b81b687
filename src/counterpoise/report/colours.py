"""One colour, dash and marker for each arm, told apart by anyone and readable as text on white."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Look:
    """How one arm is drawn; colour is never the only difference."""

    colour: str
    dash: Any
    marker: str


LOOKS: tuple[Look, ...] = (
    Look("#4d4d4d", "-", "o"),
    Look("#0067a5", (0, (6, 2)), "s"),
    Look("#b34700", (0, (3, 1.5)), "D"),
    Look("#00704f", (0, (1, 1.2)), "^"),
    Look("#94387a", (0, (6, 1.5, 1, 1.5)), "v"),
    Look("#7a5700", (0, (8, 2)), "P"),
)


def look(position: int) -> Look:
    """The look of the arm or contrast at this place."""
    return LOOKS[position % len(LOOKS)]


def looks(names: Sequence[str]) -> dict[str, Look]:
    """A look for each name, in order."""
    return {name: look(position) for position, name in enumerate(names)}
