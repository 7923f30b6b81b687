"""What a study asks about: one number of each draw, in an arm or between two arms.

The number of a draw is the metric's one figure (``comparison.one_figure``); between two arms it is
the difference within the draw, whose arms share every random number.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.comparison import contrast_name, one_figure
from counterpoise.experiments.simulation import Ensemble
from counterpoise.vocabulary.near_miss import did_you_mean

Numbers = NDArray[np.float64]


class UnknownOutcome(ValueError):
    """No history has such a figure."""


@dataclass(frozen=True)
class Outcome:
    """One number of each draw.

    Attributes:
        metric: Name of a metric.
        arm: In which arm.
        less: The arm taken off; None for the level in ``arm``.

    Example:
        >>> Outcome("p_soft", "unauthorised", "none").where
        'unauthorised - none'
    """

    metric: str
    arm: str
    less: str | None = None

    @property
    def where(self) -> str:
        """The arm, or the contrast."""
        return self.arm if self.less is None else contrast_name(self.arm, self.less)

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that have to be run for it."""
        return (self.arm,) if self.less is None else (self.arm, self.less)

    def values(self, ensemble: Ensemble, act_year: int) -> Numbers:
        """Its value in each draw, [draw].

        Raises:
            UnknownOutcome: The model does not have the mechanism that the metric speaks of.
        """
        if self.metric not in ensemble.metrics:
            known = sorted(ensemble.metrics)
            raise UnknownOutcome(
                f"`{self.metric}` is no figure of this scenario's model."
                f"{did_you_mean(self.metric, known)} It has {', '.join(known)}."
            )
        values = np.asarray(ensemble.metrics[self.metric], np.float64)
        single = one_figure(self.metric, values, ensemble.years, act_year)
        found = single[ensemble.arms.index(self.arm)]
        return found if self.less is None else found - single[ensemble.arms.index(self.less)]
