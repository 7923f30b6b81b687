"""The figures of a report: what each is, how to read it, and what it shows in this run.

What a figure shows is written from its numbers by rule. Panels are separate drawings, so that a
page can set them side by side or one below the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from matplotlib.figure import Figure as Drawing

from counterpoise.experiments.comparison import Band, Comparison, Verdict, contrast_name
from counterpoise.experiments.drivers import Drivers, drivers
from counterpoise.experiments.provenance import Provenance
from counterpoise.mechanisms.parameter import Source
from counterpoise.models.catalogue import parameters
from counterpoise.report import charts
from counterpoise.report.colours import Look, look, looks
from counterpoise.report.numbers import metric_named, number, percent, scale, shown
from counterpoise.report.sentences import (
    POSTURE_WORDS,
    arm_in_words,
    between,
    interval,
    listed,
    main_contrast,
    the_power,
    the_target,
)
from counterpoise.report.svg import as_svg

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
PUBLISHED_BURDEN = ((0.88, "1991: 88% borne by others"), (0.05, "2003: about 5%"))
"""Shares of cost borne by others; they also set the priors of ``phi_max`` and ``phi_0``."""

SOURCES = {
    Source.FITTED: "estimated on data",
    Source.LITERATURE: "from published work",
    Source.WEAK: "weak prior",
    Source.CALIBRATE: "not calibrated on data",
    Source.FOCAL: "carries a claim",
    Source.SCALE: "a convention",
    Source.ASSUMED: "assumed",
}
EUROPE = charts.Window(-12.0, 62.0, 12.0, 64.0)
MOST_MOVERS = 10


class Width(StrEnum):
    """On which screens a panel is shown."""

    ANY = "any"
    WIDE = "wide"
    NARROW = "narrow"


@dataclass(frozen=True)
class Panel:
    """One drawing: its heading, its SVG, and where it is shown."""

    title: str
    svg: str
    width: Width = Width.ANY


@dataclass(frozen=True)
class Key:
    """A name with the look that stands for it in a figure."""

    name: str
    look: Look


@dataclass(frozen=True)
class Illustration:
    """A figure of the report.

    Attributes:
        key: Names it within the page.
        title: Its heading.
        keys: Names with their looks.
        panels: Its drawings.
        how: How to read it.
        shows: What it shows in this run.
    """

    key: str
    title: str
    keys: tuple[Key, ...]
    panels: tuple[Panel, ...]
    how: str
    shows: str


def illustrations(comparison: Comparison, provenance: Provenance) -> Iterator[Illustration]:
    """Every figure that the run has the numbers for, in the order of the report."""
    drawn = _Atlas(comparison, provenance)
    yield drawn.threat()
    yield drawn.postures()
    if comparison.pairs:
        yield drawn.forest()
    yield drawn.channels()
    yield drawn.delay_and_cost()
    contrast = main_contrast(comparison)
    if contrast is not None:
        found = drawn.map(contrast)
        if found is not None:
            yield found
        yield drawn.movers(contrast)
        found = drawn.drivers(contrast)
        if found is not None:
            yield found


def short_arm(provenance: Provenance, arm: str) -> str:
    """What an arm is called where there is little room."""
    label = provenance.arms.get(arm, arm)
    return label if len(label) <= 28 else arm


def short_contrast(comparison: Comparison, contrast: str) -> str:
    """What a contrast is called where there is little room."""
    first, second = comparison.pairs[contrast]
    return f"{first} \u2212 {second}"


class _Atlas:
    """The figures of one comparison."""

    def __init__(self, comparison: Comparison, provenance: Provenance) -> None:
        self.comparison = comparison
        self.provenance = provenance
        self.years = np.asarray(comparison.years, dtype=np.float64)
        self.power = the_power(provenance)
        arms = comparison.ensemble.arms
        self.arm_looks = looks(arms)
        self.contrast_looks: dict[str, Look] = {}
        spare = len(arms)
        for contrast, (first, second) in comparison.pairs.items():
            if second == arms[0]:
                self.contrast_looks[contrast] = self.arm_looks[first]
            else:
                self.contrast_looks[contrast] = look(spare)
                spare += 1
        self.arm_keys = tuple(
            Key(short_arm(provenance, arm), self.arm_looks[arm]) for arm in arms
        )
        self.contrast_keys = tuple(
            Key(short_contrast(comparison, contrast), self.contrast_looks[contrast])
            for contrast in comparison.pairs
        )

    def threat(self) -> Illustration:
        name = "threat"
        levels = {arm: self.comparison.by_year[arm][name] for arm in self.arm_looks}
        low = min(float(band.q05.min()) for band in levels.values())
        high = max(float(band.q95.max()) for band in levels.values())
        pad = 0.04 * (high - low or 1.0)
        panels = []
        for arm, band in levels.items():
            own = charts.Series(arm, self.arm_looks[arm], band)
            others = [
                charts.Series(other, self.arm_looks[other], levels[other])
                for other in levels
                if other != arm
            ]
            drawn = charts.fan(
                self.years, own, others, self.comparison.act_year, "ln capability equivalents",
                (low - pad, high + pad),
            )
            title = short_arm(self.provenance, arm)
            panels.append(
                self._panel(drawn, f"threat-{arm}", title, f"{title}. {self._course(arm, name)}")
            )
        grown = {c: _grown(self.comparison.by_year[c][name]) for c in self.comparison.pairs}
        if grown:
            low = min(0.0, *(float(band.q05.min()) for band in grown.values()))
            high = max(0.0, *(float(band.q95.max()) for band in grown.values()))
            pad = 0.05 * (high - low or 1.0)
        for contrast, band in grown.items():
            own = charts.Series(contrast, self.contrast_looks[contrast], band)
            drawn = charts.fan(
                self.years, own, (), self.comparison.act_year, "difference, % of threat",
                (low - pad, high + pad), zero=True,
            )
            title = f"Difference: {short_contrast(self.comparison, contrast)}"
            panels.append(
                self._panel(
                    drawn, f"threat-{contrast}", title,
                    f"Paired difference in threat by year, with bands. {self._says(contrast, name)}",
                )
            )
        return Illustration(
            "threat",
            f"Threat that others see in {self.power}",
            self.arm_keys,
            tuple(panels),
            "Threat combines power, nearness, offensive arms and perceived intentions; the average "
            "gives more weight to more capable states. The thick line is the median over draws of "
            "the parameters; the dark band holds half of the draws and the light band nine in ten. "
            "Thin lines repeat the other arms. The bands of the arms are wide because the "
            "parameters are uncertain. The panels of differences take that out: they compare the "
            "arms within each draw.",
            self._each(name),
        )

    def postures(self) -> Illustration:
        panels = []
        for place, name in enumerate(POSTURES):
            series = [
                charts.Series(
                    short_arm(self.provenance, arm), found,
                    _scaled(self.comparison.by_year[arm][name], 100.0),
                )
                for arm, found in self.arm_looks.items()
            ]
            drawn = charts.lines(
                self.years, series, self.comparison.act_year, "probability, %", names=place == 0
            )
            title = metric_named(name).label
            text = "; ".join(
                f"{short_arm(self.provenance, arm)} "
                f"{number(100 * self.comparison.arms[arm][name].q50, 1)}%"
                for arm in self.arm_looks
            )
            panels.append(
                self._panel(
                    drawn, f"posture-{name}", title,
                    f"Median probability of {POSTURE_WORDS[name]} by year. After the act: {text}.",
                )
            )
        contrast = main_contrast(self.comparison)
        says = ""
        if contrast is not None:
            largest = max(
                POSTURES, key=lambda name: abs(self.comparison.contrasts[contrast][name].q50)
            )
            figure = self.comparison.contrasts[contrast][largest]
            says = (
                f"{_capital(between(self.comparison, self.provenance, contrast))}: the posture that "
                f"shifts most is {POSTURE_WORDS[largest]}, by "
                f"{interval(shown(figure, lambda x: 100 * x), 'percentage points')}"
                f"{self._sign(contrast, largest)}."
            )
        return Illustration(
            "postures",
            f"What other states do about {self.power}",
            self.arm_keys,
            tuple(panels),
            "A state hides (does nothing), bandwagons (sides with the power), balances softly "
            "(obstructs by diplomacy, economics and denial of bases), arms, or seeks allies. Each "
            "panel shows the probability of one posture, averaged over states by capability: lines "
            "are medians, and bands hold the middle half of draws. Each panel has its own scale.",
            says,
        )

    def forest(self) -> Illustration:
        panels = []
        for heading, names in FOREST:
            kept = [name for name in names if name in self.comparison.ensemble.metrics]
            if not kept:
                continue
            measured = scale(metric_named(kept[0]))
            rows = []
            for name in kept:
                moving = [
                    (contrast, self.contrast_looks[contrast],
                     shown(self.comparison.contrasts[contrast][name], measured.difference))
                    for contrast in self.comparison.pairs
                    if self.comparison.verdict(contrast, name) is not Verdict.SAME
                ]  # fmt: skip
                still = len(self.comparison.pairs) - len(moving)
                note = "" if not still else f"{still} of {still + len(moving)} identical"
                if not moving:
                    note = "identical in every draw"
                rows.append(charts.Row(metric_named(name).label, tuple(moving), note))
            if not any(row.figures for row in rows):
                continue
            drawn = charts.intervals(rows, f"difference, {measured.difference_unit}", names=False)
            text = " ".join(
                f"{metric_named(name).label}: {self._says(contrast, name)}"
                for name in kept
                for contrast in self.comparison.pairs
            )
            panels.append(self._panel(drawn, f"forest-{kept[0]}", heading, text))
        clear = [
            f"{metric_named(name).label.lower()} ({short_contrast(self.comparison, contrast)})"
            for contrast in self.comparison.pairs
            for _, names in FOREST
            for name in names
            if name in self.comparison.ensemble.metrics
            and self.comparison.verdict(contrast, name) in (Verdict.HIGHER, Verdict.LOWER)
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
            self.contrast_keys,
            tuple(panels),
            "Each row is a difference between two arms, taken within each draw: the dot is the "
            "median, the thick line holds half of the draws and the thin line nine in ten. Where "
            "the thin line crosses zero, the assumptions do not settle the sign. Panels keep their "
            "own units. Delay and net cost belong to the year of the act; all else is the mean "
            "over the years after it.",
            shows,
        )

    def channels(self) -> Illustration:
        def rows(names: Sequence[str], of: dict[str, Look], contrast: bool) -> list[charts.Row]:
            source = self.comparison.contrasts if contrast else self.comparison.arms
            return [
                charts.Row(
                    metric_named(name).label,
                    tuple(
                        (each, style, shown(source[each][name], lambda x: 100 * x))
                        for each, style in of.items()
                    ),
                )
                for name in names
            ]

        drawn = charts.intervals(
            rows(CHANNELS, self.arm_looks, False), "political weight, %", names=False
        )
        text = "; ".join(
            f"{metric_named(name).label}: "
            + ", ".join(
                f"{short_arm(self.provenance, arm)} "
                f"{number(100 * self.comparison.arms[arm][name].q50, 1)}%"
                for arm in self.arm_looks
            )
            for name in CHANNELS
        )
        panels = [self._panel(drawn, "channels", "By arm", f"Medians. {text}.")]
        contrast = main_contrast(self.comparison)
        shows = ""
        if contrast is not None:
            drawn = charts.intervals(
                rows(CHANNELS, {contrast: self.contrast_looks[contrast]}, True),
                "difference, percentage points of weight",
                names=False,
            )
            text = " ".join(
                f"{metric_named(name).label}: {self._says(contrast, name)}" for name in CHANNELS
            )
            title = f"Difference: {short_contrast(self.comparison, contrast)}"
            panels.append(self._panel(drawn, "channels-difference", title, text))
            arm = self.comparison.pairs[contrast][0]
            top = max(CHANNELS, key=lambda name: self.comparison.arms[arm][name].q50)
            moved = max(
                CHANNELS, key=lambda name: abs(self.comparison.contrasts[contrast][name].q50)
            )
            shows = (
                f"Under {arm_in_words(self.provenance, arm)} the heaviest channel at the median is "
                f"{metric_named(top).label.lower()}; the one that differs most is "
                f"{metric_named(moved).label.lower()}{self._sign(contrast, moved)}."
            )
        return Illustration(
            "channels",
            "Soft balancing by its four channels",
            self.arm_keys,
            tuple(panels),
            "A state that balances softly splits its effort by comparative advantage: denying "
            "bases and passage, tying the power up in councils and votes, turning its trade away, "
            "and signalling that it could do more. Weight counts votes and capability half each.",
            shows,
        )

    def delay_and_cost(self) -> Illustration:
        panels = []
        same = []
        for name, title, marks in (
            ("delay_months", f"Delay of force on {self.provenance.target[1]}", ()),
            (
                "net_cost_ratio",
                f"Net cost of force on {self.provenance.target[1]}",
                tuple(charts.Mark(1.0 - share, label) for share, label in PUBLISHED_BURDEN),
            ),
        ):
            groups = self._alike(name)
            drawn = charts.ridges(
                [
                    charts.Ridge(label, style, self.comparison.values[arm][name])
                    for label, style, arm in groups
                ],
                metric_named(name).unit,
                marks,
            )
            text = "; ".join(
                f"{label}: median {number(self.comparison.arms[arm][name].q50, 2)}, 90% interval "
                f"{number(self.comparison.arms[arm][name].q05, 2)} to "
                f"{number(self.comparison.arms[arm][name].q95, 2)}"
                for label, _, arm in groups
            )
            panels.append(self._panel(drawn, f"ridge-{name}", title, f"{text}."))
            if len(groups) == 1 and len(self.arm_looks) > 1:
                same.append(metric_named(name).label.lower())
        shows = " ".join(
            f"{_capital(metric_named(name).label.lower())}: "
            + "; ".join(
                f"{label} {number(self.comparison.arms[arm][name].q50, 2)}"
                for label, _, arm in self._alike(name)
            )
            + f" {metric_named(name).unit} at the median."
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
            self.arm_keys,
            tuple(panels),
            "Worked out in the year of the act in every arm, whether or not force is used there. "
            "The net cost is what the power itself bears, as a multiple of the cost unopposed: "
            "others may share it, and soft balancing may raise it. Shapes show all draws (the "
            "outermost hundredth at each end is cut off), with the median and the 50% and 90% "
            "intervals beneath. "
            "The dashed marks are what published burden shares alone would give: allies covered "
            "about 88 per cent in 1991, and next to nothing was offered in 2003. The same figures "
            "set the priors, so meeting them is no test.",
            shows,
        )

    def map(self, contrast: str) -> Illustration | None:
        name = "p_soft"
        median = 100.0 * np.median(self.comparison.change(contrast, name), axis=0)
        states = self.provenance.states
        capability = self.provenance.capability
        sized = len(capability) == len(states)
        dots = [
            charts.Dot(
                state[1], state[2], state[3],
                14.0 + 1300.0 * capability[slot] if sized else 36.0,
                float(median[slot]),
            )
            for slot, state in enumerate(states)
            if state[2] is not None and state[3] is not None and state[0] != self.provenance.power[0]
        ]  # fmt: skip
        if len(dots) < 2:
            return None
        moved = np.abs([dot.value for dot in dots])
        reach = float(np.quantile(moved, 0.98)) or float(moved.max()) or 1.0
        order = [states[m.slot][1] for m in self.comparison.movers(contrast, 8)]
        target = self.provenance.target[1]
        unit = "median change in the probability of soft balancing, percentage points"
        rising = sum(dot.value > 0 for dot in dots)
        said = (
            f"Medians above zero: {rising} of {len(dots)} states. "
            f"Furthest: {listed(order[:5])}."
        )
        wide = charts.dot_map(
            dots, charts.WORLD, 1000.0, unit, reach, list(dict.fromkeys([target, *order]))
        )
        unit = "median change, percentage points"
        narrow = charts.dot_map(
            dots, charts.WORLD, charts.WIDTH, unit, reach,
            list(dict.fromkeys([target, *order[:2]])),
        )
        near = charts.dot_map(
            dots, EUROPE, charts.WIDTH, unit, reach,
            list(dict.fromkeys([target, *order])),
        )
        title = f"The world: {short_contrast(self.comparison, contrast)}"
        panels = (
            self._panel(wide, "map", title, said, Width.WIDE),
            self._panel(narrow, "map-narrow", title, said, Width.NARROW),
            self._panel(near, "map-europe", "Europe and the Near East", said, Width.NARROW),
        )
        return Illustration(
            "map",
            "Where soft balancing changes",
            (),
            panels,
            "Each dot is a state, at its capital"
            + ("; its area grows with the state's capability" if sized else "")
            + f". Colour is the median change in the probability that it balances softly: orange "
            f"where that rises, purple where it falls, pale where it hardly moves. {_capital(self.power)} "
            "is not shown. The deepest shades stand for all changes beyond the ends of the scale.",
            f"The median change is above zero in {rising} of {len(dots)} states and is largest "
            f"among {listed(order[:3])}. A median says nothing of certainty: see the next figure "
            "for intervals.",
        )

    def movers(self, contrast: str) -> Illustration:
        found = self.comparison.movers(contrast, MOST_MOVERS)
        style = self.contrast_looks[contrast]
        states = self.provenance.states
        panels = []
        for key, title, unit in (
            ("activity", "Any posture but hiding", "difference, percentage points"),
            ("threat", f"Threat seen in {self.power}", "difference, %"),
        ):
            transform = scale(metric_named("p_soft" if key == "activity" else "threat")).difference
            rows = [
                charts.Row(
                    self._state(mover.slot),
                    (("", style, shown(getattr(mover, key), transform)),),
                    ("more " if mover.shift > 0 else "less ") + POSTURE_WORDS[mover.toward]
                    if key == "activity"
                    else "",
                )
                for mover in found
            ]
            if not rows:
                continue
            drawn = charts.intervals(rows, unit, names=False)
            text = "; ".join(
                f"{states[mover.slot][1]} {interval(shown(getattr(mover, key), transform), '')}"
                for mover in found
            )
            panels.append(self._panel(drawn, f"movers-{key}", title, f"{text}."))
        settled = [
            states[m.slot][1] for m in found if m.activity.q05 > 0.0 or m.activity.q95 < 0.0
        ]
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
            (Key(short_contrast(self.comparison, contrast), style),),
            tuple(panels),
            "The ten states whose probability of doing anything but hide differs most between the "
            "two arms, at the median; dots, thick and thin lines are the median and the 50% and "
            "90% intervals. At the right stands the posture that changes most.",
            shows,
        )

    def drivers(self, contrast: str) -> Illustration | None:
        every = parameters()
        panels: list[Panel] = []
        said = []
        for name in ("threat", "p_soft"):
            found = drivers(self.comparison, contrast, name)
            if not found.found:
                continue
            label = metric_named(name).label
            drawn = charts.lollipops(
                [
                    charts.Lollipop(
                        f"{each.address} ({source_of(each.address, self.provenance)})", each.rho
                    )
                    for each in found.found
                ],
                found.chance_bound,
                "rank correlation (Spearman\u2019s rho)",
            )
            text = "; ".join(f"{each.address} {number(each.rho, 2)}" for each in found.found)
            panels.append(
                self._panel(
                    drawn, f"drivers-{name}", f"{label}: {short_contrast(self.comparison, contrast)}",
                    f"{text}. Chance explains up to {number(found.chance_bound, 2)}.",
                )
            )
            said.append(_driven(label.lower(), found, every))
        if not panels:
            return None
        return Illustration(
            "drivers",
            "Which assumptions drive the result",
            (),
            tuple(panels),
            "A rank correlation near 1 or \u22121 means that the difference between the arms "
            "follows that parameter closely from draw to draw; the grey band is what chance alone "
            "would give the largest of that many unrelated parameters in nineteen runs of twenty. "
            "A "
            "result that hangs on parameters that no data have touched is prior-dominated: it "
            "restates assumptions until they are estimated.",
            " ".join(said),
        )

    def _panel(
        self, drawn: Drawing, key: str, title: str, text: str, width: Width = Width.ANY
    ) -> Panel:
        safe = "".join(letter if letter.isalnum() else "-" for letter in f"fig-{key}")
        return Panel(title, as_svg(drawn, safe, title, text), width)

    def _course(self, arm: str, name: str) -> str:
        band = self.comparison.by_year[arm][name]
        return (
            f"Median {number(float(band.q50[0]), 2)} in {self.comparison.years[0]} and "
            f"{number(float(band.q50[-1]), 2)} in {self.comparison.years[-1]}; 90% of draws between "
            f"{number(float(band.q05[-1]), 2)} and {number(float(band.q95[-1]), 2)} at the end."
        )

    def _says(self, contrast: str, name: str) -> str:
        measured = scale(metric_named(name))
        if self.comparison.verdict(contrast, name) is Verdict.SAME:
            return f"{short_contrast(self.comparison, contrast)}: no difference in any draw."
        figure = shown(self.comparison.contrasts[contrast][name], measured.difference)
        return (
            f"{short_contrast(self.comparison, contrast)}: "
            f"{interval(figure, measured.difference_unit)}{self._sign(contrast, name)}."
        )

    def _each(self, name: str) -> str:
        return " ".join(
            f"{_capital(between(self.comparison, self.provenance, contrast))}: "
            + self._says(contrast, name).split(": ", 1)[1]
            for contrast in self.comparison.pairs
        )

    def _sign(self, contrast: str, name: str) -> str:
        match self.comparison.verdict(contrast, name):
            case Verdict.UNCLEAR:
                share = percent(self.comparison.share_positive[contrast][name])
                return f", not distinguishable from zero (above zero in {share} of draws)"
            case Verdict.SAME:
                return ", the same in every draw"
            case _:
                return ""

    def _alike(self, name: str) -> list[tuple[str, Look, str]]:
        """Arms grouped where a metric is the same in every draw: label, look, one of the arms."""
        groups: list[list[str]] = []
        for arm in self.arm_looks:
            for group in groups:
                if np.array_equal(
                    self.comparison.values[group[0]][name], self.comparison.values[arm][name]
                ):
                    group.append(arm)
                    break
            else:
                groups.append([arm])
        return [
            (
                "every arm"
                if len(group) == len(self.arm_looks) > 1
                else " and ".join(group) if len(group) > 1 else short_arm(self.provenance, group[0]),
                self.arm_looks[group[-1] if len(group) < len(self.arm_looks) else group[0]],
                group[0],
            )
            for group in groups
        ]

    def _state(self, slot: int) -> str:
        code, name = self.provenance.states[slot][:2]
        return f"{name} (the target)" if code == self.provenance.target[0] else name


def source_of(address: str, provenance: Provenance) -> str:
    """Where a parameter's prior comes from, in words."""
    if address in provenance.priors:
        return "set by the scenario"
    declared = parameters().get(address)
    return SOURCES[declared.source] if declared else "unknown"


def contrast_of(first: str, second: str) -> str:
    """The name of a contrast."""
    return contrast_name(first, second)


def _driven(label: str, found: Drivers, every: object) -> str:
    beyond = found.beyond_chance
    if not beyond:
        return f"For {label}, no parameter stands out from chance."
    names = listed([each.address for each in beyond])
    return f"For {label}, {names} {'stands' if len(beyond) == 1 else 'stand'} out from chance."


def _grown(band: Band) -> Band:
    """A band of differences in ln threat, as percentages of threat."""
    return Band(*(100.0 * np.expm1(getattr(band, name)) for name in Band.__dataclass_fields__))


def _scaled(band: Band, factor: float) -> Band:
    return Band(*(factor * getattr(band, name) for name in Band.__dataclass_fields__))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
