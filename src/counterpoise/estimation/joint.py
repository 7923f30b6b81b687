"""The joint posterior: what leans on beliefs and threat speaks back to them.

    p(phi, psi) = p(phi, psi | rivalry, distancing, alliances, arms, ...)

The cut (``cut.py``) lets rivalry and distancing alone tell of beliefs and threat. Jointly, pacts
and spending have their say as well: wherever the two posteriors of a shared parameter part by more
than their spread, a later block reads threat in another way than rivals do, and the model is
mis-specified somewhere between them. Threat is then worked out anew for every value of the
parameters, for everybody toward everybody, which is what makes the joint posterior dear.

``Together`` holds the blocks that need it, so that it is worked out once for all of them, and is a
likelihood like any other: NUTS samples it as it stands (exact, and slow on long windows). The
quick way is the normal approximation at the joint mode. How far that can be trusted is measured:
k, the shape of the tail of the importance ratios of its draws (Vehtari et al. 2024), below 0.7
where it is good.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows
from counterpoise.estimation.convergence import diagnose
from counterpoise.estimation.cut import Fear
from counterpoise.estimation.perception import SHARED, Dyads
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import Draws, Progress, Target
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.prior import Prior

CHECKED = 400  # draws whose importance ratios are worked out
GOOD_K = 0.7
AT_ONCE = 20  # draws between two reports of progress


class Joint(StrEnum):
    """Whether later blocks speak of beliefs and threat, and how that is sampled."""

    CUT = "cut"  # they do not
    LAPLACE = "laplace"  # they do, by the normal approximation at the joint mode
    NUTS = "nuts"  # they do, exactly


class TogetherRows(NamedTuple):
    """The rows of each block, and what everybody's threat to everybody rests on."""

    rows: tuple[Rows, ...]
    dyads: Dyads


class Together(Block):
    """The likelihood of several blocks that lean on one threat."""

    name = "together"
    meaning = "what leans on threat"
    needs = ()
    parameters = ()
    shared = SHARED

    def __init__(self, blocks: Sequence[Block], record: Record) -> None:
        self.blocks = tuple(blocks)
        self.fear = Fear(record)

    def priors(self) -> dict[str, Prior]:
        """Of all blocks."""
        found: dict[str, Prior] = {}
        for each in self.blocks:
            found |= each.priors()
        return found

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Of all blocks."""
        return self.of(tuple(each.rows(record, random) for each in self.blocks))

    def of(self, rows: tuple[Rows, ...]) -> TogetherRows:
        """The blocks' rows, with everybody's dyads."""
        return TogetherRows(rows, self.fear.dyads)

    def of_names(self, rows: Mapping[str, Rows]) -> TogetherRows:
        """The same, of rows by the name of the block."""
        return self.of(tuple(rows[each.name] for each in self.blocks))

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of all blocks, under the threat that the shared parameters make."""
        salience = self.fear.salience(values, rows.dyads)
        total = jnp.zeros(())
        for each, own in zip(self.blocks, rows.rows, strict=True):
            total = total + each.log_likelihood(values, each.perceived(own, salience))
        return total


class Approximation(NamedTuple):
    """The normal approximation, and how far it can be trusted."""

    draws: Draws
    k: float


def laplace(
    target: Target,
    rows: tuple[Rows, ...],
    seed: int,
    draws: int,
    chains: int,
    progress: Progress | None = None,
) -> Approximation:
    """Independent draws from the normal approximation at the mode.

    Args:
        target: Density.
        rows: Of each of its blocks.
        seed: Of the draws.
        draws: Of each chain.
        chains: Into how many the draws are laid out.
        progress: Called with (ratios worked out, in all).
    """
    centre, root = target.mode(rows)
    random = np.random.default_rng(seed)
    z = random.normal(size=(chains * draws, len(centre)))
    density = jax.jit(
        lambda z, rows: jax.lax.map(
            lambda each: target.log_density(jnp.asarray(centre) + jnp.asarray(root) @ each, rows), z
        )
    )
    checked = min(CHECKED, len(z))
    found = []
    for begin in range(0, checked, AT_ONCE):
        found.append(np.asarray(density(jnp.asarray(z[begin : begin + AT_ONCE]), rows), float))
        if progress is not None:
            progress(min(begin + AT_ONCE, checked), checked)
    log_ratio = np.concatenate(found)[:checked] + 0.5 * np.sum(z[:checked] ** 2, axis=1)
    unbounded = jnp.asarray(centre + z @ root.T).reshape(chains, draws, -1)
    constrained = jax.jit(jax.vmap(jax.vmap(target.scale.values)))(unbounded)
    values = {address: np.asarray(value, float) for address, value in constrained.items()}
    mode = {a: float(v) for a, v in target.scale.values(jnp.asarray(centre)).items()}
    return Approximation(Draws(values, diagnose(values), 0, mode, 0), tail_shape(log_ratio))


def tail_shape(log_ratio: np.ndarray) -> float:
    """k of the generalised Pareto tail of importance ratios; infinite if one is not finite."""
    import arviz

    if not np.isfinite(log_ratio).all():
        return float("inf")
    _, k = arviz.psislw(log_ratio)  # type: ignore[no-untyped-call]
    return float(k)


def parted(
    one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]
) -> dict[str, tuple[float, float, float]]:
    """By shared parameter: the two means, and their standardised difference.

    The difference of means in units of the root of the mean of the two variances.

    Example:
        >>> one = {"beliefs.rho": np.array([0.0, 2.0])}
        >>> parted(one, {"beliefs.rho": np.array([2.0, 4.0])})
        {'beliefs.rho': (1.0, 3.0, 2.0)}
    """
    found = {}
    for address in (*SHARED, "ideal_points.x_away"):
        if address in one and address in other:
            a, b = np.asarray(one[address]), np.asarray(other[address])
            spread = max(float(np.sqrt((a.var() + b.var()) / 2)), 1e-12)
            found[address] = (
                float(a.mean()),
                float(b.mean()),
                float((b.mean() - a.mean()) / spread),
            )
    return found
