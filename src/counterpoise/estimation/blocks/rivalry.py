"""Rivalries: Bernoulli onsets on threat and force, and a steady rate of endings.

The likelihood that speaks most directly of threat: who comes to be counted a rival is the best
outside measure of whom a state fears. Beliefs are worked out for the dyads of its rows.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise.estimation.block import Block, Rows, arrays, bernoulli, coins
from counterpoise.estimation.case_control import case_control
from counterpoise.estimation.dyads_on_record import (
    pairs_on_record,
    relevant_on_record,
    undirected,
)
from counterpoise.estimation.perception import (
    SHARED,
    Dyads,
    intentions,
    perceived_dyads,
    salience_at,
)
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.threat.rivalry import Rivalry

CONTROLS = 10  # to each onset; every dyad among them brings its beliefs through all the years


class RivalryRows(NamedTuple):
    """Undirected dyad-years without a rivalry; and how many with one ended, of how many."""

    dyads: Dyads  # one way round, then the other
    year: Int[Array, " row"]
    one_way: Int[Array, " row"]
    other_way: Int[Array, " row"]
    force: Float[Array, " row"]
    happened: Float[Array, " row"]
    offset: Float[Array, " row"]
    ended: Float[Array, ""]
    lasted: Float[Array, ""]


class RivalryBlock(Block):
    """The likelihood of rivalry."""

    name = "rivalry"
    meaning = "who becomes whose rival"
    needs = (
        "rivalry",
        "force",
        "great_power",
        "distance",
        "capability",
        "military_spending",
        "ideal_point",
        "defence_pact",
    )
    parameters = ("rivalry.r0", "rivalry.r_T", "rivalry.r_act", "rivalry.r_off")
    shared = SHARED

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every onset among relevant dyads, and a part of the dyad-years without one."""
        self.require(record)
        before, after = record.opening("rivalry"), record.closing("rivalry")
        force = record["force"]
        known = np.isfinite(before) & np.isfinite(after) & np.isfinite(force)
        known &= np.isfinite(record.opening("distance"))
        pairs = undirected(pairs_on_record(record)) & known
        near = relevant_on_record(record, record.closing("great_power"))
        onset = case_control(pairs & near & (before <= 0), after > 0, random, CONTROLS)
        self.require_rows(int(onset.happened.sum()), "onset of a rivalry")
        rivals = pairs & (before > 0)
        year, i, k = onset.place
        actors = len(record.codes)
        codes, which = np.unique(i * actors + k, return_inverse=True)
        first, second = np.divmod(codes, actors)
        return arrays(
            RivalryRows,
            dyads=perceived_dyads(
                record, np.concatenate([first, second]), np.concatenate([second, first])
            ),
            year=year,
            one_way=which,
            other_way=which + len(codes),
            force=force[year, i, k],
            happened=onset.happened,
            offset=onset.offset,
            ended=np.array(float((rivals & (after <= 0)).sum())),
            lasted=np.array(float((rivals & (after > 0)).sum())),
        )

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of onsets and endings."""
        rivalry = Rivalry().bind(values)
        assert isinstance(rivalry, Rivalry)
        ending = rows.ended * jnp.log(rivalry.r_off) + rows.lasted * jnp.log1p(-rivalry.r_off)
        return bernoulli(_onset(values, rows), rows.happened) + ending

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same dyad-years, and onsets and endings drawn anew."""
        onset, ending = jax.random.split(key)
        at_risk = rows.ended + rows.lasted
        ended = jax.random.binomial(ending, at_risk, values["rivalry.r_off"], dtype=at_risk.dtype)
        happened = coins(onset, _onset(values, rows))
        return rows._replace(happened=happened, ended=ended, lasted=at_risk - ended)


def _onset(values: Values, rows: RivalryRows) -> Float[Array, " row"]:
    """Log-odds of an onset among the rows that were kept."""
    rivalry = Rivalry().bind(values)
    assert isinstance(rivalry, Rivalry)
    believed = intentions(values, rows.dyads)
    one = salience_at(values, rows.dyads, believed, rows.year, rows.one_way)
    other = salience_at(values, rows.dyads, believed, rows.year, rows.other_way)
    return rivalry.onset_log_odds(jnp.maximum(one, other), rows.force) + rows.offset
