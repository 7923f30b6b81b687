"""Labelled postures of simulated histories, and a fit of the choice model that does not know them.

    Q_b(theta) = sum_a P_a(theta) L_ab,       label b ~ Q

Of every state toward every great power and year the record holds what it faced and the terms of
ln T. Labels are drawn through the confusion matrix. The fit starts from the prior of estimation,
knows threat's data and not the parameters, and maximises likelihood times prior by Fisher scoring;
lambda_bal and phi move on the log and the logit scale. The probabilities are the simulator's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise.mechanisms.balancing.postures import Facing, Postures
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat, offensive_power
from counterpoise.models.history import Observed, Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.posture_information import CONFUSION, POSTURE, at_choice, options
from counterpoise.world.world import World

THETAS = ("threat.theta_D", "threat.theta_O", "threat.theta_I")
NAMES = (*POSTURE, *THETAS)
POSITIVE = NAMES.index("posture.lambda_bal")
SHARE = NAMES.index("posture.phi")
STEPS = 9
SHRINK = (1.0, 0.3, 0.05)
LEAST = 1e-6

ESTIMATION_PRIOR: Mapping[str, tuple[float, float]] = {
    "posture.s0": (-2.6, 0.7),
    "posture.s_T": (0.5, 1.0),
    "posture.s_x": (0.25, 0.2),
    "posture.s_dep": (0.8, 0.8),
    "posture.s_A": (0.8, 0.5),
    "posture.s_net": (1.0, 1.0),
    "posture.b0": (-2.2, 0.7),
    "posture.b_dep": (2.0, 1.0),
    "posture.b_x": (0.35, 0.2),
    "posture.b_T": (0.8, 0.8),
    "posture.h0": (-3.2, 0.7),
    "posture.e0": (-3.4, 0.7),
    "posture.h_T": (1.8, 1.0),
    "posture.h_dep": (2.0, 1.0),
    "posture.h_A": (1.5, 0.7),
    "posture.phi": (0.0, 1.1),
    "posture.lambda_bal": (0.0, 0.5),
    "threat.theta_D": (0.5, 0.5),
    "threat.theta_O": (0.3, 0.3),
    "threat.theta_I": (0.3, 0.4),
}
"""Mean and standard deviation; of phi on the logit and of lambda_bal on the log scale.

Means of focal parameters lie below the simulation's defaults: the record of balancing argues
against a prior that finds it everywhere.
"""


@dataclass(frozen=True)
class LabelBook:
    """Records what each state faced toward each of some powers when it chose."""

    powers: tuple[int, ...]

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Observed:
        """The year's rows, [.., actor, power]."""
        powers = jnp.array(self.powers)
        world = at_choice(before, after)
        land = model.land(world)
        postures, threat = model.mechanism("posture"), model.mechanism("threat")
        assert isinstance(postures, Postures)
        assert isinstance(threat, BalanceOfThreat)
        whom = jnp.broadcast_to(powers[None, :], (world.actors, len(self.powers)))
        facing = postures.facing(world, land, world.expected_hard, world.expected_soft)
        narrow = facing.narrowed(whom)
        remoteness = land.remoteness[:, powers]
        offence = jnp.broadcast_to(
            offensive_power(world.military_spending, world.capability, world.present)[powers],
            whom.shape,
        )
        intentions = world.intentions[:, powers]
        explained = (
            threat.theta_I * intentions + threat.theta_O * offence - threat.theta_D * remoteness
        )
        rest = threat.log_threat(world, land)[:, powers] - explained
        own = jnp.arange(world.actors)[:, None] == powers[None, :]
        return {
            "faced": jnp.stack([jnp.broadcast_to(each, whom.shape) for each in narrow]),
            "terms": jnp.stack([rest, -remoteness, offence, intentions]),
            "counted": world.present[:, None] * ~own,
        }


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fit.

    Attributes:
        values: Estimates, on the natural scale, in the order of ``NAMES``.
        low, high: Ends of the 90% interval of each.
        score: Log score of each row left out of the fit, [row]; empty rows are zero.
    """

    values: Numbers
    low: Numbers
    high: Numbers
    score: Numbers


def fit(
    found: Mapping[str, np.ndarray],
    gamma: float,
    sensitivity_of_company: float,
    truth: Numbers,
    free: Sequence[bool],
    fixed: Numbers,
    training_years: int,
    address: tuple[int, ...],
) -> Fitted:
    """Draw labels of one history and fit to them.

    Args:
        found: What the ``LabelBook`` recorded of it, by year.
        gamma: Decisiveness of contests, taken as known.
        sensitivity_of_company: kS, taken as known: only its product with s_net is identified.
        truth: Parameters that the history was simulated with, in the order of ``NAMES``.
        free: Which are estimated.
        fixed: Values of the others.
        training_years: How many years are fitted to; the rest are scored.
        address: Of the draw of labels; two fits with one address see the same labels.
    """
    years = len(found["counted"])
    faced = np.moveaxis(found["faced"], 1, 0).reshape(found["faced"].shape[1], -1)
    terms = np.moveaxis(found["terms"], 1, 0).reshape(4, -1)
    counted = found["counted"].reshape(-1)
    rows = counted.size
    uniform = np.random.default_rng(address).random(rows)
    train = np.repeat(np.arange(years) < training_years, rows // years)
    mean, sd = np.array([ESTIMATION_PRIOR[name] for name in NAMES]).T
    values, covariance, score = _fit(
        jnp.asarray(faced, jnp.result_type(float)),
        jnp.asarray(terms, jnp.result_type(float)),
        jnp.asarray(counted * train, jnp.result_type(float)),
        jnp.asarray(counted * ~train, jnp.result_type(float)),
        jnp.asarray(uniform, jnp.result_type(float)),
        jnp.asarray(gamma),
        jnp.asarray(sensitivity_of_company),
        jnp.asarray(_unbounded(truth), jnp.result_type(float)),
        jnp.asarray(np.asarray(free)),
        jnp.asarray(_unbounded(fixed), jnp.result_type(float)),
        jnp.asarray(mean, jnp.result_type(float)),
        jnp.asarray(sd, jnp.result_type(float)),
    )
    error = np.sqrt(np.maximum(np.diag(np.asarray(covariance, float)), 0.0))
    middle = np.asarray(values, float)
    return Fitted(
        _natural(middle),
        _natural(middle - 1.6448536 * error),
        _natural(middle + 1.6448536 * error),
        np.asarray(score, float),
    )


def _unbounded(values: Numbers) -> Numbers:
    found = np.array(values, float)
    found[POSITIVE] = np.log(found[POSITIVE])
    share = np.clip(found[SHARE], 1e-4, 1.0 - 1e-4)
    found[SHARE] = np.log(share / (1.0 - share))
    return found


def _natural(values: Numbers) -> Numbers:
    found = np.array(values, float)
    found[POSITIVE] = np.exp(found[POSITIVE])
    found[SHARE] = 1.0 / (1.0 + np.exp(-found[SHARE]))
    return found


@partial(jax.jit)
def _fit(
    faced: Float[Array, "field row"],
    terms: Float[Array, "term row"],
    train: Float[Array, " row"],
    left: Float[Array, " row"],
    uniform: Float[Array, " row"],
    gamma: Float[Array, ""],
    company: Float[Array, ""],
    truth: Float[Array, " parameter"],
    free: Array,
    fixed: Float[Array, " parameter"],
    mean: Float[Array, " parameter"],
    sd: Float[Array, " parameter"],
) -> tuple[Array, Array, Array]:
    facing = Facing(*(each[:, None] for each in faced))
    nowhere = jnp.zeros((1, 1))
    land = Land(nowhere > 0, nowhere, nowhere, nowhere, gamma)
    confusion = jnp.asarray(CONFUSION, faced.dtype)

    def recorded(at: Array) -> Array:
        """P(label) of every row."""
        natural = (
            at.at[POSITIVE].set(jnp.exp(at[POSITIVE])).at[SHARE].set(jax.nn.sigmoid(at[SHARE]))
        )
        given = dict(zip(NAMES, natural, strict=True)) | {"posture.kS": company}
        log_threat = terms[0] + natural[-3:] @ terms[1:]
        salience = jnp.logaddexp(log_threat, 0.0)[:, None]
        bound = Postures().bind(given)
        assert isinstance(bound, Postures)
        seen = options(bound.choice(facing._replace(salience=salience), land))[:, 0]
        return jnp.maximum(seen @ confusion, LEAST)

    through = jnp.cumsum(recorded(truth), axis=-1)
    label: Int[Array, " row"] = jnp.minimum(jnp.sum(uniform[:, None] > through, axis=-1), 4)
    precision = free / sd**2

    def log_score(at: Array) -> Array:
        return jnp.log(jnp.take_along_axis(recorded(at), label[:, None], axis=1)[:, 0])

    def objective(at: Array) -> Array:
        return jnp.sum(train * log_score(at)) - 0.5 * jnp.sum(precision * (at - mean) ** 2)

    def curvature(at: Array) -> tuple[Array, Array]:
        seen = recorded(at)
        slope = jax.jacfwd(recorded)(at)
        weighted = slope * jnp.sqrt(train[:, None] / seen)[..., None]
        flat = weighted.reshape(-1, at.shape[0])
        information = flat.T @ flat
        chosen = jnp.take_along_axis(slope, label[:, None, None], axis=1)[:, 0]
        own = jnp.take_along_axis(seen, label[:, None], axis=1)[:, 0]
        score = (train / own) @ chosen - precision * (at - mean)
        both = free[:, None] & free[None, :]
        matrix = jnp.where(both, information, 0.0) + jnp.diag(jnp.where(free, precision, 1.0))
        return jnp.where(free, score, 0.0), matrix

    def step(_: Array, at: Array) -> Array:
        score, matrix = curvature(at)
        scale = jnp.sqrt(jnp.diag(matrix))
        move = jnp.linalg.solve(matrix / jnp.outer(scale, scale), score / scale) / scale
        tried = jnp.stack([at, *(at + share * move for share in SHRINK)])
        worth = jax.lax.map(objective, tried)
        return tried[jnp.argmax(jnp.where(jnp.isfinite(worth), worth, -jnp.inf))]

    start = jnp.where(free, mean, fixed)
    found = jax.lax.fori_loop(0, STEPS, step, start)
    _, matrix = curvature(found)
    scale = jnp.sqrt(jnp.diag(matrix))
    inverse = jnp.linalg.inv(matrix / jnp.outer(scale, scale)) / jnp.outer(scale, scale)
    covariance = jnp.where(free[:, None] & free[None, :], inverse, 0.0)
    return found, covariance, left * log_score(found)
