"""``counterpoise data``: the sources, where they are, how to get them, whether they are right."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.errors import USER, UserError
from counterpoise.cli.interruption import writing
from counterpoise.cli.screen import show, table, write

if TYPE_CHECKING:
    from counterpoise.data.fetch import Progress
    from counterpoise.data.source import Source

data = typer.Typer(
    help="The sources on real states: list, fetch, check.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
Folder = Annotated[
    Path | None,
    typer.Option(
        "--in", metavar="DIR", help="Folder of sources; by default COUNTERPOISE_DATA or your own."
    ),
]
ALL = "all"


@data.command("list")
def list_(
    name: Annotated[str | None, typer.Argument(help="One of them, in full.")] = None,
    folder: Folder = None,
) -> None:
    """List the sources, or show one: version, terms, unit, columns, what misleads.

    \b
    Examples:
      counterpoise data list
      counterpoise data list national_capabilities
    """  # noqa: D301
    from counterpoise.data.catalogue import catalogue, source
    from counterpoise.data.directory import data_directory
    from counterpoise.data.locate import listing, located

    where = folder if folder is not None else data_directory()
    if name is not None:
        _describe(source(name))
        return
    among = listing(where)
    shown = table("source", "unit", "years", "newest", "terms", "here")
    here = 0
    for each in catalogue().values():
        found = next((r for r in each.releases if located(r, among) is not None), None)
        here += found is not None
        newest = each.newest
        shown.add_row(
            each.name,
            each.unit.value,
            f"{newest.first}-{newest.last}",
            newest.version,
            each.terms.short,
            "no" if found is None else found.version,
        )
    show(shown)
    write(f"\n{here} of {len(catalogue())} are in {where}.")


@data.command()
def fetch(
    names: Annotated[list[str], typer.Argument(help="Sources, or `all`.", metavar="NAME...")],
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Folder that has the files.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to; by default as in `data list`.")
    ] = None,
) -> None:
    """Fetch sources from their distributors, or from a folder that has the files.

    The terms are shown first. What cannot be downloaded without a form says where to ask for it.

    \b
    Examples:
      counterpoise data fetch national_capabilities trade
      counterpoise data fetch all --from downloads
    """  # noqa: D301
    from counterpoise.data.catalogue import catalogue, source
    from counterpoise.data.directory import data_directory
    from counterpoise.data.fetch import fetch as download
    from counterpoise.data.fetch import fetch_from
    from counterpoise.data.problem import AbsentSource

    every = names == [ALL]
    if every and from_ is None:
        raise UserError(
            "`all` needs --from DIR. Name the sources that you want from their distributors."
        )
    chosen = tuple(catalogue()) if every else dict.fromkeys(names)
    wanted = [source(name) for name in chosen]
    if from_ is not None and not from_.is_dir():
        raise UserError(f"{from_} is not a folder. Give --from the folder that has the files.")
    target = to if to is not None else data_directory()
    _terms(wanted)
    absent = []
    with writing():
        for each in wanted:
            if from_ is None:
                files = download(each, target, _progress())
            else:
                try:
                    files = fetch_from(each, from_, target)
                except AbsentSource:
                    if not every:
                        raise
                    absent.append(each.name)
                    continue
            for file in files:
                known = "checksum known and right" if file.verified else "no checksum known"
                done = "wrote" if file.fresh else "there already:"
                write(f"{done} {file.path} ({known})")
    if absent:
        write(f"not in {from_}: {', '.join(absent)}")


@data.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(help="Sources; by default all that are here.")
    ] = None,
    folder: Folder = None,
) -> None:
    """Check sources: types, ranges, keys, checksums, totals known from the codebooks.

    \b
    Example:
      counterpoise data check disputes
    """  # noqa: D301
    from counterpoise.data.catalogue import catalogue, source
    from counterpoise.data.check import check as checked
    from counterpoise.data.directory import data_directory
    from counterpoise.data.locate import listing, located

    where = folder if folder is not None else data_directory()
    if names:
        wanted = [source(name).name for name in dict.fromkeys(names)]
    else:
        among = listing(where)
        wanted = [
            each.name
            for each in catalogue().values()
            if any(located(release, among) for release in each.releases)
        ]
        if not wanted:
            raise UserError(
                f"there is no source in {where}. Fetch some with `counterpoise data fetch`, or "
                "set COUNTERPOISE_DATA to the folder that holds them."
            )
    results = [checked(name, where) for name in wanted]
    shown = table("source", "version", "rows", "checksums", "totals", "verdict")
    for each in results:
        shown.add_row(
            each.source,
            each.version,
            str(each.rows),
            f"{each.verified} of {each.files}",
            str(each.totals),
            "wrong" if each.problems else "right",
        )
    show(shown)
    for each in results:
        for problem in each.problems:
            write(f"{each.source}: {problem}")
    if any(each.problems for each in results):
        raise typer.Exit(USER)


def _terms(wanted: "list[Source]") -> None:
    from counterpoise.vocabulary.citation import reference

    shown = table("source", "distributor", "terms", "cite")
    for each in wanted:
        terms = ". ".join(part for part in (each.terms.licence, each.terms.note) if part)
        cites = ", ".join(reference(key).short for key in each.cites)
        shown.add_row(each.name, each.distributor, terms, cites)
    show(shown)
    write("")


def _describe(found: "Source") -> None:
    from counterpoise.vocabulary.citation import formatted

    write(f"{found.name}: {found.title}\n")
    write(f"distributor: {found.distributor}, {found.homepage}")
    write(f"terms: {found.terms.licence}. {found.terms.note}".rstrip())
    write(f"unit: {found.unit.value}, one row for each {', '.join(found.keys)}")
    write(f"codes in the file: {found.codes.value}; missing: {found.missing}")
    write(f"a row that is not there: {found.absent.label}\n")
    shown = table("version", "years", "file")
    for release in found.releases:
        files = "; ".join(" or ".join(file.names) for file in release.files)
        shown.add_row(release.version, f"{release.first}-{release.last}", files)
    show(shown)
    write("")
    shown = table("column", "type", "unit", "meaning")
    for field in found.fields:
        shown.add_row(field.name, field.kind.name.lower(), field.unit, field.meaning)
    show(shown)
    for note in found.notes:
        write(f"- {note}")
    write(f"\n{formatted(found.cites)}")


def _progress() -> "Progress | None":
    """A line that says how far a download is; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def told(name: str, got: int, total: int | None) -> None:
        whole = f" of {total / 1e6:.1f}" if total is not None else ""
        end = "\n" if got == total else ""
        sys.stderr.write(f"\r{name}: {got / 1e6:.1f}{whole} MB{end}")
        sys.stderr.flush()

    return told
