"""A test on the record: its design is stated before the record is read.

The estimator takes a table, so that the same code runs on the record and on a simulated history,
which is how its power is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counterpoise.propositions.draws import Estimate


class NoEvidence(Exception):
    """The record that a test needs is not at hand; the message says what is missing."""


@dataclass(frozen=True)
class Row:
    """One estimate of an observational test.

    Attributes:
        label: What was estimated.
        estimate: With its 90% interval.
        note: Sample size, and what else is needed to read it.
    """

    label: str
    estimate: Estimate
    note: str = ""


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
        test: From the folder of sources to what is found; raises ``NoEvidence`` where the
            folder lacks a source. None for a design that no open source allows yet.
        why_not: Why there is no test, where there is none.
    """

    sample: str
    estimand: str
    specification: str
    clustering: str
    placebos: str
    test: Callable[[Path], Observed] | None = None
    why_not: str = ""
