"""The peer written in Mesa states the same core: its probabilities are ours."""

from collections.abc import Iterator

import jax
import jax.numpy as jnp
import numpy as np
import pytest

mesa_peer = pytest.importorskip("benchmarks.mesa_peer", reason="mesa is not installed")

from benchmarks import agreement, workload  # noqa: E402
from benchmarks.core import core  # noqa: E402
from counterpoise.models.change import apply, replaced  # noqa: E402
from counterpoise.models.draws import draw_parameters  # noqa: E402
from counterpoise.world.chance import Chance  # noqa: E402
from counterpoise.world.synthetic import synthetic_world  # noqa: E402
from counterpoise.world.world import World  # noqa: E402

ACTORS = 18


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    with jax.enable_x64(True):
        yield


def eventful() -> World:
    """A world with acts, a conflict past and an order that is not held equally legitimate."""
    random = np.random.default_rng(4)
    world = synthetic_world(ACTORS, seed=2, acts=24)
    stock = np.triu(random.random((ACTORS, ACTORS)) < 0.3, 1) * 1.5
    acts = {
        "act_actor": np.full(24, -1, np.int32),
        "act_target": np.full(24, -1, np.int32),
        "act_severity": np.zeros(24),
        "act_authorised": np.zeros(24),
    }
    for place in range(5):
        acts["act_actor"][place], acts["act_target"][place] = random.choice(ACTORS, 2, False)
        acts["act_severity"][place] = random.choice([0.35, 1.0])
        acts["act_authorised"][place] = place % 2
    acts["act_actor"][1] = acts["act_actor"][0]  # one author of several acts
    acts["act_target"][1] = (acts["act_actor"][0] + 1) % ACTORS
    past = {
        "conflict_stock": stock + stock.T,
        "legitimacy": random.random((ACTORS, 1)),
        "punishment": random.random(ACTORS) * 0.2,
    }
    return replaced(world, {name: jnp.asarray(value) for name, value in (acts | past).items()})


@jax.jit
def first_year(world: World, values: dict[str, jax.Array]) -> dict[str, jax.Array]:
    """Our first year of the core, with the probabilities behind its events."""
    bound = core().bind(values)
    land = bound.land(world)
    now = bound.begin(world, land)
    chance = Chance.of(1, 0)
    for block in ("beliefs", "threat", "posture"):
        mechanism = bound.mechanism(block)
        now = apply(now, [(mechanism.advance(now, land, chance.stream(block)), None)])
    alliance = bound.mechanism("alliance")
    pact = jnp.where(
        now.defence_pact > 0, alliance.dissolution_logit(now), alliance.formation_logit(now, land)
    )
    postures = ("p_bandwagon", "p_soft", "p_internal", "p_external")
    return {
        **{name: getattr(now, name) for name in ("intentions", "threat", *postures)},
        "chose_external": now.chose_external,
        "force": jax.nn.sigmoid(bound.mechanism("initiation").logit(now, land)),
        "pact": jax.nn.sigmoid(pact),
    }


@pytest.mark.parametrize("draw", [None, 0, 1, 2])
def test_probabilities_of_the_first_year_agree(draw: int | None) -> None:
    model = core()
    if draw is None:
        values = {name: float(all_[0]) for name, all_ in workload.defaults(model, 1).items()}
    else:
        drawn = draw_parameters(model.parameters(), 3, seed=8)
        values = {name: float(all_[draw]) for name, all_ in drawn.items()}
    world = eventful()
    ours = {
        name: np.asarray(value)
        for name, value in first_year(
            world, {name: jnp.asarray(value) for name, value in values.items()}
        ).items()
    }
    system = mesa_peer.System(world, values, seed=0)
    system.settle()
    for phase in ("judge", "perceive", "count_support", "choose_postures"):
        system.agents.do(phase)
    for state in system.states:
        for name in ("intentions", "threat", "p_bandwagon", "p_soft", "p_internal", "p_external"):
            np.testing.assert_allclose(
                getattr(state, name), ours[name][state.slot], rtol=1e-6, atol=1e-9, err_msg=name
            )
        state.sought = set(np.flatnonzero(ours["chose_external"][state.slot]).tolist())
    system.agents.do("expect_resistance")
    for state in system.states:
        for other in state.others:
            place = state.slot, other.slot
            assert state.force_probability(other) == pytest.approx(ours["force"][place], rel=1e-6)
            assert state.pact_probability(other) == pytest.approx(ours["pact"][place], rel=1e-6)


def test_a_year_of_the_peer_keeps_what_is_mutual_mutual() -> None:
    values = {name: float(all_[0]) for name, all_ in workload.defaults(core(), 1).items()}
    values |= {"initiation.i0": 2.0, "alliance.al0": 2.0}
    system = mesa_peer.System(eventful(), values, seed=1)
    system.settle()
    for _ in range(3):
        system.step()
        assert system.acts
    for state in system.states:
        for other in state.others:
            assert (other.slot in state.allies) == (state.slot in other.allies)
            ours, theirs = state.conflict_stock[other.slot], other.conflict_stock[state.slot]
            assert ours == pytest.approx(theirs)


def test_a_difference_is_found_and_an_equal_pair_is_not_called_different() -> None:
    random = np.random.default_rng(0)
    one, same, other = random.normal(0, 1, 400), random.normal(0, 1, 300), random.normal(1, 1, 300)
    assert agreement.same_distribution({"x": one}, {"x": same}).tests == 2
    with pytest.raises(agreement.Disagreement, match="mean of x"):
        agreement.same_distribution({"x": one}, {"x": other})
    with pytest.raises(agreement.Disagreement, match="spread of x"):
        agreement.same_distribution({"x": one}, {"x": same * 2.0})
