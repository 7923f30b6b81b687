"""``counterpoise measure``: what the record says of threat, balancing, polarity and order."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.errors import UserError
from counterpoise.cli.interruption import writing
from counterpoise.cli.panel import span
from counterpoise.cli.screen import show, table, write

if TYPE_CHECKING:
    from counterpoise.measures.record.distancing import Distancing, StateParts

measure = typer.Typer(
    help="Measures of threat, balancing, polarity, similarity and order on the record.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

Years = Annotated[str, typer.Option(metavar="A:B", help="First and last year.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
From = Annotated[Path | None, typer.Option("--from", metavar="DIR", help="Folder of the sources.")]
States = Annotated[
    str | None, typer.Option(help="Names or codes, comma-separated; all by default.")
]
Of = Annotated[str, typer.Option(help="The power, by name or code.")]


def listed(text: str | None) -> list[str] | None:
    """A comma-separated list; None where nothing was given."""
    return None if text is None else [each.strip() for each in text.split(",") if each.strip()]


def printed(values: object) -> None:
    """Write JSON in which a number that is not known is null."""
    write(json.dumps(_plain(values), indent=2, allow_nan=False, ensure_ascii=False))


def _plain(values: object) -> object:
    if isinstance(values, dict):
        return {str(key): _plain(each) for key, each in values.items()}
    if isinstance(values, list | tuple):
        return [_plain(each) for each in values]
    if isinstance(values, float):
        return values if abs(values) < float("inf") else None
    return values


@measure.command("soft-balancing")
def soft_balancing(
    of: Of,
    years: Years,
    vote_set: Annotated[
        str, typer.Option(help="Votes that positions rest on: all, important, ...")
    ] = "all",
    states: States = None,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Add the four discriminant conditions.")
    ] = False,
    placebos: Annotated[
        str | None,
        typer.Option(help="Placebo powers, comma-separated; by default the nearest majors."),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="PNG, PDF or SVG; by default soft-balancing-POWER-A-B.png here."),
    ] = None,
    draws: Annotated[int, typer.Option(min=10, help="Posterior draws of the positions.")] = 1000,
    seed: Annotated[int, typer.Option(help="Of the draws.")] = 0,
    as_json: Json = False,
    from_: From = None,
) -> None:
    """Split each state's change of distance from a power into its own and the power's movement.

    \b
    Examples:
      counterpoise measure soft-balancing --of USA --years 1990:2019
      counterpoise measure soft-balancing --of USA --years 2000:2004 --conditions --json
    """  # noqa: D301
    from counterpoise.measures.record.distancing import (
        PARTS,
        distancing,
        sentences,
        shown,
        side_by_side,
    )

    first, last = span(years)
    found = distancing(
        of, (first, last), vote_set, states=listed(states), directory=from_, draws=draws, seed=seed
    )
    pair = side_by_side(of, (first, last), from_, listed(states), draws, seed)
    told = sentences(found, pair)
    tested = None
    if conditions:
        from counterpoise.measures.record.conditions import discriminant

        tested = discriminant(
            of, (first, last), vote_set, listed(placebos), from_, draws=draws, seed=seed
        )
    drawn = figure
    if drawn is None and not as_json:
        drawn = Path(f"soft-balancing-{found.power.abb}-{first}-{last}.png")
    if drawn is not None:
        from counterpoise.report.figures.distancing import draw

        if drawn.suffix not in (".png", ".pdf", ".svg"):
            raise UserError(f"{drawn}: a figure is written as .png, .pdf or .svg.")
        with writing():
            draw(found, drawn)
    if as_json:
        answer = found.as_dict()
        answer["side_by_side"] = None if pair is None else [_summary(each) for each in pair]
        answer["conditions"] = None if tested is None else [each.as_dict() for each in tested]
        answer["words"] = told
        printed(answer)
        return
    columns = [("", found)]
    if pair is not None and (pair[0].first, pair[0].last) != (first, last):
        columns.append(("", pair[0]))
    if pair is not None:
        columns.append(("", pair[1]))
    heads = [f"{each.vote_set} {each.first}-{each.last}" for _, each in columns]
    summary = table("mean over states", *heads, "standardised")
    for name in PARTS:
        cells = [shown(getattr(each.mean, name)) for _, each in columns]
        summary.add_row(name.replace("_", " "), *cells, shown(getattr(found.standardised, name)))
    show(summary)
    write("")
    moved = table("state", "change of distance", "own movement", "power's movement")
    for each in _most(found.states):
        moved.add_row(each.name, *(shown(getattr(each.parts, name)) for name in PARTS))
    show(moved)
    write("")
    for sentence in told:
        write(sentence)
    if tested is not None:
        write("")
        judged = table("condition", "value (90% interval)", "verdict", "what it is")
        for one in tested:
            judged.add_row(one.name, one.shown, one.verdict_words, one.meaning)
        show(judged)
    if drawn is not None:
        write(f"wrote {drawn}")


def _summary(found: "Distancing") -> dict[str, object]:
    whole = found.as_dict()
    return {name: value for name, value in whole.items() if name != "states"}


def _most(states: "tuple[StateParts, ...]") -> "list[StateParts]":
    return list(states) if len(states) <= 20 else [*states[:10], *states[-10:]]


@measure.command()
def polarity(
    years: Years,
    by: Annotated[str, typer.Option(help="cinc, or one of its six components.")] = "cinc",
    as_json: Json = False,
    from_: From = None,
) -> None:
    """Concentration of capability by every published formula, in the system and among the powers.

    \b
    Example:
      counterpoise measure polarity --years 1900:1914
    """  # noqa: D301
    from counterpoise.measures.record.by_year import polarity as measured

    rows = measured(span(years), from_, by)
    _rows({"years": list(span(years)), "by": by, "rows": rows}, rows, as_json)


@measure.command()
def cinc(years: Years, as_json: Json = False, from_: From = None) -> None:
    """CINC recomputed from its six components, beside the published.

    \b
    Example:
      counterpoise measure cinc --years 1816:2022
    """  # noqa: D301
    from counterpoise.measures.record.by_year import recomputed_cinc

    rows = recomputed_cinc(span(years), from_)
    worst = max(row["largest_difference"] for row in rows)
    answer = {"years": list(span(years)), "largest_difference": worst, "rows": rows}
    _rows(answer, rows, as_json)
    if not as_json:
        write(f"largest difference from the published index: {worst:.1e}")


@measure.command()
def threat(
    of: Of,
    years: Years,
    intentions: Annotated[
        bool,
        typer.Option("--intentions", help="Add the structural prior of intentions (1946-)."),
    ] = False,
    as_json: Json = False,
    from_: From = None,
) -> None:
    """Walt's sources of the threat that a power poses; over the years, and by state in the last.

    \b
    Example:
      counterpoise measure threat --of USA --years 1990:2014
    """  # noqa: D301
    from counterpoise.measures.record.by_year import threat_by_year, threatened_states

    first, last = span(years)
    rows = threat_by_year(of, (first, last), from_, intentions)
    states = threatened_states(of, last, from_, intentions)
    answer = {"of": of, "years": [first, last], "rows": rows, "states": states}
    _rows(answer, rows, as_json)
    if not as_json:
        write(f"\nmost threatened in {last}, ln points")
        _rows({}, states[:15], as_json)
        if not intentions:
            write(
                "without intentions, which nobody records: `--intentions` adds what the structure "
                "alone would lead states to expect"
            )


@measure.command("hard-balancing")
def hard_balancing(of: Of, years: Years, as_json: Json = False, from_: From = None) -> None:
    """Who armed or allied against a power, and whether arms answer to its threat.

    \b
    Example:
      counterpoise measure hard-balancing --of USA --years 1990:2012
    """  # noqa: D301
    from counterpoise.measures.record.balancing import hard_balancing as measured

    found = measured(of, span(years), from_)
    if as_json:
        printed(found)
        return
    shown = table("year", "armed, with it the greatest threat", "new pact with a counter-weight")
    first, last = span(years)
    for year in range(first, last + 1):
        cells = [
            ", ".join(each["state"] for each in found[name] if each["year"] == year)
            for name in ("internal", "external")
        ]
        shown.add_row(str(year), *cells)
    show(shown)
    slope = found["arms_on_threat"]
    if slope is not None:
        verdict = (
            "not distinguishable from zero" if slope["q05"] <= 0 <= slope["q95"] else "a response"
        )
        write(
            f"growth of arms for one ln point of threat: {slope['slope']:+.3f} "
            f"({slope['q05']:+.3f} to {slope['q95']:+.3f}), {verdict}; "
            f"{slope['observations']:,} state-years"
        )


@measure.command()
def postures(of: Of, years: Years, as_json: Json = False, from_: From = None) -> None:
    """Rule-coded postures toward a power under three sets of evidence.

    \b
    Example:
      counterpoise measure postures --of USA --years 1990:2012
    """  # noqa: D301
    from collections import Counter

    from counterpoise.measures.posture_labels import VERSION, LabelSet, Posture
    from counterpoise.measures.record.balancing import postures as measured

    rows = measured(of, span(years), from_)
    counts = {
        each.value: Counter(row[each.value] or "unknown" for row in rows) for each in LabelSet
    }
    if as_json:
        printed({"of": of, "rule_version": VERSION, "counts": counts, "rows": rows})
        return
    shown = table("posture", *counts)
    for name, words in [*((each.name, each.word) for each in Posture), ("unknown", "unknown")]:
        shown.add_row(f"{name} {words}", *(f"{counts[each][name]:,}" for each in counts))
    show(shown)
    write(f"label rule {VERSION}; {len(rows):,} state-years. Report all three sets.")


@measure.command()
def similarity(
    of: Of,
    year: Annotated[int, typer.Option(help="Year.")],
    as_json: Json = False,
    from_: From = None,
) -> None:
    """How alike states' alliances are to a power's: S, and corrected for chance.

    \b
    Example:
      counterpoise measure similarity --of USA --year 2003
    """  # noqa: D301
    from counterpoise.measures.record.by_year import similarity as measured

    rows = measured(of, year, from_)
    _rows({"of": of, "year": year, "rows": rows}, rows if as_json else rows[:25], as_json)


@measure.command()
def order(
    name: Annotated[str, typer.Argument(help="Organisation, abbreviated: NATO, UN, WTO.")],
    years: Years,
    as_json: Json = False,
    from_: From = None,
) -> None:
    """How much of the world an organisation holds: heads, capability, trade, great powers.

    \b
    Example:
      counterpoise measure order NATO --years 1990:2005
    """  # noqa: D301
    from counterpoise.measures.record.by_year import order as measured

    rows = measured(name, span(years), from_)
    _rows({"order": name, "years": list(span(years)), "rows": rows}, rows, as_json)


def _rows(answer: object, rows: "list[dict[str, object]]", as_json: bool) -> None:
    if as_json:
        printed(answer)
        return
    shown = table(*(name.replace("_", " ") for name in rows[0]))
    for row in rows:
        shown.add_row(*(_cell(value) for value in row.values()))
    show(shown)


def _cell(value: object) -> str:
    if isinstance(value, float):
        if value != value:
            return "missing"
        value += 0.0  # no minus before a zero
        return f"{value:.0f}" if value == int(value) and abs(value) >= 2 else f"{value:.3g}"
    return str(value)
