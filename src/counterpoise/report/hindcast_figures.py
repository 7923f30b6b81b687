"""The drawings of a hindcast: what was forecast over what was seen, and whether to believe it.

- a fan: median, 50% and 90% of the paths over the observed series, the best competitor's median
  beside it;
- PIT: where in the forecast distribution each year fell; level if the forecast is calibrated;
- reliability: of what was said to happen in one case of a hundred, how often it did.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator

from counterpoise.estimation.hindcast import MODEL, Scored
from counterpoise.report.charts import FAINT, INK, MUTED, SMALL, WIDTH
from counterpoise.report.colours import LOOKS
from counterpoise.report.svg import drawing

HEIGHT = 230.0
PIT_BINS = 5
MODEL_LOOK, OTHER_LOOK = LOOKS[1], LOOKS[2]
SHOWN = (MODEL, "logit", "gradient_boosting")


def fans(found: Sequence[Scored]) -> Drawing:
    """The paths of one target from each origin, over the observed series."""
    figure, axes = drawing(WIDTH, HEIGHT)
    colour = MODEL_LOOK.colour
    seen: dict[int, float] = {}
    for each in found:
        if each.history is not None:
            seen.update(zip(each.history[0].tolist(), each.history[1].tolist(), strict=True))
        seen.update(zip(each.years.tolist(), each.observed.tolist(), strict=True))
        low, quarter, middle, three, high = each.forecasts[MODEL]
        axes.fill_between(each.years, low, high, color=colour, alpha=0.16, linewidth=0)
        axes.fill_between(each.years, quarter, three, color=colour, alpha=0.30, linewidth=0)
        axes.plot(each.years, middle, color=colour, linewidth=1.8, linestyle=MODEL_LOOK.dash)
        rival = each.forecasts.get(each.best_competitor)
        if rival is not None:
            axes.plot(
                each.years, rival[2], color=OTHER_LOOK.colour, linewidth=1.4,
                linestyle=OTHER_LOOK.dash,
            )  # fmt: skip
    years = sorted(seen)
    axes.plot(years, [seen[year] for year in years], color=INK, linewidth=1.6)
    if len(found) == 1:
        axes.axvline(found[0].train[1] + 0.5, color=FAINT, linewidth=1.0, linestyle=(0, (2, 2)))
    axes.set_ylabel(found[0].target.unit, fontsize=SMALL)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(axis="y")
    return figure


def pit_histogram(found: Sequence[Scored]) -> Drawing:
    """Where the years fell in the forecast distribution, with what chance alone would do."""
    values = np.concatenate([each.pit for each in found])
    values = values[np.isfinite(values)]
    figure, axes = drawing(WIDTH, HEIGHT)
    counts, edges = np.histogram(np.clip(values, 0.0, 1.0), bins=PIT_BINS, range=(0.0, 1.0))
    level = len(values) / PIT_BINS
    spread = 1.645 * np.sqrt(level * (1.0 - 1.0 / PIT_BINS))
    axes.axhspan(max(level - spread, 0.0), level + spread, color=FAINT, alpha=0.22, linewidth=0)
    axes.axhline(level, color=MUTED, linewidth=1.0)
    axes.bar(
        edges[:-1], counts, width=np.diff(edges), align="edge", color=MODEL_LOOK.colour, alpha=0.75,
        edgecolor="white",
    )  # fmt: skip
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("place in the forecast distribution", fontsize=SMALL)
    axes.set_ylabel("years", fontsize=SMALL)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    return figure


def reliability(found: Sequence[Scored]) -> Drawing:
    """Observed frequency against forecast probability, on logarithmic axes."""
    figure, axes = drawing(WIDTH, HEIGHT)
    edges: list[float] = []
    for place, name in enumerate(SHOWN):
        look = LOOKS[place + 1]
        forecast, seen = zip(
            *(each.calibration[name] for each in found if name in each.calibration), strict=True
        )
        x, y = np.concatenate(forecast), np.concatenate(seen)
        keep = (x > 0) & (y > 0)
        edges += [*x[keep].tolist(), *y[keep].tolist()]
        axes.plot(
            x[keep], y[keep], color=look.colour, marker=look.marker, markersize=5.0,
            linestyle=look.dash if len(found) == 1 else "none", linewidth=1.3,
        )  # fmt: skip
    limits = (min(edges, default=0.001) / 1.4, min(max(edges, default=1.0) * 1.4, 1.0))
    axes.plot(limits, limits, color=MUTED, linewidth=1.0)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(limits)
    axes.set_ylim(limits)
    axes.set_xlabel("forecast probability", fontsize=SMALL)
    axes.set_ylabel("observed frequency", fontsize=SMALL)
    return figure
