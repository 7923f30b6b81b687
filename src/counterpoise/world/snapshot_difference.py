"""What lies between two recorded years: states, powers, capabilities, positions, ties, members."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from counterpoise.world.shipped import Snapshot

MOVERS = 8
TIES = ("defence_pact", "rivalry")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The way from one world to another.

    Attributes:
        years: Of the two worlds, the earlier first if so asked.
        born: States in the second alone.
        gone: States in the first alone.
        powers_gained: Great powers in the second alone.
        powers_lost: Great powers in the first alone.
        capability: State, share then, share later; those that moved most, of states in both.
        ideal_point: The same for positions; empty where their scales cannot be compared.
        ties_gained: By tie, pairs of states in both worlds that it newly binds.
        ties_lost: The same for pairs that it no longer binds.
        joined: By organisation, members in the second alone.
        left: By organisation, members in the first alone.
    """

    years: tuple[int, int]
    born: tuple[str, ...]
    gone: tuple[str, ...]
    powers_gained: tuple[str, ...]
    powers_lost: tuple[str, ...]
    capability: tuple[tuple[str, float, float], ...]
    ideal_point: tuple[tuple[str, float, float], ...]
    ties_gained: Mapping[str, Pairs]
    ties_lost: Mapping[str, Pairs]
    joined: Mapping[str, tuple[str, ...]]
    left: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, object]:
        """Everything in it, for JSON."""
        return asdict(self)


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """What differs between two worlds.

    Example:
        >>> from counterpoise.world.shipped import load
        >>> difference(load(1985), load(2019)).powers_gained
        ('Germany', 'Japan')
    """
    old, new = _by_code(before), _by_code(after)
    names = {code: before.states[i].name for code, i in old.items()}
    names |= {code: after.states[i].name for code, i in new.items()}
    both = [code for code in old if code in new]
    here, there = [old[c] for c in both], [new[c] for c in both]

    def named(codes: set[int]) -> tuple[str, ...]:
        return tuple(sorted(names[c] for c in codes))

    def movers(variable: str) -> tuple[tuple[str, float, float], ...]:
        x, y = before.values[variable][here], after.values[variable][there]
        order = np.argsort(-np.abs(y - x), kind="stable")[:MOVERS]
        return tuple((names[both[i]], float(x[i]), float(y[i])) for i in order)

    def powers(snapshot: Snapshot) -> set[int]:
        held = snapshot.values["great_power"]
        return {s.ccode for s, value in zip(snapshot.states, held, strict=True) if value}

    gained: dict[str, Pairs] = {}
    lost: dict[str, Pairs] = {}
    for tie in TIES:
        change = np.triu(
            after.values[tie][np.ix_(there, there)] - before.values[tie][np.ix_(here, here)]
        )
        for found, sign in ((gained, 1.0), (lost, -1.0)):
            found[tie] = tuple(
                (names[both[i]], names[both[j]]) for i, j in np.argwhere(change == sign)
            )
    then = {each.key: each.members & set(names) for each in before.organisations}
    later = {each.key: each.members & set(names) for each in after.organisations}
    keys = sorted({*then, *later})
    empty: frozenset[int] = frozenset()
    joined = {k: named(set(later.get(k, empty) - then.get(k, empty))) for k in keys}
    left = {k: named(set(then.get(k, empty) - later.get(k, empty))) for k in keys}
    comparable = (before.year < 1947) == (after.year < 1947)
    return Difference(
        years=(before.year, after.year),
        born=named(set(new) - set(old)),
        gone=named(set(old) - set(new)),
        powers_gained=named(powers(after) - powers(before)),
        powers_lost=named(powers(before) - powers(after)),
        capability=movers("capability"),
        ideal_point=movers("ideal_point") if comparable else (),
        ties_gained=gained,
        ties_lost=lost,
        joined=joined,
        left=left,
    )


def _by_code(snapshot: Snapshot) -> dict[int, int]:
    return {member.ccode: i for i, member in enumerate(snapshot.states)}
