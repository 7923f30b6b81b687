"""``counterpoise panel``: sources aligned on who, toward whom, and when."""

from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.errors import UserError
from counterpoise.cli.interruption import writing
from counterpoise.cli.screen import write


def span(text: str) -> tuple[int, int]:
    """Read ``1816:2014``, or one year.

    Raises:
        UserError: It is neither.

    Example:
        >>> span("1990:2019"), span("2003")
        ((1990, 2019), (2003, 2003))
    """
    first, colon, last = text.partition(":")
    if not first.isdigit() or (colon and not last.isdigit()):
        raise UserError(f"{text!r} is no span of years. Write it as 1990:2019.")
    return int(first), int(last) if colon else int(first)


def panel(
    unit: Annotated[
        str, typer.Option(help="state-year, dyad-year, directed-dyad-year or state-order-year.")
    ],
    years: Annotated[str, typer.Option(metavar="A:B", help="First and last year.")],
    out: Annotated[Path, typer.Option(help="FILE.parquet, FILE.csv or FILE.nc.")],
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="SOURCE",
            help="SOURCE, SOURCE:FIELD,FIELD or SOURCE@RULE; again for another.",
        ),
    ] = None,
    states: Annotated[
        str | None, typer.Option(help="Names or codes, comma-separated; all by default.")
    ] = None,
    orders: Annotated[
        str | None, typer.Option(help="For state-order-year: abbreviations, comma-separated.")
    ] = None,
    codes: Annotated[
        str, typer.Option(help="gw, iso or both, comma-separated: beside the COW codes, by year.")
    ] = "",
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Folder of the sources."),
    ] = None,
) -> None:
    """Assemble a panel of states or dyads from the sources, and say how each value is known.

    \b
    Examples:
      counterpoise panel --unit state-year --years 1816:2014 --with national_capabilities \\
          --out capabilities.parquet
      counterpoise panel --unit dyad-year --years 1950:2014 --with trade --with contiguity \\
          --with alliance_obligations:defense@either --out dyads.csv
    """  # noqa: D301
    from counterpoise.data.panel import SUFFIX
    from counterpoise.data.panel import panel as assemble
    from counterpoise.data.panel_file import FORMATS
    from counterpoise.data.panel_file import write as write_file

    if out.suffix not in FORMATS:
        raise UserError(f"{out}: the name must end in {', '.join(FORMATS)}.")
    listed = [each.strip() for each in codes.split(",") if each.strip()]
    unknown = [each for each in listed if each not in ("cow", "gw", "iso")]
    if unknown:
        raise UserError(f"no code system is called {unknown[0]!r}. Use gw, iso or both.")
    frame = assemble(
        unit,
        span(years),
        with_ or [],
        states=None if states is None else [each.strip() for each in states.split(",")],
        orders=None if orders is None else [each.strip() for each in orders.split(",")],
        codes=listed,
        directory=from_,
    )
    with writing():
        write_file(frame, out)
    labels = [name for name in frame.columns if name.endswith(SUFFIX)]
    write(f"{len(frame):,} rows of {unit}, {len(labels)} variables")
    for name, account in frame.attrs["sources"].items():
        write(f"  {name} {account['version']}, {account['first']}-{account['last']}")
    if labels:
        share = {name: float((frame[name] == "missing").to_numpy().mean()) for name in labels}
        gaps = max(share, key=share.__getitem__)
        write(f"most often missing: {gaps.removesuffix(SUFFIX)}, {share[gaps]:.0%} of the rows")
    write(f"wrote {out}")
