"""Growth: Gaussian changes of log capability around each state's trend.

    ln C_i,t+1 - ln C_i,t = g_i - drag_it + u_t + sd(C_it) eps

Shares are renormalised every year, which moves all states by one number, u_t. It is integrated out
under a flat prior, exactly: within a year only differences between states speak.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.power.growth import BURDEN_COST, FREE_BURDEN, Growth

COMMON = 0.02  # of a year's common movement, where growth is drawn; the likelihood is blind to it


class GrowthRows(NamedTuple):
    """State-years."""

    capability: Float[Array, " row"]
    surprise: Float[Array, " row"]  # growth beyond trend and drag
    year: Int[Array, " row"]  # consecutive numbers
    per_year: Float[Array, " year"]  # ones; its length is the number of years


class GrowthBlock(Block):
    """The likelihood of capability growth."""

    name = "growth"
    meaning = "how capabilities grow"
    needs = ("capability", "trend_growth", "present")
    parameters = ("growth.sd_large", "growth.sd_small")

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every state-year whose growth is known."""
        self.require(record)
        before, after = record.opening("capability"), record.closing("capability")
        trend = record.opening("trend_growth")
        if {"military_spending", "income"} <= set(record.variables):
            burden = record.opening("military_spending") / np.maximum(record.opening("income"), 1.0)
            drag = BURDEN_COST * np.maximum(np.nan_to_num(burden) - FREE_BURDEN, 0.0)
        else:
            drag = np.zeros_like(before)
        held = (record.opening("present") > 0) & (record.closing("present") > 0)
        held &= (before > 0) & (after > 0) & np.isfinite(trend) & record.counted[:, None]
        year, _ = np.nonzero(held)
        self.require_rows(len(year), "state-year")
        surprise = (np.log(after[held]) - np.log(before[held])) - trend[held] + drag[held]
        which, number = np.unique(year, return_inverse=True)
        return arrays(GrowthRows, before[held], surprise, number, np.ones(len(which)))

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same state-years, and growth drawn anew, with a movement common to each year."""
        growth = Growth().bind(values)
        assert isinstance(growth, Growth)
        common, own = jax.random.split(key)
        real = rows.surprise.dtype
        u = COMMON * jax.random.normal(common, rows.per_year.shape, real)[rows.year]
        eps = jax.random.normal(own, rows.surprise.shape, real)
        return rows._replace(surprise=u + growth.volatility(rows.capability) * eps)

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Normal, with the year's common movement integrated out."""
        growth = Growth().bind(values)
        assert isinstance(growth, Growth)
        sd = growth.volatility(rows.capability)
        weight = sd**-2
        years = rows.per_year.shape[0]

        def by_year(each: Float[Array, " row"]) -> Float[Array, " year"]:
            return jnp.zeros(years, each.dtype).at[rows.year].add(each)

        total = by_year(weight)
        misfit = jnp.sum(weight * rows.surprise**2) - jnp.sum(
            by_year(weight * rows.surprise) ** 2 / total
        )
        return -jnp.sum(jnp.log(sd)) - 0.5 * jnp.sum(jnp.log(total)) - 0.5 * misfit
