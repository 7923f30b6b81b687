"""Which parameters a result hangs on: rank correlation between their draws and a contrast.

Spearman's rho over draws. Priors are drawn independently, so under them a high rho means that the
result varies because the parameter is uncertain; it does not say that the parameter's value is
right. Draws of a posterior are correlated, and there a parameter may also follow the result because
another that it is correlated with moves it.
With many parameters some correlate by chance: ``chance_bound`` is the largest |rho| to expect of
unrelated ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from counterpoise.experiments.comparison import Comparison


@dataclass(frozen=True)
class Driver:
    """A parameter and how strongly a contrast follows it."""

    address: str
    rho: float


@dataclass(frozen=True)
class Drivers:
    """The parameters that a contrast follows, strongest first.

    Attributes:
        contrast: Of which arms.
        metric: Of which metric.
        found: The parameters.
        chance_bound: |rho| that the largest of as many unrelated parameters exceeds in one run
            of twenty.
        varied: How many parameters vary between draws.
    """

    contrast: str
    metric: str
    found: tuple[Driver, ...]
    chance_bound: float
    varied: int

    @property
    def beyond_chance(self) -> tuple[Driver, ...]:
        """Those whose correlation is larger than chance explains."""
        return tuple(each for each in self.found if abs(each.rho) > self.chance_bound)


def drivers(comparison: Comparison, contrast: str, metric: str, n: int = 10) -> Drivers:
    """The parameters whose draws a contrast follows most.

    Args:
        comparison: What was compared.
        contrast: Of which arms.
        metric: Of which metric.
        n: At most how many.

    Returns:
        An empty list where the contrast or every parameter is the same in all draws.
    """
    difference = comparison.differences[contrast][metric]
    varied = _varied(comparison.ensemble.parameters, comparison.kept)
    count = len(difference)
    bound = 1.0
    if varied and count > 2:
        bound = min(1.0, float(ndtri(1.0 - 0.025 / len(varied))) / float(np.sqrt(count - 1)))
    if count < 3 or not np.ptp(difference):
        return Drivers(contrast, metric, (), bound, len(varied))
    ranks = _standardised(difference)
    found = [
        Driver(address, float(np.mean(ranks * _standardised(values))))
        for address, values in varied.items()
    ]
    found.sort(key=lambda each: (-abs(each.rho), each.address))
    return Drivers(contrast, metric, tuple(found[:n]), bound, len(varied))


def _varied(parameters: Mapping[str, np.ndarray], kept: np.ndarray) -> dict[str, np.ndarray]:
    drawn = {address: np.asarray(values)[kept] for address, values in parameters.items()}
    return {address: values for address, values in drawn.items() if np.ptp(values) > 0}


def _standardised(values: np.ndarray) -> np.ndarray:
    ranks = rankdata(values)
    return np.asarray((ranks - ranks.mean()) / ranks.std())
