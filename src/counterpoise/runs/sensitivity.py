"""Which parameters a scenario's outcome hangs on: a design of points, run on paired draws."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.indices import FEWEST_ROWS, BadDesign, Index, Method, design, indices
from counterpoise.experiments.paired_points import outcomes_at
from counterpoise.runs.carrying_out import threads
from counterpoise.runs.study import BadStudy, Question, Study, study_of
from counterpoise.vocabulary.near_miss import did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

DRAWS = {Method.SOBOL: 64, Method.MORRIS: 10}
REPEATS = 4

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SensitivityStudy:
    """Indices of parameters.

    Attributes:
        study: What was studied.
        method: Which indices.
        draws: Base rows or trajectories of the design.
        repeats: Paired histories at each point.
        indices: The strongest first.
        left_out: Rows of the design left out because a history describes no possible world.
        design: By address, the value at each point, [point].
        outcomes: [point, repeat].
    """

    study: Study
    method: Method
    draws: int
    repeats: int
    indices: tuple[Index, ...]
    left_out: int
    design: dict[str, Numbers] = field(repr=False)
    outcomes: Numbers = field(repr=False)

    def table(self) -> "pd.DataFrame":
        """A row for each parameter, the strongest first."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for each in self.indices:
            row: dict[str, Any] = {"parameter": each.address}
            for name in ("total", "first", "mu_star"):
                figure = getattr(each, name)
                if figure is not None:
                    row |= {name: figure.mean, f"{name}_q05": figure.q05, f"{name}_q95": figure.q95}
            if each.mu is not None:
                row |= {"mu": each.mu, "sigma": each.sigma}
            rows.append(row)
        return pd.DataFrame(rows)

    def points(self) -> "pd.DataFrame":
        """A row for each history: the point, the repeat, the outcome."""
        import pandas as pd

        count, repeats = self.outcomes.shape
        columns: dict[str, Any] = {
            "point": np.repeat(np.arange(count), repeats),
            "repeat": np.tile(np.arange(repeats), count),
        }
        columns |= {name: np.repeat(each, repeats) for name, each in self.design.items()}
        return pd.DataFrame(columns | {"outcome": self.outcomes.ravel()})

    def drawing(self) -> "Drawing":
        """Each parameter's index with its interval."""
        from counterpoise.report.study_figures import of_indices

        return of_indices(self.indices, self.study.metric, self.study.outcome)

    def record(self) -> dict[str, Any]:
        """What was asked and found."""
        return {
            "study": "sensitivity",
            "scenario": self.study.scenario.name,
            "years": self.study.scenario.years,
            "seed": self.study.scenario.seed,
            "method": self.method.value,
            "outcome": asdict(self.study.outcome),
            "unit": self.study.metric.unit,
            "draws": self.draws,
            "repeats": self.repeats,
            "left_out": self.left_out,
            "indices": self.table().to_dict(orient="records"),
        }

    def sentences(self) -> tuple[str, ...]:
        """What it says, in words."""
        from counterpoise.report.study_sentences import of_indices

        found = [of_indices(self.indices, self.study.metric, self.study.outcome)]
        if self.left_out:
            found.append(
                f"{self.left_out} of {self.draws} rows of the design were left out: at some point "
                "of theirs a history describes no possible world."
            )
        return tuple(found)


def sensitivity(
    scenario: str | Path | Question,
    outcome: str = "",
    method: str = "sobol",
    parameters: Sequence[str] = (),
    blocks: Sequence[str] = (),
    draws: int | None = None,
    repeats: int = REPEATS,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **question: Any,
) -> SensitivityStudy:
    """Sobol or Morris indices of a scenario's parameters.

    Args:
        scenario: A shipped scenario's name, the path of a YAML file, or a whole question.
        outcome: Name of a metric.
        method: ``sobol`` or ``morris``.
        parameters: Addresses of the parameters to vary; with ``blocks``, theirs too; by default
            all that have a prior. The others are drawn from their priors, the same at every point.
        blocks: Blocks whose parameters vary.
        draws: Base rows (a power of two; 64 by default) for Sobol, trajectories (10) for Morris.
        repeats: Paired histories at each point, whose mean is the point's outcome.
        workers: Threads; changes no result.
        progress: Called with (histories done, histories in all).
        **question: Attributes of :class:`counterpoise.runs.study.Question`.

    Raises:
        BadStudy, BadDesign, UnknownOutcome, UnknownParameter: Something asked for is not there.

    Example:
        >>> import counterpoise as cp
        >>> found = cp.sensitivity(
        ...     "iraq-2003", "p_soft", "morris", blocks=["threat"], draws=4, repeats=1, years=2
        ... )  # doctest: +SKIP
        >>> found.table()  # doctest: +SKIP
    """
    asked = scenario if isinstance(scenario, Question) else Question(scenario, outcome, **question)
    known = [each.value for each in Method]
    if method not in known:
        raise BadStudy(
            f"--method {method}: there is no such method.{did_you_mean(method, known)} Use "
            f"{' or '.join(known)}."
        )
    how = Method(method)
    count = DRAWS[how] if draws is None else draws
    if repeats < 1:
        raise BadStudy(f"--repeats {repeats}: at least one history is run at each point.")
    if count < FEWEST_ROWS:
        raise BadDesign(f"--draws {count}: a design needs at least {FEWEST_ROWS}.")
    study = study_of(asked)
    addresses = study.chosen(parameters, blocks)
    unit = design(how, addresses, count, study.scenario.seed)
    priors = study.priors
    values = {
        address: np.asarray(priors[address].quantile(unit[:, place]), np.float64)
        for place, address in enumerate(addresses)
    }
    outcomes = outcomes_at(
        study.simulation,
        values,
        study.drawn(repeats),
        study.outcome,
        study.scenario.act_year,
        workers or threads(),
        progress=progress,
    )
    found, left_out = indices(how, addresses, unit, outcomes.mean(axis=1), study.scenario.seed)
    return SensitivityStudy(study, how, count, repeats, found, left_out, values, outcomes)
