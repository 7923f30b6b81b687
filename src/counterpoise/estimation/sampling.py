"""NUTS on the posterior of one or several blocks.

Every chain starts at the prior medians. The posterior's mode and curvature are found first and only
shape the space that the sampler moves in (z = L^-1 (theta - mode)): what is left to adapt is a
scale for each direction, and short warm-up suffices. The draws are those of the exact posterior.
Chains run side by side, one a processor.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from jaxtyping import Array, Float
from numpy.typing import NDArray
from numpyro.distributions import ImproperUniform, constraints
from numpyro.infer import NUTS
from scipy.optimize import minimize

from counterpoise.estimation.block import Block, Rows
from counterpoise.estimation.convergence import Diagnosis, diagnose, require_converged
from counterpoise.estimation.priors import Scale
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.parameter import Scalar
from counterpoise.mechanisms.prior import Prior
from counterpoise.models.catalogue import parameters

CHAINS = 4
DRAWS = 1000
WARM_UP = 500
STEP = 50  # transitions between two reports of progress
ACCEPT = 0.95
TREE_DEPTH = (6, 10)  # in warm-up, and after it
MOST_CHAINS_AT_ONCE = 8

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Draws:
    """What a sampler found.

    Attributes:
        values: By address, [chain, draw].
        diagnoses: By address.
        divergences: Transitions that diverged after warm-up.
        mode: The posterior mode, by address.
        gradients: How often the gradient was evaluated after warm-up, all chains together.
    """

    values: dict[str, NDArray[np.float64]]
    diagnoses: dict[str, Diagnosis]
    divergences: int
    mode: dict[str, float]
    gradients: int

    def require_converged(self, what: str) -> "Draws":
        """The same draws, if they may be used.

        Raises:
            NotConverged: They may not.
        """
        require_converged(self.diagnoses, self.divergences, what)
        return self


class Target:
    """A posterior density: priors of some parameters, likelihoods of some blocks.

    Attributes:
        blocks: The likelihoods.
        priors: By address, of everything that is sampled.
        fixed: Values of what is not.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        priors: Mapping[str, Prior],
        fixed: Values | None = None,
    ) -> None:
        self.blocks = tuple(blocks)
        self.priors = dict(priors)
        self.scale = Scale(priors)
        self.fixed: dict[str, Scalar] = {a: p.default for a, p in parameters().items()}
        self.fixed.update(fixed or {})

    def log_density(
        self,
        unbounded: Float[Array, " parameter"],
        rows: tuple[Rows, ...],
        given: Values | None = None,
    ) -> Float[Array, ""]:
        """Log posterior density up to a constant, on the unbounded scale.

        Args:
            unbounded: The parameters.
            rows: Of each block.
            given: Values that an earlier stage has drawn, in place of the fixed ones.
        """
        values = self.fixed | dict(given or {}) | self.scale.values(unbounded)
        total = self.scale.log_prior(unbounded)
        for block, own in zip(self.blocks, rows, strict=True):
            total = total + block.log_likelihood(values, own)
        return total

    def mode(
        self, rows: tuple[Rows, ...], given: Values | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The mode on the unbounded scale, and a square root of the covariance around it."""
        start = self.scale.medians()
        climb = jax.jit(jax.value_and_grad(lambda at, *where: -self.log_density(at, *where)))

        def downhill(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            value, slope = climb(jnp.asarray(at), rows, given)
            found = float(value)
            return (found if np.isfinite(found) else 1e30), np.nan_to_num(np.asarray(slope, float))

        best = minimize(downhill, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000})
        curvature = jax.jit(self._curvature)(jnp.asarray(best.x), rows, given)
        return np.asarray(best.x, float), np.asarray(spread(curvature), float)

    def _curvature(
        self,
        at: Float[Array, " parameter"],
        rows: tuple[Rows, ...],
        given: Values | None,
    ) -> Float[Array, "parameter parameter"]:
        """Second derivatives, a column at a time: all at once would hold as many copies of them."""

        def slope(at: Array) -> Array:
            return jax.grad(lambda here: -self.log_density(here, rows, given))(at)

        def column(along: Array) -> Array:
            return jax.jvp(slope, (at,), (along,))[1]

        return jax.lax.map(column, jnp.eye(len(at), dtype=at.dtype))


def spread(
    curvature: Float[Array, "parameter parameter"],
) -> Float[Array, "parameter parameter"]:
    """A square root of the covariance that a curvature of minus the log density implies."""
    size, direction = jnp.linalg.eigh(0.5 * (curvature + curvature.T))
    return direction / jnp.sqrt(jnp.maximum(size, 1e-3))


def sample(
    target: Target,
    rows: tuple[Rows, ...],
    seed: int,
    draws: int = DRAWS,
    warm_up: int = WARM_UP,
    chains: int = CHAINS,
    progress: Progress | None = None,
) -> Draws:
    """Draw from the posterior.

    Args:
        target: Its density.
        rows: Of each of the target's blocks.
        seed: Of the chains.
        draws: Kept draws of each chain.
        warm_up: Transitions before the first that is kept.
        chains: How many.
        progress: Called with (transitions done, transitions in all).
    """
    centre, root = target.mode(rows)
    arguments = (jnp.asarray(centre), jnp.asarray(root), rows)
    start = jnp.asarray(np.linalg.solve(root, target.scale.medians() - centre))

    def model(centre: Array, root: Array, rows: tuple[Rows, ...]) -> None:
        z = numpyro.sample(
            "z", ImproperUniform(constraints.real_vector, (), event_shape=centre.shape)
        )
        numpyro.factor("posterior", target.log_density(centre + root @ z, rows))

    kernel = NUTS(model, target_accept_prob=ACCEPT, max_tree_depth=TREE_DEPTH)
    total, done = chains * (warm_up + draws), 0

    init = kernel.init(jax.random.key(seed), warm_up, {"z": start}, arguments, {})
    keys = jax.random.split(jax.random.key(seed), chains)
    precision = jnp.result_type(float) == jnp.float64  # a thread does not inherit it

    @partial(jax.jit, static_argnames="count")
    def advance(state: Any, given: tuple[Any, ...], count: int) -> Any:
        def one(state: Any, _: None) -> tuple[Any, tuple[Array, Array, Array]]:
            state = kernel.sample(state, given, {})
            return state, (state.z["z"], state.diverging, state.num_steps)

        return jax.lax.scan(one, state, None, length=count)

    def run(chain: int) -> tuple[NDArray[np.float64], int, int]:
        nonlocal done
        state = init._replace(rng_key=keys[chain])
        found, diverged, steps = [], 0, 0
        for begin in range(0, warm_up + draws, STEP):
            count = min(STEP, warm_up + draws - begin)
            with jax.enable_x64(precision):
                state, (z, diverging, taken) = advance(state, arguments, count)
            kept = np.arange(begin, begin + count) >= warm_up
            found.append(np.asarray(z, float)[kept])
            diverged += int(np.asarray(diverging)[kept].sum())
            steps += int(np.asarray(taken)[kept].sum())
            done += count
            if progress is not None:
                progress(done, total)
        return np.concatenate(found), diverged, steps

    with ThreadPoolExecutor(min(chains, processors())) as pool:
        found = list(pool.map(run, range(chains)))
    unbounded = centre + np.stack([z for z, _, _ in found]) @ root.T
    constrained = jax.jit(jax.vmap(jax.vmap(target.scale.values)))(jnp.asarray(unbounded))
    values = {address: np.asarray(value, float) for address, value in constrained.items()}
    return Draws(
        values,
        diagnose(values),
        sum(diverged for _, diverged, _ in found),
        {a: float(v) for a, v in target.scale.values(jnp.asarray(centre)).items()},
        sum(steps for _, _, steps in found),
    )


def processors() -> int:
    """How many chains to run at once on this machine."""
    try:
        return min(MOST_CHAINS_AT_ONCE, len(os.sched_getaffinity(0)))
    except AttributeError:
        return min(MOST_CHAINS_AT_ONCE, os.cpu_count() or 1)
