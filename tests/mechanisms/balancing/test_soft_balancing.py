"""Soft balancing: what its four channels weigh, delay and cost."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.mechanisms.balancing.soft_balancing import (
    Channels,
    SoftBalancing,
    burden_share,
    cost_ratio,
    execution_hazard,
)
from counterpoise.world.weight import political_weight

from ..worlds import advance, changed, with_parameters, world_of

CHANNELS = ("territorial_denial", "entangling_diplomacy", "economic_strengthening", "resolve")


def resisted(seed: int = 0, **fields):
    """A world of twelve states of which all balance softly to some degree."""
    soft = np.random.default_rng(seed).random((12, 12)) * (1 - np.eye(12))
    return changed(world_of(12, seed), **({"p_soft": soft} | fields))


def test_1991_and_2003_fix_the_scale_of_burdens() -> None:
    """Shares of 0.88 and 0.05 of an equal gross cost leave net costs of 0.12 to 0.95: about 8."""
    granted = burden_share(0.88, 0.05, 1.0, 1.0, 0.0)
    refused = burden_share(0.88, 0.05, 0.0, 1.0, 0.0)
    assert float(granted) == pytest.approx(0.88)
    assert float(refused) == pytest.approx(0.05)
    ratio = cost_ratio(2.0, 0.0, 0.0, refused) / cost_ratio(2.0, 0.0, 0.0, granted)
    assert float(ratio) == pytest.approx(0.95 / 0.12, rel=1e-5)


@given(authorised=st.sampled_from([0.0, 1.0]), weight=st.floats(0.0, 4.0))
def test_nobody_bears_less_than_nothing(authorised: float, weight: float) -> None:
    """1 - SB is floored at zero: resistance takes the unauthorised share away and no more."""
    share = float(burden_share(0.88, 0.05, authorised, 0.6, weight))
    expected = 0.88 * 0.6 if authorised else 0.05 * max(1 - weight, 0)
    assert share == pytest.approx(expected, abs=1e-6)


def test_unopposed_projects_wait_three_months_over_h0() -> None:
    none = Channels(*jnp.zeros((4, 1)))
    law = with_parameters(SoftBalancing(), h_0=0.5)
    assert float(law.delay_months(none)[0]) == pytest.approx(6.0)
    hazard = execution_hazard(0.5, jnp.array([0.0, np.log(2.0), -5.0]))
    np.testing.assert_allclose(hazard, [0.5, 0.25, 1.0], rtol=1e-6)


def test_obstruction_slows_by_denial_and_diplomacy_alone() -> None:
    """h = h_0 exp(-d_ED ED - d_TD TD): trade and resolve do not delay."""
    law = with_parameters(SoftBalancing(), h_0=0.5, d_ED=1.0, d_TD=3.0)
    channels = Channels(*jnp.asarray([[0.2], [0.4], [0.9], [0.9]]))
    wait = float(law.delay_months(channels)[0])
    assert wait == pytest.approx(6.0 * np.exp(3.0 * 0.2 + 1.0 * 0.4), rel=1e-5)


@settings(max_examples=15)
@given(seed=st.integers(0, 99), split=st.sampled_from([0.0, 1.0, 2.0, 6.0]))
def test_the_channels_share_out_the_weight_of_soft_balancers(seed: int, split: float) -> None:
    """SB_j = sum_i v_i P(S)_ij, however sharply states specialise; nothing against small states."""
    world = resisted(seed)
    found = advance(with_parameters(SoftBalancing(), split=split), world)
    weight = np.asarray(political_weight(world.capability, world.present))
    great = np.asarray(world.great_power)
    np.testing.assert_allclose(
        found["soft_weight"], great * (weight @ np.asarray(world.p_soft)), rtol=1e-4, atol=1e-6
    )
    total = sum(np.asarray(found[name]) for name in CHANNELS)
    np.testing.assert_allclose(total, found["soft_weight"], rtol=1e-5, atol=1e-7)
    if split == 0.0:
        for name in CHANNELS:
            np.testing.assert_allclose(found[name], total / 4, rtol=1e-4, atol=1e-7)


def test_specialists_use_the_channel_of_their_advantage() -> None:
    """Council members bind; hosts of bases deny."""
    hosts = np.zeros((12, 12))
    hosts[3] = 1.0
    soft = np.zeros((12, 12))
    soft[3] = 1.0 - np.eye(12)[3]
    world = resisted(p_soft=soft, council_seat=0.0, veto=0.0, basing=hosts)
    great = int(np.flatnonzero(np.asarray(world.great_power) * (np.arange(12) != 3))[0])
    host = advance(with_parameters(SoftBalancing(), split=50.0), world)
    assert host["territorial_denial"][great] > 0.99 * host["soft_weight"][great]
    member = changed(world, basing=0.0, veto=np.arange(12) == 3, council_seat=1.0)
    bound = advance(with_parameters(SoftBalancing(), split=50.0), member)
    assert bound["entangling_diplomacy"][great] > 0.99 * bound["soft_weight"][great]


def test_only_a_waiting_project_gives_its_neighbours_an_advantage() -> None:
    """Denial rises with nearness to the target of a pending project, not of a finished one."""
    world = resisted()
    great = int(np.flatnonzero(np.asarray(world.great_power))[0])
    target = np.full(12, -1)
    target[great] = (great + 1) % 12
    near = changed(world, distance=0.0)
    law = with_parameters(SoftBalancing())
    none, finished, waiting = (
        advance(law, changed(near, project_target=aims, project_pending=pending))
        for aims, pending in ((-1, 0.0), (target, 0.0), (target, np.arange(12) == great))
    )
    for name in CHANNELS:
        np.testing.assert_array_equal(finished[name], none[name])
    assert waiting["territorial_denial"][great] > 1.2 * none["territorial_denial"][great]


def test_trade_turns_away_from_the_resisted_only_if_told_to() -> None:
    """nu_ES = 0 leaves trade alone; above it, shares leave great powers and still sum to one."""
    world = resisted()
    trade = np.asarray(world.trade_share)
    still = advance(with_parameters(SoftBalancing(), nu_ES=0.0), world)["trade_share"]
    np.testing.assert_allclose(still, trade, rtol=1e-5, atol=1e-7)
    turned = np.asarray(advance(with_parameters(SoftBalancing(), nu_ES=1.0), world)["trade_share"])
    np.testing.assert_allclose(turned.sum(axis=1), 1.0, rtol=1e-5)
    great = np.asarray(world.great_power) > 0
    small = ~great
    assert (turned[small][:, great].sum(axis=1) < trade[small][:, great].sum(axis=1)).all()
