"""The drawings of studies: indices, sweeps, and the trajectory of a peeled box."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from matplotlib.figure import Figure as Drawing

from counterpoise.experiments.comparison import Band
from counterpoise.experiments.discovery import Discovery
from counterpoise.experiments.indices import Index
from counterpoise.experiments.outcome import Outcome
from counterpoise.experiments.sweep import Axis, GridPoint
from counterpoise.measures.metric import Metric
from counterpoise.report.charts import FAINT, INK, MUTED, SMALL, WIDTH, Row, intervals
from counterpoise.report.colours import LOOKS
from counterpoise.report.study_sentences import title
from counterpoise.report.svg import drawing

MOST_ROWS = 12


def of_indices(found: Sequence[Index], metric: Metric, outcome: Outcome) -> Drawing:
    """The strongest parameters, each with its indices and their 90% intervals."""
    rows = []
    for each in found[:MOST_ROWS]:
        if each.mu_star is not None:
            note = f"σ {each.sigma:.2g}"
            rows.append(Row(each.address, ((LOOKS[1], each.mu_star),), note))
            continue
        assert each.total is not None
        assert each.first is not None
        rows.append(Row(each.address, ((LOOKS[1], each.total), (LOOKS[2], each.first))))
    if found[0].mu_star is not None:
        unit = f"μ* ({metric.unit})"
    else:
        unit = "share of variance: total (square), first order (diamond)"
    drawn = intervals(rows, unit)
    drawn.axes[0].set_title(title(metric, outcome), fontsize=SMALL, loc="left", color=MUTED)
    return drawn


def of_sweep(
    axes: Sequence[Axis], found: Sequence[GridPoint], metric: Metric, outcome: Outcome
) -> Drawing:
    """One parameter: median with 50% and 90% bands. Two: a map of medians."""
    return (_line if len(axes) == 1 else _map)(axes, found, metric, outcome)


def of_discovery(found: Discovery, metric: Metric, outcome: Outcome) -> Drawing:
    """Coverage and density of the boxes peeled on the way to the first, which is marked."""
    figure, axes = drawing(WIDTH, 280.0)
    axes.axhline(found.rate, color=FAINT, linewidth=1.0, linestyle=(0, (2, 2)))
    axes.text(0.01, found.rate, "all draws", fontsize=SMALL, color=MUTED, va="bottom")
    if found.boxes:
        first = found.boxes[0]
        axes.plot(
            [step.coverage for step in first.trajectory],
            [step.density for step in first.trajectory],
            color=LOOKS[1].colour, marker="o", markersize=3.5, linewidth=1.2,
        )  # fmt: skip
        axes.plot(
            first.step.coverage, first.step.density, color=LOOKS[2].colour,
            marker=LOOKS[2].marker, markersize=8.0, linestyle="none",
        )  # fmt: skip
        axes.annotate(
            "first box", (first.step.coverage, first.step.density), fontsize=SMALL, color=INK,
            xytext=(8, 6), textcoords="offset points",
        )  # fmt: skip
    else:
        axes.text(
            0.52, 0.6, "no box: no range of any parameter\ntells these futures from the others",
            fontsize=SMALL, color=INK, ha="center",
        )  # fmt: skip
    if found.held_out is not None:
        axes.plot(
            found.held_out.coverage, found.held_out.density, color=LOOKS[3].colour,
            marker=LOOKS[3].marker, markersize=8.0, linestyle="none",
        )  # fmt: skip
        axes.annotate(
            "in draws left out", (found.held_out.coverage, found.held_out.density),
            fontsize=SMALL, color=INK, xytext=(0, -14), textcoords="offset points", ha="center",
        )  # fmt: skip
    axes.set_xlim(0.0, 1.04)
    axes.set_ylim(0.0, 1.04)
    axes.grid()
    axes.set_xlabel("coverage: share of such futures inside", fontsize=SMALL)
    axes.set_ylabel("density: share of the box that is such", fontsize=SMALL)
    axes.set_title(title(metric, outcome), fontsize=SMALL, loc="left", color=MUTED)
    return figure


def _line(
    axes: Sequence[Axis], found: Sequence[GridPoint], metric: Metric, outcome: Outcome
) -> Drawing:
    figure, place = drawing(WIDTH, 250.0)
    x = axes[0].values
    bands = Band(*(np.array([getattr(p.level, each.name) for p in found]) for each in fields(Band)))
    colour = LOOKS[1].colour
    if outcome.less is not None:
        place.axhline(0.0, color=INK, linewidth=1.0)
    place.fill_between(x, bands.q05, bands.q95, color=colour, alpha=0.16, linewidth=0)
    place.fill_between(x, bands.q25, bands.q75, color=colour, alpha=0.30, linewidth=0)
    place.plot(x, bands.q50, color=colour, linewidth=2.2, marker="o", markersize=4.0)
    place.grid(axis="y")
    place.set_xlabel(axes[0].address, fontsize=SMALL)
    place.set_ylabel(metric.unit, fontsize=SMALL)
    place.set_title(title(metric, outcome), fontsize=SMALL, loc="left", color=MUTED)
    return figure


def _map(
    axes: Sequence[Axis], found: Sequence[GridPoint], metric: Metric, outcome: Outcome
) -> Drawing:
    figure, place = drawing(WIDTH, 290.0)
    rows, columns = (np.array(axis.values) for axis in axes)
    medians = np.array([point.level.q50 for point in found]).reshape(len(rows), len(columns))
    reach = float(np.abs(medians).max()) or 1.0
    signed = outcome.less is not None
    mesh = place.pcolormesh(
        columns, rows, medians, shading="nearest", cmap="PuOr_r" if signed else "Blues",
        vmin=-reach if signed else None, vmax=reach if signed else None,
    )  # fmt: skip
    # Colours stand for the values that were run, and for none between.
    place.set_xticks(columns, [f"{value:.3g}" for value in columns])
    place.set_yticks(rows, [f"{value:.3g}" for value in rows])
    bar = figure.colorbar(mesh, ax=place)
    bar.set_label(f"median ({metric.unit})", fontsize=SMALL)
    place.set_xlabel(axes[1].address, fontsize=SMALL)
    place.set_ylabel(axes[0].address, fontsize=SMALL)
    place.set_title(title(metric, outcome), fontsize=SMALL, loc="left", color=MUTED)
    return figure
