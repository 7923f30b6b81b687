"""What the use of force would take, and cost."""

import numpy as np

from counterpoise.report import charts
from counterpoise.report.colours import Look
from counterpoise.report.figures.illustration import (
    Atlas,
    Illustration,
    capital,
    short_arm,
)
from counterpoise.report.numbers import metric_named, number, scale
from counterpoise.report.sentences import (
    listed,
)

PUBLISHED_BURDEN = ((0.88, "1991: 88% borne by others"), (0.05, "2003: about 5%"))
"""Shares of cost borne by others; they also set the priors of ``phi_max`` and ``phi_0``."""


def delay_and_cost(atlas: Atlas) -> Illustration:
    """Net cost in the year of the act, and delay of a further one, as distributions over draws."""
    panels = []
    same = []
    for name, title, marks in (
        ("delay_months", f"Delay of further force on {atlas.provenance.target[1]}", ()),
        (
            "net_cost_ratio",
            f"Net cost of force on {atlas.provenance.target[1]}",
            tuple(charts.Mark(1.0 - share, label) for share, label in PUBLISHED_BURDEN),
        ),
    ):
        groups = _alike(atlas, name)
        drawn = charts.ridges(
            [
                charts.Ridge(label, style, atlas.comparison.values[arm][name])
                for label, style, arm in groups
            ],
            metric_named(name).unit,
            marks,
        )
        text = "; ".join(
            f"{label}: median {number(atlas.comparison.arms[arm][name].q50, 2)}, 90% interval "
            f"{number(atlas.comparison.arms[arm][name].q05, 2)} to "
            f"{number(atlas.comparison.arms[arm][name].q95, 2)}"
            for label, _, arm in groups
        )
        panels.append(atlas.panel(drawn, f"ridge-{name}", title, f"{text}."))
        if len(groups) == 1 and len(atlas.arm_looks) > 1:
            same.append(metric_named(name).label.lower())
    shows = " ".join(
        f"{capital(metric_named(name).label.lower())}: "
        + "; ".join(
            f"{label} {number(atlas.comparison.arms[arm][name].q50, 2)}"
            for label, _, arm in _alike(atlas, name)
        )
        + f" {scale(metric_named(name)).level_unit} at the median."
        for name in ("delay_months", "net_cost_ratio")
    )
    if same:
        shows += (
            f" In the year of the act nobody has reacted yet, so {listed(same)} cannot differ "
            "between the arms."
        )
    return Illustration(
        "cost",
        "What the use of force would take, and cost",
        atlas.arm_keys,
        tuple(panels),
        "Worked out in every arm, whether or not force is used there. Delay is how long a further "
        "use of force would wait in the years after the act, once others have reacted. The net "
        "cost, in the year of the act, is what the power itself bears, as a multiple of the cost "
        "unopposed: others may share it, and soft balancing may raise it. Shapes show all draws "
        "(the outermost hundredth at each end is cut off), with the median and the 50% and 90% "
        "intervals beneath. "
        "The dashed marks are what published burden shares alone would give: allies covered "
        "about 88 per cent in 1991, and next to nothing was offered in 2003. The same figures "
        "set the priors, so meeting them is no test.",
        shows,
    )


def _alike(atlas: Atlas, name: str) -> list[tuple[str, Look, str]]:
    """Arms grouped where a metric is the same in every draw: label, look, one of the arms."""
    """Arms grouped where a metric is the same in every draw: label, look, one of the arms."""
    groups: list[list[str]] = []
    for arm in atlas.arm_looks:
        for group in groups:
            if np.array_equal(
                atlas.comparison.values[group[0]][name], atlas.comparison.values[arm][name]
            ):
                group.append(arm)
                break
        else:
            groups.append([arm])
    return [
        (
            "every arm"
            if len(group) == len(atlas.arm_looks) > 1
            else " and ".join(short_arm(atlas.provenance, arm) for arm in group)
            if len(group) > 1
            else short_arm(atlas.provenance, group[0]),
            atlas.arm_looks[group[-1] if len(group) < len(atlas.arm_looks) else group[0]],
            group[0],
        )
        for group in groups
    ]
