"""``counterpoise forecast``: years with no data yet, as quantiles."""

from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.errors import say
from counterpoise.cli.measure import printed
from counterpoise.cli.screen import show, table, write


def forecast(
    from_: Annotated[int, typer.Option("--from", metavar="YEAR", help="First year.")],
    to: Annotated[int, typer.Option("--to", metavar="YEAR", help="Last year.")],
    target: Annotated[str, typer.Option(help="A variable of states, or a target such as HT1.")],
    draws: Annotated[int, typer.Option(min=20, help="Paths.")] = 200,
    seed: Annotated[int, typer.Option(help="Of everything drawn.")] = 0,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Folder of the sources.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Forecast from the world of the last year on record, with parameters fitted to that year.

    \b
    Variables of states: capability, ideal_point, military_spending, democracy, initiations, pacts.

    Examples:
      counterpoise forecast --from 2015 --to 2030 --target ideal_point --json
      counterpoise forecast --from 2015 --to 2030 --target HT14
    """  # noqa: D301
    from counterpoise.runs.forecasting import ForecastSpec
    from counterpoise.runs.forecasting import forecast as run

    found = run(ForecastSpec(from_, to, target, draws, data, seed), None if quiet else say)
    if as_json:
        printed(found)
        return
    shown = table("state", "year", *(f"{q:.0%}" for q in found["quantiles"]))
    rows = found.get("states") or [{"name": "system", "values": found["system"]}]
    for each in rows:
        for year, values in zip(found["years"], each["values"], strict=True):
            shown.add_row(each["name"], str(year), *(f"{value:.4g}" for value in values))
    show(shown)
    write(f"Fitted to {found['train_to']}; {found['draws']} paths. States are those of that year.")
