"""A run as one page: it needs no network, no script and no other file.

The page answers first, in words that follow from the numbers by rule; then it shows, then it says
what the answer rests on and how to repeat it.
"""

import os
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

from counterpoise.estimation.standing import is_assumption
from counterpoise.experiments.attrition import attrition, passages
from counterpoise.experiments.comparison import Comparison, Figure, Verdict
from counterpoise.experiments.drivers import drivers
from counterpoise.experiments.great_power_peace import peace
from counterpoise.experiments.provenance import Provenance
from counterpoise.experiments.simulation import Ensemble
from counterpoise.measures.metric import When
from counterpoise.measures.order_metric import EVERY_METRIC
from counterpoise.models.catalogue import parameters
from counterpoise.report.colours import Look
from counterpoise.report.conclusions import section
from counterpoise.report.figures.assumptions import source_of
from counterpoise.report.figures.gallery import illustrations
from counterpoise.report.figures.illustration import (
    Illustration,
    Key,
    Width,
    short_arm,
    short_contrast,
)
from counterpoise.report.numbers import (
    median_and_interval,
    metric_named,
    number,
    percent,
    scale,
    shown,
)
from counterpoise.report.order_sentences import attrition_sentence, escalation_sentence
from counterpoise.report.parameters_from import where_from
from counterpoise.report.sentences import (
    POSTURE_WORDS,
    authorisation_contrasts,
    headline,
    listed,
    main_contrast,
    ratio_sentence,
    statements,
    the_power,
)
from counterpoise.vocabulary.citation import formatted, references

MOST_MOVERS = 10
WORDS = (
    ("Arm", "One course of events that the scenario describes."),
    (
        "Draw",
        "One set of values for the uncertain parameters. Every arm is run with the same draws and "
        "the same chance events, so that arms can be compared draw by draw.",
    ),
    (
        "Prior",
        "What is assumed about a parameter before any data are used: a range of values, with "
        "weights.",
    ),
    (
        "90% interval",
        "The range that holds nine draws in ten. It measures what the assumptions leave open, "
        "not sampling error.",
    ),
    (
        "Not distinguishable from zero",
        "The 90% interval of a difference includes zero: the assumptions do not settle whether it "
        "is positive or negative.",
    ),
    (
        "Threat",
        "Power, weighed by distance, offensive arms and perceived intentions. Differences are "
        "given as percentages of threat.",
    ),
    (
        "Revisionist",
        "Bent on changing the order of things in one\u2019s own favour, by force if need be.",
    ),
    (
        "Log-odds",
        "A scale for beliefs: 0 is even odds, and each unit up multiplies the odds by about 2.7.",
    ),
    ("Hide", "Do nothing about the power."),
    ("Bandwagon", "Side with the power, out of hope or fear."),
    (
        "Soft balancing",
        "Obstruct the power without arms: in councils and votes, by denying bases, by trade, by "
        "signals of resolve.",
    ),
    ("Hard balancing", "Arm, or seek allies, against the power."),
    (
        "Percentage point",
        "The difference between two percentages: from 24% to 25% is one percentage point.",
    ),
)


ORDER_WORDS = (
    ("Order", "A body of rules with members, which states join, believe in, and sometimes leave."),
    ("Joining hazard", "The probability that a state outside joins in a year."),
    ("Legitimacy", "How far states hold that what the order authorises is right, from 0 to 1."),
    (
        "Private-value entrenchment",
        "The share of the world\u2019s capability held by states that would want the order if "
        "nobody else were in it.",
    ),
    (
        "Contestation",
        "Dispute of the order\u2019s rules by great powers outside it: the more capable they are "
        "and the further from the order they stand, the more.",
    ),
    (
        "Consensus",
        "How far great powers in concert act as one, from 0 (no concert) to 1.",
    ),
    ("Great power", "A state on the recorded list of great powers of the year."),
    (
        "Incumbents and outsiders",
        "Those who belonged, and those who did not, in the year before the one that the scenario "
        "turns on.",
    ),
)


def write_report(
    comparison: Comparison, ensemble: Ensemble, provenance: Provenance, path: Path
) -> Path:
    """Write the report of a run; an older report of that name is replaced.

    Args:
        comparison: What differs between the arms.
        ensemble: What was observed.
        provenance: What the run was.
        path: The HTML file.

    Returns:
        The path.
    """
    path = Path(path)
    text = page(comparison, ensemble, provenance)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.unfinished-{token_hex(4)}")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def page(comparison: Comparison, ensemble: Ensemble, provenance: Provenance) -> str:
    """The whole page as text."""
    style = files("counterpoise.report").joinpath("page.css").read_text("utf-8")
    contrast = main_contrast(comparison)
    parts = [
        '<a class="skip" href="#content">Skip to the answer</a>',
        _header(comparison, provenance),
        '<main id="content">',
        _answer(comparison, provenance),
        _compared(comparison, provenance),
        "" if provenance.order else _authorisation(comparison, provenance),
        _peace(comparison, provenance),
        _losses(comparison, provenance),
        '<section aria-labelledby="figures"><h2 id="figures">Figures</h2>',
        *(_illustration(each) for each in illustrations(comparison, provenance)),
        "</section>",
        _metrics(comparison, provenance),
        _movers(comparison, provenance, contrast) if contrast and not provenance.order else "",
        section(comparison, provenance)
        if provenance.order
        else _assumptions(comparison, ensemble, provenance, contrast),
        _words(provenance),
        _record(comparison, ensemble, provenance),
        _works(provenance),
        "</main>",
        f"<footer><p>Made by counterpoise {escape(provenance.versions.get('counterpoise', ''))} "
        f"on {escape(provenance.created[:10])}. This page needs no network connection.</p>"
        "</footer>",
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(provenance.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _header(comparison: Comparison, provenance: Provenance) -> str:
    return (
        f'<header class="page"><h1>{escape(provenance.title)}</h1>'
        f'<p class="question">{escape(provenance.question)}</p>'
        f'<p class="meta">{len(comparison.arms)} arms, {provenance.draws} draws of the parameters, '
        f"{provenance.first_year} to {provenance.last_year}; {_turns(comparison, provenance)}.</p>"
        "</header>"
    )


def _answer(comparison: Comparison, provenance: Provenance) -> str:
    if not comparison.pairs:
        return (
            '<section class="answer" aria-labelledby="answer"><h2 id="answer">In plain words</h2>'
            "<p>This run compares no arms, so it has levels to show and no differences.</p>"
            "</section>"
        )
    prose = "".join(
        f'<p><span class="lead">{escape(each.lead)}.</span> {escape(each.text)}</p>'
        for each in statements(comparison, provenance)
    )
    heads = "".join(
        f'<th scope="col">{escape(short_contrast(comparison, contrast))}</th>'
        for contrast in comparison.pairs
    )
    rows = []
    for name in headline(comparison):
        unit = scale(metric_named(name)).difference_unit
        cells = "".join(_verdict_cell(comparison, each, name) for each in comparison.pairs)
        rows.append(
            f'<tr><th scope="row">{escape(metric_named(name).label)}'
            f'<span class="fine">{escape(unit)}</span></th>{cells}</tr>'
        )
    return (
        '<section class="answer" aria-labelledby="answer"><h2 id="answer">In plain words</h2>'
        f"{_banner(comparison, provenance)}{prose}"
        '<div class="scroll" tabindex="0" role="region" aria-label="The answer in numbers"><table>'
        f'<thead><tr><th scope="col">Difference</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        '<p class="meta">Median, 90% interval and reading. Means over '
        f"{comparison.act_year + 1} to {provenance.last_year}{_note(comparison, provenance)}</p>"
        "</section>"
    )


def _turns(comparison: Comparison, provenance: Provenance) -> str:
    if provenance.order:
        return f"the question turns on {comparison.act_year}"
    return f"act in {comparison.act_year}"


def _after(comparison: Comparison, provenance: Provenance) -> str:
    return f"the years after {comparison.act_year if provenance.order else 'the act'}"


def _note(comparison: Comparison, provenance: Provenance) -> str:
    if provenance.order:
        return "."
    return (
        f"; net cost in {comparison.act_year}. Net cost and delay are worked out in every arm as "
        "if force were used there (delay: used again), so that they say what the circumstances of "
        "each arm would make it take."
    )


def _peace(comparison: Comparison, provenance: Provenance) -> str:
    """Great-power wars and escalation by arm, where the run is about a concert."""
    if "consensus" not in comparison.ensemble.metrics or not provenance.order:
        return ""
    rows = []
    for arm in comparison.arms:
        found = peace(comparison, arm)
        calm, share = found.peace_range, found.escalation_range
        rows.append(
            f'<tr><th scope="row">{escape(short_arm(provenance, arm))}</th>'
            f'<td class="n"><span class="mid">{100 * found.peace:.0f}%</span>'
            f'<span class="fine">[{100 * calm[0]:.0f}, {100 * calm[1]:.0f}]</span></td>'
            f'<td class="n"><span class="mid">{found.disputes:.1f}</span></td>'
            f'<td class="n"><span class="mid">{found.wars:.1f}</span></td>'
            f'<td class="n"><span class="mid">{100 * found.escalation:.0f}%</span>'
            f'<span class="fine">[{100 * share[0]:.0f}, {100 * share[1]:.0f}]</span></td></tr>'
        )
    prose = [escalation_sentence(comparison, provenance, each) for each in comparison.pairs]
    return (
        '<section aria-labelledby="peace"><h2 id="peace">Do the great powers fight?</h2>'
        f"{_paragraphs(prose)}"
        '<div class="scroll" tabindex="0" role="region" aria-label="Great-power wars by arm">'
        '<table><thead><tr><th scope="col">Arm</th>'
        '<th scope="col">Histories without a great-power war</th>'
        '<th scope="col">Disputes a history</th><th scope="col">Wars a history</th>'
        '<th scope="col">Disputes that become wars</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        '<p class="meta">Over the whole run; 90% intervals from drawing the draws again, the same '
        "in every arm.</p></section>"
    )


def _losses(comparison: Comparison, provenance: Provenance) -> str:
    """Incumbents lost and accessions foregone, where the run is about an order."""
    power = provenance.slot(provenance.power[0])
    if not provenance.order or power is None:
        return ""
    said = []
    for contrast in comparison.pairs:
        lost = attrition(comparison, contrast, power)
        if lost is not None and passages(comparison, contrast, 1):
            said.append(attrition_sentence(lost, comparison, provenance, contrast))
    if not said:
        return ""
    return (
        '<section aria-labelledby="losses"><h2 id="losses">Who is lost, and who stays away</h2>'
        f'{_paragraphs(said)}<p class="meta">Members lost and accessions foregone are not added '
        "up: an order with few outsiders has few accessions to lose.</p></section>"
    )


def _verdict_cell(comparison: Comparison, contrast: str, name: str) -> str:
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


def _banner(comparison: Comparison, provenance: Provenance) -> str:
    lines = []
    lines.append(where_from(provenance))
    if comparison.left_out:
        lines.append(
            f"{comparison.left_out} of {provenance.draws} draws had values that are not finite and "
            "are left out of every arm. What is shown holds for the other draws only, and the loss "
            "may bias it."
        )
    if not lines:
        return ""
    return f'<aside class="banner" role="note">{_paragraphs(lines)}</aside>'


def _compared(comparison: Comparison, provenance: Provenance) -> str:
    arms = "".join(
        f"<dt>{escape(arm)}</dt><dd>{escape(label)}</dd>" for arm, label in provenance.arms.items()
    )
    contrasts = ""
    if comparison.pairs:
        named = listed(
            [f"\u201c{short_contrast(comparison, contrast)}\u201d" for contrast in comparison.pairs]
        )
        contrasts = (
            f" Compared are {named}: the first arm less the second. Differences are taken within "
            "each draw and summarised afterwards, so that what the parameters leave open about the "
            "level does not blur the difference."
        )
    aside = ""
    if comparison.ensemble.implausible:
        aside = (
            f"<p>{comparison.ensemble.implausible} further draws were set aside before the "
            "comparison: in the first arm they led to more wars, disputes or pacts than any world "
            "has seen. The rule looks at no other arm.</p>"
        )
    return (
        '<section aria-labelledby="compared"><h2 id="compared">What was compared</h2>'
        f'<dl class="record">{arms}</dl>'
        f"<p>All arms start from the same world in {provenance.first_year}, with "
        f"{len(provenance.states)} states, and share their parameters and their chance events: "
        "what differs between two of them is what the scenario did."
        f"{escape(contrasts)} Unless another year is named, figures are means over "
        f"{comparison.act_year + 1} to {provenance.last_year}, "
        f"{_after(comparison, provenance)}.</p>"
        f"{aside}</section>"
    )


def _authorisation(comparison: Comparison, provenance: Provenance) -> str:
    pair = authorisation_contrasts(comparison)
    ratio = comparison.ratio(*pair, "threat") if pair else None
    if ratio is None:
        return ""
    return (
        '<section aria-labelledby="authorisation">'
        '<h2 id="authorisation">What authorisation changes</h2>'
        f"<p>{escape(ratio_sentence(ratio, comparison.act_year + 1))} "
        "That is not a finding about the world. The model takes authorisation to discount what an "
        "act reveals, by how far a state finds the Council legitimate times a parameter "
        "(<code>beliefs.kappa_A</code>) whose prior leans to a discount. At the prior the ratio is "
        "assumed; only parameters estimated on data could test it.</p></section>"
    )


def _illustration(shown_: Illustration) -> str:
    panels = []
    for panel in shown_.panels:
        classes = {Width.ANY: "panel", Width.WIDE: "panel whole wide-only",
                   Width.NARROW: "panel narrow-only"}[panel.width]  # fmt: skip
        panels.append(f'<div class="{classes}"><h4>{escape(panel.title)}</h4>\n{panel.svg}\n</div>')
    grid = "panels packed" if shown_.packed else "panels"
    shows = (
        f'<p><span class="lead">What it shows.</span> {escape(shown_.shows)}</p>'
        if shown_.shows
        else ""
    )
    return (
        f'<figure id="{shown_.key}"><h3>{escape(shown_.title)}</h3>{_key(shown_.keys)}'
        f'<div class="{grid}">{"".join(panels)}</div><figcaption>{shows}'
        f'<p><span class="lead">How to read this.</span> {escape(shown_.how)}</p>'
        "</figcaption></figure>"
    )


def _key(keys: tuple[Key, ...]) -> str:
    if not keys:
        return ""
    items = "".join(f"<li>{_swatch(each.look)}{escape(each.name)}</li>" for each in keys)
    return f'<ul class="key">{items}</ul>'


def _swatch(look: Look) -> str:
    dash = "" if look.dash == "-" else f' stroke-dasharray="{_dashes(look.dash[1])}"'
    shapes = {
        "o": '<circle cx="20" cy="7" r="4"/>',
        "s": '<rect x="16" y="3" width="8" height="8"/>',
        "D": '<path d="M20 2 25 7 20 12 15 7Z"/>',
        "^": '<path d="M20 2 25 11 15 11Z"/>',
        "v": '<path d="M20 12 25 3 15 3Z"/>',
        "P": '<path d="M18 2h4v3h3v4h-3v3h-4v-3h-3v-4h3Z"/>',
    }
    return (
        '<svg viewBox="0 0 40 14" aria-hidden="true">'
        f'<line x1="0" y1="7" x2="40" y2="7" stroke="{look.colour}" stroke-width="2"{dash}/>'
        f'<g fill="{look.colour}" stroke="#ffffff" stroke-width="1">{shapes[look.marker]}</g></svg>'
    )


def _dashes(pattern: Iterable[float]) -> str:
    return " ".join(f"{2 * length:g}" for length in pattern)


def _metrics(comparison: Comparison, provenance: Provenance) -> str:
    arms, contrasts = list(comparison.arms), list(comparison.pairs)
    heads = "".join(f'<th scope="col">{escape(short_arm(provenance, arm))}</th>' for arm in arms)
    heads += "".join(
        f'<th scope="col">{escape(short_contrast(comparison, contrast))}</th>'
        for contrast in contrasts
    )
    rows = []
    for name in next(iter(comparison.arms.values())):
        metric = metric_named(name)
        measured = scale(metric)
        cells = [_cell(shown(comparison.arms[arm][name], measured.level), False) for arm in arms]
        for contrast in contrasts:
            verdict = comparison.verdict(contrast, name)
            if verdict is Verdict.SAME:
                cells.append('<td class="n">the same<span class="fine">in every draw</span></td>')
                continue
            figure = shown(comparison.contrasts[contrast][name], measured.difference)
            share = percent(comparison.share_positive[contrast][name])
            reading = "sign not settled" if verdict is Verdict.UNCLEAR else verdict.value
            cells.append(_cell(figure, True, f"above 0 in {share}", reading))
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


def _cell(figure: Figure, signed: bool, *notes: str) -> str:
    middle, half, wide = median_and_interval(figure, signed)
    extra = "".join(f'<span class="fine">{escape(note)}</span>' for note in notes)
    return (
        f'<td class="n"><span class="mid">{middle}</span><span class="fine">{half}</span>'
        f'<span class="fine">{wide}</span>{extra}</td>'
    )


def _movers(comparison: Comparison, provenance: Provenance, contrast: str) -> str:
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
            f"{_cell(shown(mover.activity, points), True)}"
            f"{_cell(shown(mover.threat, growth), True)}"
            f"<td>{direction} {POSTURE_WORDS[mover.toward]}"
            f'<span class="fine">{shift} points at the median</span></td></tr>'
        )
    if not rows:
        return ""
    return (
        '<section aria-labelledby="who"><h2 id="who">The states that move most</h2>'
        f"<p>{escape(short_contrast(comparison, contrast))}: ordered by the median change in the "
        "probability of doing anything but hide, mean over the years after the act. Median, 50% "
        "and 90% interval.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Table of states"><table>'
        '<thead><tr><th scope="col">State</th><th scope="col">Any posture but hiding, points</th>'
        '<th scope="col">Threat, %</th><th scope="col">Moves to</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _assumptions(
    comparison: Comparison, ensemble: Ensemble, provenance: Provenance, contrast: str | None
) -> str:
    declared = parameters()
    counts: dict[str, int] = {}
    for address in ensemble.parameters:
        fixed = address in provenance.fixed
        words = "fixed by the scenario" if fixed else source_of(address, provenance)
        counts[words] = counts.get(words, 0) + 1
    tally = [
        f"{words} {count}" for words, count in sorted(counts.items(), key=lambda each: -each[1])
    ]
    parts = [
        f"The run has {len(ensemble.parameters)} parameters. By where their values come from: "
        f"{listed(tally)}."
    ]
    rows = []
    seen: set[str] = set()
    for name in ("threat", "p_soft") if contrast else ():
        assert contrast is not None
        for each in drivers(comparison, contrast, name).beyond_chance:
            parameter = declared.get(each.address)
            if each.address in seen or parameter is None:
                continue
            if not is_assumption(each.address, provenance.estimated):
                continue
            seen.add(each.address)
            prior = provenance.priors.get(each.address, str(parameter.prior))
            rows.append(
                f'<tr><th scope="row"><code>{escape(each.address)}</code></th>'
                f"<td>{escape(parameter.meaning)}</td><td>{escape(prior)}</td>"
                f"<td>{escape(source_of(each.address, provenance))}</td>"
                f"<td>{escape(metric_named(name).label)}, {number(each.rho, 2, signed=True)}</td>"
                "</tr>"
            )
    table = ""
    if rows:
        parts.append(
            "These drive the result more than chance explains, and no data have moved them. The "
            "result stands or falls with them: it is prior-dominated."
        )
        table = (
            '<div class="scroll" tabindex="0" role="region" aria-label="Table of parameters">'
            '<table><thead><tr><th scope="col">Parameter</th><th scope="col">What it is</th>'
            '<th scope="col">Prior</th><th scope="col">Source</th>'
            '<th scope="col">Drives, rank correlation</th></tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )
    elif contrast:
        parts.append("No parameter without data behind it drives the result beyond chance.")
    caveat = (
        f"That an act raises the threat seen in {the_power(provenance)} depends on a chain of "
        "parameters: how much an act reveals, how attentive others are, and how far intentions "
        "weigh in threat. Their priors allow for no effect and for the opposite one, but lean to "
        "the claim. So a positive sign here restates an assumption; it does not test it. A test "
        "needs parameters estimated on data, and the same run with the focal parameter at zero."
    )
    return (
        '<section aria-labelledby="rests"><h2 id="rests">What rests on assumption</h2>'
        f"{_paragraphs(parts)}{table}{_paragraphs([caveat])}</section>"
    )


def _words(provenance: Provenance) -> str:
    words = (*WORDS[:5], *ORDER_WORDS, *WORDS[-1:]) if provenance.order else WORDS
    items = "".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in words)
    return (
        '<section aria-labelledby="words"><h2 id="words">Words used</h2>'
        f'<dl class="words">{items}</dl></section>'
    )


def _record(comparison: Comparison, ensemble: Ensemble, provenance: Provenance) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in provenance.versions.items())
    rows = [
        ("Command", f"<code>{escape(provenance.command)}</code>"),
        ("Run", escape(provenance.run_id)),
        ("Scenario", escape(provenance.scenario)),
        *((("Order", escape(provenance.order)),) if provenance.order else ()),
        ("Power and target", escape(f"{provenance.power[1]}; {provenance.target[1]}")),
        ("Draws", str(provenance.draws)),
        ("Years", f"{provenance.first_year}\u2013{provenance.last_year}"),
        ("Seed", str(provenance.seed)),
        ("Parameters", escape(f"drawn from the {provenance.parameters}")),
        ("Versions", escape(versions)),
        ("Made", escape(provenance.created)),
    ]
    for name, found in (("Fixed", provenance.fixed), ("Priors of the scenario", provenance.priors)):
        if found:
            text = "; ".join(f"{address} = {value}" for address, value in found.items())
            rows.append((name, escape(text)))
    record = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows)
    sources = ""
    if provenance.sources:
        lines = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
            for row in provenance.sources
        )
        sources = (
            "<details><summary>Data behind the world</summary>"
            '<div class="scroll" tabindex="0" role="region" aria-label="Table of data sources">'
            '<table><thead><tr><th scope="col">Variable</th><th scope="col">Source</th>'
            f'<th scope="col">Licence</th></tr></thead><tbody>{lines}</tbody></table></div>'
            "</details>"
        )
    return (
        '<section aria-labelledby="repeat"><h2 id="repeat">How to repeat this</h2>'
        f'<dl class="record">{record}</dl>'
        f"<details><summary>The scenario as it was run</summary><pre>{escape(provenance.text)}"
        f"</pre></details>{sources}</section>"
    )


def _works(provenance: Provenance) -> str:
    if not provenance.citations:
        return ""
    known = [key for key in provenance.citations if key in references()]
    works = formatted(known).split("\n\n") if known else []
    works += [key for key in provenance.citations if key not in references()]
    items = "".join(f"<li>{escape(work)}</li>" for work in works)
    return (
        '<section aria-labelledby="works"><h2 id="works">Works and data to cite</h2>'
        f'<ol class="works">{items}</ol></section>'
    )


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)
