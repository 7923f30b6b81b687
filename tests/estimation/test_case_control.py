import numpy as np
from scipy import special
from scipy.optimize import minimize

from counterpoise.estimation.case_control import case_control


def fitted(x: np.ndarray, y: np.ndarray, offset: np.ndarray) -> np.ndarray:
    def misfit(b: np.ndarray) -> float:
        log_odds = b[0] + b[1] * x + offset
        return float(np.sum(np.logaddexp(0, log_odds) - y * log_odds))

    return minimize(misfit, np.zeros(2)).x


def test_the_offset_gives_back_the_log_odds_of_all_rows() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=400_000)
    happened = random.random(x.shape) < special.expit(-6.0 + 1.0 * x)
    kept = case_control(np.ones(x.shape, bool), happened, random, controls=20)
    assert kept.happened.sum() == happened.sum()
    assert len(kept.happened) < 25 * happened.sum()
    intercept, slope = fitted(x[kept.place[0]], kept.happened, kept.offset)
    assert abs(intercept + 6.0) < 0.12
    assert abs(slope - 1.0) < 0.1
    naive, _ = fitted(x[kept.place[0]], kept.happened, np.zeros(len(kept.happened)))
    assert naive > -4.0, "without the offset the base rate is that of the sample"


def test_nothing_is_left_out_where_events_are_common() -> None:
    happened = np.arange(100) % 2 == 0
    kept = case_control(np.ones(100, bool), happened, np.random.default_rng(0))
    assert len(kept.happened) == 100
    assert not kept.offset.any()
