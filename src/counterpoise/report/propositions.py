"""Propositions as pages: what was asked, how it could have failed, what came out, what it rests on.

One page each and an index, plain files that need no network and no script. The order is that of a
registered report: question, design and rule before results. A null result is printed in the same
place and the same type as a positive one.
"""

import shutil
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

from counterpoise.propositions.finding import Finding
from counterpoise.propositions.proposition import ESSAY, Proposition
from counterpoise.propositions.verdict import Verdict
from counterpoise.report.cells import paragraphs
from counterpoise.report.page_parts import banner, bullets
from counterpoise.report.proposition_sections import (
    FROM_PRIOR,
    answer_section,
    design_section,
    literature_section,
    power_cell,
    record_cell,
    record_section,
    repeat_section,
    results_section,
    sensitivity_section,
    standing_words,
    value_cell,
    verdict_words,
    works_section,
)

INDEX = "index.html"
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
            f'<td class="n"><span class="mid">{escape(verdict_words(found))}</span>'
            f'<span class="fine">{escape(standing_words(found))}</span></td>'
            f'<td class="n">{value_cell(each, found.counted)}</td>'
            f'<td class="n">{value_cell(each, found.mechanism_off)}</td>'
            f'<td class="n">{record_cell(each, found)}</td>'
            f'<td class="n">{power_cell(found)}</td></tr>'
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
        banner([FROM_PRIOR] if any(f.basis == "prior" for f in findings.values()) else []),
        '<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Verdicts"><table><thead><tr>'
        '<th scope="col">Proposition</th><th scope="col">Claim</th><th scope="col">Verdict</th>'
        '<th scope="col">Primary statistic</th><th scope="col">Mechanism off</th>'
        '<th scope="col">On the record</th>'
        '<th scope="col">Power of one history</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        '<p class="meta">Median and 90% interval over draws. All are reported, whatever they say: '
        "with this many tests at 90%, one or two would cross a line by chance.</p></section>",
        '<section aria-labelledby="how"><h2 id="how">How to read a verdict</h2>'
        + paragraphs(
            (
                "Not testable: one history as long as the record would show a true effect less "
                "than half the time, so neither sign of the result means much.",
                "Refuted: the rule in the proposition\u2019s file, applied to the draws that "
                "count, says that the claim fails. Not refuted: it does not say so.",
                "On the line: other draws, or other synthetic histories, could turn the verdict.",
                "Mechanism off: the same experiment with the claim\u2019s own mechanism at zero. "
                "What remains there is not due to it.",
                "On the record: whether the primary estimate speaks for the claim, against it, or "
                "neither, by its 90% interval and by the rule fixed for it where there is one. Its "
                "unit is its own, not that of the primary statistic.",
            )
        )
        + "</section>",
        repeat_section(command, findings.values()),
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
        answer_section(proposition, found),
        literature_section(proposition),
        design_section(proposition),
        results_section(proposition, found),
        sensitivity_section(found),
        record_section(proposition, found),
        '<section aria-labelledby="caveats"><h2 id="caveats">What this does not show</h2>'
        f"{bullets(proposition.caveats)}</section>",
        '<section aria-labelledby="mind"><h2 id="mind">What would change our mind</h2>'
        f"<p>{escape(proposition.change_our_mind)}</p></section>",
        repeat_section(command, [found]),
        works_section(proposition),
        "</main>",
    ]
    title = f"{proposition.id}. {proposition.title}"
    return _document(title, "\n".join(part for part in body if part), propositions)


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
