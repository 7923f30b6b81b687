"""The real worlds that ship: which there are, how to load, check and describe them."""

from counterpoise.world.shipped import (
    ACTOR,
    AT_LOAD,
    DYAD,
    ActiveTreaty,
    NoSuchWorld,
    Snapshot,
    available,
    load,
)
from counterpoise.world.snapshot_check import Problem, check
from counterpoise.world.snapshot_description import Description, describe

__all__ = [
    "ACTOR",
    "AT_LOAD",
    "DYAD",
    "ActiveTreaty",
    "Description",
    "NoSuchWorld",
    "Problem",
    "Snapshot",
    "available",
    "check",
    "describe",
    "load",
]
