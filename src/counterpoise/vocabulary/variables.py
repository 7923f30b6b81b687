"""Every variable of the world, declared once, in ``variables.csv``.

The table drives the world's fields, the contract tests, the reference page and the labels of
figures, so that a word has one meaning in the whole library.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Kind(StrEnum):
    """Where in time a variable lives."""

    STOCK = "stock"  # stands at the bounds of years
    FLOW = "flow"  # a rate or probability within a year
    EVENT = "event"  # something that did or did not happen within a year


class Link(StrEnum):
    """The scale on which a mechanism changes a variable, so that its bounds hold without clipping.

    On every scale but ``VALUE`` a mechanism returns an increment, and the increments of several
    mechanisms in one phase add up. A ``VALUE`` is written as it is, by one mechanism in a phase.
    """

    SHARE = "share"  # log, then renormalised to sum to one
    LOG = "log"
    LOGIT = "logit"
    IDENTITY = "identity"
    BINARY = "binary"  # +1 switches on, -1 switches off
    VALUE = "value"


class UnknownVariable(ValueError):
    """No variable has this name."""


@dataclass(frozen=True)
class Variable:
    """One row of ``variables.csv``.

    Attributes:
        name: The field's name in :class:`counterpoise.world.world.World`.
        symbol: The symbol that the theory pages use, or an empty string.
        dims: The names of its axes, outermost first.
        unit: The unit of a value.
        link: The scale on which mechanisms change it.
        kind: Stock, flow or event.
        meaning: One plain sentence.
    """

    name: str
    symbol: str
    dims: tuple[str, ...]
    unit: str
    link: Link
    kind: Kind
    meaning: str


@cache
def variables() -> dict[str, Variable]:
    """All variables by name, in the order of the table.

    Example:
        >>> variables()["threat"].dims
        ('actor', 'target')
    """
    text = files("counterpoise.vocabulary").joinpath("variables.csv").read_text("utf-8")
    return {
        row["name"]: Variable(
            name=row["name"],
            symbol=row["symbol"],
            dims=tuple(row["dims"].split()),
            unit=row["unit"],
            link=Link(row["link"]),
            kind=Kind(row["kind"]),
            meaning=row["meaning"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def variable(name: str) -> Variable:
    """The variable called ``name``.

    Raises:
        UnknownVariable: There is none; the message names the nearest.
    """
    from counterpoise.vocabulary.near_miss import did_you_mean

    try:
        return variables()[name]
    except KeyError:
        raise UnknownVariable(
            f"no variable is called {name!r}.{did_you_mean(name, variables())} "
            "`counterpoise variables` lists them all."
        ) from None
