"""A state's vote in the General Assembly says where it stands; silence is filled by its last vote.

The column is ``IdealPoint`` of the April 2020 release of Bailey, Strezhnev and Voeten (2017),
estimated from *all* votes; session s met in the autumn of year s + 1945. A world stands as its year
opens, so it takes the session of the autumn before: the votes of autumn 2003 were cast after the
war in Iraq, and would leak its consequences into the world that is to foretell them. The standard
deviation is (Q95 - Q5) / (2 x 1.645), the posterior quantiles read as normal.

Rules for gaps, both ``modelled``:

1. A member that did not vote keeps the point of its last session, at most ten years back (else the
   first one after, at most ten years on). The variance grows by that of one session's movement,
   taken over all states in the release, for each session skipped.
2. A state that never voted near the year (Taiwan since 1971) gets what least squares of ideal
   points on electoral democracy and ln GDP per head predicts, with the residual deviation.

Before the United Nations there were no votes. What divided governments then was how they were
constituted: whether a parliament, a charter, old estates or the ruler alone had the last word
(Schroeder 1994 on the principles at issue after 1815). ``positions.csv`` classes each state with a
reason, and the classes are spaced evenly from -1 (absolute) to 1 (parliamentary), the side on
which the more liberal powers stand being positive as it is later. The spacing is *assumed*: all
values are ``modelled`` with a standard deviation of one half, wider than that of any vote.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from counterpoise.data.compile import inputs, record
from counterpoise.data.compile.column import Column, OutsideCoverage
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import State

FIRST_YEAR = 1947
"""The first world whose states had voted in the General Assembly."""

REACH_SESSIONS = 10
CLASSES = {"absolute": -1.0, "estates": -1 / 3, "chartered": 1 / 3, "parliamentary": 1.0}
CONSTITUTION_SD = 0.5
Z95 = 1.6448536269514722


def ideal_points(
    directory: Path,
    states: Sequence[State],
    year: int,
    democracy: Column,
    gdp: Column,
    population: Column,
) -> tuple[Column, Column]:
    """Ideal point and its posterior standard deviation, on the scale of the release.

    Raises:
        OutsideCoverage: The release has no session for the year.
    """
    source = inputs.table(directory, inputs.IDEAL_POINTS, encoding="latin-1")
    session = year - 1946
    if session not in set(source.session):
        first, last = source.session.min() + 1946, source.session.max() + 1946
        raise OutsideCoverage("The ideal points of April 2020", year, first, last)
    source = source.dropna(subset=["IdealPoint"]).sort_values(["ccode", "session"])
    source["sd"] = (source["Q95%"] - source["Q5%"]) / (2 * Z95)
    steps = source.groupby("ccode")[["session", "IdealPoint"]].diff()
    drift = float(steps.loc[steps.session == 1, "IdealPoint"].var())

    by_state: dict[int, dict[int, tuple[float, float]]] = {}
    table = source[["ccode", "session", "IdealPoint", "sd"]].to_numpy(dtype=float)
    for ccode, when, point, deviation in table.tolist():
        by_state.setdefault(int(ccode), {})[int(when)] = (point, deviation)

    points, deviations = Column("ideal_point", 6), Column("ideal_point_sd", 6)
    for state in states:
        own = by_state.get(state.ccode, {})
        used = _nearest_session(list(own), session)
        if used is None:
            continue
        point, deviation = own[used]
        gap = abs(session - used)
        label = Coverage.OBSERVED if gap == 0 else Coverage.MODELLED
        points.put(state.ccode, point, label)
        deviations.put(state.ccode, float(np.sqrt(deviation**2 + gap * drift)), label)

    seen = [s.ccode for s in states if points.coverage.get(s.ccode) is Coverage.OBSERVED]
    design = np.array([_predictors(c, democracy, gdp, population) for c in seen])
    outcome = np.array([points.values[c] for c in seen])
    weights, *_ = np.linalg.lstsq(design, outcome, rcond=None)
    residual = float(np.std(outcome - design @ weights, ddof=design.shape[1]))
    for ccode in points.missing(s.ccode for s in states):
        fitted = float(np.dot(_predictors(ccode, democracy, gdp, population), weights))
        points.put(ccode, fitted, Coverage.MODELLED)
        deviations.put(ccode, residual, Coverage.MODELLED)
    return points, deviations


def from_constitutions(states: Sequence[State], year: int) -> tuple[Column, Column]:
    """Position and its standard deviation from the class of a state's constitution.

    Raises:
        ValueError: A state is not classed; names it and the remedy.
    """
    classed = {
        int(row["ccode"]): row["class"]
        for row in record.rows("positions")
        if int(row["year"]) == year
    }
    points, deviations = Column("ideal_point", 6), Column("ideal_point_sd", 6)
    for state in states:
        if state.ccode not in classed:
            raise ValueError(
                f"world/record/positions.csv does not class {state.name} in {year}. Add a row."
            )
        points.put(state.ccode, CLASSES[classed[state.ccode]], Coverage.MODELLED)
        deviations.put(state.ccode, CONSTITUTION_SD, Coverage.MODELLED)
    return points, deviations


def _nearest_session(sessions: Sequence[int], session: int) -> int | None:
    past = [s for s in sessions if session - REACH_SESSIONS <= s <= session]
    if past:
        return max(past)
    later = [s for s in sessions if session < s <= session + REACH_SESSIONS]
    return min(later) if later else None


def _predictors(
    ccode: int, democracy: Column, gdp: Column, population: Column
) -> tuple[float, float, float]:
    per_head = gdp.values[ccode] * 1e6 / population.values[ccode]
    return 1.0, democracy.values[ccode], float(np.log(per_head))
