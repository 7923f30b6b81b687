"""``counterpoise test`` and ``counterpoise propositions``."""

from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.interruption import stop_saying, writing
from counterpoise.cli.screen import show, table, write

Own = Annotated[
    list[Path] | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="A file, or a folder of files, with propositions of your own. May be repeated.",
    ),
]


def put_to_test(
    names: Annotated[
        list[str], typer.Argument(metavar="P1 P2 ... | all", help="Which propositions.")
    ],
    draws: Annotated[int, typer.Option(help="Draws of the parameters.")] = 200,
    seed: Annotated[int, typer.Option(help="Of every history.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder in which findings are kept and from which they are reused; "
            "runs/propositions by default."
        ),
    ] = None,
    histories: Annotated[
        int, typer.Option(help="Synthetic histories from which power is worked out.")
    ] = 200,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="prior|posterior|FILE",
            help="The posterior that ships, if one does; a posterior's file; or none.",
        ),
    ] = "posterior",
    own: Own = None,
    json: Annotated[
        bool, typer.Option("--json", help="One line of JSON on the output stream.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    no_data: Annotated[
        bool, typer.Option("--no-data", help="Leave the record alone: inside the model only.")
    ] = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Do not write the HTML report.")
    ] = False,
) -> None:
    """Put claims about threat, balancing and order to tests that they can lose.

    A finished test is kept and not run again unless what it follows from has changed.

    \b
    Examples:
      counterpoise test P5
      counterpoise test all --draws 200
      counterpoise test all --json | jq '.propositions[] | [.id, .verdict]'
      counterpoise test P15 --from my-proposition.py
    """  # noqa: D301
    from counterpoise.data.directory import data_directory
    from counterpoise.report.verdicts import verdict_table
    from counterpoise.runs.progress import tally
    from counterpoise.runs.trial import OUT, TrialSpec, run_trial

    sources = data_directory()
    spec = TrialSpec(
        tuple(names),
        draws=draws,
        seed=seed,
        out=OUT if out is None else out,
        own=tuple(own or ()),
        histories=histories,
        parameters=parameters,
        sources=sources if sources.is_dir() and not no_data else None,
        report=not no_report,
    )
    stop_saying("stopped; what was finished is kept, and the same command goes on from there.")
    with tally(not (quiet or json)) as tell:
        found = run_trial(spec, tell, writing)
    if json:
        write(found.to_json())
        return
    if not quiet:
        show(verdict_table(found.propositions, found.findings))
        write("")
    write(f"Findings: {spec.out}")
    if found.report is not None:
        write(f"Report:   {found.report}")


def propositions(
    name: Annotated[str | None, typer.Argument(help="One of them.")] = None, own: Own = None
) -> None:
    """List the propositions, or show one with its design and what would refute it.

    \b
    Examples:
      counterpoise propositions
      counterpoise propositions P4
    """  # noqa: D301
    from counterpoise.propositions.registry import registered, selected
    from counterpoise.vocabulary.citation import reference

    known = registered(own or ())
    if name is None:
        shown = table("", "essay", "proposition", "claim")
        for each in known.values():
            shown.add_row(each.id, f"({each.essay})" if each.essay else "", each.title, each.claim)
        show(shown)
        return
    (found,) = selected([name], known)[:1]
    write(f"{found.id}: {found.claim}\n")
    shown = table("", "")
    for label, text in (
        ("treatment", found.experiment.treatment),
        ("control", found.experiment.control),
        ("outcome", found.experiment.outcome),
        ("statistic", f"{found.statistic.label}, {found.statistic.unit}"),
        ("refuted if", found.refutation.text),
        ("focal", ", ".join(found.focal)),
        ("off", ", ".join(f"{address} = {value:g}" for address, value in found.off.items())),
        *((("power of", found.power.estimand),) if found.power else ()),
        *(
            (
                ("on record", found.observation.estimand),
                ("sample", found.observation.sample),
                ("placebos", found.observation.placebos),
            )
            if found.observation
            else ()
        ),
        *(("for", f"{reference(work.key).short}: {work.says}") for work in found.supports),
        *(("against", f"{reference(work.key).short}: {work.says}") for work in found.opposes),
        *(("caveat", text) for text in found.caveats),
        ("mind", found.change_our_mind),
    ):
        shown.add_row(label, text)
    show(shown)
