"""Whom and what a run reports on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Focus:
    """Whom a run reports on, by slot.

    Attributes:
        power: The power.
        target: The state on which it would use force.
        order: The order that the run turns on; None where it turns on none.
    """

    power: int
    target: int
    order: int | None = None
