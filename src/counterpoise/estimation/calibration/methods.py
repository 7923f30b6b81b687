"""From draws of the prior and the moments of their histories to draws of the posterior.

Parameters enter as normal scores of their priors: every prior is N(0, 1), and no adjustment leaves
the support. Moments are centred and scaled by the prior histories, and what lies beyond ``BEYOND``
scales is drawn in, for the record too. Each method is approximate Bayesian computation: it weighs
prior draws by how near their moments come to those observed, and may correct what distance is left.

    rejection   the nearest share, as they are
    linear      theta_i - B (m_i - m_obs), by locally weighted ridge regression
                (Beaumont, Zhang and Balding 2002)
    network     mean and spread of each parameter by neural networks, residuals moved and rescaled
                (Blum and Francois 2010)
    forest      prior draws weighted by how often they share a leaf with the record in a random
                forest that predicts the parameters (Raynal et al. 2019, for all parameters at once)
    density     a normal density whose mean and covariance are a network of the moments, by maximum
                likelihood (neural posterior estimation, Papamakarios and Murray 2016)

`docs/decisions/0009-calibration-by-simulation.md` compares them on simulated truth.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

BEYOND = 6.0  # scales of a moment
NEAREST = 0.05  # share of histories that rejection keeps
LOCAL = 0.4  # share that takes part in a local regression
RIDGE = 1.0
TREES, LEAF = 300, 10
HIDDEN = 24
DECAY = 1.0


@dataclass(frozen=True)
class Scaled:
    """Moments on a common scale.

    Attributes:
        histories: [history, moment].
        record: [moment].
    """

    histories: Values
    record: Values


def scaled(histories: Values, record: Values) -> Scaled:
    """Moments centred at their prior medians, in units of their prior spread.

    A moment that is the same in every history says nothing and is zero.
    """
    middle = np.median(histories, axis=0)
    low, high = np.quantile(histories, [0.16, 0.84], axis=0)
    spread = (high - low) / 2
    spread = np.where(spread > 0, spread, histories.std(axis=0))
    known = spread > 1e-9
    spread = np.where(known, spread, 1.0)

    def on_scale(of: Values) -> Values:
        return np.asarray(np.clip((of - middle) / spread, -BEYOND, BEYOND) * known)

    return Scaled(on_scale(histories), on_scale(record))


Method = Callable[[Values, Scaled, int, np.random.Generator], Values]
"""Scores [history, parameter] and moments to scores [row, parameter] of the posterior."""


def rejection(scores: Values, seen: Scaled, rows: int, random: np.random.Generator) -> Values:
    """The prior draws whose histories come nearest."""
    distance = np.linalg.norm(seen.histories - seen.record, axis=1)
    near = np.argsort(distance)[: max(round(NEAREST * len(scores)), 20)]
    return np.asarray(scores[random.choice(near, rows)])


def linear(scores: Values, seen: Scaled, rows: int, random: np.random.Generator) -> Values:
    """Local-linear adjustment."""
    from sklearn.linear_model import Ridge

    away = seen.histories - seen.record
    distance = np.linalg.norm(away, axis=1)
    reach = np.quantile(distance, LOCAL)
    weight = np.maximum(1.0 - (distance / max(reach, 1e-12)) ** 2, 0.0)
    near = weight > 0
    fit = Ridge(RIDGE).fit(away[near], scores[near], sample_weight=weight[near])
    adjusted = scores[near] - away[near] @ np.atleast_2d(fit.coef_).T
    chosen = random.choice(int(near.sum()), rows, p=weight[near] / weight[near].sum())
    return np.asarray(adjusted[chosen])


def network(scores: Values, seen: Scaled, rows: int, random: np.random.Generator) -> Values:
    """Neural regression of mean and spread; residuals of all histories are moved to the record."""
    from sklearn.neural_network import MLPRegressor

    def fitted(to: Values) -> Any:
        net = MLPRegressor(
            hidden_layer_sizes=(HIDDEN,),
            activation="tanh",
            alpha=DECAY,
            early_stopping=True,
            max_iter=300,
            learning_rate_init=0.01,
            random_state=int(random.integers(2**31 - 1)),
        )
        return net.fit(seen.histories, to.ravel() if to.shape[1] == 1 else to)

    def told(net: Any, at: Values) -> Values:
        return np.asarray(net.predict(at)).reshape(len(at), scores.shape[1])

    record = seen.record[None]
    mean = fitted(scores)
    residual = scores - told(mean, seen.histories)
    size = fitted(np.log(residual**2 + 1e-4))
    ratio = np.exp(0.5 * (told(size, record) - told(size, seen.histories)))
    adjusted = told(mean, record) + residual * np.clip(ratio, 0.2, 5.0)
    return np.asarray(adjusted[random.integers(len(scores), size=rows)])


def forest(scores: Values, seen: Scaled, rows: int, random: np.random.Generator) -> Values:
    """Draws weighted by shared leaves."""
    from sklearn.ensemble import RandomForestRegressor

    trees = RandomForestRegressor(
        TREES,
        min_samples_leaf=LEAF,
        max_features=0.5,
        random_state=int(random.integers(2**31 - 1)),
    ).fit(seen.histories, scores.squeeze())
    leaf, own = trees.apply(seen.histories), trees.apply(seen.record[None])
    shared = (leaf == own).astype(float)
    weight = (shared / shared.sum(axis=0)).mean(axis=1)
    return np.asarray(scores[random.choice(len(scores), rows, p=weight)])


def density(scores: Values, seen: Scaled, rows: int, random: np.random.Generator) -> Values:
    """A normal density whose mean and Cholesky factor are a network of the moments."""
    mean, root = density_at(scores, seen, int(random.integers(2**31 - 1)))
    return np.asarray(mean + random.normal(size=(rows, scores.shape[1])) @ root.T)


STEPS, BATCH, RATE, HELD_OUT, EVERY = 1500, 128, 3e-3, 0.15, 50


def density_at(scores: Values, seen: Scaled, seed: int) -> tuple[Values, Values]:
    """Mean and Cholesky factor of the density at the record."""
    import jax
    import jax.numpy as jnp
    import optax

    size, kinds = scores.shape[1], seen.histories.shape[1]
    below = np.tril_indices(size, -1)
    random = np.random.default_rng(seed)
    order = random.permutation(len(scores))
    held = order[: round(HELD_OUT * len(scores))]
    kept = order[len(held) :]

    def laid_out(weights: Any, m: Any) -> tuple[Any, Any]:
        hidden = jnp.tanh(m @ weights["a"] + weights["b"])
        out = hidden @ weights["c"] + weights["d"]
        mean, log_diagonal, off = jnp.split(out, [size, 2 * size], axis=-1)
        root = jnp.zeros((*m.shape[:-1], size, size)).at[..., below[0], below[1]].set(off)
        return mean, root + jnp.exp(log_diagonal)[..., None] * jnp.eye(size)

    def surprise(weights: Any, m: Any, z: Any) -> Any:
        mean, root = laid_out(weights, m)
        white = jax.vmap(lambda r, x: jax.scipy.linalg.solve_triangular(r, x, lower=True))(
            root, z - mean
        )
        inner = jnp.log(jnp.diagonal(root, axis1=-2, axis2=-1))
        return jnp.mean(0.5 * jnp.sum(white**2, axis=-1) + jnp.sum(inner, axis=-1))

    real = jnp.result_type(float)
    outputs = 2 * size + len(below[0])
    weights = {
        "a": jnp.asarray(random.normal(size=(kinds, HIDDEN)) / np.sqrt(kinds), real),
        "b": jnp.zeros(HIDDEN, real),
        "c": jnp.asarray(0.01 * random.normal(size=(HIDDEN, outputs)), real),
        "d": jnp.zeros(outputs, real),
    }
    descent = optax.adamw(RATE, weight_decay=1e-3)
    m, z = jnp.asarray(seen.histories, real), jnp.asarray(scores, real)
    picks = jnp.asarray(kept[random.integers(len(kept), size=(STEPS // EVERY, EVERY, BATCH))])

    @jax.jit
    def some(weights: Any, state: Any, picks: Any) -> tuple[Any, Any, Any]:
        def step(carry: tuple[Any, Any], pick: Any) -> tuple[tuple[Any, Any], None]:
            weights, state = carry
            slope = jax.grad(surprise)(weights, m[pick], z[pick])
            change, state = descent.update(slope, state, weights)
            return (optax.apply_updates(weights, change), state), None

        (weights, state), _ = jax.lax.scan(step, (weights, state), picks)
        return weights, state, surprise(weights, m[held], z[held])

    state, best, lowest = descent.init(weights), weights, np.inf
    for these in picks:
        weights, state, found = some(weights, state, these)
        if float(found) < lowest:
            best, lowest = weights, float(found)
    mean, root = laid_out(best, jnp.asarray(seen.record, real))
    return np.asarray(mean, float), np.asarray(root, float)


METHODS: Mapping[str, Method] = {
    "rejection": rejection,
    "linear": linear,
    "network": network,
    "forest": forest,
    "density": density,
}
"""Every method by name."""
