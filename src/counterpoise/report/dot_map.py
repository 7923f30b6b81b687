"""States as dots at their capitals: a map without coasts, which needs no outside data.

The projection is Robinson's. Where there is no line of coast the graticule gives the bearings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from counterpoise.report.svg import drawing

Numbers = NDArray[np.float64]

PALETTE = "PuOr_r"
SHADES = 21  # an odd number, so that one shade stands for no change
SMALL = 11.0
MUTED = "#5c5c5c"
UNCOLOURED = "#dcdcdc"


@dataclass(frozen=True)
class Dot:
    """A state on the map; one without a value is grey."""

    name: str
    latitude: float
    longitude: float
    size: float
    value: float | None


@dataclass(frozen=True)
class Window:
    """A part of the map in degrees."""

    west: float
    east: float
    south: float
    north: float


WORLD = Window(-180.0, 180.0, -56.0, 76.0)


def dot_map(
    dots: Sequence[Dot],
    window: Window,
    width: float,
    unit: str,
    reach: float,
    labelled: Sequence[str],
) -> Drawing:
    """States as dots at their capitals on a graticule; colour is signed change, area capability."""
    corners = [
        robinson(lat, lon)
        for lat in (
            window.south,
            0.0 if window.south < 0.0 < window.north else window.north,
            window.north,
        )
        for lon in (window.west, window.east)
    ]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    height = width * (top - bottom) / (right - left) + 62.0
    figure, axes = drawing(width, height)
    axes.set_aspect("equal")
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_axis_off()
    _graticule(axes, window)
    inside = [
        dot
        for dot in dots
        if window.west <= dot.longitude <= window.east
        and window.south <= dot.latitude <= window.north
    ]
    places = np.array([robinson(dot.latitude, dot.longitude) for dot in inside]).reshape(-1, 2)
    norm = TwoSlopeNorm(0.0, -reach, reach)
    without = np.array([dot.value is None for dot in inside], dtype=bool)
    sizes = np.array([dot.size for dot in inside])
    axes.scatter(
        places[without, 0],
        places[without, 1],
        s=sizes[without],
        c=UNCOLOURED,
        edgecolors="#a6a6a6",
        linewidths=0.6,
        zorder=2,
    )
    drawn = axes.scatter(
        places[~without, 0],
        places[~without, 1],
        s=sizes[~without],
        c=[float(np.clip(dot.value, -reach, reach)) for dot in inside if dot.value is not None],
        cmap=colormaps[PALETTE].resampled(SHADES),
        norm=norm,
        edgecolors="#5a5a5a",
        linewidths=0.6,
        zorder=2.1,
    )
    _labels(axes, inside, places, labelled, width, (left, right, bottom, top))
    bar = figure.colorbar(
        drawn,
        ax=axes,
        orientation="horizontal",
        fraction=0.05,
        pad=0.01,
        shrink=min(0.9, 300.0 / width),
        aspect=26,
    )
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=SMALL)
    bar.locator = MaxNLocator(5)
    bar.update_ticks()
    bar.set_label(unit, fontsize=SMALL)
    return figure


def robinson(latitude: float, longitude: float) -> tuple[float, float]:
    """Robinson's projection, by his table.

    Example:
        >>> robinson(0.0, 0.0)
        (0.0, 0.0)
    """
    degrees = abs(latitude)
    length = float(np.interp(degrees, _ROBINSON_DEGREES, _ROBINSON_X))
    height = float(np.interp(degrees, _ROBINSON_DEGREES, _ROBINSON_Y))
    x = 0.8487 * length * np.radians(longitude)
    return float(x), 1.3523 * height * (1.0 if latitude >= 0 else -1.0)


_ROBINSON_DEGREES = np.arange(0.0, 91.0, 5.0)
_ROBINSON_X = (
    1.0, 0.9986, 0.9954, 0.99, 0.9822, 0.973, 0.96, 0.9427, 0.9216, 0.8962, 0.8679, 0.835, 0.7986,
    0.7597, 0.7186, 0.6732, 0.6213, 0.5722, 0.5322,
)  # fmt: skip
_ROBINSON_Y = (
    0.0, 0.062, 0.124, 0.186, 0.248, 0.31, 0.372, 0.434, 0.4958, 0.5571, 0.6176, 0.6769, 0.7346,
    0.7903, 0.8435, 0.8936, 0.9394, 0.9761, 1.0,
)  # fmt: skip


def _graticule(axes: Axes, window: Window) -> None:
    for lat in range(-60, 90, 15):
        if window.south <= lat <= window.north:
            across = np.linspace(window.west, window.east, 40)
            line = np.array([robinson(float(lat), float(lon)) for lon in across])
            axes.plot(line[:, 0], line[:, 1], color="#dcdcdc" if lat else "#b5b5b5", linewidth=0.7)
    for lon in range(-180, 181, 30):
        if window.west <= lon <= window.east:
            along = np.linspace(window.south, window.north, 40)
            line = np.array([robinson(float(lat), float(lon)) for lat in along])
            axes.plot(line[:, 0], line[:, 1], color="#dcdcdc", linewidth=0.7)


def _labels(
    axes: Axes,
    inside: Sequence[Dot],
    places: Numbers,
    labelled: Sequence[str],
    width: float,
    extent: tuple[float, float, float, float],
) -> None:
    """Names beside the dots that have them, moved apart where they would collide."""
    left, right, bottom, top = extent
    unit = (right - left) / width
    line = 13.0 * unit
    taken: list[tuple[float, float, float, float]] = []
    for name in labelled:
        for dot, (x, y) in zip(inside, places, strict=True):
            if dot.name != name:
                continue
            span = 6.6 * len(name) * unit
            offset = (np.sqrt(dot.size) / 2 + 3.0) * unit
            best = None
            least = 3.0
            for rise in (0, 1, -1, 2, -2, 3, -3, 4, -4):
                for side in (1, -1):
                    start = x + offset if side > 0 else x - offset - span
                    box = (start, start + span, y + (rise - 0.5) * line, y + (rise + 0.5) * line)
                    if box[0] < left or box[1] > right or box[2] < bottom or box[3] > top:
                        continue
                    if any(
                        box[0] <= t[1] and t[0] <= box[1] and box[2] <= t[3] and t[2] <= box[3]
                        for t in taken
                    ):
                        continue
                    hidden = np.sum(
                        (places[:, 0] > box[0])
                        & (places[:, 0] < box[1])
                        & (places[:, 1] > box[2])
                        & (places[:, 1] < box[3])
                    )
                    cost = float(hidden) + 0.6 * abs(rise)
                    if cost < least:
                        best, least = (box, side, rise), cost
            if best is None:
                continue
            box, side, rise = best
            taken.append(box)
            middle = 0.5 * (box[2] + box[3])
            edge = box[0] if side > 0 else box[1]
            if rise:
                axes.plot([x, edge], [y, middle], color=MUTED, linewidth=0.7, zorder=3)
            axes.text(
                edge,
                middle,
                name,
                fontsize=SMALL,
                ha="left" if side > 0 else "right",
                va="center",
                zorder=4,
            )
