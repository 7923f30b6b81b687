"""Pieces of a page: figures in the cells of a table, and paragraphs."""

from collections.abc import Iterable
from html import escape

from counterpoise.experiments.comparison import Comparison, Figure, Verdict
from counterpoise.report.numbers import median_and_interval, metric_named, scale, shown


def verdict_cell(comparison: Comparison, contrast: str, name: str) -> str:
    """A difference in a cell: median, 90% interval, and how its sign reads."""
    verdict = comparison.verdict(contrast, name)
    if verdict is Verdict.SAME:
        return (
            '<td class="n"><span class="mid">none</span><span class="fine">in any draw</span></td>'
        )
    figure = shown(comparison.contrasts[contrast][name], scale(metric_named(name)).difference)
    middle, _, wide = median_and_interval(figure, signed=True)
    reading = {Verdict.HIGHER: "higher", Verdict.LOWER: "lower"}.get(verdict, "sign not settled")
    return (
        f'<td class="n"><span class="mid">{middle}</span><span class="fine">{wide}</span>'
        f'<span class="fine">{reading}</span></td>'
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
