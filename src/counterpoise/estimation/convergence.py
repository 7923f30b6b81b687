"""A posterior that has not converged is refused, with the parameters that have not.

R-hat (rank-normalised, split) below 1.01; bulk and tail effective sample sizes above 400; no
divergent transition (Vehtari et al. 2021).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_RHAT = 1.01
LEAST_ESS = 400.0


class NotConverged(RuntimeError):
    """The chains do not agree; the message names the parameters."""


@dataclass(frozen=True)
class Diagnosis:
    """How well the chains of one parameter agree."""

    rhat: float
    bulk: float
    tail: float

    @property
    def good(self) -> bool:
        """Whether the draws may be used."""
        return self.rhat < MOST_RHAT and self.bulk > LEAST_ESS and self.tail > LEAST_ESS


def diagnose(draws: Mapping[str, NDArray[np.float64]]) -> dict[str, Diagnosis]:
    """The diagnosis of every parameter, from draws [chain, draw]."""
    import arviz

    found = {}
    for address, values in draws.items():
        given = np.asarray(values, float)
        found[address] = Diagnosis(
            float(arviz.rhat(given, method="rank")),  # type: ignore[no-untyped-call]
            float(arviz.ess(given, method="bulk")),  # type: ignore[no-untyped-call]
            float(arviz.ess(given, method="tail")),  # type: ignore[no-untyped-call]
        )
    return found


def require_converged(diagnoses: Mapping[str, Diagnosis], divergences: int, what: str) -> None:
    """Refuse draws that cannot be trusted.

    Args:
        diagnoses: By address.
        divergences: How many transitions diverged.
        what: What was estimated, for the message.

    Raises:
        NotConverged: With the offending parameters.
    """
    bad = {address: each for address, each in diagnoses.items() if not each.good}
    if not bad and not divergences:
        return
    lines = [
        f"  {address}: R-hat {each.rhat:.3f}, bulk ESS {each.bulk:.0f}, tail ESS {each.tail:.0f}"
        for address, each in sorted(bad.items(), key=lambda pair: -pair[1].rhat)
    ]
    diverged = f"{divergences} transitions diverged. " if divergences else ""
    raise NotConverged(
        f"{what}: the chains have not converged, and the result is refused. {diverged}"
        f"R-hat must be below {MOST_RHAT} and effective sample sizes above {LEAST_ESS:.0f}. "
        "Ask for more draws (--draws), or fix a parameter that the data cannot tell."
        + "".join(f"\n{line}" for line in lines)
    )
