"""A hindcast: fit on what was known then, forecast what came after, score beside competitors.

Everybody is fitted on the same rows and scored on the same rows. The test years are read for
scoring and for nothing else. A score never stands alone: every result holds the competitors'.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.block_bootstrap import (
    Difference,
    by_blocks,
    by_countries,
    year_blocks,
)
from counterpoise.estimation.onset_competitors import COMPETITORS, rate_of
from counterpoise.estimation.onset_model import OnsetModel
from counterpoise.estimation.onset_rows import Filtering, OnsetRows, filtered
from counterpoise.estimation.record import NotInRecord
from counterpoise.estimation.scores import (
    auprc,
    brier,
    brier_skill,
    calibration,
    count_log_score,
    covered,
    crps,
    energy_score,
    joint_log_score,
    log_score,
    normal_log_score,
    pit,
)
from counterpoise.estimation.targets import Target
from counterpoise.estimation.yearly_competitors import RARE

Values = NDArray[np.float64]

MODEL = "model"
WITHOUT_FOCAL = "model_without_focal"
FEWEST_ONSETS = 30
COUNT_DRAWS = 2000
WORST = 10


@dataclass(frozen=True)
class Failure:
    """One of the events that the model thought least likely.

    Attributes:
        year: When it happened.
        what: Who, by COW numbers; empty for a year as a whole.
        expected: Probability, or median forecast.
        observed: What happened.
    """

    year: int
    what: tuple[int, ...]
    expected: float
    observed: float


@dataclass(frozen=True)
class Scored:
    """One target, scored.

    Attributes:
        target: Its declaration.
        train, test: First and last year of each.
        scores: By forecaster, by score.
        versus: By competitor, the model's log score less its, by years and by countries.
        coverage50, coverage90: Share of test years in the model's central interval.
        pit: Probability integral transform of each test year.
        years: Test years.
        observed: By test year.
        forecasts: By forecaster, quantiles 5, 25, 50, 75, 95 by test year, [quantile, year].
        calibration: By forecaster, forecast and observed frequency of bins.
        filtering: What complete cases cost, train and test; None where there are no rows.
        failures: The worst surprises.
        note: What a reader must know.
        history: Years before the test and what was observed in them, for pictures.
    """

    target: Target
    train: tuple[int, int]
    test: tuple[int, int]
    scores: Mapping[str, Mapping[str, float]]
    versus: Mapping[str, Mapping[str, Difference]]
    coverage50: float
    coverage90: float
    pit: Values
    years: NDArray[np.int64]
    observed: Values
    forecasts: Mapping[str, Values]
    calibration: Mapping[str, tuple[Values, Values]]
    filtering: tuple[Filtering, Filtering] | None
    failures: tuple[Failure, ...]
    note: str = ""
    history: tuple[NDArray[np.int64], Values] | None = None

    @property
    def best_competitor(self) -> str:
        """Who of the others has the best log score; the model's own variants do not count."""
        others = {n: s for n, s in self.scores.items() if n not in (MODEL, WITHOUT_FOCAL)}
        return max(others, key=lambda name: others[name]["log_score"])

    @property
    def wins(self) -> bool:
        """Whether the model's log score is above that of every competitor."""
        best = self.scores[self.best_competitor]["log_score"]
        return self.scores[MODEL]["log_score"] > best


QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def score_onsets(
    target: Target,
    rows: OnsetRows,
    train: tuple[int, int],
    test: tuple[int, int],
    draws: int = 200,
    seed: int = 0,
) -> Scored:
    """Score the onset of disputes on dyad-years.

    Raises:
        NotInRecord: The training years hold too few onsets to fit anybody.
    """
    chosen = rows.where(rows.relevant) if target.relevant else rows
    past, lost_then = filtered(chosen.between(*train))
    scored = chosen.where(chosen.great_1 * chosen.great_2 > 0) if target.great else chosen
    future, lost_later = filtered(scored.between(*test))
    if past.onset.sum() < FEWEST_ONSETS or not len(future):
        raise NotInRecord(
            f"{target.name}: {int(past.onset.sum())} onsets in {train[0]}:{train[1]} and "
            f"{len(future)} dyad-years in {test[0]}:{test[1]}; at least {FEWEST_ONSETS} onsets "
            "and one dyad-year are needed. Choose other years."
        )
    offered = {name: forecast(past, future) for name, forecast in COMPETITORS.items()}
    if target.great:
        among = past.onset[past.great_1 * past.great_2 > 0]
        offered["constant"] = np.full(len(future), rate_of(among))
    offered[MODEL] = OnsetModel(past, (), draws, seed).probability(future)
    offered[WITHOUT_FOCAL] = OnsetModel(past, target.focal, draws, seed).probability(future)
    return scored_probabilities(target, train, test, future, offered, (lost_then, lost_later), seed)


def scored_probabilities(
    target: Target,
    train: tuple[int, int],
    test: tuple[int, int],
    future: OnsetRows,
    offered: Mapping[str, Values],
    filtering: tuple[Filtering, Filtering],
    seed: int,
) -> Scored:
    """Everybody's scores on the same dyad-years."""
    y = future.onset
    random = np.random.default_rng(seed)
    logs = {name: log_score(p, y) for name, p in offered.items()}
    briers = {name: brier(p, y) for name, p in offered.items()}
    scores = {
        name: {
            "log_score": float(logs[name].mean()),
            "brier": float(briers[name].mean()),
            "brier_skill": brier_skill(briers[name], briers["climatology"]),
            "auprc": auprc(p, y),
        }
        for name, p in offered.items()
    }
    blocks = year_blocks(future.year)
    versus = {
        name: {
            "years": by_blocks(logs[MODEL] - logs[name], blocks, random),
            "countries": by_countries(logs[MODEL] - logs[name], future.one, future.other, random),
        }
        for name in offered
        if name != MODEL
    }
    years, counts = yearly_counts(future, offered[MODEL], random)
    seen = np.array([y[future.year == year].sum() for year in years])
    worst = np.argsort(logs[MODEL])[:WORST]
    return Scored(
        target=target,
        train=train,
        test=test,
        scores=scores,
        versus=versus,
        coverage50=float(covered(counts, seen, 0.5).mean()),
        coverage90=float(covered(counts, seen, 0.9).mean()),
        pit=pit(counts, seen, random),
        years=years,
        observed=seen,
        forecasts={MODEL: np.quantile(counts, QUANTILES, axis=0)},
        calibration={name: calibration(p, y)[:2] for name, p in offered.items()},
        filtering=filtering,
        failures=tuple(
            Failure(
                int(future.year[k]),
                (int(future.one[k]), int(future.other[k])),
                float(offered[MODEL][k]),
                float(y[k]),
            )
            for k in worst
        ),
        note="coverage and PIT are of the number of onsets a year, given the dyads' probabilities",
    )


def yearly_counts(
    rows: OnsetRows, probability: Values, random: np.random.Generator
) -> tuple[NDArray[np.int64], Values]:
    """Draws of the number of onsets of each year, dyads being independent given what is known.

    Returns:
        Years, and draws [draw, year].
    """
    years = np.unique(rows.year)
    found = np.zeros((COUNT_DRAWS, len(years)))
    for place, year in enumerate(years):
        p = probability[rows.year == year]
        p = p[p > 1e-5] if p.size else p  # what is left out adds less than one onset in a decade
        for start in range(0, COUNT_DRAWS, 250):
            drawn = random.random((250, len(p))) < p
            found[start : start + 250, place] = drawn.sum(axis=1)
    return years, found


def scored_years(
    target: Target,
    train: tuple[int, int],
    years: NDArray[np.int64],
    observed: Values,
    offered: Mapping[str, Values],
    seed: int,
    note: str = "",
) -> Scored:
    """Everybody's scores on the same years.

    Args:
        target: What is forecast.
        train: First and last year that was known.
        years: Test years.
        observed: What happened.
        offered: By forecaster, draws [draw, year].
        seed: Of the bootstrap.
        note: What a reader must know.
    """
    random = np.random.default_rng(seed)
    density = count_log_score if target.name in RARE else normal_log_score
    logs = {name: density(x, observed) for name, x in offered.items()}
    ranks = {name: crps(x, observed) for name, x in offered.items()}
    scores = {
        name: {"log_score": float(logs[name].mean()), "crps": float(ranks[name].mean())}
        for name in offered
    }
    blocks = year_blocks(years)
    versus = {
        name: {"years": by_blocks(logs[MODEL] - logs[name], blocks, random)}
        for name in offered
        if name != MODEL
    }
    model = offered[MODEL]
    worst = np.argsort(logs[MODEL])[:WORST]
    return Scored(
        target=target,
        train=train,
        test=(int(years[0]), int(years[-1])),
        scores=scores,
        versus=versus,
        coverage50=float(covered(model, observed, 0.5).mean()),
        coverage90=float(covered(model, observed, 0.9).mean()),
        pit=pit(model, observed, random),
        years=years,
        observed=observed,
        forecasts={name: np.quantile(x, QUANTILES, axis=0) for name, x in offered.items()},
        calibration={},
        filtering=None,
        failures=tuple(
            Failure(int(years[k]), (), float(np.median(model[:, k])), float(observed[k]))
            for k in worst
        ),
        note=note,
    )


def scored_joint(
    target: Target,
    train: tuple[int, int],
    years: NDArray[np.int64],
    observed: Values,
    offered: Mapping[str, Values],
    seed: int,
    note: str = "",
) -> Scored:
    """Everybody's scores on the same years, each a vector of comparable units.

    Args:
        target: What is forecast.
        train: First and last year that was known.
        years: Test years.
        observed: [year, component].
        offered: By forecaster, draws [draw, year, component].
        seed: Of the bootstrap.
        note: What a reader must know.
    """
    random = np.random.default_rng(seed)
    places = range(len(years))
    logs = {
        name: np.array([joint_log_score(x[:, t], observed[t]) for t in places])
        for name, x in offered.items()
    }
    scores = {
        name: {
            "log_score": float(logs[name].mean()),
            "energy_score": float(np.mean([energy_score(x[:, t], observed[t]) for t in places])),
        }
        for name, x in offered.items()
    }
    blocks = year_blocks(years)
    model = offered[MODEL]
    worst = np.argsort(logs[MODEL])[:WORST]
    return Scored(
        target=target,
        train=train,
        test=(int(years[0]), int(years[-1])),
        scores=scores,
        versus={
            name: {"years": by_blocks(logs[MODEL] - logs[name], blocks, random)}
            for name in offered
            if name != MODEL
        },
        coverage50=float(covered(model, observed, 0.5).mean()),
        coverage90=float(covered(model, observed, 0.9).mean()),
        pit=pit(model, observed, random).ravel(),
        years=years,
        observed=observed.mean(axis=1),
        forecasts={
            name: np.quantile(x.mean(axis=2), QUANTILES, axis=0) for name, x in offered.items()
        },
        calibration={},
        filtering=None,
        failures=tuple(
            Failure(int(years[k]), (), float(np.median(model[:, k])), float(observed[k].mean()))
            for k in worst
        ),
        note=note,
    )
