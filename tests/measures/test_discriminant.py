"""The four conditions hold where they should and fail where they should."""

import numpy as np
import pytest

from counterpoise.measures.discriminant import (
    Verdict,
    cost_bearing,
    substitution,
    target_specificity,
    threat_gradient,
)
from counterpoise.measures.soft_balancing import movement


def noisy(positions: np.ndarray, draws: int = 400) -> np.ndarray:
    return positions + 0.05 * np.random.default_rng(7).normal(size=(draws, *positions.shape))


def test_moving_away_from_one_power_is_specific_and_moving_away_from_both_is_not() -> None:
    """Power at 2, placebo at -2: who leaves one nears the other; twins are both left."""
    before = np.array([2.0, -2.0, 0.5, 0.4, 0.6, 0.5])
    away = np.array([2.0, -2.0, 0.1, 0.0, 0.2, 0.1])
    drawn = noisy(np.stack([before, away]))
    found = target_specificity(movement(drawn, 0), {"placebo": movement(drawn, 1)})
    assert found.verdict is Verdict.HOLDS
    assert found.value == pytest.approx(0.8, abs=0.02)
    twin = noisy(np.stack([np.append(before, 2.0), np.append(away, 2.0)]))
    like = target_specificity(movement(twin, 0), {"a power at the same place": movement(twin, 6)})
    assert like.verdict is Verdict.OPEN


def test_without_a_placebo_nothing_is_specific() -> None:
    drawn = noisy(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="placebo"):
        target_specificity(movement(drawn, 0), {})


def panel(slope: float, seed: int = 0) -> dict[str, np.ndarray]:
    """Distancing that answers to threat (or not), with an agenda that moves everybody in a year."""
    random = np.random.default_rng(seed)
    state, year = np.meshgrid(np.arange(60), np.arange(12))
    state, year = state.ravel(), year.ravel()
    agenda = random.normal(size=12)[year]
    threat = random.normal(size=60)[state] + agenda + 0.3 * random.normal(size=len(state))
    variance = random.uniform(0.01, 0.05, len(state))
    noise = np.sqrt(variance) * random.normal(size=len(state))
    return {
        "distancing": slope * threat + 2.0 * agenda + noise,
        "log_threat": threat,
        "distance": random.uniform(0.5, 3.0, len(state)),
        "state": state,
        "year": year,
        "variance": variance,
    }


def test_gradient_is_across_states_and_not_the_agenda() -> None:
    """The agenda moves everybody with the mean threat: with years fixed it leaves no gradient."""
    assert threat_gradient(**panel(0.1)).verdict is Verdict.HOLDS
    assert threat_gradient(**panel(0.1)).value == pytest.approx(0.1, abs=0.02)
    assert threat_gradient(**panel(-0.1)).verdict is Verdict.FAILS
    open_ = [threat_gradient(**panel(0.0, seed)).verdict is Verdict.OPEN for seed in range(20)]
    assert np.mean(open_) >= 0.75  # 90% intervals cover zero


def test_substitution_is_read_at_a_given_threat() -> None:
    """Feasibility falls with threat: without threat held fixed its slope would show the threat."""
    found = panel(0.2)
    random = np.random.default_rng(9)
    feasibility = 0.5 - 0.1 * found["log_threat"] + 0.1 * random.normal(size=len(found["state"]))
    assert substitution(feasibility=feasibility, **found).verdict is Verdict.OPEN
    found["distancing"] = found["distancing"] - 0.5 * feasibility
    assert substitution(feasibility=feasibility, **found).verdict is Verdict.HOLDS


def test_who_pays_bears_the_cost() -> None:
    found = panel(0.0)
    random = np.random.default_rng(10)
    paid = -0.4 * found["distancing"] + 0.1 * random.normal(size=len(found["state"]))
    args = (found["distancing"], found["state"], found["year"])
    assert cost_bearing(paid, *args).verdict is Verdict.HOLDS
    assert cost_bearing(-paid, *args).verdict is Verdict.FAILS
