"""Arming, allying and postures toward a power on the record."""

from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.measures.hard_balancing import (
    MEMORY_YEARS,
    Response,
    arms_growth,
    counter_weights,
    external_balancing,
    most_threatening,
    response,
    unusual_growth,
)
from counterpoise.measures.posture_labels import (
    UNKNOWN,
    LabelSet,
    Posture,
    Record,
    three_sets,
)
from counterpoise.measures.record.positions import name_of, positions
from counterpoise.measures.record.system import FORCE, System
from counterpoise.measures.record.threatened import on_states, surroundings, threat_in
from counterpoise.measures.soft_balancing import distancing_z
from counterpoise.vocabulary.states import state

FORCEFUL = ("dispute_dyads:hostlev1,hostlev2", "alliance_obligations:consul")


def hard_balancing(
    of: str | int, years: tuple[int, int], directory: Path | str | None = None
) -> dict[str, Any]:
    """Who armed and who allied against a power, and whether arms answer to its threat.

    Raises:
        SourceProblem: A source is absent, or the years reach before 1887 or beyond the sources.
    """
    power = state(of, years[1]).ccode
    found = _with_past(years, directory)
    j = found.column(power)
    inside = [year for year in found.years.tolist() if years[0] <= year <= years[1]]
    growth = arms_growth(found.state["milex"], found.years)
    unusual = unusual_growth(growth)
    leading, allied, outcome, cause, who = [], [], [], [], []
    for year in inside:
        t = found.row(year)
        log_threat = threat_in(found, year - 1).log_threat
        greatest = most_threatening(log_threat)
        external = external_new(found, year)
        for i in np.flatnonzero(external[:, j] > 0).tolist():
            allied.append({"year": year, "state": name_of(int(found.ccodes[i]), year)})
        armed = (unusual[t] > 0) & (greatest == j)
        leading += [
            {"year": year, "state": name_of(int(found.ccodes[i]), year)}
            for i in np.flatnonzero(armed).tolist()
        ]
        others = np.arange(len(found.ccodes)) != j
        outcome.append(growth[t][others])
        cause.append(log_threat[others, j])
        who.append(found.ccodes[others])
    slope = _response(np.concatenate(outcome), np.concatenate(cause), np.concatenate(who))
    return {
        "of": state(of, years[1]).abb,
        "years": list(years),
        "internal": leading,
        "external": allied,
        "arms_on_threat": slope,
        "sources": found.sources,
    }


def external_new(found: System, year: int) -> np.ndarray:
    """Who has a new defence pact with a counter-weight to whom, in a year [state, power]."""
    t = found.row(year)
    force = (found.dyad["hostlev1"] >= FORCE).astype(float)
    weights = counter_weights(found.dyad["rivalries"][t], force, t)
    before = np.where(found.present[t - 1][:, None] > 0, found.dyad["defense"][t - 1], np.nan)
    return np.asarray(external_balancing(before, found.dyad["defense"][t], weights))


def postures(
    of: str | int, years: tuple[int, int], directory: Path | str | None = None
) -> list[dict[str, Any]]:
    """Labels of every state toward a power in every year, under the three sets of evidence.

    Raises:
        SourceProblem: A source is absent.
    """
    power = state(of, years[1]).ccode
    found = _with_past(years, directory)
    j = found.column(power)
    votes = positions("all", directory)
    unusual = unusual_growth(arms_growth(found.state["milex"], found.years))
    rows = []
    for year in range(years[0], years[1] + 1):
        t = found.row(year)
        before, after, sd_before, sd_after = (
            on_states(votes, values, found, when)
            for values, when in (
                (votes.point, year - 1),
                (votes.point, year),
                (votes.sd, year - 1),
                (votes.sd, year),
            )
        )
        z = distancing_z(before, after, before[j : j + 1], sd_before, sd_after)
        greatest = most_threatening(threat_in(found, year - 1).log_threat)
        internal = np.where(
            np.isfinite(unusual[t]) & (greatest >= 0), (unusual[t] > 0) & (greatest == j), np.nan
        )
        ties = np.fmax(found.dyad["defense"], found.dyad["consul"])
        with_power = np.where(
            np.isfinite(ties[t, :, j]) & np.isfinite(ties[t - 1, :, j]),
            (ties[t, :, j] > 0) & (ties[t - 1, :, j] == 0),
            np.nan,
        )
        record = Record(
            distancing=z[:, None],
            external=external_new(found, year)[:, [j]],
            internal=internal[:, None].astype(float),
            pact_with=with_power[:, None].astype(float),
        )
        labels = three_sets(record)
        here = (found.present[t] > 0) & (np.arange(len(found.ccodes)) != j)
        for i in np.flatnonzero(here).tolist():
            row: dict[str, Any] = {
                "year": year,
                "ccode": int(found.ccodes[i]),
                "name": name_of(int(found.ccodes[i]), year),
            }
            for label_set in LabelSet:
                row[label_set.value] = _word(int(labels[label_set][i, 0]))
            rows.append(row)
    return rows


def _word(label: int) -> str | None:
    return None if label == UNKNOWN else Posture(label).name


def _with_past(years: tuple[int, int], directory: Path | str | None) -> System:
    return surroundings((years[0] - MEMORY_YEARS - 1, years[1]), directory, FORCEFUL)


def _response(outcome: np.ndarray, cause: np.ndarray, who: np.ndarray) -> dict[str, Any] | None:
    try:
        found: Response = response(outcome, cause, who)
    except ValueError:
        return None
    low, high = found.interval
    return {"slope": found.slope, "q05": low, "q95": high, "observations": found.observations}
