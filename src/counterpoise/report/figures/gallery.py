"""Every figure of a run, in the order of the report."""

from collections.abc import Iterator

from counterpoise.experiments.comparison import Comparison
from counterpoise.experiments.provenance import Provenance
from counterpoise.report.figures.assumptions import driving_parameters
from counterpoise.report.figures.cost import delay_and_cost
from counterpoise.report.figures.differences import channels, forest
from counterpoise.report.figures.illustration import Atlas, Illustration
from counterpoise.report.figures.order import order_illustrations
from counterpoise.report.figures.over_time import postures, threat
from counterpoise.report.figures.states import movers, state_map
from counterpoise.report.sentences import main_contrast


def illustrations(comparison: Comparison, provenance: Provenance) -> Iterator[Illustration]:
    """The figures that a run has the numbers for.

    Args:
        comparison: What was compared.
        provenance: What the run was.
    """
    atlas = Atlas(comparison, provenance)
    contrast = main_contrast(comparison)
    if provenance.order:
        yield from order_illustrations(atlas)
        if contrast is not None:
            yield forest(atlas)
            drawn = driving_parameters(atlas, contrast)
            if drawn is not None:
                yield drawn
        return
    yield threat(atlas)
    yield postures(atlas)
    if contrast is not None:
        yield forest(atlas)
    yield channels(atlas)
    yield delay_and_cost(atlas)
    if contrast is None:
        return
    found = (
        state_map(atlas, contrast),
        movers(atlas, contrast),
        driving_parameters(atlas, contrast),
    )
    yield from (each for each in found if each is not None)
