"""Mends of the paths, on records of which the truth is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from counterpoise.estimation import bloc_pacts
from counterpoise.estimation.before_votes import has_votes, in_the_middle, that_can_be_fitted
from counterpoise.estimation.bloc_pacts import BY_BLOC, Blocs, bloc_parameters, blocs, with_blocs
from counterpoise.estimation.catalogue import BLOCKS
from counterpoise.estimation.common_shocks import volatility_of_arms, years_of_crisis
from counterpoise.estimation.recent_levels import expected_initiations, recent_level
from counterpoise.estimation.record import ActsOnRecord, Record
from counterpoise.estimation.specification import (
    CHOSEN,
    SPECIFICATIONS,
    Specification,
    UnknownSpecification,
    specification,
)
from counterpoise.estimation.window_fit import UNSEEN, unseen
from counterpoise.models.catalogue import parameters
from counterpoise.world.synthetic import synthetic_world

YEARS, STATES = 60, 120


def record(**variables: np.ndarray) -> Record:
    """A record of states that are always there."""
    none = np.zeros(0, np.int64)
    acts = ActsOnRecord(
        none, none, none, none.astype(float), none.astype(float), none.astype(float)
    )
    there = {"present": np.ones((YEARS + 1, STATES))}
    years = np.arange(1930, 1930 + YEARS)
    return Record(years, np.arange(1, STATES + 1), there | variables, acts)


@pytest.mark.parametrize(("year", "tail"), [(0.0, 0.0), (0.4, 0.0), (0.3, 0.6)])
def test_uneven_years_and_heavy_tails_are_told_apart(year: float, tail: float) -> None:
    random = np.random.default_rng(0)
    spread = 0.2 * np.exp(
        year * random.normal(size=(YEARS, 1)) + tail * random.normal(size=(YEARS, STATES))
    )
    moved = np.cumsum(spread * random.normal(size=(YEARS, STATES)), axis=0)
    level = np.exp(np.vstack([np.zeros((1, STATES)), moved]))
    sd, found_year, found_tail = volatility_of_arms(record(military_spending=level))
    assert sd == pytest.approx(0.2, rel=0.15)
    assert found_year == pytest.approx(year, abs=0.1)
    assert found_tail == pytest.approx(tail, abs=0.2)


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_years_of_crisis_are_told_from_chance(spread: float) -> None:
    random = np.random.default_rng(1)
    rate = 20.0 * np.exp(spread * random.normal(size=YEARS) - 0.5 * spread**2)
    dispute = np.zeros((YEARS, STATES, STATES))
    for t, count in enumerate(random.poisson(rate)):
        i, j = np.triu_indices(STATES, 1)
        pick = random.choice(len(i), count, replace=False)
        dispute[t, i[pick], j[pick]] = 1.0
    assert years_of_crisis(record(dispute=dispute)) == pytest.approx(spread, abs=0.15)


def test_a_treaty_of_three_is_a_bloc_and_one_of_two_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    pact = np.zeros((YEARS + 1, STATES, STATES))
    pact[6:, :4, :4] = pact[6:, 10, 11] = pact[6:, 11, 10] = 1.0
    pact[:, np.arange(STATES), np.arange(STATES)] = 0.0
    of = record(defence_pact=pact)
    year = int(of.years[5])
    rows = [(1, code) for code in (1, 2, 3, 4)] + [(2, code) for code in (11, 12)]
    frame = pd.DataFrame(
        [(t, c, y, 1.0) for t, c in rows for y in range(year, year + 10)],
        columns=["alliance", "ccode", "year", "defense"],
    )
    monkeypatch.setattr(bloc_pacts, "load_by_year", lambda *_: frame)
    x = np.zeros((YEARS + 1, STATES))
    near = np.full((YEARS + 1, STATES, STATES), 1000.0)
    found = with_blocs(
        replace(of, variables={**of.variables, "ideal_point": x, "democracy": x, "distance": near})
    )
    assert found[BY_BLOC].sum() == 12  # four states, both ways, in one year
    assert found[BY_BLOC][5, 10, 11] == 0
    assert blocs(found).dyads.tolist() == [6.0]


def test_the_rate_of_blocs_is_that_of_the_years() -> None:
    drawn = bloc_parameters(Blocs(40, np.full(20, 30.0), 2.0), 4000, 0)
    assert drawn["multilateral.r_multi"].mean() == pytest.approx(20.5 / 40, rel=0.02)
    assert drawn["multilateral.radius"][0] == pytest.approx(2.0 * 1500.0)


def test_a_term_that_no_record_holds_stays_at_zero() -> None:
    assert set(UNSEEN) <= set(parameters())
    assert set(unseen(record())) == set(UNSEEN)
    seen = record(chose_external=np.zeros((YEARS, STATES, STATES)))
    assert "alliance.al_HE" not in unseen(seen)


def test_paths_begin_at_the_level_of_the_last_years() -> None:
    world = synthetic_world(STATES, seed=1)
    dispute = np.zeros((YEARS, STATES, STATES))
    dispute[-10:, 0, 1:31] = 1.0  # thirty a year
    of = replace(record(dispute=dispute), codes=np.asarray(world.code, np.int64))
    drawn = {
        a: np.full(200, p.default) for a, p in parameters().items() if a.startswith("initiation.")
    }
    level = recent_level(of, drawn, world, 0)
    expected = expected_initiations({**drawn, **level}, world)
    assert expected.mean() == pytest.approx(30.0, rel=0.1)
    assert expected.std() == pytest.approx((300.5**0.5) / 10, rel=0.35)


def test_before_votes_nothing_is_made_of_positions() -> None:
    nobody = np.full((YEARS + 1, STATES), np.nan)
    of = record(ideal_point=nobody, ideal_point_sd=nobody)
    assert not has_votes(of)
    assert not in_the_middle(of)["ideal_point"].any()
    kept = {each.name for each in that_can_be_fitted(BLOCKS)}
    assert {"initiation", "rivalry", "alliances", "arms"} <= kept
    assert not kept & {"drift", "distancing", "orders"}


def test_a_specification_has_a_name() -> None:
    assert specification("plain") == Specification()
    assert CHOSEN in SPECIFICATIONS
    with pytest.raises(UnknownSpecification, match="wandering"):
        specification("wanderin")
