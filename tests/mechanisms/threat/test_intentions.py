"""Learning about intentions: what is left of Bayes under attention, authority and forgetting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.threat.intentions import Intentions

from ..worlds import advance, after, bare_world, begun, with_acts, with_parameters, world_of

RATIO, PS = 2.5, 0.12
BAYES = {
    "rho": 1.0,
    "om0": 1.0,
    "om_near": 0.0,
    "om_aff": 0.0,
    "omega_0": 1.0,
    "kappa_A": 0.0,
    "ratio": RATIO,
    "pS": PS,
}
WAR, LAWFUL_WAR = (0, 1, 1.0, 0.0), (0, 1, 1.0, 1.0)


def beliefs(**own: float) -> Intentions:
    return with_parameters(Intentions(), **own)


def test_full_attention_without_forgetting_is_exact_bayes() -> None:
    """rho = omega = omega_0 = 1 and kappa_A = 0: the odds of revision follow Bayes' rule."""
    world = begun(beliefs(**BAYES), bare_world(4))
    revisionist = 1 / (1 + np.exp(-float(world.intentions[2, 0])))
    for acts in (True, False, True, True, False, False):
        world = after(beliefs(**BAYES), with_acts(world, *([WAR] if acts else [])))
        evidence = (RATIO * PS, PS) if acts else (1 - RATIO * PS, 1 - PS)
        joint = revisionist * evidence[0], (1 - revisionist) * evidence[1]
        revisionist = joint[0] / sum(joint)
        believed = 1 / (1 + np.exp(-float(world.intentions[2, 0])))
        assert believed == pytest.approx(revisionist, rel=2e-5)


def test_an_act_with_full_authority_says_nothing() -> None:
    """auth = Leg = kappa_A = 1: the act is no evidence, and the year was not silent either."""
    world = with_acts(world_of(legitimacy=1.0), LAWFUL_WAR)
    change = advance(beliefs(rho=1.0, kappa_A=1.0), world)["intentions"][:, 0]
    np.testing.assert_allclose(change, 0.0, atol=1e-6)


@settings(max_examples=15)
@given(kappa=st.floats(0.0, 1.0), legitimacy=st.floats(0.0, 1.0))
def test_authority_discounts_by_what_it_is_worth(kappa: float, legitimacy: float) -> None:
    """The belief that the same act instils, authorised over unauthorised, is 1 - kappa_A Leg."""
    world = world_of(legitimacy=legitimacy)
    learn = beliefs(rho=1.0, kappa_A=kappa)
    lawful, unlawful = (
        advance(learn, with_acts(world, act))["intentions"][2:, 0] for act in (LAWFUL_WAR, WAR)
    )
    np.testing.assert_allclose(lawful, (1 - kappa * legitimacy) * unlawful, atol=1e-5)


def test_silence_reassures() -> None:
    """From the prior, a year without acts lowers beliefs by omega_0 times its log-odds."""
    world = begun(beliefs(), world_of())
    change = np.asarray(advance(beliefs(omega_0=0.35), world)["intentions"])
    apart = ~np.eye(6, dtype=bool)
    expected = 0.35 * np.log((1 - RATIO * PS) / (1 - PS))
    assert expected < 0
    np.testing.assert_allclose(change[apart], expected, rtol=1e-4)


@pytest.mark.parametrize("rho", [0.5, 0.75, 0.9])
def test_alarm_fades_with_the_half_life_of_memory(rho: float) -> None:
    """omega_0 = 0 and no acts: half of a departure is left after ln 0.5 / ln rho years."""
    learn = beliefs(rho=rho, omega_0=0.0)
    start = begun(learn, world_of())
    prior = np.asarray(start.intentions)
    world = after(learn, with_acts(start, WAR))
    alarm = np.asarray(world.intentions)[2, 0] - prior[2, 0]
    assert alarm > 0.1
    years = 5
    for _ in range(years):
        world = after(learn, with_acts(world))
    left = (np.asarray(world.intentions)[2, 0] - prior[2, 0]) / alarm
    assert years * np.log(0.5) / np.log(left) == pytest.approx(np.log(0.5) / np.log(rho), rel=1e-3)


def test_lasting_silence_settles_below_the_prior() -> None:
    """The silent fixed point is l0 + omega_0 ln((1 - pR)/(1 - pS)) / (1 - rho)."""
    learn = beliefs(rho=0.75, omega_0=0.35)
    world = begun(learn, world_of())
    prior = np.asarray(world.intentions)
    for _ in range(80):
        world = after(learn, world)
    reached = 0.35 * np.log((1 - RATIO * PS) / (1 - PS)) / 0.25
    apart = ~np.eye(6, dtype=bool)
    np.testing.assert_allclose((np.asarray(world.intentions) - prior)[apart], reached, rtol=1e-4)


@settings(max_examples=15)
@given(acts=st.lists(st.sampled_from([(0, 1), (0, 2), (0, 3)]), min_size=1, max_size=20))
def test_a_year_teaches_no_more_than_three_wars(acts: list[tuple[int, int]]) -> None:
    """However many the acts, the information of a year is at most 3 ln(pR/pS)."""
    world = with_acts(bare_world(5), *((j, k, 1.0, 0.0) for j, k in acts))
    change = float(advance(beliefs(**BAYES), begun_at_zero(world))["intentions"][4, 0])
    assert change == pytest.approx(min(len(acts), 3) * np.log(RATIO), rel=1e-5)


def begun_at_zero(world):
    """Beliefs at the prior, so that only evidence moves them."""
    return begun(beliefs(**BAYES), world)


def test_the_target_attends_fully_and_others_by_nearness() -> None:
    """omega is 1 for the target, and falls with distance to it for the rest."""
    far = np.array([[0, 0, 0], [0, 0, 4000], [0, 4000, 0]], float)
    far = np.pad(far, ((0, 1), (0, 1)))
    world = begun_at_zero(with_acts(bare_world(4, distance=far), WAR))
    learn = beliefs(**(BAYES | {"om0": 0.2, "om_near": 0.6}))
    heard = np.asarray(advance(learn, world)["intentions"])[1:, 0] / np.log(RATIO)
    np.testing.assert_allclose(heard, [1.0, 0.2 + 0.6 / 3, 0.2 + 0.6], rtol=1e-5)


def test_the_order_of_acts_does_not_matter() -> None:
    acts = [(0, 1, 1.0, 0.0), (2, 1, 0.35, 1.0), (0, 3, 0.35, 0.0)]
    world = world_of()
    forward, backward = (
        np.asarray(advance(beliefs(), with_acts(world, *each))["intentions"])
        for each in (acts, acts[::-1])
    )
    np.testing.assert_allclose(forward, backward, atol=1e-6)
