"""Failures of a hindcast in plain words, worked out from the scores by rule.

Every target that the model does not win is named, with whom it lost to, by how much, whether that
could be chance, in which direction and in which sub-model. Targets that are won are named too where
the forecast distribution is too narrow or too wide to be believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from counterpoise.estimation.block_bootstrap import Difference
from counterpoise.estimation.hindcast import MODEL, WITHOUT_FOCAL, Scored
from counterpoise.estimation.targets import Kind
from counterpoise.report.numbers import MINUS

NAMES = {
    MODEL: "the model",
    WITHOUT_FOCAL: "the model without the focal mechanism",
    "logit": "the standard logit",
    "logit_without_rivalry": "the standard logit without rivalry",
    "gradient_boosting": "gradient boosting",
    "negative_binomial": "the negative binomial",
    "logistic_curve": "the logistic curve",
    "constant": "the constant rate",
    "zero": "no movement",
    "trend": "the linear trend",
    "autoregression": "the autoregression",
}
TOO_NARROW, TOO_WIDE = 0.75, 0.99  # coverage of the 90% interval
FEWEST_TO_JUDGE = 15
EVENTS_NAMED = 4


@dataclass(frozen=True)
class Told:
    """A heading and what is told under it."""

    head: str
    text: tuple[str, ...]


def called(name: str) -> str:
    """A forecaster in words.

    Example:
        >>> called("trend"), called("persistence")
        ('the linear trend', 'persistence')
    """
    return NAMES.get(name, name.replace("_", " "))


def signed(value: float, digits: int = 3) -> str:
    """A number with its sign.

    Example:
        >>> signed(-0.5)
        '\u22120.500'
    """
    sign = MINUS if value < 0 else "+"
    return f"{sign}{abs(value):.{digits}f}"


def digits_of(each: Scored) -> int:
    """Decimals of a log score: those of rare events are small."""
    return 5 if each.target.kind is Kind.DYADS else 3


def interval(difference: Difference, digits: int) -> str:
    """A difference with its interval."""
    return (
        f"{signed(difference.mean, digits)} "
        f"[{signed(difference.low, digits)}, {signed(difference.high, digits)}]"
    )


def failures(found: Sequence[Scored]) -> list[Told]:
    """What is told of each target that is lost, the clearest losses first."""

    def depth(each: Scored) -> float:
        behind = each.versus[each.best_competitor]["years"]
        return behind.mean / max(behind.high - behind.low, 1e-12)

    return [_loss(each) for each in sorted((e for e in found if not e.wins), key=depth)]


def doubts(found: Sequence[Scored]) -> list[Told]:
    """What is told of targets that are won with a distribution that cannot be believed."""
    told = []
    for each in found:
        if each.wins and len(each.years) >= FEWEST_TO_JUDGE:
            said = _calibrated(each)
            if said:
                told.append(Told(_head(each), (said,)))
    return told


def _head(each: Scored) -> str:
    return f"{each.target.name}. {each.target.title}, {each.test[0]} to {each.test[1]}"


def _loss(each: Scored) -> Told:
    best, digits = each.best_competitor, digits_of(each)
    unit = "a dyad-year" if each.target.kind is Kind.DYADS else "a year"
    if each.target.kind is Kind.WINDOWS:
        unit = "a window and group"
    behind = each.versus[best]["years"]
    sure = (
        "The interval leaves zero out: this is no accident of a few years."
        if behind.clear
        else "The interval includes zero: another five years could turn it."
    )
    text = [
        f"Lost to {called(best)}: the model's log score {unit} less its is "
        f"{interval(behind, digits)} (90% interval, {behind.blocks} blocks of five years). {sure}"
    ]
    countries = each.versus[best].get("countries")
    if countries is not None:
        text.append(f"Resampling countries instead: {interval(countries, digits)}.")
    text.append(f"The forecast rests on the sub-model of {each.target.rests_on}.")
    place = _place(each)
    if place:
        text.append(place)
    said = _calibrated(each)
    if said:
        text.append(said)
    focal = each.versus.get(WITHOUT_FOCAL, {}).get("years")
    if focal is not None and each.target.focal:
        text.append(_focal(each, focal, digits))
    text.append(_surprises(each))
    return Told(_head(each), tuple(text))


def _place(each: Scored) -> str:
    """Whether the loss is one of place or of spread, and on which side."""
    if each.target.kind is not Kind.YEARS:
        return ""
    low, _, middle, _, high = each.forecasts[MODEL]
    above, below = int((each.observed > high).sum()), int((each.observed < low).sum())
    years = len(each.years)
    gap = float(np.mean(middle - each.observed))
    side = "above" if gap > 0 else "below"
    own, other = each.scores[MODEL]["crps"], each.scores[each.best_competitor]["crps"]
    kind = (
        "By CRPS, which forgives a wrong spread more, it loses as well: the forecast is in the "
        "wrong place"
        if own > other
        else "By CRPS, which forgives a wrong spread more, it is the better one: the place is "
        "right and the spread is not"
    )
    return (
        f"Its median lies {side} what was seen, by {abs(gap):.3g} {each.target.unit} on average; "
        f"{below} of {years} years fell below its 90% interval and {above} above it. {kind} "
        f"({own:.3g} against {other:.3g})."
    )


def _calibrated(each: Scored) -> str:
    if len(each.years) < FEWEST_TO_JUDGE:
        return ""
    if each.coverage90 < TOO_NARROW:
        return (
            f"Its 90% interval held {each.coverage90:.0%} of what was seen: it is surer than it "
            "may be."
        )
    if each.coverage90 > TOO_WIDE and each.coverage50 > TOO_NARROW:
        return (
            f"Its 50% interval held {each.coverage50:.0%} of what was seen: it is less sure than "
            "it could be."
        )
    return ""


def _focal(each: Scored, difference: Difference, digits: int) -> str:
    what = ", ".join(each.target.focal)
    if not difference.clear:
        verdict = "makes no difference that can be told from chance"
    elif difference.mean > 0:
        verdict = "earns its place"
    else:
        verdict = "does harm here"
    return f"The focal mechanism ({what}) {verdict}: {interval(difference, digits)}."


def _surprises(each: Scored) -> str:
    worst = each.failures[:EVENTS_NAMED]
    if each.target.kind is Kind.DYADS:
        named = "; ".join(
            f"{w.what[0]} and {w.what[1]} in {w.year} ({w.expected:.1%})" for w in worst
        )
        return f"Least expected of what happened, by COW number: {named}."
    named = "; ".join(f"{w.year} ({w.observed:.3g}, {w.expected:.3g} expected)" for w in worst)
    return f"Worst: {named}.".replace("-", MINUS)
