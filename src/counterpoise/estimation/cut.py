"""The cut posterior: later stages take the shared parameters as given, and do not speak back.

    p(phi, psi) = p(phi | rivalry, distancing) p(psi | phi, alliances, arms, ...)

The first factor is sampled alone. For each of its draws the second is sampled by a few transitions
of NUTS (nested Monte Carlo, Plummer 2015) in the space that the mode and curvature at that draw
make round: threat is worked out anew for every draw, and a common threat ten times as large leaves
its slope a tenth of the spread. Step and metric are settled beforehand; a chain keeps its place in
units of the spread. Where a later block misreads
threat, the cut keeps the error where it is made.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
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

from counterpoise.estimation.block import Rows
from counterpoise.estimation.convergence import diagnose
from counterpoise.estimation.perception import Dyads, intentions, perceived_dyads, salience_of
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import (
    TREE_DEPTH,
    Draws,
    Progress,
    Target,
    processors,
    spread,
)

WARM_UP = 300
ACCEPT = 0.98  # no time is left to recover from a step too long
LONGEST = 5.0  # step toward a new mode, in units of the spread
NEAR = 0.2  # distance from it, in the same units, at which it is near enough
MOST_STEPS = 40
FLAT = 1e-2  # least curvature from which a spread is taken; below, the one before is kept
INNER = 5  # transitions for each draw of what is given
STEP = 10  # draws between two reports of progress

Given = dict[str, Float[Array, "..."]]
Shape = tuple[Float[Array, " parameter"], Float[Array, "parameter parameter"]]
"""The mode of a posterior, and a square root of the covariance around it."""


def placed(shape: Shape, z: Float[Array, " parameter"]) -> Float[Array, " parameter"]:
    """Parameters from their distance to the mode in units of the spread."""
    centre, root = shape
    return centre + root @ z


class Fear:
    """Who fears whom on a record, as a function of the shared parameters.

    In single precision: it enters as a covariate, whose seventh digit means nothing.
    """

    def __init__(self, record: Record) -> None:
        self.years, self.actors = len(record.years), len(record.codes)
        there = record.opening("present") > 0
        ever = np.einsum("ti,tj->ij", there.astype(float), there.astype(float)) > 0
        np.fill_diagonal(ever, False)
        self.one, self.other = np.nonzero(ever)
        dyads = perceived_dyads(record, self.one, self.other)
        self.dyads: Dyads = jax.tree.map(_single, dyads)

    def salience(
        self, values: Mapping[str, Any], dyads: Dyads
    ) -> Float[Array, "year actor target"]:
        """St of everyone toward everyone."""
        low = {name: jnp.asarray(value, jnp.float32) for name, value in values.items()}
        found = salience_of(low, dyads, intentions(low, dyads))
        empty = jnp.zeros((self.years, self.actors, self.actors), jnp.float32)
        return empty.at[:, self.one, self.other].set(found)


def _single(leaf: Array) -> Array:
    return leaf.astype(jnp.float32) if jnp.issubdtype(leaf.dtype, jnp.floating) else leaf


def sample_given(
    target: Target,
    rows: tuple[Rows, ...],
    given: Mapping[str, NDArray[np.float64]],
    fear: Fear | None,
    seed: int,
    progress: Progress | None = None,
    warm_up: int = WARM_UP,
) -> Draws:
    """One draw of the target's parameters for each draw of what is given.

    Args:
        target: Density of the later blocks.
        rows: Of each of them.
        given: By address, [chain, draw].
        fear: Who fears whom; None if no block needs to know.
        seed: Of the chains.
        progress: Called with (draws done, draws in all).
        warm_up: Transitions that settle step and metric, at the first draw of each chain.
    """
    chains, draws = next(iter(given.values())).shape
    dyads = fear.dyads if fear is not None else None

    @jax.jit
    def rows_at(values: Given, rows: tuple[Rows, ...], dyads: Dyads | None) -> tuple[Rows, ...]:
        if fear is None or dyads is None:
            return rows
        salience = fear.salience(target.fixed | values, dyads)
        return tuple(b.perceived(own, salience) for b, own in zip(target.blocks, rows, strict=True))

    def at(chain: int, draw: int | slice) -> dict[str, Array]:
        return {name: jnp.asarray(values[chain, draw]) for name, values in given.items()}

    middle = {name: jnp.asarray(values.mean()) for name, values in given.items()}
    rows_there = rows_at(middle, rows, dyads)
    centre, root = target.mode(rows_there, middle)
    shape_there: Shape = jnp.asarray(centre), jnp.asarray(root)

    def model(shape: Shape, rows: tuple[Rows, ...], values: Given) -> None:
        z = numpyro.sample(
            "z", ImproperUniform(constraints.real_vector, (), event_shape=shape[0].shape)
        )
        numpyro.factor("posterior", target.log_density(placed(shape, z), rows, values))

    kernel = NUTS(model, target_accept_prob=ACCEPT, max_tree_depth=TREE_DEPTH)
    start = jnp.linalg.solve(shape_there[1], target.scale.medians() - shape_there[0])
    init = kernel.init(
        jax.random.key(seed), warm_up, {"z": start}, (shape_there, rows_there, middle), {}
    )
    keys = jax.random.split(jax.random.key(seed), chains)

    def energy(at: Array, rows: tuple[Rows, ...], values: Given) -> Array:
        return -target.log_density(at, rows, values)

    def climbed(shape: Shape, rows: tuple[Rows, ...], values: Given) -> Array:
        """The mode, by steps of Newton's with the curvature of before, halved where too long."""

        def step(carried: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
            at, share, _, count = carried
            here, slope = jax.value_and_grad(energy)(at, rows, values)
            move = shape[1].T @ slope
            length = jnp.linalg.norm(move)
            there = at - share * jnp.minimum(1.0, LONGEST / length) * (shape[1] @ move)
            better = energy(there, rows, values) <= here
            share = jnp.where(better, jnp.minimum(2.0 * share, 1.0), 0.5 * share)
            return jnp.where(better, there, at), share, length, count + 1

        def far(carried: tuple[Array, Array, Array, Array]) -> Array:
            return (carried[2] > NEAR) & (carried[3] < MOST_STEPS)

        start = (shape[0], jnp.ones(()), jnp.full((), jnp.inf), jnp.zeros((), int))
        return jax.lax.while_loop(far, step, start)[0]

    def reshaped(shape: Shape, rows: tuple[Rows, ...], values: Given) -> Shape:
        """Mode and spread at these values, from those at the values before."""
        centre = climbed(shape, rows, values)
        curvature = jax.hessian(energy)(centre, rows, values)
        peaked = jnp.linalg.eigvalsh(curvature)[0] > FLAT
        return centre, jnp.where(peaked, spread(curvature), shape[1])

    @partial(jax.jit, static_argnames="count")
    def settle(
        state: Any, shape: Shape, rows: tuple[Rows, ...], values: Given, count: int
    ) -> tuple[Any, Shape]:
        shape = reshaped(shape, rows, values)
        state = restarted(state, shape, rows, values)
        given = (shape, rows, values)
        return jax.lax.fori_loop(0, count, lambda _, s: kernel.sample(s, given, {}), state), shape

    def restarted(state: Any, shape: Shape, rows: tuple[Rows, ...], values: Given) -> Any:
        """The same place in units of the spread, where density and slope are other ones now."""
        height, slope = jax.value_and_grad(lambda z: energy(placed(shape, z), rows, values))(
            state.z["z"]
        )
        return state._replace(potential_energy=height, z_grad={"z": slope})

    @jax.jit
    def advance(
        carried: tuple[Any, Shape], values: Given, rows: tuple[Rows, ...], dyads: Dyads | None
    ) -> tuple[tuple[Any, Shape], tuple[Array, Array]]:
        def one(carried: tuple[Any, Shape], values: Given) -> tuple[Any, tuple[Array, Array]]:
            state, shape = carried
            here = rows_at(values, rows, dyads)
            shape = reshaped(shape, here, values)
            state = restarted(state, shape, here, values)

            def again(_: Array, moving: tuple[Any, Array]) -> tuple[Any, Array]:
                moved = kernel.sample(moving[0], (shape, here, values), {})
                return moved, moving[1] + moved.diverging

            state, diverged = jax.lax.fori_loop(0, INNER, again, (state, jnp.zeros((), int)))
            return (state, shape), (placed(shape, state.z["z"]), diverged)

        return jax.lax.scan(one, carried, values)

    precise = jnp.result_type(float) == jnp.float64  # a thread does not inherit it
    done, total = 0, chains * draws

    def run(chain: int) -> tuple[NDArray[np.float64], int]:
        nonlocal done
        found, diverged = [], 0
        with jax.enable_x64(precise):
            first = at(chain, 0)
            state = init._replace(rng_key=keys[chain])
            carried = settle(state, shape_there, rows_at(first, rows, dyads), first, warm_up)
            for begin in range(0, draws, STEP):
                stop = min(begin + STEP, draws)
                carried, (drawn, bad) = advance(carried, at(chain, slice(begin, stop)), rows, dyads)
                found.append(np.asarray(drawn, float))
                diverged += int(np.asarray(bad).sum())
                done += stop - begin
                if progress is not None:
                    progress(done, total)
        return np.concatenate(found), diverged

    with ThreadPoolExecutor(min(chains, processors())) as pool:
        runs = list(pool.map(run, range(chains)))
    unbounded = jnp.asarray(np.stack([drawn for drawn, _ in runs]))
    constrained = jax.jit(jax.vmap(jax.vmap(target.scale.values)))(unbounded)
    values = {address: np.asarray(value, float) for address, value in constrained.items()}
    mode = {address: float(v) for address, v in target.scale.values(shape_there[0]).items()}
    return Draws(values, diagnose(values), sum(bad for _, bad in runs), mode, 0)
