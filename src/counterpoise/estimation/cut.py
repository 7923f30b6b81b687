"""The cut posterior: later stages take the shared parameters as given, and do not speak back.

    p(phi, psi) = p(phi | rivalry, distancing) p(psi | phi, alliances, arms, ...)

The first factor is sampled alone. For each of its draws the second is sampled by a few transitions
of NUTS whose step and metric are settled beforehand, from one Newton step beyond where the draw
before left off (nested Monte Carlo, Plummer 2015). Threat is worked out anew for every draw, so
that what is uncertain in it stays so. Where a later block misreads
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
from counterpoise.estimation.sampling import ACCEPT, TREE_DEPTH, Draws, Progress, Target, processors

WARM_UP = 300
INNER = 5  # transitions for each draw of what is given
STEP = 10  # draws between two reports of progress

Given = dict[str, Float[Array, "..."]]


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
    centre_np, root_np = target.mode(rows_there, middle)
    centre, root = jnp.asarray(centre_np), jnp.asarray(root_np)

    def model(rows: tuple[Rows, ...], values: Given) -> None:
        z = numpyro.sample(
            "z", ImproperUniform(constraints.real_vector, (), event_shape=centre.shape)
        )
        numpyro.factor("posterior", target.log_density(centre + root @ z, rows, values))

    kernel = NUTS(model, target_accept_prob=ACCEPT, max_tree_depth=TREE_DEPTH)
    start = jnp.asarray(np.linalg.solve(root_np, target.scale.medians() - centre_np))
    init = kernel.init(jax.random.key(seed), warm_up, {"z": start}, (rows_there, middle), {})
    keys = jax.random.split(jax.random.key(seed), chains)

    def potential(z: Array, rows: tuple[Rows, ...], values: Given) -> Array:
        return -target.log_density(centre + root @ z, rows, values)

    @partial(jax.jit, static_argnames="count")
    def settle(state: Any, rows: tuple[Rows, ...], values: Given, count: int) -> Any:
        return jax.lax.fori_loop(0, count, lambda _, s: kernel.sample(s, (rows, values), {}), state)

    @jax.jit
    def advance(
        state: Any, values: Given, rows: tuple[Rows, ...], dyads: Dyads | None
    ) -> tuple[Any, tuple[Array, Array]]:
        def one(state: Any, values: Given) -> tuple[Any, tuple[Array, Array]]:
            here = rows_at(values, rows, dyads)
            before = state.z["z"]
            energy, slope = jax.value_and_grad(potential)(before, here, values)
            # z has unit curvature: a Newton step goes where the new posterior is.
            nearer = before - slope
            there, incline = jax.value_and_grad(potential)(nearer, here, values)
            better = there < energy
            state = state._replace(
                z={"z": jnp.where(better, nearer, before)},
                potential_energy=jnp.where(better, there, energy),
                z_grad={"z": jnp.where(better, incline, slope)},
            )

            def again(_: Array, carried: tuple[Any, Array]) -> tuple[Any, Array]:
                moved = kernel.sample(carried[0], (here, values), {})
                return moved, carried[1] + moved.diverging

            state, diverged = jax.lax.fori_loop(0, INNER, again, (state, jnp.zeros((), int)))
            return state, (state.z["z"], diverged)

        return jax.lax.scan(one, state, values)

    precise = jnp.result_type(float) == jnp.float64  # a thread does not inherit it
    done, total = 0, chains * draws

    def run(chain: int) -> tuple[NDArray[np.float64], int]:
        nonlocal done
        found, diverged = [], 0
        with jax.enable_x64(precise):
            first = at(chain, 0)
            state = init._replace(rng_key=keys[chain])
            state = settle(state, rows_at(first, rows, dyads), first, warm_up)
            for begin in range(0, draws, STEP):
                stop = min(begin + STEP, draws)
                state, (z, bad) = advance(state, at(chain, slice(begin, stop)), rows, dyads)
                found.append(np.asarray(z, float))
                diverged += int(np.asarray(bad).sum())
                done += stop - begin
                if progress is not None:
                    progress(done, total)
        return np.concatenate(found), diverged

    with ThreadPoolExecutor(min(chains, processors())) as pool:
        runs = list(pool.map(run, range(chains)))
    unbounded = jnp.asarray(centre_np + np.stack([z for z, _ in runs]) @ root_np.T)
    constrained = jax.jit(jax.vmap(jax.vmap(target.scale.values)))(unbounded)
    values = {address: np.asarray(value, float) for address, value in constrained.items()}
    mode = {address: float(v) for address, v in target.scale.values(centre).items()}
    return Draws(values, diagnose(values), sum(bad for _, bad in runs), mode, 0)
