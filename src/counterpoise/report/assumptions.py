"""What of an answer rests on assumption: parameters that drive it and that no data have moved."""

from html import escape

from counterpoise.estimation.standing import Standing, is_assumption, of_standing
from counterpoise.experiments.comparison import Comparison
from counterpoise.experiments.drivers import drivers
from counterpoise.experiments.provenance import Provenance
from counterpoise.experiments.simulation import Ensemble
from counterpoise.models.catalogue import parameters
from counterpoise.report.cells import paragraphs
from counterpoise.report.figures.assumptions import source_of
from counterpoise.report.numbers import metric_named, number
from counterpoise.report.sentences import listed, the_power

CHAIN = ("beliefs.ratio", "beliefs.om0", "beliefs.om_near", "beliefs.om_aff", "threat.theta_I")
"""What carries an act into threat."""


def assumptions(
    comparison: Comparison, ensemble: Ensemble, provenance: Provenance, contrast: str | None
) -> str:
    """The section that says which unmoved parameters drive the result."""
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
    moved = of_standing(CHAIN, provenance.estimated, Standing.MOVED)
    caveat = (
        f"That an act raises the threat seen in {the_power(provenance)} depends on a chain of "
        "parameters: how much an act reveals, how attentive others are, and how far intentions "
        "weigh in threat. Their priors allow for no effect and for the opposite one, but lean to "
        "the claim. "
    )
    caveat += (
        f"Of these the data have moved {listed(moved)}, and none of the others. "
        if moved
        else "No data have moved any of them. "
    )
    caveat += (
        "So a positive sign here largely restates an assumption; it does not test it. A test sets "
        "the same run beside one with the focal parameter at zero, and beside the record: "
        "counterpoise test P1."
    )
    return (
        '<section aria-labelledby="rests"><h2 id="rests">What rests on assumption</h2>'
        f"{paragraphs(parts)}{table}{paragraphs([caveat])}</section>"
    )
