"""Where behaviour changes, and who moves most."""

from dataclasses import replace

import numpy as np

from counterpoise.report import charts, dot_map
from counterpoise.report.figures.illustration import (
    Atlas,
    Illustration,
    Key,
    Width,
    capital,
)
from counterpoise.report.numbers import metric_named, scale, shown
from counterpoise.report.sentences import (
    POSTURE_WORDS,
    interval,
    listed,
)

EUROPE = dot_map.Window(-12.0, 62.0, 12.0, 64.0)
MOST_MOVERS = 10


def state_map(atlas: Atlas, contrast: str) -> Illustration | None:
    """Every state at its capital, coloured by its median change."""
    name = "p_soft"
    median = 100.0 * np.median(atlas.comparison.change(contrast, name), axis=0)
    states = atlas.provenance.states
    capability = atlas.provenance.capability
    sized = len(capability) == len(states)
    dots = [
        dot_map.Dot(
            state[1], state[2], state[3],
            22.0 + 1800.0 * capability[slot] if sized else 40.0,
            float(median[slot]),
        )
        for slot, state in enumerate(states)
        if state[2] is not None
        and state[3] is not None
        and state[0] != atlas.provenance.power[0]
    ]  # fmt: skip
    if len(dots) < 2:
        return None
    moved = np.abs([dot.value for dot in dots if dot.value is not None])
    reach = float(np.quantile(moved, 0.98)) or float(moved.max()) or 1.0
    order = [states[m.slot][1] for m in atlas.comparison.movers(contrast, 8)]
    target = atlas.provenance.target[1]
    unit = "median change in the probability of soft balancing, percentage points"
    rising = sum(dot.value is not None and dot.value > 0 for dot in dots)
    said = f"Medians above zero: {rising} of {len(dots)} states. Furthest: {listed(order[:5])}."
    wide = dot_map.dot_map(
        dots, dot_map.WORLD, 1000.0, unit, reach, list(dict.fromkeys([target, *order]))
    )
    unit = "median change, percentage points"
    smaller = [replace(dot, size=0.45 * dot.size) for dot in dots]
    narrow = dot_map.dot_map(
        smaller,
        dot_map.WORLD,
        charts.WIDTH,
        unit,
        reach,
        list(dict.fromkeys([target, *order[:2]])),
    )
    near = dot_map.dot_map(
        dots,
        EUROPE,
        charts.WIDTH,
        unit,
        reach,
        list(dict.fromkeys([target, *order])),
    )
    title = f"The world: {atlas.named(contrast)}"
    panels = (
        atlas.panel(wide, "map", title, said, Width.WIDE),
        atlas.panel(narrow, "map-narrow", title, said, Width.NARROW),
        atlas.panel(near, "map-europe", "Europe and the Near East", said),
    )
    return Illustration(
        "map",
        "Where soft balancing changes",
        (),
        panels,
        "Each dot is a state, at its capital"
        + ("; its area grows with the state\u2019s capability" if sized else "")
        + ". Colour is the median change in the probability that it balances softly: orange "
        "where that rises, purple where it falls, pale where it hardly moves. "
        f"{capital(atlas.power)} is not shown. The deepest shades stand for all changes "
        "beyond the ends of the scale.",
        f"The median change is above zero in {rising} of {len(dots)} states and is largest "
        f"among {listed(order[:3])}. A median says nothing of certainty: see the next figure "
        "for intervals.",
    )


def movers(atlas: Atlas, contrast: str) -> Illustration:
    """The states that move most, with intervals."""
    found = atlas.comparison.movers(contrast, MOST_MOVERS)
    style = atlas.contrast_looks[contrast]
    states = atlas.provenance.states
    panels = []
    for key, title, unit in (
        ("activity", "Any posture but hiding", "difference, percentage points"),
        ("threat", f"Threat seen in {atlas.power}", "difference, %"),
    ):
        transform = scale(metric_named("p_soft" if key == "activity" else "threat")).difference
        rows = [
            charts.Row(
                _state(atlas, mover.slot),
                ((style, shown(getattr(mover, key), transform)),),
                ("more " if mover.shift > 0 else "less ") + POSTURE_WORDS[mover.toward]
                if key == "activity"
                else "",
            )
            for mover in found
        ]
        if not rows:
            continue
        drawn = charts.intervals(rows, unit)
        text = "; ".join(
            f"{states[mover.slot][1]} {interval(shown(getattr(mover, key), transform), '')}"
            for mover in found
        )
        panels.append(atlas.panel(drawn, f"movers-{key}", title, f"{text}."))
    settled = [states[m.slot][1] for m in found if m.activity.q05 > 0.0 or m.activity.q95 < 0.0]
    if not found:
        shows = "No state moves in any draw."
    elif settled:
        shows = (
            f"{states[found[0].slot][1]} moves furthest at the median. The 90% interval lies "
            f"on one side of zero for {listed(settled)}."
        )
    else:
        shows = (
            f"{states[found[0].slot][1]} moves furthest at the median, but for none of the "
            f"{len(found)} is the movement distinguishable from zero."
        )
    return Illustration(
        "movers",
        "Who moves most",
        (Key(atlas.named(contrast), style),),
        tuple(panels),
        "The ten states whose probability of doing anything but hide differs most between the "
        "two arms, at the median; dots, thick and thin lines are the median and the 50% and "
        "90% intervals. At the right stands the posture that changes most.",
        shows,
    )


def _state(atlas: Atlas, slot: int) -> str:
    """A state's name, with a mark on the target."""
    code, name = atlas.provenance.states[slot][:2]
    return f"{name} (the target)" if code == atlas.provenance.target[0] else name
