"""A run's figures in the shell: levels by arm, paired differences, and who moves most."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from counterpoise.experiments.attrition import Passage, attrition, passages
from counterpoise.experiments.comparison import Comparison, Verdict
from counterpoise.experiments.provenance import Provenance
from counterpoise.measures.metric import When
from counterpoise.measures.order_metric import ORDER_METRICS
from counterpoise.report.numbers import (
    median_and_interval,
    metric_named,
    percent,
    scale,
    shown,
)
from counterpoise.report.order_sentences import attrition_sentence, escalation_sentence
from counterpoise.report.parameters_from import where_from
from counterpoise.report.sentences import (
    POSTURE_WORDS,
    authorisation_contrasts,
    main_contrast,
    ratio_sentence,
)

MOST_MOVERS = 10
BESIDE_AN_ORDER = ("threat", "disputes", "wars")
_SIGNS = {
    Verdict.HIGHER: "higher",
    Verdict.LOWER: "lower",
    Verdict.UNCLEAR: "unclear",
    Verdict.SAME: "identical",
}
_UNITS = {
    "percentage points": "points",
    "ln units": "ln",
    "log-odds": "logit",
    "\u00d7 gross cost": "x gross",
    "thousandths of an ideal-point unit": "x 1000",
    "disputes a year": "a year",
    "acts a year": "a year",
    "points on a scale of 0 to 1": "0 to 1",
    "wars a year": "a year",
    "congresses a year": "a year",
    "states": "",
}


def terminal(comparison: Comparison, provenance: Provenance) -> RenderableType:
    """The tables of a run, at most 100 columns wide.

    Args:
        comparison: What was compared.
        provenance: What the run was.
    """
    contrast = main_contrast(comparison)
    about_order = bool(provenance.order)
    names = names_shown(comparison, provenance)
    blank = Text("")
    parts: list[RenderableType] = [
        Text(provenance.title, style="bold"),
        Text(
            f"{provenance.draws} draws, {provenance.first_year}-{provenance.last_year}, "
            f"act in {comparison.act_year}, seed {provenance.seed}"
        ),
        blank,
        _levels(comparison, names),
    ]
    for each in comparison.pairs:
        parts += [blank, _differences(comparison, each, names)]
    if about_order:
        parts += [each for found in _about_order(comparison, provenance) for each in (blank, found)]
    elif contrast is not None:
        parts += [blank, _movers(comparison, provenance, contrast)]
    parts.append(blank)
    pair = authorisation_contrasts(comparison)
    if pair is not None and (ratio := comparison.ratio(*pair, "threat")) is not None:
        parts.append(Text(_ascii(ratio_sentence(ratio, comparison.act_year + 1))))
    if comparison.ensemble.implausible:
        parts.append(
            Text(
                f"{comparison.ensemble.implausible} further draws were set aside: in the first arm "
                "they led to more wars, disputes or pacts than any world has seen, or in some arm "
                "to more uses of force in a year than can be followed."
            )
        )
    if comparison.left_out:
        parts.append(
            Text(
                f"{comparison.left_out} of {provenance.draws} draws had values that are not finite "
                "and are left out of every arm.",
                style="bold",
            )
        )
    parts.append(Text(where_from(provenance), style="bold"))
    return Group(*parts)


def names_shown(comparison: Comparison, provenance: Provenance) -> list[str]:
    """The metrics of the tables: of a run about an order those of the order, and of conflict."""
    every = list(next(iter(comparison.arms.values())))
    if not provenance.order:
        return every
    wanted = {*(metric.name for metric in ORDER_METRICS), *BESIDE_AN_ORDER}
    return [name for name in every if name in wanted]


def _about_order(comparison: Comparison, provenance: Provenance) -> list[RenderableType]:
    """Who is lost and who comes, contrast by contrast; the peace of the great powers."""
    parts: list[RenderableType] = []
    power = provenance.slot(provenance.power[0]) or 0
    for contrast in comparison.pairs:
        found = passages(comparison, contrast, MOST_MOVERS)
        if not found:
            continue
        parts.append(_passages(comparison, provenance, contrast, found))
        lost = attrition(comparison, contrast, power)
        if lost is not None:
            parts.append(Text(_ascii(attrition_sentence(lost, comparison, provenance, contrast))))
    if "consensus" in comparison.ensemble.metrics:
        for contrast in comparison.pairs:
            parts.append(Text(_ascii(escalation_sentence(comparison, provenance, contrast))))
    parts.append(Text("Figures about the power: --json, the data, and the report."))
    return parts


def _passages(
    comparison: Comparison, provenance: Provenance, contrast: str, found: tuple[Passage, ...]
) -> Table:
    first, second = comparison.pairs[contrast]
    table = _table(f"{contrast}: who belongs in {provenance.last_year}")
    table.add_column("state", no_wrap=True, max_width=24, overflow="ellipsis")
    for heading in (f"{first}, %", f"{second}, %", "difference, points", "+- 1.64 s.e."):
        table.add_column(heading, justify="right")
    for each in found:
        table.add_row(
            provenance.states[each.slot][1],
            f"{100 * each.first:.0f}",
            f"{100 * each.second:.0f}",
            f"{100 * each.difference:+.0f}",
            f"{164 * each.error:.0f}",
        )
    return table


def _levels(comparison: Comparison, names: list[str]) -> Table:
    table = _table("By arm: median and [90% interval] over draws")
    table.add_column("metric", no_wrap=True)
    for arm in comparison.arms:
        table.add_column(arm, justify="right", no_wrap=len(comparison.arms) < 4)
    for name in names:
        metric = metric_named(name)
        measured = scale(metric)
        cells = []
        for arm in comparison.arms:
            middle, _, wide = median_and_interval(
                shown(comparison.arms[arm][name], measured.level), minus="-"
            )
            cells.append(f"{middle} {wide}")
        mark = "*" if metric.when is When.ACT else ""
        table.add_row(_named(metric.label + mark, measured.level_unit), *cells)
    table.caption = (
        f"Means over {comparison.act_year + 1}-{comparison.years[-1]}; "
        f"* in {comparison.act_year}, the year of the act."
    )
    return table


def _differences(comparison: Comparison, contrast: str, names: list[str]) -> Table:
    table = _table(f"{contrast}: paired differences, draw by draw")
    table.add_column("metric", no_wrap=True)
    for heading in ("median", "[50%]", "[90%]", "> 0"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("reading", no_wrap=True)
    for name in names:
        figure = comparison.contrasts[contrast][name]
        metric = metric_named(name)
        measured = scale(metric)
        verdict = comparison.verdict(contrast, name)
        label = _named(metric.label, measured.difference_unit)
        if verdict is Verdict.SAME:
            table.add_row(label, "-", "-", "-", "-", _SIGNS[verdict])
            continue
        cells = median_and_interval(shown(figure, measured.difference), signed=True, minus="-")
        share = percent(comparison.share_positive[contrast][name])
        share = share.replace("under ", "<").replace("over ", ">")
        table.add_row(label, *cells, share, _SIGNS[verdict])
    unclear = [name for name in comparison.unclear(contrast) if name in names]
    table.caption = (
        f"unclear: not distinguishable from zero ({len(unclear)} of "
        f"{len(names)}); identical: the same in every draw."
    )
    return table


def _movers(comparison: Comparison, provenance: Provenance, contrast: str) -> Table:
    table = _table(f"{contrast}: the states that move most")
    table.add_column("state", no_wrap=True, max_width=24, overflow="ellipsis")
    table.add_column("any posture but hiding, points [90%]", justify="right")
    table.add_column("threat, % [90%]", justify="right")
    table.add_column("mostly")
    percentage = scale(metric_named("p_soft")).difference
    growth = scale(metric_named("threat")).difference
    for mover in comparison.movers(contrast, MOST_MOVERS):
        code, name = provenance.states[mover.slot][:2]
        activity = median_and_interval(shown(mover.activity, percentage), signed=True, minus="-")
        threat = median_and_interval(shown(mover.threat, growth), signed=True, minus="-")
        direction = "more" if mover.shift > 0 else "less"
        table.add_row(
            f"{name} (target)" if code == provenance.target[0] else name,
            f"{activity[0]} {activity[2]}",
            f"{threat[0]} {threat[2]}",
            f"{direction} {POSTURE_WORDS[mover.toward]}",
        )
    return table


def _table(title: str) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=None,
        pad_edge=False,
    )


def _named(label: str, unit: str) -> str:
    short = _UNITS.get(unit, unit)
    return f"{label}, {short}" if short else label


def _ascii(text: str) -> str:
    return text.replace("\u2212", "-")
