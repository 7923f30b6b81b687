"""What the numbers say, in plain words, by rule.

A difference is said to be higher or lower only where its 90% interval lies on one side of zero. A
null result is said as plainly as any other. A difference that is sure but small is said to be
small.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from counterpoise.experiments.comparison import (
    ABOUT_ORDERS,
    ROUNDING,
    Comparison,
    Figure,
    Verdict,
    contrast_name,
)
from counterpoise.experiments.provenance import Provenance
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

HEADLINE = ("threat", "intentions", "p_soft", "hard_balancing", "delay_months", "net_cost_ratio")
"""The metrics of the plain answer, in its order."""

ORDER_HEADLINE = (
    "members",
    "order_capability",
    "joining_hazard",
    "exit_hazard",
    "order_legitimacy",
    "entrenchment",
    "prospective_punishment",
    "unauthorised_force",
)
"""The same of a run that turns on an order that states join and leave."""

CONCERT_HEADLINE = (
    "power_wars",
    "power_disputes",
    "consensus",
    "congresses",
    "order_legitimacy",
    "order_powers_capability",
    "wars",
)
"""The same of a run that turns on a concert of great powers."""

POSTURE_WORDS = {
    "p_hide": "hiding",
    "p_bandwagon": "bandwagoning",
    "p_soft": "soft balancing",
    "p_internal": "arming",
    "p_external": "seeking allies",
}

_SUBJECTS: dict[str, Callable[[str, str], str]] = {
    "threat": lambda power, target: f"the threat that others see in {power}",
    "intentions": lambda power, target: f"others' belief that {power} is revisionist",
    "p_soft": lambda power, target: "soft balancing",
    "hard_balancing": lambda power, target: "hard balancing",
    "soft_weight": lambda power, target: "the weight of soft balancing",
    "delay_months": lambda power, target: f"the delay of further force on {target}",
    "net_cost_ratio": lambda power, target: f"the net cost of force to {power}",
}


_SUBJECTS |= {
    "members": lambda power, target: "the number of members",
    "order_capability": lambda power, target: "the share of capability inside",
    "order_powers_capability": lambda power, target: (
        "the share of the great powers\u2019 capability inside"
    ),
    "joining_hazard": lambda power, target: "the joining hazard",
    "exit_hazard": lambda power, target: "the exit hazard",
    "order_legitimacy": lambda power, target: "the order\u2019s legitimacy",
    "entrenchment": lambda power, target: "private-value entrenchment",
    "prospective_punishment": lambda power, target: (
        f"the punishment that unauthorised force by {power} would meet"
    ),
    "unauthorised_force": lambda power, target: f"unauthorised force by {power}",
    "power_wars": lambda power, target: "wars between great powers",
    "power_disputes": lambda power, target: "disputes between great powers",
    "consensus": lambda power, target: "consensus among the powers",
    "wars": lambda power, target: "wars in the whole system",
}


@dataclass(frozen=True)
class Remark:
    """Figures of which the same may be said: what that is, and each figure in a few words."""

    heading: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """What one contrast comes to, in plain words.

    Attributes:
        contrast: Its name.
        lead: The two arms.
        remarks: What is higher, what lower, what is unsettled, what does not differ.
    """

    contrast: str
    lead: str
    remarks: tuple[Remark, ...]

    @property
    def text(self) -> str:
        """The remarks one after the other, as running text."""
        return " ".join(f"{each.heading}: {'; '.join(each.figures)}." for each in self.remarks)


def headline(comparison: Comparison) -> tuple[str, ...]:
    """The metrics of the plain answer of a run, in its order."""
    metrics = comparison.ensemble.metrics
    wanted: tuple[str, ...] = HEADLINE
    if "members" in metrics:
        wanted = CONCERT_HEADLINE if "consensus" in metrics else ORDER_HEADLINE
    return tuple(name for name in wanted if name in metrics)


def the_order(provenance: Provenance) -> str:
    """The order's title as it stands in a sentence."""
    title = provenance.order
    return f"the {title[:1].lower() + title[1:] if not title.startswith('Concert') else title}"


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
    plain = label if label[1:2].isupper() else label[:1].lower() + label[1:]
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
        >>> interval(Figure(1.0, 0.5, 0.8, 1.0, 1.5, 2.0), "%")
        '+1.00% (90% interval +0.50 to +2.00)'
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


def size(comparison: Comparison, contrast: str, name: str) -> str:
    """The median and 90% interval of a contrast, in the unit in which it is shown."""
    measured = scale(metric_named(name))
    figure = shown(comparison.contrasts[contrast][name], measured.difference)
    return interval(figure, measured.difference_unit)


def distance(comparison: Comparison, contrast: str, name: str) -> str:
    """The size of a contrast without its sign, for one whose sign is certain."""
    measured = scale(metric_named(name))
    figure = shown(comparison.contrasts[contrast][name], measured.difference)
    low, high = sorted((abs(figure.q05), abs(figure.q95)))
    digits = decimals_for(low, high)
    middle = with_unit(number(abs(figure.q50), digits), measured.difference_unit)
    return f"{middle} (90% interval {number(low, digits)} to {number(high, digits)})"


def reading(comparison: Comparison, contrast: str, name: str) -> Verdict:
    """How a difference reads: its verdict, and the same where nine draws in ten have none."""
    verdict = comparison.verdict(contrast, name)
    figure = comparison.contrasts[contrast][name]
    nothing = ROUNDING if name in ABOUT_ORDERS else 0.0
    if verdict is Verdict.UNCLEAR and max(abs(figure.q05), abs(figure.q95)) <= nothing:
        return Verdict.SAME
    return verdict


def no_difference(comparison: Comparison, contrast: str, name: str) -> str:
    """In how many draws there is no difference, for one that reads as the same."""
    nothing = ROUNDING if name in ABOUT_ORDERS else 0.0
    share = float(np.mean(np.abs(comparison.differences[contrast][name]) <= nothing))
    return (
        f"no difference in {percent(share)} of draws"
        if share < 1.0
        else "no difference in any draw"
    )


def sign(comparison: Comparison, contrast: str, name: str) -> str:
    """What may be said of a contrast's sign, as an afterthought to its size."""
    match reading(comparison, contrast, name):
        case Verdict.UNCLEAR:
            share = percent(comparison.share_positive[contrast][name])
            return f", not distinguishable from zero (above zero in {share} of draws)"
        case Verdict.SAME:
            return f", {no_difference(comparison, contrast, name)}"
        case _:
            return ", a small change" if is_small(comparison, contrast, name) else ""


def is_small(comparison: Comparison, contrast: str, name: str) -> bool:
    """Whether the median change of a probability or weight is under half a percentage point."""
    figure = comparison.contrasts[contrast][name]
    return metric_named(name).unit in SHARES and abs(figure.q50) < SMALL_SHARE


def statements(comparison: Comparison, provenance: Provenance) -> tuple[Statement, ...]:
    """The answer in plain words: a statement for each contrast."""
    return tuple(statement(comparison, provenance, contrast) for contrast in comparison.pairs)


def statement(comparison: Comparison, provenance: Provenance, contrast: str) -> Statement:
    """What one contrast comes to: what is higher, what lower, what is unsettled, what is equal."""

    def sized(name: str) -> str:
        small = ", a small change" if is_small(comparison, contrast, name) else ""
        return f"{subject(name, provenance)}, by {distance(comparison, contrast, name)}{small}"

    def unsettled(name: str) -> str:
        share = percent(comparison.share_positive[contrast][name])
        return f"the change in {subject(name, provenance)}, above zero in {share} of draws"

    def equal(name: str) -> str:
        return f"{subject(name, provenance)}, {no_difference(comparison, contrast, name)}"

    remarks = []
    for verdict, heading, said in (
        (Verdict.HIGHER, "Higher", sized),
        (Verdict.LOWER, "Lower", sized),
        (Verdict.UNCLEAR, "Not distinguishable from zero", unsettled),
        (Verdict.SAME, "No difference", equal),
    ):
        found = tuple(
            said(name)
            for name in headline(comparison)
            if reading(comparison, contrast, name) is verdict
        )
        if found:
            remarks.append(Remark(heading, found))
    lead = capital(between(comparison, provenance, contrast))
    return Statement(contrast, lead, tuple(remarks))


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
    low, high = number(figure.q05, digits), number(figure.q95, digits)
    lead = (
        f"In {year}, the first year in which others can react, authorised force moves threat "
        f"{number(figure.q50, digits)} times as far as unauthorised force does (90% interval "
        f"{low} to {high}). "
    )
    if figure.q95 < 1.0:
        return lead + "The interval lies below one: authorisation softens the effect."
    if figure.q05 > 1.0:
        return lead + "The interval lies above one: authorisation sharpens the effect."
    return lead + "The interval includes one: a softening is not distinguishable from none."


def listed(words: list[str] | tuple[str, ...], comma: str = ",") -> str:
    """Words as a list in a sentence.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    last = " and " if comma == "," else f"{comma} and "
    return f"{f'{comma} '.join(words[:-1])}{last}{words[-1]}"


def _with_article(name: str) -> str:
    name = name.removesuffix(" of America")
    plural = ("United ", "Netherlands", "Philippines", "Bahamas", "Maldives", "Soviet Union")
    return f"the {name}" if name.startswith(plural) else name


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]
