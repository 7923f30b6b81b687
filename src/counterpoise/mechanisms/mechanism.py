"""A mechanism: one theory of how one thing in the world changes, in one file.

It declares its phase, what it reads and writes, whom it cites, and its parameters. From the class
alone the project derives the contract tests, the reference page, the listing in the shell, the
priors, and the bibliography of a run.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import ClassVar

import equinox as eqx
from jaxtyping import Array

from counterpoise.mechanisms.geography import Geography, Land
from counterpoise.mechanisms.parameter import Parameter, Scalar
from counterpoise.mechanisms.phase import Phase
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

Changes = dict[str, Array]
Values = Mapping[str, Scalar]


class Mechanism(eqx.Module):
    """The interface of all mechanisms.

    A subclass's fields are its parameters (declared with ``parameter`` or ``borrowed``) and, as
    static fields, its published variants.
    """

    block: ClassVar[str]
    phase: ClassVar[Phase]
    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]]
    cites: ClassVar[tuple[str, ...]]

    @abstractmethod
    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """What happens in this phase of the year.

        Args:
            world: The world as it entered the phase; read only what ``reads`` names.
            land: What distance does.
            chance: The draws that this mechanism owns this year.

        Returns:
            For each variable in ``writes``, the increment on its link scale, or the value itself
            where its link is ``value``.
        """

    def begin(self, world: World, land: Land) -> Changes:
        """Values (not increments) that this mechanism must set before the first year.

        Called in phase order for a few rounds, so that what depends on one another settles.
        """
        return {}

    def bind(self, values: Values) -> "Mechanism":
        """This mechanism with its parameters, own and borrowed, taken from ``values``."""
        found = {
            field.name: values[address]
            for field in fields(self)
            if (address := _address(type(self), field)) is not None and address in values
        }
        return replace(self, **found)


def _address(owner: type, field: object) -> str | None:
    metadata = field.metadata  # type: ignore[attr-defined]
    if "parameter" in metadata:
        return f"{owner.block}.{field.name}"  # type: ignore[attr-defined]
    return metadata.get("borrowed")


def parameters_of(owner: type[Mechanism] | type[Geography]) -> tuple[Parameter, ...]:
    """The parameters that a mechanism class declares, with their addresses."""
    return tuple(
        replace(field.metadata["parameter"], block=owner.block, name=field.name)
        for field in fields(owner)
        if "parameter" in field.metadata
    )


def borrows_of(owner: type[Mechanism]) -> tuple[str, ...]:
    """Addresses of the parameters that a mechanism class takes from other blocks."""
    return tuple(
        field.metadata["borrowed"] for field in fields(owner) if "borrowed" in field.metadata
    )
