"""The package's yearly step and its independent restatement in NumPy give the same world."""

from collections.abc import Iterator
from functools import cache
from zlib import crc32

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.order.concert import Concert
from counterpoise.mechanisms.order.congress import Congress
from counterpoise.mechanisms.order.joint_opposition import JointOpposition
from counterpoise.mechanisms.order.membership import Admission, Membership, Utility
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.balance_of_threat import GreatPowers, balance_of_threat
from counterpoise.models.catalogue import parameters
from counterpoise.models.liberal_order import liberal_order
from counterpoise.models.model import Model
from counterpoise.models.world_without_the_west import world_without_the_west
from counterpoise.vocabulary.variables import variables
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import as_world, synthetic_world
from counterpoise.world.world import World as JaxWorld

from ..rich_worlds import World, drawn, of_orders, rich_world
from .numpy_step import Options, begin, year

ACTORS, EMPTY, ACTS, YEARS = 20, 2, 30, 4
ORDERS = 4  # the first of them dissolved


FREED = {
    "growth.cw": 0.3,
    "arms.a_ally": 0.05,
    "arms.v_year": 0.3,
    "arms.v_tail": 0.4,
    "initiation.s_year": 0.5,
    "alliance.al_year": 1.5,
    "alliance.off_year": 0.8,
    "threat.theta_C": 0.2,
    "soft_balancing.nu_ES": 0.4,
    "escalation.w_T": 0.3,
    "escalation.w_nuc": 0.8,
    "multilateral.r_multi": 0.7,
    "participation.nu_SR": 0.5,
    "concert.spoils": 0.4,
}
LIVELY = {
    "initiation.i0": 2.5,
    "projects.op": 0.9,
    "escalation.w0": -0.5,
    "rivalry.r0": -4.0,
    "rivalry.r_off": 0.2,
    "alliance.al0": 5.0,
    "alliance.off0": -1.0,
}


RESTLESS = {"order.j0": -1.5, "order.x0": -2.0}


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """Both statements are compared in double precision."""
    with jax.enable_x64(True):
        yield


@jax.jit
def uniform(own: Chance, actor: np.ndarray, target: np.ndarray) -> jax.Array:
    return own.uniform(actor, target)


@jax.jit
def normal(own: Chance, actor: np.ndarray, target: np.ndarray) -> jax.Array:
    return own.normal(actor, target)


class Addressed:
    """The package's draws, handed to the restatement by their addresses."""

    def __init__(self, chance: Chance) -> None:
        self.of = cache(
            lambda block, stream: (
                chance.stream(block) if stream is None else chance.stream(block).stream(stream)
            )
        )

    def uniform(
        self, block: str, stream: str | None, actor: np.ndarray, target: np.ndarray
    ) -> np.ndarray:
        return np.asarray(uniform(self.of(block, stream), np.asarray(actor), np.asarray(target)))

    def normal(
        self, block: str, stream: str | None, actor: np.ndarray, target: np.ndarray
    ) -> np.ndarray:
        return np.asarray(normal(self.of(block, stream), np.asarray(actor), np.asarray(target)))

    def pair(self, block: str, code: np.ndarray) -> np.ndarray:
        return np.asarray(self.of(block, None).pair(jnp.asarray(code)))


def defaults() -> dict[str, float]:
    """Every parameter at its default."""
    return {address: float(declared.default) for address, declared in parameters().items()}


def doubled(world: World) -> World:
    """The same world with more great powers than have places in the list of powers."""
    world = dict(world)
    held = np.flatnonzero(world["present"])
    world["great_power"] = world["great_power"].copy()
    world["great_power"][held[:14]] = 1.0
    return world


WORLDS = {
    "with a past": lambda: rich_world(ACTORS, 1, EMPTY, ACTS),
    "another": lambda: rich_world(ACTORS, 2, EMPTY, ACTS),
    "without a past": lambda: {
        name: np.array(getattr(synthetic_world(ACTORS, 3, EMPTY, ACTS, 3), name))
        for name in variables()
    },
    "many powers": lambda: doubled(rich_world(ACTORS, 4, EMPTY, ACTS)),
    "many orders": lambda: of_orders(rich_world(ACTORS, 5, EMPTY, ACTS), ORDERS),
    "other orders": lambda: of_orders(rich_world(ACTORS, 7, EMPTY, ACTS), ORDERS, seed=3),
    "many orders and powers": lambda: doubled(
        of_orders(rich_world(ACTORS, 6, EMPTY, ACTS), ORDERS)
    ),
}
VALUES = {
    "defaults": defaults,
    "lively": lambda: defaults() | LIVELY,
    "freed": lambda: defaults() | LIVELY | FREED,
    "coming and going": lambda: defaults() | LIVELY | RESTLESS,
    "drawn and restless": lambda: drawn(4) | RESTLESS,
    "drawn 1": lambda: drawn(1),
    "drawn 2": lambda: drawn(2) | LIVELY,
    "drawn 3": lambda: drawn(3),
}


VARIANTS = {
    "as given": (balance_of_threat(), Options()),
    "other variants": (
        balance_of_threat(GreatPowers.ENDOGENOUS, Offence.LAND, Foresight.MYOPIC),
        Options(endogenous_powers=True, land=True, myopic=True),
    ),
    "liberal order": (liberal_order(), Options(enforcement=True, orders=True)),
    "rival orders": (
        world_without_the_west().replacing(
            Membership(utility_form=Utility.FULL, admission=Admission.SELECTIVE)
        ),
        Options(enforcement=True, orders=True, full_utility=True, contested=True, selective=True),
    ),
    "concert": (
        liberal_order().adding(JointOpposition(), Congress(), Concert()),
        Options(enforcement=True, orders=True, concert=True),
    ),
}


@eqx.filter_jit
def package_begin(model: Model, world: JaxWorld) -> JaxWorld:
    return model.begin(world, model.land(world))


@eqx.filter_jit
def package_year(model: Model, world: JaxWorld, chance: Chance) -> JaxWorld:
    return model.year(world, model.land(world), chance)


def as_arrays(world: JaxWorld) -> World:
    return {name: np.array(getattr(world, name)) for name in variables()}


def assert_same(stated: World, simulated: World, when: str) -> None:
    differing = []
    for name in variables():
        ours, theirs = stated[name], simulated[name]
        assert np.isfinite(theirs).all(), f"{name} is not finite {when}"
        if not np.allclose(ours, theirs, rtol=1e-9, atol=1e-12):
            worst = np.abs(np.asarray(ours, float) - theirs).max()
            differing.append(f"{name} (by {worst:.3g})")
    assert not differing, f"{when}: {', '.join(differing)}"


CASES = [
    ("as given", "defaults", "with a past"),
    ("as given", "lively", "another"),
    ("as given", "freed", "many powers"),
    ("as given", "freed", "with a past"),
    ("as given", "drawn 1", "without a past"),
    ("as given", "drawn 2", "another"),
    ("as given", "drawn 3", "with a past"),
    ("other variants", "defaults", "without a past"),
    ("other variants", "freed", "another"),
    ("other variants", "freed", "many powers"),
    ("other variants", "drawn 2", "with a past"),
    ("as given", "lively", "many orders"),
    ("liberal order", "defaults", "many orders"),
    ("liberal order", "freed", "other orders"),
    ("liberal order", "coming and going", "other orders"),
    ("liberal order", "drawn and restless", "many orders"),
    ("rival orders", "coming and going", "many orders"),
    ("rival orders", "drawn and restless", "other orders"),
    ("rival orders", "drawn 3", "other orders"),
    ("concert", "freed", "other orders"),
    ("concert", "drawn 3", "many orders"),
    ("concert", "lively", "many orders and powers"),
]


@pytest.mark.parametrize(("variant", "values", "world"), CASES)
def test_both_statements_give_the_same_years(variant: str, values: str, world: str) -> None:
    model, options = VARIANTS[variant]
    p, start = VALUES[values](), WORLDS[world]()
    bound = model.bind({address: jnp.asarray(value) for address, value in p.items()})
    simulated = package_begin(bound, as_world(start))
    stated = begin(start, p, options)
    assert_same(stated, as_arrays(simulated), "at the start")
    root = Chance.of(7, crc32((variant + values + world).encode()) % 1000)
    for t in range(YEARS):
        chance = root.year(2000 + t)
        simulated = package_year(bound, simulated, chance)
        stated = year(stated, p, Addressed(chance), options)
        assert_same(stated, as_arrays(simulated), f"after year {t + 1}")
