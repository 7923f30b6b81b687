"""How threat and postures run over the years, in each arm and between arms."""

import numpy as np

from counterpoise.experiments.comparison import Band
from counterpoise.report import charts
from counterpoise.report.figures.illustration import (
    Atlas,
    Illustration,
    capital,
    rescaled,
    short_arm,
)
from counterpoise.report.numbers import metric_named, number, shown
from counterpoise.report.sentences import (
    POSTURE_WORDS,
    between,
    interval,
    main_contrast,
    sign,
)

POSTURES = ("p_soft", "p_internal", "p_external", "p_bandwagon", "p_hide")
LOG_UNIT = "log scale, ln capability equivalents"
SHORT_POSTURES = {
    "p_hide": "hide",
    "p_bandwagon": "bandwagon",
    "p_soft": "soft balancing",
    "p_internal": "arming",
    "p_external": "allies",
}
LAYERS = {
    "p_hide": ("#e3e1dc", "#333333"),
    "p_bandwagon": ("#8fa9c4", "#1c1c1c"),
    "p_soft": ("#e0a95c", "#1c1c1c"),
    "p_internal": ("#8a4a1c", "#ffffff"),
    "p_external": ("#4a2410", "#ffffff"),
}


def threat(atlas: Atlas) -> Illustration:
    """Threat toward the power: by arm, then the paired differences."""
    name = "threat"
    levels = {arm: atlas.comparison.by_year[arm][name] for arm in atlas.arm_looks}
    low = min(float(band.q05.min()) for band in levels.values())
    high = max(float(band.q95.max()) for band in levels.values())
    pad = 0.04 * (high - low or 1.0)
    panels = []
    for arm, band in levels.items():
        own = charts.Series(arm, atlas.arm_looks[arm], band)
        others = [
            charts.Series(other, atlas.arm_looks[other], levels[other])
            for other in levels
            if other != arm
        ]
        drawn = charts.fan(
            atlas.years,
            own,
            others,
            atlas.comparison.act_year,
            LOG_UNIT,
            (low - pad, high + pad),
        )
        title = short_arm(atlas.provenance, arm)
        panels.append(
            atlas.panel(drawn, f"threat-{arm}", title, f"{title}. {_course(atlas, arm, name)}")
        )
    grown = {c: _grown(atlas.comparison.by_year[c][name]) for c in atlas.comparison.pairs}
    if grown:
        low = min(0.0, *(float(band.q05.min()) for band in grown.values()))
        high = max(0.0, *(float(band.q95.max()) for band in grown.values()))
        pad = 0.05 * (high - low or 1.0)
    for contrast, band in grown.items():
        own = charts.Series(contrast, atlas.contrast_looks[contrast], band)
        drawn = charts.fan(
            atlas.years,
            own,
            (),
            atlas.comparison.act_year,
            "difference, % of threat",
            (low - pad, high + pad),
            zero=True,
        )
        title = f"Difference: {atlas.named(contrast)}"
        panels.append(
            atlas.panel(
                drawn,
                f"threat-{contrast}",
                title,
                f"Paired difference in threat by year, with bands. {atlas.says(contrast, name)}",
            )
        )
    return Illustration(
        "threat",
        f"Threat that others see in {atlas.power}",
        atlas.arm_keys,
        tuple(panels),
        "Threat combines power, nearness, offensive arms and perceived intentions; the average "
        "gives more weight to more capable states. The thick line is the median over draws of "
        "the parameters; the dark band holds half of the draws and the light band nine in ten. "
        "Thin lines repeat the other arms. The bands of the arms are wide because the "
        "parameters are uncertain. The panels of differences take that out: they compare the "
        "arms within each draw.",
        f"{_each(atlas, name)} {_peak(atlas, name)}".strip(),
    )


def postures(atlas: Atlas) -> Illustration:
    """How probabilities divide over postures by arm, then the paired differences."""
    panels = []
    for arm in atlas.arm_looks:
        layers = [
            (
                SHORT_POSTURES[name],
                *LAYERS[name],
                100.0 * atlas.comparison.by_year[arm][name].mean,
            )
            for name in reversed(POSTURES)
        ]
        drawn = charts.stacked(
            atlas.years, layers, atlas.comparison.act_year, "mean probability, %"
        )
        title = short_arm(atlas.provenance, arm)
        text = "; ".join(
            f"{POSTURE_WORDS[name]} {number(100 * atlas.comparison.arms[arm][name].mean, 1)}%"
            for name in POSTURES
        )
        panels.append(
            atlas.panel(drawn, f"posture-{arm}", title, f"Means over draws, after the act: {text}.")
        )
    contrast = main_contrast(atlas.comparison)
    says = ""
    if contrast is not None:
        bands = {
            name: rescaled(atlas.comparison.by_year[contrast][name], 100.0) for name in POSTURES[:3]
        }
        low = min(0.0, *(float(band.q05.min()) for band in bands.values()))
        high = max(0.0, *(float(band.q95.max()) for band in bands.values()))
        pad = 0.05 * (high - low or 1.0)
        for name, band in bands.items():
            own = charts.Series(name, atlas.contrast_looks[contrast], band)
            drawn = charts.fan(
                atlas.years,
                own,
                (),
                atlas.comparison.act_year,
                "difference, percentage points",
                (low - pad, high + pad),
                zero=True,
            )
            title = f"{metric_named(name).label}: {atlas.named(contrast)}"
            panels.append(
                atlas.panel(
                    drawn,
                    f"posture-{name}",
                    title,
                    f"Paired difference by year, with bands. {atlas.says(contrast, name)}",
                )
            )
        largest = max(
            POSTURES, key=lambda name: abs(atlas.comparison.contrasts[contrast][name].q50)
        )
        figure = atlas.comparison.contrasts[contrast][largest]
        says = (
            f"{capital(between(atlas.comparison, atlas.provenance, contrast))}: the posture "
            f"that shifts most is {POSTURE_WORDS[largest]}, by "
            f"{interval(shown(figure, lambda x: 100 * x), 'percentage points')}"
            f"{sign(atlas.comparison, contrast, largest)}."
        )
    return Illustration(
        "postures",
        f"What other states do about {atlas.power}",
        (),
        tuple(panels),
        "A state hides (does nothing), bandwagons (sides with the power), balances softly "
        "(obstructs by diplomacy, economics and denial of bases), arms, or seeks allies. The "
        "upper panels show how the probabilities divide in each arm: means over states, by "
        "capability, and over draws. They look alike because the arms differ little beside "
        "what they share; the lower panels enlarge the paired differences for the three "
        "kinds of balancing, with the median and the 50% and 90% bands.",
        says,
    )


def _course(atlas: Atlas, arm: str, name: str) -> str:
    """Where the median of an arm begins and ends."""
    band = atlas.comparison.by_year[arm][name]
    return (
        f"Median {number(float(band.q50[0]), 2)} in {atlas.comparison.years[0]} and "
        f"{number(float(band.q50[-1]), 2)} in {atlas.comparison.years[-1]}; 90% of draws between "
        f"{number(float(band.q05[-1]), 2)} and {number(float(band.q95[-1]), 2)} at the end."
    )


def _each(atlas: Atlas, name: str) -> str:
    """Every contrast of a metric in a sentence."""
    return " ".join(
        f"{capital(between(atlas.comparison, atlas.provenance, contrast))}: "
        + atlas.says(contrast, name).split(": ", 1)[1]
        for contrast in atlas.comparison.pairs
    )


def _peak(atlas: Atlas, name: str) -> str:
    """When the main contrast is largest at the median, and what is left of it at the end."""
    contrast = main_contrast(atlas.comparison)
    if contrast is None:
        return ""
    middle = _grown(atlas.comparison.by_year[contrast][name]).q50
    top = int(np.argmax(np.abs(middle)))
    if middle[top] == 0.0:
        return ""
    years = atlas.comparison.years
    return (
        f"Year by year, the median of {atlas.named(contrast)} is furthest "
        f"from zero in {years[top]} ({number(float(middle[top]), 1, signed=True)}%) and stands at "
        f"{number(float(middle[-1]), 1, signed=True)}% in {years[-1]}."
    )


def _grown(band: Band) -> Band:
    """A band of differences in ln threat, as percentages of threat."""
    return Band(*(100.0 * np.expm1(getattr(band, name)) for name in Band.__dataclass_fields__))
