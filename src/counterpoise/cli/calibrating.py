"""``counterpoise calibrate`` and ``counterpoise posterior merge``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from counterpoise.cli.screen import show, table, write
from counterpoise.cli.stages import stage_lines

ODD = 0.01  # share of prior histories beyond a moment on record below which it is called odd


def calibrate(
    mechanisms: Annotated[list[str], typer.Argument(help="Mechanisms, or `all`.")],
    out: Annotated[Path, typer.Option(help="Directory of the posterior.")] = Path("calibration"),
    from_: Annotated[
        Path | None, typer.Option("--from", help="Folder of the sources, if not the usual one.")
    ] = None,
    draws: Annotated[int, typer.Option(min=200, help="Prior histories of each window.")] = 2000,
    given: Annotated[
        str, typer.Option(help="All other parameters: prior, posterior, or a posterior's file.")
    ] = "prior",
    method: Annotated[
        str | None,
        typer.Option(help="rejection, linear, network, forest or density, if not the usual one."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of draws and histories.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no tables.")] = False,
) -> None:
    """Calibrate what has no likelihood, on moments of simulated histories.

    \b
    Mechanisms: concert (1817-1913); projects, authorisation, enforcement, legitimacy, orders,
    multilateral (1950-1989).
    \b
    Examples:
      counterpoise calibrate all --out posteriors/calibrated
      counterpoise calibrate concert --draws 5000 --out posteriors/concert
      counterpoise posterior merge posteriors/full posteriors/calibrated --out posteriors/both
    """  # noqa: D301
    from counterpoise.runs.calibrating import CalibrationSpec, run_calibration

    spec = CalibrationSpec(tuple(mechanisms), out, from_, draws, given, method, seed)
    found, place = run_calibration(spec, None if quiet else stage_lines())
    if not quiet:
        show_calibration(found)
    write(f"Posterior: {place}")


def show_calibration(found: Any) -> None:
    """Parameters with their labels, and the moments behind them."""
    from counterpoise.estimation.merging import extrapolated
    from counterpoise.estimation.posterior import PRIOR_DOMINATED, Posterior

    assert isinstance(found, Posterior)
    for name, how in found.manifest.get("calibration", {}).items():
        first, last = how["window"]
        write(
            f"{name}, {first}-{last}: {how['histories']} prior histories"
            + (f", {how['set_aside']} set aside" if how["set_aside"] else "")
            + f"; method {how['method']}"
        )
        moments = table("moment", "on record", "prior 5%", "median", "95%", "rank")
        for each in how["moments"]:
            odd = min(each["rank"], 1.0 - each["rank"]) < ODD
            moments.add_row(
                each["name"],
                *(f"{each[key]:.3g}" for key in ("record", "low", "median", "high")),
                f"{each['rank']:.2f}{' !' if odd else ''}",
            )
        show(moments)
        shown = table("parameter", "prior", "posterior", "overlap", "label", "error", "coverage")
        for address, check in how["recovery"].items():
            if address not in found.values:
                continue
            values, share = found.values[address], found.overlaps[address]
            shown.add_row(
                address,
                found.manifest["priors"][address],
                f"{values.mean():.2f} ({values.std():.2f})",
                f"{share:.2f}",
                "prior-dominated"
                if share > PRIOR_DOMINATED
                else "not found on held-out truth"
                if extrapolated(found, address)
                else "",
                f"{check['error']:.2f}",
                f"{check['coverage']:.2f}",
            )
        show(shown)
        write("")
    write(
        "posterior: mean (sd). error: of the posterior mean over that of the prior mean, and "
        "coverage of the 90% interval, where the truth is known. rank: share of prior histories "
        "below the record; ! where fewer than one in a hundred lie beyond it."
    )


def merge(
    names: Annotated[
        list[str], typer.Argument(help="`posterior` or files; the first gives the rows.")
    ],
    out: Annotated[Path, typer.Option(help="Directory of the posterior.")],
    switch_on: Annotated[
        bool, typer.Option("--switch-on", help="Take effects that start off, too.")
    ] = False,
) -> None:
    """Set posteriors beside one another; a parameter in two of them is that of the first.

    \b
    Example:
      counterpoise posterior merge posteriors/full posteriors/calibrated --out posteriors/both
    """  # noqa: D301
    from counterpoise.runs.calibrating import merge_posteriors

    found, place = merge_posteriors(names, out, switch_on)
    for address, why in found.manifest["left_out"].items():
        write(f"Left out: {address} ({why})")
    write(f"{len(found.values)} parameters, {found.rows} draws. Posterior: {place}")
