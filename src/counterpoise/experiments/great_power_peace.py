"""How likely it is that no two great powers fight, and that a quarrel between them becomes a war.

    peace        = P(no great-power war in the run)                            over draws
    escalation   = sum of great-power wars / sum of great-power disputes       over draws and years
    odds ratio   = odds of escalation in the first arm / in the second

A single history has few quarrels of great powers, so escalation is pooled over draws. The interval
of the odds ratio is that of a paired bootstrap: draws are drawn again, the same in both arms. A
half is added to each count, so that none is empty: odds = (w + 1/2) / (d - w + 1/2).
"""

from dataclasses import dataclass, replace

import numpy as np

from counterpoise.experiments.comparison import Band, Comparison, Figure, Numbers

RESAMPLES = 2000
SHOWN = 400  # resamples behind a band that is drawn
SEED = 1815


@dataclass(frozen=True)
class Peace:
    """Great-power wars and quarrels of one arm.

    Attributes:
        peace: Share of draws without a great-power war.
        escalation: Share of great-power disputes that became wars.
        disputes: Great-power disputes in a history, mean over draws.
        wars: Great-power wars in a history, mean over draws.
        peace_range: 90% bootstrap interval of ``peace``.
        escalation_range: The same of ``escalation``.
    """

    peace: float
    escalation: float
    disputes: float
    wars: float
    peace_range: tuple[float, float]
    escalation_range: tuple[float, float]


def peace(comparison: Comparison, arm: str) -> Peace:
    """What one arm of a run came to, over all its years."""
    disputes, wars = _counts(comparison, arm)
    drawn = _resamples(len(wars))
    calm = (wars == 0).astype(float)
    pooled = wars[drawn].sum(axis=1) / np.maximum(disputes[drawn].sum(axis=1), 1.0)
    return Peace(
        float(calm.mean()),
        float(wars.sum() / max(disputes.sum(), 1.0)),
        float(disputes.mean()),
        float(wars.mean()),
        _range(calm[drawn].mean(axis=1)),
        _range(pooled),
    )


def survival(comparison: Comparison, arm: str) -> Band:
    """Share of histories without a great-power war so far, by year, with bootstrap intervals."""
    place = comparison.ensemble.arms.index(arm)
    wars = np.asarray(comparison.ensemble.metrics["power_wars"][place], np.float64)
    calm = (np.cumsum(wars[comparison.kept], axis=1) == 0).astype(float)
    share = calm[_resamples(len(calm))[:SHOWN]].mean(axis=1)
    return replace(Band.of(share), mean=calm.mean(axis=0), q50=calm.mean(axis=0))


def odds_ratio(comparison: Comparison, contrast: str) -> Figure | None:
    """Odds that a great-power dispute escalates, first arm over second; None without disputes."""
    first, second = (_counts(comparison, arm) for arm in comparison.pairs[contrast])
    if not first[0].any() or not second[0].any():
        return None
    drawn = _resamples(len(first[0]))

    def odds(counts: tuple[Numbers, Numbers]) -> Numbers:
        disputes, wars = (each[drawn].sum(axis=1) for each in counts)
        return np.asarray((wars + 0.5) / (disputes - wars + 0.5))

    return Figure.of(odds(first) / odds(second))


def _counts(comparison: Comparison, arm: str) -> tuple[Numbers, Numbers]:
    """Disputes and wars of great powers in each draw, over all years."""
    place = comparison.ensemble.arms.index(arm)

    def summed(name: str) -> Numbers:
        values = np.asarray(comparison.ensemble.metrics[name][place], np.float64)
        return np.asarray(values[comparison.kept].sum(axis=1))

    return summed("power_disputes"), summed("power_wars")


def _resamples(draws: int) -> np.ndarray:
    return np.random.default_rng(SEED).integers(draws, size=(RESAMPLES, draws))


def _range(values: Numbers) -> tuple[float, float]:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(high)
