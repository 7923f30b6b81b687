"""``counterpoise run`` and ``counterpoise resume``."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.errors import Ended, say
from counterpoise.cli.interruption import finishing
from counterpoise.cli.screen import show, write

if TYPE_CHECKING:
    from counterpoise.runs.run import Run
    from counterpoise.runs.stopping import Stopping


class Kept(StrEnum):
    """What is kept of each state."""

    YEARLY = "yearly"
    MEAN = "mean"


Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Processes, or workers of the cluster; by default threads of this process. Changes "
        "no result.",
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="local|slurm|kubernetes|ADDRESS",
        help="Compute on a Dask cluster that sees the run's directory. Changes no result.",
    ),
]


def run(
    scenario: Annotated[
        str, typer.Argument(help="A shipped scenario's name, or the path of a YAML file.")
    ],
    draws: Annotated[
        int | None, typer.Option(help="Draws of the parameters; the scenario's by default.")
    ] = None,
    years: Annotated[int | None, typer.Option(help="Years; the scenario's by default.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed; the scenario's by default.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="BLOCK.PARAMETER=VALUE",
            help="Hold a parameter at a value in every draw. May be repeated.",
        ),
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option(
            metavar="prior|posterior|FILE",
            help="Where the other parameters come from: the posterior that comes with the "
            "package, the priors, or the file of a posterior. By default the posterior, unless "
            "the era in which the run begins has none.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Directory of the run; by default a new one under runs/."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="One line of JSON on the output stream.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar; only where the run is.")
    ] = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Do not write the HTML report.")
    ] = False,
    workers: Workers = None,
    cluster: Cluster = None,
    states: Annotated[
        Kept | None,
        typer.Option(
            help="Keep each state's postures by year, or their mean after the act; by default by "
            "year, unless that takes more than 2 GB."
        ),
    ] = None,
) -> None:
    """Simulate a scenario, compare its arms, and write a report.

    \b
    Examples:
      counterpoise run iraq-2003
      counterpoise run iraq-2003 --draws 50 --seed 7 --out runs/first
      counterpoise run iraq-2003 --parameters prior
      counterpoise run iraq-2003 --set threat.theta_I=0 --set geography.eta=0.5
      counterpoise run mine.yaml --json | jq '.contrasts'
      counterpoise run iraq-2003 --draws 100000 --workers 8
      counterpoise run iraq-2003 --draws 100000 --cluster slurm --workers 40
    """  # noqa: D301
    from counterpoise.runs.spec import RunSpec, parse_settings

    spec = RunSpec(
        scenario,
        draws=draws,
        years=years,
        seed=seed,
        set=parse_settings(set_ or []),
        parameters=parameters,
        out=out,
        report=not no_report,
        workers=workers,
        cluster=cluster,
        states=None if states is None else states.value,
    )
    from counterpoise.runs.progress import progress_bar
    from counterpoise.runs.run import run as simulate
    from counterpoise.runs.stopping import Stopping

    stopping = Stopping()
    with (
        _told_how_to_go_on(stopping),
        finishing(stopping),
        progress_bar(not (quiet or json)) as progress,
    ):
        found = simulate(spec, progress=progress, stopping=stopping)
    _show(found, json, quiet)


def resume(
    run: Annotated[Path, typer.Argument(help="Directory of a run.")],
    json: Annotated[
        bool, typer.Option("--json", help="One line of JSON on the output stream.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar; only where the run is.")
    ] = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Do not write the HTML report.")
    ] = False,
    workers: Workers = None,
    cluster: Cluster = None,
    other_versions: Annotated[
        bool,
        typer.Option(
            "--other-versions", help="Go on though other versions of packages began the run."
        ),
    ] = False,
) -> None:
    """Go on with a run that was interrupted; the result is that of an uninterrupted one.

    \b
    Examples:
      counterpoise resume runs/iraq-2003-20260102-030405
      counterpoise resume runs/large --workers 8
    """  # noqa: D301
    from counterpoise.runs.progress import progress_bar
    from counterpoise.runs.resuming import resume as go_on
    from counterpoise.runs.stopping import Stopping

    stopping = Stopping(directory=run, worth=True)
    with (
        _told_how_to_go_on(stopping),
        finishing(stopping),
        progress_bar(not (quiet or json)) as progress,
    ):
        found = go_on(run, workers, cluster, not no_report, other_versions, progress, stopping)
    _show(found, json, quiet)


@contextmanager
def _told_how_to_go_on(stopping: "Stopping") -> Iterator[None]:
    """A run that was asked to stop has stopped: say how to go on, and end."""
    from counterpoise.runs.stopping import RunStopped

    try:
        yield
    except RunStopped as stopped:
        say(f"counterpoise: {stopped}")
        raise Ended(stopping.status) from None


def _show(found: "Run", json: bool, quiet: bool) -> None:
    """Print what came of a run."""
    left_out = found.comparison.left_out
    if left_out and (json or quiet):
        say(
            f"counterpoise: {left_out} of {found.provenance.draws} draws ended in values that are "
            "not finite and are left out of the comparison."
        )
    if json:
        write(found.to_json())
        return
    if not quiet:
        show(found.summary())
        write("")
    if found.report is None:
        write(f"Run: {found.store}")
        return
    write(f"Run:    {found.store}")
    write(f"Report: {found.report}")
