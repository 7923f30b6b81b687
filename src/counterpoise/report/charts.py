"""The forms that figures take: fans, lines, dot-intervals, ridges, dots on a map, lollipops.

Each is drawn for a column about 360 units wide, so that it can be read on a telephone, and says in
words on the drawing what a legend would otherwise have to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from counterpoise.experiments.comparison import Band, Figure
from counterpoise.report.colours import Look
from counterpoise.report.svg import drawing

Numbers = NDArray[np.float64]

WIDTH = 360.0
INK = "#222222"
FAINT = "#8a8a8a"
MUTED = "#5c5c5c"
SMALL = 11.0
PALETTE = "PuOr_r"


@dataclass(frozen=True)
class Series:
    """A distribution in each year, with its name and look."""

    name: str
    look: Look
    band: Band


@dataclass(frozen=True)
class Row:
    """A line of a dot-interval chart: a label and the figures under it."""

    label: str
    figures: tuple[tuple[str, Look, Figure], ...]
    note: str = ""


@dataclass(frozen=True)
class Ridge:
    """A distribution over draws, with its name and look."""

    name: str
    look: Look
    values: Numbers


@dataclass(frozen=True)
class Mark:
    """A reference value on an axis."""

    value: float
    label: str


@dataclass(frozen=True)
class Lollipop:
    """A signed value with its label."""

    label: str
    value: float


@dataclass(frozen=True)
class Dot:
    """A state on the map."""

    name: str
    latitude: float
    longitude: float
    size: float
    value: float


@dataclass(frozen=True)
class Window:
    """A part of the map in degrees."""

    west: float
    east: float
    south: float
    north: float


WORLD = Window(-180.0, 180.0, -56.0, 76.0)


def fan(
    years: Numbers,
    shown: Series,
    beside: Sequence[Series],
    act_year: int,
    unit: str,
    limits: tuple[float, float],
    zero: bool = False,
) -> Drawing:
    """Median with 50% and 90% bands over the years; medians of other arms as thin lines."""
    figure = drawing(WIDTH, 230.0)
    axes = figure.add_subplot()
    _years(axes, years, act_year, limits)
    if zero:
        axes.axhline(0.0, color=INK, linewidth=1.0)
    colour = shown.look.colour
    band = shown.band
    axes.fill_between(years, band.q05, band.q95, color=colour, alpha=0.16, linewidth=0)
    axes.fill_between(years, band.q25, band.q75, color=colour, alpha=0.30, linewidth=0)
    for other in beside:
        axes.plot(
            years,
            other.band.q50,
            color=other.look.colour,
            linestyle=other.look.dash,
            linewidth=1.2,
        )
    axes.plot(years, band.q50, color=colour, linewidth=2.4)
    _unit(axes, unit)
    return figure


def lines(
    years: Numbers, series: Sequence[Series], act_year: int, unit: str, names: bool
) -> Drawing:
    """Medians of every arm over the years, with the middle half of draws as a band."""
    figure = drawing(WIDTH, 220.0)
    axes = figure.add_subplot()
    low = min(float(each.band.q25.min()) for each in series)
    high = max(float(each.band.q75.max()) for each in series)
    pad = 0.08 * (high - low or 1.0)
    _years(axes, years, act_year, (max(0.0, low - pad), high + pad))
    for each in series:
        axes.fill_between(
            years, each.band.q25, each.band.q75, color=each.look.colour, alpha=0.10, linewidth=0
        )
    for each in series:
        axes.plot(
            years,
            each.band.q50,
            color=each.look.colour,
            linestyle=each.look.dash,
            linewidth=2.0,
            label=each.name,
        )
    if names:
        axes.legend(
            frameon=False, fontsize=SMALL, loc="upper left", handlelength=2.6, borderaxespad=0.2
        )
    _unit(axes, unit)
    return figure


def intervals(
    rows: Sequence[Row],
    unit: str,
    zero: bool = True,
    names: bool = True,
    marks: Sequence[Mark] = (),
    limits: tuple[float, float] | None = None,
) -> Drawing:
    """Dots at medians, thick lines over 50% and thin over 90% of draws; labels above the lines."""
    step, gap = 17.0, 22.0
    count = sum(len(row.figures) for row in rows)
    height = 46.0 + len(rows) * gap + count * step
    figure = drawing(WIDTH, height)
    axes = figure.add_subplot()
    low, high = limits or _span(
        [q for row in rows for _, _, f in row.figures for q in (f.q05, f.q95)]
        + [mark.value for mark in marks],
        zero,
    )
    axes.set_xlim(low, high)
    place = 0.0
    for row in rows:
        place += gap
        axes.text(low, place - 0.25 * gap, row.label, fontsize=12.0, va="center", ha="left")
        if row.note:
            axes.text(
                high, place - 0.25 * gap, row.note, fontsize=SMALL, va="center", ha="right",
                color=MUTED,
            )
        for name, look, found in row.figures:
            place += step
            where = place - 0.5 * step
            axes.plot([low, high], [where, where], color="#eeeeee", linewidth=0.8, zorder=0)
            axes.plot([found.q05, found.q95], [where, where], color=look.colour, linewidth=1.3)
            axes.plot(
                [found.q25, found.q75], [where, where], color=look.colour, linewidth=4.5,
                alpha=0.55, solid_capstyle="butt",
            )
            axes.plot(
                found.q50, where, marker=look.marker, color=look.colour, markersize=6.5,
                markeredgecolor="white", markeredgewidth=0.8, clip_on=False,
            )
            if names:
                _beside(axes, name, look.colour, where, found, low, high)
    if zero and low <= 0.0 <= high:
        axes.axvline(0.0, color=INK, linewidth=1.0, zorder=0.5)
    for mark in marks:
        axes.axvline(mark.value, color=FAINT, linewidth=1.0, linestyle=(0, (2, 2)), zorder=0.5)
    axes.set_ylim(place + 6.0, 0.0)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(unit, fontsize=SMALL)
    axes.tick_params(labelsize=SMALL)
    return figure


def ridges(shown: Sequence[Ridge], unit: str, marks: Sequence[Mark] = ()) -> Drawing:
    """The whole distribution over draws of each arm, with its median and intervals beneath."""
    every = np.concatenate([each.values for each in shown])
    low, high = (float(q) for q in np.quantile(every, (0.01, 0.99)))
    low, high = _span([low, high, *(mark.value for mark in marks)], False)
    height = 52.0 + 62.0 * len(shown) + (34.0 if marks else 0.0)
    figure = drawing(WIDTH, height)
    axes = figure.add_subplot()
    axes.set_xlim(low, high)
    grid = np.linspace(low, high, 160)
    for place, each in enumerate(shown):
        base = place + 1.0
        density = _density(each.values, grid)
        top = density.max()
        if top > 0:
            axes.fill_between(
                grid, base, base - 0.62 * density / top, color=each.look.colour, alpha=0.30,
                linewidth=0,
            )
        found = Figure.of(each.values)
        where = base + 0.10
        axes.plot([found.q05, found.q95], [where] * 2, color=each.look.colour, linewidth=1.3)
        axes.plot(
            [found.q25, found.q75], [where] * 2, color=each.look.colour, linewidth=4.5, alpha=0.55,
            solid_capstyle="butt",
        )
        axes.plot(
            found.q50, where, marker=each.look.marker, color=each.look.colour, markersize=6.5,
            markeredgecolor="white", markeredgewidth=0.8,
        )
        axes.text(
            high, base - 0.52, each.name, color=each.look.colour, ha="right", va="center",
            fontsize=12.0,
        )
    bottom = len(shown) + 0.3
    top_edge = 0.25 - (0.62 if marks else 0.0)
    for place, mark in enumerate(marks):
        axes.plot(
            [mark.value] * 2, [top_edge + 0.32 * (place + 1), bottom], color=FAINT, linewidth=1.1,
            linestyle=(0, (2, 2)), zorder=0.5,
        )
        right = mark.value > 0.5 * (low + high)
        axes.text(
            mark.value, top_edge + 0.30 * place + 0.12, mark.label, fontsize=SMALL, color=MUTED,
            ha="right" if right else "left", va="center",
        )
    axes.set_ylim(bottom, top_edge)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.set_xlabel(unit, fontsize=SMALL)
    axes.tick_params(labelsize=SMALL)
    return figure


def lollipops(shown: Sequence[Lollipop], bound: float, unit: str) -> Drawing:
    """Signed values on a common scale, with the range that chance explains shaded."""
    figure = drawing(WIDTH, 50.0 + 33.0 * len(shown))
    axes = figure.add_subplot()
    reach = max([0.3, bound * 1.15, *(abs(each.value) * 1.08 for each in shown)])
    reach = min(reach, 1.02)
    axes.axvspan(-bound, bound, color="#efefef", zorder=0, linewidth=0)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    for place, each in enumerate(shown):
        colour = "#7f3b08" if each.value > 0 else "#4b2a84"
        axes.plot([0.0, each.value], [place + 0.18] * 2, color=colour, linewidth=2.0)
        axes.plot(
            each.value, place + 0.18, marker="o" if each.value > 0 else "s", color=colour,
            markersize=6.5,
        )
        axes.text(-reach, place - 0.22, each.label, fontsize=SMALL, va="center", ha="left")
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(shown) - 0.4, -0.65)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(unit, fontsize=SMALL)
    axes.tick_params(labelsize=SMALL)
    return figure


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
        for lat in (window.south, 0.0 if window.south < 0.0 < window.north else window.north,
                    window.north)
        for lon in (window.west, window.east)
    ]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    height = width * (top - bottom) / (right - left) + 62.0
    figure = drawing(width, height)
    axes = figure.add_subplot()
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
    drawn = axes.scatter(
        places[:, 0],
        places[:, 1],
        s=[dot.size for dot in inside],
        c=[float(np.clip(dot.value, -reach, reach)) for dot in inside],
        cmap=PALETTE,
        norm=norm,
        edgecolors="#5a5a5a",
        linewidths=0.6,
        zorder=2,
    )
    _labels(axes, inside, places, labelled, width, (left, right, bottom, top))
    bar = figure.colorbar(
        drawn, ax=axes, orientation="horizontal", fraction=0.05, pad=0.01,
        shrink=min(0.9, 300.0 / width), aspect=26,
    )
    bar.outline.set_visible(False)  # type: ignore[operator]
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
            for rise in (0, 1, -1, 2, -2, 3, -3, 4, -4):
                for side in (1, -1):
                    start = x + offset if side > 0 else x - offset - span
                    box = (start, start + span, y + (rise - 0.5) * line, y + (rise + 0.5) * line)
                    if box[0] < left or box[1] > right or box[2] < bottom or box[3] > top:
                        continue
                    if all(
                        box[1] < t[0] or box[0] > t[1] or box[3] < t[2] or box[2] > t[3]
                        for t in taken
                    ):
                        best = (box, side, rise)
                        break
                if best:
                    break
            if best is None:
                continue
            box, side, rise = best
            taken.append(box)
            middle = 0.5 * (box[2] + box[3])
            edge = box[0] if side > 0 else box[1]
            if rise:
                axes.plot([x, edge], [y, middle], color=MUTED, linewidth=0.7, zorder=3)
            axes.text(
                edge, middle, name, fontsize=SMALL, ha="left" if side > 0 else "right",
                va="center", zorder=4,
            )


def _years(
    axes: Axes, years: Numbers, act_year: int, limits: tuple[float, float]
) -> None:
    axes.set_xlim(float(years[0]) - 0.2, float(years[-1]) + 0.2)
    axes.set_ylim(*limits)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.tick_params(labelsize=SMALL)
    axes.axvline(act_year, color=FAINT, linewidth=1.1, linestyle=(0, (2, 2)))
    axes.text(
        act_year, 0.985, " act", transform=axes.get_xaxis_transform(), fontsize=SMALL, color=MUTED,
        va="top", ha="left",
    )


def _unit(axes: Axes, unit: str) -> None:
    axes.set_title(unit, fontsize=SMALL, loc="left", color=MUTED, pad=5.0)


def _beside(
    axes: Axes, name: str, colour: str, where: float, found: Figure, low: float, high: float
) -> None:
    """The name of an interval at whichever end has more room."""
    span = high - low
    room = 0.019 * len(name) * span
    if high - found.q95 > room or high - found.q95 > found.q05 - low:
        axes.text(
            found.q95 + 0.015 * span, where, name, fontsize=10.5, color=colour, va="center",
            ha="left",
        )
    else:
        axes.text(
            found.q05 - 0.015 * span, where, name, fontsize=10.5, color=colour, va="center",
            ha="right",
        )


def _span(values: Sequence[float], zero: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        return low - 1.0, high + 1.0
    pad = 0.06 * (high - low)
    return low - pad, high + pad


def _density(values: Numbers, grid: Numbers) -> Numbers:
    """A kernel density by Silverman's rule; for one repeated value, a narrow bell."""
    spread = min(float(np.std(values)), float(np.subtract(*np.quantile(values, (0.75, 0.25)))) / 1.34)
    width = 0.9 * spread * len(values) ** -0.2 if spread > 0 else 0.0
    width = max(width, 0.01 * float(grid[-1] - grid[0]))
    apart = (grid[:, None] - values[None, :]) / width
    return np.asarray(np.exp(-0.5 * apart**2).sum(axis=1))
