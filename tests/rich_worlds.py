"""Worlds with a past, and parameters drawn from their priors, for tests of whole years."""

import numpy as np

from counterpoise.mechanisms.prior import Off
from counterpoise.models.catalogue import parameters
from counterpoise.vocabulary.variables import variables
from counterpoise.world.synthetic import synthetic_world

World = dict[str, np.ndarray]


def drawn(seed: int) -> dict[str, float]:
    """Every parameter at a random quantile of its prior; those that start off are freed."""
    random = np.random.default_rng(seed)
    found = {}
    for address, declared in parameters().items():
        prior = declared.prior
        probability = np.asarray(random.uniform(0.05, 0.95))
        if isinstance(prior, Off):
            found[address] = float(np.abs(prior.freed().quantile(probability)) * 0.5)
        else:
            found[address] = float(prior.quantile(probability))
    return found


def rich_world(actors: int, seed: int, empty: int = 0, acts: int = 64) -> World:
    """A synthetic world with a past: acts, pending projects, bases, doubts and shuffled slots."""
    random = np.random.default_rng(1000 + seed)
    base = synthetic_world(actors, seed, empty=empty, acts=acts, scheduled=3)
    world = {name: np.array(getattr(base, name)) for name in variables()}
    apart = np.outer(world["present"], world["present"]) * (1 - np.eye(actors + empty))
    held = world["present"]
    world["trend_growth"] = random.normal(0.0, 0.01, actors + empty) * held
    world["legitimacy"] = np.clip(random.normal(0.6, 0.2, (actors + empty, 1)), 0, 1)
    world["legitimacy"] *= held[:, None]
    world["consensus"] = np.asarray(0.3 + 0.1 * seed)
    world["benefit_share"] = np.where(world["great_power"] > 0, 0.1 + 0.01 * world["code"], 0.0)
    world["basing"] = (random.random(apart.shape) < 0.1) * apart
    stock = np.triu(random.random(apart.shape) < 0.2, 1) * random.random(apart.shape) * 2
    world["conflict_stock"] = (stock + stock.T) * apart
    world["frailty"] = random.normal(-3.0, 1.0, apart.shape) * apart
    world["punishment"] = random.random(actors + empty) * held
    world["contiguity"] = (world["distance"] < 1500.0) * apart
    hostile = np.triu(random.random(apart.shape) < 0.15, 1)
    world["rivalry"] = np.maximum(world["rivalry"], hostile | hostile.T) * apart
    world["military_spending"][random.integers(actors)] = 0.0
    world["war_loss"] = np.where(random.random(actors + empty) < 0.2, 0.3, 0.0) * held
    for burden, loss in ((0.3, 0.0), (0.24, 0.0), (0.59, 0.3)):
        heavy = random.integers(actors)
        world["military_spending"][heavy] = world["income"][heavy] * burden
        world["war_loss"][heavy] = loss
    world["great_power_clock"] = random.integers(0, 6, actors + empty) * held
    world["chose_internal"] = (random.random(apart.shape) < 0.1) * apart
    great = np.flatnonzero(world["great_power"])
    small = np.flatnonzero(held * (1 - world["great_power"]))
    for place, j in enumerate(great[:3]):
        world["project_pending"][j] = 1.0
        world["project_target"][j] = small[place % len(small)]
        world["project_stake"][j] = 0.5 + 0.5 * place
        world["project_months"][j] = 12.0
    for place in range(min(6, acts)):
        j, k = random.choice(actors, 2, replace=False)
        world["act_actor"][place], world["act_target"][place] = j, k
        world["act_severity"][place] = (0.35, 1.0)[place % 2]
        world["act_authorised"][place] = float(place % 3 == 0)
    for place in range(2):
        j, k = random.choice(actors, 2, replace=False)
        world["scheduled_actor"][place], world["scheduled_target"][place] = j, k
        world["scheduled_severity"][place] = (0.35, 1.0)[place]
        world["scheduled_authorised"][place] = float(place)
    return shuffled(world, random.permutation(actors + empty))


def of_orders(world: World, orders: int, seed: int = 0) -> World:
    """The world with this many orders in the place of its own; the second authorises force.

    Membership overlaps, some orders are exclusive, states have left them, and the first is no
    longer there.
    """
    random = np.random.default_rng(2000 + seed)
    world = dict(world)
    held = world["present"][:, None]
    slots = (len(world["present"]), orders)
    for name, declared in variables().items():
        if declared.dims == ("actor", "order"):
            world[name] = np.zeros(slots)
        elif declared.dims == ("order",):
            world[name] = np.zeros(orders)
    pair = np.triu(random.random((orders, orders)) < 0.5, 1)
    world["membership"] = (random.random(slots) < 0.5) * held
    world["legitimacy"] = random.random(slots) * held
    world["barred"] = (random.random(slots) < 0.1) * (1 - world["membership"]) * held
    world["left_before"] = (random.random(slots) < 0.1) * (1 - world["membership"]) * held
    world["order_active"] = np.where(np.arange(orders) == 0, 0.0, 1.0)
    world["order_authorises"] = np.where(np.arange(orders) == 2, 0.0, 1.0)
    world["order_leader"] = np.full(orders, -1, np.int32)
    for name in ("order_depth", "order_economic", "order_security", "order_rights"):
        world[name] = random.random(orders)
    world["exclusive"] = (pair | pair.T).astype(float)
    for order in range(1, orders):
        members = np.flatnonzero(world["membership"][:, order])
        world["order_leader"][order] = members[np.argmax(world["capability"][members])]
    world["left"] = (random.random(slots) < 0.2) * held
    return world


def shuffled(world: World, order: np.ndarray) -> World:
    """The same world with its states in other slots."""
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    found = {}
    for name, declared in variables().items():
        values = world[name]
        for axis, dim in enumerate(declared.dims):
            if dim in ("actor", "target"):
                values = np.take(values, order, axis=axis)
        if declared.unit == "actor slot":
            values = np.where(values >= 0, place[values], -1).astype(np.int32)
        found[name] = values
    return found
