"""How a number of each unit is written: levels and differences do not always share a unit.

A probability is written in per cent and its change in percentage points; the logarithm of threat is
written as it is and its change as a percentage of threat. A number gets as many decimals as the
widest number beside it needs for two or three significant digits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import expm1, floor, log10

from counterpoise.experiments.comparison import Figure
from counterpoise.measures.metric import Metric
from counterpoise.measures.order_metric import EVERY_METRIC

MINUS = "\u2212"
SHARES = frozenset({"probability", "share", "share of political weight"})
UNITS = {"multiple of gross cost": "\u00d7 gross cost"}
SMALL_SHARE = 0.005
"""Half a percentage point: below it a change of behaviour counts as no support for a claim."""


@dataclass(frozen=True)
class Scale:
    """How values of one metric are shown.

    Attributes:
        level_unit: Unit of a level, as shown.
        difference_unit: Unit of a difference, as shown.
        level: From the metric's own value to the one shown.
        difference: From a difference of the metric to the one shown; increasing.
    """

    level_unit: str
    difference_unit: str
    level: Callable[[float], float]
    difference: Callable[[float], float]


def metric_named(name: str) -> Metric:
    """The declaration of a metric; a bare one for a name that is not declared."""
    for metric in EVERY_METRIC:
        if metric.name == name:
            return metric
    return Metric(name, name.replace("_", " "), "", name)


def scale(metric: Metric) -> Scale:
    """How a metric is shown."""
    if metric.unit in SHARES:
        return Scale("%", "percentage points", _hundredfold, _hundredfold)
    if metric.unit == "ln capability equivalents":
        return Scale("ln units", "%", _itself, _growth)
    if metric.unit == "ideal-point units":
        thousandths = "thousandths of an ideal-point unit"
        return Scale(thousandths, thousandths, _thousandfold, _thousandfold)
    if metric.unit == "0 to 1":
        return Scale(metric.unit, "points on a scale of 0 to 1", _itself, _itself)
    unit = UNITS.get(metric.unit, metric.unit)
    return Scale(unit, unit, _itself, _itself)


def shown(figure: Figure, transform: Callable[[float], float]) -> Figure:
    """A figure on the scale on which it is shown."""
    return Figure(
        transform(figure.mean),
        transform(figure.q05),
        transform(figure.q25),
        transform(figure.q50),
        transform(figure.q75),
        transform(figure.q95),
    )


def number(value: float, decimals: int, signed: bool = False, minus: str = MINUS) -> str:
    """A number with a proper minus sign; what rounds to nothing has no sign.

    Example:
        >>> number(0.25, 1, signed=True), number(-0.004, 2, signed=True)
        ('+0.2', '0.00')
    """
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in "123456789" for digit in text):
        return text
    return (minus if value < 0 else "+" if signed else "") + text


def decimals_for(*values: float) -> int:
    """Decimals that give the largest of the values two or three significant digits.

    Example:
        >>> decimals_for(62.2, -3.1), decimals_for(0.52), decimals_for(0.0009)
        (1, 2, 5)
    """
    largest = max((abs(value) for value in values), default=0.0)
    if largest == 0.0:
        return 1
    size = floor(log10(largest))
    return min(6, max(0, 2 - size if size >= 0 else 1 - size))


def median_and_interval(
    figure: Figure, signed: bool = False, minus: str = MINUS
) -> tuple[str, str, str]:
    """The median, the 50% interval and the 90% interval, without units."""
    digits = decimals_for(figure.q05, figure.q95, figure.q50)

    def each(value: float) -> str:
        return number(value, digits, signed, minus)

    return (
        each(figure.q50),
        f"[{each(figure.q25)}, {each(figure.q75)}]",
        f"[{each(figure.q05)}, {each(figure.q95)}]",
    )


def with_unit(text: str, unit: str) -> str:
    """A number and its unit, as in running text."""
    if unit == "%":
        return f"{text}%"
    return f"{text} {unit}" if unit else text


def percent(share: float) -> str:
    """A share of draws in whole per cent, never rounded to none or all.

    Example:
        >>> percent(0.998), percent(1.0)
        ('over 99%', '100%')
    """
    if 0.0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1.0:
        return "over 99%"
    return f"{share:.0%}"


def _itself(value: float) -> float:
    return value


def _hundredfold(value: float) -> float:
    return 100.0 * value


def _thousandfold(value: float) -> float:
    return 1000.0 * value


def _growth(value: float) -> float:
    return 100.0 * expm1(value)
