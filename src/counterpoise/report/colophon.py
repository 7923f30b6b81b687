"""How a run can be repeated, and on whose work it stands."""

from html import escape

from counterpoise.experiments.comparison import Comparison
from counterpoise.experiments.provenance import Provenance
from counterpoise.experiments.simulation import Ensemble
from counterpoise.vocabulary.citation import formatted, references


def record(comparison: Comparison, ensemble: Ensemble, provenance: Provenance) -> str:
    """The section that says how to repeat the run."""
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


def works(provenance: Provenance) -> str:
    """The section of works cited."""
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
