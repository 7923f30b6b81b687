"""A scenario asks one question: what would differ had this been done instead of that?

It names a world to start from, a power and a state that the question turns on, and *arms*: courses
of events that share everything but their interventions. Shapes and ranges are checked here;
whether the names mean anything in that world is checked in ``checking.py``.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from counterpoise.scenarios.fields import (
    MOST_DRAWS,
    MOST_ORDERS,
    MOST_SEED,
    MOST_YEARS,
    AssemblyName,
    GreatPowersFrom,
    Line,
    Name,
    OffenceOf,
    Real,
    Share,
    StateName,
    Strict,
    Whole,
    WithForesight,
)
from counterpoise.scenarios.interventions import Intervention

__all__ = [
    "Arm",
    "FreshPrior",
    "ModelOptions",
    "Scenario",
    "SyntheticChoice",
]


class SyntheticSize(Strict):
    """A world of states that do not exist, for thought experiments and tests."""

    n: Annotated[Whole, Field(ge=3, le=400)]
    seed: Annotated[Whole, Field(ge=0, le=MOST_SEED)] = 0
    orders: Annotated[Whole, Field(ge=1, le=MOST_ORDERS)] = 1


class SyntheticChoice(Strict):
    """``world: {synthetic: {n: 20, seed: 1}}``."""

    synthetic: SyntheticSize


class ModelOptions(Strict):
    """Which mechanisms are put together, and which published variants they use."""

    assembly: AssemblyName = "balance_of_threat"
    great_powers: GreatPowersFrom = "given"
    offence: OffenceOf = "total"
    foresight: WithForesight = "foreseeing"


class FreshPrior(Strict):
    """A belief about a parameter that replaces its declared prior."""

    mean: Real
    sd: Annotated[Real, Field(gt=0)]


class Freed(Strict):
    """Switch on an effect that is off by default, with the prior it declares for that case."""

    free: Literal[True]


def _number_or_mapping(given: Any) -> str:
    if isinstance(given, dict):
        return "freed" if "free" in given else "prior"
    return (
        "prior"
        if isinstance(given, FreshPrior)
        else ("freed" if isinstance(given, Freed) else "number")
    )


ParameterChoice = Annotated[
    Annotated[Real, Tag("number")]
    | Annotated[FreshPrior, Tag("prior")]
    | Annotated[Freed, Tag("freed")],
    Discriminator(_number_or_mapping),
]
"""A value, a prior, or ``{free: true}``."""


def _recorded_or_synthetic(given: Any) -> str:
    return "synthetic" if isinstance(given, dict | SyntheticChoice) else "year"


WorldYear = Annotated[Whole, Field(ge=1816, le=2100)]
WorldChoice = Annotated[
    Annotated[WorldYear, Tag("year")] | Annotated[SyntheticChoice, Tag("synthetic")],
    Discriminator(_recorded_or_synthetic),
]
"""The year of a world that ships, or a synthetic world."""


class Arm(Strict):
    """One course of events.

    Attributes:
        label: What tables and figures call it.
        interventions: What is prescribed; nothing in an arm that lets events take their course.
    """

    label: Line
    interventions: list[Intervention] = Field(default_factory=list, max_length=200)


class Scenario(Strict):
    """What to run and what to compare.

    Attributes:
        name: Short name, as typed in the shell.
        title: Heading of the report.
        question: The question, as one plain sentence.
        world: Year of a world that ships, or a synthetic one.
        first_year: Calendar year of the first step; the year of the world unless it is synthetic.
        years: How many years to run.
        draws: How many draws of the parameters.
        seed: Of the run.
        power: The power that the run reports on.
        target: The state on which it would use force.
        act_year: The year that the question turns on.
        order: The order that the question turns on, by name; none by default.
        model: Which assembly of mechanisms is run, and which published variants it uses.
        legitimacy: Of the order, the same for every state.
        parameters: Values or priors in place of the declared ones, by address.
        arms: By name; the first is what the others are compared with by default.
        contrasts: Pairs of arms: the first minus the second.
    """

    name: Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    title: Line
    question: Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
    world: WorldChoice
    first_year: Annotated[Whole, Field(ge=1, le=3000)] | None = None
    years: Annotated[Whole, Field(ge=1, le=MOST_YEARS)]
    draws: Annotated[Whole, Field(ge=1, le=MOST_DRAWS)]
    seed: Annotated[Whole, Field(ge=0, le=MOST_SEED)] = 0
    power: StateName
    target: StateName
    act_year: Whole
    order: Name | None = None
    model: ModelOptions = ModelOptions()
    legitimacy: Share = 0.6
    parameters: dict[str, ParameterChoice] = Field(default_factory=dict)
    arms: Annotated[dict[str, Arm], Field(min_length=1, max_length=50)]
    contrasts: list[Annotated[list[str], Field(min_length=2, max_length=2)]] | None = None
