"""Where a scenario plays: the states of its world, their slots, and the year it opens.

Light enough to check a scenario against without building the world that a run needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from counterpoise.scenarios.scenario import Scenario, SyntheticChoice
from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.vocabulary.states import UnknownState, state
from counterpoise.world.orders import Orders
from counterpoise.world.snapshot import NoSuchWorld, Snapshot, load
from counterpoise.world.world import World

SYNTHETIC_FIRST_YEAR = 1
SYNTHETIC_ORDER = "order_"
LONGEST_COVERAGE = 100
"""How many years after its start a recorded world may be run on."""


class UnreadableWorld(ValueError):
    """The tables of a world that ships are damaged."""


@dataclass(frozen=True)
class Place:
    """A slot of the world."""

    ccode: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Bloc:
    """An order of the record as a world opens: its title, and the COW numbers of its members."""

    title: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class Setting:
    """The states of a world.

    Attributes:
        year: The year that the world describes; None for a synthetic one.
        places: Who holds each slot.
        great_powers: 1 where the state is a great power at the start.
        capability: Share of each state at the start.
        sources: A row for every column of data behind the world.
        build: Makes the world, given places for acts, prescribed acts a year, legitimacy, and
            whether the orders are those of the record or one to which all belong.
        orders: Names of the orders of the record, by slot; of a synthetic world, its one order.
        council: 1 where the state sits on the council at the start; None where no record says.
        blocs: The same orders with their titles and members; of a synthetic world, none.
    """

    year: int | None
    places: tuple[Place, ...]
    great_powers: np.ndarray
    capability: np.ndarray
    sources: tuple[Mapping[str, str], ...]
    build: Callable[[int, int, float, Orders], World] = field(repr=False)
    orders: tuple[str, ...] = ()
    blocs: tuple[Bloc, ...] = ()
    council: np.ndarray | None = None

    @property
    def opens(self) -> int:
        """The first year of a run that does not ask for another."""
        return SYNTHETIC_FIRST_YEAR if self.year is None else self.year

    def slot(self, typed: str | int) -> int:
        """The slot of a state, from what a person would type.

        Raises:
            UnknownState: Nobody of that name is in this world; carries the near misses.
        """
        codes = [place.ccode for place in self.places]
        if self.year is not None:
            found = state(typed, self.year)
            if found.ccode not in codes:
                raise UnknownState(
                    str(typed), self.year, f"{found.name} is not in the world of {self.year}."
                )
            return codes.index(found.ccode)
        names = [place.name for place in self.places]
        if str(typed) in names:
            return names.index(str(typed))
        if str(typed).isdecimal() and len(str(typed)) < 9 and int(typed) in codes:
            return codes.index(int(typed))
        raise UnknownState(
            str(typed),
            self.opens,
            f"No state of this synthetic world is called {str(typed)!r:.60}; they are called "
            f"{names[0]} to {names[-1]}, or by number: {', '.join(map(str, codes[:4]))}, "
            f"... {codes[-1]}.{did_you_mean(str(typed), names)}",
        )


def setting_of(scenario: Scenario) -> Setting:
    """The setting that a scenario asks for.

    Raises:
        NoSuchWorld: No world of that year ships.
        UnreadableWorld: Its tables are damaged.
    """
    if isinstance(scenario.world, SyntheticChoice):
        size = scenario.world.synthetic
        return _synthetic(size.n, size.seed, size.orders)
    return _recorded(scenario.world)


def snapshot_of(year: int) -> Snapshot:
    """A world that ships.

    Raises:
        NoSuchWorld: None of that year ships.
        UnreadableWorld: Its tables are damaged.
    """
    try:
        return load(year)
    except NoSuchWorld:
        raise
    except (ValueError, KeyError) as error:
        raise UnreadableWorld(f"the world of {year} cannot be read: {error}") from error


@cache
def _recorded(year: int) -> Setting:
    snapshot = snapshot_of(year)
    values = snapshot.values

    def build(acts: int, scheduled: int, legitimacy: float, orders: Orders) -> World:
        from counterpoise.world.observed import observed_world

        return observed_world(snapshot, acts, scheduled, legitimacy, orders)

    places = tuple(
        Place(member.ccode, member.name, float(north), float(east))
        for member, north, east in zip(
            snapshot.states, values["latitude"], values["longitude"], strict=True
        )
    )
    return Setting(
        year,
        places,
        np.array(values["great_power"]),
        np.array(values["capability"]),
        snapshot.sources,
        build,
        tuple(order.name for order in snapshot.orders),
        tuple(Bloc(order.title, tuple(sorted(order.members))) for order in snapshot.orders),
        np.array(values["council_seat"]),
    )


@cache
def _synthetic(states: int, seed: int, orders: int) -> Setting:
    from counterpoise.models.change import replaced
    from counterpoise.world.synthetic import synthetic_capitals, synthetic_world

    def build(acts: int, scheduled: int, legitimacy: float, _: Orders) -> World:
        world = synthetic_world(states, seed, acts=acts, scheduled=scheduled, orders=orders)
        return replaced(world, {"legitimacy": world.legitimacy * 0 + legitimacy})

    world = synthetic_world(states, seed)
    direction = synthetic_capitals(states, seed)
    north = np.degrees(np.arcsin(np.clip(direction[:, 2], -1.0, 1.0)))
    east = np.degrees(np.arctan2(direction[:, 1], direction[:, 0]))
    places = tuple(
        Place(int(code), f"State {code}", float(north[slot]), float(east[slot]))
        for slot, code in enumerate(np.asarray(world.code))
    )
    return Setting(
        None,
        places,
        np.asarray(world.great_power),
        np.asarray(world.capability),
        (),
        build,
        tuple(f"{SYNTHETIC_ORDER}{slot + 1}" for slot in range(orders)),
    )
