"""What a study says, in plain words, by rule."""

from collections.abc import Mapping, Sequence

from counterpoise.experiments.discovery import Discovery
from counterpoise.experiments.indices import Index
from counterpoise.experiments.outcome import Outcome
from counterpoise.experiments.sweep import Axis, GridPoint
from counterpoise.measures.metric import Metric
from counterpoise.report.numbers import percent

NAMED = 3
LEAST_INDEX = 0.01


def title(metric: Metric, outcome: Outcome) -> str:
    """What was asked, as a heading.

    Example:
        >>> from counterpoise.report.numbers import metric_named
        >>> title(metric_named("p_soft"), Outcome("p_soft", "force", "none"))
        'Soft balancing, force − none'
    """
    return f"{metric.label}, {outcome.where.replace(' - ', ' − ')}"


def of_indices(found: Sequence[Index], metric: Metric, outcome: Outcome) -> str:
    """Which parameters the outcome hangs on, and how."""
    what = title(metric, outcome)
    idle = sum(each.weight == 0 for each in found)
    rest = f" Of {len(found)} parameters, {idle} moved it at no point." if idle else ""
    if found[0].mu_star is not None:
        strongest = ", ".join(
            f"`{each.address}` ({each.weight:.3g})" for each in found[:NAMED] if each.weight > 0
        )
        return (
            f"{what}: how far a parameter moves it over the middle 90% of its prior, in the mean "
            f"of absolute effects ({metric.unit}): {strongest}.{rest}"
        )
    strongest = ", ".join(
        f"`{each.address}` ({percent(min(each.weight, 1.0))})"
        for each in found[:NAMED]
        if each.weight >= LEAST_INDEX
    )
    alone = sum(each.first.mean for each in found if each.first is not None)
    shared = min(max(1.0 - alone, 0.0), 1.0)
    return (
        f"{what}: of its variance over these parameters, the share in which each takes part: "
        f"{strongest}. About {percent(shared)} comes from several parameters together.{rest}"
    )


def of_sweep(
    axes: Sequence[Axis], found: Sequence[GridPoint], metric: Metric, outcome: Outcome
) -> str:
    """How the outcome changes from the first point of a grid to the last, within draws."""
    first, last = found[0], found[-1]
    moves = " and ".join(
        f"`{axis.address}` goes from {low:.3g} to {high:.3g}"
        for axis, low, high in zip(axes, first.at, last.at, strict=True)
    )
    change = last.change
    if change.q05 > 0 or change.q95 < 0:
        how = "rises" if change.q05 > 0 else "falls"
        said = (
            f"{how} by {abs(change.q50):.3g} (median change over draws, in {metric.unit}; 90%: "
            f"{change.q05:.3g} to {change.q95:.3g})"
        )
    elif change.q05 == change.q95 == 0:
        said = "is the same in nearly every draw"
    else:
        said = (
            "changes by an amount not distinguishable from zero (90% of draws: "
            f"{change.q05:.3g} to {change.q95:.3g} {metric.unit})"
        )
    return f"{title(metric, outcome)}: as {moves}, it {said}."


def of_discovery(
    found: Discovery,
    addresses: Sequence[str],
    meanings: Mapping[str, str],
    metric: Metric,
    outcome: Outcome,
    above: bool,
    threshold: float,
) -> tuple[str, ...]:
    """Where futures of the kind lie, box by box, and whether that holds in draws left out."""
    kind = f"{title(metric, outcome)} is {'above' if above else 'below'} {threshold:.3g}"
    said = [f"{kind} ({metric.unit}) in {percent(found.rate)} of draws."]
    if not found.boxes:
        return (*said, "No range of any parameter tells these futures from the others.")
    for number, each in enumerate(found.boxes, start=1):
        restrictions = [
            f"{_range(addresses[column], each.step.box.low[column], each.step.box.high[column])} "
            f"({_lowered(meanings[addresses[column]])})"
            for column in sorted(each.chances, key=lambda column: each.chances[column])
        ]
        opening = "Mostly when" if number == 1 else "Of the rest, mostly when"
        said.append(
            f"{opening} {' and '.join(restrictions)}: this covers {percent(each.step.coverage)} of "
            f"such futures, and {percent(each.step.density)} of the draws in the box are such."
        )
    if found.held_out is not None:
        held = found.held_out
        if held.density != held.density:
            said.append("No first box found in some of the draws holds any of those left out.")
        else:
            doubt = (
                "" if held.density > found.rate else " No more than everywhere: do not trust it."
            )
            said.append(
                f"First boxes found without a fifth of the draws cover {percent(held.coverage)} of "
                f"such futures in that fifth, with a density of {percent(held.density)}.{doubt}"
            )
    return tuple(said)


def _range(address: str, low: float, high: float) -> str:
    if low == float("-inf"):
        return f"`{address}` is at most {high:.3g}"
    if high == float("inf"):
        return f"`{address}` is at least {low:.3g}"
    return f"`{address}` is from {low:.3g} to {high:.3g}"


def _lowered(meaning: str) -> str:
    """A meaning within a sentence; acronyms stay."""
    return meaning[:1].lower() + meaning[1:] if meaning[1:2].islower() else meaning
