"""A world that ships, on one page: who is powerful, who is bound to whom, what is guessed."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np

from counterpoise.vocabulary.coverage import Coverage
from counterpoise.world.shipped import ACTOR, AT_LOAD, DYAD, Snapshot


@dataclass(frozen=True, slots=True)
class Description:
    """A snapshot in a page.

    Attributes:
        year: Calendar year.
        states: Number of states.
        great_powers: Name and capability share, greatest first.
        capabilities: Name and share of the ten most capable states, greatest first.
        pacts: Name of each treaty in force, number of parties, number of pairs; widest first.
        counts: Unordered pairs under a defence pact, in rivalry, contiguous; ordered pairs of
            host and sender; nuclear states; council members.
        orders: Title, leader (empty where none), number of members and their share of capability;
            active orders only.
        organisations: Name and number of members.
        rivalries: Pairs of names, the most capable first.
        neighbours: Ten pairs of great powers and their distance in km, nearest first.
        coverage: Variable, and how many of its values carry each label.
        notes: What a reader should know before relying on the world.
    """

    year: int
    states: int
    great_powers: tuple[tuple[str, float], ...]
    capabilities: tuple[tuple[str, float], ...]
    pacts: tuple[tuple[str, int, int], ...]
    counts: Mapping[str, int]
    orders: tuple[tuple[str, str, int, float], ...]
    organisations: tuple[tuple[str, int], ...]
    rivalries: tuple[tuple[str, str], ...]
    neighbours: tuple[tuple[str, str, float], ...]
    coverage: tuple[tuple[str, Mapping[Coverage, int]], ...]
    notes: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"The world of {self.year}: {self.states} states", "", "Great powers"]
        lines += [f"  {name:<28}{share:7.3f}" for name, share in self.great_powers]
        lines += ["", "Most capable states (share of the system)"]
        lines += [f"  {name:<28}{share:7.3f}" for name, share in self.capabilities]
        lines += ["", "Counts"]
        lines += [f"  {name:<28}{count:7d}" for name, count in self.counts.items()]
        lines += ["", "Orders (members, share of capability, leader)"]
        lines += [
            f"  {title:<28}{members:4d} {held:6.3f}  {leader or 'no leader'}"
            for title, leader, members, held in self.orders
        ]
        lines += ["", "Organisations (members)"]
        shown = ", ".join(f"{name} {members}" for name, members in self.organisations)
        lines += textwrap.wrap(shown, 96, initial_indent="  ", subsequent_indent="  ")
        lines += ["", "Widest defence pacts (parties, pairs)"]
        lines += [f"  {n:4d} {p:5d}  {name}" for name, n, p in self.pacts[:8]]
        lines += ["", "Rivalries of the most capable"]
        lines += [f"  {a} - {b}" for a, b in self.rivalries[:10]]
        lines += ["", "Nearest great powers (km)"]
        lines += [f"  {a} - {b}: {km:.0f}" for a, b, km in self.neighbours]
        lines += ["", "How the values are known"]
        for name, seen in self.coverage:
            shown = ", ".join(f"{seen[label]} {label.label}" for label in Coverage if seen[label])
            lines.append(f"  {name:<20} {shown}")
        lines += ["", "Notes", *(f"  {note}" for note in self.notes)]
        return "\n".join(lines)


def describe(snapshot: Snapshot) -> Description:
    """A snapshot in a page: powers, pacts, rivalries, distances and how much of it is modelled.

    Example:
        >>> from counterpoise.world.shipped import load
        >>> describe(load(2003)).great_powers[0][0]
        'United States of America'
    """
    names = [member.name for member in snapshot.states]
    values = snapshot.values
    share = values["capability"]
    order = np.argsort(-share, kind="stable")
    powers = [int(i) for i in order if values["great_power"][i] == 1.0]
    upper = np.triu_indices(len(names), 1)
    rivals = [(i, j) for i, j in zip(*upper, strict=True) if values["rivalry"][i, j]]
    rivals.sort(key=lambda pair: -(share[pair[0]] * share[pair[1]]))
    near = sorted(
        (float(values["distance"][i, j]), names[i], names[j]) for i, j in combinations(powers, 2)
    )
    pacts = [(t.name, len(t.parties), len(t.pairs)) for t in snapshot.treaties]
    return Description(
        year=snapshot.year,
        states=len(names),
        great_powers=tuple((names[i], float(share[i])) for i in powers),
        capabilities=tuple((names[i], float(share[i])) for i in order[:10]),
        pacts=tuple(sorted(pacts, key=lambda pact: (-pact[2], pact[0]))),
        counts=MappingProxyType(
            {
                "pairs under a defence pact": int(values["defence_pact"][upper].sum()),
                "pairs in rivalry": int(values["rivalry"][upper].sum()),
                "contiguous pairs": int(values["contiguity"][upper].sum()),
                "hosts and senders of bases": int(values["basing"].sum()),
                "nuclear states": int(values["nuclear"].sum()),
                "council members": int(values["council_seat"].sum()),
            }
        ),
        orders=tuple(_orders(snapshot)),
        organisations=tuple(
            (each.name, len(each.members)) for each in snapshot.organisations if each.members
        ),
        rivalries=tuple((names[i], names[j]) for i, j in rivals),
        neighbours=tuple((a, b, km) for km, a, b in near[:10]),
        coverage=tuple(
            (name, Counter(Coverage(int(v)) for v in snapshot.coverage[name].ravel()))
            for name in (*ACTOR, *AT_LOAD, *DYAD)
        ),
        notes=tuple(f"{row['column']}: {row['note']}." for row in snapshot.sources if row["note"]),
    )


def _orders(snapshot: Snapshot) -> Iterator[tuple[str, str, int, float]]:
    names = {member.ccode: member.name for member in snapshot.states}
    for slot, order in enumerate(snapshot.orders):
        if order.active:
            inside = snapshot.membership[:, slot]
            leader = "" if order.leader is None else names[order.leader]
            share = float(inside @ snapshot.values["capability"])
            yield order.title, leader, int(inside.sum()), share
