"""What is believed about the parameters in an experiment: prior, posterior, or switched off.

With default parameters an experiment only restates an assumption. Each is therefore run three
times: with parameters drawn from the prior; from the posterior, where there is one; and from the
better of the two with the proposition's own mechanism at zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from counterpoise.mechanisms.parameter import Parameter
from counterpoise.models.draws import check_support, draw_parameters


class Origin(StrEnum):
    """Where draws of the parameters come from."""

    PRIOR = "prior"
    POSTERIOR = "posterior"


@dataclass(frozen=True, eq=False)
class Belief:
    """Draws of parameters.

    Attributes:
        origin: Prior or posterior.
        holding: Parameters held at a value in every draw: those that switch a mechanism off.
        posterior: By address, draws from the posterior; parameters that it lacks come from their
            priors.
    """

    origin: Origin
    holding: Mapping[str, float] = field(default_factory=dict)
    posterior: Mapping[str, NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> str:
        """Tells beliefs of one laboratory apart."""
        held = ",".join(f"{address}={value!r}" for address, value in sorted(self.holding.items()))
        return f"{self.origin}[{held}]"

    def drawn(
        self, declared: Mapping[str, Parameter], draws: int, seed: int
    ) -> dict[str, NDArray[np.float64]]:
        """Values of the parameters in each draw.

        A row of the posterior is taken whole, so that what it says about two parameters together
        is kept; which row a draw gets depends on the seed.

        Args:
            declared: The parameters, by address.
            draws: How many.
            seed: Of the run.
        """
        found = {
            address: np.asarray(each, float)
            for address, each in draw_parameters(declared, draws, seed, dict(self.holding)).items()
        }
        if self.posterior:
            rows = len(next(iter(self.posterior.values())))
            place = np.random.default_rng(seed).choice(rows, draws, replace=rows < draws)
            for address, values in self.posterior.items():
                if address in found and address not in self.holding:
                    found[address] = np.asarray(values, float)[place]
        for address, value in self.holding.items():
            check_support(declared[address], value)
        return found

    def without(self, off: Mapping[str, float]) -> "Belief":
        """The same belief with a mechanism switched off."""
        return Belief(self.origin, {**self.holding, **off}, self.posterior)
