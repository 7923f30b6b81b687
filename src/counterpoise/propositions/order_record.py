"""Who joined what and with whom states traded, as tests on orders read the record."""

from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.data.catalogue import load
from counterpoise.data.problem import SourceProblem
from counterpoise.propositions.observation import NoEvidence


def read(name: str, sources: Path) -> pd.DataFrame:
    """A source.

    Raises:
        NoEvidence: It is not in the folder.
    """
    try:
        return load(name, sources)
    except SourceProblem as error:
        raise NoEvidence(str(error)) from error


def igo_spells(sources: Path) -> pd.DataFrame:
    """Spells of full membership in organisations, 1965-2005; single observations are left out."""
    spells = read("igo_spells", sources)
    return spells[~spells.observation.fillna(False).astype(bool)]


def states_of(sources: Path) -> pd.DataFrame:
    """First and last year in the system of each state that has capabilities on record."""
    found = read("national_capabilities", sources)
    return found.groupby("ccode").year.agg(first="min", last="max").reset_index()


def trade_of(sources: Path, first: int, last: int) -> pd.DataFrame:
    """Total trade of each state with each partner by year; both flows that are known, summed.

    A flow that nobody reports is missing: a pair without either flow has no row.
    """
    dyads = read("trade", sources)
    dyads = dyads[dyads.year.between(first, last)]
    both = dyads[["flow1", "flow2"]].to_numpy(float)
    known = np.isfinite(both).any(axis=1)
    flow = np.nansum(both[known], axis=1)
    dyads = dyads.loc[known, ["ccode1", "ccode2", "year"]].assign(flow=flow)
    there = dyads.rename(columns={"ccode1": "ccode", "ccode2": "partner"})
    back = dyads.rename(columns={"ccode2": "ccode", "ccode1": "partner"})
    return pd.concat([there, back], ignore_index=True)[["ccode", "partner", "year", "flow"]]


def status_of(powers: pd.DataFrame) -> set[tuple[int, int]]:
    """Great powers of the list, as pairs of state and year."""
    return {
        (code, year)
        for code, start, end in powers[["ccode", "start", "end"]].to_numpy(int).tolist()
        for year in range(start, end + 1)
    }
