"""What every mechanism keeps, so that a new one is tested before it has a test of its own.

Each test runs over every class in the catalogue and every formulation that the class offers.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.core import Var

from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.phase import Phase
from counterpoise.models.catalogue import MECHANISMS
from counterpoise.models.change import replaced
from counterpoise.vocabulary.citation import references
from counterpoise.vocabulary.variables import Link, variables
from counterpoise.world.synthetic import as_world
from counterpoise.world.world import World

from .lively import (
    ACTORS,
    VARIANTS,
    Advance,
    Arrays,
    Case,
    Variant,
    advance_of,
    all_at_once,
    begin_of,
    both_of,
    chance,
    edges,
    empty_value,
    lively_values,
    lively_world,
    moved_by,
    one_by_one,
    outcomes,
    relabelled,
    stacked,
    variants_of,
    with_empty_slots,
)

QUIET_TRIES = 4  # worlds in which an undeclared variable must change nothing
LIVELY_TRIES = 200  # worlds among which a declared variable must change something in one
SEEDS = range(3)

every_mechanism = pytest.mark.parametrize("owner", MECHANISMS, ids=lambda owner: owner.__name__)
every_variant = pytest.mark.parametrize("variant", VARIANTS, ids=str)


def plain(name: str) -> str:
    return name.removeprefix("begin ")


def apart(before: Arrays, after: Arrays) -> list[str]:
    """The names under which two results differ by more than rounding."""
    return [
        name
        for name in before
        if not np.allclose(before[name], after[name], rtol=2e-4, atol=2e-5, equal_nan=True)
    ]


def lively_case(variant: Variant, seed: int) -> Case:
    return Case(lively_values(variant.owner, seed), lively_world(seed), chance(seed))


def shapes_of(function: Advance, variant: Variant) -> Changes:
    case = lively_case(variant, 0)
    return jax.eval_shape(function, case.values, as_world(case.world), case.key)


# --- declarations -----------------------------------------------------------------------------


def test_blocks_are_names_of_one_mechanism_each() -> None:
    blocks = [owner.block for owner in MECHANISMS]
    assert len(set(blocks)) == len(blocks)


@every_mechanism
def test_declares_itself(owner: type[Mechanism]) -> None:
    assert owner.__doc__
    assert owner.block.isidentifier()
    assert isinstance(owner.phase, Phase)
    assert owner.writes
    for names in (owner.reads, owner.writes):
        assert len(set(names)) == len(names), "names a variable twice"
        assert not set(names) - set(variables()), "names a variable that does not exist"
    assert owner.cites, "cites nobody"
    assert not set(owner.cites) - set(references()), "cites a work that references.bib lacks"


# --- what it returns --------------------------------------------------------------------------


@every_variant
def test_returns_what_writes_says(variant: Variant) -> None:
    world = lively_world(0)
    shapes = shapes_of(advance_of(variant), variant)
    assert set(shapes) == set(variant.owner.writes)
    for name, change in shapes.items():
        assert change.shape == world[name].shape, name
        if variables()[name].link is Link.VALUE:
            whole = np.issubdtype(world[name].dtype, np.integer)
            assert np.issubdtype(change.dtype, np.integer) == whole, f"{name}: {change.dtype}"
        else:
            assert np.issubdtype(change.dtype, np.floating), f"{name}: {change.dtype}"


@every_variant
def test_begins_with_values_of_the_right_shape(variant: Variant) -> None:
    world = as_world(lively_world(0))
    for name, value in shapes_of(begin_of(variant), variant).items():
        assert value.shape == getattr(world, name).shape, name
        assert value.dtype == getattr(world, name).dtype, name


# --- what it reads ----------------------------------------------------------------------------


def feeding(function: Advance, case: Case) -> set[str]:
    """Variables from which any value flows into the result, by walking the program backwards."""
    names = list(case.world)

    def of_arrays(*arrays: jax.Array) -> Changes:
        world = World(**dict(zip(names, arrays, strict=True)))
        return function(case.values, world, jnp.asarray(case.key))

    start = as_world(case.world)
    program = jax.make_jaxpr(of_arrays)(*(getattr(start, name) for name in names)).jaxpr
    wanted = {each for each in program.outvars if isinstance(each, Var)}
    for equation in reversed(program.eqns):
        if wanted & set(equation.outvars):
            wanted |= {each for each in equation.invars if isinstance(each, Var)}
    return {name for name, each in zip(names, program.invars, strict=True) if each in wanted}


@every_variant
def test_nothing_flows_from_what_it_does_not_read(variant: Variant) -> None:
    case = lively_case(variant, 0)
    found = feeding(advance_of(variant), case) | feeding(begin_of(variant), case)
    assert not found - set(variant.owner.reads), "reads more than it declares"


@every_variant
def test_what_it_does_not_read_changes_nothing(variant: Variant) -> None:
    for seed in range(QUIET_TRIES):
        assert not moved_by(variant, seed) - set(variant.owner.reads), f"world {seed}"


@every_mechanism
def test_what_it_reads_matters(owner: type[Mechanism]) -> None:
    idle = set(owner.reads)
    for seed in range(LIVELY_TRIES):
        for variant in variants_of(owner):
            idle -= moved_by(variant, seed)
        if not idle:
            break
    assert not idle, "declares what nothing depends on"


# --- numbers ----------------------------------------------------------------------------------


@every_variant
def test_values_and_gradients_are_finite(variant: Variant) -> None:
    """At the prior median, and with each parameter in turn at the edges of its prior."""

    def graded(values: Arrays, world: World, key: jax.Array) -> Changes:
        names = [name for name in variables() if jnp.issubdtype(getattr(world, name).dtype, float)]

        def total(values: Arrays, floats: Arrays) -> tuple[jax.Array, Changes]:
            changes = both_of(variant)(values, replaced(world, floats), key)
            reals = [each for each in changes.values() if jnp.issubdtype(each.dtype, float)]
            return sum((jnp.sum(each) for each in reals), jnp.zeros(())), changes

        floats = {name: getattr(world, name) for name in names}
        slopes, changes = jax.grad(total, argnums=(0, 1), has_aux=True)(values, floats)
        return {
            **{f"slope on {name}": each for part in slopes for name, each in part.items()},
            **changes,
        }

    worlds = [with_empty_slots(lively_world(seed), 1) for seed in SEEDS]
    cases = [
        Case(values, worlds[place % len(worlds)], chance(place))
        for place, values in enumerate(edges(variant.owner))
    ]
    found = one_by_one(graded)(*stacked(cases))
    for name, each in found.items():
        bad = [
            case.values
            for case, value in zip(cases, np.asarray(each), strict=True)
            if not np.isfinite(value).all()
        ]
        assert not bad, f"{name} is not finite, {len(bad)} times, first under {bad[0]}"


# --- symmetries -------------------------------------------------------------------------------


def as_sets(changes: Arrays) -> Arrays:
    """Changes with the list of acts in an order of its own, since a list has no other."""
    acts = [name for name in sorted(changes) if variables()[plain(name)].dims == ("act",)]
    if not acts:
        return changes
    rows = np.stack([changes[name].astype(float) for name in acts], axis=1)
    rows = rows[np.lexsort(rows.T[::-1])]
    return changes | {name: rows[:, place] for place, name in enumerate(acts)}


@every_variant
def test_names_of_slots_do_not_matter(variant: Variant) -> None:
    cases = [lively_case(variant, seed) for seed in SEEDS]
    orders = [np.random.default_rng(seed).permutation(ACTORS) for seed in SEEDS]
    moved = [
        Case(case.values, relabelled(case.world, order), case.key)
        for case, order in zip(cases, orders, strict=True)
    ]
    before, after = outcomes(variant, cases), outcomes(variant, moved)
    for here, there, order in zip(before, after, orders, strict=True):
        expected = {
            name: relabelled({plain(name): value}, order)[plain(name)]
            for name, value in here.items()
        }
        assert not apart(as_sets(expected), as_sets(there))


@every_variant
def test_empty_slots_do_not_matter(variant: Variant) -> None:
    cases = [lively_case(variant, seed) for seed in SEEDS]
    wider = [Case(case.values, with_empty_slots(case.world, 3), case.key) for case in cases]
    before, after = outcomes(variant, cases), outcomes(variant, wider)
    for here, there in zip(before, after, strict=True):
        inside = {name: value[_held(name)] for name, value in there.items()}
        assert not apart(as_sets(here), as_sets(inside))
        for name, value in there.items():
            rest = np.ones(value.shape, bool)
            rest[_held(name)] = False
            declared = variables()[plain(name)]
            a_value = declared.link is Link.VALUE or name != plain(name)
            empty = empty_value(declared) if a_value else 0
            assert (value[rest] == empty).all(), f"{name} is not empty where nobody is"


def _held(name: str) -> tuple[slice, ...]:
    dims = variables()[plain(name)].dims
    return tuple(slice(ACTORS) if dim in ("actor", "target") else slice(None) for dim in dims)


@every_variant
def test_many_draws_at_once_are_as_one_by_one(variant: Variant) -> None:
    cases = [lively_case(variant, seed) for seed in SEEDS]
    many = all_at_once(both_of(variant))(*stacked(cases))
    for place, alone in enumerate(outcomes(variant, cases)):
        assert not apart(alone, {name: np.asarray(each[place]) for name, each in many.items()})


def test_worlds_here_are_lively() -> None:
    world = lively_world(1)
    assert (world["act_war"][world["act_actor"] >= 0] > 0).any()
    for name in ("dispute", "project_executed", "chose_external", "war_loss", "scheduled_actor"):
        assert (world[name] > 0).any(), name
