"""``counterpoise sensitivity``, ``sweep`` and ``discover``: what a scenario's answer hangs on."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.interruption import writing
from counterpoise.cli.screen import show, table, write

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from rich.table import Table

    from counterpoise.runs.study import Question
    from counterpoise.runs.study_result import StudyResult

Scenario = Annotated[
    str, typer.Argument(help="A shipped scenario's name, or the path of a YAML file.")
]
OutcomeName = Annotated[
    str,
    typer.Option("--outcome", metavar="METRIC", help="What is asked about, as in `run --json`."),
]
Contrast = Annotated[
    str | None,
    typer.Option(metavar="'ARM - ARM'", help="Between which arms; the scenario's first pair."),
]
Arm = Annotated[str | None, typer.Option(help="In one arm, rather than between two.")]
Years = Annotated[int | None, typer.Option(help="Years; the scenario's by default.")]
Seed = Annotated[int | None, typer.Option(help="Seed; the scenario's by default.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="BLOCK.PARAMETER=VALUE", help="Hold a parameter at a value throughout."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(help="A new directory for table, points, figure and JSON; by default none."),
]
Workers = Annotated[int | None, typer.Option(min=1, help="Threads. Changes no result.")]
Json = Annotated[bool, typer.Option("--json", help="One line of JSON on the output stream.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")]


class Indices(StrEnum):
    """Which indices of sensitivity."""

    SOBOL = "sobol"
    MORRIS = "morris"


def sensitivity(
    scenario: Scenario,
    outcome: OutcomeName,
    method: Annotated[
        Indices, typer.Option(help="Shares of variance, or elementary effects.")
    ] = Indices.SOBOL,
    contrast: Contrast = None,
    arm: Arm = None,
    parameters: Annotated[
        str, typer.Option(metavar="BLOCK.NAME,...", help="Parameters to vary; all by default.")
    ] = "",
    blocks: Annotated[
        str, typer.Option(metavar="BLOCK,...", help="Blocks whose parameters vary.")
    ] = "",
    draws: Annotated[
        int | None,
        typer.Option(help="Rows of the design: 64 by default for sobol, 10 for morris."),
    ] = None,
    repeats: Annotated[
        int, typer.Option(help="Paired histories at each point, of which the mean is taken.")
    ] = 4,
    years: Years = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    workers: Workers = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find out which parameters an outcome hangs on.

    \b
    Examples:
      counterpoise sensitivity iraq-2003 --outcome p_soft --method morris
      counterpoise sensitivity iraq-2003 --outcome p_soft --blocks threat --draws 128
    """  # noqa: D301
    from counterpoise.runs.sensitivity import sensitivity as carry_out

    study = partial(
        carry_out,
        _question(scenario, outcome, contrast, arm, years, seed, set_),
        method=method.value,
        parameters=_named(parameters),
        blocks=_named(blocks),
        draws=draws,
        repeats=repeats,
        workers=workers,
    )
    _answer(study, "sensitivity", out, json, quiet)


def sweep(
    scenario: Scenario,
    outcome: OutcomeName,
    over: Annotated[
        list[str],
        typer.Option(
            metavar="BLOCK.NAME=LO:HI:N", help="A parameter and its values; once or twice."
        ),
    ],
    contrast: Contrast = None,
    arm: Arm = None,
    draws: Annotated[int, typer.Option(help="Paired draws at each value.")] = 50,
    years: Years = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    workers: Workers = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Follow an outcome along one parameter, or over two, on the same draws.

    \b
    Examples:
      counterpoise sweep iraq-2003 --over threat.theta_I=0:1.5:7 --outcome p_soft
    """  # noqa: D301
    from counterpoise.runs.sweep import sweep as carry_out

    asked = _question(scenario, outcome, contrast, arm, years, seed, set_)
    study = partial(carry_out, asked, over=over, draws=draws, workers=workers)
    _answer(study, "sweep", out, json, quiet)


def discover(
    scenario: Scenario,
    outcome: OutcomeName,
    above: Annotated[float | None, typer.Option(help="Futures in which it is above this.")] = None,
    below: Annotated[float | None, typer.Option(help="Futures in which it is below this.")] = None,
    quantile: Annotated[
        float | None,
        typer.Option(help="Beyond this quantile: above it from 0.5 on, below it otherwise."),
    ] = None,
    contrast: Contrast = None,
    arm: Arm = None,
    draws: Annotated[int, typer.Option(help="Draws from the priors.")] = 500,
    boxes: Annotated[int, typer.Option(help="At most how many boxes.")] = 3,
    alpha: Annotated[float, typer.Option(help="Share of a box peeled at a time.")] = 0.05,
    years: Years = None,
    seed: Seed = None,
    set_: Set = None,
    out: Out = None,
    workers: Workers = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Discover the ranges of parameters in which an outcome is high, or low.

    \b
    Examples:
      counterpoise discover iraq-2003 --outcome p_soft --quantile 0.8
      counterpoise discover iraq-2003 --outcome threat --below 0
    """  # noqa: D301
    from counterpoise.runs.discovery import discover as carry_out

    study = partial(
        carry_out,
        _question(scenario, outcome, contrast, arm, years, seed, set_),
        above=above,
        below=below,
        quantile=quantile,
        draws=draws,
        alpha=alpha,
        most=boxes,
        workers=workers,
    )
    _answer(study, "discovery", out, json, quiet)


def _question(
    scenario: str,
    outcome: str,
    contrast: str | None,
    arm: str | None,
    years: int | None,
    seed: int | None,
    set_: list[str] | None,
) -> "Question":
    from counterpoise.runs.spec import parse_settings
    from counterpoise.runs.study import Question

    return Question(scenario, outcome, contrast, arm, years, seed, parse_settings(set_ or []))


def _named(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _answer(
    study: "Callable[..., StudyResult]", name: str, out: Path | None, json: bool, quiet: bool
) -> None:
    """Carry a study out, write its files, and print the table and what it says."""
    from counterpoise.runs.progress import progress_bar
    from counterpoise.runs.study_result import as_json, require_place, write_study

    place = require_place(out, name)
    with progress_bar(not (quiet or json)) as progress:
        found = study(progress=progress)
    if place is not None:
        with writing():
            write_study(found, place)
    if json:
        write(as_json(found))
        return
    if len(found.table()):
        show(_as_shown(found.table()))
        write("")
    for sentence in found.sentences():
        write(sentence)
    if place is not None:
        write(f"Study: {place}")


def _as_shown(rows: "pd.DataFrame") -> "Table":
    """The table to three digits; only headings are broken, and addresses of parameters not."""
    names = [str(name) for name in rows.columns]
    shown = table(*(name if "." in name else name.replace("_", " ") for name in names))
    cells = [
        [f"{each:.3g}" if isinstance(each, float) else str(each) for each in row]
        for row in rows.itertuples(index=False)
    ]
    for name, column, held in zip(names, shown.columns, zip(*cells, strict=True), strict=True):
        column.min_width = max(len(each) for each in (*held, name if "." in name else ""))
    for row in cells:
        shown.add_row(*row)
    return shown
