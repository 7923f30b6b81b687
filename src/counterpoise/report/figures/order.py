"""How an order fares over the years, who belongs to it at the end, and where they are."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from counterpoise.experiments.attrition import Passage, passages
from counterpoise.experiments.comparison import Band
from counterpoise.experiments.great_power_peace import survival
from counterpoise.report import charts, dot_map
from counterpoise.report.figures.illustration import (
    Atlas,
    Illustration,
    Panel,
    Width,
    capital,
    short_arm,
)
from counterpoise.report.figures.states import EUROPE
from counterpoise.report.numbers import metric_named, number, scale
from counterpoise.report.sentences import between, listed, main_contrast, the_order

COURSES = {
    "members": "A member is a state that belongs at the year\u2019s end.",
    "joining_hazard": (
        "The mean probability that a state outside joins in the year. It falls where those most "
        "likely to join have joined, so compare arms and not years."
    ),
    "order_legitimacy": (
        "0 where nobody finds right what the order authorises and 1 where everybody does; each "
        "state counts half by vote and half by capability."
    ),
    "entrenchment": (
        "The share of capability held by states that would want the order if nobody else were in "
        "it: what would be left without the network."
    ),
    "prospective_punishment": (
        "What the power would lose, as a share of its trade, if it used unauthorised force in that "
        "year, given who belongs and what they think of the order."
    ),
    "contestation": "0 where no great power outside disputes the order\u2019s rules.",
    "consensus": "0 where there is no concert and 1 where nothing can shake it.",
}
"""The figures that are drawn over the years, and how each is to be read."""

BY_ARM = ("members", "order_legitimacy", "consensus")
"""Those drawn for each arm as well as for differences."""

MOST_STATES = 15
Z90 = 1.64  # standard errors to either side that hold nine in ten of a normal distribution
NEARLY_CERTAIN = 0.9  # a difference of probabilities from which a state is off the others' scale


def order_illustrations(atlas: Atlas) -> Iterator[Illustration]:
    """The figures about the order that a run has the numbers for and that move in it."""
    metrics = atlas.comparison.ensemble.metrics
    if "consensus" in metrics:
        yield peace_so_far(atlas)
    for name in COURSES:
        if name in metrics and _moves(atlas, name):
            yield course(atlas, name)
    contrast = main_contrast(atlas.comparison)
    for each in atlas.comparison.pairs:
        found = passages(atlas.comparison, each)
        if not found:
            continue
        yield who_belongs(atlas, each, found)
        if each == contrast or len(atlas.comparison.pairs) <= 3:
            drawn = where_they_are(atlas, each, found)
            if drawn is not None:
                yield drawn


def course(atlas: Atlas, name: str) -> Illustration:
    """One figure over the years: by arm where that says something, then paired differences."""
    metric = metric_named(name)
    measured = scale(metric)
    panels: list[Panel] = []
    if name in BY_ARM:
        bands = {
            arm: _shown(atlas.comparison.by_year[arm][name], measured.level)
            for arm in atlas.arm_looks
        }
        limits = _limits(list(bands.values()), zero=False)
        for arm, band in bands.items():
            others = [
                charts.Series(other, atlas.arm_looks[other], bands[other])
                for other in bands
                if other != arm
            ]
            title = short_arm(atlas.provenance, arm)
            drawn = charts.fan(
                atlas.years,
                charts.Series(arm, atlas.arm_looks[arm], band),
                others,
                atlas.comparison.act_year,
                measured.level_unit,
                limits,
                mark=str(atlas.comparison.act_year),
            )
            said = (
                f"{title}: median {number(float(band.q50[0]), 2)} in {atlas.comparison.years[0]} "
                f"and {number(float(band.q50[-1]), 2)} in {atlas.comparison.years[-1]}."
            )
            panels.append(atlas.panel(drawn, f"{name}-{arm}", title, said))
    grown = {
        each: _shown(atlas.comparison.by_year[each][name], measured.difference)
        for each in atlas.comparison.pairs
    }
    if grown:
        limits = _limits(list(grown.values()), zero=True)
    for each, band in grown.items():
        drawn = charts.fan(
            atlas.years,
            charts.Series(each, atlas.contrast_looks[each], band),
            (),
            atlas.comparison.act_year,
            f"difference, {measured.difference_unit}".removesuffix(", "),
            limits,
            zero=True,
            mark=str(atlas.comparison.act_year),
        )
        title = f"Difference: {atlas.named(each)}"
        panels.append(atlas.panel(drawn, f"{name}-{each}", title, atlas.says(each, name)))
    return Illustration(
        f"order-{name}",
        metric.label,
        atlas.arm_keys if name in BY_ARM else (),
        tuple(panels),
        f"{COURSES[name]} The thick line is the median over draws of the parameters; the dark band "
        "holds half of the draws and the light band nine in ten. "
        + ("Thin lines repeat the other arms. " if name in BY_ARM else "")
        + "Differences are taken within each draw.",
        " ".join(
            f"{capital(between(atlas.comparison, atlas.provenance, each))}: "
            + atlas.says(each, name).split(": ", 1)[1]
            for each in atlas.comparison.pairs
        ),
    )


def peace_so_far(atlas: Atlas) -> Illustration:
    """In how many histories no two great powers have fought yet."""
    hundred = {
        arm: _shown(survival(atlas.comparison, arm), lambda value: 100.0 * value)
        for arm in atlas.arm_looks
    }
    panels = []
    for arm, band in hundred.items():
        others = [
            charts.Series(other, atlas.arm_looks[other], hundred[other])
            for other in hundred
            if other != arm
        ]
        title = short_arm(atlas.provenance, arm)
        drawn = charts.fan(
            atlas.years,
            charts.Series(arm, atlas.arm_looks[arm], band),
            others,
            atlas.comparison.act_year,
            "histories without a great-power war, %",
            (0.0, 103.0),
            mark=str(atlas.comparison.act_year),
        )
        said = (
            f"{title}: {number(float(band.q50[-1]), 0)}% of histories have no great-power war by "
            f"{atlas.comparison.years[-1]}."
        )
        panels.append(atlas.panel(drawn, f"peace-{arm}", title, said))
    ends = listed(
        [
            f"{short_arm(atlas.provenance, arm)} {number(float(band.q50[-1]), 0)}%"
            for arm, band in hundred.items()
        ]
    )
    return Illustration(
        "order-peace",
        "Histories in which no two great powers have fought",
        atlas.arm_keys,
        tuple(panels),
        "A history drops out in the year in which a dispute between two great powers first becomes "
        "a war. The bands are intervals of the share itself (50% and 90%, from drawing the draws "
        "again): they would narrow with more draws.",
        f"By {atlas.comparison.years[-1]}: {ends}.",
    )


def who_belongs(atlas: Atlas, contrast: str, found: tuple[Passage, ...]) -> Illustration:
    """The states whose membership at the end differs most between two arms."""
    ranked = found[:MOST_STATES]
    states = atlas.provenance.states
    error = 100.0 * max(by_chance(each) for each in ranked)
    reach = max(110.0 * furthest(ranked), 1.15 * error)
    drawn = charts.lollipops(
        [
            charts.Lollipop(
                f"{states[each.slot][1]} "
                f"({100 * each.first:.0f}% against {100 * each.second:.0f}%)",
                100.0 * each.difference,
                100.0 * by_chance(each),
            )
            for each in ranked
        ],
        error,
        "difference in the probability of membership, points",
        least=reach,
        most=reach,
    )
    words = "; ".join(
        f"{states[each.slot][1]} {number(100 * each.difference, 0, signed=True)} points"
        for each in ranked
    )
    sure = [each for each in found if beyond_chance(each)]
    out = [states[each.slot][1] for each in sure if each.difference < 0]
    into = [states[each.slot][1] for each in sure if each.difference > 0]
    said = []
    if out:
        said.append(f"Less likely to belong: {_some(out)}.")
    if into:
        said.append(f"More likely to belong: {_some(into)}.")
    if not said:
        said.append("For no state is the difference larger than what so few draws leave to chance.")
    first, second = (short_arm(atlas.provenance, arm) for arm in atlas.comparison.pairs[contrast])
    which = atlas.named(contrast)
    return Illustration(
        f"order-who-{_key(atlas, contrast)}",
        f"Who belongs in {atlas.provenance.last_year}: {which}",
        (),
        (
            atlas.panel(
                drawn,
                f"who-{_key(atlas, contrast)}",
                f"Belonging to {the_order(atlas.provenance)}",
                f"{words}.",
            ),
        ),
        "For each state, the share of draws in which it belongs in the arm "
        f"\u201c{first}\u201d less that in \u201c{second}\u201d. A grey bar is what "
        f"{len(atlas.comparison.kept)} draws leave to chance for that state (90% Monte Carlo "
        "error): a difference that ends within it is none that the run can tell from zero. "
        "Among many states some pass it by chance. An arrow stands for a state that nearly always "
        "belongs in one arm and hardly ever in the other, as where the scenario itself puts it in "
        "or out: it may lie beyond the scale, which is that of the others.",
        " ".join(said),
    )


def by_chance(passage: Passage) -> float:
    """The difference that a finite number of draws leaves to chance: 90% Monte Carlo error."""
    return Z90 * passage.error


def beyond_chance(passage: Passage) -> bool:
    """Whether a state's difference is larger than what chance explains."""
    return abs(passage.difference) > by_chance(passage)


def furthest(found: tuple[Passage, ...]) -> float:
    """The largest difference that is no near certainty; the largest of all where every one is."""
    sizes = [abs(each.difference) for each in found]
    return max((size for size in sizes if size < NEARLY_CERTAIN), default=max(sizes))


def where_they_are(atlas: Atlas, contrast: str, found: tuple[Passage, ...]) -> Illustration | None:
    """Every state at its capital, coloured by the difference in its probability of membership."""
    states = atlas.provenance.states
    capability = atlas.provenance.capability
    change = np.zeros(len(states))
    told = [each for each in found if beyond_chance(each)]
    for each in told:
        change[each.slot] = 100.0 * each.difference
    sized = len(capability) == len(states)
    dots = [
        dot_map.Dot(
            state[1],
            state[2],
            state[3],
            22.0 + 1800.0 * capability[slot] if sized else 40.0,
            float(change[slot]) if change[slot] else None,
        )
        for slot, state in enumerate(states)
        if state[2] is not None and state[3] is not None
    ]
    if len(dots) < 2:
        return None
    if not told:
        return None
    sizes = [100.0 * abs(each.difference) for each in told]
    below = [size for size in sizes if size < 100.0 * NEARLY_CERTAIN]
    reach = float(np.quantile(below or sizes, 0.9))
    names = [states[each.slot][1] for each in told[:8]]
    unit = "difference in the probability of membership, points"
    said = (
        f"Furthest apart: {listed(names[:5])}. For {sum(dot.value is None for dot in dots)} of "
        f"{len(dots)} states, in grey, the difference is none or within the Monte Carlo error."
    )
    key = _key(atlas, contrast)
    smaller = [replace(dot, size=0.45 * dot.size) for dot in dots]
    title = f"The world: {atlas.named(contrast)}"
    short = "difference, points"
    panels = (
        atlas.panel(
            dot_map.dot_map(dots, dot_map.WORLD, 1000.0, unit, reach, names),
            f"where-{key}", title, said, Width.WIDE,
        ),
        atlas.panel(
            dot_map.dot_map(smaller, dot_map.WORLD, charts.WIDTH, short, reach, names[:3]),
            f"where-{key}-narrow", title, said, Width.NARROW,
        ),
        atlas.panel(
            dot_map.dot_map(dots, EUROPE, charts.WIDTH, short, reach, names),
            f"where-{key}-europe", "Europe and the Near East", said,
        ),
    )  # fmt: skip
    return Illustration(
        f"order-where-{key}",
        f"Where membership differs: {atlas.named(contrast)}",
        (),
        panels,
        "Each dot is a state, at its capital"
        + ("; its area grows with the state\u2019s capability" if sized else "")
        + ". Orange: likelier to belong in the first arm; purple: less likely; grey: no "
        "difference, or one within the Monte Carlo error (90%) of the figure above. The deepest "
        "shades stand for all differences beyond the ends of the scale.",
        said,
    )


def _moves(atlas: Atlas, name: str) -> bool:
    """Whether a figure differs between any two arms that are compared."""
    return any(
        float(np.abs(atlas.comparison.by_year[each][name].mean).max()) > 1e-6
        or float(np.abs(atlas.comparison.by_year[each][name].q95).max()) > 1e-6
        for each in atlas.comparison.pairs
    )


def _shown(band: Band, transform: Callable[[float], float]) -> Band:
    every = np.vectorize(transform, otypes=[float])
    return Band(*(every(getattr(band, name)) for name in Band.__dataclass_fields__))


def _limits(bands: list[Band], zero: bool) -> tuple[float, float]:
    low = min(float(band.q05.min()) for band in bands)
    high = max(float(band.q95.max()) for band in bands)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    pad = 0.05 * (high - low or 1.0)
    return low - pad, high + pad


def _some(names: list[str], most: int = 8) -> str:
    if len(names) <= most:
        return listed(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _key(atlas: Atlas, contrast: str) -> str:
    return str(list(atlas.comparison.pairs).index(contrast) + 1)
