"""Near and rich partners get the trade, and observed trade outranks the prediction."""

import numpy as np
import pandas
import pytest

from counterpoise.world.gravity import (
    capital_distance,
    gravity_trade_shares,
    observed_trade_shares,
    rank_agreement,
)
from counterpoise.world.snapshot import load


def test_shares_are_shares():
    shares = load(2003).values["trade_share"]
    assert np.all(shares >= 0)
    assert np.allclose(shares.sum(axis=1), 1)
    assert not np.diag(shares).any()


def test_size_distance_and_border_act_as_their_elasticities_say():
    far = np.full((3, 3), 1000.0)
    far[0, 2] = far[2, 0] = 2000.0
    touch = np.zeros((3, 3))
    touch[0, 1] = touch[1, 0] = 1
    shares = gravity_trade_shares(
        [1, 2, 8], far, touch, gdp_elasticity=0.5, distance_elasticity=2.0, contiguity_bonus=0.7
    )
    expected = (2 / 8) ** 0.5 * (2000 / 1000) ** 2 * np.exp(0.7)
    assert shares[0, 1] / shares[0, 2] == pytest.approx(expected)


def test_relabelling_states_relabels_shares():
    world = load(2003)
    gdp, touch = world.values["gdp"], world.values["contiguity"]
    far = capital_distance(world.values["latitude"], world.values["longitude"])
    order = np.random.default_rng(0).permutation(len(gdp))
    there = gravity_trade_shares(gdp[order], far[np.ix_(order, order)], touch[np.ix_(order, order)])
    here = gravity_trade_shares(gdp, far, touch)
    assert np.allclose(there, here[np.ix_(order, order)])


def test_missing_trade_is_not_zero_trade():
    predicted = gravity_trade_shares(np.ones(4), np.full((4, 4), 100.0), np.zeros((4, 4)))
    trade = np.zeros((4, 4))
    trade[0] = [0, 5, np.nan, 0]
    shares, known = observed_trade_shares(trade, predicted)
    assert shares[0].tolist() == pytest.approx([0, 2 / 3, 1 / 3, 0])
    assert known[0].tolist() == [False, True, False, True]
    assert np.allclose(shares[1], predicted[1])


def test_codes_for_missing_are_refused():
    with pytest.raises(ValueError, match="-9"):
        observed_trade_shares([[0, -9], [-9, 0]], [[0, 1], [1, 0]])


def test_shapes_are_named_in_the_error():
    with pytest.raises(ValueError, match=r"\[n, n\]"):
        gravity_trade_shares([1, 2], np.zeros((3, 3)), np.zeros((3, 3)))


def test_prediction_ranks_partners_as_observed_trade_does(data_directory):
    path = data_directory / "cow" / "trade_v4_dyad_year.csv.gz"
    world = load(2003)
    place = {member.ccode: i for i, member in enumerate(world.states)}
    trade = pandas.read_csv(path)
    trade = trade[(trade.year == 2003) & trade.ccode1.isin(place) & trade.ccode2.isin(place)]
    both = np.full((len(place), len(place)), np.nan)
    i, j = trade.ccode1.map(place), trade.ccode2.map(place)
    both[i, j] = both[j, i] = trade.flow1 + trade.flow2
    ranks = rank_agreement(world.values["trade_share"], both)
    assert np.isfinite(ranks).sum() == 183
    assert np.nanmedian(ranks) == pytest.approx(0.758, abs=0.005)
