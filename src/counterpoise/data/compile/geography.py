"""Distance is measured between the home territories of two states, not between their capitals.

d_ij is the shortest great-circle distance between the outlines of i and j on a sphere of radius
6371 km, outlines being those of Natural Earth at 1:110 million with a point at least every 20 km.
A state that lies inside or on the border of another is at distance 0. Whole kilometres.

Home territory: overseas departments and dependencies do not count (French Guiana, Greenland, New
Caledonia, Puerto Rico, the Falklands, Svalbard), detached parts that are governed as the core is
do (Alaska, Hawaii, Kaliningrad, Sabah and Sarawak, Cabinda). Territory that was another's in the
year of the world goes to the state that held it: Kosovo and Montenegro to Belgrade and South
Sudan to Khartoum in 2003; Somaliland and Northern Cyprus to their recognised states throughout.
Western Sahara and the Palestinian territories are nobody's.

Islands and states too small for the map are discs, listed with their radius in ``islands.csv``.
The resolution is coarse: expect errors of some tens of kilometres between neighbours and less
than one per cent between far states.

c_ij = 1 where two states share a land border or are at most 12 miles (19.3 km) of water apart.
Outlines say so where they touch (within 1 km); straits, enclaves and islands are then set by
``borders.csv``, which lists what the outlines cannot show, each pair with its reason.
"""

import json
from collections.abc import Mapping, Sequence
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

OUTLINE_OF = {"PSX": None, "SAH": None, "CYN": "CYP", "SOL": "SOM", "KOS": "XKX", "SDS": "SSD"}
"""Natural Earth codes that are not the ISO-3 letters of a member."""

HELD_BY = {"XKX": ("SRB", 2007), "MNE": ("SRB", 2005), "SSD": ("SDN", 2010), "TLS": ("IDN", 2001)}
"""Territory held by another state up to and including a year."""

NOT_HOME = {
    "FRA": (-70.0, -10.0, -40.0, 15.0),
    "NOR": (0.0, 74.0, 40.0, 82.0),
}
"""Boxes (west, south, east, north) that cut overseas parts from an outline."""

FIRST_YEAR, LAST_YEAR = 1993, 2019
"""Before 1993 several states lie where the present-day map shows none of their borders."""


def outlines(directory: Path, states: Sequence[State], year: int) -> list[np.ndarray]:
    """Points on the outline of each state, as unit vectors, at least every 20 km.

    Raises:
        OutsideCoverage: The present-day map cannot show the borders of that year.
        ValueError: A state has neither an outline nor a row in ``islands.csv``.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutsideCoverage("The present-day map of Natural Earth", year, FIRST_YEAR, LAST_YEAR)
    with (directory / inputs.COUNTRIES).open(encoding="utf-8") as lines:
        features = json.load(lines)["features"]
    by_iso3: dict[str, list[np.ndarray]] = {}
    for feature in features:
        iso3 = _holder(feature["properties"]["ADM0_A3"], year)
        if iso3 is None:
            continue
        for ring in _rings(feature["geometry"]):
            if not _is_overseas(iso3, ring):
                by_iso3.setdefault(iso3, []).append(_dense(ring))
    discs: dict[int, list[np.ndarray]] = {}
    for row in record.rows("islands"):
        centre = (float(row["longitude"]), float(row["latitude"]))
        discs.setdefault(int(row["ccode"]), []).append(_disc(centre, float(row["radius_km"])))
    found = []
    for state in states:
        iso3 = "SRB" if state.iso3 in ("SRB", "SCG", "YUG") else state.iso3
        pieces = by_iso3.get(iso3 or "", []) + discs.get(state.ccode, [])
        if not pieces:
            raise ValueError(
                f"{state.name} has no outline on the map and no row in "
                "world/record/islands.csv. Add a row there."
            )
        found.append(np.concatenate(pieces))
    return found


def distances(directory: Path, states: Sequence[State], year: int) -> np.ndarray:
    """Minimum distance in km, symmetric with zeros on the diagonal: ``[n, n]``."""
    points = outlines(directory, states, year)
    trees = [cKDTree(vectors) for vectors in points]
    result = np.zeros((len(states), len(states)))
    for i in range(len(states)):
        for j in range(i + 1, len(states)):
            few, many = (i, j) if len(points[i]) <= len(points[j]) else (j, i)
            chord = min(2.0, float(np.min(trees[many].query(points[few])[0])))
            arc = 2 * EARTH_KM * np.arcsin(chord / 2)
            result[i, j] = result[j, i] = 0.0 if arc <= TOUCH_KM else arc
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


def _holder(code: str, year: int) -> str | None:
    iso3 = OUTLINE_OF.get(code, code)
    if iso3 in HELD_BY:
        holder, last = HELD_BY[iso3]
        return holder if year <= last else iso3
    return iso3


def _rings(geometry: Mapping[str, Any]) -> list[np.ndarray]:
    shapes = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        shapes = [shapes]
    # Inner rings are the borders of enclaves (Lesotho), so they bound the state as well.
    return [np.asarray(ring, dtype=float)[:, :2] for shape in shapes for ring in shape]


def _is_overseas(iso3: str, ring: np.ndarray) -> bool:
    if iso3 not in NOT_HOME:
        return False
    west, south, east, north = NOT_HOME[iso3]
    longitude, latitude = ring.mean(axis=0)
    return bool(west <= longitude <= east and south <= latitude <= north)


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
