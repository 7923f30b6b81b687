"""Ideal points: a Gaussian walk that reverts and recoils, seen with known error.

    x_t+1 = x_t (1 - x_ar) + pull + recoil + x_sd eps,        seen: x + sigma_x eps

A large part of what changes from year to year is measurement error, so the positions themselves are
integrated out by a Kalman filter for each state, whose variances of observation are the published
ones. The side on which others stand, and the order's position, are taken as they were seen.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints

VAGUE = 4.0  # variance of a position before it is first seen
SMALLEST = 1e-4  # variance of observation; what is published as zero is rounded


class DriftRows(NamedTuple):
    """State-years, year by year."""

    seen: Float[Array, "year actor"]
    variance: Float[Array, "year actor"]
    here: Float[Array, "year actor"]  # 1 where a position was seen
    pull: Float[Array, "year actor"]  # of the order on a member, before x_o_pull
    push: Float[Array, "year actor 2"]  # acts without and with authority, each with its side


AUTHORITY = (0.0, 1.0)  # of the two sums of ``pushes``


def pushes(record: Record) -> np.ndarray:
    """Severity of the year's acts, without and with authority, [year, actor, 2].

    Each act counts with the side of its author on which the state stands. The push of an act is
    linear in its severity, so all acts of one kind may be summed before the parameters are known.
    """
    x = record.opening("ideal_point")
    summed = np.zeros((len(record.years), len(record.codes), 2))
    acts = record.acts
    side = np.nan_to_num(np.sign(x[acts.year] - x[acts.year, acts.author][:, None]))
    for kind, weight in enumerate((1.0 - acts.authorised, acts.authorised)):
        np.add.at(summed[:, :, kind], acts.year, side * (acts.severity * weight)[:, None])
    return summed


def recoil(mechanism: IdealPoints, push: Float[Array, "*row 2"]) -> Float[Array, "*row"]:
    """Movement away from the authors of the year's acts."""
    kinds = mechanism.push(push, jnp.asarray(AUTHORITY))
    return mechanism.pushed(jnp.ones_like(push), kinds)


def order_pull(record: Record) -> np.ndarray:
    """How far the first order's position lies from each member's, [year, actor]."""
    x = record.opening("ideal_point")
    if "membership" not in record.variables:
        return np.zeros_like(x)
    member = record.closing("membership")[:, :, 0]
    weight = np.nan_to_num(member * record.closing("capability")) * np.isfinite(x)
    position = np.sum(weight * np.nan_to_num(x), axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    return np.nan_to_num(member * (position[:, None] - x))


class Drift(Block):
    """The likelihood of ideal points."""

    name = "drift"
    meaning = "how foreign-policy positions move"
    needs = ("ideal_point", "ideal_point_sd", "present")
    parameters = (
        "ideal_points.x_ar",
        "ideal_points.x_sd",
        "ideal_points.x_away",
        "beliefs.kappa_A",
    )
    conditional = ("ideal_points.x_away", "beliefs.kappa_A")

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every state's positions from the first counted year on."""
        self.require(record)
        start = record.burn_in
        x = record["ideal_point"][start:]
        error = record["ideal_point_sd"][start:]
        here = np.isfinite(x) & np.isfinite(error) & (record["present"][start:] > 0)
        self.require_rows(int(here.sum()), "position")
        return arrays(
            DriftRows,
            seen=np.nan_to_num(x),
            variance=np.maximum(np.nan_to_num(error) ** 2, SMALLEST),
            here=here.astype(float),
            pull=order_pull(record)[start:],
            push=pushes(record)[start:],
        )

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """First sights as they are, and positions and later sights drawn anew."""
        mechanism = IdealPoints().bind(values)
        assert isinstance(mechanism, IdealPoints)
        moved = mechanism.x_o_pull * rows.pull + recoil(mechanism, rows.push)
        movement = jnp.concatenate([jnp.zeros_like(moved[:1]), moved])
        keep = 1.0 - mechanism.x_ar
        real = rows.seen.dtype
        walk, sight = (jax.random.normal(k, rows.seen.shape, real) for k in jax.random.split(key))

        def year(
            state: tuple[Array, Array, Array, Array], this: tuple[Array, ...]
        ) -> tuple[tuple[Array, Array, Array, Array], Array]:
            x, mean, variance, begun = state
            movement, seen, error, here, noise, blur, opens = this
            grown = keep * mean + movement, keep**2 * variance + mechanism.x_sd**2
            mean = jnp.where(opens > 0, mean, grown[0])
            variance = jnp.where(opens > 0, variance, grown[1])
            gain = variance / (variance + error)
            first = mean + gain * (seen - mean) + jnp.sqrt((1.0 - gain) * variance) * noise
            x = jnp.where(begun > 0, keep * x + movement + mechanism.x_sd * noise, first)
            shown = jnp.where(begun > 0, x + jnp.sqrt(error) * blur, seen)
            return (x, mean, variance, jnp.maximum(begun, here)), shown

        nothing = jnp.zeros_like(rows.seen[0])
        opens = jnp.zeros(rows.seen.shape, real).at[0].set(1.0)
        _, seen = jax.lax.scan(
            year,
            (nothing, nothing, nothing + VAGUE, nothing),
            (movement, rows.seen, rows.variance, rows.here, walk, sight, opens),
        )
        return rows._replace(seen=seen)

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of the positions seen, by prediction errors."""
        mechanism = IdealPoints().bind(values)
        assert isinstance(mechanism, IdealPoints)
        expected = mechanism.x_o_pull * rows.pull + recoil(mechanism, rows.push)
        keep, noise = 1.0 - mechanism.x_ar, mechanism.x_sd**2

        def year(
            state: tuple[Array, Array], this: tuple[Array, Array, Array, Array]
        ) -> tuple[tuple[Array, Array], Array]:
            mean, variance = state
            movement, seen, error, here = this
            mean, variance = keep * mean + movement, keep**2 * variance + noise
            state, term = _sight(mean, variance, seen, error, here)
            return state, term

        nothing = jnp.zeros_like(rows.seen[0])
        first, _ = _sight(nothing, nothing + VAGUE, rows.seen[0], rows.variance[0], rows.here[0])
        _, terms = jax.lax.scan(
            year, first, (expected, rows.seen[1:], rows.variance[1:], rows.here[1:])
        )
        begun = jnp.cumsum(rows.here, axis=0)[:-1] > 0  # a first sight of a state says nothing
        return jnp.sum(terms * begun)


def _sight(
    mean: Array, variance: Array, seen: Array, error: Array, here: Array
) -> tuple[tuple[Array, Array], Array]:
    total = variance + error
    surprise = seen - mean
    gain = here * variance / total
    term = -0.5 * here * (jnp.log(2 * jnp.pi * total) + surprise**2 / total)
    return (mean + gain * surprise, (1.0 - gain) * variance), term
