"""The forms that figures take: fans, stacks, dot-intervals, ridges, lollipops.

Each is drawn for a column about 360 units wide, so that it can be read on a telephone, and says in
words on the drawing what a legend would otherwise have to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
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
    figures: tuple[tuple[Look, Figure], ...]
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
    """A signed value with its label, and the range that chance explains where it has its own."""

    label: str
    value: float
    chance: float | None = None


def fan(
    years: Numbers,
    shown: Series,
    beside: Sequence[Series],
    act_year: int,
    unit: str,
    limits: tuple[float, float],
    zero: bool = False,
    mark: str = "act",
) -> Drawing:
    """Median with 50% and 90% bands over the years; medians of other arms as thin lines."""
    figure, axes = drawing(WIDTH, 230.0)
    _years(axes, years, act_year, limits, mark)
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


def stacked(
    years: Numbers, layers: Sequence[tuple[str, str, str, Numbers]], act_year: int, unit: str
) -> Drawing:
    """Shares that sum to one hundred, each named within its layer where there is room.

    Args:
        years: Calendar years.
        layers: Name, fill, colour of the name, and values in per cent, from the bottom up.
        act_year: Marked with a line.
        unit: Of the values.
    """
    figure, axes = drawing(WIDTH, 250.0)
    _years(axes, years, act_year, (0.0, 100.0))
    axes.grid(visible=False)
    axes.set_xlim(float(years[0]), float(years[-1]))
    floor = np.zeros_like(years)
    middle = len(years) // 2
    for name, fill, ink, values in layers:
        top = floor + values
        axes.fill_between(years, floor, top, color=fill, linewidth=0)
        axes.plot(years, top, color="white", linewidth=0.8)
        if values[middle] > 5.5:
            axes.text(
                years[middle],
                float(floor[middle] + top[middle]) / 2.0,
                f"{name} {values[middle]:.0f}%",
                fontsize=SMALL,
                color=ink,
                ha="center",
                va="center",
                clip_on=True,
            )
        floor = top
    _unit(axes, unit)
    return figure


def intervals(
    rows: Sequence[Row],
    unit: str,
    zero: bool = True,
) -> Drawing:
    """Dots at medians, thick lines over 50% and thin over 90% of draws; labels above the lines."""
    step, gap = 17.0, 22.0
    count = sum(len(row.figures) for row in rows)
    height = 46.0 + len(rows) * gap + count * step
    figure, axes = drawing(WIDTH, height)
    low, high = _span([q for row in rows for _, f in row.figures for q in (f.q05, f.q95)], zero)
    axes.set_xlim(low, high)
    place = 0.0
    for row in rows:
        place += gap
        axes.text(
            low,
            place - 0.25 * gap,
            row.label,
            fontsize=12.0,
            va="center",
            ha="left",
            zorder=3,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
        if row.note:
            axes.text(
                high,
                place - 0.25 * gap,
                row.note,
                fontsize=SMALL,
                va="center",
                ha="right",
                color=MUTED,
                zorder=3,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            )
        for look, found in row.figures:
            place += step
            where = place - 0.5 * step
            axes.plot([low, high], [where, where], color="#eeeeee", linewidth=0.8, zorder=0)
            axes.plot([found.q05, found.q95], [where, where], color=look.colour, linewidth=1.3)
            axes.plot(
                [found.q25, found.q75],
                [where, where],
                color=look.colour,
                linewidth=4.5,
                alpha=0.55,
                solid_capstyle="butt",
            )
            axes.plot(
                found.q50,
                where,
                marker=look.marker,
                color=look.colour,
                markersize=6.5,
                markeredgecolor="white",
                markeredgewidth=0.8,
                clip_on=False,
            )
    if zero and low <= 0.0 <= high:
        axes.axvline(0.0, color=INK, linewidth=1.0, zorder=0.5)
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
    height = 52.0 + 72.0 * len(shown) + (34.0 if marks else 0.0)
    figure, axes = drawing(WIDTH, height)
    axes.set_xlim(low, high)
    grid = np.linspace(low, high, 160)
    for place, each in enumerate(shown):
        base = place + 1.0
        density = _density(each.values, grid)
        top = density.max()
        if top > 0:
            axes.fill_between(
                grid,
                base,
                base - 0.52 * density / top,
                color=each.look.colour,
                alpha=0.30,
                linewidth=0,
            )
        found = Figure.of(each.values)
        where = base + 0.10
        axes.plot([found.q05, found.q95], [where] * 2, color=each.look.colour, linewidth=1.3)
        axes.plot(
            [found.q25, found.q75],
            [where] * 2,
            color=each.look.colour,
            linewidth=4.5,
            alpha=0.55,
            solid_capstyle="butt",
        )
        axes.plot(
            found.q50,
            where,
            marker=each.look.marker,
            color=each.look.colour,
            markersize=6.5,
            markeredgecolor="white",
            markeredgewidth=0.8,
        )
        axes.text(
            low,
            base - 0.66,
            each.name,
            color=each.look.colour,
            ha="left",
            va="center",
            fontsize=12.0,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )
    bottom = len(shown) + 0.3
    top_edge = 0.2 - (0.5 if marks else 0.0)
    for place, mark in enumerate(marks):
        axes.plot(
            [mark.value] * 2,
            [top_edge + 0.26 * (place + 1), bottom],
            color=FAINT,
            linewidth=1.1,
            linestyle=(0, (2, 2)),
            zorder=0.5,
        )
        right = mark.value > 0.5 * (low + high)
        axes.text(
            mark.value,
            top_edge + 0.25 * place + 0.12,
            mark.label,
            fontsize=SMALL,
            color=MUTED,
            ha="right" if right else "left",
            va="center",
        )
    axes.set_ylim(bottom, top_edge)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.set_xlabel(unit, fontsize=SMALL)
    axes.tick_params(labelsize=SMALL)
    return figure


def lollipops(
    shown: Sequence[Lollipop], bound: float, unit: str, least: float = 0.3, most: float = 1.02
) -> Drawing:
    """Signed values on a common scale, with the range that chance explains shaded.

    The range is ``bound`` for all values, or each value's own.

    A value beyond the scale ends in an arrow at its edge.
    """
    figure, axes = drawing(WIDTH, 50.0 + 33.0 * len(shown))
    reach = max([least, bound * 1.15, *(abs(each.value) * 1.08 for each in shown)])
    reach = min(reach, most)
    bound = min(bound, reach)
    if any(each.chance is None for each in shown):
        axes.axvspan(-bound, bound, color="#efefef", zorder=0, linewidth=0)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    for place, each in enumerate(shown):
        if each.chance is not None:
            axes.barh(place + 0.18, 2 * each.chance, 0.34, -each.chance, color="#dedede", zorder=0)
        colour = "#7f3b08" if each.value > 0 else "#4b2a84"
        marker = "o" if each.value > 0 else "s"
        end = each.value
        if abs(end) > reach:
            marker = ">" if end > 0 else "<"
            end = 0.975 * reach if end > 0 else -0.975 * reach
        axes.plot([0.0, end], [place + 0.18] * 2, color=colour, linewidth=2.0)
        axes.plot(end, place + 0.18, marker=marker, color=colour, markersize=6.5)
        axes.text(
            -reach,
            place - 0.22,
            each.label,
            fontsize=SMALL,
            va="center",
            ha="left",
            zorder=3,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(shown) - 0.4, -0.65)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(unit, fontsize=SMALL)
    axes.tick_params(labelsize=SMALL)
    return figure


def _years(
    axes: Axes, years: Numbers, act_year: int, limits: tuple[float, float], mark: str = "act"
) -> None:
    axes.set_xlim(float(years[0]) - 0.2, float(years[-1]) + 0.2)
    axes.set_ylim(*limits)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.tick_params(labelsize=SMALL)
    axes.axvline(act_year, color=FAINT, linewidth=1.1, linestyle=(0, (2, 2)))
    axes.text(
        act_year,
        0.02,
        f" {mark}",
        transform=axes.get_xaxis_transform(),
        fontsize=SMALL,
        color=MUTED,
        va="bottom",
        ha="left",
    )


def _unit(axes: Axes, unit: str) -> None:
    axes.set_title(unit, fontsize=SMALL, loc="left", color=MUTED, pad=5.0)


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
    quarters = np.quantile(values, (0.25, 0.75))
    spread = min(float(np.std(values)), float(quarters[1] - quarters[0]) / 1.34)
    width = 0.9 * spread * len(values) ** -0.2 if spread > 0 else 0.0
    width = max(width, 0.01 * float(grid[-1] - grid[0]))
    apart = (grid[:, None] - values[None, :]) / width
    return np.asarray(np.exp(-0.5 * apart**2).sum(axis=1))
