"""Which assumptions drive the result, and where each of them comes from."""

from collections.abc import Mapping

from counterpoise.estimation.standing import Standing, standing
from counterpoise.experiments.comparison import Verdict
from counterpoise.experiments.drivers import Drivers, drivers
from counterpoise.experiments.provenance import Provenance
from counterpoise.mechanisms.parameter import Parameter, Source
from counterpoise.models.catalogue import parameters
from counterpoise.report import charts
from counterpoise.report.figures.illustration import (
    Atlas,
    Illustration,
    Panel,
)
from counterpoise.report.numbers import metric_named, number
from counterpoise.report.sentences import (
    headline,
    listed,
)

SOURCES = {
    Source.FITTED: "prior centred on an estimate",
    Source.LITERATURE: "from published work",
    Source.WEAK: "weak prior",
    Source.CALIBRATE: "not calibrated on data",
    Source.FOCAL: "carries a claim",
    Source.SCALE: "a convention",
    Source.ASSUMED: "assumed",
}


def driving_parameters(atlas: Atlas, contrast: str) -> Illustration | None:
    """Rank correlation between parameters and the main contrast."""
    every = parameters()
    panels: list[Panel] = []
    said = []
    names = headline(atlas.comparison) if atlas.provenance.order else ("threat", "p_soft")
    for name in names:
        if atlas.provenance.order and not _settled(atlas, contrast, name):
            continue
        found = drivers(atlas.comparison, contrast, name)
        if not found.found:
            continue
        label = metric_named(name).label
        drawn = charts.lollipops(
            [
                charts.Lollipop(
                    f"{each.address} ({source_of(each.address, atlas.provenance)})", each.rho
                )
                for each in found.found
            ],
            found.chance_bound,
            "rank correlation (Spearman\u2019s rho)",
        )
        text = "; ".join(f"{each.address} {number(each.rho, 2)}" for each in found.found)
        panels.append(
            atlas.panel(
                drawn,
                f"drivers-{name}",
                f"{label}: {atlas.named(contrast)}",
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
        "A result that hangs on parameters that no data have touched is prior-dominated: it "
        "restates assumptions until they are estimated."
        + (
            " Draws of a posterior are correlated: a parameter may follow the result because "
            "another, with which it is correlated, moves it."
            if atlas.provenance.estimated
            else ""
        ),
        " ".join(said),
    )


def _settled(atlas: Atlas, contrast: str, name: str) -> bool:
    return atlas.comparison.verdict(contrast, name) in (Verdict.HIGHER, Verdict.LOWER)


def source_of(address: str, provenance: Provenance) -> str:
    """Where a parameter's prior comes from, in words."""
    if address in provenance.priors:
        return "set by the scenario"
    if address in provenance.estimated:
        dominated = standing(address, provenance.estimated) is Standing.PRIOR_DOMINATED
        return "estimated, prior-dominated" if dominated else "estimated on data"
    declared = parameters().get(address)
    return SOURCES[declared.source] if declared else "unknown"


def _driven(label: str, found: Drivers, every: Mapping[str, Parameter]) -> str:
    beyond = found.beyond_chance
    if not beyond:
        return f"For {label}, no parameter stands out from chance."
    names = [
        f"{each.address} ({_lower(every[each.address].meaning)})"
        if each.address in every
        else each.address
        for each in beyond
    ]
    return f"For {label}, what stands out from chance is {listed(names)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
