"""What may stand in a scenario: whole numbers, finite numbers, names; nothing is guessed.

``"10"`` is not 10 and ``true`` is not 1. A limit says why it is there.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

MOST_DRAWS = 100_000
MOST_YEARS = 500
MOST_ORDERS = 8
MOST_SEED = 2**31 - 1
BOUNDS = {"draws": (1, MOST_DRAWS), "years": (1, MOST_YEARS), "seed": (0, MOST_SEED)}
"""Least and greatest values of what a run may replace in a scenario."""

LIMITS = {
    "draws": f"more than {MOST_DRAWS:,} draws do not fit in memory; intervals settle by 1,000",
    "years": f"nothing in the model is meant to hold for more than {MOST_YEARS} years",
    "seed": f"a seed is a whole number from 0 to {MOST_SEED}",
    "n": "a world has from 3 to 400 states",
    "orders": f"a world has from 1 to {MOST_ORDERS} orders",
    "world": "worlds are numbered by calendar year, from 1816",
    "interventions": "an arm holds at most 200 interventions",
    "arms": "a scenario has from 1 to 50 arms",
}
"""Why a value has the limits that it has, by key."""

Whole = Annotated[int, Field(strict=True)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Truth = Annotated[bool, Field(strict=True)]
Line = Annotated[str, Field(strict=True, min_length=1, max_length=200, pattern=r"^[^\n]*\S[^\n]*$")]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
StateNumber = Annotated[int, Field(strict=True, ge=1, le=10_000)]


def _number_or_text(given: Any) -> str:
    return "number" if isinstance(given, int) and not isinstance(given, bool) else "text"


def _list_or_one(given: Any) -> str:
    return "list" if isinstance(given, list) else "one"


StateName = Annotated[
    Annotated[Name, Tag("text")] | Annotated[StateNumber, Tag("number")],
    Discriminator(_number_or_text),
]
"""A state as people type it: a name, letters, or a number."""

StateNames = Annotated[list[StateName], Field(min_length=1, max_length=400)]
States = Annotated[
    Annotated[StateName, Tag("one")] | Annotated[StateNames, Tag("list")],
    Discriminator(_list_or_one),
]
"""One state, a group of states, or a list of states."""

AssemblyName = Literal[
    "balance_of_threat",
    "liberal_order",
    "cold_war",
    "concert_of_europe",
    "world_without_the_west",
]
GreatPowersFrom = Literal["given", "endogenous"]
OffenceOf = Literal["total", "land", "sea"]
WithForesight = Literal["foreseeing", "myopic"]


class Strict(BaseModel):
    """A mapping with known keys and no others, that never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
