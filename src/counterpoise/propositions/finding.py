"""What the test of a proposition found, in a form that can be stored and read back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from counterpoise.propositions.draws import Estimate
from counterpoise.propositions.observation import Observed, Row
from counterpoise.propositions.power import Detection
from counterpoise.propositions.sensitivity import Sensitivity, TotalIndex
from counterpoise.propositions.verdict import Ruling, Verdict

Figures = Mapping[str, Estimate]


@dataclass(frozen=True)
class RunOfExperiment:
    """One of the three runs of an experiment.

    Attributes:
        figures: Every figure, with its 90% interval over draws.
        fixed: Figures of the whole run.
        values: The primary statistic in each draw; not-a-number is None.
        refuted: What the rule says of this run.
    """

    figures: Figures
    fixed: Mapping[str, float]
    values: tuple[float | None, ...]
    refuted: bool


@dataclass(frozen=True)
class Finding:
    """What the test of one proposition found.

    Attributes:
        id: Of the proposition.
        statistic: Name of the primary statistic.
        ruling: The verdict.
        basis: ``prior`` or ``posterior``: which draws the rule was applied to.
        prior: The run from the prior.
        posterior: The run from the posterior; None while there is none.
        mechanism_off: The run with the focal mechanism off.
        observed: What the record shows; None where it was not examined.
        not_observed: Why it was not.
        detection: Power of one history; None where the proposition declares none.
        prior_dominated: Whether the result rests on what no data have touched.
        why_dominated: Why, in a sentence.
        sensitivity: Which parameters buy the result.
        draws: Of the parameters.
        set_aside: Draws that describe no possible world.
        seed: Of the run.
        seconds: That the test took.
    """

    id: str
    statistic: str
    ruling: Ruling
    basis: str
    prior: RunOfExperiment
    posterior: RunOfExperiment | None
    mechanism_off: RunOfExperiment
    observed: Observed | None
    not_observed: str
    detection: Detection | None
    prior_dominated: bool
    why_dominated: str
    sensitivity: Sensitivity
    draws: int
    set_aside: int
    seed: int
    seconds: float

    @property
    def counted(self) -> RunOfExperiment:
        """The run that the rule was applied to."""
        return self.posterior or self.prior

    def to_json(self) -> str:
        """As text that ``from_json`` reads; numbers that are none become null."""
        return json.dumps(_plain(asdict(self)), ensure_ascii=False, allow_nan=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Finding":
        """Read what ``to_json`` wrote.

        Raises:
            ValueError: The text is something else.
        """
        try:
            given = json.loads(text)
            return cls(
                **{
                    **given,
                    "ruling": _ruling(given["ruling"]),
                    "prior": _run(given["prior"]),
                    "posterior": _run(given["posterior"]),
                    "mechanism_off": _run(given["mechanism_off"]),
                    "observed": _observed(given["observed"]),
                    "detection": given["detection"] and Detection(**_numbers(given["detection"])),
                    "sensitivity": Sensitivity(
                        tuple(TotalIndex(**each) for each in given["sensitivity"]["indices"]),
                        given["sensitivity"]["fit"],
                        given["sensitivity"]["draws"],
                    ),
                }
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a finding: {error!r}") from error


NAN = float("nan")


def _plain(value: Any) -> Any:
    match value:
        case float():
            return value if value == value and abs(value) != float("inf") else None
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def _numbers(given: dict[str, Any]) -> dict[str, Any]:
    return {key: NAN if each is None else each for key, each in given.items()}


def _estimate(given: dict[str, Any]) -> Estimate:
    return Estimate(**_numbers(given))


def _ruling(given: dict[str, Any]) -> Ruling:
    return Ruling(Verdict(given["verdict"]), given["refuted_in"], given["on_the_line"])


def _run(given: dict[str, Any] | None) -> Any:
    if given is None:
        return None
    return RunOfExperiment(
        {name: _estimate(each) for name, each in given["figures"].items()},
        _numbers(given["fixed"]),
        tuple(given["values"]),
        given["refuted"],
    )


def _observed(given: dict[str, Any] | None) -> Observed | None:
    if given is None:
        return None
    return Observed(
        _estimate(given["primary"]),
        given["unit"],
        tuple(
            Row(each["label"], _estimate(each["estimate"]), each["note"], each["placebo"])
            for each in given["rows"]
        ),
        tuple(given["remarks"]),
        given["refutes"],
    )
