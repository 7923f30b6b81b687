"""What the numbers say, in plain words, by rule.

A difference is said to be higher or lower only where its 90% interval lies on one side of zero. A
null result is said as plainly as any other. A difference that is sure but small is said to be
small.
"""

from collections.abc import Callable
from dataclasses import dataclass

from counterpoise.experiments.comparison import Comparison, Figure, Verdict, contrast_name
from counterpoise.experiments.provenance import Provenance
from counterpoise.measures.metric import When
from counterpoise.report.numbers import (
    SHARES,
    SMALL_SHARE,
    decimals_for,
    metric_named,
    number,
    percent,
    scale,
    shown,
    with_unit,
)

HEADLINE = ("threat", "p_soft", "hard_balancing", "delay_months", "net_cost_ratio")
"""The metrics of the plain answer, in its order."""

POSTURE_WORDS = {
    "p_hide": "hiding",
    "p_bandwagon": "bandwagoning",
    "p_soft": "soft balancing",
    "p_internal": "arming",
    "p_external": "seeking allies",
}

_SUBJECTS: dict[str, Callable[[str, str], str]] = {
    "threat": lambda power, target: f"the threat that other states see in {power}",
    "intentions": lambda power, target: f"others' belief that {power} is revisionist",
    "p_soft": lambda power, target: "the probability of soft balancing",
    "hard_balancing": lambda power, target: "the weight of hard balancing (arms and alliances)",
    "soft_weight": lambda power, target: "the weight of soft balancing",
    "delay_months": lambda power, target: f"the expected delay of force on {target}",
    "net_cost_ratio": lambda power, target: f"the net cost of force on {target}",
}


@dataclass(frozen=True)
class Finding:
    """One statement of the plain answer.

    Attributes:
        topic: Two or three words.
        text: One or more sentences.
        verdicts: What the contrasts behind it allow us to say.
    """

    topic: str
    text: str
    verdicts: tuple[Verdict, ...]


def the_power(provenance: Provenance) -> str:
    """The power's name as it stands in a sentence."""
    return _with_article(provenance.power[1])


def the_target(provenance: Provenance) -> str:
    """The target's name as it stands in a sentence."""
    return _with_article(provenance.target[1])


def arm_in_words(provenance: Provenance, arm: str) -> str:
    """An arm's label, or its name where the label is long, as it stands within a sentence."""
    label = provenance.arms.get(arm, arm)
    if len(label) > 60:
        return f"\u201c{arm}\u201d"
    plain = label[:1].lower() + label[1:] if label[1:2].islower() else label
    return plain.rstrip(".")


def between(comparison: Comparison, provenance: Provenance, contrast: str) -> str:
    """A contrast in words: the first arm against the second."""
    first, second = comparison.pairs[contrast]
    return f"{arm_in_words(provenance, first)}, against {arm_in_words(provenance, second)}"


def main_contrast(comparison: Comparison) -> str | None:
    """The contrast that figures of one contrast show: the last arm against the first, if there."""
    arms = comparison.ensemble.arms
    wanted = contrast_name(arms[-1], arms[0])
    if wanted in comparison.pairs:
        return wanted
    return next(iter(comparison.pairs), None)


def interval(figure: Figure, unit: str) -> str:
    """A median and its 90% interval, as in running text.

    Example:
        >>> interval(Figure(1.0, -0.5, 0.2, 1.0, 1.5, 2.0), "%")
        '+1.00% (90% interval \u22120.50 to +2.00)'
    """
    digits = decimals_for(figure.q05, figure.q50, figure.q95)
    middle = with_unit(number(figure.q50, digits, signed=True), unit)
    low, high = (number(each, digits, signed=True) for each in (figure.q05, figure.q95))
    return f"{middle} (90% interval {low} to {high})"


def subject(name: str, provenance: Provenance) -> str:
    """What a metric measures, as the subject of a sentence."""
    words = _SUBJECTS.get(name)
    if words is None:
        return metric_named(name).label.lower()
    return words(the_power(provenance), the_target(provenance))


def effect(comparison: Comparison, contrast: str, name: str) -> str:
    """What a contrast does to a metric, as a clause without its subject."""
    verdict = comparison.verdict(contrast, name)
    metric = metric_named(name)
    if verdict is Verdict.SAME:
        return "no difference in any draw"
    measured = scale(metric)
    figure = comparison.contrasts[contrast][name]
    size = interval(shown(figure, measured.difference), measured.difference_unit)
    share = comparison.share_positive[contrast][name]
    match verdict:
        case Verdict.HIGHER:
            said = f"higher by {size.removeprefix('+')}"
        case Verdict.LOWER:
            said = f"lower: {size}"
        case _:
            said = f"not distinguishable from zero: {size}, above zero in {percent(share)} of draws"
    if metric.unit in SHARES and _small(figure, verdict):
        said += "; sure in sign, but less than half a percentage point"
    return said


def plain_answer(comparison: Comparison, provenance: Provenance) -> tuple[Finding, ...]:
    """The answer in plain words: one finding a topic, then what authorisation changes."""
    found = []
    for name in HEADLINE:
        if name not in comparison.ensemble.metrics or not comparison.pairs:
            continue
        verdicts = tuple(comparison.verdict(contrast, name) for contrast in comparison.pairs)
        if set(verdicts) == {Verdict.SAME}:
            text = f"{_capital(subject(name, provenance))} is the same in every arm and draw"
            text += (
                ": it is worked out in the year of the act, before anyone has reacted to it."
                if metric_named(name).when is When.ACT
                else "."
            )
        else:
            clauses = [
                f"{between(comparison, provenance, contrast)}: {effect(comparison, contrast, name)}"
                for contrast in comparison.pairs
            ]
            text = f"{_capital(subject(name, provenance))}. " + " ".join(
                f"{_capital(clause)}." for clause in clauses
            )
        found.append(Finding(metric_named(name).label, text, verdicts))
    return tuple(found)


def headline(comparison: Comparison, provenance: Provenance, contrast: str) -> str:
    """Which signs the assumptions settle for a contrast, in one or two sentences."""
    power = the_power(provenance)
    nouns = {
        "threat": f"the threat that others see in {power}",
        "p_soft": "soft balancing",
        "hard_balancing": "hard balancing",
        "delay_months": "delay",
        "net_cost_ratio": "net cost",
    }
    sorted_by: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for name in HEADLINE:
        if name in comparison.ensemble.metrics:
            sorted_by[comparison.verdict(contrast, name)].append(nouns[name])
    parts = []
    if sorted_by[Verdict.HIGHER]:
        parts.append(f"raises {listed(sorted_by[Verdict.HIGHER])}")
    if sorted_by[Verdict.LOWER]:
        parts.append(f"lowers {listed(sorted_by[Verdict.LOWER])}")
    if sorted_by[Verdict.UNCLEAR]:
        parts.append(f"does not settle the sign for {listed(sorted_by[Verdict.UNCLEAR])}")
    if sorted_by[Verdict.SAME]:
        parts.append(f"leaves {listed(sorted_by[Verdict.SAME])} as it was")
    words = listed(parts) if len(parts) < 3 else "; ".join(parts)
    return f"{_capital(between(comparison, provenance, contrast))}: the model {words}."


def authorisation_contrasts(comparison: Comparison) -> tuple[str, str] | None:
    """The contrasts whose ratio says what authorisation changes; None where there are none."""
    for reference in comparison.ensemble.arms:
        first = contrast_name("authorised", reference)
        second = contrast_name("unauthorised", reference)
        if first in comparison.pairs and second in comparison.pairs:
            return first, second
    return None


def ratio_sentence(figure: Figure, year: int) -> str:
    """What the ratio of the authorised to the unauthorised effect on threat says."""
    digits = decimals_for(figure.q05, figure.q95)
    size = (
        f"{number(figure.q50, digits)} (90% interval {number(figure.q05, digits)} to "
        f"{number(figure.q95, digits)})"
    )
    lead = (
        f"In {year}, the first year in which others can react, authorised force moves threat "
        f"{size} times as far as unauthorised force does. "
    )
    if figure.q95 < 1.0:
        return lead + "The interval lies below one: authorisation softens the effect."
    if figure.q05 > 1.0:
        return lead + "The interval lies above one: authorisation sharpens the effect."
    return lead + "The interval includes one: a softening is not distinguishable from none."


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Words as a list in a sentence.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _small(figure: Figure, verdict: Verdict) -> bool:
    return verdict in (Verdict.HIGHER, Verdict.LOWER) and abs(figure.q50) < SMALL_SHARE


def _with_article(name: str) -> str:
    plural = ("United ", "Netherlands", "Philippines", "Bahamas", "Maldives", "Soviet Union")
    return f"the {name}" if name.startswith(plural) else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
