"""Own-distancing: Student-t, with the target frozen at t - 1 and known error of measurement (3.9).

    D_ij,t = |x_i,t - x_j,t-1| - |x_i,t-1 - x_j,t-1|

What a state does to its own position relative to each great power j. The expected movement is the
mechanism's; heavy tails keep single sessions from deciding. The few great powers see the same
movement of i, so a state-year counts once, divided among them: a composite likelihood.
"""

from typing import ClassVar, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.scipy.special import gammaln
from jaxtyping import Array, Float, Int

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.blocks.drift import authored, order_pull
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints
from counterpoise.mechanisms.prior import LogNormal, Normal


class DistancingRows(NamedTuple):
    """State-years, each with the great powers to which its distance is taken."""

    position: Float[Array, " row"]
    moved: Float[Array, " row"]  # own movement, as seen
    error: Float[Array, " row"]  # variance of ``moved`` through measurement
    pull: Float[Array, " row"]
    side: Float[Array, "row author"]
    year: Int[Array, " row"]
    severity: Float[Array, "year author"]
    authorised: Float[Array, "year author"]
    power: Float[Array, "row power"]  # frozen position of each
    weight: Float[Array, "row power"]  # sums to one over the powers of a row


class Distancing(Block):
    """The likelihood of own-distancing from great powers."""

    name = "distancing"
    meaning = "how states move away from great powers that act"
    needs = ("ideal_point", "ideal_point_sd", "great_power", "present")
    parameters = ("ideal_points.x_away", "beliefs.kappa_A")
    nuisance: ClassVar = {
        "distancing.reversion": Normal(0.0, 0.1),
        "distancing.scale": Normal(0.0, 0.5, low=0.0),
        "distancing.dof": LogNormal(6.0, 0.5),
    }

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every state-year in which the state was seen in both years."""
        self.require(record)
        x, after = record.opening("ideal_point"), record.closing("ideal_point")
        there = (record.opening("present") > 0) & (record.closing("present") > 0)
        there &= np.isfinite(x) & np.isfinite(after) & record.counted[:, None]
        year, state = np.nonzero(there)
        self.require_rows(len(year), "state-year")
        severity, authorised = authored(record)
        authors = np.flatnonzero(severity.any(axis=0))
        great = (record.opening("great_power") > 0) & np.isfinite(x)
        powers = np.flatnonzero(great.any(axis=0))
        counts = (great[year][:, powers] & (state[:, None] != powers[None, :])).astype(float)
        errors = record.closing("ideal_point_sd") ** 2 + record.opening("ideal_point_sd") ** 2
        return arrays(
            DistancingRows,
            position=x[year, state],
            moved=(after - x)[year, state],
            error=np.nan_to_num(errors)[year, state],
            pull=order_pull(record)[year, state],
            side=np.nan_to_num(np.sign(x[year, state][:, None] - x[year][:, authors])),
            year=year,
            severity=severity[:, authors],
            authorised=authorised[:, authors],
            power=np.nan_to_num(x[year][:, powers]),
            weight=counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0),
        )

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of each state-year's movement away from each great power."""
        mechanism = IdealPoints().bind(values)
        assert isinstance(mechanism, IdealPoints)
        push = mechanism.push(rows.severity, rows.authorised)
        expected = (
            mechanism.pushed(rows.side, push[rows.year])
            + mechanism.x_o_pull * rows.pull
            - values["distancing.reversion"] * rows.position
        )
        before = jnp.abs(rows.position[:, None] - rows.power)
        seen = jnp.abs((rows.position + rows.moved)[:, None] - rows.power) - before
        foreseen = jnp.abs((rows.position + expected)[:, None] - rows.power) - before
        scale = jnp.sqrt(values["distancing.scale"] ** 2 + rows.error)[:, None]
        density = student_t(seen - foreseen, scale, values["distancing.dof"])
        return jnp.sum(rows.weight * density)


def student_t(
    surprise: Float[Array, "..."], scale: Float[Array, "..."], dof: Float[Array, ""] | float
) -> Float[Array, "..."]:
    """Log density of a Student-t with this scale and so many degrees of freedom."""
    return (
        gammaln((dof + 1.0) / 2.0)
        - gammaln(dof / 2.0)
        - 0.5 * jnp.log(dof * jnp.pi)
        - jnp.log(scale)
        - 0.5 * (dof + 1.0) * jnp.log1p((surprise / scale) ** 2 / dof)
    )
