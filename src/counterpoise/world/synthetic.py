"""Worlds drawn from a stated distribution, for tests, benchmarks and thought experiments.

Capabilities are log-normal with the skew of the real system, capitals lie on a sphere, ideal
points are standard normal, democracy is uniform, trade follows gravity, pacts and rivalries are
rare and near. Nothing here is data.
"""

import numpy as np

from counterpoise.world.arrays import as_world, empty_world
from counterpoise.world.world import World

EARTH_KM = 6371.0


def synthetic_capitals(actors: int, seed: int = 0) -> np.ndarray:
    """Where the capitals of :func:`synthetic_world` lie: unit vectors, the first draw of the seed.

    Returns:
        One row per state: ``[actors, 3]``.
    """
    direction = np.random.default_rng(seed).normal(size=(actors, 3))
    return direction / np.linalg.norm(direction, axis=1, keepdims=True)


def synthetic_world(
    actors: int,
    seed: int = 0,
    empty: int = 0,
    acts: int = 64,
    scheduled: int = 1,
    orders: int = 1,
) -> World:
    """A random world.

    Args:
        actors: States present.
        seed: Of the draw.
        empty: Slots left empty after the states.
        acts: Places in the list of acts.
        scheduled: Acts that a scenario can prescribe in one year.
        orders: Orders, each led by one of the strongest. The second shuts out the first, the fourth
            the third, and so on. A world is otherwise the same however many it has.

    Returns:
        A world whose shares sum to one and whose dyads are symmetric where they should be.

    Example:
        >>> world = synthetic_world(20, seed=1)
        >>> round(float(world.capability.sum()), 5)
        1.0
    """
    random = np.random.default_rng(seed)
    slots = actors + empty
    values = empty_world(slots, acts, scheduled, orders)
    held = np.arange(slots) < actors

    def states(drawn: np.ndarray) -> np.ndarray:
        full = np.zeros(slots)
        full[:actors] = drawn
        return full

    def dyads(drawn: np.ndarray) -> np.ndarray:
        full = np.zeros((slots, slots))
        full[:actors, :actors] = drawn
        np.fill_diagonal(full, 0.0)
        return full

    direction = random.normal(size=(actors, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    angle = np.arccos(np.clip(direction @ direction.T, -1.0, 1.0))
    distance = np.maximum(EARTH_KM * angle - 300.0, 0.0)
    share = np.exp(random.normal(0.0, 1.9, actors))
    share /= share.sum()
    gravity = np.sqrt(share[:, None] * share[None, :]) / (distance + 500.0)
    np.fill_diagonal(gravity, 0.0)
    coin = np.triu(random.random((actors, actors)), 1)
    coin = coin + coin.T
    near = np.exp(-distance / 2000.0)
    income = share * 4e7
    strongest = np.argsort(share)[::-1][: min(7, actors)]

    values["code"][:actors] = 2 + 3 * np.arange(actors)
    values["present"] = held.astype(float)
    values["capability"] = states(share)
    values["gdp"] = states(share * 6e4)
    values["income"] = states(income)
    values["military_spending"] = states(income * 0.02 * np.exp(random.normal(0, 0.6, actors)))
    values["military_personnel"] = states(share * 2e4)
    values["ideal_point"] = states(random.normal(0.0, 1.0, actors))
    values["ideal_point_sd"] = states(np.full(actors, 0.1))
    values["democracy"] = states(random.random(actors))
    values["great_power"][strongest] = 1.0
    values["council_seat"][strongest] = 1.0
    values["veto"][strongest[:5]] = 1.0
    values["nuclear"][strongest[:5]] = 1.0
    values["order_active"][:] = 1.0
    values["order_authorises"][0] = 1.0
    values["order_leader"] = strongest[np.arange(orders) % len(strongest)].astype(np.int32)
    values["order_economic"][0] = 1.0
    values["benefit_share"][strongest] = share[strongest] / share[strongest].sum()
    values["membership"][:actors, 0] = random.random(actors) < 0.6
    values["legitimacy"][:actors] = 0.6
    values["distance"] = dyads(distance)
    values["contiguity"] = dyads(distance < 30.0)
    values["trade_share"] = dyads(gravity / gravity.sum(axis=1, keepdims=True))
    values["defence_pact"] = dyads(coin < 0.12 * near)
    values["rivalry"] = dyads((coin > 0.5) & (coin < 0.5 + 0.05 * near))
    values["frailty"] = dyads(np.full((actors, actors), np.log(0.3 / 75.0)))
    values["openness"] = states(0.2 + 0.6 * random.random(actors))
    _found_others(values, held, random)
    return as_world(values)


def _found_others(
    values: dict[str, np.ndarray], held: np.ndarray, random: np.random.Generator
) -> None:
    """Fill the orders after the first: what they offer, whom they shut out, who belongs."""
    orders = len(values["order_active"])
    for order in range(1, orders):
        for attribute in ("depth", "economic", "security", "rights"):
            values[f"order_{attribute}"][order] = random.random()
        rival = order - 1 if order % 2 else None
        free = held.copy()
        if rival is not None:
            values["exclusive"][[order, rival], [rival, order]] = 1.0
            free &= values["membership"][:, rival] == 0
        values["membership"][:, order] = free & (random.random(len(held)) < 0.5)
