"""Consensus, satisfaction, and what wars move between great powers."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.order.concert import Concert
from counterpoise.world.world import World

from ..worlds import advance, after, begun, changed, with_parameters
from .powers import POWERS, five_powers, shares

WON = (0, 5, 1.0, 0.0)  # a power against a small state


def after_year(world: World, **own: float) -> World:
    return after(with_parameters(Concert(), **own), world)


def logit(k: object) -> float:
    return float(np.log(float(k) / (1 - float(k))))


def victorious(*acts: tuple[int, int, float, float], **fields: object) -> World:
    """A world whose attackers won their wars."""
    world = five_powers(*acts, **fields)
    return changed(world, act_won=np.asarray(world.act_war))


def test_by_hand() -> None:
    """logit K' = k1 logit K + k2 Leg - k3 sd(x) + k4 mean s - k5 gain."""
    start = victorious(WON, consensus=0.7, legitimacy=0.8)
    satisfaction = -np.abs(np.asarray(start.benefit_share) - shares(start))
    x = np.asarray(start.ideal_point, float)[:POWERS]
    expected = 0.9 * logit(0.7) + 0.5 * 0.8 - 0.3 * x.std() + 0.5 * satisfaction[:5].mean() - 1.0
    world = after_year(start)
    assert logit(world.consensus) == pytest.approx(expected, abs=1e-4)
    np.testing.assert_allclose(world.satisfaction, satisfaction, atol=1e-6)
    assert np.asarray(world.unilateral_gain).tolist() == [1, 0, 0, 0, 0, 0, 0]


def test_each_cause_has_its_sign() -> None:
    def k(world: World) -> float:
        return float(after_year(world).consensus)

    base = k(five_powers())
    assert k(five_powers(legitimacy=0.9)) > base
    assert k(five_powers(ideal_point=0.0)) > base
    assert k(changed(five_powers(), benefit_share=shares(five_powers()))) > base
    assert k(victorious(WON)) < base


def test_none_and_full_consensus_are_limits_that_last() -> None:
    for end in (0.0, 1.0):
        world = victorious(WON, consensus=end)
        for k1 in (-1.0, 0.0, 0.9):
            assert float(after_year(world, k1=k1).consensus) == end

    def slope(start: jax.Array) -> jax.Array:
        return with_parameters(Concert()).consensus(start, jnp.asarray(0.1))

    for end in (0.0, 1.0):
        assert np.isfinite(jax.grad(slope)(jnp.asarray(end)))


def test_from_inside_neither_end_is_reached() -> None:
    assert float(after_year(five_powers(), k2=500.0).consensus) == pytest.approx(1 - 1e-6, abs=1e-7)
    assert float(after_year(five_powers(), k2=-500.0).consensus) == pytest.approx(1e-6, rel=1e-3)


def test_which_wars_are_unilateral_gains() -> None:
    """Won, begun by a great power, without authority."""
    acts = (WON, (1, 5, 1.0, 1.0), (2, 6, 0.35, 0.0), (5, 6, 1.0, 0.0))
    found = after_year(victorious(*acts)).unilateral_gain
    assert np.asarray(found).tolist() == [1, 0, 0, 0, 0, 0, 0]
    lost = five_powers(WON)
    assert not after_year(lost).unilateral_gain.any()


def test_spoils_go_from_the_loser_to_the_winner() -> None:
    start = victorious((0, 1, 1.0, 0.0))
    moved = np.asarray(after_year(start, spoils=0.5).benefit_share, float)
    np.testing.assert_allclose(moved[:5], [0.3, 0.1, 0.2, 0.2, 0.2], rtol=1e-5)
    defended = changed(start, act_won=0.0)
    moved = np.asarray(after_year(defended, spoils=0.5).benefit_share, float)
    np.testing.assert_allclose(moved[:5], [0.1, 0.3, 0.2, 0.2, 0.2], rtol=1e-5)


def test_a_small_loser_yields_its_capability() -> None:
    start = victorious(WON)
    prize = 0.5 * 0.06 / 0.9
    moved = np.asarray(after_year(start, spoils=0.5).benefit_share, float)
    np.testing.assert_allclose(moved[0], (0.2 + prize) / (1 + prize), rtol=1e-5)
    np.testing.assert_allclose(moved[1:5], 0.2 / (1 + prize), rtol=1e-5)


def test_benefits_stand_without_spoils_or_war() -> None:
    for world, spoils in ((victorious(WON), 0.0), (five_powers(), 0.5)):
        found = after_year(world, spoils=spoils).benefit_share
        np.testing.assert_array_equal(found, world.benefit_share)
    among_small = victorious((5, 6, 1.0, 0.0))
    found = after_year(among_small, spoils=0.5).benefit_share
    np.testing.assert_array_equal(found, among_small.benefit_share)


def test_consensus_erodes_when_power_shifts_without_compensation() -> None:
    """P11: the same shift of power, with and without benefits that follow it."""

    def end(follows: bool) -> float:
        world = five_powers(consensus=0.7)
        for _ in range(38):
            own = np.asarray(world.capability) * np.exp(0.05 * (np.arange(7) == 0))
            world = changed(world, capability=own / own.sum())
            if follows:
                world = changed(world, benefit_share=shares(world))
            world = after_year(world)
        return float(world.consensus)

    assert end(follows=False) < end(follows=True) - 0.01


def test_a_world_opens_with_its_own_consensus_or_with_that_of_the_parameters() -> None:
    concert = with_parameters(Concert(), K0=0.8)
    assert float(begun(concert, five_powers(consensus=0.3)).consensus) == pytest.approx(0.3)
    assert float(begun(concert, five_powers(consensus=0.0)).consensus) == pytest.approx(0.8)


def test_a_world_without_great_powers_is_finite() -> None:
    found = advance(with_parameters(Concert()), five_powers(great_power=0.0))
    assert all(np.isfinite(each).all() for each in found.values())
