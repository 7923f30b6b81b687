"""A column is a set of values together with how each of them came to be known."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from counterpoise.vocabulary.coverage import Coverage


class OutsideCoverage(ValueError):
    """A source says nothing of the year asked for."""

    def __init__(self, source: str, year: int, first: int, last: int) -> None:
        super().__init__(
            f"{source} covers {first}-{last}; the world asked for is {year}. "
            f"Choose a year from {first} to {last}, or give a newer file."
        )


@dataclass(slots=True)
class Column:
    """One variable over the states of a year.

    Attributes:
        name: The variable's name in ``variables.csv``, or an extra one.
        digits: Decimal places that are written; a column is rounded once, when it is written.
        values: State (COW number) to value.
        coverage: State to how the value is known.
    """

    name: str
    digits: int
    values: dict[int, float] = field(default_factory=dict)
    coverage: dict[int, Coverage] = field(default_factory=dict)

    def put(self, ccode: int, value: float, coverage: Coverage) -> None:
        """Record a state's value."""
        self.values[ccode] = round(float(value), self.digits)
        self.coverage[ccode] = coverage

    def missing(self, ccodes: Iterable[int]) -> list[int]:
        """The states that have no value yet."""
        return [ccode for ccode in ccodes if ccode not in self.values]

    def counts(self) -> Mapping[Coverage, int]:
        """How many values carry each label."""
        return Counter(self.coverage.values())

    def text(self, ccode: int) -> str:
        """The value as written in the table."""
        return (
            f"{self.values[ccode]:.{self.digits}f}" if self.digits else str(int(self.values[ccode]))
        )
