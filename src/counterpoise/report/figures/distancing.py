"""Movement relative to a power, as a figure for print: the parts over the years, and who moved.

Left, the mean change of distance since the first year (its two parts stacked as lines with 90%
bands). Right, own movement of the states that moved most either way, with 90% intervals; intervals
that hold zero are drawn hollow.
"""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from counterpoise.measures.record.distancing import PARTS, Distancing, StateParts
from counterpoise.report.colours import LOOKS

LABELS = {
    "change_in_distance": "Change of distance",
    "own_movement": "Own movement",
    "target_movement": "{power}'s movement",
}
EACH_WAY = 12
LONGEST_NAME = 17
WIDTH, HEIGHT = 7.1, 4.6  # inches: two columns of a journal


def draw(found: Distancing, path: Path) -> Path:
    """Draw and write the figure; the name's ending chooses PNG, PDF or SVG.

    Raises:
        ValueError: Matplotlib does not know the ending.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1.0))
    _over_time(left, found)
    _by_state(right, found)
    most = len(found.states) > 2 * EACH_WAY
    figure.supxlabel(
        f"Ideal points from {found.meaning}, release {found.release}; {len(found.states)} states"
        f"{f', the {EACH_WAY} farthest each way on the right' if most else ''}; 90% intervals.",
        fontsize=7,
        color="#5c5c5c",
    )
    figure.savefig(path, dpi=300)
    return path


def _over_time(axes: Axes, found: Distancing) -> None:
    power = found.power.abb
    years = np.array([found.first, *found.years])
    for place, name in enumerate(PARTS):
        look = LOOKS[place]
        values = [getattr(each, name) for each in found.series]
        mean = np.array([0.0, *(each.mean for each in values)])
        low = np.array([0.0, *(each.q05 for each in values)])
        high = np.array([0.0, *(each.q95 for each in values)])
        axes.fill_between(years, low, high, color=look.colour, alpha=0.12, linewidth=0)
        axes.plot(years, low, color=look.colour, linewidth=0.35, alpha=0.6)
        axes.plot(years, high, color=look.colour, linewidth=0.35, alpha=0.6)
        label = LABELS[name].format(power=power)
        axes.plot(years, mean, color=look.colour, linestyle=look.dash, linewidth=1.5, label=label)
    axes.axhline(0.0, color="#8a8a8a", linewidth=0.6)
    axes.set_title(f"Mean since {found.first}", fontsize=9, loc="left")
    axes.set_ylabel("ideal-point units; away is up", fontsize=8)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.legend(fontsize=7.5, frameon=False, loc="best")
    _plain(axes)


def _by_state(axes: Axes, found: Distancing) -> None:
    shown = extremes(found.states)
    colour = LOOKS[1].colour
    for place, each in enumerate(reversed(shown)):
        own = each.parts.own_movement
        axes.plot([own.q05, own.q95], [place, place], color=colour, linewidth=1.1)
        face = colour if own.distinguishable else "white"
        axes.plot([own.mean], [place], "o", markersize=3.6, color=colour, markerfacecolor=face)
    axes.axvline(0.0, color="#8a8a8a", linewidth=0.6)
    axes.set_yticks(range(len(shown)), [short(each.name) for each in reversed(shown)], fontsize=6.5)
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.set_title(f"Own movement, {found.first} to {found.last}", fontsize=9, loc="left")
    _plain(axes)


def short(name: str) -> str:
    """A name that fits beside the axis.

    Example:
        >>> short("Saint Vincent and the Grenadines")
        'Saint Vincent and…'
    """
    words, kept = name.split(), ""
    for word in words:
        if len(kept) + len(word) > LONGEST_NAME:
            return f"{kept.rstrip()}…" if kept else f"{name[:LONGEST_NAME]}…"
        kept += f"{word} "
    return name


def extremes(states: tuple[StateParts, ...]) -> list[StateParts]:
    """Those that moved farthest away and those that came nearest; all where they are few."""
    if len(states) <= 2 * EACH_WAY:
        return list(states)
    return [*states[:EACH_WAY], *states[-EACH_WAY:]]


def _plain(axes: Axes) -> None:
    axes.tick_params(labelsize=7, length=2.5)
    axes.tick_params(axis="y", labelsize=6.5)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
