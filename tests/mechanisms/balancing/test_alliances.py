"""Alliances: undirected formation and end, and pacts of whole blocs."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.balancing.alliances import Alliances
from counterpoise.mechanisms.balancing.multilateral_pacts import MultilateralPacts
from counterpoise.mechanisms.uneven_years import surge
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

from ...rich_worlds import rich_world
from ..worlds import (
    CHANCE,
    advance,
    after,
    bare_world,
    changed,
    geography,
    with_parameters,
    world_of,
)

NEVER, ALWAYS = -1e3, 1e3
APART = 1.0 - np.eye(6)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"al0": NEVER, "off0": NEVER}, lambda now: now),
        ({"al0": NEVER, "off0": ALWAYS}, lambda now: 0 * now),
        ({"al0": ALWAYS, "off0": NEVER}, lambda now: APART),
        ({"al0": ALWAYS, "off0": ALWAYS}, lambda now: APART - now),
    ],
)
def test_the_limits_of_formation_and_end(own, expected) -> None:
    now = np.triu(np.random.default_rng(0).random((6, 6)) < 0.5, 1).astype(float)
    now += now.T
    world = world_of(defence_pact=now)
    found = after(with_parameters(Alliances(), **own), world).defence_pact
    np.testing.assert_array_equal(found, expected(now))


def test_frequencies_follow_the_logit() -> None:
    """Over many draws a pact forms with sigma(logit), and both directions agree."""
    law = with_parameters(Alliances(), al0=0.5, al_d=0.0)
    seek = np.zeros((6, 6))
    seek[[0, 1], 5] = 1.0
    world = changed(bare_world(6), chose_external=seek, democracy=[0, 0, 1, 1, 0, 0])
    draws = 4000
    chances = jax.vmap(lambda draw: Chance.of(4, draw).year(2000))(np.arange(draws))
    formed = jax.vmap(lambda chance: advance(law, world, chance)["defence_pact"])(chances)
    np.testing.assert_array_equal(formed, np.swapaxes(formed, 1, 2))
    rate = np.asarray(formed).mean(axis=0)
    for i, k, z in ((0, 1, 2.5), (2, 3, 0.5), (0, 2, -0.7), (4, 5, 0.5)):
        p = 1 / (1 + np.exp(-z))
        assert abs(rate[i, k] - p) < 4 * np.sqrt(p * (1 - p) / draws), (i, k)


@pytest.mark.parametrize(("al", "off"), [(1.5, 0.0), (0.0, 1.5)])
def test_a_shock_of_the_year_moves_all_dyads_and_not_the_mean(al: float, off: float) -> None:
    """Rare events: the count of a year has mean E and variance E + (spread E)^2."""
    n = 40
    pact = np.zeros((n, n))
    pact[: n // 2, : n // 2] = 1.0
    np.fill_diagonal(pact, 0.0)
    rate = -4.0
    law = with_parameters(
        Alliances(), al0=rate, off0=rate, al_d=0.0, off_x=0.0, al_ca=0.0, al_year=al, off_year=off
    )
    world = bare_world(n, defence_pact=pact)
    chances = jax.vmap(lambda draw: Chance.of(9, draw).year(2000).stream("alliance"))(
        np.arange(3000)
    )
    moved = np.asarray(
        jax.vmap(lambda chance: advance(law, world, chance)["defence_pact"])(chances)
    )
    p = 1 / (1 + np.exp(-rate))
    for sign, spread, at in ((1.0, al, pact == 0), (-1.0, off, pact > 0)):
        dyads = (at & ~np.eye(n, dtype=bool)).sum() / 2
        count = (moved == sign).sum(axis=(1, 2)) / 2
        expected = p * dyads
        assert count.mean() == pytest.approx(expected, rel=0.12 if spread else 0.03)
        wide = expected + (spread * expected) ** 2
        assert count.var() == pytest.approx(wide, rel=0.25 if spread else 0.1)


def test_common_threats_add_up_on_a_log_scale() -> None:
    """ln(1 + sum_j St_ij St_kj), plus one for a shared rival, times al_ct."""
    salience = np.zeros((6, 6))
    salience[0, 4:] = [1.0, 2.0]
    salience[1, 4:] = [0.5, 1.0]
    rivalry = np.zeros((6, 6))
    rivalry[[0, 1], 4] = rivalry[4, [0, 1]] = 1.0
    law = with_parameters(Alliances(), al_ct=0.6, al_R=0.0)
    land = geography().land(bare_world(6))
    peace = np.asarray(law.formation_logit(bare_world(6), land))
    feared = np.asarray(law.formation_logit(bare_world(6, salience=salience), land))
    hated = np.asarray(law.formation_logit(bare_world(6, rivalry=rivalry), land))
    assert (feared - peace)[0, 1] == pytest.approx(0.6 * np.log(1 + 0.5 + 2.0), rel=1e-4)
    assert (hated - peace)[0, 1] == pytest.approx(0.6, rel=1e-4)
    assert (hated - peace)[2, 3] == pytest.approx(0.0, abs=1e-6)


def test_no_bloc_forms_unless_told_to() -> None:
    found = advance(with_parameters(MultilateralPacts()), world_of(10))
    assert (np.asarray(found["defence_pact"]) == 0).all()


def test_a_bloc_is_a_clique_of_like_minded_neighbours() -> None:
    """Every dyad among those near the convenor is allied at once, and no other."""
    x = np.array([0.0, 0.1, 0.2, 2.0, 2.1, -2.0])
    world = bare_world(6, ideal_point=x)
    law = with_parameters(MultilateralPacts(), r_multi=1.0)
    seen = set()
    for year in range(12):
        pact = np.asarray(after(law, world, Chance.of(0, 0).year(year)).defence_pact)
        members = frozenset(np.flatnonzero(pact.any(axis=1)).tolist())
        seen.add(members)
        for i in range(6):
            for k in range(6):
                assert pact[i, k] == (i != k and i in members and k in members)
    assert seen <= {frozenset({0, 1, 2}), frozenset({3, 4}), frozenset()}
    assert len(seen) >= 2


def test_a_bloc_keeps_the_pacts_it_finds() -> None:
    old = np.zeros((6, 6))
    old[0, 1] = old[1, 0] = 1.0
    law = with_parameters(MultilateralPacts(), r_multi=1.0)
    found = after(law, bare_world(6, defence_pact=old), CHANCE).defence_pact
    np.testing.assert_array_equal(found, APART)


@pytest.mark.parametrize("seed", range(4))
def test_weighing_candidates_alone_changes_nothing(seed: int) -> None:
    """The bound is one, signs of the parameters whatever; and every pact of the long way is found.

    Where there are more candidates than places, every dyad is worked out: that way is compared too.
    """
    world = World(**{name: jnp.asarray(value) for name, value in rich_world(40, seed).items()})
    rng = np.random.default_rng(seed)
    sign = rng.choice([-1.0, 1.0], 3)
    own = {
        "al0": float(rng.uniform(3.0, 7.0)),
        "al_ct": 0.8 * sign[0],
        "al_ca": 0.5 * sign[1],
        "al_HE": 1.5 * sign[2],
        "al_year": 0.5 * (seed % 2),
    }
    law, land = with_parameters(Alliances(), **own), geography().land(world)
    logit = np.asarray(law.formation_logit(world, land))
    assert (np.asarray(law.most_formation_logit(world, land)) >= logit).all()

    def dense(world, chance):
        wave = surge(law.al_year, chance.stream("year"))
        chosen = np.where(world.defence_pact > 0, law.dissolution_logit(world), logit + wave)
        happens = land.pairs & (chance.pair(world.code) < jax.nn.sigmoid(chosen))
        return happens * (1.0 - 2.0 * world.defence_pact)

    pacts = 0.0
    for draw in range(6):
        chance = Chance.of(seed, draw).year(2000).stream("alliance")
        found = law.advance(world, land, chance)["defence_pact"]
        np.testing.assert_array_equal(found, dense(world, chance))
        pacts += float(np.maximum(np.asarray(found), 0.0).sum())
    assert pacts > 0
