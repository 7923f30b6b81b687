"""The commands put together."""

import sys
from typing import Annotated

import typer

from counterpoise.cli.calibrating import calibrate, merge
from counterpoise.cli.citing import cite
from counterpoise.cli.data import data
from counterpoise.cli.errors import STOPPED, USER, say
from counterpoise.cli.estimating import estimate, posterior
from counterpoise.cli.exporting import export
from counterpoise.cli.forecasting import forecast
from counterpoise.cli.hindcasting import hindcast
from counterpoise.cli.keeping import runs, verify
from counterpoise.cli.listing import mechanisms, scenarios, variables
from counterpoise.cli.measure import measure
from counterpoise.cli.panel import panel
from counterpoise.cli.running import resume, run
from counterpoise.cli.studying import discover, sensitivity, sweep
from counterpoise.cli.testing import propositions, put_to_test
from counterpoise.cli.world import world

HELP = """Simulate balance-of-threat politics: states fear, balance, ally and fight.

\b
Examples:
  counterpoise run iraq-2003                  simulate, compare, report
  counterpoise run iraq-2003 --draws 50 --set threat.theta_I=0.5
  counterpoise scenarios iraq-2003 > mine.yaml
  counterpoise run mine.yaml --json
"""

app = typer.Typer(
    help=HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """What holds for every command."""
    if version:
        from counterpoise import __version__

        sys.stdout.write(f"counterpoise {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")


root.__doc__ = HELP
app.command()(run)
app.command("test")(put_to_test)
app.command()(propositions)
app.command()(resume)
app.command()(runs)
app.command()(verify)
app.command()(scenarios)
app.command()(mechanisms)
app.command()(variables)
app.command()(cite)
app.command()(export)
app.command()(panel)
app.command()(estimate)
app.command()(calibrate)
app.command()(hindcast)
app.command()(forecast)
app.command()(sensitivity)
app.command()(sweep)
app.command()(discover)
app.add_typer(world, name="world")
app.add_typer(data, name="data")
app.add_typer(measure, name="measure")
posterior.command("merge")(merge)
app.add_typer(posterior, name="posterior")


def invoke(arguments: list[str]) -> int:
    """Carry out what was typed.

    Returns:
        The exit status.
    """
    try:
        status = app(arguments, prog_name="counterpoise", standalone_mode=False)
    except typer.Exit as error:
        return int(error.exit_code)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as error:  # what typer makes of a reader that has left
        raise BrokenPipeError from error
    except Exception as error:
        context = getattr(error, "ctx", None)
        format_message = getattr(error, "format_message", None)
        if format_message is None:  # no error of usage
            raise
        command = context.command_path if context is not None else "counterpoise"
        say(f"{command}: {format_message().rstrip()} See `{command} --help`.")
        return USER
    if status == STOPPED:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return status if isinstance(status, int) else 0
