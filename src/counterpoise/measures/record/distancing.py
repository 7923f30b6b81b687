"""Distance from a power on the record: what its neighbours did, what it did, and what nobody knows.

    change = |x_i,last - x_j,last| - |x_i,first - x_j,first|
           = own movement (the power frozen at the first year) + the power's own movement

over the states that have a position in both years. All votes and important votes are reported side
by side, over the years that both cover, and raw beside standardised positions.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.data.problem import SourceProblem
from counterpoise.measures.record.positions import Positions, chosen, name_of, positions
from counterpoise.measures.soft_balancing import (
    DRAWS,
    Estimate,
    Movement,
    draw_positions,
    estimate,
    movement,
    standardised,
)
from counterpoise.vocabulary.states import State, state

PARTS = ("change_in_distance", "own_movement", "target_movement")


@dataclass(frozen=True)
class Parts:
    """The change of a distance and its two parts, each with an interval."""

    change_in_distance: Estimate
    own_movement: Estimate
    target_movement: Estimate

    @classmethod
    def of(cls, found: Movement) -> "Parts":
        """Summarise the draws; the three means sum because every draw does."""
        return cls(estimate(found.change), estimate(found.own), estimate(found.target))

    def as_dict(self) -> dict[str, dict[str, float]]:
        """For JSON."""
        return {name: getattr(self, name).as_dict() for name in PARTS}


@dataclass(frozen=True)
class StateParts:
    """One state's change of distance."""

    ccode: int
    name: str
    parts: Parts

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"ccode": self.ccode, "name": self.name, **self.parts.as_dict()}


@dataclass(frozen=True)
class Distancing:
    """Movement of all states relative to one power between two years, on one vote set.

    Attributes:
        power: The power.
        first: First year.
        last: Last year.
        vote_set: Which votes.
        meaning: Of the vote set.
        release: Of the data.
        mean: Mean over states, raw.
        standardised: Mean over states, positions in units of each year's spread.
        states: Each state, in the order of own movement, farthest away first.
        years: Of the series.
        series: Mean parts from the first year to each year.
        draws: How many posterior draws.
        seed: Of the draws.
    """

    power: State
    first: int
    last: int
    vote_set: str
    meaning: str
    release: str
    mean: Parts
    standardised: Parts
    states: tuple[StateParts, ...]
    years: tuple[int, ...]
    series: tuple[Parts, ...]
    draws: int
    seed: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the change from the first year to the last."""
        return {
            "of": self.power.abb,
            "years": [self.first, self.last],
            "vote_set": self.vote_set,
            **self.mean.as_dict(),
            "standardised": self.standardised.as_dict(),
            "states": [each.as_dict() for each in self.states],
            "column": f"ideal_point from {self.meaning}",
            "release": self.release,
            "draws": self.draws,
            "seed": self.seed,
        }


def distancing(
    of: str | int,
    years: tuple[int, int],
    vote_set: str = "all",
    *,
    states: list[str] | None = None,
    directory: Path | str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Distancing:
    """Measure movement relative to a power.

    Args:
        of: The power, by name or code.
        years: First and last year.
        vote_set: Which votes the positions are estimated from.
        states: Only these; all by default.
        directory: Folder of the sources.
        draws: Posterior draws.
        seed: Of the draws.

    Raises:
        SourceProblem: The data lack the years, the power or the states.
        UnknownState: No state answers to a name.
    """
    first, last = years
    if last <= first:
        raise SourceProblem(f"a change needs two years, the first before the last: {first}:{last}.")
    record = positions(vote_set, directory)
    power = state(of, last)
    place = record.column(power.ccode, first)
    record.column(power.ccode, last)
    ends = [record.row(first), record.row(last)]
    both = np.isfinite(record.point[ends]).all(axis=0)
    both[place] = False
    if states is not None:
        both &= np.isin(record.ccodes, list(chosen(states, last)))
    if not both.any():
        raise SourceProblem(f"no state asked about has an ideal point in both {first} and {last}.")
    drawn = np.asarray(draw_positions(record.quantiles[ends[0] : ends[1] + 1], draws, seed))
    whole = movement(drawn, place)
    measured = np.flatnonzero(both)
    each = [
        StateParts(ccode, name_of(ccode, last), Parts.of(whole.of(i)))
        for i, ccode in zip(measured.tolist(), record.ccodes[measured].tolist(), strict=True)
    ]
    each.sort(key=lambda found: -found.parts.own_movement.mean)
    span, series = _series(record, drawn, place, measured, first)
    return Distancing(
        power,
        first,
        last,
        vote_set,
        record.meaning,
        record.release,
        Parts.of(_mean(whole, measured)),
        _standardised(drawn, place, measured),
        tuple(each),
        span,
        series,
        draws,
        seed,
    )


def _standardised(drawn: np.ndarray, place: int, measured: np.ndarray) -> Parts:
    """The parts in units of the spread, over the same states in both years."""
    pool = drawn[:, [0, -1]][:, :, [place, *measured]]
    return Parts.of(_mean(movement(standardised(pool), 0), np.arange(1, pool.shape[-1])))


def _series(
    record: Positions, drawn: np.ndarray, place: int, measured: np.ndarray, first: int
) -> tuple[tuple[int, ...], tuple[Parts, ...]]:
    """Mean parts from the first year to each year, over the states present in both of them."""
    years, parts = [], []
    for step in range(1, drawn.shape[1]):
        found = movement(drawn[:, [0, step]], place)
        there = measured[np.isfinite(found.own[0, measured])]
        if len(there) and np.isfinite(record.point[record.years == first + step, place]).all():
            years.append(first + step)
            parts.append(Parts.of(_mean(found, there)))
    return tuple(years), tuple(parts)


def _mean(found: Movement, measured: np.ndarray) -> Movement:
    kept = Movement(found.change[:, measured], found.own[:, measured], found.target[:, measured])
    return kept.mean()


def side_by_side(
    of: str | int,
    years: tuple[int, int],
    directory: Path | str | None = None,
    states: list[str] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Distancing, Distancing] | None:
    """All votes and important votes over the part of the years that both cover; None where none is.

    Raises:
        SourceProblem: The power has no position at one of the ends.
    """
    sets = [positions(name, directory) for name in ("all", "important")]
    first = max(years[0], *(int(each.years[0]) for each in sets))
    last = min(years[1], *(int(each.years[-1]) for each in sets))
    if last <= first:
        return None
    one, other = (
        distancing(
            of,
            (first, last),
            each.vote_set,
            states=states,
            directory=directory,
            draws=draws,
            seed=seed,
        )
        for each in sets
    )
    return one, other


def sentences(found: Distancing, pair: tuple[Distancing, Distancing] | None) -> list[str]:
    """What the numbers say and what they do not, in words."""
    parts, count = found.mean, len(found.states)
    name = found.power.name
    told = [
        f"From {found.first} to {found.last} the mean distance of {count} states from {name} "
        f"{_changed(parts.change_in_distance)} ({found.meaning}, release {found.release})."
    ]
    own, target = parts.own_movement, parts.target_movement
    if own.distinguishable:
        way = "away from" if own.mean > 0 else "toward"
        told.append(f"By their own movement they went {shown(own)} {way} where it stood.")
    else:
        told.append(f"Their own movement, {shown(own)}, is not distinguishable from zero.")
    if target.distinguishable:
        told.append(f"{name}'s own movement accounts for {shown(target)}.")
    else:
        told.append(f"{name}'s own movement, {shown(target)}, is not distinguishable from zero.")
    if target.distinguishable and abs(target.mean) > abs(own.mean):
        told.append(
            f"Most of the change is {name}'s own movement: the gap by itself is no evidence of "
            "soft balancing."
        )
    away = sum(each.parts.own_movement.q05 > 0 for each in found.states)
    toward = sum(each.parts.own_movement.q95 < 0 for each in found.states)
    told.append(
        f"{away} states moved away distinguishably, {toward} came nearer, and of "
        f"{count - away - toward} it cannot be told."
    )
    scaled = found.standardised.own_movement
    if _verdict(scaled) != _verdict(own):
        told.append(
            f"In units of each year's spread own movement is {shown(scaled)}, {_verdict(scaled)}: "
            "the answer depends on the scale, which drifts over the years."
        )
    if pair is not None:
        every, important = (each.mean.own_movement for each in pair)
        told.append(
            f"On important votes ({pair[0].first}-{pair[0].last}) own movement is "
            f"{shown(important)}, {_verdict(important)}; on all votes in those years "
            f"{shown(every)}, {_verdict(every)}."
        )
        if _verdict(every) != _verdict(important):
            told.append("The two vote sets disagree: report both.")
    told.append(
        "Movement alone is not soft balancing: add --conditions for the four that tell it from "
        "bargaining."
    )
    return told


def shown(value: Estimate) -> str:
    """A number with its 90% interval.

    Example:
        >>> shown(Estimate(0.1234, -0.05, 0.3))
        '+0.12 (-0.05 to +0.30)'
    """
    return f"{value.mean:+.2f} ({value.q05:+.2f} to {value.q95:+.2f})"


def _changed(value: Estimate) -> str:
    if not value.distinguishable:
        return f"did not change distinguishably, {shown(value)}"
    return f"{'grew' if value.mean > 0 else 'shrank'}: {shown(value)}"


def _verdict(value: Estimate) -> str:
    if not value.distinguishable:
        return "not distinguishable from zero"
    return "away from it" if value.mean > 0 else "toward it"
