"""Whole years: twins, switches, relabelled slots, and what holds in every world."""

from collections.abc import Iterator

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.models.balance_of_threat import GreatPowers, balance_of_threat
from counterpoise.models.catalogue import parameters
from counterpoise.models.model import Model, UnboundParameter, UnknownMechanism
from counterpoise.vocabulary.variables import Kind, Link, variables
from counterpoise.world.chance import Chance
from counterpoise.world.synthetic import as_world, synthetic_world
from counterpoise.world.world import World as JaxWorld

from ..rich_worlds import World, drawn, rich_world, shuffled

STATES, EMPTY, ACTS = 16, 2, 60
LIVELY = {
    "initiation.i0": 1.0,
    "projects.op": 0.8,
    "escalation.w0": -0.5,
    "rivalry.r0": -4.0,
    "growth.cw": 0.3,
    "soft_balancing.nu_ES": 0.3,
    "multilateral.r_multi": 0.5,
    "participation.nu_SR": 0.5,
}
MODEL = balance_of_threat(GreatPowers.ENDOGENOUS)
BLOCKS = [mechanism.block for mechanism in MODEL.mechanisms]
ON = dict.fromkeys(BLOCKS, 1)


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    with jax.enable_x64(True):
        yield


@eqx.filter_jit
def _begin(model: Model, world: JaxWorld) -> JaxWorld:
    return model.begin(world, model.land(world))


@eqx.filter_jit
def _year(model: Model, world: JaxWorld, chance: Chance, switches: dict) -> JaxWorld:
    return model.year(world, model.land(world), chance, switches)


def arrays(world: JaxWorld) -> World:
    return {name: np.asarray(getattr(world, name)) for name in variables()}


def bound(values: dict[str, float], model: Model = MODEL) -> Model:
    values = {address: p.default for address, p in parameters().items()} | values
    return model.bind({address: jnp.asarray(float(v)) for address, v in values.items()})


def begun(world: World, values: dict[str, float] = LIVELY) -> World:
    """The world with beliefs and expectations settled."""
    return arrays(_begin(bound(values), as_world(world)))


def run(
    world: World,
    years: int = 1,
    switches: dict[str, int] = ON,
    values: dict[str, float] = LIVELY,
    model: Model = MODEL,
    seed: int = 1,
    first: int = 2000,
) -> World:
    """The world after so many years."""
    switches = {block: jnp.asarray(float(on)) for block, on in switches.items()}
    found, law = as_world(world), bound(values, model)
    for t in range(years):
        found = _year(law, found, Chance.of(seed, 0).year(first + t), switches)
    return arrays(found)


@pytest.fixture(scope="module")
def start() -> World:
    with jax.enable_x64(True):
        return begun(rich_world(STATES, 11, EMPTY, ACTS))


@pytest.fixture(scope="module")
def next_year(start: World) -> World:
    with jax.enable_x64(True):
        return run(start)


def assert_identical(one: World, other: World, names=None, but=()) -> None:
    for name in names or variables():
        if name not in but:
            np.testing.assert_array_equal(one[name], other[name], err_msg=name)


# --- twins ----------------------------------------------------------------------------------------


def test_an_empty_treatment_changes_nothing(start: World) -> None:
    """A prescribed act without an author leaves every path as it was, bit for bit."""
    control = start | {"scheduled_actor": np.full(3, -1, np.int32)}
    treated = control | {
        "scheduled_target": np.array([4, 2, 1], np.int32),
        "scheduled_severity": np.ones(3),
        "scheduled_authorised": np.ones(3),
    }
    but = ("scheduled_target", "scheduled_severity", "scheduled_authorised")
    empty, nothing = run(control, 4), run(treated, 4)
    assert_identical(nothing, empty, but=(*but, "act_target"))
    listed = empty["act_actor"] >= 0
    np.testing.assert_array_equal(nothing["act_target"][listed], empty["act_target"][listed])


def test_the_same_seed_is_the_same_history_and_another_is_not(start: World) -> None:
    assert_identical(run(start, 3), run(start, 3))
    assert not np.array_equal(run(start, seed=2)["capability"], run(start)["capability"])


def test_a_treatment_moves_only_what_it_can_reach(start: World) -> None:
    """In the year of an act, all that is settled before acts is the same in both twins."""
    j, k = (int(i) for i in np.flatnonzero(start["present"])[:2])
    act = start | {
        "scheduled_actor": np.array([j, -1, -1], np.int32),
        "scheduled_target": np.array([k, -1, -1], np.int32),
        "scheduled_severity": np.ones(3),
    }
    treated = run(act)
    control = run(start | {"scheduled_actor": np.full(3, -1, np.int32)})
    early = {
        name
        for mechanism in MODEL.mechanisms
        if mechanism.phase < Phase.ACTS
        for name in mechanism.writes
    }
    assert_identical(treated, control, early)
    assert treated["force"][j, k] == 1.0
    later = run(treated, first=2001)
    without = run(control, first=2001)
    assert (later["intentions"][:, j] >= without["intentions"][:, j]).all()
    assert (later["intentions"][:, j] > without["intentions"][:, j]).sum() >= STATES - 2
    # What growth drew is untouched by the treatment; only war losses move capability.
    spared = (treated["war_loss"] == control["war_loss"]) & (start["present"] > 0)
    np.testing.assert_allclose(
        later["income"][spared] / treated["income"][spared],
        without["income"][spared] / control["income"][spared],
        rtol=1e-9,
    )


# --- switches -------------------------------------------------------------------------------------


def idle(name: str, entered: World, year: World) -> np.ndarray:
    """What a variable should be where its only author was silent this year."""
    declared = variables()[name]
    if declared.kind is Kind.STOCK or declared.link is not Link.VALUE:
        return entered[name]
    return np.full_like(entered[name], -1 if declared.unit == "actor slot" else 0)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_mechanism_that_is_off_adds_exactly_nothing(
    start: World, next_year: World, block: str
) -> None:
    """Its own variables rest, and what others settle before or beside it is as it was."""
    off = run(start, switches=ON | {block: 0})
    silent = MODEL.mechanism(block)
    for name in silent.writes:
        others = [m for m in MODEL.mechanisms if m.block != block and name in m.writes]
        if not others:
            np.testing.assert_allclose(off[name], idle(name, start, off), rtol=1e-12, err_msg=name)
    untouched = {
        name
        for mechanism in MODEL.mechanisms
        if mechanism.phase <= silent.phase and mechanism.block != block
        for name in mechanism.writes
    }
    rewritten = {
        name
        for mechanism in MODEL.mechanisms
        if mechanism.phase > silent.phase
        for name in mechanism.writes
    }
    assert_identical(off, next_year, untouched - set(silent.writes) - rewritten)


def test_without_escalation_disputes_keep_their_severity(start: World) -> None:
    """Acts are collected before any of them escalates, and stay in the list if none does."""
    certain = LIVELY | {"escalation.w0": 100.0}
    on = run(start, values=certain)
    off = run(start, values=certain, switches=ON | {"escalation": 0})
    listed = on["act_actor"] >= 0
    np.testing.assert_array_equal(off["act_actor"], on["act_actor"])
    assert (on["act_severity"][listed] == 1).all()
    assert (off["act_severity"][listed] > 0).all()
    assert (off["act_severity"][listed] < 1).any()


def test_leaving_out_is_switching_off_and_order_does_not_matter(start: World) -> None:
    """Other mechanisms draw the same whether one is off, absent, or listed elsewhere."""
    gone = ("multilateral", "escalation", "rivalry", "status")
    off = run(start, 3, ON | dict.fromkeys(gone, 0))
    fewer = MODEL.without(*gone)
    fewer = Model(fewer.name, fewer.mechanisms[::-1], fewer.geography)
    absent = run(start, 3, {}, model=fewer)
    for name in variables():
        np.testing.assert_allclose(absent[name], off[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_an_unknown_mechanism_is_named() -> None:
    with pytest.raises(UnknownMechanism, match="postures"):
        MODEL.without("postures")


# --- symmetry -------------------------------------------------------------------------------------


def named_acts(world: World) -> list[tuple]:
    """The year's acts by the numbers of the states, in no particular order."""
    listed = world["act_actor"] >= 0
    names = (world["code"][world[f"act_{who}"][listed]] for who in ("actor", "target"))
    rest = (world[f"act_{what}"][listed].round(9) for what in ("severity", "authorised", "war"))
    return sorted(zip(*(each.tolist() for each in (*names, *rest)), strict=True))


def test_slots_have_no_meaning(start: World) -> None:
    """The same states in other slots live the same history."""
    order = np.random.default_rng(5).permutation(STATES + EMPTY)
    here, there = run(start, 4), run(shuffled(start, order), 4)
    assert int(here["lost_acts"]) == int(there["lost_acts"]) == 0
    assert named_acts(here) == named_acts(there)
    expected = shuffled(here, order)
    for name, declared in variables().items():
        if "act" not in declared.dims:
            np.testing.assert_allclose(
                there[name], expected[name], rtol=1e-8, atol=1e-12, err_msg=name
            )


# --- what holds in every world --------------------------------------------------------------------

PROBABILITIES = ("p_bandwagon", "p_soft", "p_internal", "p_external")
UNIT_INTERVAL = (
    *PROBABILITIES,
    "expected_hard",
    "expected_soft",
    "authorisation",
    "territorial_denial",
    "entangling_diplomacy",
    "economic_strengthening",
    "resolve",
    "war_loss",
    "act_severity",
    "trade_share",
)


@settings(max_examples=15)
@given(
    seed=st.integers(0, 999),
    draw=st.integers(0, 999),
    lively=st.booleans(),
    past=st.booleans(),
)
def test_what_must_hold_in_every_world_holds(
    seed: int, draw: int, lively: bool, past: bool
) -> None:
    """Three years from any world, under any parameters that the priors allow."""
    values = drawn(draw) | (LIVELY if lively else {})
    if past:
        world = rich_world(STATES, seed, EMPTY, ACTS)
    else:
        plain = synthetic_world(STATES, seed, empty=EMPTY, acts=ACTS, scheduled=3)
        world = {name: np.asarray(getattr(plain, name)) for name in variables()}
    world = begun(world, values)
    for year in range(3):
        world = run(world, values=values, seed=seed, first=year)
        held = world["present"] > 0
        apart = np.outer(held, held) & ~np.eye(len(held), dtype=bool)
        assert world["capability"].sum() == pytest.approx(1.0, rel=1e-12)
        np.testing.assert_allclose(world["trade_share"][held].sum(axis=1), 1.0, rtol=1e-9)
        hiding = 1 - sum(world[name] for name in PROBABILITIES)
        assert (hiding > -1e-12).all()
        assert ((world["threat"] > 0) == apart).all()
        assert not (world["chose_internal"] * world["chose_external"]).any()
        for name, declared in variables().items():
            values_now = world[name]
            assert np.isfinite(values_now).all(), name
            if declared.unit == "0 or 1":
                assert set(np.unique(values_now)) <= {0.0, 1.0}, name
            if name in UNIT_INTERVAL:
                assert (values_now >= 0).all(), name
                assert (values_now <= 1 + 1e-12).all(), name
            if declared.dims == ("actor", "target"):
                assert (values_now[~apart] == 0).all(), name
        for name in ("defence_pact", "rivalry", "force", "conflict_stock"):
            np.testing.assert_allclose(world[name], world[name].T, atol=1e-12, err_msg=name)
        powers = world["great_power"] > 0
        assert (held | ~powers).all()
        executed = world["project_executed"] > 0
        assert (world["project_target"][executed] >= 0).all()
        assert not (executed & (world["project_pending"] > 0)).any()


def test_a_model_that_was_never_bound_says_so() -> None:
    with pytest.raises(UnboundParameter, match=r"borrows `geography\.\w+`|borrows `\w+\.\w+`"):
        balance_of_threat().land(synthetic_world(4))


def test_what_is_borrowed_follows_its_owner() -> None:
    fearful = balance_of_threat().replacing(BalanceOfThreat(theta_I=0.9)).bind({})
    assert fearful.mechanism("projects").theta_I == 0.9  # type: ignore[attr-defined]
    assert fearful.bind({"threat.theta_I": 0.1}).mechanism("projects").theta_I == 0.1  # type: ignore[attr-defined]
    assert fearful.bind({"geography.d0": 9.0}).bind({}).geography.d0 == 9.0
