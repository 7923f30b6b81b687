"""Acts are gathered chunk by chunk: nothing is counted twice, and nothing is left out."""

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.world.act_list import CHUNK, over_acts


@pytest.mark.parametrize("places", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_every_act_counts_once(places: int, share: float) -> None:
    rng = np.random.default_rng(places)
    known = rng.random(places) < share
    value = rng.integers(1, 9, places).astype(float)

    def gather(so_far, act, held):
        total, seen = so_far
        return total + jnp.sum(jnp.asarray(value)[act] * held), seen.at[act].add(1.0 * held)

    nothing = jnp.zeros(()), jnp.zeros(places)
    total, seen = over_acts(jnp.asarray(known), nothing, gather)
    assert float(total) == value[known].sum()
    np.testing.assert_array_equal(seen, known)
