"""A test on the record: its design is stated before the record is read.

The estimator takes a table, so that the same code runs on the record and on a simulated history,
which is how its power is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from counterpoise.propositions.draws import Estimate


class Bearing(StrEnum):
    """What the record says of a claim."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


class NoEvidence(Exception):
    """The record that a test needs is not at hand; the message says what is missing."""


@dataclass(frozen=True)
class Row:
    """One estimate of an observational test.

    Attributes:
        label: What was estimated.
        estimate: With its 90% interval.
        note: Sample size, and what else is needed to read it.
        placebo: Whether it must show nothing, so that an interval without zero tells against the
            design.
    """

    label: str
    estimate: Estimate
    note: str = ""
    placebo: bool = False

    @property
    def heading(self) -> str:
        """What tables call it.

        Example:
            >>> Row("two years ahead", Estimate(0.1, -0.1, 0.3), placebo=True).heading
            'Placebo: two years ahead'
        """
        return f"Placebo: {self.label}" if self.placebo else self.label

    @property
    def fails(self) -> bool:
        """Whether it is a placebo that shows something."""
        return self.placebo and self.estimate.excludes(0.0)


@dataclass(frozen=True)
class Observed:
    """What a test on the record found.

    Attributes:
        primary: The estimate that is reported beside the model's.
        unit: Of the primary estimate, in words.
        rows: Every estimate, placebos included.
        remarks: What has to be known to read them.
        refutes: Whether the rule fixed for the record refutes the claim; None where there is none.
    """

    primary: Estimate
    unit: str
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()
    refutes: bool | None = None


@dataclass(frozen=True)
class Observation:
    """The design of a test on the record.

    Attributes:
        sample: Who and when.
        estimand: What is estimated.
        specification: How.
        clustering: What standard errors allow for.
        placebos: What must show nothing.
        side: On which side of ``null`` the claim puts the primary estimate, 1 above or -1 below.
        null: Of the primary estimate, where nothing is going on.
        test: From the folder of sources to what is found; raises ``NoEvidence`` where the
            folder lacks a source. None for a design that no open source allows yet.
        why_not: Why there is no test, where there is none.
    """

    sample: str
    estimand: str
    specification: str
    clustering: str
    placebos: str
    side: int = 1
    null: float = 0.0
    test: Callable[[Path], Observed] | None = None
    why_not: str = ""

    def bearing(self, observed: Observed) -> Bearing:
        """What was found, in a word: by the rule fixed for the record, then by the 90% interval.

        Example:
            >>> design = Observation("", "", "", "", "", side=-1)
            >>> str(design.bearing(Observed(Estimate(-2.0, -3.0, -1.0), "log-odds", ())))
            'for'
        """
        found = observed.primary
        if observed.refutes:
            return Bearing.AGAINST
        if not found.excludes(self.null):
            return Bearing.NEITHER
        agrees = self.side * (found.value - self.null) > 0
        return Bearing.FOR if agrees else Bearing.AGAINST
