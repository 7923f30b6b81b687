"""``counterpoise cite``."""

from typing import Annotated

import typer

from counterpoise.cli.screen import write


def cite(
    what: Annotated[str, typer.Argument(help="Directory of a run, or a scenario.")],
    plain: Annotated[
        bool, typer.Option("--plain", help="Formatted references instead of BibTeX.")
    ] = False,
) -> None:
    """Print the works that a run or a scenario rests on.

    \b
    Examples:
      counterpoise cite iraq-2003 > references.bib
      counterpoise cite runs/first --plain
    """  # noqa: D301
    from counterpoise.runs.citing import keys_of
    from counterpoise.vocabulary.citation import bibtex, formatted

    keys = keys_of(what)
    write(formatted(keys) if plain else bibtex(keys))
