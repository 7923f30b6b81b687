"""What the data have changed: the answer of a run beside the one that its priors alone would give.

A posterior matters where it settles a sign, unsettles one, or narrows an interval. Each of these is
said by rule, whichever way it goes.
"""

from html import escape

import numpy as np

from counterpoise.experiments.comparison import Comparison, Verdict
from counterpoise.experiments.provenance import Provenance
from counterpoise.report.cells import verdict_cell
from counterpoise.report.figures.illustration import short_contrast
from counterpoise.report.numbers import metric_named, number, scale
from counterpoise.report.sentences import headline, listed, reading

SETTLED = frozenset({Verdict.HIGHER, Verdict.LOWER})
STAYS, OPEN = "the sign stays as it was", "the sign stays open"
UNCHANGED = frozenset({STAYS, OPEN})


def beside_priors(comparison: Comparison, prior: Comparison, provenance: Provenance) -> str:
    """A section that sets the main differences beside those of a run from the priors.

    Args:
        comparison: Of the run, whose parameters come from a posterior.
        prior: Of the same scenario under the priors alone.
        provenance: What the run was.
    """
    changes: list[str] = []
    others: list[str] = []
    readings: list[str] = []
    widths: list[float] = []
    for contrast in comparison.pairs:
        for name in headline(comparison):
            before, after = (reading(each, contrast, name) for each in (prior, comparison))
            if before is after is Verdict.SAME:
                continue
            change = changed(before, after)
            readings.append(change)
            widths.append(_width(comparison, contrast, name) / _width(prior, contrast, name))
            rows = others if change in UNCHANGED else changes
            rows.append(
                f'<tr><th scope="row">{escape(metric_named(name).label)}'
                f'<span class="fine">{escape(scale(metric_named(name)).difference_unit)}; '
                f"{escape(short_contrast(comparison, provenance, contrast))}</span></th>"
                f"{verdict_cell(prior, contrast, name)}{verdict_cell(comparison, contrast, name)}"
                f"<td>{change}</td></tr>"
            )
    if not readings:
        return ""
    kinds = (*dict.fromkeys(readings),)
    tally = listed([f"in {readings.count(kind)} {kind}" for kind in kinds])
    width = float(np.nanmedian(widths))
    draws = len(prior.kept)
    return (
        '<section aria-labelledby="changed"><h2 id="changed">What the data have changed</h2>'
        f"<p>The same scenario, run with {draws} draws of every parameter from its prior, beside "
        f"this run. Of {len(readings)} differences, {escape(tally)}. The median 90% interval is "
        f"{number(width, 2)} times as wide as under the priors.</p>"
        f"{_table(changes, 'Readings that the data change') if changes else ''}"
        f"{_folded(others) if others else ''}</section>"
    )


def changed(before: Verdict, after: Verdict) -> str:
    """How the reading of a difference changes from priors to posterior.

    Example:
        >>> changed(Verdict.UNCLEAR, Verdict.HIGHER), changed(Verdict.HIGHER, Verdict.UNCLEAR)
        ('the data settle the sign', 'the sign is no longer settled')
    """
    if before is after:
        return STAYS if after in SETTLED else OPEN
    if before is Verdict.UNCLEAR and after is Verdict.SAME:
        return "no difference is left"
    if after in SETTLED:
        return "the sign turns" if before in SETTLED else "the data settle the sign"
    return "the sign is no longer settled" if before in SETTLED else OPEN


def _folded(rows: list[str]) -> str:
    title = f"Readings that stay as they were ({len(rows)})"
    return f"<details><summary>{title}</summary>{_table(rows, title)}</details>"


def _table(rows: list[str], label: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'
        '<thead><tr><th scope="col">Difference</th><th scope="col">Under the priors</th>'
        '<th scope="col">With the data</th><th scope="col">Reading</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _width(comparison: Comparison, contrast: str, name: str) -> float:
    figure = comparison.contrasts[contrast][name]
    return figure.q95 - figure.q05 or float("nan")
