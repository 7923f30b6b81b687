"""Draws of parameters: each has an address of its own, however many are drawn at once."""

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.mechanisms.prior import Normal
from counterpoise.models.catalogue import parameters
from counterpoise.models.draws import draw_parameters, probabilities
from counterpoise.world.chance import Chance


@pytest.mark.parametrize("seed", [0, 2**40 + 3])
def test_drawn_together_is_drawn_one_by_one(seed: int) -> None:
    declared = parameters()
    number = np.arange(5, 25)
    together = draw_parameters(declared, len(number), seed, first=5)
    root = Chance.of(seed, 0).stream("parameter")
    for address in ("threat.theta_I", "beliefs.kappa_A", "order.xc", "geography.eta"):
        alone = np.asarray(root.stream(address).uniform(jnp.asarray(number)), float)
        np.testing.assert_array_equal(probabilities(address, number, seed), alone)
        np.testing.assert_array_equal(together[address], declared[address].prior.quantile(alone))


def test_a_row_of_the_posterior_is_named_by_its_own_stream() -> None:
    declared = parameters()
    posterior = {"threat.theta_I": np.arange(7.0), "beliefs.kappa_A": 10.0 + np.arange(7.0)}
    own = {"beliefs.kappa_A": Normal(0.0, 1.0)}
    drawn = draw_parameters(declared, 40, 3, {}, own, posterior)
    row = (probabilities("posterior", np.arange(40), 3) * 7).astype(int)
    np.testing.assert_array_equal(drawn["threat.theta_I"], row)
    np.testing.assert_array_equal(
        drawn["beliefs.kappa_A"],
        Normal(0.0, 1.0).quantile(probabilities("beliefs.kappa_A", np.arange(40), 3)),
    )
