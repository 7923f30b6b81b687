"""Whether an order can tip: the mean field of joining and leaving among alike states.

Alike states that trade evenly join with probability sigma(a + oN m) and leave with sigma(e - xN m),
where m is the share of members. While the two are small, m is stationary where

    m = sigma((a - e) + B m),      B = oN + xN

There are two stable shares only if B > 4, and then only for a - e strictly between
logit(m+) - B m+ and logit(m-) - B m-, with m+- = (1 +- sqrt(1 - 4/B)) / 2. Between them lies an
unstable one, the critical mass: an order above it grows to the upper share, one below it shrinks
to the lower. With the model's parameters a = j0 + oq q - ox |x-x_o| + 2 oL (Leg - 0.6) and
e = x0 + 0.8 xN + xX |x-x_o| - xL (Leg - 0.6).

Real states are not alike and do not trade evenly: this is the limit against which a simulation is
checked, and the yardstick of an order's margin, not a forecast.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, sqrt

LEAST_SLOPE = 4.0  # of the two network slopes together, above which an order can tip


@dataclass(frozen=True)
class Stationary:
    """A share of members that reproduces itself."""

    share: float
    stable: bool


def drift(share: float, difference: float, slope: float) -> float:
    """sigma((a-e) + B m) - m: positive where membership grows."""
    return 1.0 / (1.0 + exp(-(difference + slope * share))) - share


def stationary_shares(difference: float, slope: float) -> tuple[Stationary, ...]:
    """Every stationary share, in rising order.

    Args:
        difference: a - e, log-odds.
        slope: B, the two network slopes together.

    Example:
        >>> [(round(each.share, 3), each.stable) for each in stationary_shares(-2.7, 5.4)]
        [(0.107, True), (0.5, False), (0.893, True)]
        >>> [round(each.share, 3) for each in stationary_shares(0.1, 5.4)]
        [0.996]
    """
    # Between turning points of the map the drift is monotone: it has at most one root on each
    # stretch, and none can be missed, however close two lie.
    turns = [(1 + side * sqrt(1 - 4 / slope)) / 2 for side in (-1, 1)] if slope > 4 else []
    logits = [(log(m / (1 - m)) - difference) / slope for m in turns]
    bounds = [0.0, *(m for m in logits if 0.0 < m < 1.0), 1.0]
    found = []
    for low, high in pairwise(bounds):
        at_low, at_high = drift(low, difference, slope), drift(high, difference, slope)
        if at_low * at_high > 0:
            continue
        root = _bisected(low, high, at_low > 0, difference, slope)
        found.append(Stationary(root, stable=slope * root * (1 - root) < 1.0))
    return tuple(found)


def _bisected(low: float, high: float, falling: bool, difference: float, slope: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        if (drift(middle, difference, slope) > 0) == falling:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def bistable_interval(slope: float) -> tuple[float, float] | None:
    """The open interval of a - e in which an order has two stable shares; None if there is none.

    Example:
        >>> low, high = bistable_interval(5.4)
        >>> round(low, 3), round(high, 3)
        (-2.952, -2.448)
        >>> bistable_interval(4.0) is None
        True
    """
    if slope <= LEAST_SLOPE:
        return None
    ends = []
    for side in (1, -1):
        share = (1 + side * sqrt(1 - LEAST_SLOPE / slope)) / 2
        ends.append(log(share / (1 - share)) - slope * share)
    return ends[0], ends[1]


def critical_mass(difference: float, slope: float) -> float | None:
    """The unstable share below which an order shrinks; None where it cannot tip."""
    unstable = [each.share for each in stationary_shares(difference, slope) if not each.stable]
    return unstable[0] if unstable else None
