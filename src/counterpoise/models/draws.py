"""Draws of parameters from their priors or from a posterior, each with an address of its own.

A draw of a parameter depends on the seed, the draw's number and the parameter's address, and on
nothing else: leaving a mechanism out, or fixing one parameter, leaves every other draw as it was.
What has a posterior is drawn from it a whole row at a time, so that correlations stay.
"""

from collections.abc import Mapping, Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, UInt32

from counterpoise.mechanisms.parameter import Parameter
from counterpoise.mechanisms.prior import Prior
from counterpoise.world.chance import Chance, label_of


class OutsideSupport(ValueError):
    """A parameter was given a value that means nothing."""


def check_support(declared: Parameter, value: float) -> float:
    """The value, if the parameter can take it.

    Raises:
        OutsideSupport: It cannot; the message says what it can.
    """
    low, high = declared.prior.support
    if not low <= value <= high:
        raise OutsideSupport(
            f"`{declared.address}` ({declared.meaning.lower()}) cannot be {value:g}: "
            f"it must lie in [{low:g}, {high:g}]. Its default is {declared.default:g}."
        )
    return value


def probabilities(address: str, number: np.ndarray, seed: int) -> np.ndarray:
    """Where in its prior the draws of these numbers of a parameter lie, in (0, 1)."""
    return _probabilities((address,), number, seed)[0]


def _probabilities(addresses: Sequence[str], number: np.ndarray, seed: int) -> np.ndarray:
    """The same of several parameters at once, [address, draw]."""
    root = Chance.of(seed, 0).stream("parameter")
    labels = jnp.asarray([label_of(each) for each in addresses], jnp.uint32)
    return np.asarray(_uniform(root, labels, jnp.asarray(number, jnp.int32)), float)


@jax.jit
def _uniform(
    root: Chance, labels: UInt32[Array, " stream"], number: Int[Array, " draw"]
) -> Float[Array, "stream draw"]:
    return jax.vmap(lambda label: root.labelled(label).uniform(number))(labels)


def draw_parameters(
    declared: Mapping[str, Parameter],
    draws: int,
    seed: int,
    fixed: Mapping[str, float] | None = None,
    priors: Mapping[str, Prior] | None = None,
    posterior: Mapping[str, np.ndarray] | None = None,
    first: int = 0,
) -> dict[str, np.ndarray]:
    """Parameters of each draw.

    Args:
        declared: The parameters to draw, by address.
        draws: How many.
        seed: Of the run.
        fixed: Values that hold in every draw.
        priors: Priors to use instead of the declared ones, or of the posterior.
        posterior: Draws that belong together, by address; what it lacks comes from the priors.
        first: Number of the first draw.

    Returns:
        An array of length ``draws`` for each address.

    Example:
        >>> from counterpoise.models.catalogue import parameters
        >>> drawn = draw_parameters(parameters(), 3, seed=1, fixed={"threat.theta_I": 0.5})
        >>> drawn["threat.theta_I"].tolist()
        [0.5, 0.5, 0.5]
    """
    fixed = fixed or {}
    priors = priors or {}
    posterior = posterior or {}
    number = np.arange(first, first + draws)
    rows = len(next(iter(posterior.values()))) if posterior else 1
    row = np.minimum((probabilities("posterior", number, seed) * rows).astype(int), rows - 1)
    from_posterior = posterior.keys() - priors.keys()
    by_prior = [each for each in declared if each not in fixed and each not in from_posterior]
    probability = dict(zip(by_prior, _probabilities(by_prior, number, seed), strict=True))
    found = {}
    for address, parameter in declared.items():
        if address in fixed:
            check_support(parameter, fixed[address])
            found[address] = np.full(draws, fixed[address])
            continue
        if address in from_posterior:
            found[address] = np.asarray(posterior[address], float)[row]
            continue
        prior = priors.get(address, parameter.prior)
        found[address] = np.asarray(prior.quantile(probability[address]), float)
    return found
