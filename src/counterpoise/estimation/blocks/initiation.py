"""Who uses force on whom: a Bernoulli logit over directed dyads, with dyad frailty (3.11).

Frailty is the plug-in ln((past + 0.3)/(years + 25)), known as each year opens. Relevant dyads and
the far ones are two strata, each with all its events and a part of the rest. What no record holds,
the punishment that a state expects and the hard balancing against it, is left out unless the record
does hold it.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows, arrays, bernoulli, coins
from counterpoise.estimation.case_control import case_control, joined
from counterpoise.estimation.dyads_on_record import both_known, pairs_on_record, relevant_on_record
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.conflict.force import Circumstances, ForceInitiation, Party
from counterpoise.mechanisms.mechanism import Values


class InitiationRows(NamedTuple):
    """Directed dyad-years."""

    circumstances: Circumstances
    happened: Float[Array, " row"]
    offset: Float[Array, " row"]


class Initiation(Block):
    """The likelihood of force initiation."""

    name = "initiation"
    meaning = "who uses force on whom"
    needs = (
        "capability",
        "great_power",
        "democracy",
        "ideal_point",
        "distance",
        "contiguity",
        "defence_pact",
        "rivalry",
        "conflict_stock",
        "frailty",
        "dispute",
    )
    parameters = tuple(
        f"initiation.{name}"
        for name in (
            "i0", "i_d", "i_c", "i_1", "i_2", "i_M1", "i_M2", "i_q1", "i_q2", "i_x", "i_A",
            "i_R", "i_z", "i_f", "i_far",
        )
    )  # fmt: skip

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every initiation, and a part of the directed dyad-years without one."""
        self.require(record)
        great = record.closing("great_power")
        capability = record.closing("capability")
        democracy = record.opening("democracy")
        x = record.opening("ideal_point")
        known = both_known(great, capability, democracy, x)
        for name in ("distance", "contiguity", "defence_pact", "rivalry", "conflict_stock"):
            known &= np.isfinite(record.opening(name))
        known &= np.isfinite(record["dispute"]) & np.isfinite(record.opening("frailty"))
        candidates = pairs_on_record(record) & known
        near = relevant_on_record(record, great)
        happened = record["dispute"] > 0
        self.require_rows(int((candidates & happened).sum()), "initiation")
        occasions = joined(
            case_control(candidates & near, happened, random),
            case_control(candidates & ~near, happened, random),
        )
        t, j, k = occasions.place

        def party(i: np.ndarray) -> Party:
            return arrays(
                Party, np.log(np.maximum(capability[t, i], 1e-9)), great[t, i], democracy[t, i]
            )

        nothing = np.zeros(len(t))
        at = {
            name: record.opening(name)[t, j, k]
            for name in ("contiguity", "defence_pact", "rivalry", "conflict_stock", "frailty")
        }
        circumstances = arrays(
            Circumstances,
            initiator=party(j),
            punishment=(
                record.opening("punishment")[t, j] if "punishment" in record.variables else nothing
            ),
            opposed=nothing,
            target=party(k),
            log_distance=np.log(record.opening("distance")[t, j, k] + 50.0),
            disagreement=np.abs(x[t, j] - x[t, k]),
            relevant=near[t, j, k],
            **at,
        )
        return arrays(InitiationRows, circumstances, occasions.happened, occasions.offset)

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of every use of force, and of every occasion on which none was used."""
        return bernoulli(_log_odds(values, rows), rows.happened)

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same occasions, and uses of force drawn anew."""
        return rows._replace(happened=coins(key, _log_odds(values, rows)))


def _log_odds(values: Values, rows: InitiationRows) -> Float[Array, " row"]:
    mechanism = ForceInitiation().bind(values)
    assert isinstance(mechanism, ForceInitiation)
    return mechanism.log_odds(rows.circumstances) + rows.offset
