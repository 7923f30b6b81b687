"""``counterpoise runs`` and ``counterpoise verify``: what is on disk, and whether it is sound."""

from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.errors import USER, UserError, say
from counterpoise.cli.interruption import writing
from counterpoise.cli.screen import show, table, write


def runs(
    folder: Annotated[
        Path, typer.Argument(help="A folder of runs, or one run, which is then told in full.")
    ] = Path("runs"),
) -> None:
    """List runs: how far, how large, and what each is.

    \b
    Examples:
      counterpoise runs
      counterpoise runs runs/iraq-2003-20260102-030405
    """  # noqa: D301
    from counterpoise.runs.listing import runs_in
    from counterpoise.storage.record import to_json

    found = list(runs_in(folder))
    if not found:
        raise UserError(
            f"{folder} holds no run. `counterpoise run iraq-2003` makes one, under runs/."
            if folder.is_dir()
            else f"{folder} does not exist. `counterpoise run iraq-2003` makes a run under runs/."
        )
    record = found[0].provenance
    if found[0].directory == folder and record is not None:
        size = f"{found[0].bytes / 1e6:,.1f} MB"
        say(f"{folder}: {found[0].state}, {found[0].done} of {record.draws} draws, {size}")
        write(to_json(record))
        return
    shown = table("run", "state", "draws", "years", "size", "seed", "begun", "scenario")
    for each in found:
        record = each.provenance
        size = f"{each.bytes / 1e6:,.1f} MB"
        if record is None:
            shown.add_row(each.directory.name, each.state, "", "", size, "", "", "")
            continue
        shown.add_row(
            each.directory.name,
            each.state,
            str(record.draws) if each.done == record.draws else f"{each.done} of {record.draws}",
            str(record.years),
            size,
            str(record.seed),
            record.created[:16].replace("T", " "),
            record.scenario,
        )
    show(shown)


def verify(
    run: Annotated[Path, typer.Argument(help="Directory of a run.")],
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Set aside what is damaged, so that `resume` computes it again; nothing is "
            "deleted.",
        ),
    ] = False,
) -> None:
    """Compare every file of a run with the checksum that was written down.

    \b
    Examples:
      counterpoise verify runs/first
      counterpoise verify runs/first --repair && counterpoise resume runs/first
    """  # noqa: D301
    from counterpoise.runs.progress import progress_bar
    from counterpoise.storage.verifying import repair as mend
    from counterpoise.storage.verifying import verify as check

    if repair:
        with writing():
            for line in mend(run):
                write(line)
    with progress_bar(unit="batches", doing="Reading") as progress:
        found = check(run, progress)
    for problem in found.problems:
        write(problem)
    size = f"{found.batches} batches, {found.bytes / 1e6:,.1f} MB"
    if found.problems:
        write(
            f"{size}: damaged. `counterpoise verify {run} --repair` sets aside what is damaged; "
            f"`counterpoise resume {run}` computes it again."
        )
        raise typer.Exit(USER)
    rest = "" if found.complete else f"; not complete: `counterpoise resume {run}` does the rest"
    write(f"{size}: every file is as it was written{rest}.")
