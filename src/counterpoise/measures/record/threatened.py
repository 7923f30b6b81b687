"""Threat on the record: Walt's sources from capability, arms, distance, rivalry and pacts.

Structural threat leaves intentions out (theta_I = 0). With positions in the General Assembly it can
add the structural prior of intentions; nobody observes intentions themselves. Distances begin in
1886, so threat does.
"""

from pathlib import Path

import numpy as np

from counterpoise.measures.record.positions import Positions, positions
from counterpoise.measures.record.system import System, system
from counterpoise.measures.threat import Threat, prior_intentions, structural, threat

STATES = ("national_capabilities:cinc,milex,milper", "majors")
DYADS = ("minimum_distance", "rivalries", "alliance_obligations:defense")


def surroundings(
    years: tuple[int, int], directory: Path | str | None = None, more: tuple[str, ...] = ()
) -> System:
    """The arrays that threat is worked out from, and further sources of dyads.

    Raises:
        SourceProblem: A source is absent.
    """
    return system(years, STATES, (*DYADS, *more), directory)


def threat_in(found: System, year: int, record: Positions | None = None) -> Threat:
    """Threat between all states in one year: structural, or with the prior of intentions.

    Args:
        found: As ``surroundings`` gives it.
        year: One of its years.
        record: Positions; None leaves intentions out.
    """
    t = found.row(year)
    rivalry, pact = found.dyad["rivalries"][t], found.dyad["defense"][t]
    if record is None:
        return threat(
            found.state["cinc"][t],
            found.state["milex"][t],
            found.dyad["mindist"][t],
            np.zeros_like(rivalry),
            rivalry,
            pact,
            mechanism=structural(),
        )
    intentions = prior_intentions(on_states(record, record.point, found, year), rivalry, pact)
    return threat(
        found.state["cinc"][t],
        found.state["milex"][t],
        found.dyad["mindist"][t],
        intentions,
        rivalry,
        pact,
    )


def on_states(record: Positions, values: np.ndarray, found: System, year: int) -> np.ndarray:
    """Values [year, state] of one year on the states of the system; NaN where there are none."""
    spread = np.full(len(found.ccodes), np.nan)
    if not record.years[0] <= year <= record.years[-1]:
        return spread
    place = np.searchsorted(found.ccodes, record.ccodes)
    inside = place < len(found.ccodes)
    inside[inside] = found.ccodes[place[inside]] == record.ccodes[inside]
    spread[place[inside]] = values[year - record.years[0]][inside]
    return spread


__all__ = ["on_states", "positions", "surroundings", "threat_in"]
