"""A run as one page: it needs no network, no script and no other file.

The page answers first, in words that follow from the numbers by rule; then it shows, then it says
what the answer rests on and how to repeat it.
"""

import os
from collections.abc import Callable, Iterable
from html import escape
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

from counterpoise.experiments.attrition import attrition, passages
from counterpoise.experiments.comparison import Comparison
from counterpoise.experiments.great_power_peace import peace
from counterpoise.experiments.provenance import Provenance
from counterpoise.experiments.simulation import Ensemble
from counterpoise.report.assumptions import assumptions
from counterpoise.report.beside_priors import beside_priors
from counterpoise.report.cells import paragraphs, verdict_cell
from counterpoise.report.colophon import record, works
from counterpoise.report.colours import Look
from counterpoise.report.conclusions import section
from counterpoise.report.figures.gallery import illustrations
from counterpoise.report.figures.illustration import (
    Illustration,
    Key,
    Width,
    short_arm,
    short_contrast,
)
from counterpoise.report.glossary import glossary
from counterpoise.report.numbers import (
    metric_named,
    number,
    scale,
)
from counterpoise.report.order_sentences import attrition_sentence, escalation_sentence
from counterpoise.report.parameters_from import where_from
from counterpoise.report.sentences import (
    Statement,
    authorisation_contrasts,
    capital,
    headline,
    listed,
    main_contrast,
    ratio_sentence,
    statements,
)
from counterpoise.report.tables_of_numbers import all_metrics, movers

DISCOUNT = "beliefs.kappa_A"


def write_report(
    comparison: Comparison,
    ensemble: Ensemble,
    provenance: Provenance,
    path: Path,
    prior: Callable[[], Comparison] | None = None,
) -> Path:
    """Write the report of a run; an older report of that name is replaced.

    Args:
        comparison: What differs between the arms.
        ensemble: What was observed.
        provenance: What the run was.
        path: The HTML file.
        prior: Gives the same scenario under the priors alone, where the run draws from a
            posterior; asked last, so that it may be simulated while the figures are drawn.

    Returns:
        The path.
    """
    path = Path(path)
    text = page(comparison, ensemble, provenance, prior)
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


def page(
    comparison: Comparison,
    ensemble: Ensemble,
    provenance: Provenance,
    prior: Callable[[], Comparison] | None = None,
) -> str:
    """The whole page as text; ``prior`` gives the same scenario under the priors alone."""
    style = files("counterpoise.report").joinpath("page.css").read_text("utf-8")
    contrast = main_contrast(comparison)
    figures = [_illustration(each) for each in illustrations(comparison, provenance)]
    parts = [
        '<a class="skip" href="#content">Skip to the answer</a>',
        _header(comparison, provenance),
        '<main id="content">',
        _answer(comparison, provenance),
        beside_priors(comparison, prior(), provenance) if prior is not None else "",
        _compared(comparison, provenance),
        "" if provenance.order else _authorisation(comparison, provenance),
        _peace(comparison, provenance),
        _losses(comparison, provenance),
        '<section aria-labelledby="figures"><h2 id="figures">Figures</h2>',
        *figures,
        "</section>",
        all_metrics(comparison, provenance),
        movers(comparison, provenance, contrast) if contrast and not provenance.order else "",
        section(comparison, provenance)
        if provenance.order
        else assumptions(comparison, ensemble, provenance, contrast),
        glossary(provenance),
        record(comparison, ensemble, provenance),
        works(provenance),
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
    prose = "".join(_statement(each) for each in statements(comparison, provenance))
    heads = "".join(
        f'<th scope="col">{escape(short_contrast(comparison, provenance, contrast))}</th>'
        for contrast in comparison.pairs
    )
    rows = []
    for name in headline(comparison):
        unit = scale(metric_named(name)).difference_unit
        cells = "".join(verdict_cell(comparison, each, name) for each in comparison.pairs)
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


def _statement(said: Statement) -> str:
    """A contrast in plain words: a short list under each thing that may be said."""
    remarks = "".join(
        f"<dt>{escape(each.heading)}</dt>"
        + "".join(f"<dd>{escape(capital(figure))}</dd>" for figure in each.figures)
        for each in said.remarks
    )
    return f'<h3>{escape(said.lead)}</h3><dl class="said">{remarks}</dl>'


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
        f"{paragraphs(prose)}"
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
        f'{paragraphs(said)}<p class="meta">Members lost and accessions foregone are not added '
        "up: an order with few outsiders has few accessions to lose.</p></section>"
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
    return f'<aside class="banner" role="note">{paragraphs(lines)}</aside>'


def _compared(comparison: Comparison, provenance: Provenance) -> str:
    arms = "".join(
        f"<dt>{escape(arm)}</dt><dd>{escape(label)}</dd>" for arm, label in provenance.arms.items()
    )
    contrasts = ""
    if comparison.pairs:
        named = listed(
            [
                f"\u201c{short_contrast(comparison, provenance, contrast)}\u201d"
                for contrast in comparison.pairs
            ]
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
            "has seen, or in some arm to more uses of force in a year than can be followed.</p>"
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
        f"(<code>{DISCOUNT}</code>) whose prior leans to a discount. "
        f"{escape(_discount_in_words(provenance))}</p></section>"
    )


def _discount_in_words(provenance: Provenance) -> str:
    share = provenance.estimated.get(DISCOUNT)
    if share is None:
        return "At the prior the ratio is assumed; only parameters estimated on data could test it."
    return (
        f"Prior and posterior of it overlap by {number(share, 2)}: as far as they do, the ratio is "
        "assumed."
    )


def _illustration(shown_: Illustration) -> str:
    panels = []
    for panel in shown_.panels:
        classes = {Width.ANY: "panel", Width.WIDE: "panel whole wide-only",
                   Width.NARROW: "panel narrow-only"}[panel.width]  # fmt: skip
        panels.append(f'<div class="{classes}"><h4>{escape(panel.title)}</h4>\n{panel.svg}\n</div>')
    alone = sum(panel.width is Width.ANY for panel in shown_.panels) == 1
    beside = ' class="beside"' if alone else ""
    grid = "panels packed" if shown_.packed else "panels"
    shows = (
        f'<p><span class="lead">What it shows.</span> {escape(shown_.shows)}</p>'
        if shown_.shows
        else ""
    )
    return (
        f'<figure id="{shown_.key}"{beside}><h3>{escape(shown_.title)}</h3>{_key(shown_.keys)}'
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
