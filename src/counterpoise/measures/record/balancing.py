"""Arming, allying and postures toward a power on the record."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class CodedPostures:
    """Labels of every state toward some powers.

    Attributes:
        system: The states, and the years with those before that the rule looks back on.
        years: That are coded, in order.
        labels: By set of evidence, [year, state, power]; -1 where the record does not tell.
    """

    system: System
    years: np.ndarray
    labels: dict[LabelSet, np.ndarray]


def coded_postures(
    powers: Sequence[int],
    years: tuple[int, int],
    directory: Path | str | None = None,
    vote_set: str = "all",
) -> CodedPostures:
    """Code every state toward some powers in every year, under the three sets of evidence.

    Args:
        powers: COW codes.
        years: First and last.
        directory: Folder of the sources.
        vote_set: Whose ideal points own-distancing is read from.

    Raises:
        SourceProblem: A source is absent, or a power is in none of the years.
    """
    found = _with_past(years, directory)
    columns = [found.column(power) for power in powers]
    votes = positions(vote_set, directory)
    unusual = unusual_growth(arms_growth(found.state["milex"], found.years))
    ties = np.fmax(found.dyad["defense"], found.dyad["consul"])
    when = np.arange(years[0], years[1] + 1)
    by_year: dict[LabelSet, list[np.ndarray]] = {each: [] for each in LabelSet}
    for year in when.tolist():
        t = found.row(year)
        before, after, sd_before, sd_after = (
            on_states(votes, values, found, at)
            for values, at in (
                (votes.point, year - 1),
                (votes.point, year),
                (votes.sd, year - 1),
                (votes.sd, year),
            )
        )
        greatest = most_threatening(threat_in(found, year - 1).log_threat)
        armed = np.isfinite(unusual[t]) & (greatest >= 0)
        moved, internal, with_power = [], [], []
        for j in columns:
            moved.append(distancing_z(before, after, before[j : j + 1], sd_before, sd_after))
            aimed = (unusual[t] > 0) & (greatest == j)
            internal.append(np.where(armed, aimed * 1.0, np.nan))
            known = np.isfinite(ties[t, :, j]) & np.isfinite(ties[t - 1, :, j])
            new = (ties[t, :, j] > 0) & (ties[t - 1, :, j] == 0)
            with_power.append(np.where(known, new * 1.0, np.nan))
        evidence = Record(
            distancing=np.stack(moved, axis=1),
            external=external_new(found, year)[:, columns],
            internal=np.stack(internal, axis=1),
            pact_with=np.stack(with_power, axis=1),
        )
        for label_set, labels in three_sets(evidence).items():
            by_year[label_set].append(np.asarray(labels))
    return CodedPostures(found, when, {each: np.stack(rows) for each, rows in by_year.items()})


def postures(
    of: str | int, years: tuple[int, int], directory: Path | str | None = None
) -> list[dict[str, Any]]:
    """Labels of every state toward a power in every year, under the three sets of evidence.

    Raises:
        SourceProblem: A source is absent.
    """
    power = state(of, years[1]).ccode
    coded = coded_postures([power], years, directory)
    found = coded.system
    j = found.column(power)
    rows = []
    for place, year in enumerate(coded.years.tolist()):
        here = (found.present[found.row(year)] > 0) & (np.arange(len(found.ccodes)) != j)
        for i in np.flatnonzero(here).tolist():
            row: dict[str, Any] = {
                "year": year,
                "ccode": int(found.ccodes[i]),
                "name": name_of(int(found.ccodes[i]), year),
            }
            for label_set in LabelSet:
                row[label_set.value] = _word(int(coded.labels[label_set][place, i, 0]))
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
