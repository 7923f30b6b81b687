"""The world of a real year, ready to run: what a snapshot holds, and what it does not.

A snapshot holds what is on record. Two things that the model needs are not in it:

- *membership* and *legitimacy* of the order: everybody is a member of the one order, the United
  Nations, and everybody finds it as legitimate as the scenario says.
- how prone each pair of states is to force (*frailty*, *conflict stock*): see
  ``conflict_record.py``.

Beliefs, expectations and equilibrium arms are set by the model when a run begins.
"""

import numpy as np

from counterpoise.world.arrays import as_world, empty_world
from counterpoise.world.conflict_record import modelled_conflict
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
)
"""Variables taken from the snapshot as they are."""


class IncompleteWorld(ValueError):
    """A snapshot lacks values that a run needs."""


def observed_world(
    snapshot: Snapshot, acts: int = 64, scheduled: int = 1, legitimacy: float = LEGITIMACY
) -> World:
    """The world with which a recorded year opens.

    Args:
        snapshot: The states of the year and what is known of them.
        acts: Places in the list of acts.
        scheduled: Acts that a scenario can prescribe in one year.
        legitimacy: Of the order, the same for every state.

    Raises:
        IncompleteWorld: A value is missing; the message says which and of whom.

    Example:
        >>> from counterpoise.world.snapshot import load
        >>> observed_world(load(2003)).actors
        192
    """
    values = empty_world(len(snapshot.states), acts, scheduled)
    for name in RECORDED:
        values[name] = _complete(snapshot, name)
    codes = [state.ccode for state in snapshot.states]
    values["code"] = np.array(codes, np.int32)
    values["present"][:] = 1.0
    values["membership"][:] = 1.0
    values["order_active"][:] = 1.0
    values["order_authorises"][:] = 1.0
    values["legitimacy"][:] = legitimacy
    values["frailty"], values["conflict_stock"] = modelled_conflict(
        values["contiguity"], values["rivalry"], values["great_power"]
    )
    return as_world(values)


def _complete(snapshot: Snapshot, name: str) -> np.ndarray:
    found = np.array(snapshot.values[name], float)
    if not np.isfinite(found).all():
        first = snapshot.states[int(np.argwhere(~np.isfinite(found))[0][0])].name
        raise IncompleteWorld(
            f"the world of {snapshot.year} has no `{name}` for {first}. "
            f"See what it lacks with `counterpoise world check {snapshot.year}`."
        )
    return found
