"""Expected participation: a moving average of what others did."""

import numpy as np
import pytest

from counterpoise.mechanisms.balancing.participation import Participation

from ..worlds import after, begun, changed, with_parameters, world_of

APART = 1.0 - np.eye(6)


def history(**own: float):
    world = world_of(
        p_internal=0.1 * APART, p_external=0.2 * APART, p_soft=0.4 * APART, resolve=0.5
    )
    return with_parameters(Participation(), **own), world


@pytest.mark.parametrize("memory", [0.0, 0.6, 1.0])
def test_expectations_approach_the_facts_geometrically(memory: float) -> None:
    """After t years of the same postures, memory^t of the first error is left."""
    law, world = history(memory=memory)
    for year in range(1, 4):
        world = after(law, world)
        left = 1 - memory**year
        np.testing.assert_allclose(world.expected_hard, 0.3 * left * APART, atol=1e-6)
        np.testing.assert_allclose(world.expected_soft, 0.4 * left * APART, atol=1e-6)


def test_at_the_start_others_are_expected_to_do_what_they_do() -> None:
    law, world = history()
    settled = begun(law, world)
    moved = after(law, settled)
    np.testing.assert_allclose(settled.expected_hard, 0.3 * APART, rtol=1e-6)
    np.testing.assert_allclose(moved.expected_hard, settled.expected_hard, rtol=1e-6)


def test_resolve_raises_the_hard_balancing_that_is_expected() -> None:
    """By nu_SR SR_j, not of oneself, not the soft kind, and never above one."""
    law, world = history(memory=1.0, nu_SR=0.4)
    world = changed(world, expected_hard=0.3 * APART)
    raised = after(law, world)
    np.testing.assert_allclose(raised.expected_hard, 0.5 * APART, rtol=1e-5)
    np.testing.assert_array_equal(raised.expected_soft, world.expected_soft)
    for _ in range(5):
        raised = after(law, raised)
    np.testing.assert_allclose(raised.expected_hard, APART, rtol=1e-6)
