"""Postures: the limits of the nested choice and of the utilities behind it."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.balancing.postures import Expectations, Postures
from counterpoise.mechanisms.geography import contest
from counterpoise.mechanisms.nested_choice import Utilities, nested_choice

from ..worlds import advance, bare_world, changed, geography, with_parameters, world_of

FLOWS = ("p_bandwagon", "p_soft", "p_internal", "p_external")
UTILITY = st.floats(-30.0, 30.0)


@eqx.filter_jit
def _chosen(values, dissimilarity):
    return jnp.stack(nested_choice(Utilities(*(v.reshape(1, 1) for v in values)), dissimilarity))


def chosen(values, dissimilarity) -> np.ndarray:
    """Probabilities of B, S, HI and HE."""
    return np.asarray(_chosen(jnp.asarray(values), jnp.asarray(dissimilarity))).reshape(4)


@eqx.filter_jit
def _utilities(law, land, world):
    ground = land.land(world)
    seen = law.facing(world, ground, world.expected_hard, world.expected_soft)
    return law.utilities(seen, ground)


def utilities(world, land=None, **own):
    return _utilities(with_parameters(Postures(), **own), land or geography(), world)


# --- the choice -----------------------------------------------------------------------------------


@given(values=st.tuples(*[UTILITY] * 4), dissimilarity=st.floats(0.05, 3.0))
def test_probabilities_are_probabilities(values, dissimilarity: float) -> None:
    """Whatever the utilities: none is negative, and with hiding they sum to one."""
    found = chosen(values, dissimilarity)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found.sum() <= 1 + 1e-5


@given(values=st.tuples(*[st.floats(-4.0, 4.0)] * 4))
def test_without_similarity_the_nest_is_a_multinomial_logit(values) -> None:
    """lambda_bal = 1."""
    weights = np.exp(np.array(values))
    np.testing.assert_allclose(chosen(values, 1.0), weights / (1 + weights.sum()), rtol=2e-5)


@given(values=st.tuples(*[st.floats(-3.0, 1.0)] * 4), dissimilarity=st.floats(0.2, 0.9))
def test_hard_balancing_is_diverted_to_soft(values, dissimilarity: float) -> None:
    """Closing H moves P_S/(1 - P_H) of it to S when lambda_bal = 1, and more when below 1."""
    closed = (*values[:2], -80.0, -80.0)

    def diverted(lam: float) -> tuple[float, float]:
        with_hard, without = chosen(values, lam), chosen(closed, lam)
        hard = with_hard[2] + with_hard[3]
        return (without[1] - with_hard[1]) / hard, with_hard[1] / (1 - hard)

    logit, proportional = diverted(1.0)
    assert logit == pytest.approx(proportional, rel=2e-3, abs=2e-4)
    nested, proportional = diverted(dissimilarity)
    assert nested > proportional * 1.005


@given(values=st.tuples(*[st.floats(-3.0, 2.0)] * 4), dissimilarity=st.floats(0.3, 1.5))
def test_soft_balancing_falls_as_hard_gains(values, dissimilarity: float) -> None:
    """d ln P_S / d V_H = -[(1/lambda_bal - 1) P(H | Bal) + P_H], V_HI and V_HE moved together."""
    with jax.enable_x64(True):
        step = 1e-5
        up, down = (
            chosen((values[0], values[1], values[2] + d, values[3] + d), dissimilarity)
            for d in (step, -step)
        )
        here = chosen(values, dissimilarity)
    slope = (np.log(up[1]) - np.log(down[1])) / (2 * step)
    hard = here[2] + here[3]
    within = hard / (hard + here[1])
    assert slope == pytest.approx(-((1 / dissimilarity - 1) * within + hard), rel=1e-4, abs=1e-7)


@given(mine=st.floats(1e-6, 1.0), factor=st.floats(0.01, 100.0))
def test_contests_depend_on_relative_power(mine: float, factor: float) -> None:
    """Rf(m, m) = 1/2, Rf(m, q) + Rf(q, m) = 1, and only m/q matters."""
    land = geography().land(bare_world(2))
    m, q = land.strength(jnp.asarray(mine)), land.strength(jnp.asarray(0.37 * mine))
    assert float(contest(m, m)) == 0.5
    assert float(contest(m, q) + contest(q, m)) == pytest.approx(1.0, rel=1e-5)
    scaled = contest(
        land.strength(jnp.asarray(mine * factor)), land.strength(jnp.asarray(0.37 * mine * factor))
    )
    assert float(scaled) == pytest.approx(float(contest(m, q)), rel=1e-4)


# --- the utilities --------------------------------------------------------------------------------


def supported(others_hard: float, small: float = 0.01, **own: float) -> float:
    """Utility to state 0 of external balancing against state 1, a small power among large ones."""
    capability = np.array([small, small, *[(1 - 2 * small) / 6] * 6])
    hard = np.zeros((8, 8))
    hard[2:, 1] = others_hard
    world = bare_world(8, capability=capability, expected_hard=hard, salience=1.0, threat=1.72)
    options, _ = utilities(world, e0=0.0, h_T=1.0, **own)
    return float(options.external[0, 1])


def test_a_public_good_passes_the_buck() -> None:
    """phi = 0: with support far above C_j no one is pivotal, and the gain vanishes."""
    assert supported(0.01, phi=0.0) > 0.3  # support of about the power's own size: pivotal
    assert supported(1.0, phi=0.0) == pytest.approx(0.0, abs=1e-3)


def test_a_club_good_gangs_the_chain() -> None:
    """phi = 1: the utility of alliance never falls in others' support."""
    found = [supported(h, phi=1.0) for h in np.linspace(0.0, 1.0, 12)]
    assert (np.diff(found) >= -1e-6).all()
    assert found[-1] > found[0] + 0.5


def test_support_frees_the_weak_from_bandwagoning() -> None:
    """The term in b_T vanishes where others' support makes failure impossible."""

    def pull(others: float) -> float:
        capability = np.array([0.02, 0.48, 0.25, 0.25])
        hard = np.zeros((4, 4))
        hard[2:, 1] = others
        world = bare_world(4, capability=capability, expected_hard=hard, salience=1.0)
        return float(utilities(world, b0=0.0, b_T=1.0, b_dep=0.0, b_x=0.0)[0].bandwagon[0, 1])

    power = 0.48 / 0.5
    lone = 0.02**1.5 / (0.02**1.5 + 0.48**1.5)
    joint = 0.52**1.5 / (0.52**1.5 + 0.48**1.5)
    assert pull(0.0) == pytest.approx(power * (1 - lone), rel=1e-4)
    assert pull(1.0) == pytest.approx(power * (1 - joint), rel=1e-4)


def test_one_does_not_count_oneself_among_others() -> None:
    """What i is itself expected to do changes none of i's own utilities."""
    world = world_of(seed=2)
    own = np.zeros((6, 6))
    own[0, 1:] = 0.9
    base, _ = utilities(world)
    told, _ = utilities(changed(world, expected_hard=own, expected_soft=own))
    for before, now in zip(base, told, strict=True):
        np.testing.assert_allclose(now[0], before[0], rtol=1e-4, atol=1e-5)
    assert not np.allclose(told.soft[1:], base.soft[1:])


def test_company_saturates() -> None:
    """Bf(Q) rises from 0 toward 1 - exp(-kS) as all others join."""
    apart = 1.0 - np.eye(50)
    law = {"s0": 0.0, "s_net": 1.0, "kS": 2.0}
    worlds = [bare_world(50, expected_soft=share * apart) for share in (0.0, 1.0)]
    values = [float(utilities(world, **law)[0].soft[0, 1]) for world in worlds]
    assert values[0] == pytest.approx(0.0, abs=1e-6)
    assert values[1] == pytest.approx(1 - np.exp(-2.0 * 48 / 50), rel=1e-4)


# --- the mechanism --------------------------------------------------------------------------------


def posture(world, variant: Expectations = Expectations.ADAPTIVE, **own: float):
    return advance(with_parameters(Postures(variant), **own), world)


@settings(max_examples=15)
@given(seed=st.integers(0, 99), kappa=st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_postures_are_taken_toward_principals_alone(seed: int, kappa: float) -> None:
    """Great powers, rivals and the three most feared, and never oneself or an empty slot."""
    random = np.random.default_rng(seed)
    world = world_of(14, seed, empty=1)
    threat = random.random((15, 15)) * np.outer(world.present, world.present) * (1 - np.eye(15))
    great = np.arange(15) < 2
    world = changed(world, threat=threat, salience=np.log1p(threat), great_power=great)
    found = posture(world, kappa=kappa)
    total = sum(np.asarray(found[name]) for name in FLOWS)
    feared = threat >= np.sort(threat, axis=1)[:, -3][:, None]
    principal = (feared | great[None, :] | (np.asarray(world.rivalry) > 0)) & (threat > 0)
    np.testing.assert_array_equal(total > 0, principal)
    assert (total < 1).all()
    drawn = np.asarray(found["chose_internal"]) + np.asarray(found["chose_external"])
    assert set(np.unique(drawn)) <= {0.0, 1.0}
    assert (drawn[~principal] == 0).all()


def test_indifference_is_uniform_over_nests() -> None:
    """kappa = 0: hiding, bandwagoning and the nest weigh 1 : 1 : 3^lambda_bal."""
    found = posture(bare_world(4, great_power=1.0), kappa=0.0, lambda_bal=0.6)
    assert float(found["p_bandwagon"][0, 1]) == pytest.approx(1 / (2 + 3**0.6), rel=1e-5)
    for name in FLOWS[1:]:
        assert float(found[name][0, 1]) == pytest.approx(3**-0.4 / (2 + 3**0.6), rel=1e-5)


def test_the_equilibrium_confirms_its_expectations() -> None:
    """Expecting what the within-year equilibrium plays, states play it again."""
    world = changed(
        world_of(10, 4), threat=0.8 * (1 - np.eye(10)), salience=np.log(1.8) * (1 - np.eye(10))
    )
    settled = posture(world, Expectations.EQUILIBRIUM)
    confirmed = posture(
        changed(
            world,
            expected_hard=settled["p_internal"] + settled["p_external"],
            expected_soft=settled["p_soft"],
        )
    )
    for name in FLOWS:
        np.testing.assert_allclose(confirmed[name], settled[name], rtol=1e-4, atol=1e-6)


def test_the_foreseen_response_is_the_slope_of_hard_balancing() -> None:
    """d P_H / d ln T, exactly, where only the hard utilities respond and lambda_bal = 1."""
    with jax.enable_x64(True):
        only_hard = {"s_T": 0.0, "b_T": 0.0, "lambda_bal": 1.0}
        apart = 1 - np.eye(6)

        def hard(scale: float) -> np.ndarray:
            threat = 0.7 * scale * apart
            world = changed(world_of(6, 5), threat=threat, salience=np.log1p(threat))
            found = posture(world, **only_hard)
            return np.asarray(found["p_internal"] + found["p_external"])

        step = 1e-4
        slope = (hard(np.exp(step)) - hard(np.exp(-step))) / (2 * step)
        world = changed(world_of(6, 5), threat=0.7 * apart, salience=np.log1p(0.7) * apart)
        foreseen = posture(world, **only_hard)["hard_response"]
        np.testing.assert_allclose(foreseen, slope, rtol=1e-5, atol=1e-10)
