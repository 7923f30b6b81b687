"""Pieces of a page: figures in the cells of a table, and paragraphs."""

from collections.abc import Iterable
from html import escape

from counterpoise.experiments.comparison import Comparison, Figure, Verdict
from counterpoise.report.numbers import median_and_interval, metric_named, scale, shown
from counterpoise.report.sentences import no_difference, reading


def verdict_cell(comparison: Comparison, contrast: str, name: str) -> str:
    """A difference in a cell: median, 90% interval, and how its sign reads."""
    verdict = reading(comparison, contrast, name)
    if verdict is Verdict.SAME:
        return same_cell(comparison, contrast, name)
    figure = shown(comparison.contrasts[contrast][name], scale(metric_named(name)).difference)
    middle, _, wide = median_and_interval(figure, signed=True)
    word = {Verdict.HIGHER: "higher", Verdict.LOWER: "lower"}.get(verdict, "sign not settled")
    return (
        f'<td class="n"><span class="mid">{middle}</span><span class="fine">{wide}</span>'
        f'<span class="fine">{word}</span></td>'
    )


def same_cell(comparison: Comparison, contrast: str, name: str) -> str:
    """A cell for two arms that do not differ, with the share of draws in which they do not."""
    where = no_difference(comparison, contrast, name).removeprefix("no difference ")
    return (
        '<td class="n"><span class="mid">no difference</span>'
        f'<span class="fine">{escape(where)}</span></td>'
    )


def cell(figure: Figure, signed: bool, *notes: str) -> str:
    """A figure in a cell: median, 50% and 90% interval, and notes beneath."""
    middle, half, wide = median_and_interval(figure, signed)
    extra = "".join(f'<span class="fine">{escape(note)}</span>' for note in notes)
    return (
        f'<td class="n"><span class="mid">{middle}</span><span class="fine">{half}</span>'
        f'<span class="fine">{wide}</span>{extra}</td>'
    )


def paragraphs(texts: Iterable[str]) -> str:
    """Each text as a paragraph."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)
