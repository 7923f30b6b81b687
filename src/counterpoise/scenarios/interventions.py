"""What a scenario prescribes: acts, values of parameters and of variables, mechanisms left out.

Years are calendar years and both ends count. An intervention acts at the start of each of its
years. A prescribed act happens whatever the model would have decided.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from counterpoise.scenarios.fields import Name, Real, Share, StateName, States, Strict, Truth, Whole

KINDS = ("act", "parameter", "variable", "off")


class ActPrescribed(Strict):
    """One state uses force on another.

    Attributes:
        year: When.
        actor: Who uses force.
        target: On whom.
        severity: From 0 to 1; 0.35 is a militarised dispute, 1 a war.
        authorised: Whether the order authorised it.
    """

    year: Whole
    actor: StateName
    target: StateName
    severity: Share = 1.0
    authorised: Truth = False


class ParameterPrescribed(Strict):
    """A parameter takes a value in some years, in every draw."""

    address: Name
    value: Real
    first: Annotated[Whole | None, Field(alias="from")] = None
    last: Annotated[Whole | None, Field(alias="to")] = None


class VariablePrescribed(Strict):
    """A variable of the world is changed, for some states, in some years.

    Attributes:
        name: The variable.
        operation: ``set`` to the value, ``add`` it, or ``multiply`` by it.
        value: The number.
        of: Whose: states, ``all`` or ``great powers``.
        toward: Of a variable that a state has toward another: toward whom. All by default.
        order: Of a variable that an order has, or a state in an order: which. All by default.
        first: First year (``from``): the first of the run by default.
        last: Last year (``to``): by default the end of the run for ``set``, and ``from`` for the
            others, which would otherwise be applied again each year.
    """

    name: Name
    operation: Literal["set", "add", "multiply"]
    value: Real
    of: States
    toward: States = "all"
    order: Name | None = None
    first: Annotated[Whole | None, Field(alias="from")] = None
    last: Annotated[Whole | None, Field(alias="to")] = None


class SwitchedOff(Strict):
    """A mechanism does nothing in some years."""

    mechanism: Name
    first: Annotated[Whole | None, Field(alias="from")] = None
    last: Annotated[Whole | None, Field(alias="to")] = None


class Intervention(Strict):
    """Exactly one of the four kinds."""

    act: ActPrescribed | None = None
    parameter: ParameterPrescribed | None = None
    variable: VariablePrescribed | None = None
    off: SwitchedOff | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise PydanticCustomError(
                "one_kind",
                "an intervention is one of act, parameter, variable, off; this has "
                + (" and ".join(given) if given else "none of them"),
            )
        return self
