"""The record of orders is sound: members are states of their time, and no order contradicts itself.

Each problem names the table and the line.
"""

from collections.abc import Iterator

from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.vocabulary.states import members
from counterpoise.world.orders import EMPTY, dated_rows, day
from counterpoise.world.shipped import Snapshot

WEIGHTS = ("depth", "economic", "security", "rights")
FIRST_YEAR = 1816


def order_problems(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """What is wrong with the record of orders, and with the orders of a snapshot.

    Yields:
        The table concerned and what is wrong, with its line.
    """
    yield from _members()
    yield from _orders()
    present = {member.ccode for member in snapshot.states}
    for order in snapshot.orders:
        for ccode in sorted(order.members - present):
            yield "orders", f"{order.name}: member {ccode} is no state in {snapshot.year}."
        if order.active and order.leader is not None and order.leader not in order.members:
            yield (
                "orders",
                f"{order.name}: its leader {order.leader} is no member in {snapshot.year}.",
            )
        if order.active and not order.members:
            yield "orders", f"{order.name}: it stands in {snapshot.year} and has no members."


def _members() -> Iterator[tuple[str, str]]:
    known = {row["organisation"]: row for _, row in dated_rows("organisations")}
    treaties = {row["treaty"] for _, row in dated_rows("treaties")}
    for line, row in dated_rows("organisations"):
        where = f"organisations.csv, line {line}"
        if row["treaty"] and row["treaty"] not in treaties:
            hint = did_you_mean(row["treaty"], treaties)
            yield "organisations", f"{where}: no treaty {row['treaty']!r} in treaties.csv.{hint}"
        yield from (("organisations", text) for text in _span(where, row))
    last: dict[tuple[str, str], str] = {}
    for line, row in sorted(
        dated_rows("organisation_members"), key=lambda each: (_who(each[1]), day(each[1]["from"]))
    ):
        where = f"organisation_members.csv, line {line}"
        if row["organisation"] not in known:
            hint = did_you_mean(row["organisation"], known)
            yield (
                "organisation_members",
                f"{where}: no organisation {row['organisation']!r} in organisations.csv.{hint}",
            )
            continue
        yield from (("organisation_members", text) for text in _span(where, row))
        for date in filter(None, (row["from"], row["to"])):
            year = max(int(date[:4]), FIRST_YEAR)
            if int(row["ccode"]) not in {member.ccode for member in members(year)}:
                yield (
                    "organisation_members",
                    f"{where}: state {row['ccode']} was no member of the state system in {year}; "
                    "date the membership by the state's own years.",
                )
        if day(row["from"]) < day(known[row["organisation"]]["from"]):
            yield (
                "organisation_members",
                f"{where}: the member joins before the organisation began.",
            )
        before = last.get(_who(row))
        if before is not None and (not before or day(row["from"]) <= day(before)):
            yield "organisation_members", f"{where}: the spell overlaps the one before it."
        last[_who(row)] = row["to"]


def _orders() -> Iterator[tuple[str, str]]:
    organisations = {row["organisation"] for _, row in dated_rows("organisations")}
    names = {row["order"] for _, row in dated_rows("orders")}
    held: dict[str, list[tuple[str, str]]] = {}
    for line, row in dated_rows("orders"):
        where = f"orders.csv, line {line}"
        if row["order"] == EMPTY:
            yield "orders", f"{where}: {EMPTY!r} names an empty slot; choose another name."
        for key in row["organisations"].split(";"):
            if key not in organisations:
                hint = did_you_mean(key, organisations)
                yield "orders", f"{where}: no organisation {key!r} in organisations.csv.{hint}"
        for other in filter(None, row["excludes"].split(";")):
            if other == row["order"]:
                yield "orders", f"{where}: {other} excludes itself; name other orders."
            elif other not in names:
                yield "orders", f"{where}: no order {other!r}.{did_you_mean(other, names)}"
        for weight in WEIGHTS:
            if not 0.0 <= float(row[weight]) <= 1.0:
                yield "orders", f"{where}: {weight} is {row[weight]}, not in 0 to 1."
        yield from (("orders", text) for text in _span(where, row))
        span = (day(row["from"]), day(row["to"]) if row["to"] else "9999")
        if any(a <= span[1] and span[0] <= b for a, b in held.setdefault(row["slot"], [])):
            yield "orders", f"{where}: another order holds slot {row['slot']} in the same years."
        held[row["slot"]].append(span)


def _who(row: dict[str, str]) -> tuple[str, str]:
    return row["organisation"], row["ccode"]


def _span(where: str, row: dict[str, str]) -> Iterator[str]:
    if row["to"] and day(row["to"]) < day(row["from"]):
        yield f"{where}: it ends ({row['to']}) before it begins ({row['from']})."
