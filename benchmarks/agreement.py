"""Whether two statements of the model that draw differently have the same distribution of results.

Each figure's mean over histories is compared by Welch's test, and its spread by the test of Brown
and Forsythe. With m tests in all, two statements differ if any p-value lies below alpha/m
(Bonferroni), so that equal ones are called different at most once in 1/alpha runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

ALPHA = 0.001


class Disagreement(AssertionError):
    """Two statements of the same model gave different results: no ratio between them counts."""


@dataclass(frozen=True)
class Agreement:
    """What was compared and how it came out.

    Attributes:
        tests: How many tests.
        smallest: The smallest p-value among them.
        of: The figure and moment that had it.
        histories: How many of each statement.
        means: By figure, both means.
    """

    tests: int
    smallest: float
    of: str
    histories: tuple[int, int]
    means: dict[str, tuple[float, float]]


def same_distribution(
    first: Mapping[str, np.ndarray], second: Mapping[str, np.ndarray]
) -> Agreement:
    """Compare figures, one value a history.

    Raises:
        Disagreement: A mean or a spread differs.
    """
    found: dict[str, float] = {}
    means = {}
    for name in first:
        a, b = np.asarray(first[name], float), np.asarray(second[name], float)
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            raise Disagreement(f"`{name}` is not finite")
        found[f"mean of {name}"] = float(stats.ttest_ind(a, b, equal_var=False).pvalue)
        found[f"spread of {name}"] = float(stats.levene(a, b, center="median").pvalue)
        means[name] = (float(a.mean()), float(b.mean()))
        histories = (len(a), len(b))
    of = min(found, key=found.__getitem__)
    if not found[of] >= ALPHA / len(found):
        raise Disagreement(
            f"the {of} differs: p = {found[of]:.2g}, below {ALPHA}/{len(found)}; means are "
            + ", ".join(f"{name} {a:.5g} and {b:.5g}" for name, (a, b) in means.items())
        )
    return Agreement(len(found), found[of], of, histories, means)
