"""Where states stood in the General Assembly, as arrays by year and state, gaps and all."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from counterpoise.data.catalogue import load, source
from counterpoise.data.problem import SourceProblem
from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.vocabulary.states import UnknownState, members, state

PREFIX = "ideal_points_"


@dataclass(frozen=True)
class Positions:
    """Ideal points of one vote set and one release.

    Attributes:
        vote_set: Which votes: ``all``, ``important``, ...
        meaning: Of the vote set.
        release: Of the data; releases are never mixed.
        years: In order, without a gap; a year without a session is a row of NaN.
        ccodes: COW codes of the columns.
        point: Published estimate [year, state].
        sd: Standard deviation of its posterior.
        quantiles: At 5, 50 and 95 per cent [year, state, level].
    """

    vote_set: str
    meaning: str
    release: str
    years: np.ndarray
    ccodes: np.ndarray
    point: np.ndarray
    sd: np.ndarray
    quantiles: np.ndarray

    def row(self, year: int) -> int:
        """Place of a year.

        Raises:
            SourceProblem: The data do not cover it, or there was no session.
        """
        first, last = int(self.years[0]), int(self.years[-1])
        if not first <= year <= last:
            raise SourceProblem(
                f"ideal points from {self.meaning} (release {self.release}) cover {first}-{last}; "
                f"asked for {year}. Use --years {max(first, min(year, last))}: or another release."
            )
        place = year - first
        if not np.isfinite(self.point[place]).any():
            raise SourceProblem(
                f"no state has an ideal point in {year}: there was no usable session. "
                f"Use {year - 1} or {year + 1}."
            )
        return place

    def column(self, ccode: int, year: int) -> int:
        """Place of a state that has a position in a year.

        Raises:
            SourceProblem: It has none.
        """
        place = np.flatnonzero(self.ccodes == ccode)
        if not len(place) or not np.isfinite(self.point[self.row(year), place[0]]):
            raise SourceProblem(
                f"{name_of(ccode, year)} has no ideal point in {year} from {self.meaning}. "
                "Choose years in which it voted."
            )
        return int(place[0])


def vote_sets() -> tuple[str, ...]:
    """The vote sets that can be loaded, the broadest first."""
    from counterpoise.data.catalogue import names

    return tuple(name.removeprefix(PREFIX) for name in names() if name.startswith(PREFIX))


def positions(vote_set: str = "all", directory: Path | str | None = None) -> Positions:
    """Load one vote set.

    Raises:
        SourceProblem: There is no such vote set, or its file is absent.
    """
    if vote_set not in vote_sets():
        raise SourceProblem(
            f"no vote set is called {vote_set!r}.{did_you_mean(vote_set, vote_sets())} "
            f"Use one of: {', '.join(vote_sets())}."
        )
    frame = load(PREFIX + vote_set, directory)
    years = np.arange(int(frame["year"].min()), int(frame["year"].max()) + 1)
    ccodes = np.unique(frame["ccode"].to_numpy())
    place = (
        frame["year"].to_numpy() - years[0],
        np.searchsorted(ccodes, frame["ccode"].to_numpy()),
    )

    def spread(name: str) -> np.ndarray:
        table = np.full((len(years), len(ccodes)), np.nan)
        table[place] = frame[name].to_numpy(dtype=float)
        return table

    return Positions(
        vote_set,
        source(PREFIX + vote_set).field("ideal_point").meaning.removeprefix("ideal point from "),
        str(frame.attrs["version"]),
        years,
        ccodes,
        spread("ideal_point"),
        spread("sd"),
        np.stack([spread(name) for name in ("q05", "q50", "q95")], axis=-1),
    )


def name_of(ccode: int, year: int) -> str:
    """A state's name in a year; its number where it was not a member of the system."""
    named = {each.ccode: each.name for each in members(year)}
    return named.get(ccode, f"state {ccode}")


def chosen(texts: list[str], year: int) -> set[int]:
    """COW codes of the states named.

    Raises:
        UnknownState: Nothing answers to one of them.
    """
    return {state(text, year).ccode for text in texts}


__all__ = ["Positions", "UnknownState", "chosen", "name_of", "positions", "vote_sets"]
