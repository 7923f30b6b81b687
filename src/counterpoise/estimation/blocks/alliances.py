"""Defence pacts: Bernoulli formation and dissolution over undirected dyads (3.12).

Common threat is a sum over everybody whom both states fear. It is worked out beforehand from the
posterior of beliefs and threat, and enters as it stands: what alliances say of threat does not flow
back (a cut), unless the joint posterior is asked for. Pacts come and go in waves: the shocks that
all dyads of a year share are integrated out (``uneven_years``), and how wide they are is estimated.
A dyad-year is else taken for independent evidence, and forty years of a dozen treaties for that of
hundreds of pacts. Where a record says which pacts came through
treaties of whole blocs, those are left out: they are events of ``multilateral_pacts``.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise.estimation.bloc_pacts import BY_BLOC
from counterpoise.estimation.block import Block, Rows, arrays, coins
from counterpoise.estimation.case_control import case_control
from counterpoise.estimation.dyads_on_record import (
    both_known,
    disagreement,
    pairs_on_record,
    undirected,
)
from counterpoise.estimation.perception import SHARED
from counterpoise.estimation.record import Record
from counterpoise.estimation.uneven_years import log_probability, shocks
from counterpoise.mechanisms.balancing.alliances import Affinity, Alliances
from counterpoise.mechanisms.mechanism import Values


class AllianceRows(NamedTuple):
    """Dyad-years without a pact, and dyad-years with one."""

    affinity: Affinity  # shared_salience is a place-holder until it is perceived
    happened: Float[Array, " row"]
    offset: Float[Array, " row"]
    year: Int[Array, " row"]
    one: Int[Array, " row"]
    other: Int[Array, " row"]
    allied_disagreement: Float[Array, " allied"]
    allied_rivalry: Float[Array, " allied"]
    parted: Float[Array, " allied"]
    allied_offset: Float[Array, " allied"]
    allied_year: Int[Array, " allied"]
    calendar: Int[Array, " year"]


class AlliancesBlock(Block):
    """The likelihood of defence pacts."""

    name = "alliances"
    meaning = "who allies with whom, and who parts"
    needs = (
        "defence_pact",
        "distance",
        "contiguity",
        "ideal_point",
        "democracy",
        "great_power",
        "rivalry",
        "capability",
        "military_spending",
    )
    parameters = tuple(
        f"alliance.{name}"
        for name in (
            "al0", "al_d", "al_c", "al_x", "al_q", "al_ct", "al_ca", "al_GP", "al_R",
            "off0", "off_x", "off_R", "al_year", "off_year",
        )
    )  # fmt: skip
    shared = SHARED

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every formation and a part of the dyad-years without; every parting, likewise."""
        self.require(record)
        before, after = record.opening("defence_pact"), record.closing("defence_pact")
        rivalry = np.nan_to_num(record.closing("rivalry"))
        great = record.closing("great_power")
        democracy = record.opening("democracy")
        gap = disagreement(record)
        pairs = undirected(pairs_on_record(record)) & np.isfinite(before) & np.isfinite(after)
        known = pairs & both_known(democracy, great) & np.isfinite(gap)
        known &= np.isfinite(record.opening("distance")) & np.isfinite(record.opening("contiguity"))
        if BY_BLOC in record.variables:
            known &= record[BY_BLOC] <= 0  # events of their own
        formed = case_control(known & (before <= 0), after > 0, random)
        self.require_rows(int(formed.happened.sum()), "new pact")
        year, i, k = formed.place
        seeking = (
            record["chose_external"]
            if "chose_external" in record.variables
            else np.zeros_like(after)
        )
        partings = case_control(pairs & np.isfinite(gap) & (before > 0), after <= 0, random)
        allied = partings.place
        return arrays(
            AllianceRows,
            affinity=arrays(
                Affinity,
                log_distance=np.log(record.opening("distance")[year, i, k] + 50.0),
                contiguity=record.opening("contiguity")[year, i, k],
                disagreement=gap[year, i, k],
                regime_gap=np.abs(democracy[year, i] - democracy[year, k]),
                shared_salience=np.zeros(len(year)),
                shared_rival=_in_common(rivalry, year, i, k) > 0,
                common_allies=_in_common(np.nan_to_num(before), year, i, k),
                great_power=np.maximum(great[year, i], great[year, k]),
                both_seek=_in_common(seeking, year, i, k) > 0,
                rivalry=rivalry[year, i, k],
            ),
            happened=formed.happened,
            offset=formed.offset,
            year=year,
            one=i,
            other=k,
            allied_disagreement=gap[allied],
            allied_rivalry=rivalry[allied],
            parted=partings.happened,
            allied_offset=partings.offset,
            allied_year=allied[0],
            calendar=record.years,
        )

    def perceived(self, rows: Rows, salience: Float[Array, "year actor target"]) -> Rows:
        """The rows with the threats that two states share."""
        shared = jnp.einsum(
            "rj,rj->r", salience[rows.year, rows.one], salience[rows.year, rows.other]
        )
        return rows._replace(affinity=rows.affinity._replace(shared_salience=shared))

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of formations and of partings, whatever the shocks of their years."""
        forming, parting = _log_odds(values, rows)
        law, years = _law(values), len(rows.calendar)
        return log_probability(
            forming, rows.happened, rows.year, years, jnp.asarray(law.al_year)
        ) + log_probability(
            parting, rows.parted, rows.allied_year, years, jnp.asarray(law.off_year)
        )

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same dyad-years; shocks of years, and pacts formed and dissolved, drawn anew."""
        forming, parting = _log_odds(values, rows)
        law, years = _law(values), len(rows.calendar)
        one, other, wave, rupture = jax.random.split(key, 4)
        formed = shocks(wave, jnp.asarray(law.al_year), years, forming)[rows.year]
        ended = shocks(rupture, jnp.asarray(law.off_year), years, parting)[rows.allied_year]
        return rows._replace(
            happened=coins(one, forming + formed), parted=coins(other, parting + ended)
        )


def _law(values: Values) -> Alliances:
    alliances = Alliances().bind(values)
    assert isinstance(alliances, Alliances)
    return alliances


def _log_odds(
    values: Values, rows: AllianceRows
) -> tuple[Float[Array, " row"], Float[Array, " allied"]]:
    alliances = _law(values)
    forming = alliances.formation_log_odds(rows.affinity) + rows.offset
    parting = alliances.dissolution_log_odds(rows.allied_disagreement, rows.allied_rivalry)
    return forming, parting + rows.allied_offset


def _in_common(
    ties: np.ndarray, year: np.ndarray, one: np.ndarray, other: np.ndarray
) -> np.ndarray:
    """How many partners the two states of each row share."""
    return np.einsum("rj,rj->r", ties[year, one], ties[year, other])
