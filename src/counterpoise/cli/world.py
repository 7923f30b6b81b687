"""``counterpoise world``: the recorded worlds, how good they are, and how to make more."""

from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.errors import USER, UserError
from counterpoise.cli.interruption import writing
from counterpoise.cli.screen import write

world = typer.Typer(
    help="The recorded worlds: list, show, check, diff, compile.",
    rich_markup_mode=None,
    no_args_is_help=False,
)
Year = Annotated[int, typer.Argument(help="Year of the world.")]


@world.command("list")
def list_() -> None:
    """List the worlds that ship."""
    from counterpoise.world.snapshot import available

    for year in available():
        write(str(year))


@world.command()
def show(year: Year) -> None:
    """Show a world: its powers, pacts and rivalries, and how each number is known.

    \b
    Example:
      counterpoise world show 2003
    """  # noqa: D301
    from counterpoise.scenarios.setting import snapshot_of
    from counterpoise.world.snapshot import describe

    write(str(describe(snapshot_of(year))))


@world.command()
def check(year: Year) -> None:
    """Check a world for gaps, values out of range and broken symmetry.

    \b
    Example:
      counterpoise world check 2003
    """  # noqa: D301
    from counterpoise.scenarios.setting import snapshot_of
    from counterpoise.world.snapshot import check as problems_of

    snapshot = snapshot_of(year)
    problems = problems_of(snapshot)
    for problem in problems:
        write(str(problem))
    if problems:
        write(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}")
        raise typer.Exit(USER)
    write(f"The world of {year}: {len(snapshot.states)} states, no problem found.")


@world.command()
def diff(
    first: Annotated[int, typer.Argument(help="Year of the one world.")],
    second: Annotated[int, typer.Argument(help="Year of the other.")],
    json_: Annotated[bool, typer.Option("--json", help="One line of JSON, and all of it.")] = False,
) -> None:
    """Show what lies between two worlds: states, powers, ties and memberships.

    \b
    Example:
      counterpoise world diff 1985 2019
    """  # noqa: D301
    import json

    from counterpoise.scenarios.setting import snapshot_of
    from counterpoise.world.difference_text import difference_text
    from counterpoise.world.snapshot_difference import difference

    if first == second:
        raise UserError(f"both worlds are that of {first}; give two years.")
    found = difference(snapshot_of(first), snapshot_of(second))
    write(json.dumps(found.as_dict()) if json_ else difference_text(found))


@world.command("compile")
def compile_(
    year: Year,
    from_: Annotated[
        Path, typer.Option("--from", metavar="DIR", help="Directory of downloaded sources.")
    ],
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to; by default where runs look for worlds."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Show coverage and agreement with other data.")
    ] = False,
) -> None:
    """Compile the world of a year from downloaded sources.

    \b
    Example:
      counterpoise world compile 2003 --from sources --report
    """  # noqa: D301
    try:
        from counterpoise.data.compile import MissingInput, compile_world
    except ImportError as error:
        raise UserError(
            f"compiling needs {error.name}, which is not installed. Use: "
            "pip install 'counterpoise[data]'"
        ) from None
    if not from_.is_dir():
        raise UserError(f"{from_} is not a directory. Give --from the directory of your sources.")
    import counterpoise.world

    target = to if to is not None else Path(counterpoise.world.__file__).with_name("snapshots")
    try:
        with writing():
            found = compile_world(year, from_, target)
    except ImportError as error:
        raise UserError(
            f"compiling needs {error.name}, which is not installed. Use: "
            "pip install 'counterpoise[data]'"
        ) from None
    except MissingInput:
        raise
    except (ValueError, KeyError, EOFError, OSError) as error:
        raise UserError(f"{from_}: cannot compile the world of {year}: {error}") from error
    if report:
        write(str(found))
    else:
        write(f"The world of {year}: {found.states} states")
    for path in found.files:
        write(f"wrote {path}")
