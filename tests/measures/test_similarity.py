"""Similarity of foreign policies against brute force and known limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.similarity import cohen_kappa, scott_pi, signorino_ritter

TIES = arrays(np.float64, (3, 7), elements=st.integers(0, 3).map(float))


def brute(x: np.ndarray, y: np.ndarray, pooled: bool) -> float:
    """1 - D/E with E the mean over all pairs of draws from the two habits."""
    if pooled:
        both = np.concatenate([x, y])
        expected = np.mean([(a - b) ** 2 for a in both for b in both])
    else:
        expected = np.mean([(a - b) ** 2 for a in x for b in y])
    return float(1 - np.mean((x - y) ** 2) / expected) if expected > 1e-12 else float("nan")


@given(ties=TIES)
def test_chance_is_what_random_pairing_gives(ties: np.ndarray) -> None:
    kappa, pi = cohen_kappa(ties), scott_pi(ties)
    for i in range(3):
        for j in range(3):
            np.testing.assert_allclose(kappa[i, j], brute(ties[i], ties[j], False), atol=1e-9)
            np.testing.assert_allclose(pi[i, j], brute(ties[i], ties[j], True), atol=1e-9)


@given(ties=TIES)
def test_pi_never_exceeds_kappa_and_both_are_symmetric(ties: np.ndarray) -> None:
    kappa, pi = cohen_kappa(ties), scott_pi(ties)
    np.testing.assert_allclose(kappa, kappa.T)
    both = np.isfinite(kappa) & np.isfinite(pi)
    assert np.all(pi[both] <= kappa[both] + 1e-9)


def test_sparse_ties_make_s_high_and_chance_corrected_scores_low() -> None:
    """Häge's point: states with one ally each, and not the same, look alike to S."""
    ties = np.zeros((2, 100))
    ties[0, 3], ties[1, 7] = 3.0, 3.0
    assert signorino_ritter(ties, widest=3.0)[0, 1] == pytest.approx(0.96)
    assert cohen_kappa(ties)[0, 1] < 0.0


def test_identical_and_opposite() -> None:
    votes = np.array([[1.0, 3.0, 1.0, 3.0], [1.0, 3.0, 1.0, 3.0], [3.0, 1.0, 3.0, 1.0]])
    found = signorino_ritter(votes, widest=2.0)
    np.testing.assert_allclose(found[0], [1.0, 1.0, -1.0])
    np.testing.assert_allclose(cohen_kappa(votes)[0], [1.0, 1.0, -1.0])


def test_what_one_state_lacks_is_left_out_of_its_dyads() -> None:
    votes = np.array([[1.0, 3.0, np.nan], [1.0, 3.0, 3.0], [1.0, 3.0, 1.0]])
    assert signorino_ritter(votes, widest=2.0)[0, 1] == 1.0
    assert signorino_ritter(votes, widest=2.0)[1, 2] < 1.0


def test_weights_count_and_a_narrow_scale_is_refused() -> None:
    votes = np.array([[1.0, 3.0], [1.0, 1.0]])
    heavy = signorino_ritter(votes, widest=2.0, weights=np.array([1.0, 3.0]))
    assert heavy[0, 1] == pytest.approx(-0.5)
    with pytest.raises(ValueError, match="wider"):
        signorino_ritter(votes, widest=1.0)
