"""A record: what was observed of the states of a system, year by year, in arrays.

Years run along the first axis. The value of a *stock* at place t is that with which year t opens,
so a record of T years holds T + 1 values of it; a *flow* or an *event* at place t lies within
year t. NaN is what nobody observed: a likelihood leaves such rows out. The same arrays come from a
simulated history (``simulated_record``) and from the sources (``observed_record``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary.near_miss import did_you_mean


class NotInRecord(ValueError):
    """A likelihood needs a variable, or years, that the record does not hold."""


@dataclass(frozen=True)
class ActsOnRecord:
    """Every use of force: parallel arrays, one element an act.

    Attributes:
        year: Place of the year in the record.
        author, target: Actor slots.
        severity: 0.35 for a dispute that stayed one, 1 for a war.
        authorised: 1 where an order authorised it.
        war: 1 where a dispute became a war, 0 where it did not; NaN where the act was no dispute.
    """

    year: NDArray[np.int64]
    author: NDArray[np.int64]
    target: NDArray[np.int64]
    severity: NDArray[np.float64]
    authorised: NDArray[np.float64]
    war: NDArray[np.float64]

    def between(self, first: int, stop: int) -> "ActsOnRecord":
        """The acts of some years, which are counted anew from ``first``."""
        keep = (self.year >= first) & (self.year < stop)
        return ActsOnRecord(
            self.year[keep] - first,
            self.author[keep],
            self.target[keep],
            self.severity[keep],
            self.authorised[keep],
            self.war[keep],
        )


@dataclass(frozen=True)
class Record:
    """Observed years of a system.

    Attributes:
        years: Calendar years.
        codes: Correlates of War number of the state in each slot.
        variables: By name, stocks [year + 1, actor(, target)], flows and events
            [year, actor(, target)].
        acts: The uses of force.
        sources: By source, its version: what stands behind the record.
        burn_in: Years at the start that only form beliefs; no likelihood has rows in them.
    """

    years: NDArray[np.int64]
    codes: NDArray[np.int64]
    variables: Mapping[str, NDArray[np.float64]] = field(repr=False)
    acts: ActsOnRecord = field(repr=False)
    sources: Mapping[str, str] = field(default_factory=dict)
    burn_in: int = 0

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """A variable.

        Raises:
            NotInRecord: The record does not hold it.
        """
        try:
            return self.variables[name]
        except KeyError:
            raise NotInRecord(
                f"the record does not hold {name!r}.{did_you_mean(name, self.variables)}"
            ) from None

    def opening(self, name: str) -> NDArray[np.float64]:
        """A stock as each year opens, [year, ...]."""
        return self[name][:-1]

    def closing(self, name: str) -> NDArray[np.float64]:
        """A stock as each year closes, [year, ...]."""
        return self[name][1:]

    def window(self, first: int, last: int) -> "Record":
        """The record of some calendar years; earlier ones stay, as years that form beliefs.

        Raises:
            NotInRecord: It does not cover them.
        """
        if not self.years[0] <= first <= last <= self.years[-1]:
            raise NotInRecord(
                f"years {first}:{last} are not within the record, which covers "
                f"{self.years[0]}:{self.years[-1]}."
            )
        stop = last - int(self.years[0]) + 1
        stocks = len(self.years) + 1
        return Record(
            self.years[:stop],
            self.codes,
            {
                name: values[: stop + 1] if len(values) == stocks else values[:stop]
                for name, values in self.variables.items()
            },
            self.acts.between(0, stop),
            self.sources,
            first - int(self.years[0]),
        )

    @property
    def counted(self) -> NDArray[np.bool_]:
        """True in the years that count in a likelihood."""
        return np.arange(len(self.years)) >= self.burn_in
