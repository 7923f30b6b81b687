"""``counterpoise hindcast``: fit on what was known then, score what came after."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.errors import say
from counterpoise.cli.interruption import writing
from counterpoise.cli.measure import listed, printed
from counterpoise.cli.panel import span
from counterpoise.cli.screen import show, table, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterpoise.estimation.hindcast import Scored
    from counterpoise.runs.hindcast_files import OverOrigins


def hindcast(
    train_to: Annotated[int, typer.Option(help="Last year of which anything is known.")] = 1989,
    test: Annotated[str, typer.Option(metavar="A:B", help="Years to score.")] = "1990:2014",
    targets: Annotated[
        str | None,
        typer.Option(help="Names, comma-separated; `all` is every one, `list` shows them."),
    ] = None,
    draws: Annotated[int, typer.Option(min=20, help="Of the parameters.")] = 200,
    rolling: Annotated[
        bool,
        typer.Option(
            "--rolling", help="Origins every five years from 1955 to the end of training instead."
        ),
    ] = False,
    form: Annotated[
        str,
        typer.Option("--specification", help="How paths are carried forward: chosen, plain, ..."),
    ] = "chosen",
    seed: Annotated[int, typer.Option(help="Of everything drawn.")] = 0,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Folder of the sources.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="New directory for scores and report.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Score the model on years that its fit has not seen, beside its competitors.

    \b
    Everybody is fitted on the same rows and scored on the same rows.

    Examples:
      counterpoise hindcast --train-to 1989 --test 1990:2014
      counterpoise hindcast --train-to 1913 --test 1914:1945 --targets HT6
      counterpoise hindcast --train-to 1853 --test 1854:1913 --targets HT1,HT6,HT14
      counterpoise hindcast --rolling --targets HT4
      counterpoise hindcast --targets all --out hindcast
    """  # noqa: D301
    from counterpoise.runs import hindcast_files as files
    from counterpoise.runs import hindcasting as runs

    if targets == "list":
        _targets()
        return
    first, last = span(test)
    names = tuple(listed(targets) or runs.DEFAULT)
    spec = runs.HindcastSpec(train_to, (first, last), names, draws, from_, seed, form)
    tell = None if quiet else say
    found = runs.rolling(spec, tell) if rolling else runs.hindcast(spec, tell)
    if out is not None:
        with writing():
            written = files.write(spec, found, out)
        for file in written:
            say(f"Wrote {file}")
    if as_json:
        printed(files.as_json(spec, found))
        return
    for each in found.scored:
        _one(each)
    for name, why in found.refused:
        say(f"No forecast of {name}: {why}")
    if rolling:
        _over_origins(files.summary(found.scored))
    _verdict(found.scored)


def _targets() -> None:
    from counterpoise.estimation.targets import TARGETS

    shown = table("target", "what", "years", "forecast")
    for each in TARGETS:
        shown.add_row(
            each.name,
            each.title,
            f"{each.first}:{each.last}",
            each.kind.value if not each.reason else f"none: {each.reason}",
        )
    show(shown)


def _one(each: "Scored") -> None:
    from counterpoise.estimation.hindcast import MODEL

    names = tuple(next(iter(each.scores.values())))
    write(
        f"\n{each.target.name}  {each.target.title}: fitted on {each.train[0]}-{each.train[1]}, "
        f"scored on {each.test[0]}-{each.test[1]}"
    )
    shown = table("forecaster", *names, "model less it (90%, years)", "(90%, countries)")
    ranked = sorted(each.scores, key=lambda name: -each.scores[name]["log_score"])
    for name in ranked:
        ways = each.versus.get(name, {}) if name != MODEL else {}
        cells = [
            f"{d.mean:+.5f} [{d.low:+.5f}, {d.high:+.5f}]" if d is not None else ""
            for d in (ways.get("years"), ways.get("countries"))
        ]
        shown.add_row(name, *(f"{each.scores[name][score]:.5g}" for score in names), *cells)
    show(shown)
    write(f"coverage of the model: 50% {each.coverage50:.2f}, 90% {each.coverage90:.2f}")
    if each.filtering is not None:
        for label, f in zip(("fit", "test"), each.filtering, strict=True):
            write(
                f"complete cases, {label}: {f.complete_rows} of {f.rows} dyad-years, "
                f"{f.complete_onsets} of {f.onsets} onsets"
            )
    if each.note:
        write(f"note: {each.note}.")


def _over_origins(found: "list[OverOrigins]") -> None:
    from counterpoise.estimation.hindcast import MODEL, WITHOUT_FOCAL

    shown = table(
        "target", "origins", "model", "best competitor", "its", "without focal", "won", "50%", "90%"
    )
    for each in found:
        focal = each.log_score.get(WITHOUT_FOCAL)
        shown.add_row(
            each.name,
            f"{each.origins[0]}-{each.origins[-1]}",
            f"{each.log_score[MODEL]:.5g}",
            each.best_competitor,
            f"{each.log_score[each.best_competitor]:.5g}",
            "" if focal is None else f"{focal:.5g}",
            f"{each.wins} of {len(each.origins)}",
            f"{each.coverage50:.2f}",
            f"{each.coverage90:.2f}",
        )
    write("\nMean log score over the origins, each fitted anew and tested on five years:")
    show(shown)


def _verdict(found: "Sequence[Scored]") -> None:
    lost = [each for each in found if not each.wins]
    write(
        f"\nThe model has the best log score on {len(found) - len(lost)} of {len(found)} targets."
    )
    for each in lost:
        best = each.best_competitor
        behind = each.scores[best]["log_score"] - each.scores["model"]["log_score"]
        write(
            f"It loses {each.target.name} ({each.test[0]}-{each.test[1]}) to {best} "
            f"by {behind:.5f} of log score."
        )
