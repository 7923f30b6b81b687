"""What the yearly step keeps: switches touch only what they switch, and long runs stay finite."""

from collections.abc import Callable
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.mechanism import Values
from counterpoise.models.balance_of_threat import GreatPowers, balance_of_threat
from counterpoise.models.model import Model, Switches
from counterpoise.vocabulary.variables import Kind, Link, variables
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import synthetic_world
from counterpoise.world.world import World

from .lively import ACTORS, ACTS, SCHEDULED, SLOT, Arrays, lively_world, real

MODEL = balance_of_threat(great_powers=GreatPowers.ENDOGENOUS)
BLOCKS = [each.block for each in MODEL.mechanisms]
YEARS = 200


VALUES = {address: jnp.asarray(each.default) for address, each in MODEL.parameters().items()}


@cache
def _year(model: Model) -> Callable[..., Arrays]:
    def year(values: Values, world: Arrays, key: jax.Array, switches: Switches) -> Arrays:
        before = World(**world)
        bound = model.bind(values)
        after = bound.year(before, bound.land(before), Chance(key), switches)
        return {name: getattr(after, name) for name in variables()}

    return jax.jit(year)


@cache
def year_with(off: str | None, seed: int = 0, model: Model = MODEL) -> Arrays:
    """A year in a lively world with one mechanism switched off."""
    world = {name: real(each) for name, each in lively_world(seed).items()}
    blocks = [each.block for each in model.mechanisms]
    switches = {block: jnp.asarray(0.0 if block == off else 1.0) for block in blocks}
    found = _year(model)(VALUES, world, Chance.of(seed, 0).year(2003).key, switches)
    return {name: np.asarray(each) for name, each in found.items()}


def downstream(block: str) -> set[str]:
    """The variables that a mechanism can touch within the year, itself or through others."""
    switched = MODEL.mechanism(block)
    touched = set(switched.writes)
    for other in sorted(MODEL.mechanisms, key=lambda each: each.phase):
        if other.phase > switched.phase and touched & set(other.reads):
            touched |= set(other.writes)
    return touched


@pytest.mark.parametrize("block", BLOCKS)
def test_switching_off_leaves_what_it_alone_writes_idle(block: str) -> None:
    before, after = lively_world(0), year_with(off=block)
    others = {name for each in MODEL.mechanisms if each.block != block for name in each.writes}
    for name in set(MODEL.mechanism(block).writes) - others:
        declared = variables()[name]
        if declared.link is Link.VALUE and declared.kind is not Kind.STOCK:
            assert (after[name] == (-1 if declared.unit == SLOT else 0)).all(), name
        else:
            assert np.allclose(after[name], before[name], rtol=1e-5), name


@pytest.mark.parametrize("block", BLOCKS)
def test_switching_off_moves_nothing_that_does_not_depend_on_it(block: str) -> None:
    """So every other mechanism keeps its draws: a year differs only where it must."""
    on, off = year_with(off=None), year_with(off=block)
    moved = {name for name in on if not np.array_equal(on[name], off[name])}
    assert moved <= downstream(block)


@pytest.mark.parametrize("block", BLOCKS)
def test_switching_off_changes_something(block: str) -> None:
    seeds = range(20)
    assert block == "multilateral" or any(
        not np.array_equal(year_with(None, seed)[name], year_with(block, seed)[name])
        for seed in seeds
        for name in MODEL.mechanism(block).writes
    )


def differing(first: Arrays, second: Arrays) -> list[str]:
    return [name for name in first if not np.allclose(first[name], second[name], 1e-5, 1e-6)]


def test_leaving_a_mechanism_out_is_switching_it_off_in_whatever_order_the_others_stand() -> None:
    others = MODEL.without("rivalry").mechanisms[::-1]
    without = year_with(None, model=Model(MODEL.name, others, MODEL.geography))
    assert not differing(without, year_with(off="rivalry"))


def test_two_centuries_at_the_prior_median_stay_finite() -> None:
    values = {
        address: jnp.asarray(each.prior.quantile(np.asarray(0.5)), jnp.result_type(float))
        for address, each in MODEL.parameters().items()
    }
    switches = {block: jnp.asarray(1.0) for block in BLOCKS}

    def begin(world: World) -> Arrays:
        bound = MODEL.bind(values)
        begun = bound.begin(world, bound.land(world))
        return {name: getattr(begun, name) for name in variables()}

    start = synthetic_world(ACTORS, seed=3, acts=ACTS, scheduled=SCHEDULED)
    world = jax.jit(begin)(start)
    root = Chance.of(1, 0)
    for year in range(1800, 1800 + YEARS):
        world = _year(MODEL)(values, world, root.year(year).key, switches)
        broken = [name for name, each in world.items() if not np.isfinite(each).all()]
        assert not broken, year
    assert float(world["capability"].sum()) == pytest.approx(1.0, rel=1e-4)
    assert int(world["lost_acts"]) == 0
