"""Propositions as pages: what was asked, how it could have failed, what came out, what it rests on.

One page each and an index, plain files that need no network and no script. The order is that of a
registered report: question, design and rule before results. A null result is printed in the same
place and the same type as a positive one.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

import numpy as np

from counterpoise.mechanisms.parameter import Parameter
from counterpoise.models.catalogue import parameter
from counterpoise.propositions.finding import Finding, RunOfExperiment
from counterpoise.propositions.proposition import ESSAY, Proposition, Work
from counterpoise.propositions.verdict import Verdict
from counterpoise.report.charts import Mark, Ridge, ridges
from counterpoise.report.colours import LOOKS
from counterpoise.report.numbers import MINUS, percent
from counterpoise.report.svg import as_svg
from counterpoise.report.verdicts import shown
from counterpoise.vocabulary.citation import formatted, reference

INDEX = "index.html"
LEAD = {
    Verdict.REFUTED: "Refuted",
    Verdict.NOT_REFUTED: "Not refuted",
    Verdict.NOT_TESTABLE: "Not testable on one history",
}
FROM_PRIOR = (
    "The rule was applied to draws from the priors, because there is no posterior yet. The prior "
    "of every focal parameter has mass where the claim fails, so this says whether the assumptions "
    "imply the claim. It is no evidence for or against it."
)
MOST_PARAMETERS = 8
PRINTED = """
.verdict { font-size: 1.35rem; font-weight: 700; margin: 0 0 .3rem; }
nav.pages { max-width: 70rem; margin: 1rem auto 0; padding: 0 1.1rem; font-size: .95rem; }
nav.pages a { margin-right: .9rem; white-space: nowrap; }
table.design th { width: 9rem; }
.bar { display: inline-block; height: .7rem; background: var(--accent); vertical-align: middle; }
@media print { nav.pages { display: none; } main section { break-inside: auto; } }
"""


def write_propositions(
    propositions: Sequence[Proposition],
    findings: Mapping[str, Finding],
    command: str,
    folder: Path,
) -> Path:
    """Write the index and a page for each proposition; an older report there is replaced.

    Args:
        propositions: In order.
        findings: Of each, by identifier.
        command: What to type for the same tests.
        folder: Where the pages go.

    Returns:
        The index.
    """
    pages = {INDEX: index_page(propositions, findings, command)} | {
        page_name(each): proposition_page(each, findings[each.id], propositions, command)
        for each in propositions
    }
    stage = folder.with_name(f".{folder.name}.unfinished-{token_hex(4)}")
    try:
        stage.mkdir(parents=True)
        for name, text in pages.items():
            (stage / name).write_text(text, "utf-8", newline="\n")
        if folder.exists():
            shutil.rmtree(folder)
        stage.rename(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return folder / INDEX


def page_name(proposition: Proposition) -> str:
    """The file of a proposition's page."""
    return f"{proposition.id}.html"


def index_page(
    propositions: Sequence[Proposition], findings: Mapping[str, Finding], command: str
) -> str:
    """All verdicts on one page."""
    rows = []
    for each in propositions:
        found = findings[each.id]
        rows.append(
            f'<tr><th scope="row"><a href="{page_name(each)}">{escape(each.id)}</a> '
            f"{escape(each.title)}</th><td>{escape(each.claim)}</td>"
            f'<td class="n"><span class="mid">{escape(_verdict(found))}</span>'
            f'<span class="fine">{escape(_standing(found))}</span></td>'
            f'<td class="n">{_value(each, found.counted)}</td>'
            f'<td class="n">{_value(each, found.mechanism_off)}</td>'
            f'<td class="n">{_power(found)}</td></tr>'
        )
    counted = dict.fromkeys(Verdict, 0)
    for found in findings.values():
        counted[found.ruling.verdict] += 1
    tally = "; ".join(f"{count} {verdict.value}" for verdict, count in counted.items())
    body = [
        '<header class="page"><h1>Propositions and what would refute them</h1>'
        '<p class="question">What does the model imply, what does the record show, and which '
        "claims survive a rule that was fixed before looking?</p>"
        f'<p class="meta">{len(propositions)} tested: {escape(tally)}.</p></header>',
        '<main id="content">',
        _banner([FROM_PRIOR] if any(f.basis == "prior" for f in findings.values()) else []),
        '<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Verdicts"><table><thead><tr>'
        '<th scope="col">Proposition</th><th scope="col">Claim</th><th scope="col">Verdict</th>'
        '<th scope="col">Primary statistic</th><th scope="col">Mechanism off</th>'
        '<th scope="col">Power of one history</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        '<p class="meta">Median and 90% interval over draws. All are reported, whatever they say: '
        "with this many tests at 90%, one or two would cross a line by chance.</p></section>",
        '<section aria-labelledby="how"><h2 id="how">How to read a verdict</h2>'
        + _paragraphs(
            (
                "Not testable: one history as long as the record would show a true effect less "
                "than half the time, so neither sign of the result means much.",
                "Refuted: the rule in the proposition\u2019s file, applied to the draws that "
                "count, says that the claim fails. Not refuted: it does not say so.",
                "On the line: other draws, or other synthetic histories, could turn the verdict.",
                "Mechanism off: the same experiment with the claim\u2019s own mechanism at zero. "
                "What remains there is not due to it.",
            )
        )
        + "</section>",
        _repeat(command, findings.values()),
        "</main>",
    ]
    return _document("Propositions", "\n".join(body), propositions)


def proposition_page(
    proposition: Proposition,
    found: Finding,
    propositions: Sequence[Proposition],
    command: str,
) -> str:
    """One proposition."""
    essay = " ".join(f"Essay claim ({letter}): {ESSAY[letter]}" for letter in proposition.essay)
    body = [
        f'<header class="page"><h1>{escape(proposition.id)}. {escape(proposition.title)}</h1>'
        f'<p class="question">{escape(proposition.claim)}</p>'
        f'<p class="meta">{escape(essay)}</p></header>',
        '<main id="content">',
        _answer(proposition, found),
        _literature(proposition),
        _design(proposition),
        _results(proposition, found),
        _sensitivity(found),
        _record(proposition, found),
        '<section aria-labelledby="caveats"><h2 id="caveats">What this does not show</h2>'
        f"{_list(proposition.caveats)}</section>",
        '<section aria-labelledby="mind"><h2 id="mind">What would change our mind</h2>'
        f"<p>{escape(proposition.change_our_mind)}</p></section>",
        _repeat(command, [found]),
        _works(proposition),
        "</main>",
    ]
    title = f"{proposition.id}. {proposition.title}"
    return _document(title, "\n".join(part for part in body if part), propositions)


def _verdict(found: Finding) -> str:
    return LEAD[found.ruling.verdict] + (", on the line" if found.ruling.on_the_line else "")


def _standing(found: Finding) -> str:
    return f"by the {found.basis}" + (
        "; prior-dominated" if found.prior_dominated and found.basis != "prior" else ""
    )


def _value(proposition: Proposition, run: RunOfExperiment | None) -> str:
    if run is None:
        return "no posterior yet"
    text = shown(run.figures[proposition.statistic.name], proposition.statistic, MINUS)
    middle, _, wide = text.partition(" ")
    return f'<span class="mid">{escape(middle)}</span><span class="fine">{escape(wide)}</span>'


def _power(found: Finding) -> str:
    return "not declared" if found.detection is None else f"{found.detection.power:.2f}"


def _answer(proposition: Proposition, found: Finding) -> str:
    ruling = found.ruling
    lines = [f"Refuted if: {proposition.refutation.text}"]
    if found.detection is not None:
        lines.append(
            f"Of {found.detection.histories} synthetic histories of "
            f"{proposition.power.years if proposition.power else 0} years with the effect at its "
            f"prior mean, {percent(found.detection.power)} show it."
        )
    verb = "refutes" if found.counted.refuted else "does not refute"
    lines.append(
        f"Applied to these draws the rule {verb} the claim; in {percent(ruling.refuted_in)} of 400 "
        "resampled sets of draws it refutes it."
    )
    off = "refutes" if found.mechanism_off.refuted else "does not refute"
    lines.append(f"With the mechanism off the rule {off} it.")
    return (
        '<section class="answer" aria-labelledby="verdict"><h2 id="verdict">Verdict</h2>'
        f'<p class="verdict">{escape(_verdict(found))}</p>'
        f"{_banner([FROM_PRIOR] if found.basis == 'prior' else [])}{_paragraphs(lines)}</section>"
    )


def _literature(proposition: Proposition) -> str:
    def works(label: str, given: Iterable[Work]) -> str:
        items = "".join(
            f"<li>{escape(reference(work.key).short)}: {escape(work.says)}.</li>" for work in given
        )
        return f"<h3>{label}</h3><ul>{items}</ul>" if items else ""

    return (
        '<section aria-labelledby="literature"><h2 id="literature">For and against</h2>'
        f"{works('For', proposition.supports)}{works('Against', proposition.opposes)}</section>"
    )


def _design(proposition: Proposition) -> str:
    experiment = proposition.experiment
    rows = [
        ("Treatment", experiment.treatment),
        ("Control", experiment.control),
        ("Outcome", experiment.outcome),
        ("Primary statistic", f"{proposition.statistic.label}, {proposition.statistic.unit}"),
        ("Refuted if", proposition.refutation.text),
        ("Focal parameters", ", ".join(proposition.focal)),
        ("Mechanism off", ", ".join(f"{k} = {v:g}" for k, v in proposition.off.items())),
    ]
    if proposition.power is not None:
        rows.append(
            ("Power", f"{proposition.power.estimand} {proposition.power.years} years a history.")
        )
    return (
        '<section aria-labelledby="design"><h2 id="design">Design</h2>'
        "<p>Fixed before anything was computed; it stands in the proposition\u2019s file.</p>"
        f"{_rows(rows)}</section>"
    )


def _results(proposition: Proposition, found: Finding) -> str:
    statistic = proposition.statistic
    runs = [("Prior", found.prior), ("Posterior", found.posterior),
            ("Mechanism off", found.mechanism_off)]  # fmt: skip
    drawn, heads = [], []
    for place, (name, run) in enumerate(runs):
        if run is None:
            continue
        heads.append((name, run))
        values = np.array([value for value in run.values if value is not None])
        if values.size:
            drawn.append(Ridge(name, LOOKS[place], values))
    figure = ""
    if drawn:
        chart = ridges(drawn, f"{statistic.label}, {statistic.unit}",
                       [Mark(statistic.null, "the claim fails here")])  # fmt: skip
        told = "; ".join(
            f"{name}: {shown(run.figures[statistic.name], statistic)}" for name, run in heads
        )
        svg = as_svg(chart, f"{proposition.id}-statistic", statistic.label, told)
        figure = (
            f'<figure><h3>{escape(statistic.label)}</h3><div class="panels">'
            f'<div class="panel">{svg}</div></div><figcaption><p><span class="lead">How to read '
            "this.</span> Each hump is the statistic over the draws of one run, with its median, "
            "50% and 90% intervals beneath. Where a run has the same value in every draw the hump "
            "is a needle.</p></figcaption></figure>"
        )
    rows = "".join(
        f'<tr><th scope="row">{escape(name.replace("_", " "))}'
        f"{' (primary)' if name == statistic.name else ''}</th>"
        + "".join(f'<td class="n">{_plain(run, name)}</td>' for _, run in heads)
        + "</tr>"
        for name in found.prior.figures
    )
    fixed = "".join(
        f'<tr><th scope="row">{escape(name.replace("_", " "))}</th>'
        + "".join(f'<td class="n">{run.fixed.get(name, float("nan")):.3g}</td>' for _, run in heads)
        + "</tr>"
        for name in found.prior.fixed
    )
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name, _ in heads)
    absent = "" if found.posterior is not None else "<p>There is no posterior yet.</p>"
    return (
        '<section aria-labelledby="results"><h2 id="results">What the model implies</h2>'
        f"{absent}{figure}"
        '<div class="scroll" tabindex="0" role="region" aria-label="Every figure"><table><thead>'
        f'<tr><th scope="col">Figure</th>{columns}</tr></thead><tbody>{rows}{fixed}</tbody></table>'
        '</div><p class="meta">Median and 90% interval over '
        f"{found.draws} draws, paired: arms share parameters and chance. "
        f"{found.set_aside} draws were set aside as describing no possible world.</p></section>"
    )


def _plain(run: RunOfExperiment, name: str) -> str:
    estimate = run.figures[name]
    if estimate.value != estimate.value:
        return "-"
    values = (estimate.value, estimate.low, estimate.high)
    middle, low, high = (f"{value:.3g}".replace("-", MINUS) for value in values)
    return f'<span class="mid">{middle}</span><span class="fine">[{low}, {high}]</span>'


def _sensitivity(found: Finding) -> str:
    follows = found.sensitivity
    if not follows.indices:
        text = (
            "No emulator of the draws at hand predicts the statistic better than its mean, so "
            f"nothing can be said about which parameter buys it ({follows.draws} draws)."
        )
        return _section("buys", "Which parameter buys the result", f"<p>{escape(text)}</p>")
    rows = []
    for each in follows.indices[:MOST_PARAMETERS]:
        declared: Parameter = parameter(each.address)
        rows.append(
            f'<tr><th scope="row"><code>{escape(each.address)}</code></th>'
            f"<td>{escape(declared.meaning)}</td><td>{escape(str(declared.prior))}</td>"
            f"<td>{escape(declared.source.value)}</td>"
            f'<td class="n">{each.index:.2f} <span class="bar" '
            f'style="width:{4 * min(each.index, 1.0):.2f}rem"></span></td></tr>'
        )
    text = (
        "Sobol total indices of a sparse polynomial emulator of the primary statistic over "
        f"{follows.draws} draws; it predicts {percent(follows.fit)} of the variance in draws left "
        "out. A total index counts every interaction, so they need not sum to one. What the "
        "emulator does not predict may hang on anything."
    )
    mark = f"Prior-dominated: {found.why_dominated}." if found.prior_dominated else (
        f"Not prior-dominated: {found.why_dominated}.")  # fmt: skip
    return _section(
        "buys",
        "Which parameter buys the result",
        f"{_paragraphs((mark, text))}"
        '<div class="scroll" tabindex="0" role="region" aria-label="Parameters"><table><thead><tr>'
        '<th scope="col">Parameter</th><th scope="col">What it is</th><th scope="col">Prior</th>'
        '<th scope="col">Source</th><th scope="col">Total index</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>",
    )


def _record(proposition: Proposition, found: Finding) -> str:
    design = proposition.observation
    if design is None:
        return ""
    rows = [
        ("Sample", design.sample),
        ("Estimand", design.estimand),
        ("Specification", design.specification),
        ("Clustering", design.clustering),
        ("Placebos", design.placebos),
    ]
    published = "".join(
        f"<li>{escape(each.text)} ({escape(reference(each.key).short)})</li>"
        for each in proposition.published
    )
    beside = f"<h3>Published numbers</h3><ul>{published}</ul>" if published else ""
    if found.observed is None:
        outcome = f"<p>Not examined: {escape(found.not_observed)}.</p>"
    else:
        observed = found.observed
        lines = "".join(
            f'<tr><th scope="row">{escape(row.label)}</th><td class="n">'
            f'<span class="mid">{row.estimate.value:.3g}</span><span class="fine">'
            f"[{row.estimate.low:.3g}, {row.estimate.high:.3g}]</span></td>"
            f"<td>{escape(row.note)}</td></tr>"
            for row in observed.rows
        )
        outcome = (
            '<div class="scroll" tabindex="0" role="region" aria-label="Estimates"><table><thead>'
            f'<tr><th scope="col">Estimate ({escape(observed.unit)})</th>'
            '<th scope="col">Value, 90% interval</th><th scope="col">Note</th></tr></thead>'
            f"<tbody>{lines}</tbody></table></div>{_list(observed.remarks)}"
            "<p>Exploratory: nothing was registered before these data were public, and no "
            "correction is made for testing many propositions.</p>"
        )
    return _section("record", "What the record shows", f"{_rows(rows)}{outcome}{beside}")


def _repeat(command: str, findings: Iterable[Finding]) -> str:
    known = list(findings)
    rows = [
        ("Command", command),
        ("Draws", str(known[0].draws)),
        ("Seed", str(known[0].seed)),
        ("Computed in", f"{sum(each.seconds for each in known):.0f} seconds"),
    ]
    return _section("repeat", "How to repeat this", _rows(rows))


def _works(proposition: Proposition) -> str:
    if not proposition.cites:
        return ""
    items = "".join(f"<li>{escape(w)}</li>" for w in formatted(proposition.cites).split("\n\n"))
    return _section("works", "Works", f'<ol class="works">{items}</ol>')


def _section(key: str, title: str, inner: str) -> str:
    return f'<section aria-labelledby="{key}"><h2 id="{key}">{escape(title)}</h2>{inner}</section>'


def _banner(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return f'<aside class="banner" role="note">{_paragraphs(lines)}</aside>'


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    return f'<dl class="record">{items}</dl>'


def _list(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _document(title: str, body: str, propositions: Sequence[Proposition]) -> str:
    style = files("counterpoise.report").joinpath("page.css").read_text("utf-8")
    links = "".join(f'<a href="{page_name(each)}">{escape(each.id)}</a>' for each in propositions)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}{PRINTED}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#content">Skip to the answer</a>\n'
        f'<nav class="pages" aria-label="Propositions"><a href="{INDEX}">All</a>{links}</nav>\n'
        f"{body}\n<footer><p>Made by counterpoise. This page needs no network connection.</p>"
        "</footer>\n</body>\n</html>\n"
    )
