"""Could one history show it? Two hundred synthetic ones of the same length say how often.

Each is simulated with every parameter at its prior mean, so that the effect is there, and examined
as the record would be: with the claim's own estimator, with labels of postures as noisy as the
rule that assigns them, and with one history's worth of events. Power is the share of histories in
which the 90% interval excludes the value at which the claim fails, on the side that the claim
names. Threat and beliefs are taken as measured, so for claims about postures it is an upper bound.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from counterpoise.propositions.laboratory import Laboratory

LEAST_POWER = 0.5
Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Power:
    """How one history is examined for the effect.

    Attributes:
        estimand: What is estimated from a history, in words.
        years: Length of the record that it stands for.
        side: 1 where the claim says above the null, -1 below.
        null: Value at which the claim fails.
        examine: From a history to an estimate and its standard error; not-a-number where the
            history holds too little to estimate anything, which counts as no detection.
        labels: Whether ``examine`` reads labels of postures.
        simulate: Makes the histories, where those of a leading power and its posture say nothing
            of the claim; as many as the laboratory is asked for, every parameter at its prior mean.
    """

    estimand: str
    years: int
    side: int
    null: float
    examine: Callable[[Any], tuple[float, float]]
    labels: bool = False
    simulate: "Callable[[Laboratory], Sequence[Any]] | None" = None


@dataclass(frozen=True)
class Detection:
    """How often synthetic histories show the effect.

    Attributes:
        power: Share of histories.
        histories: How many.
        mean: Mean estimate over the histories that allow one.
        error: Median standard error over them.
    """

    power: float
    histories: int
    mean: float
    error: float

    @property
    def testable(self) -> bool:
        """Whether one history is enough to expect to see the effect."""
        return self.power >= LEAST_POWER

    @property
    def on_the_line(self) -> bool:
        """Whether another two hundred histories might say otherwise."""
        spread = sqrt(max(self.power * (1.0 - self.power), 1e-9) / self.histories)
        return abs(self.power - LEAST_POWER) <= Z90 * spread


def detection(power: Power, records: Sequence[Any]) -> Detection:
    """Examine every synthetic history.

    Example:
        >>> fake = Power("x", 5, 1, 0.0, lambda record: (1.0, 0.5))
        >>> detection(fake, [None, None]).power
        1.0
    """
    found = np.array([power.examine(record) for record in records], dtype=np.float64)
    value, error = found[:, 0], found[:, 1]
    usable = np.isfinite(value) & np.isfinite(error) & (error > 0)
    shown = usable & (power.side * (value - power.null) > Z90 * np.where(usable, error, np.inf))
    return Detection(
        power=float(shown.mean()),
        histories=len(records),
        mean=float(value[usable].mean()) if usable.any() else float("nan"),
        error=float(np.median(error[usable])) if usable.any() else float("nan"),
    )
