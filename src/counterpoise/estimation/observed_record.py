"""The record of the real system, put together from the sources.

What opens year t is what the sources say of year t - 1, so that nothing of year t explains year t.
An act is a use of force (hostility 4 or more) by an original member of the side that began the
dispute against an original member of the other, in the dispute's first year, which escalated where
both reached hostility 5; or it is a state's entry into an inter-state war. It counts as authorised
where the Security Council had authorised force against its target that year
(``world/record/authorised_force.csv``). Spending is the state's share of the world's, at the
world's total of 2003: a share needs no price index. Trend growth is the mean of the ten years
before. Frailty and conflict stock are reckoned as for the shipped worlds.
"""

import csv
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.data.catalogue import load, load_by_year, source
from counterpoise.estimation.orders_on_record import Members, membership, trade_shares
from counterpoise.estimation.record import ActsOnRecord, NotInRecord, Record

USE_OF_FORCE, WAR = 4, 5
DISPUTE_SEVERITY = 0.35
MEMORY = 0.7
PAST_PRIOR, YEARS_PRIOR = 0.3, 25.0  # of frailty
WORLD_SPENDING = 951_000.0  # million US dollars, 2003
TREND_YEARS = 10
FEWEST_TREND_YEARS = 4
BELIEF_YEARS = 10  # before the window, to form beliefs
FIRST_DISTANCE = 1886
MODERN = 1946  # from when the disputes of a dyad count as its past, if the window is later

Values = NDArray[np.float64]


class Alliances(StrEnum):
    """Whose list of alliances is used."""

    COW = "cow"
    ATOP = "atop"


@dataclass
class _Slots:
    """States and years as places in arrays, and what was read from where."""

    codes: NDArray[np.int64]
    first: int  # calendar year whose value opens the record
    years: int  # stocks
    directory: Path | None
    sources: dict[str, str] = field(default_factory=dict)

    def frame(self, name: str, by_year: bool = False) -> pd.DataFrame:
        found = (load_by_year if by_year else load)(name, self.directory)
        self.sources[name] = str(found.attrs["version"])
        return found

    def last(self, name: str) -> int:
        return source(name).newest.last

    def place(self, frame: pd.DataFrame, *codes: str) -> tuple[pd.DataFrame, list[np.ndarray]]:
        """Rows within the record, and the places of their year and states."""
        slot = pd.Series(np.arange(len(self.codes)), index=self.codes)
        keep = frame["year"].between(self.first, self.first + self.years - 1)
        for code in codes:
            keep &= frame[code].isin(self.codes)
        found = frame[keep]
        year = found["year"].to_numpy() - self.first
        return found, [year, *(slot.loc[found[code]].to_numpy() for code in codes)]

    def empty(self, dyadic: bool, value: float) -> Values:
        actors = len(self.codes)
        shape = (self.years, actors, actors) if dyadic else (self.years, actors)
        return np.full(shape, value)

    def state(self, name: str, column: str) -> Values:
        """A state-year column; NaN where the source says nothing."""
        found, places = self.place(self.frame(name), "ccode")
        values = self.empty(False, np.nan)
        values[tuple(places)] = found[column].to_numpy(float, na_value=np.nan)
        return values

    def after(self, values: Values, last: int) -> Values:
        """NaN beyond the last year of a source: an absence there is not a zero."""
        values[max(last + 1 - self.first, 0) :] = np.nan
        return values


def observed_record(
    first: int,
    last: int,
    directory: Path | None = None,
    alliances: Alliances = Alliances.COW,
    votes: str = "all",
    members: Members = Members.DATED,
) -> Record:
    """The record of the years ``first`` to ``last``, and of some years before that form beliefs.

    Args:
        first: First year that counts.
        last: Last year.
        directory: Where the sources lie; by default where ``counterpoise data fetch`` puts them.
        alliances: Whose list of defence pacts.
        votes: The set of votes behind the ideal points, as in ``ideal_points_all``.
        members: Whose list of the members of the GATT and its successor.

    Raises:
        AbsentSource: A source is not there; the message says how to fetch it.
        NotInRecord: No source covers the years.
    """
    covered = source("disputes").newest
    if not covered.first < first <= last <= covered.last:
        raise NotInRecord(
            f"--years {first}:{last}: disputes are known for {covered.first}:{covered.last}, and "
            f"the first of these years only opens the record. "
            f"Use --years {max(first, covered.first + 1)}:{min(last, covered.last)}."
        )
    begin = max(first - BELIEF_YEARS, covered.first + 1)
    system = load_by_year("state_system", directory)
    within = system[system["year"].between(begin - 1, last)]
    codes = np.unique(within["ccode"].to_numpy(np.int64))
    slots = _Slots(codes, begin - 1, last - begin + 2, directory)
    variables = _states(slots, votes) | _dyads(slots, alliances)
    variables |= {"membership": membership(slots, members), "trade_share": trade_shares(slots)}
    acts = _acts(slots)
    variables |= _force(slots, acts, first)
    return Record(
        np.arange(begin, last + 1), codes, variables, acts, dict(slots.sources), first - begin
    )


def _states(slots: _Slots, votes: str) -> dict[str, Values]:
    present = slots.empty(False, 0.0)
    _, places = slots.place(slots.frame("state_system", by_year=True), "ccode")
    present[tuple(places)] = 1.0
    great = slots.empty(False, 0.0)
    _, places = slots.place(slots.frame("majors", by_year=True), "ccode")
    great[tuple(places)] = 1.0
    capability = slots.state("national_capabilities", "cinc")
    spending = slots.state("national_capabilities", "milex")
    total = np.nansum(spending, axis=1, keepdims=True)
    points = f"ideal_points_{votes}"
    return {
        "present": present,
        "great_power": great,
        "capability": capability,
        "trend_growth": _trend(slots, capability),
        "military_spending": spending / np.maximum(total, 1e-9) * WORLD_SPENDING,
        "democracy": slots.state("vdem", "v2x_polyarchy"),
        "ideal_point": slots.state(points, "ideal_point"),
        "ideal_point_sd": slots.state(points, "sd"),
    }


def _trend(slots: _Slots, capability: Values) -> Values:
    """Mean log growth over the years before, as each year opens."""
    earlier = _Slots(slots.codes, slots.first - TREND_YEARS, TREND_YEARS, slots.directory)
    with np.errstate(divide="ignore"):
        level = np.log(np.vstack([earlier.state("national_capabilities", "cinc"), capability]))
    level[~np.isfinite(level)] = np.nan
    change = np.diff(level, axis=0)
    trend = np.full_like(capability, np.nan)
    for year in range(slots.years):
        past = change[year : year + TREND_YEARS]
        known = np.isfinite(past).sum(axis=0)
        mean = np.nansum(past, axis=0) / np.maximum(known, 1)
        trend[year] = np.where(known >= FEWEST_TREND_YEARS, mean, np.nan)
    return trend


def _dyads(slots: _Slots, alliances: Alliances) -> dict[str, Values]:
    distance = slots.empty(True, np.nan)
    frame = slots.frame("minimum_distance")
    if slots.first < FIRST_DISTANCE:  # borders that nobody has measured: those of the first year
        oldest = frame[frame["year"] == FIRST_DISTANCE]
        earlier = [oldest.assign(year=year) for year in range(slots.first, FIRST_DISTANCE)]
        frame = pd.concat([*earlier, frame])
    found, (year, one, other) = slots.place(frame, "ccode1", "ccode2")
    km = found["mindist"].to_numpy(float, na_value=np.nan)
    distance[year, one, other] = km
    distance[year, other, one] = km

    contiguity = slots.empty(True, 0.0)
    found, (year, one, other) = slots.place(slots.frame("contiguity"), "ccode1", "ccode2")
    close = found["conttype"].to_numpy(float, na_value=0.0)
    contiguity[year, one, other] = (close >= 1) & (close <= 2)

    rivalry = slots.empty(True, 0.0)
    _, (year, one, other) = slots.place(slots.frame("rivalries", by_year=True), "ccode1", "ccode2")
    rivalry[year, one, other] = rivalry[year, other, one] = 1.0
    return {
        "distance": distance,
        "contiguity": slots.after(contiguity, slots.last("contiguity")),
        "rivalry": slots.after(rivalry, slots.last("rivalries")),
        "defence_pact": _pacts(slots, alliances),
    }


def _pacts(slots: _Slots, alliances: Alliances) -> Values:
    pact = slots.empty(True, 0.0)
    if alliances is Alliances.ATOP:
        frame = slots.frame("alliance_obligations")
        frame = frame[frame["defense"].to_numpy(float, na_value=0.0) > 0]
        _, (year, one, other) = slots.place(frame, "ccode1", "ccode2")
        pact[year, one, other] = pact[year, other, one] = 1.0
        return slots.after(pact, slots.last("alliance_obligations"))
    frame = slots.frame("alliances", by_year=True)
    frame = frame[frame["defense"].to_numpy(float, na_value=0.0) > 0]
    found, (year, state) = slots.place(frame, "ccode")
    treaty = found["alliance"].to_numpy()
    members = pd.DataFrame({"treaty": treaty, "year": year, "state": state}).drop_duplicates()
    both = members.merge(members, on=["treaty", "year"])
    both = both[both["state_x"] != both["state_y"]]
    pact[both["year"], both["state_x"], both["state_y"]] = 1.0
    return slots.after(pact, slots.last("alliances"))


def initiations(directory: Path | None) -> pd.DataFrame:
    """Every use of force that began a dispute: year, ``ccode1`` against ``ccode2``, war or not."""
    taking = load("dispute_participants", directory)
    taking = taking[taking["originator"].to_numpy(float, na_value=0.0) > 0]
    taking = taking.sort_values("start").drop_duplicates(["dispnum", "ccode"])
    begins = taking["side_a"].to_numpy(float, na_value=0.0) > 0
    level = taking["hostlev"].to_numpy(float, na_value=0.0)
    briefly = taking[["dispnum", "ccode", "start"]].assign(level=level)
    pairs = briefly[begins & (level >= USE_OF_FORCE)].merge(
        briefly[~begins], on="dispnum", suffixes=("1", "2")
    )
    pairs["year"] = pairs[["start1", "start2"]].max(axis=1)
    pairs["war"] = ((pairs["level1"] >= WAR) & (pairs["level2"] >= WAR)).astype(float)
    kept = pairs[["year", "ccode1", "ccode2", "war"]]
    return kept.groupby(["year", "ccode1", "ccode2"]).max().reset_index()


def wars_begun(directory: Path | None) -> pd.DataFrame:
    """Who went to war with whom: year, ``ccode1`` against ``ccode2``.

    Who began an inter-state war went to war with its first opponents; who entered it later went to
    war with the first members of the other side. Who was attacked did not act.
    """
    taking = load("wars", directory)
    month = taking["start"].to_numpy(float) * 12 + taking["start_month"].to_numpy(
        float, na_value=1.0
    )
    side = taking[["war", "ccode", "side", "start"]].assign(month=month)
    side["first"] = side["month"] == side.groupby("war")["month"].transform("min")
    begins = taking["initiator"].to_numpy(float, na_value=0.0) > 0
    side = side.drop_duplicates(["war", "ccode", "start"])
    acting = side[begins[side.index] | ~side["first"]]
    pairs = acting.merge(side[side["first"]], on="war", suffixes=("1", "2"))
    pairs = pairs[pairs["side1"] != pairs["side2"]].rename(columns={"start1": "year"})
    return pairs[["year", "ccode1", "ccode2"]].drop_duplicates(ignore_index=True)


def _acts(slots: _Slots) -> ActsOnRecord:
    """Disputes that were begun, and wars; a war that began as a dispute of the year is one act."""
    slots.sources["dispute_participants"] = source("dispute_participants").newest.version
    slots.sources["wars"] = source("wars").newest.version
    pair = ["year", "ccode1", "ccode2"]
    begun = initiations(slots.directory).assign(severity=DISPUTE_SEVERITY)
    wars = wars_begun(slots.directory).assign(fought=1.0)
    both = begun.merge(wars, on=pair, how="outer")
    both["severity"] = np.where(both["fought"] > 0, 1.0, both["severity"])
    found, (year, author, target) = slots.place(both, "ccode1", "ccode2")
    year = year - 1  # an event of calendar year `first + 1` is the record's first
    keep = year >= 0
    return ActsOnRecord(
        year[keep],
        author[keep],
        target[keep],
        found["severity"].to_numpy(float)[keep],
        _authorised(found["year"].to_numpy()[keep], slots.codes[target[keep]]),
        found["war"].to_numpy(float)[keep],
    )


def _authorised(year: np.ndarray, target: np.ndarray) -> Values:
    path = files("counterpoise.world").joinpath("record", "authorised_force.csv")
    lawful = np.zeros(len(year))
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        against = target == int(row["target"])
        lawful[against & (year >= int(row["first"])) & (year <= int(row["last"]))] = 1.0
    return lawful


def _force(slots: _Slots, acts: ActsOnRecord, first: int) -> dict[str, Values]:
    """Disputes and force of each year; frailty and conflict stock as each year opens."""
    years, actors = slots.years - 1, len(slots.codes)
    dispute = np.zeros((years, actors, actors))
    begun = np.isfinite(acts.war)
    dispute[acts.year[begun], acts.author[begun], acts.target[begun]] = 1.0
    force = np.zeros_like(dispute)
    force[acts.year, acts.author, acts.target] = 1.0
    force = np.maximum(force, force.transpose(0, 2, 1))

    since = MODERN if first > MODERN else source("disputes").newest.first
    used = load("dispute_dyads", slots.directory)
    hostile = used["hostlev1"].to_numpy(float, na_value=0.0) >= USE_OF_FORCE
    used = used[hostile & (used["year"] >= since) & (used["year"] < slots.first + slots.years)]
    used = used[used["ccode1"].isin(slots.codes) & used["ccode2"].isin(slots.codes)]
    slot = pd.Series(np.arange(actors), index=slots.codes)
    one, other = (slot.loc[used[name]].to_numpy() for name in ("ccode1", "ccode2"))
    fought = np.zeros((slots.first + slots.years - since, actors, actors), bool)
    fought[used["year"].to_numpy() - since, one, other] = True
    fought |= fought.transpose(0, 2, 1)

    members = load_by_year("state_system", slots.directory)
    entry = members.groupby("ccode")["year"].min().reindex(slots.codes).to_numpy()
    entry = np.maximum(entry, since)
    together = np.maximum(entry[:, None], entry[None, :])
    frailty = np.zeros((slots.years, actors, actors))
    stocks = np.zeros_like(frailty)
    count = np.zeros((actors, actors))
    stock = np.zeros((actors, actors))
    for place in range(since - slots.first, slots.years):  # what year `first + place` leaves
        now = fought[place + slots.first - since]
        count = count + now
        stock = MEMORY * stock + now
        if place >= 0:
            age = np.maximum(slots.first + place + 1 - together, 0)
            frailty[place] = np.log((count + PAST_PRIOR) / (age + YEARS_PRIOR))
            stocks[place] = stock
    return {"dispute": dispute, "force": force, "frailty": frailty, "conflict_stock": stocks}
