"""What arms share before they differ is simulated once.

Arms have the same parameters and the same chance events in a draw, so two arms that prescribe the
same for the years 0, ..., k - 1 have the same history in these years. A draw is therefore carried
out as a tree: along the first arm to where another departs from it, the world there kept, to the
end, and back to that world for the other. A stretch of it is a leg. Which legs there are follows
from the schedules alone, and no number depends on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from counterpoise.models.history import Schedule

BEGIN = -1  # the leg starts where the history does
NOWHERE = -1  # the world at its end is not kept


@dataclass(frozen=True)
class Leg:
    """Years ``first``, ..., ``stop - 1`` of an arm.

    Attributes:
        arm: Whose schedule.
        first, stop: Years from the first of the history; none where they are equal.
        source: The place of the world from which it starts, or ``BEGIN``.
        kept: The place in which the world at its end is kept, or ``NOWHERE``.
    """

    arm: int
    first: int
    stop: int
    source: int = BEGIN
    kept: int = NOWHERE


@dataclass(frozen=True)
class Shared:
    """Years ``first``, ..., ``stop - 1`` of an arm are those of another."""

    arm: int
    of: int
    first: int
    stop: int


@dataclass(frozen=True)
class Tree:
    """How to carry out all arms of a draw.

    Attributes:
        legs: In order; those of the first arm come first.
        shared: What to take over once all legs are done.
        places: How many worlds are kept at most.
    """

    legs: tuple[Leg, ...]
    shared: tuple[Shared, ...]
    places: int

    @property
    def years(self) -> int:
        """How many years are simulated."""
        return sum(leg.stop - leg.first for leg in self.legs)


def tree_of(schedules: Mapping[str, Schedule]) -> Tree:
    """How to carry out these arms with nothing simulated twice."""
    said = [_by_year(each) for each in schedules.values()]
    years = len(said[0])
    legs: list[Leg] = []
    shared: list[Shared] = []

    def grow(arms: Sequence[int], year: int, source: int, kept: int) -> None:
        """``arms`` agree before ``year``; the world there is in ``source``, ``kept`` is free."""
        lead, *others = arms
        parts = (
            at for at in range(year, years) if any(said[a][at] != said[lead][at] for a in others)
        )
        fork = next(parts, years)
        shared.extend(Shared(each, lead, year, fork) for each in others if fork > year)
        if fork == years:
            legs.append(Leg(lead, year, years, source))
            return
        if fork > year or source == BEGIN:
            legs.append(Leg(lead, year, fork, source, kept))
            source, kept = kept, kept + 1
        branches: dict[tuple[bytes, ...], list[int]] = {}
        for arm in arms:
            branches.setdefault(said[arm][fork], []).append(arm)
        for branch in branches.values():
            grow(branch, fork, source, kept)

    grow(range(len(said)), 0, BEGIN, 0)
    return Tree(tuple(legs), tuple(shared), max(1, 1 + max(leg.kept for leg in legs)))


def _by_year(schedule: Schedule) -> list[tuple[bytes, ...]]:
    """What is prescribed in each year: equal where two schedules prescribe the same."""
    yearly = [
        np.asarray(leaf)
        for leaf in (
            schedule.actor,
            schedule.target,
            schedule.severity,
            schedule.authorised,
            schedule.values,
            schedule.switches,
            schedule.authorised_focus,
            schedule.running,
        )
    ]
    changes = [
        (np.asarray(each.value), b"".join(np.asarray(of).tobytes() for of in (
            each.actors, each.targets, each.orders)))
        for each in schedule.changes
    ]  # fmt: skip
    return [
        (
            *(leaf[year].tobytes() for leaf in yearly),
            # Whom a change is for means nothing in a year without it.
            *(b"" if np.isnan(value[year]) else value[year].tobytes() + whom
              for value, whom in changes),
        )
        for year in range(len(yearly[0]))
    ]  # fmt: skip
