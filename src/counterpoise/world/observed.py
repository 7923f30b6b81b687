"""The world of a real year, ready to run: what a snapshot holds, and what it does not.

A snapshot holds what is on record. Two things that the model needs are not in it:

- how *legitimate* anybody finds an order: everybody finds every order as legitimate as the
  scenario says.
- how prone each pair of states is to force (*frailty*, *conflict stock*): see
  ``conflict_record.py``.

Orders and their members are those of the record (``orders.py``). The earlier reading, one order to
which everybody belongs (the United Nations), is still there as ``orders="universal"``. Models
without orders read neither membership nor what orders are made of, so the two give the same years.

Beliefs, expectations and equilibrium arms are set by the model when a run begins.
"""

from collections.abc import Sequence

import numpy as np

from counterpoise.world.arrays import as_world, empty_world
from counterpoise.world.conflict_record import modelled_conflict
from counterpoise.world.orders import Order, Orders
from counterpoise.world.snapshot import Snapshot
from counterpoise.world.world import World

LEGITIMACY = 0.6
RECORDED = (
    "capability",
    "gdp",
    "income",
    "military_spending",
    "military_personnel",
    "ideal_point",
    "ideal_point_sd",
    "democracy",
    "great_power",
    "nuclear",
    "council_seat",
    "veto",
    "distance",
    "contiguity",
    "trade_share",
    "defence_pact",
    "rivalry",
    "basing",
    "openness",
    "benefit_share",
)
"""Variables taken from the snapshot as they are."""


class IncompleteWorld(ValueError):
    """A snapshot lacks values that a run needs."""


def observed_world(
    snapshot: Snapshot,
    acts: int = 64,
    scheduled: int = 1,
    legitimacy: float = LEGITIMACY,
    orders: Orders = "recorded",
) -> World:
    """The world with which a recorded year opens.

    Args:
        snapshot: The states of the year and what is known of them.
        acts: Places in the list of acts.
        scheduled: Acts that a scenario can prescribe in one year.
        legitimacy: Of every order, the same for every state.
        orders: Those of the record, or one to which all belong.

    Raises:
        IncompleteWorld: A value is missing; the message says which and of whom.

    Example:
        >>> from counterpoise.world.snapshot import load
        >>> observed_world(load(2003)).actors
        192
    """
    count = len(snapshot.orders) if orders == "recorded" else 1
    values = empty_world(len(snapshot.states), acts, scheduled, count)
    for name in RECORDED:
        values[name] = _complete(snapshot, name)
    codes = [state.ccode for state in snapshot.states]
    values["code"] = np.array(codes, np.int32)
    values["present"][:] = 1.0
    values["legitimacy"][:] = legitimacy
    if orders == "recorded":
        values["membership"][:] = snapshot.membership
        _put_orders(values, snapshot.orders, codes)
    else:
        values["membership"][:] = 1.0
        values["order_active"][:] = 1.0
        values["order_authorises"][:] = 1.0
    values["frailty"], values["conflict_stock"] = modelled_conflict(
        values["contiguity"], values["rivalry"], values["great_power"]
    )
    return as_world(values)


def _put_orders(values: dict[str, np.ndarray], orders: Sequence[Order], codes: list[int]) -> None:
    names = [order.name for order in orders]
    for slot, order in enumerate(orders):
        values["order_active"][slot] = float(order.active)
        values["order_leader"][slot] = -1 if order.leader is None else codes.index(order.leader)
        values["order_authorises"][slot] = float(order.authorises)
        values["order_depth"][slot] = order.depth
        values["order_economic"][slot] = order.economic
        values["order_security"][slot] = order.security
        values["order_rights"][slot] = order.rights
        for other in order.excludes:
            if other in names:
                values["exclusive"][slot, names.index(other)] = 1.0
                values["exclusive"][names.index(other), slot] = 1.0


def _complete(snapshot: Snapshot, name: str) -> np.ndarray:
    found = np.array(snapshot.values[name], float)
    if not np.isfinite(found).all():
        first = snapshot.states[int(np.argwhere(~np.isfinite(found))[0][0])].name
        raise IncompleteWorld(
            f"the world of {snapshot.year} has no `{name}` for {first}. "
            f"See what it lacks with `counterpoise world check {snapshot.year}`."
        )
    return found
