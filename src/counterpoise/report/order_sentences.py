"""What a run that turns on an order says in plain words, by rule, beside ``sentences.py``."""

from counterpoise.experiments.attrition import Attrition
from counterpoise.experiments.comparison import Comparison, Figure
from counterpoise.experiments.great_power_peace import odds_ratio, peace
from counterpoise.experiments.provenance import Provenance
from counterpoise.report.numbers import decimals_for, number, percent
from counterpoise.report.sentences import arm_in_words, between, capital, the_power


def attrition_sentence(
    lost: Attrition, comparison: Comparison, provenance: Provenance, contrast: str
) -> str:
    """How many members were lost and how many accessions foregone."""
    year = comparison.act_year - 1
    text = (
        f"{capital(between(comparison, provenance, contrast))}: of the {number(lost.members, 0)} "
        f"members of {year}, {the_power(provenance)} apart, "
        f"{_lost(lost.incumbents, 'fewer', 'more')} belong in {provenance.last_year}"
    )
    if lost.outsiders < 0.5:
        return f"{text}; nobody was outside in {year}."
    return (
        f"{text}; of the {number(lost.outsiders, 0)} outsiders, "
        f"{_lost(lost.accessions, 'fewer', 'more')} do."
    )


def escalation_sentence(comparison: Comparison, provenance: Provenance, contrast: str) -> str:
    """Whether great powers fight, and whether their quarrels become wars, in two arms."""
    first, second = (peace(comparison, arm) for arm in comparison.pairs[contrast])
    names = [arm_in_words(provenance, arm) for arm in comparison.pairs[contrast]]
    text = (
        f"{capital(names[0])}: no great-power war in {percent(first.peace)} of histories, and "
        f"{percent(first.escalation)} of great-power disputes become wars; {names[1]}: "
        f"{percent(second.peace)} and {percent(second.escalation)}. "
    )
    ratio = odds_ratio(comparison, contrast)
    if ratio is None:
        return text + "One of them has no great-power dispute, so there are no odds to compare."
    digits = decimals_for(ratio.q05, ratio.q95)
    low, middle, high = (number(each, digits) for each in (ratio.q05, ratio.q50, ratio.q95))
    text += (
        f"The odds that a dispute escalates differ by a factor of {middle} (90% {low} to {high})"
    )
    if ratio.q95 < 1.0:
        return text + ": escalation is less likely in the first."
    if ratio.q05 > 1.0:
        return text + ": escalation is more likely in the first."
    return text + ", which includes one: a difference is not distinguishable from none."


def _lost(figure: Figure, fewer: str, more: str) -> str:
    """A share lost, in words: fewer where it is positive, more where it is negative."""
    digits = decimals_for(100 * figure.q05, 100 * figure.q95)
    if figure.q05 == figure.q95 == 0.0:
        return "as many"
    word = fewer if figure.mean >= 0 else more
    sign = 1.0 if figure.mean >= 0 else -1.0
    low, high = sorted((sign * figure.q05, sign * figure.q95))
    return (
        f"{number(100 * sign * figure.mean, digits)}% {word} (mean; 90% of draws "
        f"{number(100 * low, digits)}% to {number(100 * high, digits)}%)"
    )
