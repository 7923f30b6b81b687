"""Assertive projects: opportunity, choice, delay."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.conflict.projects import Foresight, Projects
from counterpoise.world.chance import Chance

from ..worlds import CHANCE, advance, changed, with_parameters, world_of

CHEAP = {"op": 1.0, "c_u": -1e3, "asking": 1e3}  # everyone sees a chance and acts alone
NONE, AUTHORISED, UNILATERAL, EITHER = range(4)


def projects(world, chance: Chance = CHANCE, variant=Foresight.FORESEEING, borrowed=None, **own):
    law = with_parameters(Projects(variant), **own, **(borrowed or {}))
    return {name: np.asarray(v) for name, v in advance(law, world, chance).items()}


def free(seed: int = 0, **fields):
    """Twelve states without pacts, of which the largest is the one great power."""
    world = world_of(12, seed)
    largest = np.arange(12) == int(np.argmax(world.capability))
    return changed(world, **({"defence_pact": 0.0, "great_power": largest} | fields))


def power(world) -> int:
    return int(np.argmax(world.great_power))


def test_prohibitive_costs_leave_no_project() -> None:
    """Where asking and acting both cost a fortune, none is chosen; nothing waits or happens."""
    for seed in range(5):
        found = projects(free(seed), op=1.0, c_u=1e3, asking=1e3)
        assert (found["project_choice"] == NONE).all()
        assert not found["project_executed"].any()
        assert not found["project_pending"].any()


def test_no_opportunity_no_project() -> None:
    found = projects(free(), **(CHEAP | {"op": 0.0}))
    assert (found["project_target"] == -1).all()
    assert not found["project_executed"].any()


def test_only_great_powers_have_projects() -> None:
    world = free()
    found = projects(world, **CHEAP)
    assert (np.flatnonzero(found["project_choice"]) == [power(world)]).all()


@settings(max_examples=20)
@given(seed=st.integers(0, 99))
def test_targets_are_weak_and_no_allies(seed: int) -> None:
    """C_k < C_j / 4, no pact with j; a power with no such target has no opportunity."""
    pact = np.triu(np.random.default_rng(seed).random((12, 12)) < 0.5, 1).astype(float)
    world = changed(world_of(12, seed), defence_pact=pact + pact.T)
    found = projects(world, **CHEAP)
    capability = np.asarray(world.capability)
    for j in range(12):
        k = found["project_target"][j]
        eligible = (capability < 0.25 * capability[j]) & (np.asarray(world.defence_pact)[j] == 0)
        eligible[j] = False
        if k >= 0:
            assert eligible[k]
        else:
            assert not (world.great_power[j] and eligible.any())


def test_targets_are_drawn_by_their_weights() -> None:
    """Frequencies follow exp(0.6 |x_j - x_k| - 0.4 ln(1 + d/d0) + 0.3 ln C_k): chi-square."""
    world = free(1)
    j = power(world)
    x, c, d = (np.asarray(v, float) for v in (world.ideal_point, world.capability, world.distance))
    weight = np.exp(0.6 * abs(x[j] - x) - 0.4 * np.log1p(d[j] / 500.0) + 0.3 * np.log(c))
    weight *= c < 0.25 * c[j]
    share = weight / weight.sum()
    draws = 3000
    law = with_parameters(Projects(), **CHEAP)
    chances = jax.vmap(lambda draw: Chance.of(9, draw).year(2000))(np.arange(draws))
    aims = jax.vmap(lambda chance: advance(law, world, chance)["project_target"][j])(chances)
    seen = np.bincount(np.asarray(aims), minlength=12)
    some = share > 0
    assert seen[~some].sum() == 0
    square = np.sum((seen[some] - draws * share[some]) ** 2 / (draws * share[some]))
    assert square < some.sum() + 5 * np.sqrt(2 * some.sum())


def test_a_waiting_project_keeps_its_target_and_stake() -> None:
    """And no new opportunity is needed."""
    world = free()
    j = power(world)
    k = int(np.argmin(world.capability))
    at = np.arange(12) == j
    world = changed(
        world, project_pending=at, project_target=np.where(at, k, -1), project_stake=7.0 * at,
        project_months=12.0 * at, obstruction=1e3,
    )  # fmt: skip
    found = projects(world, **(CHEAP | {"op": 0.0}))
    assert found["project_target"][j] == k
    assert found["project_stake"][j] == pytest.approx(7.0)
    assert found["project_pending"][j] == 1
    assert found["project_executed"][j] == 0
    assert found["project_months"][j] == pytest.approx(24.0)


def test_certain_execution_comes_in_the_first_quarter() -> None:
    """A hazard of one is carried out after three months at the latest."""
    world = free()
    found = projects(world, **CHEAP, h_0=1.0)
    j = power(world)
    assert found["project_executed"][j] == 1
    assert found["project_pending"][j] == 0
    assert found["project_months"][j] == pytest.approx(3.0)


@pytest.mark.parametrize("obstruction", [0.0, 0.8])
def test_delay_is_geometric_in_quarters(obstruction: float) -> None:
    """Carried out within the year with probability 1 - (1 - h)^4, h = h_0 exp(-obstruction)."""
    world = free(obstruction=obstruction)
    j = power(world)
    draws = 3000
    law = with_parameters(Projects(), **CHEAP, h_0=0.3)
    chances = jax.vmap(lambda draw: Chance.of(10, draw).year(2000))(np.arange(draws))
    found = jax.vmap(lambda chance: advance(law, world, chance))(chances)
    done = np.asarray(found["project_executed"])[:, j]
    hazard = 0.3 * np.exp(-obstruction)
    p = 1 - (1 - hazard) ** 4
    assert abs(done.mean() - p) < 4 * np.sqrt(p * (1 - p) / draws)
    months = np.asarray(found["project_months"])[:, j]
    first = (months[done > 0] == 3.0).mean()
    assert abs(first - hazard / p) < 4 * np.sqrt(0.25 / done.sum())
    np.testing.assert_array_equal(np.asarray(found["project_pending"])[:, j], 1 - done)


def test_refusal_stops_those_who_only_ask() -> None:
    """With pi = 0 the authorised option waits; with pi = 1 it acts with authority."""
    world = free()
    j = power(world)
    ask = {"op": 1.0, "c_u": 1e3, "asking": -1e3, "h_0": 1.0, "lam": 2.5}
    refused = projects(changed(world, authorisation=0.0), **ask)
    assert refused["project_choice"][j] in (AUTHORISED, EITHER)
    granted = projects(changed(world, authorisation=1.0), **ask)
    assert granted["project_executed"][j] == 1
    assert granted["project_authorised"][j] == 1
    assert refused["project_authorised"][j] == 0


def test_what_the_council_grants_is_marked_before_it_is_carried_out() -> None:
    """Authority is a matter of this year's vote, execution of delay."""
    world = free(authorisation=1.0, obstruction=1e3)
    found = projects(world, op=1.0, c_u=1e3, asking=-1e3)
    j = power(world)
    assert found["project_authorised"][j] == 1
    assert found["project_executed"][j] == 0
    assert found["project_pending"][j] == 1


def test_myopia_is_foresight_of_nothing() -> None:
    """The variants agree where an act alarms nobody and no punishment is due, and else differ."""
    response = 0.3 * (1 - np.eye(12))
    world = changed(world_of(12, 3), hard_response=response, punishment=0.0)
    powers = jnp.asarray(np.flatnonzero(np.asarray(world.great_power)).astype(np.int32))
    targets = jnp.full_like(powers, int(np.argmin(world.capability)))

    def foreseen(variant, **own):
        law = with_parameters(Projects(variant), **own)
        return np.asarray(law.foreseen_balancing(world, powers, targets))

    blind = foreseen(Foresight.MYOPIC)
    np.testing.assert_allclose(foreseen(Foresight.FORESEEING, theta_I=0.0), blind, rtol=1e-5)
    np.testing.assert_allclose(foreseen(Foresight.FORESEEING, ratio=1.0), blind, rtol=1e-5)
    assert (foreseen(Foresight.FORESEEING) > blind + 0.01).all()
