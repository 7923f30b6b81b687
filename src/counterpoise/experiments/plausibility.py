"""The prior predictive fail-safe: parameters that describe no world anyone has seen are set aside.

Priors are stated for each parameter alone, though estimates of several of them (a base rate and
the slopes around it) are strongly correlated; drawn independently, a few in a hundred draws set
off a runaway of disputes. A draw counts as implausible if, in the first arm of the scenario, its
history has more than 50 wars in a year on average, or more than 240 disputes begun in any year
(some seven times the record), or a defence pact in more than half of all dyads. The rule looks at
nothing that a claim is about, is applied to the first arm only, and how many draws it set aside is
reported.
"""

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

MOST_WARS = 50.0  # a year
MOST_DISPUTES = 240.0  # in any year
MOST_PACT_DENSITY = 0.5


def candidates(draws: int) -> int:
    """How many draws to make ready so that ``draws`` plausible ones are likely among them."""
    return 2 * draws + 32


def plausible(wars: np.ndarray, disputes: np.ndarray, pacts: np.ndarray, states: int) -> np.ndarray:
    """Which draws describe a possible world.

    Args:
        wars: Uses of force of war size, [draw, year].
        disputes: Disputes begun, [draw, year].
        pacts: Dyads with a defence pact, [draw, year].
        states: In the system.

    Returns:
        True where a draw may stand, [draw].
    """
    dyads = states * (states - 1) / 2
    return (
        (wars.mean(axis=1) <= MOST_WARS)
        & (pacts.max(axis=1) <= MOST_PACT_DENSITY * dyads)
        & (disputes.max(axis=1) <= MOST_DISPUTES)
    )


def plausible_history(
    wars: Float[Array, " year"],
    disputes: Float[Array, " year"],
    pacts: Float[Array, " year"],
    states: Float[Array, ""],
) -> Bool[Array, ""]:
    """The same of one history, inside a compiled program: what need not be simulated further."""
    return (
        (jnp.mean(wars) <= MOST_WARS)
        & (jnp.max(pacts) <= MOST_PACT_DENSITY * states * (states - 1) / 2)
        & (jnp.max(disputes) <= MOST_DISPUTES)
    )
