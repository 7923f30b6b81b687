"""Worlds in which something happens everywhere, and mechanisms under parameters that let it.

A contract that holds in a quiet world says little: nobody fights, nothing is authorised, every
effect that starts at zero is off. Here every variable is drawn at random within its bounds, by
its unit, so a new variable and a new mechanism are covered without a word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from zlib import crc32

import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.mechanisms.geography import Geography, Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism, borrows_of, parameters_of
from counterpoise.mechanisms.prior import Fixed, Off
from counterpoise.models.catalogue import MECHANISMS, parameter
from counterpoise.models.history import UNDIRECTED
from counterpoise.vocabulary.variables import Variable, variables
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

ACTORS, ACTS, SCHEDULED, ORDERS = 9, 64, 3, 3
SYMMETRIC = UNDIRECTED | {"force"}
SLOT = "actor slot"

Arrays = dict[str, np.ndarray]
Values = dict[str, float]
Advance = Callable[[Values, World, jax.Array], Changes]


# --- worlds -----------------------------------------------------------------------------------


@cache
def lively_world(seed: int) -> Arrays:
    """A world with acts, wars, projects and beliefs, as plain arrays; every slot is held."""
    base = synthetic_world(ACTORS, seed=seed, acts=ACTS, scheduled=SCHEDULED, orders=ORDERS)
    world = {name: np.asarray(getattr(base, name)) for name in variables()}
    for name in variables():
        if name not in {"code", "present", "distance", "contiguity"}:
            # Each from draws of its own, so that a new variable leaves the others as they were.
            own = np.random.default_rng([seed, crc32(name.encode()), 1])
            world[name] = drawn(name, world, own)
    return world


def drawn(name: str, world: Arrays, random: np.random.Generator) -> np.ndarray:
    """A new value of one variable that is possible in this world."""
    declared = variables()[name]
    shape = world[name].shape
    value = _of_unit(declared, shape, world, random)
    if declared.dims == ("actor", "target"):
        if name in SYMMETRIC:
            value = np.triu(value, 1) + np.triu(value, 1).T
        np.fill_diagonal(value, 0)
        if name == "trade_share":
            value = value / value.sum(axis=1, keepdims=True)
    if name == "capability":
        value = value / value.sum()
    return value.astype(world[name].dtype)


def _of_unit(
    declared: Variable, shape: tuple[int, ...], world: Arrays, random: np.random.Generator
) -> np.ndarray:
    match declared.unit:
        case "0 or 1":
            # An order that is not there moves nothing.
            often = 0.8 if declared.dims == ("order",) else 0.4
            return (random.random(shape) < often).astype(float)
        case "0 to 1" | "probability":
            return random.random(shape) * (random.random(shape) < 0.8)
        case "share of the actor's trade":
            return random.random(shape)
        case "share of the system":
            return np.exp(random.normal(0.0, 1.5, shape))
        case "COW state number":
            return random.permutation(900)[: shape[0]] + 2
        case "option":
            return random.integers(0, 4, shape)
        case "count":
            return random.integers(0, 9, shape)
        case "km":
            return random.uniform(0.0, 6000.0, shape)
        case "actor slot":
            return _slots(declared.name, shape, world, random)
        case "UN General Assembly ideal-point scale" | "log-odds" | "ln points a year":
            return random.normal(0.0, 1.0, shape)
        case "ln(1 + capability equivalents)":
            return random.exponential(2.0, shape)
        case unit if unit.startswith(("million", "billion", "thousand")):
            return np.exp(random.normal(8.0, 2.0, shape))
    return random.exponential(1.0, shape)


def _slots(
    name: str, shape: tuple[int, ...], world: Arrays, random: np.random.Generator
) -> np.ndarray:
    """Slots of states, -1 in empty places; a target is never its own actor."""
    actors = world["code"].shape[0]
    if name.endswith("_actor"):
        return np.where(random.random(shape) < 0.5, random.integers(0, actors, shape), -1)
    actor = world.get(name.replace("_target", "_actor"), np.arange(actors))
    other = (actor + random.integers(1, actors, shape)) % actors
    return np.where(actor >= 0, other, -1)


def perturbed(name: str, world: Arrays, seed: int) -> Arrays:
    """The world with one variable, and only that one, redrawn."""
    random = np.random.default_rng([seed, crc32(name.encode())])
    value = drawn(name, world, random)
    if name == "present":
        value = np.ones_like(value)
        value[random.integers(value.shape[0])] = 0.0
    if name.endswith("_actor"):
        clash = value == world[name.replace("_actor", "_target")]
        value = np.where(clash, world[name], value)
        value = np.where((value >= 0) & (world[name] < 0), -1, value)
    return world | {name: value}


def with_empty_slots(world: Arrays, empty: int) -> Arrays:
    """The same world with slots that nobody holds after the others."""
    found = {}
    for name, declared in variables().items():
        value = world[name]
        pad = [(0, empty if dim in ("actor", "target") else 0) for dim in declared.dims]
        found[name] = np.pad(value, pad, constant_values=empty_value(declared)) if pad else value
    return found


def empty_value(declared: Variable) -> int:
    """What a variable holds where there is no state."""
    return -1 if declared.unit == SLOT else 0


def relabelled(values: Arrays, order: np.ndarray) -> Arrays:
    """The same world, or the same changes, with state ``order[i]`` moved to slot ``i``."""
    slot_of = np.argsort(order)
    found = {}
    for name, value in values.items():
        declared = variables()[name]
        if declared.unit == SLOT:
            value = np.where(value >= 0, slot_of[np.maximum(value, 0)], value)
        for axis, dim in enumerate(declared.dims):
            if dim in ("actor", "target"):
                value = np.take(value, order, axis=axis)
        found[name] = value
    return found


# --- mechanisms -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    """A mechanism class and one choice of its published formulations."""

    owner: type[Mechanism]
    options: tuple[tuple[str, Enum], ...] = ()

    def __str__(self) -> str:
        return "-".join([self.owner.__name__, *(str(choice) for _, choice in self.options)])

    @property
    def mechanism(self) -> Mechanism:
        """An instance, with parameters at their defaults."""
        return self.owner(**dict(self.options))


def variants_of(owner: type[Mechanism]) -> tuple[Variant, ...]:
    """The mechanism as it is by default, and once for each other formulation it offers."""
    found = [Variant(owner)]
    for each in fields(owner):
        if each.metadata.get("static") and isinstance(each.default, Enum):
            others = [choice for choice in type(each.default) if choice is not each.default]
            found.extend(Variant(owner, ((each.name, choice),)) for choice in others)
    return tuple(found)


VARIANTS = tuple(variant for owner in MECHANISMS for variant in variants_of(owner))


@cache
def addresses(owner: type[Mechanism]) -> tuple[str, ...]:
    """Every parameter that a mechanism depends on, its geography included."""
    own = [*parameters_of(owner), *parameters_of(Geography)]
    return tuple(dict.fromkeys([*(each.address for each in own), *borrows_of(owner)]))


def values_at(owner: type[Mechanism], probability: float) -> Values:
    """Every parameter of a mechanism at one quantile of its prior."""
    return {
        address: float(parameter(address).prior.quantile(np.asarray(probability)))
        for address in addresses(owner)
    }


def edges(owner: type[Mechanism]) -> list[Values]:
    """Each parameter in turn far out on either side of its prior, the others at the median."""
    middle = values_at(owner, 0.5)
    found = [middle]
    for address in addresses(owner):
        prior = parameter(address).prior
        prior = prior.freed() if isinstance(prior, Off) else prior
        for probability in (0.001, 0.999):
            found.append(middle | {address: float(prior.quantile(np.asarray(probability)))})
    return found


def lively_values(owner: type[Mechanism], seed: int) -> Values:
    """Parameters at random quantiles; what starts off is on, and conventions vary."""
    random = np.random.default_rng(seed)
    found = {}
    for address in addresses(owner):
        prior = parameter(address).prior
        low, high = prior.support
        probability = np.asarray(random.uniform(0.02, 0.98))
        if isinstance(prior, Off):
            found[address] = float(prior.freed().quantile(probability))
        elif isinstance(prior, Fixed):
            found[address] = float(np.clip(prior.value * np.exp(random.normal()), low, high))
        else:
            found[address] = float(prior.quantile(probability))
    return found


def chance(seed: int) -> np.ndarray:
    """The draws of one year, as a key."""
    return np.asarray(Chance.of(seed, 0).year(2003).key)


def advance_of(variant: Variant) -> Advance:
    """``advance`` as a plain function of parameters, world and key."""

    def advance(values: Values, world: World, key: jax.Array) -> Changes:
        bound, land = _bound(variant, values, world)
        return bound.advance(world, land, Chance(key).stream(variant.owner.block))

    return advance


def begin_of(variant: Variant) -> Advance:
    """``begin`` in the same shape; the key is not used."""

    def begin(values: Values, world: World, key: jax.Array) -> Changes:
        bound, land = _bound(variant, values, world)
        return bound.begin(world, land)

    return begin


def both_of(variant: Variant) -> Advance:
    """``advance`` and ``begin`` together; names of what ``begin`` sets say so."""

    def both(values: Values, world: World, key: jax.Array) -> Changes:
        started = begin_of(variant)(values, world, key)
        return advance_of(variant)(values, world, key) | {
            f"begin {name}": value for name, value in started.items()
        }

    return both


def _bound(variant: Variant, values: Values, world: World) -> tuple[Mechanism, Land]:
    own = {each.name: values[each.address] for each in parameters_of(Geography)}
    return variant.mechanism.bind(values), Geography(**own).land(world)


# --- runs -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One call of a mechanism."""

    values: Values
    world: Arrays
    key: np.ndarray


def real(array: np.ndarray) -> np.ndarray:
    """The array in the precision that JAX is set to."""
    return array.astype(jnp.result_type(float if array.dtype.kind == "f" else int))


def stacked(cases: Sequence[Case]) -> tuple[Arrays, Arrays, np.ndarray]:
    """Cases along a leading axis; worlds as plain arrays, since a ``World`` has no such axis."""
    first = cases[0]
    return (
        {name: real(np.asarray([case.values[name] for case in cases])) for name in first.values},
        {name: real(np.stack([case.world[name] for case in cases])) for name in first.world},
        np.stack([case.key for case in cases]),
    )


def one_by_one(function: Advance) -> Callable[..., Changes]:
    """Run a function on each of the stacked cases in turn, so that equal cases give equal bits."""

    def run(values: Arrays, worlds: Arrays, keys: np.ndarray) -> Changes:
        return jax.lax.map(
            lambda case: function(case[0], World(**case[1]), case[2]), (values, worlds, keys)
        )

    return jax.jit(run)


def all_at_once(function: Advance) -> Callable[..., Changes]:
    """Run a function on the stacked cases along a mapped axis."""

    def run(values: Arrays, world: Arrays, key: np.ndarray) -> Changes:
        return function(values, World(**world), key)

    return jax.jit(jax.vmap(run))


@cache
def _program(variant: Variant) -> Callable[..., Changes]:
    return one_by_one(both_of(variant))


BATCH = len(variables()) + 1


def outcomes(variant: Variant, cases: Sequence[Case]) -> list[Arrays]:
    """What a mechanism returns in each case; always the same batch, so as to compile once."""
    filled = [*cases, *([cases[0]] * (BATCH - len(cases)))]
    found = {name: np.asarray(each) for name, each in _program(variant)(*stacked(filled)).items()}
    return [{name: each[place] for name, each in found.items()} for place in range(len(cases))]


@cache
def moved_by(variant: Variant, seed: int) -> frozenset[str]:
    """The variables that, redrawn one at a time, change anything that the mechanism returns."""
    world, values, key = lively_world(seed), lively_values(variant.owner, seed), chance(seed)
    names = list(variables())
    cases = [
        Case(values, each, key) for each in [world, *(perturbed(n, world, seed) for n in names)]
    ]
    before, *after = outcomes(variant, cases)
    return frozenset(
        name
        for name, changed in zip(names, after, strict=True)
        if any(not np.array_equal(before[n], changed[n], equal_nan=True) for n in before)
    )
