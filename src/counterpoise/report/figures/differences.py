"""How far apart the arms are: key metrics, and the four channels of soft balancing."""

from collections.abc import Sequence

from counterpoise.experiments.comparison import Verdict
from counterpoise.report import charts
from counterpoise.report.colours import Look
from counterpoise.report.figures.illustration import (
    Atlas,
    Illustration,
    short_arm,
)
from counterpoise.report.numbers import metric_named, number, scale, shown
from counterpoise.report.sentences import (
    arm_in_words,
    headline,
    listed,
    main_contrast,
    sign,
)

POSTURES = ("p_soft", "p_internal", "p_external", "p_bandwagon", "p_hide")
CHANNELS = ("territorial_denial", "entangling_diplomacy", "economic_strengthening", "resolve")
FOREST = (
    ("Threat", ("threat",)),
    ("Perceived intentions", ("intentions",)),
    ("Postures", POSTURES),
    ("Political weight behind balancing", ("soft_weight", "hard_balancing")),
    ("Delay", ("delay_months",)),
    ("Net cost", ("net_cost_ratio",)),
)


def forest(atlas: Atlas) -> Illustration:
    """Paired differences of the key metrics, each in its own unit."""
    panels = []
    about_order = bool(atlas.provenance.order)
    groups = (
        tuple((metric_named(name).label, (name,)) for name in headline(atlas.comparison))
        if about_order
        else FOREST
    )
    for heading, names in groups:
        kept = [name for name in names if name in atlas.comparison.ensemble.metrics]
        if not kept:
            continue
        measured = scale(metric_named(kept[0]))
        rows = []
        for name in kept:
            moving = [
                (atlas.contrast_looks[contrast],
                 shown(atlas.comparison.contrasts[contrast][name], measured.difference))
                for contrast in atlas.comparison.pairs
                if atlas.comparison.verdict(contrast, name) is not Verdict.SAME
            ]  # fmt: skip
            still = len(atlas.comparison.pairs) - len(moving)
            note = f"{still} of {still + len(moving)} the same in every draw" if still else ""
            rows.append(charts.Row(metric_named(name).label, tuple(moving), note))
        if not any(row.figures for row in rows):
            continue
        drawn = charts.intervals(rows, f"difference, {measured.difference_unit}")
        text = " ".join(
            f"{metric_named(name).label}: {atlas.says(contrast, name)}"
            for name in kept
            for contrast in atlas.comparison.pairs
        )
        panels.append(atlas.panel(drawn, f"forest-{kept[0]}", heading, text))
    clear = [
        f"{metric_named(name).label.lower()} ({atlas.named(contrast)})"
        for contrast in atlas.comparison.pairs
        for _, names in groups
        for name in names
        if name in atlas.comparison.ensemble.metrics
        and atlas.comparison.verdict(contrast, name) in (Verdict.HIGHER, Verdict.LOWER)
    ]
    shows = (
        f"The 90% interval lies on one side of zero for {listed(clear)}; everywhere else the "
        "sign is not settled, or there is no difference at all."
        if clear
        else "No interval lies on one side of zero: on these assumptions no sign is settled."
    )
    return Illustration(
        "contrasts",
        "How far apart the arms are",
        atlas.contrast_keys,
        tuple(panels),
        "Each row is a difference between two arms, taken within each draw: the dot is the "
        "median, the thick line holds half of the draws and the thin line nine in ten. Where "
        "the thin line crosses zero, the assumptions do not settle the sign. Panels keep their "
        "own units. "
        + (
            f"Figures are means over the years after {atlas.comparison.act_year}."
            if about_order
            else "Net cost and own distancing belong to the year of the act; all else is the mean "
            "over the years after it."
        ),
        shows,
        packed=True,
    )


def channels(atlas: Atlas) -> Illustration:
    """The four channels by arm, and their paired difference."""

    def rows(names: Sequence[str], of: dict[str, Look], contrast: bool) -> list[charts.Row]:
        source = atlas.comparison.contrasts if contrast else atlas.comparison.arms
        return [
            charts.Row(
                metric_named(name).label,
                tuple(
                    (style, shown(source[each][name], lambda x: 100 * x))
                    for each, style in of.items()
                ),
            )
            for name in names
        ]

    drawn = charts.intervals(rows(CHANNELS, atlas.arm_looks, False), "political weight, %")
    text = "; ".join(
        f"{metric_named(name).label}: "
        + ", ".join(
            f"{short_arm(atlas.provenance, arm)} "
            f"{number(100 * atlas.comparison.arms[arm][name].q50, 1)}%"
            for arm in atlas.arm_looks
        )
        for name in CHANNELS
    )
    panels = [atlas.panel(drawn, "channels", "By arm", f"Medians. {text}.")]
    contrast = main_contrast(atlas.comparison)
    shows = ""
    if contrast is not None:
        drawn = charts.intervals(
            rows(CHANNELS, {contrast: atlas.contrast_looks[contrast]}, True),
            "difference, percentage points of weight",
        )
        text = " ".join(
            f"{metric_named(name).label}: {atlas.says(contrast, name)}" for name in CHANNELS
        )
        title = f"Difference: {atlas.named(contrast)}"
        panels.append(atlas.panel(drawn, "channels-difference", title, text))
        arm = atlas.comparison.pairs[contrast][0]
        top = max(CHANNELS, key=lambda name: atlas.comparison.arms[arm][name].q50)
        moved = max(CHANNELS, key=lambda name: abs(atlas.comparison.contrasts[contrast][name].q50))
        shows = (
            f"Under {arm_in_words(atlas.provenance, arm)} the heaviest channel at the median is "
            f"{metric_named(top).label.lower()}; the one that differs most is "
            f"{metric_named(moved).label.lower()}{sign(atlas.comparison, contrast, moved)}."
        )
    return Illustration(
        "channels",
        "Soft balancing by its four channels",
        atlas.arm_keys,
        tuple(panels),
        "A state that balances softly splits its effort by comparative advantage: denying "
        "bases and passage, tying the power up in councils and votes, turning its trade away, "
        "and signalling that it could do more. Weight counts votes and capability half each.",
        shows,
    )
