"""Defence pacts of whole blocs on the record: when, how large, and how far such a bloc reaches.

A treaty of ``BLOC`` states or more makes all its members allies at once. To a dyadic likelihood one
such treaty looks like dozens of independent formations: the fitted rate is then many times that of
bilateral pacts, and paths allied by it creep upward every year where the record stands still for a
decade and then jumps. ``MultilateralPacts`` makes such events. Their rate is that of the training
years; ``reach`` and ``radius`` are stretched by one factor until a bloc that convenes in a training
year allies, on average, as many dyads as the treaties of those years did.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.data.catalogue import load_by_year
from counterpoise.estimation.onset_rows import filled_ideal_points
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.balancing.multilateral_pacts import MultilateralPacts

Values = NDArray[np.float64]

BLOC = 3
BY_BLOC = "by_bloc"
FEWEST_DYADS = 3  # that a year must ally through treaties of blocs to count as an event
STRETCHES = np.geomspace(0.25, 8.0, 26)
JEFFREYS = 0.5


@dataclass(frozen=True)
class Blocs:
    """Events of blocs in the counted years.

    Attributes:
        years: Number of counted years.
        dyads: Dyads newly allied by each event.
        stretch: Of ``reach`` and ``radius``, so that a bloc of the model is as large.
    """

    years: int
    dyads: Values
    stretch: float


def with_blocs(record: Record, directory: Path | None = None) -> Record:
    """The record with ``by_bloc``: 1 where a pact of the year came through a treaty of a bloc."""
    frame = load_by_year("alliances", directory)
    frame = frame[frame["defense"].to_numpy(float, na_value=0.0) > 0]
    slot = pd.Series(np.arange(len(record.codes)), index=record.codes)
    frame = frame[frame["ccode"].isin(record.codes) & frame["year"].isin(record.years)]
    members = frame[["alliance", "year", "ccode"]].drop_duplicates()
    size = members.groupby(["alliance", "year"])["ccode"].transform("size")
    large = members[size >= BLOC]
    both = large.merge(large, on=["alliance", "year"])
    both = both[both["ccode_x"] != both["ccode_y"]]
    year = both["year"].to_numpy(int) - int(record.years[0])
    one, other = (slot.loc[both[name]].to_numpy() for name in ("ccode_x", "ccode_y"))
    joint = np.zeros(record.opening("defence_pact").shape)
    joint[year, one, other] = 1.0
    formed = (record.opening("defence_pact") <= 0) & (record.closing("defence_pact") > 0)
    there = record.opening("present") > 0
    formed &= there[:, :, None] & there[:, None, :]
    variables = {**record.variables, BY_BLOC: joint * formed}
    return replace(record, variables=variables)


def blocs(record: Record) -> Blocs:
    """The events of a record that holds ``by_bloc``."""
    counted = np.flatnonzero(record.counted)
    dyads = record[BY_BLOC][counted].sum(axis=(1, 2)) / 2.0
    events = dyads[dyads >= FEWEST_DYADS]
    return Blocs(len(counted), events, _stretch(record, counted, events))


def _stretch(record: Record, counted: NDArray[np.intp], events: Values) -> float:
    if not len(events):
        return 1.0
    declared = MultilateralPacts()
    sizes = np.zeros(len(STRETCHES))
    looked = counted[:: max(len(counted) // 6, 1)]
    positions = filled_ideal_points(record)
    for t in looked:
        x, at = np.nan_to_num(positions[t]), record.opening("present")[t] > 0
        gap = np.abs(x[at][:, None] - x[at][None, :])
        km = np.nan_to_num(record.opening("distance")[t][np.ix_(at, at)], nan=1e5)
        pact = np.nan_to_num(record.opening("defence_pact")[t][np.ix_(at, at)])
        np.fill_diagonal(km, 0.0)
        free = (pact <= 0) & ~np.eye(len(pact), dtype=bool)
        for place, stretch in enumerate(STRETCHES):
            bloc = (gap <= declared.reach * stretch) & (km <= declared.radius * stretch)
            inside = bloc.astype(float)
            allied = np.einsum("ci,ij,cj->c", inside, free.astype(float), inside, optimize=True)
            sizes[place] += float(allied.mean()) / 2.0 / len(looked)
    nearest = np.abs(np.log(np.maximum(sizes, 1e-6)) - np.log(events.mean()))
    return float(STRETCHES[int(np.argmin(nearest))])


def bloc_parameters(found: Blocs, draws: int, seed: int) -> dict[str, Values]:
    """Draws of the rate of events, and how far a bloc reaches, by address."""
    random = np.random.default_rng([seed, 13])
    rate = random.gamma(len(found.dyads) + JEFFREYS, 1.0 / found.years, size=draws)
    declared = MultilateralPacts()
    return {
        "multilateral.r_multi": np.minimum(rate, 1.0),
        "multilateral.reach": np.full(draws, float(declared.reach) * found.stretch),
        "multilateral.radius": np.full(draws, float(declared.radius) * found.stretch),
    }
