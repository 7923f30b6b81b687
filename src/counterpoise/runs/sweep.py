"""A scenario's outcome along one parameter, or over two, on paired draws."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.paired_points import outcomes_at
from counterpoise.experiments.sweep import Axis, BadSweep, GridPoint, grid, summarised
from counterpoise.runs.carrying_out import threads
from counterpoise.runs.study import Question, Study, study_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

DRAWS = 50

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sweep:
    """An outcome over a grid.

    Attributes:
        study: What was studied.
        axes: The parameters swept.
        draws: Paired draws at each point.
        grid: What was found at each point; the last parameter moves first.
        left_out: Draws that describe no possible world at some point.
        outcomes: [point, draw].
    """

    study: Study
    axes: tuple[Axis, ...]
    draws: int
    grid: tuple[GridPoint, ...]
    left_out: int
    outcomes: Numbers = field(repr=False)

    def table(self) -> "pd.DataFrame":
        """A row for each point: the outcome, and its change from the first point."""
        import pandas as pd

        rows = []
        for each in self.grid:
            row = {axis.address: at for axis, at in zip(self.axes, each.at, strict=True)}
            for name, figure in (("", each.level), ("change_", each.change)):
                for what in ("q05", "q50", "q95", "mean"):
                    row[f"{name}{what}"] = getattr(figure, what)
            rows.append(row)
        return pd.DataFrame(rows)

    def points(self) -> "pd.DataFrame":
        """A row for each point and draw."""
        import pandas as pd

        count, draws = self.outcomes.shape
        columns: dict[str, Any] = {
            address: np.repeat(values, draws) for address, values in grid(self.axes).items()
        }
        columns["draw"] = np.tile(np.arange(draws), count)
        return pd.DataFrame(columns | {"outcome": self.outcomes.ravel()})

    def drawing(self) -> "Drawing":
        """A line with its bands, or over two parameters a map of medians."""
        from counterpoise.report.study_figures import of_sweep

        return of_sweep(self.axes, self.grid, self.study.metric, self.study.outcome)

    def record(self) -> dict[str, Any]:
        """What was asked and found."""
        return {
            "study": "sweep",
            "scenario": self.study.scenario.name,
            "years": self.study.scenario.years,
            "seed": self.study.scenario.seed,
            "outcome": asdict(self.study.outcome),
            "unit": self.study.metric.unit,
            "draws": self.draws,
            "left_out": self.left_out,
            "grid": self.table().to_dict(orient="records"),
        }

    def sentences(self) -> tuple[str, ...]:
        """What it says, in words."""
        from counterpoise.report.study_sentences import of_sweep

        found = [of_sweep(self.axes, self.grid, self.study.metric, self.study.outcome)]
        if self.left_out:
            found.append(
                f"{self.left_out} of {self.draws} draws were left out: at some value they describe "
                "no possible world."
            )
        return tuple(found)


def sweep(
    scenario: str | Path | Question,
    outcome: str = "",
    over: Sequence[str | Axis] = (),
    draws: int = DRAWS,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **question: Any,
) -> Sweep:
    """An outcome over a grid of one parameter or two, on paired draws.

    Args:
        scenario: A shipped scenario's name, the path of a YAML file, or a whole question.
        outcome: Name of a metric.
        over: ``block.name=lo:hi:n``, once or twice.
        draws: Paired draws at each point; the other parameters are drawn as ``run`` draws them.
        workers: Threads; changes no result.
        progress: Called with (histories done, histories in all).
        **question: Attributes of :class:`counterpoise.runs.study.Question`.

    Raises:
        BadSweep, BadStudy, UnknownOutcome, UnknownParameter, OutsideSupport: Something asked for
            is not there, or a parameter cannot take a value.

    Example:
        >>> import counterpoise as cp
        >>> found = cp.sweep(
        ...     "iraq-2003", "p_soft", ["threat.theta_I=0:1:3"], draws=2, years=2
        ... )  # doctest: +SKIP
        >>> found.table()  # doctest: +SKIP
    """
    asked = scenario if isinstance(scenario, Question) else Question(scenario, outcome, **question)
    axes = tuple(each if isinstance(each, Axis) else Axis.parse(each) for each in over)
    points = grid(axes)
    if draws < 2:
        raise BadSweep(f"--draws {draws}: an interval needs at least two draws.")
    study = study_of(asked)
    for axis in axes:
        for value in (axis.values[0], axis.values[-1]):
            study.require_value(axis.address, value)
    outcomes = outcomes_at(
        study.simulation,
        points,
        study.drawn(draws),
        study.outcome,
        study.scenario.act_year,
        workers or threads(),
        progress=progress,
    )
    found, left_out = summarised(points, outcomes)
    return Sweep(study, axes, draws, found, left_out, outcomes)
