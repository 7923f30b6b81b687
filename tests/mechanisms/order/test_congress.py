"""Congresses: called, settled, compensated; and escalation inside and outside of a concert."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.conflict.escalation import Escalation
from counterpoise.mechanisms.order.congress import Congress
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

from ..worlds import CHANCE, after, changed, geography, with_parameters
from .powers import DISPUTE, POWERS, five_powers, shares

CERTAIN = {"c0": 100.0, "c2": 100.0}


def met(world: World, chance: Chance = CHANCE, **own: float) -> World:
    return after(with_parameters(Congress(), **own), world, chance)


def test_full_compensation_moves_benefits_to_capabilities_exactly() -> None:
    world = met(five_powers(DISPUTE), chi=1.0, **CERTAIN)
    assert float(world.act_settled[0]) == 1
    exact = jnp.where(world.great_power > 0, world.capability, 0.0)
    np.testing.assert_array_equal(world.benefit_share, exact / jnp.sum(exact))


def test_part_compensation_goes_part_of_the_way_once_a_year() -> None:
    start = five_powers(DISPUTE, (2, 3, 0.35, 0.0))
    world = met(start, chi=0.3, **CERTAIN)
    assert np.asarray(world.act_settled[:2]).tolist() == [1, 1]
    expected = 0.7 * np.asarray(start.benefit_share) + 0.3 * shares(start)
    np.testing.assert_allclose(world.benefit_share, expected, rtol=1e-5)


def test_benefits_stand_where_nothing_is_settled() -> None:
    start = five_powers(DISPUTE)
    for own in ({"c0": -100.0}, {"c0": 100.0, "c2": -100.0}):
        world = met(start, chi=1.0, **own)
        np.testing.assert_array_equal(world.benefit_share, start.benefit_share)
        assert not world.act_settled.any()


def test_only_disputes_between_great_powers_come_before_a_congress() -> None:
    acts = (DISPUTE, (0, 1, 1.0, 0.0), (0, POWERS, 0.35, 0.0), (POWERS, POWERS + 1, 0.35, 0.0))
    world = met(five_powers(*acts), **CERTAIN)
    assert np.asarray(world.act_congress[:4]).tolist() == [1, 0, 0, 0]
    restraint = np.asarray(world.act_restraint[:4], float)
    np.testing.assert_allclose(restraint, [0.75, 0.75, 0, 0], rtol=1e-6)


def test_both_sides_of_a_dispute_sit_in_the_same_congress() -> None:
    world = five_powers(*((j, k, 0.35, 0.0) for j in range(5) for k in range(5) if j != k))
    for draw in range(10):
        found = met(world, Chance.of(draw, 0), c0=-0.5, c2=-0.5)
        pair = zip(found.act_actor.tolist(), found.act_target.tolist(), strict=True)
        by_pair = dict(zip(pair, found.act_settled.tolist(), strict=True))
        for (j, k), settled in by_pair.items():
            assert j < 0 or by_pair[k, j] == settled


def test_without_a_concert_nobody_can_call_a_congress() -> None:
    """K = 0 leaves the world as it was; K = 1 is as finite as any other."""
    start = five_powers(DISPUTE, consensus=0.0)
    world = met(start, **CERTAIN)
    for name in ("act_congress", "act_settled", "act_restraint"):
        assert not getattr(world, name).any(), name
    np.testing.assert_array_equal(world.benefit_share, start.benefit_share)
    full = met(five_powers(DISPUTE, consensus=1.0))
    assert np.isfinite(full.act_restraint).all()


def test_what_calls_and_what_settles() -> None:
    """sigma(c0 + c1 K), sigma(c2 + c3 K - c4 spread - c5 max |s|), by hand."""
    congress = with_parameters(Congress(), c0=0.1, c1=2.0, c2=0.2, c3=1.5, c4=0.5, c5=2.0)
    called = float(congress.call_probability(jnp.asarray(0.4)))
    assert called == pytest.approx(1 / (1 + np.exp(-0.9)))
    settles = congress.settlement_probability(*map(jnp.asarray, (0.4, 0.7, 0.1)))
    assert float(settles) == pytest.approx(1 / (1 + np.exp(-(0.8 - 0.35 - 0.2))))


def test_frequencies_are_the_probabilities() -> None:
    congress, world = with_parameters(Congress(), c0=-1.0, c1=1.0), five_powers(DISPUTE)
    land = geography().land(world)

    def one(draw: jax.Array) -> tuple[jax.Array, jax.Array]:
        found = congress.advance(world, land, Chance.of(draw, 0))
        return found["act_congress"][0], found["act_settled"][0]

    draws = 4000
    called, settled = jax.vmap(one)(jnp.arange(draws))
    p = 1 / (1 + np.exp(0.5))
    b, c = np.asarray(world.benefit_share, float), shares(world)
    x = np.asarray(world.ideal_point, float)[:POWERS]
    q = 1 / (1 + np.exp(-(1.0 - 0.5 * x.std() - 2 * np.abs(b - c).max())))
    for found, expected in ((called, p), (settled, p * q)):
        error = np.sqrt(expected * (1 - expected) / draws)
        assert abs(float(found.mean()) - expected) < 4 * error


def test_odds_of_escalation_fall_with_consensus_at_everything_else_fixed() -> None:
    """Inside the circle by w_K a unit of K; outside of it not at all."""
    escalation = with_parameters(Escalation())

    def odds(consensus: float) -> np.ndarray:
        world = five_powers(DISPUTE, (0, POWERS, 0.35, 0.0), consensus=consensus)
        return np.asarray(escalation.logit(met(world, w_K=1.5)), float)[:2]

    found = np.array([odds(k) for k in (0.0, 0.25, 0.5, 1.0)])
    np.testing.assert_allclose(found[:, 0], found[0, 0] - 1.5 * np.array([0, 0.25, 0.5, 1]), 1e-5)
    assert (found[:, 1] == found[0, 1]).all()
    assert (np.diff(found[:, 0]) < 0).all()


def test_what_a_congress_settled_does_not_escalate() -> None:
    """However hostile; what it met over in vain may."""
    hot = replace(with_parameters(Escalation()), w0=jnp.asarray(100.0))
    settled = after(hot, met(five_powers(DISPUTE), **CERTAIN))
    assert float(settled.act_war[0]) == 0
    assert float(settled.act_severity[0]) == pytest.approx(0.35)
    in_vain = after(hot, met(five_powers(DISPUTE), c0=100.0, c2=-100.0))
    assert float(in_vain.act_war[0]) == 1


def test_powers_without_a_record_of_benefits_are_content() -> None:
    world = met(changed(five_powers(DISPUTE), benefit_share=0.0), chi=0.3, **CERTAIN)
    np.testing.assert_allclose(world.benefit_share, shares(world), rtol=1e-5)
