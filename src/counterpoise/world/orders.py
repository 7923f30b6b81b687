"""Orders of the record: which there were in a year, who led them, and who belonged.

An order of the model is made of organisations. ``record/orders.csv`` says which, with the years in
which the order existed, its slot, its leader, and the weights of what it offers and asks; the
choice is there and not here. ``record/organisations.csv`` and ``record/organisation_members.csv``
hold memberships with dates; an organisation that rests on a treaty takes the treaty's parties.

A state belongs to an order if it belongs to any of its organisations as the year opens. Where one
order excludes another and the record has a state in both, it counts in the order that excludes.

Slots keep their meaning from year to year, so that worlds can be compared: 0 is the order that
lends authority, 1 its rival, 2 the non-aligned. A slot below the highest in use that no order
holds is empty: it exists, is inactive, and has no members.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["EMPTY", "Order", "Orders", "Organisation", "day", "orders_of", "organisations_of"]

_RECORD = Path(__file__).with_name("record")
Orders = Literal["recorded", "universal"]
"""Orders as the record has them, or one order to which every state belongs."""

EMPTY = "rival"
"""Name of a slot that no order holds this year."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as a year opens.

    Attributes:
        key: Short name, as in ``organisations.csv``.
        name: Full name.
        members: COW numbers.
    """

    key: str
    name: str
    members: frozenset[int]


@dataclass(frozen=True, slots=True)
class Order:
    """An order as a year opens.

    Attributes:
        name: Short name, by which scenarios call it.
        title: Name for people.
        active: False for a slot that no order holds.
        leader: COW number of the leading state; None where there is none.
        authorises: Whether its council lends its authority to the use of force.
        depth: How much of their sovereignty members give up, 0 to 1.
        economic: Weight of trade in what it offers, 0 to 1.
        security: Weight of guarantees in what it offers, 0 to 1.
        rights: Weight of political rights in what it asks, 0 to 1.
        excludes: Names of orders that membership rules out.
        organisations: Keys of those that it is made of.
        members: COW numbers.
        reason: Why it is recorded so.
    """

    name: str
    title: str
    active: bool
    leader: int | None
    authorises: bool
    depth: float
    economic: float
    security: float
    rights: float
    excludes: tuple[str, ...]
    organisations: tuple[str, ...]
    members: frozenset[int]
    reason: str


def day(date: str) -> str:
    """A date that can be compared: where only the year is sure, the event falls at its end.

    Example:
        >>> day("1961-09-06"), day("1962")
        ('1961-09-06', '1962-12-31')
    """
    return date if len(date) == 10 else f"{date}-12-31"


def standing(row: Mapping[str, str], date: str) -> bool:
    """Whether a dated spell covers a day."""
    return day(row["from"]) <= date and (not row["to"] or date <= day(row["to"]))


def organisations_of(year: int, date: str | None = None) -> tuple[Organisation, ...]:
    """The organisations that stand as a year opens, with their members.

    Args:
        year: Calendar year.
        date: Another day, ISO 8601; by default 1 January.

    Example:
        >>> {each.key: len(each.members) for each in organisations_of(1986)}["gatt_wto"]
        90
    """
    when = date or f"{year}-01-01"
    members: dict[str, set[int]] = {}
    for row in _rows("organisation_members"):
        if standing(row, when):
            members.setdefault(row["organisation"], set()).add(int(row["ccode"]))
    parties: dict[str, set[int]] = {}
    for row in _rows("treaty_members"):
        if standing(row, when):
            parties.setdefault(row["treaty"], set()).add(int(row["ccode"]))
    return tuple(
        Organisation(
            row["organisation"],
            row["name"],
            frozenset(
                parties.get(row["treaty"], set())
                if row["treaty"]
                else members.get(row["organisation"], set())
            ),
        )
        for row in _rows("organisations")
        if standing(row, when)
    )


def orders_of(year: int) -> tuple[Order, ...]:
    """The orders that stand as a year opens, by slot.

    Example:
        >>> [order.name for order in orders_of(1985)]
        ['liberal', 'communist', 'non_aligned']
        >>> orders_of(1992)[1].active
        False
    """
    belongs = {each.key: each.members for each in organisations_of(year)}
    found = {
        int(row["slot"]): _order(row, belongs)
        for row in _rows("orders")
        if standing(row, f"{year}-01-01")
    }
    excluded = {
        name: frozenset().union(*(o.members for o in found.values() if name in o.excludes))
        for name in (order.name for order in found.values())
    }
    slots = range(max(found, default=-1) + 1)
    return tuple(_settled(found[slot], excluded) if slot in found else _empty() for slot in slots)


def _order(row: Mapping[str, str], belongs: Mapping[str, frozenset[int]]) -> Order:
    made_of = tuple(row["organisations"].split(";"))
    return Order(
        name=row["order"],
        title=row["title"],
        active=True,
        leader=int(row["leader"]) if row["leader"] else None,
        authorises=row["authorises"] == "1",
        depth=float(row["depth"]),
        economic=float(row["economic"]),
        security=float(row["security"]),
        rights=float(row["rights"]),
        excludes=tuple(name for name in row["excludes"].split(";") if name),
        organisations=made_of,
        members=frozenset().union(*(belongs.get(key, frozenset()) for key in made_of)),
        reason=row["reason"],
    )


def _settled(order: Order, excluded: Mapping[str, frozenset[int]]) -> Order:
    return replace(order, members=order.members - excluded[order.name])


def _empty() -> Order:
    return Order(
        name=EMPTY,
        title="No rival order",
        active=False,
        leader=None,
        authorises=False,
        depth=0.0,
        economic=0.0,
        security=0.0,
        rights=0.0,
        excludes=(),
        organisations=(),
        members=frozenset(),
        reason="No order stood here as the year opened",
    )


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (_RECORD / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def dated_rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row of a table of the record with the number of its line."""
    yield from enumerate(_rows(name), start=2)
