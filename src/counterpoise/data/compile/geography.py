"""Distance is measured between the home territories of two states, not between their capitals.

d_ij is the shortest great-circle distance between the outlines of i and j on a sphere of radius
6371 km, outlines being those of Natural Earth at 1:110 million with a point at least every 20 km.
A state that lies inside or on the border of another is at distance 0. Whole kilometres.

Home territory: overseas departments and dependencies do not count (French Guiana, Greenland, New
Caledonia, Puerto Rico, the Falklands, Svalbard), detached parts that are governed as the core is
do (Alaska, Hawaii, Kaliningrad, Sabah and Sarawak, Cabinda).

The map is of the present day. The states of another year are put together from its outlines:

- ``composition.csv`` says which state held a present-day territory: fifteen republics make the
  Soviet Union, South Sudan is Khartoum's to 2010. Western Sahara is nobody's.
- ``divisions.csv`` cuts an outline in two along a border that the map no longer shows (the two
  Germanies, the two Yemens). The line belongs to both.
- ``drawn_outlines.csv`` holds outlines drawn by hand, good to about 25 km, for states that no
  present-day outline shows (the German and Italian states of 1816). Distances from them are
  *modelled*, and two states one of which is drawn touch where they come within 20 km.

Islands and states too small for the map are discs, listed with their radius in ``islands.csv``.
The resolution is coarse: expect errors of some tens of kilometres between neighbours and less
than one per cent between far states.

c_ij = 1 where two states share a land border or are at most 12 miles (19.3 km) of water apart.
Outlines say so where they touch (within 1 km); straits, enclaves and islands are then set by
``borders.csv``, which lists what the outlines cannot show, each pair with its reason.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from counterpoise.data.compile import inputs, record
from counterpoise.data.compile.column import OutsideCoverage
from counterpoise.vocabulary.states import State

EARTH_KM = 6371.0
SPACING_KM = 20.0
TOUCH_KM = 1.0

DRAWN_TOUCH_KM = 20.0
"""How near two outlines must come to touch where one of them is drawn by hand."""

OUTLINE_OF = {"KOS": "XKX", "SDS": "SSD"}
"""Natural Earth codes for what this package calls otherwise."""

NOT_HOME = {
    "FRA": (-70.0, -10.0, -40.0, 15.0),
    "NOR": (0.0, 74.0, 40.0, 82.0),
}
"""Boxes (west, south, east, north) that cut overseas parts from an outline."""

NOT_YET_HOME = {"USA": (1867, (-180.0, 15.0, -128.0, 75.0))}
"""A box that cuts off what a state acquired in a year (Alaska, and Hawaii later)."""

FIRST_YEAR, LAST_YEAR = 1984, 2019
DRAWN_YEARS = (1816,)
"""The years for which the record says how present-day outlines make up the states."""


def require_borders(year: int) -> None:
    """Refuse a year whose borders the map cannot show.

    Raises:
        OutsideCoverage: The record does not say how present-day outlines made up its states.
    """
    if not (FIRST_YEAR <= year <= LAST_YEAR or year in DRAWN_YEARS):
        raise OutsideCoverage("The map with its record of composition", year, FIRST_YEAR, LAST_YEAR)


def outlines(directory: Path, states: Sequence[State], year: int) -> list[np.ndarray]:
    """Points on the outline of each state, as unit vectors, at least every 20 km.

    Raises:
        OutsideCoverage: The present-day map cannot show the borders of that year.
        ValueError: A state has neither an outline nor a row in ``islands.csv``.
    """
    require_borders(year)
    with (directory / inputs.COUNTRIES).open(encoding="utf-8") as lines:
        features = json.load(lines)["features"]
    holders = _holders(states, year)
    divided = {row["territory"]: _Division.of(row["territory"], year) for row in _lines(year)}
    pieces: dict[int, list[np.ndarray]] = {}
    for feature in features:
        code = feature["properties"]["ADM0_A3"]
        territory = OUTLINE_OF.get(code, code)
        for ring in _rings(feature["geometry"]):
            if _is_overseas(territory, ring, year):
                continue
            if territory in divided:
                for ccode, part in divided[territory].parts(_dense(ring)):
                    pieces.setdefault(ccode, []).append(part)
            elif territory in holders:
                pieces.setdefault(holders[territory], []).append(_dense(ring))
    for row in record.rows("islands"):
        centre = (float(row["longitude"]), float(row["latitude"]))
        pieces.setdefault(int(row["ccode"]), []).append(_disc(centre, float(row["radius_km"])))
    for ccode, ring in _drawn(year):
        pieces.setdefault(ccode, []).append(_dense(ring))
    found = []
    for state in states:
        if state.ccode not in pieces:
            raise ValueError(
                f"{state.name} has no outline on the map and no row in world/record/islands.csv, "
                "composition.csv or drawn_outlines.csv. Add a row to one of them."
            )
        found.append(np.concatenate(pieces[state.ccode]))
    return found


def distances(directory: Path, states: Sequence[State], year: int) -> np.ndarray:
    """Minimum distance in km, symmetric with zeros on the diagonal: ``[n, n]``."""
    points = outlines(directory, states, year)
    drawn = {ccode for ccode, _ in _drawn(year)}
    trees = [cKDTree(vectors) for vectors in points]
    result = np.zeros((len(states), len(states)))
    for i in range(len(states)):
        for j in range(i + 1, len(states)):
            few, many = (i, j) if len(points[i]) <= len(points[j]) else (j, i)
            chord = min(2.0, float(np.min(trees[many].query(points[few])[0])))
            arc = 2 * EARTH_KM * np.arcsin(chord / 2)
            by_hand = states[i].ccode in drawn or states[j].ccode in drawn
            touch = DRAWN_TOUCH_KM if by_hand else TOUCH_KM
            result[i, j] = result[j, i] = 0.0 if arc <= touch else arc
    return result


def contiguity(states: Sequence[State], distance: np.ndarray, year: int) -> np.ndarray:
    """1 where two states touch or at most 12 miles of water part them: ``[n, n]``, symmetric."""
    place = {state.ccode: index for index, state in enumerate(states)}
    near = distance <= TOUCH_KM
    np.fill_diagonal(near, False)
    for row in record.rows("borders"):
        i, j = place.get(int(row["ccode1"])), place.get(int(row["ccode2"]))
        if i is not None and j is not None and record.holds(row, year):
            near[i, j] = near[j, i] = row["contiguous"] == "1"
    return near.astype(float)


def drawn_states(year: int) -> frozenset[int]:
    """States whose outline, or part of it, is drawn by hand in that year."""
    return frozenset(ccode for ccode, _ in _drawn(year))


@dataclass(frozen=True, slots=True)
class _Division:
    """A border that the present-day map no longer shows."""

    left: int
    right: int
    line: np.ndarray  # longitude and latitude, in order

    @classmethod
    def of(cls, territory: str, year: int) -> "_Division":
        rows = [row for row in _lines(year) if row["territory"] == territory]
        line = np.array([[float(row["longitude"]), float(row["latitude"])] for row in rows])
        return cls(int(rows[0]["left"]), int(rows[0]["right"]), line)

    def parts(self, points: np.ndarray) -> list[tuple[int, np.ndarray]]:
        """The points on either side, each with the line itself."""
        longitude = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
        latitude = np.degrees(np.arcsin(points[:, 2]))
        level = np.cos(np.radians(latitude.mean()))
        flat = np.column_stack([longitude * level, latitude])
        start, stop = self.line[:-1] * [level, 1.0], self.line[1:] * [level, 1.0]
        along = stop - start
        offset = flat[:, None, :] - start
        share = np.clip((offset * along).sum(-1) / (along**2).sum(-1), 0.0, 1.0)
        away = offset - share[..., None] * along
        nearest = (away**2).sum(-1).argmin(axis=1)
        cross = along[:, 0] * offset[..., 1] - along[:, 1] * offset[..., 0]
        is_left = cross[np.arange(len(flat)), nearest] > 0
        border = _dense(self.line)
        return [
            (self.left, np.concatenate([points[is_left], border])),
            (self.right, np.concatenate([points[~is_left], border])),
        ]


def _lines(year: int) -> list[dict[str, str]]:
    return [row for row in record.rows("divisions") if record.holds(row, year)]


def _drawn(year: int) -> list[tuple[int, np.ndarray]]:
    rings: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for row in record.rows("drawn_outlines"):
        if record.holds(row, year):
            corner = (float(row["longitude"]), float(row["latitude"]))
            rings.setdefault((int(row["ccode"]), row["piece"]), []).append(corner)
    return [(ccode, np.array([*ring, ring[0]])) for (ccode, _), ring in rings.items()]


def _holders(states: Sequence[State], year: int) -> dict[str, int]:
    """Present-day territory to the state that held it; what nobody here held is absent."""
    held = {state.iso3: state.ccode for state in states if state.iso3 is not None}
    for row in record.rows("composition"):
        if record.holds(row, year):
            held.pop(row["territory"], None)
            if row["ccode"]:
                held[row["territory"]] = int(row["ccode"])
    return held


def _rings(geometry: Mapping[str, Any]) -> list[np.ndarray]:
    shapes = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        shapes = [shapes]
    # Inner rings are the borders of enclaves (Lesotho), so they bound the state as well.
    return [np.asarray(ring, dtype=float)[:, :2] for shape in shapes for ring in shape]


def _is_overseas(territory: str, ring: np.ndarray, year: int) -> bool:
    boxes = [NOT_HOME[territory]] if territory in NOT_HOME else []
    acquired, box = NOT_YET_HOME.get(territory, (year, (0.0, 0.0, 0.0, 0.0)))
    boxes += [box] if year < acquired else []
    longitude, latitude = ring.mean(axis=0)
    return any(
        west <= longitude <= east and south <= latitude <= north
        for west, south, east, north in boxes
    )


def _unit(lonlat: np.ndarray) -> np.ndarray:
    longitude, latitude = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    level = np.cos(latitude)
    return np.column_stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)])


def _disc(centre: tuple[float, float], radius_km: float) -> np.ndarray:
    longitude, latitude = centre
    count = max(12, int(np.ceil(2 * np.pi * radius_km / SPACING_KM)))
    angle = 2 * np.pi * np.arange(count) / count
    north = np.degrees(radius_km / EARTH_KM) * np.cos(angle)
    east = np.degrees(radius_km / EARTH_KM) * np.sin(angle) / np.cos(np.radians(latitude))
    return _unit(np.column_stack([longitude + east, latitude + north]))


def _dense(ring: np.ndarray) -> np.ndarray:
    corners = _unit(ring)
    pieces = []
    for start, stop in pairwise(corners):
        length = 2 * EARTH_KM * np.arcsin(min(1.0, float(np.linalg.norm(stop - start)) / 2))
        steps = max(1, int(np.ceil(length / SPACING_KM)))
        share = np.arange(steps)[:, None] / steps
        pieces.append(start + share * (stop - start))
    vectors = np.concatenate(pieces)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
