"""A block: one sub-model's likelihood, which calls the functions that the simulation calls.

Each year is a one-step-ahead term given the year before as it was observed. A block turns a record
into rows once, in plain NumPy, and evaluates its log-likelihood on them many times; the equations
are the mechanism's own, bound to the values in question.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.estimation.priors import is_estimated
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.prior import Prior
from counterpoise.models.catalogue import parameter

R = TypeVar("R")
Rows = Any  # a NamedTuple of arrays; each block has its own


class Block(ABC):
    """The interface of all likelihoods.

    Attributes:
        name: What people type.
        meaning: What it is a likelihood of, in a few words.
        needs: Variables that the record must hold.
        parameters: Addresses of what it estimates.
        shared: Addresses of the beliefs and threat parameters on which its rows depend.
        conditional: Parameters that are taken as given where an earlier stage estimates them.
        nuisance: Priors of quantities that only the likelihood has, by ``name.quantity``.
    """

    name: ClassVar[str]
    meaning: ClassVar[str]
    needs: ClassVar[tuple[str, ...]]
    parameters: ClassVar[tuple[str, ...]]
    shared: ClassVar[tuple[str, ...]] = ()
    conditional: ClassVar[tuple[str, ...]] = ()
    nuisance: ClassVar[Mapping[str, Prior]] = {}

    @abstractmethod
    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """What the likelihood is evaluated on.

        Raises:
            NotInRecord: The record lacks what it needs, or holds nothing to learn from.
        """

    @abstractmethod
    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Log probability of what happened, at these values of the parameters."""

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The rows with outcomes drawn anew, as the model has them at these values.

        Covariates stay as they are: what is drawn is one step ahead of them. Checks of calibration
        rest on it, so it is written from the equation and not from the likelihood.
        """
        raise NotImplementedError(f"{self.name} cannot draw its outcomes.")

    def perceived(self, rows: Rows, salience: Float[Array, "year actor target"]) -> Rows:
        """The rows with what they need to know of threat; most need nothing."""
        return rows

    def priors(self) -> dict[str, Prior]:
        """What is believed of its parameters before the estimate."""
        own = {address: parameter(address).estimation_prior for address in self.parameters}
        return {a: prior for a, prior in own.items() if is_estimated(prior)} | dict(self.nuisance)

    def require(self, record: Record) -> None:
        """Make sure that the record holds what the likelihood needs.

        Raises:
            NotInRecord: It does not.
        """
        lacking = [name for name in self.needs if name not in record.variables]
        if lacking:
            raise NotInRecord(
                f"the likelihood of {self.name} ({self.meaning}) needs {', '.join(lacking)}, "
                "which the record does not hold."
            )

    def require_rows(self, count: int, what: str) -> None:
        """Refuse a record that has nothing to learn from.

        Raises:
            NotInRecord: ``count`` is zero.
        """
        if count == 0:
            raise NotInRecord(
                f"{self.name}: the record has no {what} with everything that the likelihood needs."
            )


def bernoulli(log_odds: Float[Array, " row"], happened: Float[Array, " row"]) -> Float[Array, ""]:
    """Log probability of what happened and what did not, given log-odds."""
    return jnp.sum(jax.nn.log_sigmoid(jnp.where(happened > 0, log_odds, -log_odds)))


def coins(key: Array, log_odds: Float[Array, " row"]) -> Float[Array, " row"]:
    """What happens, 0 or 1, drawn at these log-odds."""
    drawn = jax.random.uniform(key, log_odds.shape, log_odds.dtype)
    return (drawn < jax.nn.sigmoid(log_odds)).astype(log_odds.dtype)


def arrays(kind: Callable[..., R], *values: Any, **fields: Any) -> R:
    """Rows of a kind from NumPy arrays, as JAX arrays: reals in the working precision."""
    real = jnp.result_type(float)

    def as_array(value: Any) -> Array:
        value = np.asarray(value)
        return jnp.asarray(value, real if value.dtype.kind == "f" else None)

    as_arrays = partial(jax.tree.map, as_array)
    return kind(*map(as_arrays, values), **{name: as_arrays(v) for name, v in fields.items()})
