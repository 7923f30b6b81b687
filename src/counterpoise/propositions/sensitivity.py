"""Which parameter buys the result: Sobol total indices of an emulator over the draws at hand.

Sampling the model itself for Sobol indices would take thousands of runs for each of a hundred
parameters. Instead a polynomial chaos expansion is fitted to the draws that were run anyway: each
parameter is mapped by its ranks to [-1, 1], where Legendre polynomials P_0, P_1, P_2, ... are
orthonormal,

    y = c_0 + sum_a c_a prod_k P_{a_k}(u_k),         S_i = sum_{a: a_i > 0} c_a^2 / sum_a c_a^2

with terms up to the third degree in one parameter and products of first-degree terms, chosen one
at a time by orthogonal matching pursuit, after Blatman and Sudret (2011). How many terms, and how
well they predict, is told by cross-validation in which each fold chooses its own terms: with more
candidates than draws, whatever is judged on the draws that chose it looks good. The indices are
those of the emulator; what it does not predict may hang on anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.stats import rankdata

from counterpoise.propositions.draws import Numbers

MOST_TERMS = 30
LEADING = 12  # parameters whose products are tried
FEWEST = 40  # draws, below which nothing is said
FOLDS = 5
LEAST_FIT = 0.05  # below it the emulator knows nothing worth telling

Term = tuple[tuple[int, int], ...]
"""A product of polynomials: which input and which degree of each."""


@dataclass(frozen=True)
class TotalIndex:
    """A parameter and the share of the emulator's variance in which it takes part."""

    address: str
    index: float


@dataclass(frozen=True)
class Sensitivity:
    """Which parameters a statistic hangs on.

    Attributes:
        indices: Largest first; parameters that take no part are left out.
        fit: Share of the statistic's variance that the emulator predicts in draws left out.
        draws: How many draws it was fitted to.
    """

    indices: tuple[TotalIndex, ...]
    fit: float
    draws: int


def sensitivity(values: Numbers, parameters: Mapping[str, Numbers]) -> Sensitivity:
    """Sobol total indices of an emulator of one statistic.

    Args:
        values: The statistic, [draw].
        parameters: By address, [draw].

    Example:
        >>> random = np.random.default_rng(0)
        >>> x, y = random.random((2, 200))
        >>> found = sensitivity(3 * x + 0 * y, {"a.x": x, "a.y": y})
        >>> [(each.address, round(each.index, 2)) for each in found.indices], round(found.fit, 2)
        ([('a.x', 1.0)], 1.0)
    """
    sound = np.isfinite(values)
    names = [name for name, each in parameters.items() if np.ptp(each[sound]) > 0]
    count = int(sound.sum())
    if count < FEWEST or not names or not np.ptp(values[sound]):
        return Sensitivity((), 0.0, count)
    target = _without_outliers(values[sound])
    inputs = np.stack([_uniform(parameters[name][sound]) for name in names], axis=1)
    most, fit = _cross_validated(inputs, target)
    if most == 0 or fit < LEAST_FIT:
        return Sensitivity((), 0.0, count)
    terms, steps = _pursuit(inputs, target, most)
    variance = float(np.sum(steps[-1] ** 2))
    found: dict[str, float] = {}
    for term, coefficient in zip(terms, steps[-1], strict=True):
        for which, _ in term:
            found[names[which]] = found.get(names[which], 0.0) + float(coefficient**2) / variance
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return Sensitivity(tuple(TotalIndex(*each) for each in ordered), fit, count)


def _uniform(values: Numbers) -> Numbers:
    """Ranks mapped to (-1, 1)."""
    return np.asarray(2.0 * (rankdata(values) - 0.5) / len(values) - 1.0)


def _without_outliers(values: Numbers) -> Numbers:
    """Extreme draws drawn in to the 1st and 99th percentile, and centred."""
    low, high = np.quantile(values, (0.01, 0.99))
    clipped = np.clip(values, low, high) if high > low else values
    return np.asarray(clipped - clipped.mean())


def _legendre(u: Numbers, degree: int) -> Numbers:
    """Legendre polynomials that are orthonormal over the uniform distribution on [-1, 1]."""
    match degree:
        case 1:
            return np.asarray(np.sqrt(3.0) * u)
        case 2:
            return np.asarray(np.sqrt(5.0) * (1.5 * u**2 - 0.5))
        case _:
            return np.asarray(np.sqrt(7.0) * (2.5 * u**3 - 1.5 * u))


def _columns(inputs: Numbers, terms: Sequence[Term]) -> Numbers:
    """The terms' values, [draw, term]."""
    found = np.ones((len(inputs), len(terms)))
    for place, term in enumerate(terms):
        for which, degree in term:
            found[:, place] *= _legendre(inputs[:, which], degree)
    return found


def _candidates(inputs: Numbers, target: Numbers) -> list[Term]:
    """Degrees one to three of each input, and products of those that matter most alone."""
    count = inputs.shape[1]
    strength = np.abs(_legendre(inputs, 1).T @ target)
    leading = sorted(np.argsort(-strength)[:LEADING].tolist())
    alone: list[Term] = [((which, degree),) for which in range(count) for degree in (1, 2, 3)]
    return alone + [((first, 1), (second, 1)) for first, second in combinations(leading, 2)]


def _pursuit(inputs: Numbers, target: Numbers, most: int) -> tuple[list[Term], list[Numbers]]:
    """Orthogonal matching pursuit: the terms in order, and the coefficients after each step."""
    terms = _candidates(inputs, target)
    columns = _columns(inputs, terms)
    norms = np.maximum(np.sqrt(np.sum(columns**2, axis=0)), 1e-12)
    chosen: list[int] = []
    steps: list[Numbers] = []
    rest = target
    for _ in range(most):
        score = np.abs(columns.T @ rest) / norms
        score[chosen] = -1.0
        chosen = [*chosen, int(np.argmax(score))]
        coefficients, *_ = np.linalg.lstsq(columns[:, chosen], target, rcond=None)
        steps.append(np.asarray(coefficients, np.float64))
        rest = target - columns[:, chosen] @ coefficients
    return [terms[place] for place in chosen], steps


def _cross_validated(inputs: Numbers, target: Numbers) -> tuple[int, float]:
    """How many terms predict draws left out best, and what share of their variance.

    Each fold chooses its own terms. No terms at all predict nothing, which is where it starts.
    """
    count = len(target)
    most = min(MOST_TERMS, count // 8)
    fold = np.random.default_rng(0).permutation(count) % FOLDS
    missed = np.zeros(most + 1)
    for each in range(FOLDS):
        kept, left = fold != each, fold == each
        mean = target[kept].mean()
        terms, steps = _pursuit(inputs[kept], target[kept] - mean, most)
        columns = _columns(inputs[left], terms)
        missed[0] += np.sum((target[left] - mean) ** 2)
        for step, coefficients in enumerate(steps, start=1):
            predicted = mean + columns[:, :step] @ coefficients
            missed[step] += np.sum((target[left] - predicted) ** 2)
    best = int(np.argmin(missed))
    return best, float(1.0 - missed[best] / missed[0])
