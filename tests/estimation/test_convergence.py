import numpy as np
import pytest

from counterpoise.estimation.convergence import NotConverged, diagnose, require_converged

GOOD = np.random.default_rng(0).normal(size=(4, 1000))


def test_chains_that_agree_pass() -> None:
    found = diagnose({"threat.theta_I": GOOD})
    assert found["threat.theta_I"].good
    require_converged(found, 0, "rivalry")


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(GOOD + np.array([[0.0], [0.0], [0.0], [0.5]]), id="one chain elsewhere"),
        pytest.param(np.cumsum(GOOD, axis=1), id="a random walk"),
        pytest.param(GOOD[:, :60], id="too few draws"),
    ],
)
def test_what_has_not_converged_is_refused_by_name(bad: np.ndarray) -> None:
    found = diagnose({"threat.theta_I": GOOD, "beliefs.rho": bad})
    with pytest.raises(NotConverged, match=r"beliefs\.rho") as refusal:
        require_converged(found, 0, "rivalry")
    assert "theta_I" not in str(refusal.value)


def test_one_divergence_is_too_many() -> None:
    with pytest.raises(NotConverged, match="1 transitions diverged"):
        require_converged(diagnose({"threat.theta_I": GOOD}), 1, "rivalry")
