"""The verdict, by rule: refuted, not refuted, or not testable on one history.

*Not testable* comes first: where one history as long as the record would show a true effect less
than half the time, or where the own instrument of the experiment fails its check, neither sign of
the result means much. Otherwise the rule in the proposition's file is applied to the draws of the
posterior, or to those of the prior while there is no posterior; and where the record has a rule of
its own, to what was observed.

A verdict from the prior says whether the assumptions imply the claim. Since the prior of every
focal parameter has mass where the claim fails, a refutation at the prior is no evidence against
the claim.

A verdict is *on the line* where resampling the draws overturns it more often than one time in
twenty, or where another two hundred synthetic histories could.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from counterpoise.propositions.draws import Draws
from counterpoise.propositions.power import Detection
from counterpoise.propositions.proposition import Refutation

RESAMPLES = 400
DOUBT = 0.05


class Verdict(StrEnum):
    """What the rule says."""

    REFUTED = "refuted"
    NOT_REFUTED = "not refuted"
    NOT_TESTABLE = "not testable"


@dataclass(frozen=True)
class Ruling:
    """A verdict and how firm it is.

    Attributes:
        verdict: By rule.
        refuted_in: Share of resampled sets of draws in which the rule refutes the claim.
        on_the_line: Whether chance in the draws could turn the verdict.
    """

    verdict: Verdict
    refuted_in: float
    on_the_line: bool


def ruling(
    refutation: Refutation,
    draws: Draws,
    detection: Detection | None,
    refuted_by_record: bool | None,
    seed: int,
) -> Ruling:
    """Apply the rule.

    Args:
        refutation: The proposition's rule.
        draws: Of the belief that counts.
        detection: Power of one history; None where the proposition declares none.
        refuted_by_record: What the rule for the record says; None where it says nothing.
        seed: Of the resampling.
    """
    rule = refutation.refuted(draws)
    random = np.random.default_rng((seed, 7))
    again = [
        refutation.refuted(draws.resampled(random.integers(0, draws.count, draws.count)))
        for _ in range(RESAMPLES)
    ]
    share = float(np.mean(again))
    doubtful = DOUBT < share < 1.0 - DOUBT
    faint = (detection is not None and detection.on_the_line) or refutation.nearly(draws)
    blunt = detection is not None and not detection.testable
    if blunt or not refutation.usable(draws):
        return Ruling(Verdict.NOT_TESTABLE, share, faint)
    if refuted_by_record:
        return Ruling(Verdict.REFUTED, share, faint)
    verdict = Verdict.REFUTED if rule else Verdict.NOT_REFUTED
    return Ruling(verdict, share, doubtful or faint)
