"""Simulation-based calibration: does a posterior mean what it says (Talts et al. 2018)?

    theta* ~ prior,   y ~ p(y | theta*),   theta_1 .. theta_L ~ p(theta | y)
    rank of theta* among theta_1 .. theta_L  ~  uniform on 0 .. L

Parameters are drawn from their priors of estimation, a block's outcomes from its own model on fixed
rows of covariates (``Block.replicated``), and the posterior is sampled by NUTS in the space that
its mode and curvature shape, as in an estimate. Prior, equation, likelihood, change of scale and
sampler all have to be right for the ranks to be uniform. The log-likelihood is ranked too: ranks of
parameters alone stay uniform where a likelihood leaves out a part of its data (Modrak et al. 2023).

What leans on beliefs and threat without learning of them is calibrated given the threat on record.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from jaxtyping import Array, Float
from numpy.typing import NDArray
from numpyro.distributions import ImproperUniform, constraints
from numpyro.infer import NUTS

from counterpoise.estimation.block import Block, Rows
from counterpoise.estimation.estimate import FIRST
from counterpoise.estimation.priors import estimation_priors
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.estimation.sampling import Target, processors
from counterpoise.estimation.uniformity import band_p_value, chi_square_p_value

REPLICATIONS = 200
DRAWS = 99  # among which the truth is ranked
THIN = 2
WARM_UP = 100
ACCEPT = 0.9
TREE_DEPTH = (5, 7)  # in warm-up, and after it
CLIMB = 20  # Newton steps to the mode
SHORTER = 8  # halvings of a step that does not climb
FLATTEST = 1e-3  # curvature
AT_ONCE = 10  # replications between two reports of progress
LIKELIHOOD = "log likelihood"
LEVEL = 0.05  # at which a block fails, all its quantities taken together

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Ranks:
    """Where the truth lay among posterior draws.

    Attributes:
        block: Name of the block.
        ranks: By quantity, one for each replication, from 0 to ``DRAWS``.
        rows: Observations that the block had.
        correlation: Of neighbouring kept draws, mean over replications and parameters.
        diverged: Share of kept transitions that diverged.
    """

    block: str
    ranks: Mapping[str, NDArray[np.int64]]
    rows: int
    correlation: float
    diverged: float

    def p_values(self) -> dict[str, tuple[float, float]]:
        """By quantity: of the bands of the distribution function, and of chi-square."""
        return {
            name: (band_p_value(each, DRAWS), chi_square_p_value(each, DRAWS))
            for name, each in self.ranks.items()
        }

    def adjusted(self) -> tuple[float, str]:
        """The smallest p-value of the bands times the number of quantities, and whose it is."""
        found = {name: band for name, (band, _) in self.p_values().items()}
        worst = min(found, key=lambda name: found[name])
        return min(found[worst] * len(found), 1.0), worst

    @property
    def calibrated(self) -> bool:
        """Whether uniform ranks are tenable."""
        return self.adjusted()[0] >= LEVEL


def calibration_target(block: Block) -> Target:
    """The density that is calibrated: the block alone under its priors of estimation."""
    shared = estimation_priors(block.shared) if block.name in FIRST else {}
    return Target([block], shared | block.priors())


def calibration_rows(block: Block, record: Record, seed: int = 0) -> Rows:
    """The block's rows, with threat as the record has it.

    Raises:
        NotInRecord: The block needs threat, which the record does not hold.
    """
    rows = block.rows(record, np.random.default_rng(seed))
    if block.shared and block.name not in FIRST:
        if "salience" not in record.variables:
            raise NotInRecord(
                f"{block.name}: calibration takes threat as given, and the record holds none. "
                "Use a simulated record."
            )
        rows = block.perceived(rows, jnp.asarray(record["salience"]))
    return rows


def calibrate(
    block: Block,
    rows: Rows,
    replications: int = REPLICATIONS,
    seed: int = 0,
    progress: Progress | None = None,
    threads: int | None = None,
) -> Ranks:
    """Rank drawn parameters among draws of the posteriors that they lead to.

    Args:
        block: The likelihood.
        rows: Its rows; their outcomes are drawn anew in each replication.
        replications: How many.
        seed: Of everything.
        progress: Called with (replications done, replications in all).
        threads: How many replications run side by side.
    """
    target = calibration_target(block)
    start = jnp.asarray(target.scale.medians())
    dimensions = len(start)

    def model(centre: Array, root: Array, rows: tuple[Rows, ...]) -> None:
        z = numpyro.sample("z", ImproperUniform(constraints.real_vector, (), (dimensions,)))
        numpyro.factor("posterior", target.log_density(centre + root @ z, rows))

    kernel = NUTS(model, target_accept_prob=ACCEPT, max_tree_depth=TREE_DEPTH)
    flat = jnp.eye(dimensions)
    init = kernel.init(
        jax.random.key(seed), WARM_UP, {"z": jnp.zeros(dimensions)}, (start, flat, (rows,)), {}
    )

    def one(key: Array, rows: Rows) -> tuple[Array, Array, Array]:
        truth_key, data_key, chain_key = jax.random.split(key, 3)
        truth = target.scale.drawn(truth_key)
        seen = (block.replicated(target.fixed | truth, rows, data_key),)
        centre, root = _mode(partial(target.log_density, rows=seen), start)

        def potential(z: Array) -> Array:
            return -target.log_density(centre + root @ z, seen)

        zero = jnp.zeros(dimensions)
        energy, slope = jax.value_and_grad(potential)(zero)
        state = init._replace(
            z={"z": zero}, potential_energy=energy, z_grad={"z": slope}, rng_key=chain_key
        )

        def advance(state: Any, _: None) -> tuple[Any, tuple[Array, Array]]:
            state = kernel.sample(state, (centre, root, seen), {})
            return state, (state.z["z"], state.diverging)

        _, (path, diverging) = jax.lax.scan(advance, state, None, length=WARM_UP + THIN * DRAWS)
        z = path[WARM_UP + THIN - 1 :: THIN]
        drawn = jax.vmap(target.scale.values)(centre + z @ root.T)

        def likelihood(values: dict[str, Array]) -> Array:
            return block.log_likelihood(target.fixed | values, seen[0])

        drawn[LIKELIHOOD] = jax.lax.map(likelihood, drawn)
        truth[LIKELIHOOD] = likelihood(truth)
        ranks = jnp.stack([jnp.sum(drawn[name] < truth[name]) for name in truth])
        return ranks, _correlation(z), jnp.mean(diverging[WARM_UP:])

    run = jax.jit(lambda keys, rows: jax.lax.map(lambda key: one(key, rows), keys))
    own = jax.random.fold_in(jax.random.key(seed), crc32(block.name.encode()))
    keys = jax.random.split(own, replications)  # blocks of one seed share no draws
    chunks = [keys[at : at + AT_ONCE] for at in range(0, replications, AT_ONCE)]
    precise = jnp.result_type(float) == jnp.float64  # a thread does not inherit it
    done = 0

    def work(chunk: Array) -> tuple[np.ndarray, ...]:
        nonlocal done
        with jax.enable_x64(precise):
            found = tuple(np.asarray(each) for each in run(chunk, rows))
        done += len(chunk)
        if progress is not None:
            progress(done, replications)
        return found

    with ThreadPoolExecutor(threads or processors()) as pool:
        found = list(pool.map(work, chunks))
    ranks, correlation, diverged = (np.concatenate(part) for part in zip(*found, strict=True))
    names = (*target.scale.addresses, LIKELIHOOD)
    return Ranks(
        block.name,
        {name: ranks[:, place].astype(np.int64) for place, name in enumerate(names)},
        observations(rows),
        float(correlation.mean()),
        float(diverged.mean()),
    )


def observations(rows: Rows) -> int:
    """The length of the longest part of some rows."""
    return max(leaf.size for leaf in jax.tree.leaves(rows))


def failures(found: Sequence[Ranks]) -> list[Ranks]:
    """The blocks whose ranks are not uniform."""
    return [each for each in found if not each.calibrated]


def _mode(
    log_density: Callable[[Array], Array], start: Float[Array, " parameter"]
) -> tuple[Float[Array, " parameter"], Float[Array, "parameter parameter"]]:
    """The mode by damped Newton steps, and a square root of the covariance around it."""

    def downhill(at: Array) -> Array:
        value = -log_density(at)
        return jnp.where(jnp.isfinite(value), value, 1e30)

    shares = jnp.concatenate([0.5 ** jnp.arange(SHORTER), jnp.zeros(1)])

    def curvature(at: Array) -> tuple[Array, Array]:
        size, direction = jnp.linalg.eigh(jax.hessian(downhill)(at))
        return jnp.maximum(jnp.abs(size), FLATTEST), direction

    def step(_: Any, at: Array) -> Array:
        size, direction = curvature(at)
        move = -direction @ ((direction.T @ jax.grad(downhill)(at)) / size)
        tried = at + shares[:, None] * move
        return tried[jnp.argmin(jax.lax.map(downhill, tried))]

    best = jax.lax.fori_loop(0, CLIMB, step, start)
    size, direction = curvature(best)
    return best, direction / jnp.sqrt(size)


def _correlation(z: Float[Array, "draw parameter"]) -> Float[Array, ""]:
    centred = z - jnp.mean(z, axis=0)
    return jnp.mean(jnp.sum(centred[1:] * centred[:-1], axis=0) / jnp.sum(centred**2, axis=0))
