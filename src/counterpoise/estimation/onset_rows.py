"""Dyad-years in which a militarised dispute may begin, with what was known the year before.

An onset in year t is a dispute of any hostility that begins between the two states in year t. Dyads
whose older dispute still runs without a new one are dropped. Everything else is of year t - 1:
nothing of year t explains year t, and rivalries, which are dated with hindsight, are read a year
back too. A dyad is relevant if it lies within 400 miles or includes a great power.

An ideal point that nobody observed is that of the state's last vote, at most ten years back, and
else lies on the line that least squares draws through the others of the same year on their
democracy; before the first votes every point is put in the middle. Rows that still lack a covariate
are left out for every forecaster alike, and how many disputes go with them is counted.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.data.catalogue import load, source
from counterpoise.estimation.dyads_on_record import pairs_on_record, relevant_on_record, undirected
from counterpoise.estimation.record import NotInRecord, Record

Values = NDArray[np.float64]

RECENT = 10  # years within which a dispute counts as recent
VOTES_BACK = 10
FEWEST_VOTERS = 10  # for a line through the ideal points of a year
FIRST_DISPUTES = 1816


@dataclass(frozen=True)
class OnsetRows:
    """Undirected dyad-years: parallel arrays.

    Attributes:
        year: Calendar year of the possible onset.
        one, other: COW numbers, the lower first.
        onset: 1 where a dispute began.
        begun_1, begun_2: 1 for the one on side A of it; a half each where that is not known.
        relevant: Whether the dyad is within 400 miles or has a great power.
        great_1, great_2: Great powers.
        log_capability_1, log_capability_2: ln of the CINC shares.
        democracy_1, democracy_2: Polyarchy.
        disagreement: |x_1 - x_2|.
        log_distance: ln(km + 50).
        contiguity, defence_pact, rivalry: 0 or 1.
        conflict_stock, frailty: Of force in the dyad, as the model has them.
        peace_years: Since the dyad's last dispute, or since both were states.
        recent: Whether the dyad had a dispute within ten years.
    """

    year: NDArray[np.int64]
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    onset: Values
    begun_1: Values
    begun_2: Values
    relevant: NDArray[np.bool_]
    great_1: Values
    great_2: Values
    log_capability_1: Values
    log_capability_2: Values
    democracy_1: Values
    democracy_2: Values
    disagreement: Values
    log_distance: Values
    contiguity: Values
    defence_pact: Values
    rivalry: Values
    conflict_stock: Values
    frailty: Values
    peace_years: Values
    recent: Values

    def __len__(self) -> int:
        return len(self.year)

    def where(self, keep: NDArray[np.bool_]) -> "OnsetRows":
        """Some of the rows."""
        return OnsetRows(*(getattr(self, each.name)[keep] for each in fields(self)))

    def between(self, first: int, last: int) -> "OnsetRows":
        """The rows of some years, both included."""
        return self.where((self.year >= first) & (self.year <= last))

    @property
    def complete(self) -> NDArray[np.bool_]:
        """True where every covariate is known."""
        return np.all([np.isfinite(getattr(self, each.name)) for each in fields(self)], axis=0)

    def standard(self, rivalry: bool = True) -> tuple[tuple[str, ...], Values]:
        """The covariates of the standard logit, by name and as columns."""
        low = np.minimum(self.log_capability_1, self.log_capability_2)
        high = np.maximum(self.log_capability_1, self.log_capability_2)
        decades = self.peace_years / 10.0
        columns = {
            "ln distance": self.log_distance,
            "contiguity": self.contiguity,
            "ln larger capability": high,
            "ln capability ratio": high - low,
            "major power": np.maximum(self.great_1, self.great_2),
            "lower polyarchy": np.minimum(self.democracy_1, self.democracy_2),
            "polyarchy gap": np.abs(self.democracy_1 - self.democracy_2),
            "defence pact": self.defence_pact,
            "peace decades": decades,
            "peace decades^2": decades**2,
            "peace decades^3": decades**3,
        }
        if rivalry:
            columns["rivalry"] = self.rivalry
        return tuple(columns), np.column_stack(list(columns.values()))


@dataclass(frozen=True)
class Filtering:
    """What leaving incomplete rows out costs.

    Attributes:
        rows, onsets: Before.
        complete_rows, complete_onsets: After.
    """

    rows: int
    onsets: int
    complete_rows: int
    complete_onsets: int


def filtered(rows: OnsetRows) -> tuple[OnsetRows, Filtering]:
    """The rows of which every covariate is known, and what that leaves out."""
    kept = rows.where(rows.complete)
    return kept, Filtering(len(rows), int(rows.onset.sum()), len(kept), int(kept.onset.sum()))


def onset_rows(record: Record, directory: Path | None = None) -> OnsetRows:
    """Every dyad-year of a record in which a dispute may begin.

    Raises:
        NotInRecord: The record reaches beyond the last year of which disputes are known.
    """
    covered = source("disputes").newest
    if record.years[-1] > covered.last:
        raise NotInRecord(
            f"disputes are known to {covered.last}, and the record ends in {record.years[-1]}."
        )
    history = _disputes(record, directory)
    great = record.opening("great_power")
    possible = undirected(pairs_on_record(record)) & ~history.running
    x = filled_ideal_points(record)
    capability = record.opening("capability")
    democracy = record.opening("democracy")
    t, i, j = np.nonzero(possible)

    def dyadic(name: str) -> Values:
        return record.opening(name)[t, i, j]

    onset = history.onset[t, i, j].astype(float)
    first, second = history.begun[t, i, j], history.begun[t, j, i]
    known = np.maximum(first + second, 1)
    unknown = 0.5 * onset * (first + second == 0)

    return OnsetRows(
        year=record.years[t],
        one=record.codes[i],
        other=record.codes[j],
        onset=onset,
        begun_1=first / known + unknown,
        begun_2=second / known + unknown,
        relevant=relevant_on_record(record, great)[t, i, j],
        great_1=great[t, i],
        great_2=great[t, j],
        log_capability_1=np.log(np.maximum(capability[t, i], 1e-6)),
        log_capability_2=np.log(np.maximum(capability[t, j], 1e-6)),
        democracy_1=democracy[t, i],
        democracy_2=democracy[t, j],
        disagreement=np.abs(x[t, i] - x[t, j]),
        log_distance=np.log(dyadic("distance") + 50.0),
        contiguity=dyadic("contiguity"),
        defence_pact=dyadic("defence_pact"),
        rivalry=dyadic("rivalry"),
        conflict_stock=dyadic("conflict_stock"),
        frailty=dyadic("frailty"),
        peace_years=history.peace_years[t, i, j].astype(float),
        recent=history.recent[t, i, j].astype(float),
    )


def filled_ideal_points(record: Record) -> Values:
    """Ideal points as each year opens, with gaps filled by what was known by then."""
    stocks = record["ideal_point"]
    filled = stocks.copy()
    age = np.zeros(stocks.shape[1])
    for year in range(1, len(stocks)):
        age = np.where(np.isfinite(stocks[year]), 0, age + 1)
        carried = np.isnan(stocks[year]) & (age <= VOTES_BACK)
        filled[year, carried] = filled[year - 1, carried]
    democracy = record["democracy"]
    for year in range(len(stocks)):
        known = np.isfinite(filled[year]) & np.isfinite(democracy[year])
        if not np.isfinite(filled[year]).any():
            filled[year] = 0.0  # before the first votes
            continue
        gap = np.isnan(filled[year]) & np.isfinite(democracy[year])
        if known.sum() >= FEWEST_VOTERS and gap.any():
            slope, level = np.polyfit(democracy[year, known], filled[year, known], 1)
            filled[year, gap] = level + slope * democracy[year, gap]
    return filled[:-1]


@dataclass(frozen=True)
class _History:
    """Disputes of every dyad of the record, [year, actor, actor]."""

    onset: NDArray[np.bool_]
    begun: Values  # 1 where the row was on side A
    running: NDArray[np.bool_]  # without a new onset
    peace_years: NDArray[np.int64]  # as the year opens
    recent: NDArray[np.bool_]  # a dispute within ten years before


def _disputes(record: Record, directory: Path | None) -> _History:
    first, years, actors = int(record.years[0]), len(record.years), len(record.codes)
    slot = pd.Series(np.arange(actors), index=record.codes)
    used = load("dispute_dyads", directory)
    used = used[used["year"] <= record.years[-1]]
    used = used[used["ccode1"].isin(record.codes) & used["ccode2"].isin(record.codes)]
    one, other = (slot.loc[used[name]].to_numpy() for name in ("ccode1", "ccode2"))
    when = used["year"].to_numpy() - FIRST_DISPUTES
    span = int(record.years[-1]) - FIRST_DISPUTES + 1
    began = np.zeros((span, actors, actors), bool)
    running = np.zeros_like(began)
    new = used["onset"].to_numpy(bool)
    began[when[new], one[new], other[new]] = True
    sides = load("dispute_participants", directory)
    starters = sides[sides["side_a"].to_numpy(float, na_value=0.0) > 0]
    on_side_a = set(zip(starters["dispnum"].tolist(), starters["ccode"].tolist(), strict=True))
    acting = zip(used["dispnum"].tolist(), used["ccode1"].tolist(), strict=True)
    started = new & np.array([pair in on_side_a for pair in acting], bool)
    begun = np.zeros(began.shape)
    begun[when[started], one[started], other[started]] = 1.0
    running[when, one, other] = True
    began |= began.transpose(0, 2, 1)
    running |= running.transpose(0, 2, 1)

    system = load("state_system", directory)
    entry = system.groupby("ccode")["start"].min().reindex(record.codes).to_numpy(float)
    together = np.maximum(entry[:, None], entry[None, :]).astype(np.int64) - FIRST_DISPUTES
    quiet_since = together.copy()  # first year of the present spell of peace
    last = np.full((actors, actors), -(RECENT + 1))
    peace = np.zeros((years, actors, actors), np.int64)
    recent = np.zeros((years, actors, actors), bool)
    offset = first - FIRST_DISPUTES
    for year in range(span):
        if year >= offset:
            peace[year - offset] = np.maximum(year - quiet_since, 0)
            recent[year - offset] = year - last <= RECENT
        quiet_since = np.where(running[year], year + 1, quiet_since)
        last = np.where(running[year], year, last)
    here = slice(offset, offset + years)
    return _History(began[here], begun[here], running[here] & ~began[here], peace, recent)
