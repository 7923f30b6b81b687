"""What an experiment yields: for every draw of the parameters, one value of each of its figures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class Estimate:
    """A value with its 90% interval.

    Example:
        >>> Estimate(1.0, 0.5, 1.5).excludes(0.0)
        True
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Numbers) -> "Estimate":
        """Median and 90% interval over draws; what is not a number is left out."""
        kept = values[np.isfinite(values)]
        if not kept.size:
            return cls(float("nan"), float("nan"), float("nan"))
        low, high = np.quantile(kept, INTERVAL)
        return cls(float(np.median(kept)), float(low), float(high))

    @classmethod
    def normal(cls, value: float, error: float) -> "Estimate":
        """An estimate with a standard error."""
        return cls(value, value - 1.6448536269514722 * error, value + 1.6448536269514722 * error)

    def excludes(self, value: float) -> bool:
        """Whether the 90% interval lies to one side of a value."""
        return self.low > value or self.high < value


@dataclass(frozen=True, eq=False)
class Draws:
    """Figures of an experiment, one value a draw.

    Attributes:
        values: By name, [draw].
        parameters: By address, the value in each draw, [draw].
        fixed: Figures of the whole experiment that no draw has by itself, such as a coverage.
        set_aside: How many further draws were left out: they described no possible world, or in
            some arm a year had more uses of force than can be followed.
    """

    values: Mapping[str, Numbers]
    parameters: Mapping[str, Numbers]
    fixed: Mapping[str, float]
    set_aside: int = 0

    def __getitem__(self, name: str) -> Numbers:
        """One figure, [draw]."""
        return self.values[name]

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(next(iter(self.values.values())))

    def estimate(self, name: str) -> Estimate:
        """Median and 90% interval of a figure."""
        return Estimate.of(self.values[name])

    def share(self, name: str, above: float = 0.0) -> float:
        """In what share of draws a figure lies above a value."""
        return float(np.mean(self.values[name] > above))

    def resampled(self, places: NDArray[np.int64]) -> "Draws":
        """The same with draws taken at these places."""
        return Draws(
            {name: each[places] for name, each in self.values.items()},
            {name: each[places] for name, each in self.parameters.items()},
            self.fixed,
            self.set_aside,
        )
