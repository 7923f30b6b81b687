"""The state system of some years as arrays, from the sources: what measures of the record take.

Rows act or perceive; columns are acted upon or perceived. A state that was not there, and a value
that no source states, is NaN. Dyadic arrays are filled only for the years that their source covers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.data.panel import panel
from counterpoise.data.problem import SourceProblem

FORCE = 2
"""Hostility from which a dispute counts as a threat or use of force: 2 is a threat to use it."""


@dataclass(frozen=True)
class System:
    """Arrays over years and states.

    Attributes:
        years: In order, without a gap.
        ccodes: COW codes of the columns.
        state: Variable to values [year, state].
        dyad: Variable to values [year, actor, target].
        sources: Each source with its version.
    """

    years: np.ndarray
    ccodes: np.ndarray
    state: dict[str, np.ndarray]
    dyad: dict[str, np.ndarray] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def row(self, year: int) -> int:
        """Place of a year."""
        return int(year - self.years[0])

    def column(self, ccode: int) -> int:
        """Place of a state.

        Raises:
            SourceProblem: It is in none of the years.
        """
        place = np.flatnonzero(self.ccodes == ccode)
        if not len(place):
            raise SourceProblem(
                f"state {ccode} is not in the system in {self.years[0]}-{self.years[-1]}."
            )
        return int(place[0])

    @property
    def present(self) -> np.ndarray:
        """1 where a state is a member of the system [year, state]."""
        return self.state["present"]


def system(
    years: tuple[int, int],
    states: Sequence[str],
    dyads: Sequence[str] = (),
    directory: Path | str | None = None,
) -> System:
    """Assemble arrays from the sources.

    Args:
        years: First and last year.
        states: Sources of states, as ``panel`` takes them.
        dyads: Sources of directed dyads.
        directory: Folder of the sources.

    Raises:
        SourceProblem: A source is absent or does not fit.
    """
    rows = panel("state-year", years, states, directory=directory)
    when = np.arange(years[0], years[1] + 1)
    ccodes = np.unique(rows["ccode"].to_numpy())
    place = (rows["year"].to_numpy() - years[0], np.searchsorted(ccodes, rows["ccode"].to_numpy()))
    shape = (len(when), len(ccodes))
    state = {name: _filled(shape, place, rows[name]) for name in _values(rows)}
    state["present"] = np.zeros(shape)
    state["present"][place] = 1.0
    found = System(when, ccodes, state, {}, _versions(rows))
    if not dyads:
        return found
    pairs = panel("directed-dyad-year", years, dyads, directory=directory)
    one, two = (np.searchsorted(ccodes, pairs[name].to_numpy()) for name in ("ccode1", "ccode2"))
    at = (pairs["year"].to_numpy() - years[0], one, two)
    dyad = {name: _filled((*shape, len(ccodes)), at, pairs[name]) for name in _values(pairs)}
    return System(when, ccodes, state, dyad, found.sources | _versions(pairs))


def _filled(shape: tuple[int, ...], place: tuple[np.ndarray, ...], column: pd.Series) -> np.ndarray:
    table = np.full(shape, np.nan)
    table[place] = column.to_numpy(dtype=float)
    return table


def _values(frame: pd.DataFrame) -> list[str]:
    keys = {"ccode", "ccode1", "ccode2", "year"}
    return [name for name in frame.columns if name not in keys and not name.endswith("_coverage")]


def _versions(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(account["version"]) for name, account in frame.attrs["sources"].items()}
