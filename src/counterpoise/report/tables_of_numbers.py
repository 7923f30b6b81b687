"""All the numbers of a run, and the states that move most."""

from html import escape

from counterpoise.experiments.comparison import Comparison, Verdict
from counterpoise.experiments.provenance import Provenance
from counterpoise.measures.metric import When
from counterpoise.measures.order_metric import EVERY_METRIC
from counterpoise.report.cells import cell, same_cell
from counterpoise.report.figures.illustration import short_arm, short_contrast
from counterpoise.report.numbers import metric_named, number, percent, scale, shown
from counterpoise.report.sentences import POSTURE_WORDS, reading

MOST_MOVERS = 10


def all_metrics(comparison: Comparison, provenance: Provenance) -> str:
    """The section with every metric of every arm and contrast."""
    arms, contrasts = list(comparison.arms), list(comparison.pairs)
    heads = "".join(f'<th scope="col">{escape(short_arm(provenance, arm))}</th>' for arm in arms)
    heads += "".join(
        f'<th scope="col">{escape(short_contrast(comparison, provenance, contrast))}</th>'
        for contrast in contrasts
    )
    rows = []
    for name in next(iter(comparison.arms.values())):
        metric = metric_named(name)
        measured = scale(metric)
        cells = [cell(shown(comparison.arms[arm][name], measured.level), False) for arm in arms]
        for contrast in contrasts:
            verdict = reading(comparison, contrast, name)
            if verdict is Verdict.SAME:
                cells.append(same_cell(comparison, contrast, name))
                continue
            figure = shown(comparison.contrasts[contrast][name], measured.difference)
            share = percent(comparison.share_positive[contrast][name])
            word = "sign not settled" if verdict is Verdict.UNCLEAR else verdict.value
            cells.append(cell(figure, True, f"above 0 in {share}", word))
        unit = measured.level_unit
        if measured.difference_unit != unit:
            unit += f"; differences in {measured.difference_unit}"
        when = f"in {comparison.act_year}" if metric.when is When.ACT else ""
        fine = "; ".join(each for each in (unit, when) if each)
        rows.append(
            f'<tr><th scope="row">{escape(metric.label)}<span class="fine">{escape(fine)}</span>'
            f"</th>{''.join(cells)}</tr>"
        )
    meanings = "".join(
        f"<dt>{escape(metric.label)}</dt><dd>{escape(metric.meaning)}.</dd>"
        for metric in EVERY_METRIC
        if metric.name in comparison.ensemble.metrics
    )
    return (
        '<section aria-labelledby="numbers"><h2 id="numbers">All the numbers</h2>'
        "<p>Median, then the 50% and the 90% interval over draws. For differences, the share of "
        "draws in which they are above zero.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Table of all metrics"><table>'
        f'<thead><tr><th scope="col">Metric</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody>'
        f"</table></div><details><summary>What each metric means</summary>"
        f'<dl class="words">{meanings}</dl></details></section>'
    )


def movers(comparison: Comparison, provenance: Provenance, contrast: str) -> str:
    """The section on the states that move most between two arms; empty where none does."""
    rows = []
    points = scale(metric_named("p_soft")).difference
    growth = scale(metric_named("threat")).difference
    for mover in comparison.movers(contrast, MOST_MOVERS):
        code, name = provenance.states[mover.slot][:2]
        mark = " (the target)" if code == provenance.target[0] else ""
        direction = "more" if mover.shift > 0 else "less"
        shift = number(100 * mover.shift, 2, signed=True)
        rows.append(
            f'<tr><th scope="row">{escape(name)}{mark}</th>'
            f"{cell(shown(mover.activity, points), True)}"
            f"{cell(shown(mover.threat, growth), True)}"
            f"<td>{direction} {POSTURE_WORDS[mover.toward]}"
            f'<span class="fine">{shift} points at the median</span></td></tr>'
        )
    if not rows:
        return ""
    return (
        '<section aria-labelledby="who"><h2 id="who">The states that move most</h2>'
        f"<p>{escape(short_contrast(comparison, provenance, contrast))}: ordered by the median "
        "change in the probability of doing anything but hide, mean over the years after the act. "
        "Median, 50% and 90% interval.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Table of states"><table>'
        '<thead><tr><th scope="col">State</th><th scope="col">Any posture but hiding, points</th>'
        '<th scope="col">Threat, %</th><th scope="col">Moves to</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></section>"
    )
