"""Arms: Gaussian partial adjustment of spending, with an effect for each state (3.14).

    d ln m_it = a_adj (mu_i + pressures_it - ln m_it) + a_S 1[armed] + sd eps

mu_i is a state's own level of arms. A state effect beside a lagged dependent variable is biased if
it is left free of the start, so it is tied to it, as a simulation does (Wooldridge 2005):
mu_i ~ N(ln m_i0 - pressures_i0, tau). It is integrated out; tau is estimated. States near the
ceiling of their spending do not move as the equation says, and changes of more than ``BREAK`` log
points are breaks of series or total war: both are left out.
"""

from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.perception import SHARED
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.balancing.arming import Arming, Pressures
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.prior import Normal

BREAK = 1.5  # ln points a year
NEAR_CEILING = 0.45  # share of the ceiling beyond which a year's change may meet it


class ArmsRows(NamedTuple):
    """State-years; the pressures at the start of each state's series beside them."""

    pressures: Pressures  # salience is a place-holder until it is perceived
    at_start: Pressures
    log_spending: Float[Array, " row"]
    log_spending_at_start: Float[Array, " row"]
    armed: Float[Array, " row"]
    change: Float[Array, " row"]
    year: Int[Array, " row"]
    start: Int[Array, " row"]
    state: Int[Array, " row"]
    number: Int[Array, " row"]  # consecutive, by state
    per_state: Float[Array, " series"]  # ones; its length is the number of series


class Arms(Block):
    """The likelihood of military spending."""

    name = "arms"
    meaning = "how military spending moves"
    needs = ("military_spending", "capability", "rivalry", "defence_pact", "present")
    parameters = ("arms.a_adj", "arms.a_C", "arms.a_riv", "arms.a_thr", "arms.sd")
    shared = SHARED
    nuisance: ClassVar = {"arms.tau": Normal(0.0, 1.0, low=0.0)}

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every state-year whose spending, and that of the year before, is known."""
        self.require(record)
        before, after = record.opening("military_spending"), record.closing("military_spending")
        capability = record.opening("capability")
        there = (record.opening("present") > 0) & (record.closing("present") > 0)
        spending = np.nan_to_num(before) * there

        def summed(name: str) -> np.ndarray:
            return np.einsum("tij,tj->ti", np.nan_to_num(record.opening(name)), spending)

        rivals, allies = summed("rivalry"), summed("defence_pact")
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.log(after) - np.log(before)
        usable = there & (before > 0) & (after > 0) & (capability > 0) & np.isfinite(change)
        usable &= np.abs(np.nan_to_num(change)) <= BREAK
        if "income" in record.variables:
            ceiling = Arming().peace_ceiling * record.opening("income")
            usable &= ~(before > NEAR_CEILING * ceiling)
        started = np.where(usable.any(axis=0), usable.argmax(axis=0), 0)
        usable &= record.counted[:, None]
        year, state = np.nonzero(usable)
        self.require_rows(len(year), "state-year")
        start = np.maximum(started[state], 0)
        which, number = np.unique(state, return_inverse=True)
        armed = (
            record["chose_internal"].max(axis=2)
            if "chose_internal" in record.variables
            else np.zeros_like(before)
        )
        last_armed = np.vstack([np.zeros((1, armed.shape[1])), armed[:-1]])

        def pressures(t: np.ndarray) -> Pressures:
            return arrays(
                Pressures,
                capability=capability[t, state],
                rivals=rivals[t, state],
                allies=allies[t, state],
                salience=np.zeros(len(t)),
            )

        return arrays(
            ArmsRows,
            pressures=pressures(year),
            at_start=pressures(start),
            log_spending=np.log(before[year, state]),
            log_spending_at_start=np.log(before[start, state]),
            armed=last_armed[year, state],
            change=change[year, state],
            year=year,
            start=start,
            state=state,
            number=number,
            per_state=np.ones(len(which)),
        )

    def perceived(self, rows: Rows, salience: Float[Array, "year actor target"]) -> Rows:
        """The rows with the sum of the threats to each state, as of the year before."""
        feared = jnp.sum(salience, axis=2)
        before = jnp.maximum(rows.year - 1, 0)
        at_start = jnp.maximum(rows.start - 1, 0)
        return rows._replace(
            pressures=rows.pressures._replace(salience=feared[before, rows.state]),
            at_start=rows.at_start._replace(salience=feared[at_start, rows.state]),
        )

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same state-years, each state's own level of arms and all changes drawn anew."""
        arming = Arming().bind(values)
        assert isinstance(arming, Arming)
        levels, noise = jax.random.split(key)
        real = rows.change.dtype
        own = jax.random.normal(levels, rows.per_state.shape, real)[rows.number]
        mu = rows.log_spending_at_start - arming.called_for(rows.at_start)
        desired = mu + values["arms.tau"] * own + arming.called_for(rows.pressures)
        eps = jax.random.normal(noise, rows.change.shape, real)
        change = arming.adjustment(desired, rows.log_spending, rows.armed) + arming.sd * eps
        return rows._replace(change=change)

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Normal, with the state effects integrated out."""
        arming = Arming().bind(values)
        assert isinstance(arming, Arming)
        baseline = rows.log_spending_at_start - arming.called_for(rows.at_start)
        desired = baseline + arming.called_for(rows.pressures)
        surprise = rows.change - arming.adjustment(desired, rows.log_spending, rows.armed)
        noise = arming.sd**2
        effect = (arming.a_adj * values["arms.tau"]) ** 2
        series = rows.per_state.shape[0]
        zeros = jnp.zeros(series, surprise.dtype)
        count = zeros.at[rows.number].add(1.0)
        total = zeros.at[rows.number].add(surprise)
        spread = noise + count * effect
        misfit = (jnp.sum(surprise**2) - jnp.sum(effect * total**2 / spread)) / noise
        log_det = jnp.sum((count - 1.0) * jnp.log(noise) + jnp.log(spread))
        return -0.5 * (log_det + misfit)
