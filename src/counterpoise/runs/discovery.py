"""Which futures of a scenario are of one kind: draws from the priors, and boxes among them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.batches import batch_size
from counterpoise.experiments.discovery import Discovery, discovered
from counterpoise.experiments.ensemble import run_simulation
from counterpoise.experiments.plausibility import candidates
from counterpoise.experiments.prim import ALPHA, MOST_BOXES
from counterpoise.runs.carrying_out import threads
from counterpoise.runs.study import BadStudy, Question, Study, study_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

DRAWS = 500
FEWEST_DRAWS, FEWEST_CASES = 40, 5

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Discovered:
    """Boxes of parameters in which futures of one kind lie.

    Attributes:
        study: What was studied.
        above: Whether cases lie above the threshold, or below.
        threshold: Of the outcome.
        addresses: The parameters that vary.
        discovery: The boxes.
        draws: Their values, [draw, parameter].
        outcomes: [draw].
    """

    study: Study
    above: bool
    threshold: float
    addresses: tuple[str, ...]
    discovery: Discovery
    draws: Numbers = field(repr=False)
    outcomes: Numbers = field(repr=False)

    def table(self) -> "pd.DataFrame":
        """A row for each restriction of each box."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for number, each in enumerate(self.discovery.boxes, start=1):
            for column, chance in each.chances.items():
                low, high = each.step.box.low[column], each.step.box.high[column]
                rows.append(
                    {
                        "box": number,
                        "parameter": self.addresses[column],
                        "low": low if np.isfinite(low) else None,
                        "high": high if np.isfinite(high) else None,
                        "quasi_p": chance,
                        "coverage": each.step.coverage,
                        "density": each.step.density,
                        "inside": each.step.inside,
                    }
                )
        columns = ["box", "parameter", "low", "high", "quasi_p", "coverage", "density", "inside"]
        return pd.DataFrame(rows, columns=columns)

    def points(self) -> "pd.DataFrame":
        """A row for each draw, with its parameters."""
        import pandas as pd

        columns = {name: self.draws[:, place] for place, name in enumerate(self.addresses)}
        return pd.DataFrame(columns | {"outcome": self.outcomes})

    def drawing(self) -> "Drawing":
        """Coverage and density on the way to the first box."""
        from counterpoise.report.study_figures import of_discovery

        return of_discovery(self.discovery, self.study.metric, self.study.outcome)

    def record(self) -> dict[str, Any]:
        """What was asked and found."""
        held_out = self.discovery.held_out
        return {
            "study": "discovery",
            "scenario": self.study.scenario.name,
            "years": self.study.scenario.years,
            "seed": self.study.scenario.seed,
            "outcome": asdict(self.study.outcome),
            "unit": self.study.metric.unit,
            "above" if self.above else "below": self.threshold,
            "draws": len(self.outcomes),
            "rate": self.discovery.rate,
            "boxes": self.table().to_dict(orient="records"),
            "held_out": None if held_out is None else asdict(held_out),
            "trajectories": [
                [
                    {"inside": s.inside, "coverage": s.coverage, "density": s.density}
                    for s in each.trajectory
                ]
                for each in self.discovery.boxes
            ],
        }

    def sentences(self) -> tuple[str, ...]:
        """What it says, in words."""
        from counterpoise.report.study_sentences import of_discovery

        return of_discovery(
            self.discovery,
            self.addresses,
            {name: each.meaning for name, each in self.study.declared.items()},
            self.study.metric,
            self.study.outcome,
            self.above,
            self.threshold,
        )


def discover(
    scenario: str | Path | Question,
    outcome: str = "",
    above: float | None = None,
    below: float | None = None,
    quantile: float | None = None,
    draws: int = DRAWS,
    alpha: float = ALPHA,
    most: int = MOST_BOXES,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **question: Any,
) -> Discovered:
    """Boxes of parameters in which an outcome is high, or low.

    Args:
        scenario: A shipped scenario's name, the path of a YAML file, or a whole question.
        outcome: Name of a metric.
        above: Cases of interest lie above this value of the outcome; or
        below: below this one; or
        quantile: beyond this quantile of it: above from one half on, below it otherwise.
        draws: From the priors; those that describe no possible world are set aside, as in ``run``.
        alpha: Share of a box that is peeled at a time.
        most: At most how many boxes.
        workers: Threads; changes no result.
        progress: Called with (histories done, histories in all).
        **question: Attributes of :class:`counterpoise.runs.study.Question`.

    Raises:
        BadStudy: Not one threshold, or too few cases, or too few that are none.
        UnknownOutcome, UnknownContrast: Something asked for is not there.

    Example:
        >>> import counterpoise as cp
        >>> found = cp.discover(
        ...     "iraq-2003", "p_soft", quantile=0.8, draws=200, years=2
        ... )  # doctest: +SKIP
        >>> print(*found.sentences())  # doctest: +SKIP
    """
    asked = scenario if isinstance(scenario, Question) else Question(scenario, outcome, **question)
    if sum(each is not None for each in (above, below, quantile)) != 1:
        raise BadStudy("give one of --above, --below and --quantile: which futures are meant?")
    if quantile is not None and not 0.0 < quantile < 1.0:
        raise BadStudy(f"--quantile {quantile:g}: a quantile lies between 0 and 1.")
    if draws < FEWEST_DRAWS:
        raise BadStudy(f"--draws {draws}: boxes need at least {FEWEST_DRAWS} draws.")
    if not 0.0 < alpha <= 0.5:
        raise BadStudy(f"--alpha {alpha:g}: a share above 0 and at most 0.5 is peeled at a time.")
    if most < 1:
        raise BadStudy(f"--boxes {most}: at least one box is looked for.")
    study = study_of(asked, draws)
    ensemble = run_simulation(
        study.simulation,
        draws,
        batch_size(draws),
        candidates(draws),
        workers or threads(),
        progress,
    )
    values = study.outcome.values(ensemble, study.scenario.act_year)
    finite = np.isfinite(values)
    values = values[finite]
    if quantile is not None:
        threshold, high = float(np.quantile(values, quantile)), quantile >= 0.5
    elif above is not None:
        threshold, high = above, True
    else:
        assert below is not None
        threshold, high = below, False
    case = values > threshold if high else values < threshold
    count = int(case.sum())
    if min(count, len(case) - count) < FEWEST_CASES:
        raise BadStudy(
            f"{count} of {len(case)} draws lie {'above' if high else 'below'} {threshold:g}; the "
            f"outcome runs from {values.min():g} to {values.max():g}, with a median of "
            f"{np.median(values):g}. Choose a threshold with at least {FEWEST_CASES} on either "
            "side, or more --draws."
        )
    addresses = tuple(study.priors)
    drawn = np.stack([ensemble.parameters[each][finite] for each in addresses], axis=1)
    found = discovered(drawn, case, alpha, most)
    return Discovered(study, high, threshold, addresses, found, drawn, values)
