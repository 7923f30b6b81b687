"""Relevant dyads on record, 1951-2014, for tests about orders and disputes.

Dyads within 400 miles or with a great power, as the model has them; disputes that were under way
without a new one beginning are left out. Covariates are those of the year before. Rivalry is coded
with hindsight and enters with a lag, like everything else.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.mechanisms.relevance import RELEVANT_KM
from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.order_record import read, status_of, trade_of

FIRST, LAST = 1951, 2014
LAST_ACCESSION = 1994  # of the list of accessions to the GATT


@dataclass(frozen=True, eq=False)
class Dyads:
    """Directed dyad-years: the first state may start a dispute with the second.

    Attributes:
        frame: Keys ``ccode1``, ``ccode2``, ``year``, and covariates of the year before.
        pacts: Keys of defence pacts, by year.
    """

    frame: pd.DataFrame
    pacts: pd.DataFrame

    @property
    def year(self) -> np.ndarray:
        """Of each row."""
        return self.frame.year.to_numpy(int)

    @property
    def started(self) -> Numbers:
        """1 where the first state was there on the first day of a dispute that began."""
        return self.frame.started.to_numpy(float)

    @property
    def pair(self) -> np.ndarray:
        """A number for each undirected dyad."""
        low = self.frame[["ccode1", "ccode2"]].min(axis=1)
        high = self.frame[["ccode1", "ccode2"]].max(axis=1)
        return (1000 * low + high).to_numpy(int)

    def covariates(self) -> dict[str, Numbers]:
        """Those of the equation of initiation (3.11) that a record has."""
        frame = self.frame
        return {
            name: frame[name].to_numpy(float)
            for name in (
                "ln distance",
                "contiguous",
                "ln capability of the initiator",
                "ln capability of the target",
                "democracy of the initiator",
                "democracy of the target",
                "ideal-point gap",
                "defence pact",
                "rivalry",
                "recent disputes",
            )
        }

    @cached_property
    def _allies(self) -> pd.Series:
        return self.pacts.groupby(["ccode1", "year"]).ccode2.nunique()

    def allies_of_target(self) -> Numbers:
        """How many states have a defence pact with the target."""
        keys = pd.MultiIndex.from_arrays([self.frame.ccode2, self.frame.year - 1])
        return self._allies.reindex(keys).fillna(0).to_numpy(float)

    def exposure_to_allies(self, shares: pd.DataFrame) -> Numbers:
        """Share of the initiator's trade that is with allies of the target; NaN if unknown."""
        held = self.frame[["ccode1", "ccode2"]].assign(
            before=self.frame.year - 1, row=np.arange(len(self.frame))
        )
        allies = self.pacts.rename(
            columns={"ccode1": "ccode2", "ccode2": "partner", "year": "before"}
        )
        joined = held.merge(allies, on=["ccode2", "before"]).merge(
            shares.rename(columns={"ccode": "ccode1", "year": "before"}),
            on=["ccode1", "partner", "before"],
        )
        total = joined.groupby("row").share.sum().reindex(held.row).fillna(0.0).to_numpy(float)
        known = shares.groupby(["ccode", "year"]).size()
        keys = pd.MultiIndex.from_arrays([held.ccode1, held.before])
        return np.where(known.reindex(keys).notna().to_numpy(), total, np.nan)


def shares_of_trade(sources: Path) -> pd.DataFrame:
    """w: the share of each state's trade that is with each partner, by year."""
    trade = trade_of(sources, FIRST - 1, LAST)
    total = trade.groupby(["ccode", "year"]).flow.transform("sum")
    return trade[total > 0].assign(share=trade.flow / total)[["ccode", "partner", "year", "share"]]


def gatt_since(sources: Path) -> "pd.Series":
    """Year of each state's accession to the GATT."""
    joined = read("gatt_accessions", sources).dropna(subset=["ccode"])
    return joined.groupby(joined.ccode.astype(int)).start.min()


def in_both(sources: Path, dyads: Dyads) -> Numbers:
    """1 where both states were in the GATT a year before, by the list of accessions."""
    since = gatt_since(sources)
    first, second = (
        dyads.frame[name].map(since).fillna(9999).to_numpy(int) for name in ("ccode1", "ccode2")
    )
    return (np.maximum(first, second) < dyads.year).astype(float)


def directed_dyads(sources: Path) -> Dyads:
    """Relevant directed dyads, 1951-2014, with what was known of them a year before.

    Raises:
        NoEvidence: A source is not in the folder.
    """
    near = read("minimum_distance", sources)
    near = near[near.year.between(FIRST - 1, LAST - 1)]
    powers = read("majors", sources)
    status = status_of(powers)
    great = pd.Series(True, index=pd.MultiIndex.from_tuples(sorted(status)))

    def is_great(which: str) -> np.ndarray:
        keys = pd.MultiIndex.from_arrays([near[which], near.year])
        return great.reindex(keys).notna().to_numpy()

    near = near[(near.mindist <= RELEVANT_KM) | is_great("ccode1") | is_great("ccode2")]
    both = pd.concat(
        [near, near.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})], ignore_index=True
    )
    frame = pd.DataFrame(
        {
            "ccode1": both.ccode1.to_numpy(int),
            "ccode2": both.ccode2.to_numpy(int),
            "year": both.year.to_numpy(int) + 1,
            "ln distance": np.log(both.mindist.to_numpy(float) + 50.0),
        }
    )
    frame["contiguous"] = _contiguous(frame, read("contiguity", sources))
    frame = _of_states(frame, sources)
    pacts = read("alliance_obligations", sources)
    pacts = pacts[(pacts.defense == 1) & pacts.year.between(FIRST - 1, LAST)]
    pacts = pacts[["ccode1", "ccode2", "year"]].astype(int)
    frame["defence pact"] = _among(frame, pacts)
    frame["rivalry"] = _rivals(frame, read("rivalries", sources))
    disputes = read("dispute_dyads", sources)
    frame = _disputes(frame, disputes)
    return Dyads(frame.reset_index(drop=True), pacts)


def _keys(frame: pd.DataFrame, lag: int = 1) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([frame.ccode1, frame.ccode2, frame.year - lag])


def _among(frame: pd.DataFrame, known: pd.DataFrame, lag: int = 1) -> Numbers:
    return _keys(frame, lag).isin(_keys(known, lag=0)).astype(float)


def _contiguous(frame: pd.DataFrame, known: pd.DataFrame) -> Numbers:
    land = known[known.conttype <= 2][["ccode1", "ccode2", "year"]].astype(int)
    back = land.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
    return _among(frame, pd.concat([land, back], ignore_index=True))


def _rivals(frame: pd.DataFrame, spells: pd.DataFrame) -> Numbers:
    years = [
        (one, other, year)
        for low, high, start, end in spells[["ccode1", "ccode2", "start", "end"]]
        .to_numpy(int)
        .tolist()
        for year in range(max(start, FIRST - 1), min(end, LAST) + 1)
        for one, other in ((low, high), (high, low))
    ]
    return _among(frame, pd.DataFrame(years, columns=["ccode1", "ccode2", "year"]))


def _of_states(frame: pd.DataFrame, sources: Path) -> pd.DataFrame:
    cinc = read("national_capabilities", sources).set_index(["ccode", "year"]).cinc
    polyarchy = read("vdem", sources).set_index(["ccode", "year"]).v2x_polyarchy
    points = read("ideal_points_all", sources).set_index(["ccode", "year"]).ideal_point
    positions = []
    for place, who in (("ccode1", "the initiator"), ("ccode2", "the target")):
        keys = pd.MultiIndex.from_arrays([frame[place], frame.year - 1])
        power = cinc.reindex(keys).to_numpy(float)
        frame[f"ln capability of {who}"] = np.log(np.where(power > 0, power, np.nan))
        frame[f"democracy of {who}"] = polyarchy.reindex(keys).to_numpy(float)
        positions.append(points.reindex(keys).to_numpy(float))
    frame["ideal-point gap"] = np.abs(positions[0] - positions[1])
    return frame


def _disputes(frame: pd.DataFrame, disputes: pd.DataFrame) -> pd.DataFrame:
    """Who started a dispute; rows in which one was under way without a new one are left out."""
    two = pd.concat(
        [
            disputes,
            disputes.rename(
                columns={
                    "ccode1": "ccode2",
                    "ccode2": "ccode1",
                    "originator1": "originator2",
                    "originator2": "originator1",
                    "hostlev1": "hostlev2",
                    "hostlev2": "hostlev1",
                }
            ),
        ],
        ignore_index=True,
    ).drop_duplicates(["ccode1", "ccode2", "year"])
    began = two[(two.onset == 1) & (two.originator1 == 1)]
    under_way = two[(two.ongoing == 1) & (two.onset != 1)]
    recent = sum(0.9**lag * _among(frame, two[two.onset == 1], lag) for lag in range(1, 11))
    found = frame.assign(
        **{"recent disputes": np.log1p(recent), "started": _among(frame, began, 0)}
    )
    return found[_among(frame, under_way, 0) == 0]
