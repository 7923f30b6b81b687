"""Which conclusions of a run about an order rest on parameters that no data have touched.

A conclusion is a difference whose 90% interval lies on one side of zero. What it rests on are the
parameters whose draws it follows more closely than chance explains (``experiments/drivers.py``).
Which of them no data have moved is for ``estimation/standing.py`` to say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from counterpoise.estimation.standing import Standing, is_assumption, of_standing
from counterpoise.experiments.comparison import Comparison, Verdict
from counterpoise.experiments.drivers import Driver, drivers
from counterpoise.experiments.provenance import Provenance
from counterpoise.report.figures.assumptions import source_of
from counterpoise.report.numbers import number
from counterpoise.report.sentences import between, capital, headline, subject

SET_BY_HAND = ("membership", "barred", "order_active", "consensus", "legitimacy")
"""Variables of orders that a scenario may prescribe, so that differences in them are no finding."""


@dataclass(frozen=True)
class Conclusion:
    """A settled difference, and the parameters that it follows.

    Attributes:
        contrast: Between which arms.
        metric: In what.
        verdict: Higher or lower.
        untouched: Parameters that it follows and that no data have moved, strongest first.
        others: The other parameters that it follows.
    """

    contrast: str
    metric: str
    verdict: Verdict
    untouched: tuple[Driver, ...]
    others: tuple[Driver, ...]


def conclusions(
    comparison: Comparison, overlaps: Mapping[str, float] | None = None
) -> tuple[Conclusion, ...]:
    """Every settled difference among the headline figures.

    Args:
        comparison: Of the arms.
        overlaps: Overlap of prior and posterior of what is drawn from a posterior.
    """
    found = []
    for contrast in comparison.pairs:
        for name in headline(comparison):
            verdict = comparison.verdict(contrast, name)
            if verdict not in (Verdict.HIGHER, Verdict.LOWER):
                continue
            driving = drivers(comparison, contrast, name).beyond_chance
            untouched = tuple(
                each for each in driving if is_assumption(each.address, overlaps or {})
            )
            others = tuple(each for each in driving if each not in untouched)
            found.append(Conclusion(contrast, name, verdict, untouched, others))
    return tuple(found)


def prescribed(provenance: Provenance) -> tuple[str, ...]:
    """Variables of orders that the scenario prescribes in some arm."""
    return tuple(name for name in SET_BY_HAND if f"name: {name}" in provenance.text)


def acts_prescribed(provenance: Provenance) -> bool:
    """Whether the scenario prescribes a use of force in some arm."""
    return re.search(r"\bact:", provenance.text) is not None


def section(comparison: Comparison, provenance: Provenance) -> str:
    """The section of the report that says what rests on assumption."""
    overlaps = provenance.estimated
    found = conclusions(comparison, overlaps)
    every = list(comparison.ensemble.parameters)
    untouched = of_standing(every, overlaps, Standing.UNTOUCHED)
    dominated = of_standing(every, overlaps, Standing.PRIOR_DOMINATED)
    parts = [
        f"The run has {len(every)} parameters. For {len(untouched)} of them no data have set the "
        "prior: it is assumed, weak, waits to be calibrated, or carries the claim itself."
    ]
    if overlaps:
        parts.append(
            f"Of those drawn from the posterior {len(dominated)} are prior-dominated: the data "
            "have hardly moved them."
        )
    if not found:
        parts.append(
            "No difference among the headline figures has a settled sign, so there is no "
            "conclusion that could rest on them."
        )
    else:
        resting = [each for each in found if each.untouched]
        parts.append(
            f"Of the {len(found)} settled differences, the size of {len(resting)} follows "
            "parameters that no data have moved more closely than chance explains: they are "
            "prior-dominated, and restate assumptions. Where no such parameter stands out from "
            f"chance, {len(comparison.kept)} draws may be too few to show one, and every "
            "difference still rests on the equations."
        )
    by_hand = prescribed(provenance)
    if by_hand:
        parts.append(
            f"The scenario itself prescribes {', '.join(by_hand)} in some arms. What differs in "
            "them, and in coverage, is to that extent set and not found."
        )
    if "unauthorised_force" in headline(comparison) and acts_prescribed(provenance):
        parts.append(
            "The scenario itself prescribes uses of force, authorised or not, in some arms. What "
            "differs in unauthorised force is to that extent set and not found."
        )
    rows = "".join(_row(each, comparison, provenance) for each in found)
    table = (
        '<div class="scroll" tabindex="0" role="region" aria-label="What conclusions rest on">'
        '<table><thead><tr><th scope="col">Conclusion</th>'
        '<th scope="col">Follows, not moved by data</th><th scope="col">Follows, others</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
        if rows
        else ""
    )
    prose = "".join(f"<p>{escape(each)}</p>" for each in parts)
    return (
        '<section aria-labelledby="rests"><h2 id="rests">What rests on assumption</h2>'
        f'{prose}{table}<p class="meta">Rank correlation between the parameter\u2019s draws and '
        "the difference, in brackets with where the prior comes from.</p></section>"
    )


def _row(each: Conclusion, comparison: Comparison, provenance: Provenance) -> str:
    what = f"{capital(subject(each.metric, provenance))}: {each.verdict.value}"
    where = capital(between(comparison, provenance, each.contrast))
    return (
        f'<tr><th scope="row">{escape(what)}<span class="fine">{escape(where)}</span></th>'
        f"<td>{_named(each.untouched, provenance)}</td><td>{_named(each.others, provenance)}</td>"
        "</tr>"
    )


def _named(found: tuple[Driver, ...], provenance: Provenance) -> str:
    if not found:
        return "none beyond chance"
    return "<br>".join(
        f"<code>{escape(each.address)}</code> ({number(each.rho, 2, signed=True)}; "
        f"{escape(source_of(each.address, provenance))})"
        for each in found
    )
