"""A parameter: one line that says its default, prior, unit, source and meaning.

A parameter has one home, the mechanism that declares it; another mechanism that needs the same
number borrows it by its address, ``block.name``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import equinox as eqx
from jaxtyping import Array, Float

from counterpoise.mechanisms.prior import Prior

Scalar = Float[Array, ""] | float


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
    block: str = ""
    name: str = ""

    @property
    def address(self) -> str:
        """``block.name``, as people type it."""
        return f"{self.block}.{self.name}"


def parameter(
    default: float,
    prior: Prior,
    unit: str,
    source: Source,
    meaning: str,
    *cites: str,
) -> Any:
    """Declare a parameter as a field of a mechanism."""
    return eqx.field(
        default=default,
        metadata={"parameter": Parameter(default, prior, unit, source, meaning, cites)},
    )


def borrowed(address: str) -> Any:
    """Declare that a field takes the value of another block's parameter."""
    return eqx.field(default=float("nan"), metadata={"borrowed": address})
