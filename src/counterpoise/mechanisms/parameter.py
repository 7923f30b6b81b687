"""A parameter: one line that says its default, prior, unit, source and meaning.

A parameter has one home, the mechanism that declares it; another mechanism that needs the same
number borrows it by its address, ``block.name``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import equinox as eqx
from jaxtyping import Array, Float

from counterpoise.mechanisms.prior import Fixed, Normal, Prior

Scalar = Float[Array, ""] | float

WEAK_SD = 2.5  # of a slope on a covariate of unit scale (Gelman et al. 2008)


class Source(StrEnum):
    """Where a default and its prior come from."""

    FITTED = "fitted"  # estimated on data; never carried into a test of itself
    LITERATURE = "literature"  # from published work
    WEAK = "weak"  # weakly informative
    CALIBRATE = "calibrate"  # to be calibrated by simulation; no data have touched it
    FOCAL = "focal"  # carries a claim; prior mass on both sides of the value at which it fails
    SCALE = "scale"  # a convention
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Parameter:
    """The declaration of one parameter.

    Attributes:
        default: The value of a run without uncertainty.
        prior: What is believed before any estimate.
        unit: Its unit, in words.
        source: Where the two come from.
        meaning: One plain sentence.
        estimation: What is believed before an estimate, where that is not ``prior``.
        cites: Keys of ``references.bib`` on which the numbers rest.
        block: The block that owns it; filled in by the mechanism.
        name: Its name within the block; filled in by the mechanism.
    """

    default: float
    prior: Prior
    unit: str
    source: Source
    meaning: str
    cites: tuple[str, ...] = ()
    estimation: Prior | None = None
    block: str = ""
    name: str = ""

    @property
    def address(self) -> str:
        """``block.name``, as people type it."""
        return f"{self.block}.{self.name}"

    @property
    def estimation_prior(self) -> Prior:
        """What is believed before an estimate: the declared prior, except that no data count twice.

        The default of a fitted parameter has seen the data already. Unless its declaration says
        otherwise it is estimated under N(0, 2.5) on its support.
        """
        if self.estimation is not None:
            return self.estimation
        if self.source is Source.FITTED and not isinstance(self.prior, Fixed):
            return Normal(0.0, WEAK_SD, *self.prior.support)
        return self.prior


def parameter(
    default: float,
    prior: Prior,
    unit: str,
    source: Source,
    meaning: str,
    *cites: str,
    estimation: Prior | None = None,
) -> Any:
    """Declare a parameter as a field of a mechanism."""
    return eqx.field(
        default=default,
        metadata={"parameter": Parameter(default, prior, unit, source, meaning, cites, estimation)},
    )


def borrowed(address: str) -> Any:
    """Declare that a field takes the value of another block's parameter."""
    return eqx.field(default=float("nan"), metadata={"borrowed": address})
