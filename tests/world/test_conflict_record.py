"""Frailty and conflict stock follow the kind of dyad."""

import numpy as np

from counterpoise.world.conflict_record import modelled_conflict


def test_kinds_of_dyad() -> None:
    """Symmetric, zero on the diagonal, and higher between rivals that border on each other."""
    rivalry = np.zeros((4, 4))
    rivalry[0, 1] = rivalry[1, 0] = 1.0
    contiguity = rivalry.copy()
    contiguity[2, 3] = contiguity[3, 2] = 1.0
    frailty, stock = modelled_conflict(contiguity, rivalry, np.array([0.0, 0.0, 0.0, 1.0]))
    for found in (frailty, stock):
        np.testing.assert_array_equal(found, found.T)
        np.testing.assert_array_equal(np.diag(found), 0.0)
    assert frailty[0, 1] > frailty[2, 3] > frailty[0, 2]
    assert stock[0, 1] > stock[0, 2] > 0.0
