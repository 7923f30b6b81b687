"""Own-distancing: Student-t, with the target frozen at t - 1 and known error of measurement (3.9).

    D_ij,t = |x_i,t - x_j,t-1| - |x_i,t-1 - x_j,t-1|

What a state does to its own position relative to a great power j. The expected movement is the
mechanism's; heavy tails keep single sessions from deciding. A distance does not say on which side
of the power a state has come to stand, so its density is folded: that of either side, added. (A
density that is not folded takes a state that has passed the power for one that hardly moved, and
its posterior fails calibration: ``docs/theory/recovery.md``.) All powers see the same movement of
i, so a state-year counts once: j is the great power that used most force that year, or the most
capable one where none did.
"""

from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import gammaln
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.blocks.drift import order_pull, pushes, recoil
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints
from counterpoise.mechanisms.prior import LogNormal, Normal


class DistancingRows(NamedTuple):
    """State-years, each with the great power to which its distance is taken."""

    position: Float[Array, " row"]
    moved: Float[Array, " row"]  # own movement, as seen
    error: Float[Array, " row"]  # variance of ``moved`` through measurement
    pull: Float[Array, " row"]
    push: Float[Array, "row 2"]
    power: Float[Array, " row"]  # frozen position of the great power


class Distancing(Block):
    """The likelihood of own-distancing from great powers."""

    name = "distancing"
    meaning = "how states move away from great powers that act"
    needs = ("ideal_point", "ideal_point_sd", "great_power", "present")
    parameters = ("ideal_points.x_away", "beliefs.kappa_A")
    nuisance: ClassVar = {
        "distancing.reversion": Normal(0.0, 0.1),
        "distancing.scale": LogNormal(0.1, 0.75),
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
        power = most_forceful(record)[year, state]
        errors = record.closing("ideal_point_sd") ** 2 + record.opening("ideal_point_sd") ** 2
        return arrays(
            DistancingRows,
            position=x[year, state],
            moved=(after - x)[year, state],
            error=np.nan_to_num(errors)[year, state],
            pull=order_pull(record)[year, state],
            push=pushes(record)[year, state],
            power=np.nan_to_num(x[year, power]),
        )

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of each state-year's distance from the great power, come to from either side of it."""
        expected, scale = _movement(values, rows)
        seen = jnp.abs(rows.position + rows.moved - rows.power)
        foreseen = jnp.abs(rows.position + expected - rows.power)
        dof = values["distancing.dof"]
        same_side = student_t(seen - foreseen, scale, dof)
        other_side = student_t(seen + foreseen, scale, dof)
        return jnp.sum(jnp.logaddexp(same_side, other_side))

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same state-years, and movements drawn anew."""
        expected, scale = _movement(values, rows)
        noise = jax.random.t(key, values["distancing.dof"], expected.shape, expected.dtype)
        return rows._replace(moved=expected + scale * noise)


def _movement(
    values: Values, rows: DistancingRows
) -> tuple[Float[Array, " row"], Float[Array, " row"]]:
    """Expected own movement, and the scale of what is seen around it."""
    mechanism = IdealPoints().bind(values)
    assert isinstance(mechanism, IdealPoints)
    expected = (
        recoil(mechanism, rows.push)
        + mechanism.x_o_pull * rows.pull
        - values["distancing.reversion"] * rows.position
    )
    return expected, jnp.sqrt(values["distancing.scale"] ** 2 + rows.error)


def most_forceful(record: Record) -> np.ndarray:
    """Slot of the great power to which each state's distance is taken, [year, actor]."""
    x = record.opening("ideal_point")
    great = (record.opening("great_power") > 0) & np.isfinite(x)
    force = np.zeros(x.shape)
    np.add.at(force, (record.acts.year, record.acts.author), record.acts.severity)
    rank = np.where(great, force + np.nan_to_num(record.opening("capability")), -1.0)
    order = np.argsort(-rank, axis=1)
    first, second = order[:, :1], order[:, 1:2]
    return np.where(first == np.arange(x.shape[1]), second, first)


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
