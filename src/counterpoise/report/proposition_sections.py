"""The sections of a proposition's page, in the order of a registered report."""

from collections.abc import Iterable
from html import escape

import numpy as np

from counterpoise.mechanisms.parameter import Parameter
from counterpoise.models.catalogue import parameter
from counterpoise.propositions.draws import Estimate
from counterpoise.propositions.finding import Finding, RunOfExperiment
from counterpoise.propositions.proposition import Proposition, Work
from counterpoise.propositions.verdict import Verdict
from counterpoise.report.cells import paragraphs
from counterpoise.report.charts import Mark, Ridge, ridges
from counterpoise.report.colours import LOOKS
from counterpoise.report.numbers import MINUS, percent
from counterpoise.report.page_parts import banner, bullets, records, section
from counterpoise.report.svg import as_svg
from counterpoise.report.verdicts import bearing_word, shown
from counterpoise.vocabulary.citation import formatted, reference

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
NOTHING = 1e-9


def verdict_words(found: Finding) -> str:
    """The verdict, and whether it lies on the line."""
    return LEAD[found.ruling.verdict] + (", on the line" if found.ruling.on_the_line else "")


def standing_words(found: Finding) -> str:
    """Which draws the rule was applied to."""
    return f"by the {found.basis}" + (
        "; prior-dominated" if found.prior_dominated and found.basis != "prior" else ""
    )


def value_cell(proposition: Proposition, run: RunOfExperiment | None) -> str:
    """The primary statistic of one run, with its interval."""
    if run is None:
        return "no posterior yet"
    text = shown(run.figures[proposition.statistic.name], proposition.statistic, MINUS)
    middle, _, wide = text.partition(" ")
    return f'<span class="mid">{escape(middle)}</span><span class="fine">{escape(wide)}</span>'


def power_cell(found: Finding) -> str:
    """How often one history would show the effect."""
    return "not declared" if found.detection is None else f"{found.detection.power:.2f}"


def record_cell(proposition: Proposition, found: Finding) -> str:
    """What the record says in a word, with the primary estimate."""
    word = escape(bearing_word(proposition, found))
    if found.observed is None:
        return f'<span class="mid">{word}</span>'
    known = found.observed.primary
    value, low, high = (_three(each) for each in (known.value, known.low, known.high))
    return (
        f'<span class="mid">{word.capitalize()}</span>'
        f'<span class="fine">{value} [{low}, {high}]</span>'
    )


def answer_section(proposition: Proposition, found: Finding) -> str:
    """The verdict and how it was come by."""
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
    if found.prior_dominated and found.basis != "prior":
        lines.append(
            f"Prior-dominated: {found.why_dominated}. The rule was applied to the posterior, but "
            "the data have hardly moved what this result turns on."
        )
    return (
        '<section class="answer" aria-labelledby="verdict"><h2 id="verdict">Verdict</h2>'
        f'<p class="verdict">{escape(verdict_words(found))}</p>'
        f"{banner([FROM_PRIOR] if found.basis == 'prior' else [])}{paragraphs(lines)}</section>"
    )


def literature_section(proposition: Proposition) -> str:
    """Works for and against."""

    def works(label: str, given: Iterable[Work]) -> str:
        items = "".join(
            f"<li>{escape(reference(work.key).short)}: {escape(work.says)}.</li>" for work in given
        )
        return f"<h3>{label}</h3><ul>{items}</ul>" if items else ""

    return (
        '<section aria-labelledby="literature"><h2 id="literature">For and against</h2>'
        f"{works('For', proposition.supports)}{works('Against', proposition.opposes)}</section>"
    )


def design_section(proposition: Proposition) -> str:
    """What was fixed before anything was computed."""
    experiment = proposition.experiment
    rows = [
        ("Treatment", experiment.treatment),
        ("Control", experiment.control),
        ("Outcome", experiment.outcome),
        ("Primary statistic", f"{proposition.statistic.label}, {proposition.statistic.unit}"),
        ("Refuted if", proposition.refutation.text),
        (
            "Focal parameters",
            "; ".join(f"{each}: {parameter(each).meaning}" for each in proposition.focal),
        ),
        ("Mechanism off", ", ".join(f"{k} = {v:g}" for k, v in proposition.off.items())),
    ]
    if proposition.power is not None:
        rows.append(
            ("Power", f"{proposition.power.estimand} {proposition.power.years} years a history.")
        )
    elif proposition.why_no_power:
        rows.append(("Power", f"Not worked out: {proposition.why_no_power}."))
    return (
        '<section aria-labelledby="design"><h2 id="design">Design</h2>'
        "<p>Fixed before anything was computed; it stands in the proposition\u2019s file.</p>"
        f"{records(rows)}</section>"
    )


def results_section(proposition: Proposition, found: Finding) -> str:
    """What the model implies: figure and table."""
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
        where = "left" if statistic.side > 0 else "right"
        chart = ridges(drawn, statistic.unit, [Mark(statistic.null, f"fails to the {where}")])
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
        f'<tr><th scope="row">{escape(proposition.figure(name))}'
        f"{' (primary)' if name == statistic.name else ''}</th>"
        + "".join(f'<td class="n">{_interval(run.figures[name])}</td>' for _, run in heads)
        + "</tr>"
        for name in found.prior.figures
    )
    fixed = "".join(
        f'<tr><th scope="row">{escape(proposition.figure(name))}</th>'
        + "".join(f'<td class="n">{_three(run.fixed[name])}</td>' for _, run in heads)
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
        f"{found.set_aside} further draws were set aside: they describe no possible world, or more "
        "uses of force in a year than can be followed.</p></section>"
    )


def _interval(estimate: Estimate) -> str:
    if estimate.value != estimate.value:
        return "-"
    middle, low, high = (_three(each) for each in (estimate.value, estimate.low, estimate.high))
    return f'<span class="mid">{middle}</span><span class="fine">[{low}, {high}]</span>'


def _three(value: float) -> str:
    """Three figures; what rounding leaves of a zero is zero."""
    if value != value:
        return "-"
    return f"{0.0 if abs(value) < NOTHING else value:.3g}".replace("-", MINUS)


def sensitivity_section(found: Finding) -> str:
    """Which parameter buys the result."""
    follows = found.sensitivity
    if not follows.indices:
        text = (
            "No emulator of the draws at hand predicts the statistic better than its mean, so "
            f"nothing can be said about which parameter buys it ({follows.draws} draws)."
        )
        return section("buys", "Which parameter buys the result", f"<p>{escape(text)}</p>")
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
    return section(
        "buys",
        "Which parameter buys the result",
        f"{paragraphs((mark, text))}"
        '<div class="scroll" tabindex="0" role="region" aria-label="Parameters"><table><thead><tr>'
        '<th scope="col">Parameter</th><th scope="col">What it is</th><th scope="col">Prior</th>'
        '<th scope="col">Source</th><th scope="col">Total index</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>",
    )


def record_section(proposition: Proposition, found: Finding) -> str:
    """What the record shows, where it was looked at."""
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
        failures = [
            f"A placebo that should show nothing shows something ({row.label}): the estimates "
            "above do not tell the cause from what came before or beside it."
            for row in observed.rows
            if row.fails
        ]
        lines = "".join(
            f'<tr><th scope="row">{escape(row.heading)}</th>'
            f'<td class="n">{_interval(row.estimate)}</td><td>{escape(row.note)}</td></tr>'
            for row in observed.rows
        )
        outcome = (
            '<div class="scroll" tabindex="0" role="region" aria-label="Estimates"><table><thead>'
            f'<tr><th scope="col">Estimate ({escape(observed.unit)})</th>'
            '<th scope="col">Value, 90% interval</th><th scope="col">Note</th></tr></thead>'
            f"<tbody>{lines}</tbody></table></div>{bullets((*failures, *observed.remarks))}"
            "<p>Exploratory: nothing was registered before these data were public, and no "
            "correction is made for testing many propositions.</p>"
        )
    return section("record", "What the record shows", f"{records(rows)}{outcome}{beside}")


def repeat_section(command: str, findings: Iterable[Finding]) -> str:
    """What to type for the same tests."""
    known = list(findings)
    rows = [
        ("Command", command),
        ("Draws", str(known[0].draws)),
        ("Seed", str(known[0].seed)),
        ("Computed in", f"{sum(each.seconds for each in known):.0f} seconds"),
    ]
    return section("repeat", "How to repeat this", records(rows))


def works_section(proposition: Proposition) -> str:
    """The works cited."""
    if not proposition.cites:
        return ""
    items = "".join(f"<li>{escape(w)}</li>" for w in formatted(proposition.cites).split("\n\n"))
    return section("works", "Works", f'<ol class="works">{items}</ol>')
