"""``counterpoise estimate`` and ``counterpoise posterior``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from counterpoise.cli.screen import show, table, write
from counterpoise.cli.stages import stage_lines

posterior = typer.Typer(
    help="Show or compare posteriors.", no_args_is_help=True, rich_markup_mode=None
)


def estimate(
    blocks: Annotated[list[str], typer.Argument(help="Likelihoods, or `all`.")],
    years: Annotated[str, typer.Option(help="First and last year.")] = "1950:2014",
    system: Annotated[str, typer.Option(help="Whose alliances: cow or atop.")] = "cow",
    votes: Annotated[str, typer.Option(help="Votes behind the ideal points.")] = "all",
    members: Annotated[str, typer.Option(help="Members of the GATT: dated or cow.")] = "dated",
    labels: Annotated[
        str, typer.Option(help="Evidence of postures: unga, unga+treaties or treaties+arms.")
    ] = "unga+treaties",
    joint: Annotated[
        str, typer.Option(help="Beliefs and threat: cut, or jointly by laplace or nuts.")
    ] = "cut",
    given: Annotated[
        Path | None,
        typer.Option(help="A posterior that stays as it is but for these blocks."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Directory of the posterior.")] = Path("posterior"),
    from_: Annotated[
        Path | None, typer.Option("--from", help="Folder of the sources, if not the usual one.")
    ] = None,
    draws: Annotated[int, typer.Option(min=100, help="Kept draws of each of four chains.")] = 1000,
    seed: Annotated[int, typer.Option(help="Of the chains.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Estimate sub-models on data, by the equations that are simulated.

    \b
    Blocks: initiation, escalation, rivalry, distancing, alliances, arms, growth, drift,
    orders; and, only where it is named, postures.
    A posterior that has not converged is refused.
    \b
    Examples:
      counterpoise estimate all --out posteriors/full
      counterpoise estimate initiation escalation --years 1950:1989 --out posteriors/to-1989
      counterpoise estimate alliances --system atop --out posteriors/atop
      counterpoise estimate postures --labels treaties+arms --out posteriors/postures
      counterpoise estimate all --joint laplace --out posteriors/joint
      counterpoise estimate alliances --given posteriors/full --out posteriors/renewed
    """  # noqa: D301
    from counterpoise.runs.estimating import EstimateSpec, parse_years, run_estimate

    spec = EstimateSpec(
        tuple(blocks),
        parse_years(years),
        system,
        votes,
        out,
        from_,
        draws,
        seed,
        members=members,
        labels=labels,
        joint=joint,
        given=given,
    )
    found, place = run_estimate(spec, None if quiet else stage_lines())
    if not quiet:
        _summary(found)
        write("")
        _trust(found.manifest)
    write(f"Posterior: {place}")


def _trust(manifest: Mapping[str, Any]) -> None:
    """How far a normal approximation can be trusted."""
    from counterpoise.estimation.joint import GOOD_K

    if manifest.get("joint") == "laplace":
        good = "good" if manifest["k"] < GOOD_K else "POOR: check it with --joint nuts"
        write(
            f"Joint posterior by its normal approximation; importance ratios k "
            f"{manifest['k']:.2f} (below {GOOD_K:g} is good): {good}."
        )


def _summary(found: object) -> None:
    from counterpoise.estimation.posterior import PRIOR_DOMINATED, Posterior

    assert isinstance(found, Posterior)
    shown = table("parameter", "mean", "sd", "5%", "95%", "prior", "overlap", "R-hat", "ESS")
    for address, values in found.values.items():
        low, high = (float(each) for each in _quantiles(values))
        share = found.overlaps.get(address)
        diagnosis = found.manifest["diagnoses"].get(address, {})
        shown.add_row(
            address,
            f"{values.mean():.3f}",
            f"{values.std():.3f}",
            f"{low:.3f}",
            f"{high:.3f}",
            found.manifest["priors"].get(address, ""),
            "" if share is None else f"{share:.2f}{'*' if share > PRIOR_DOMINATED else ''}",
            f"{diagnosis['rhat']:.3f}" if "rhat" in diagnosis else "",
            str(diagnosis.get("bulk_ess", "")),
        )
    show(shown)
    write(
        f"* prior-dominated: prior and posterior overlap by more than {PRIOR_DOMINATED:g}. "
        f"So are {len(found.prior_dominated)} of {len(found.overlaps)}."
    )


def _how(manifest: Mapping[str, Any]) -> str:
    if manifest.get("system") == "calibrated":
        return f"calibrated by simulation, all else from {manifest['given']}"
    return f"alliances {manifest.get('system', '?')}, votes {manifest.get('votes', '?')}"


def _quantiles(values: object) -> tuple[float, float]:
    import numpy as np

    low, high = np.quantile(np.asarray(values), [0.05, 0.95])
    return float(low), float(high)


@posterior.command("show")
def show_posterior(
    name: Annotated[str, typer.Argument(help="`posterior`, or a file.")] = "posterior",
    year: Annotated[
        int | None, typer.Option(help="In which runs begin: what ships differs by era.")
    ] = None,
) -> None:
    """Show a posterior: the one that comes with the package, or a file.

    \b
    Examples:
      counterpoise posterior show
      counterpoise posterior show --year 1816
      counterpoise posterior show posteriors/full
    """  # noqa: D301
    from counterpoise.runs.posterior import posterior_of

    found = posterior_of(name, year)
    manifest = found.manifest
    first, last = manifest["years"]
    write(
        f"{found.rows} draws; {', '.join(manifest['blocks'])}; {first}:{last}; {_how(manifest)}; "
        f"hash {manifest['hash'][:10]}"
    )
    for other in manifest.get("beside", []):
        write(f"Beside it: {', '.join(other['blocks'])}; {other['label']}")
    write("Sources: " + ", ".join(f"{k} {v}" for k, v in sorted(manifest["sources"].items())))
    for address, why in manifest.get("left_out", {}).items():
        write(f"Left out: {address} ({why})")
    write("")
    _summary(found)
    if manifest.get("calibration"):
        from counterpoise.cli.calibrating import show_calibration

        write("")
        show_calibration(found)


@posterior.command("compare")
def compare(
    one: Annotated[str, typer.Argument(help="`posterior`, or a file.")],
    other: Annotated[str, typer.Argument(help="Another file.")],
) -> None:
    """Compare two posteriors: windows, lists of alliances, cut and joint, or versions of the code.

    \b
    Example:
      counterpoise posterior compare posterior posteriors/to-1989
    """  # noqa: D301
    from counterpoise.runs.estimating import comparison, shared_difference
    from counterpoise.runs.posterior import posterior_of

    first, second = posterior_of(one), posterior_of(other)
    write(f"1: {first.label}\n2: {second.label}\n")
    shown = table("parameter", "mean 1", "mean 2", "difference in sd of 1")
    for address, here, there, difference in comparison(first, second):
        shown.add_row(address, f"{here:.3f}", f"{there:.3f}", f"{difference:+.2f}")
    show(shown)
    apart = shared_difference(first, second)
    if apart and first.manifest.get("joint", "cut") != second.manifest.get("joint", "cut"):
        write("\nBeliefs and threat, cut against joint: what later blocks say of them.\n")
        shown = table("parameter", "mean 1", "mean 2", "standardised difference")
        for address, (here, there, difference) in apart.items():
            shown.add_row(address, f"{here:.3f}", f"{there:.3f}", f"{difference:+.2f}")
        show(shown)
        for found in (first, second):
            _trust(found.manifest)
