"""How well a method finds a truth that is known: histories of the prior held out as if observed.

Each held-out history stands for the record once, and the method sees the others. Over them: the
error of the posterior mean and the continuous ranked probability score, both relative to what the
prior alone would give (1 where the moments say nothing, less where they help), the coverage of the
90% interval, and the seconds that one calibration takes.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.calibration.methods import Method, scaled

Values = NDArray[np.float64]
ROWS = 400


@dataclass(frozen=True)
class Recovery:
    """Of each parameter.

    Attributes:
        error: Root mean square error of the posterior mean over that of the prior mean.
        score: Mean continuous ranked probability score over that of the prior.
        coverage: Share of truths within the 90% interval.
        seconds: That one calibration takes.
        trials: How many histories stood for the record.
    """

    error: Values
    score: Values
    coverage: Values
    seconds: float
    trials: int


def recovery(method: Method, scores: Values, moments: Values, trials: int, seed: int) -> Recovery:
    """Let held-out histories stand for the record.

    Args:
        method: To try.
        scores: Normal scores of the prior draws, [history, parameter].
        moments: Of their histories, [history, moment].
        trials: How many stand for the record.
        seed: Of their choice and of the method.
    """
    random = np.random.default_rng(seed)
    chosen = random.choice(len(scores), min(trials, len(scores) // 2), replace=False)
    rest = np.setdiff1d(np.arange(len(scores)), chosen)
    miss, alone, crps, base, inside = ([] for _ in range(5))
    began = time.perf_counter()
    for each in chosen:
        truth = scores[each]
        drawn = method(scores[rest], scaled(moments[rest], moments[each]), ROWS, random)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        miss.append((drawn.mean(axis=0) - truth) ** 2)
        alone.append(truth**2)
        crps.append(ranked_score(drawn, truth))
        base.append(ranked_score(scores[rest[: 2 * ROWS]], truth))
        inside.append((low <= truth) & (truth <= high))
    return Recovery(
        np.sqrt(np.mean(miss, axis=0) / np.mean(alone, axis=0)),
        np.mean(crps, axis=0) / np.mean(base, axis=0),
        np.mean(inside, axis=0),
        (time.perf_counter() - began) / len(chosen),
        len(chosen),
    )


def ranked_score(drawn: Values, truth: Values) -> Values:
    """Continuous ranked probability score of each parameter's draws; smaller is better.

    Example:
        >>> drawn = np.random.default_rng(0).normal(size=(100_000, 1))
        >>> round(float(ranked_score(drawn, np.zeros(1))[0]), 2)  # (sqrt 2 - 1) / sqrt pi
        0.23
    """
    ordered = np.sort(drawn, axis=0)
    count = len(ordered)
    rank = (2.0 * np.arange(1, count + 1) - count - 1.0)[:, None]
    spread = (rank * ordered).sum(axis=0) / count**2
    return np.asarray(np.abs(drawn - truth).mean(axis=0) - spread)
