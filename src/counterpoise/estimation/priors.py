"""Priors as the sampler reads them: the declared distributions, in NumPyro's terms.

A parameter is declared once, by its mechanism; what is believed of it before an estimate is
``Parameter.estimation_prior``. Conventions and effects that are off are not estimated: they keep
their values.
"""

import math
from collections.abc import Iterable, Mapping

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
from jaxtyping import Array, Float
from numpyro.distributions import Distribution, biject_to

from counterpoise.mechanisms.prior import Beta, Fixed, LogNormal, Normal, Off, Prior
from counterpoise.models.catalogue import parameter


class NotEstimated(ValueError):
    """A prior that leaves nothing to estimate."""


def distribution(prior: Prior) -> Distribution:
    """The NumPyro distribution of a declared prior.

    Raises:
        NotEstimated: The parameter is a convention, or an effect that is off.

    Example:
        >>> float(distribution(Normal(1.0, 2.0)).log_prob(1.0))  # doctest: +ELLIPSIS
        -1.61...
    """
    match prior:
        case Normal(mean, sd, low, high) if math.isinf(low) and math.isinf(high):
            return dist.Normal(mean, sd)
        case Normal(mean, sd, low, high):
            return dist.TruncatedNormal(
                mean,
                sd,
                low=None if math.isinf(low) else low,
                high=None if math.isinf(high) else high,
            )
        case LogNormal(median, sd):
            return dist.LogNormal(math.log(median), sd)
        case Beta(a, b):
            return dist.Beta(a, b)
        case Fixed() | Off():
            raise NotEstimated(f"{prior}: there is nothing to estimate.")
    raise TypeError(f"no distribution is known for the prior {prior}")


def is_estimated(prior: Prior) -> bool:
    """Whether a parameter with this prior has anything to estimate."""
    return not isinstance(prior, Fixed | Off)


def estimation_priors(addresses: Iterable[str]) -> dict[str, Prior]:
    """The priors of an estimate, by address, without what is not estimated."""
    found = {address: parameter(address).estimation_prior for address in addresses}
    return {address: prior for address, prior in found.items() if is_estimated(prior)}


def held(addresses: Iterable[str]) -> dict[str, float]:
    """Values of parameters that a run draws and an estimate holds, because no data can tell them.

    Example:
        >>> held(["beliefs.ratio", "threat.theta_I", "threat.theta_P"])
        {'beliefs.ratio': 2.5}
    """
    found = {address: parameter(address) for address in addresses}
    return {
        address: each.estimation.value
        for address, each in found.items()
        if isinstance(each.estimation, Fixed) and is_estimated(each.prior)
    }


class Scale:
    """Parameters laid out as one vector on the whole real line, and back.

    Attributes:
        addresses: In the order of the vector.
    """

    def __init__(self, priors: Mapping[str, Prior]) -> None:
        self.addresses = tuple(priors)
        self._priors = dict(priors)
        self._distributions = [distribution(prior) for prior in priors.values()]
        self._bijections = [biject_to(each.support) for each in self._distributions]

    def values(self, unbounded: Float[Array, " parameter"]) -> dict[str, Float[Array, ""]]:
        """The parameters by address."""
        pairs = zip(self.addresses, self._bijections, unbounded, strict=True)
        return {address: bijection(value) for address, bijection, value in pairs}

    def log_prior(self, unbounded: Float[Array, " parameter"]) -> Float[Array, ""]:
        """Log density of the prior on the unbounded scale."""
        total = jnp.zeros(())
        for each, bijection, at in zip(
            self._distributions, self._bijections, unbounded, strict=True
        ):
            value = bijection(at)
            total += each.log_prob(value) + bijection.log_abs_det_jacobian(at, value)
        return total

    def drawn(self, key: Array) -> dict[str, Float[Array, ""]]:
        """The parameters, drawn from their priors."""
        keys = jax.random.split(key, len(self.addresses))
        pairs = zip(self.addresses, self._distributions, keys, strict=True)
        return {address: each.sample(key) for address, each, key in pairs}

    def medians(self) -> np.ndarray:
        """Where every chain starts: the prior medians, on the unbounded scale."""
        return self.unbounded(
            {a: float(p.quantile(np.array(0.5))) for a, p in self._priors.items()}
        )

    def unbounded(self, values: Mapping[str, float]) -> np.ndarray:
        """The vector at which the parameters have these values."""
        return np.array(
            [
                float(bijection.inv(jnp.asarray(float(values[address]))))
                for address, bijection in zip(self.addresses, self._bijections, strict=True)
            ]
        )
