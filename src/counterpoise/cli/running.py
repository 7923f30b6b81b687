"""``counterpoise run``."""

from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.errors import say
from counterpoise.cli.interruption import interrupt_gently
from counterpoise.cli.screen import show, write


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
) -> None:
    """Simulate a scenario, compare its arms, and write a report.

    \b
    Examples:
      counterpoise run iraq-2003
      counterpoise run iraq-2003 --draws 50 --seed 7 --out runs/first
      counterpoise run iraq-2003 --set threat.theta_I=0 --set geography.eta=0.5
      counterpoise run mine.yaml --json | jq '.contrasts'
    """  # noqa: D301
    from counterpoise.runs.spec import RunSpec, parse_settings

    spec = RunSpec(
        scenario,
        draws=draws,
        years=years,
        seed=seed,
        set=parse_settings(set_ or []),
        out=out,
        report=not no_report,
    )
    from counterpoise.runs.progress import progress_bar
    from counterpoise.runs.run import run as simulate

    with progress_bar(not (quiet or json)) as progress:
        found = simulate(spec, progress=progress, before_writing=interrupt_gently)
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
