"""What stands behind a parameter: data that moved it, data that hardly did, or none at all.

A parameter that was estimated or calibrated is *moved* or, where prior and posterior overlap by
more than ``PRIOR_DOMINATED``, *prior-dominated*. Any other is *untouched* where its prior is weak,
assumed, carries a claim or waits to be calibrated; it is *published* where it comes from the
literature or from an estimate made for its default; and a convention is *conventional*. Whatever
follows what data have not moved restates assumptions. Runs, reports and propositions all ask here.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from counterpoise.estimation.posterior import PRIOR_DOMINATED
from counterpoise.mechanisms.parameter import Source
from counterpoise.models.catalogue import parameters

NO_DATA = frozenset({Source.CALIBRATE, Source.ASSUMED, Source.FOCAL, Source.WEAK})
"""Sources of priors that no data have set."""


class Standing(StrEnum):
    """What stands behind a parameter."""

    MOVED = "moved"
    PRIOR_DOMINATED = "prior-dominated"
    UNTOUCHED = "untouched"
    PUBLISHED = "published"
    CONVENTIONAL = "conventional"


def standing(address: str, overlaps: Mapping[str, float]) -> Standing:
    """What stands behind the parameter of this address.

    Args:
        address: Of the parameter; a quantity that only a likelihood has stands as published.
        overlaps: Overlap of prior and posterior of all that is drawn from a posterior.

    Example:
        >>> standing("concert.c0", {}).value, standing("concert.c0", {"concert.c0": 0.95}).value
        ('untouched', 'prior-dominated')
        >>> standing("concert.c0", {"concert.c0": 0.3}).value
        'moved'
    """
    if address in overlaps:
        dominated = overlaps[address] > PRIOR_DOMINATED
        return Standing.PRIOR_DOMINATED if dominated else Standing.MOVED
    declared = parameters().get(address)
    if declared is None:
        return Standing.PUBLISHED
    if declared.source in NO_DATA:
        return Standing.UNTOUCHED
    return Standing.CONVENTIONAL if declared.source is Source.SCALE else Standing.PUBLISHED


def is_assumption(address: str, overlaps: Mapping[str, float]) -> bool:
    """Whether what follows this parameter restates an assumption."""
    return standing(address, overlaps) in (Standing.PRIOR_DOMINATED, Standing.UNTOUCHED)


def of_standing(
    addresses: Iterable[str], overlaps: Mapping[str, float], *wanted: Standing
) -> tuple[str, ...]:
    """Those of the parameters that stand so, in their order.

    Example:
        >>> model = ("concert.c0", "threat.theta_P", "initiation.i_d")
        >>> of_standing(model, {"initiation.i_d": 0.9}, Standing.PRIOR_DOMINATED)
        ('initiation.i_d',)
        >>> of_standing(model, {}, Standing.UNTOUCHED)
        ('concert.c0',)
    """
    return tuple(address for address in addresses if standing(address, overlaps) in wanted)
