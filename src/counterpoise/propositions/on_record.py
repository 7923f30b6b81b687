"""The record as the tests of propositions need it: uses of force, positions, rivalries, pacts.

A use of force is the onset of a militarised dispute in which a state's own hostility reaches the
use of force (level 4) or war (5). The years of dispute data end in 2014; later years are missing,
not quiet. Positions are published ideal points of one vote set and one release.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.data.catalogue import load
from counterpoise.data.problem import SourceProblem
from counterpoise.measures.record.positions import Positions, positions
from counterpoise.propositions.distancing import LAGS, LEADS, Panel
from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.observation import NoEvidence, Observed

PERMANENT = (2, 200, 220, 365, 710)  # of the Security Council
FIRST_FORCE = 4  # level of hostility that is a use of force

AUTHORISED: tuple[tuple[int, int, int, str], ...] = (
    (731, 1950, 1950, "Korea, resolution 83"),
    (645, 1990, 1991, "Iraq and Kuwait, resolution 678"),
    (345, 1993, 1995, "Bosnia, resolutions 816 and 836"),
    (620, 2011, 2011, "Libya, resolution 1973"),
)
"""Uses of force that the Security Council had authorised: target, first and last year, which."""


def needs_record(test: Callable[[Path], Observed]) -> Callable[[Path], Observed]:
    """Say plainly that a test was not run where a source is absent or unreadable."""

    @wraps(test)
    def guarded(directory: Path) -> Observed:
        try:
            return test(directory)
        except SourceProblem as error:
            raise NoEvidence(str(error).rstrip(".")) from error
        except ImportError as error:
            raise NoEvidence(
                f"it needs {error.name}; use pip install 'counterpoise[data,estimate]'"
            ) from error

    return guarded


@dataclass(frozen=True, eq=False)
class Force:
    """Uses of force by dyad and year: who, on whom, when."""

    actor: np.ndarray
    target: np.ndarray
    year: np.ndarray
    dispute: np.ndarray
    last: int

    @property
    def authorised(self) -> np.ndarray:
        """Whether the Security Council had authorised each."""
        found = np.zeros(len(self.actor), bool)
        permanent = np.isin(self.actor, PERMANENT)
        for target, first, last, _ in AUTHORISED:
            found |= (
                permanent & (self.target == target) & (self.year >= first) & (self.year <= last)
            )
        return found

    def count(
        self, ccodes: np.ndarray, years: np.ndarray, which: np.ndarray | None = None
    ) -> Numbers:
        """Disputes in which each state used force first in each year, [year, state]."""
        rows = np.ones(len(self.actor), bool) if which is None else which
        table = pd.DataFrame(
            {"ccode": self.actor[rows], "year": self.year[rows], "dispnum": self.dispute[rows]}
        ).drop_duplicates()
        counts = table.groupby(["year", "ccode"]).size().unstack(fill_value=0)
        found = counts.reindex(index=years, columns=ccodes, fill_value=0).to_numpy(float).copy()
        found[years > self.last] = np.nan
        return found


def uses_of_force(directory: Path) -> Force:
    """Every use of force on the record."""
    table = load("dispute_dyads", directory)
    force = table[(table["hostlev1"] >= FIRST_FORCE).fillna(False) & table["onset"].fillna(False)]
    return Force(
        force["ccode1"].to_numpy(int),
        force["ccode2"].to_numpy(int),
        force["year"].to_numpy(int),
        force["dispnum"].to_numpy(int),
        int(table.attrs["last"]),
    )


def distancing_panel(directory: Path, vote_set: str = "all", apart: bool = False) -> Panel:
    """Own-distancing of every state from the permanent five after their uses of force.

    Args:
        directory: Folder of the sources.
        vote_set: Which votes positions are estimated from.
        apart: Whether authorised acts are kept apart.
    """
    record, force = positions(vote_set, directory), uses_of_force(directory)
    return panel_from(record, force, apart)


def panel_from(record: Positions, force: Force, apart: bool = False) -> Panel:
    """The panel of P1 and P2 from positions and uses of force."""
    years, ccodes = record.years, record.ccodes
    powers = np.array([np.flatnonzero(ccodes == each)[0] for each in PERMANENT])
    authorised = force.authorised
    counts = (
        {
            "alone": force.count(ccodes, years, ~authorised),
            "authorised": force.count(ccodes, years, authorised),
        }
        if apart
        else {"acts": force.count(ccodes, years)}
    )
    victim = np.zeros((len(years), len(ccodes), len(powers)))
    place = {ccode: at for at, ccode in enumerate(ccodes.tolist())}
    for actor, target, year in zip(force.actor, force.target, force.year, strict=True):
        if actor in PERMANENT and target in place and years[0] <= year <= years[-1]:
            victim[year - years[0], place[int(target)], PERMANENT.index(int(actor))] = 1.0
    within = np.arange(max(LAGS), len(years) - max(LEADS))
    x = record.point
    target = x[within - 1][:, powers]
    was = np.abs(x[within - 1][:, :, None] - target[:, None, :])
    now = np.abs(x[within][:, :, None] - target[:, None, :])
    shifts = (*(-lead for lead in reversed(LEADS)), *LAGS)

    def spread(values: Numbers) -> Numbers:
        return np.broadcast_to(values[:, powers][:, None, :], was.shape).reshape(-1)

    acts = {
        kind: np.stack([spread(np.log1p(each[within - shift])) for shift in shifts], axis=1)
        for kind, each in counts.items()
    }
    hit = np.maximum.reduce([victim[within - lag] for lag in LAGS]).reshape(-1)
    weight = np.broadcast_to((record.sd[within] ** -2.0)[:, :, None], was.shape).reshape(-1)
    year, state, power = (each.reshape(-1) for each in np.indices(was.shape))
    distancing, distance = (now - was).reshape(-1), was.reshape(-1)
    kept = np.isfinite(distancing) & np.isfinite(weight) & (state != powers[power])
    for each in acts.values():
        kept &= np.isfinite(each).all(axis=1)
    return Panel(
        state[kept],
        power[kept],
        years[within][year[kept]],
        distancing[kept],
        distance[kept],
        {kind: each[kept] for kind, each in acts.items()},
        hit[kept],
        weight[kept],
    )


def rival_pairs(directory: Path) -> pd.DataFrame:
    """Strategic rivalries: ccode1 < ccode2, start and end."""
    table = load("rivalries", directory)[["ccode1", "ccode2", "start", "end"]].astype(int)
    low, high = table[["ccode1", "ccode2"]].min(axis=1), table[["ccode1", "ccode2"]].max(axis=1)
    return table.assign(ccode1=low, ccode2=high)


def matrices(pairs: pd.DataFrame, ccodes: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Spells of undirected ties as 0/1, [year, state, state]."""
    found = np.zeros((len(years), len(ccodes), len(ccodes)), np.float32)
    place = {ccode: at for at, ccode in enumerate(ccodes.tolist())}
    for one, two, start, end in pairs[["ccode1", "ccode2", "start", "end"]].itertuples(index=False):
        if one in place and two in place:
            during = (years >= start) & (years <= end)
            found[during, place[one], place[two]] = 1.0
            found[during, place[two], place[one]] = 1.0
    return found


def members_by_year(directory: Path, years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """States of the system: codes, and whether each was a member, [year, state]."""
    table = load("state_system", directory)
    ccodes = np.unique(table["ccode"].to_numpy(int))
    there = np.zeros((len(years), len(ccodes)), bool)
    for ccode, start, end in table[["ccode", "start", "end"]].itertuples(index=False):
        there[(years >= start) & (years <= end), np.searchsorted(ccodes, ccode)] = True
    return ccodes, there


def by_state(
    directory: Path, source: str, column: str, ccodes: np.ndarray, years: np.ndarray
) -> Numbers:
    """A column of a state-year source, [year, state]; absent cells are not numbers."""
    table = load(source, directory)
    found = np.full((len(years), len(ccodes)), np.nan)
    rows = table[table["year"].isin(years) & table["ccode"].isin(ccodes)]
    found[
        rows["year"].to_numpy(int) - years[0], np.searchsorted(ccodes, rows["ccode"].to_numpy(int))
    ] = rows[column].to_numpy(float)
    return found


def distances(directory: Path, ccodes: np.ndarray, year: int) -> Numbers:
    """Minimum distance in km in one year, [state, state]."""
    table = load("minimum_distance", directory)
    rows = table[
        (table["year"] == year) & table["ccode1"].isin(ccodes) & table["ccode2"].isin(ccodes)
    ]
    found = np.full((len(ccodes), len(ccodes)), np.nan)
    one = np.searchsorted(ccodes, rows["ccode1"].to_numpy(int))
    two = np.searchsorted(ccodes, rows["ccode2"].to_numpy(int))
    found[one, two] = rows["mindist"].to_numpy(float)
    found[two, one] = rows["mindist"].to_numpy(float)
    return found


def majors_by_year(directory: Path, ccodes: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Whether each state was a great power of the historical list, [year, state]."""
    found = np.zeros((len(years), len(ccodes)), bool)
    table = load("majors", directory)[["ccode", "start", "end"]]
    for ccode, start, end in table.to_numpy(int):
        found[(years >= start) & (years <= end), ccodes == ccode] = True
    return found
