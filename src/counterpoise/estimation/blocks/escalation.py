"""Escalation: which disputes become wars, a Bernoulli logit over disputes.

Terms that are off (mutual threat, nuclear weapons) stay at zero. War-size projects are wars from
the start and are no part of it.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows, arrays, bernoulli, coins
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.conflict.escalation import Dispute, Escalation
from counterpoise.mechanisms.mechanism import Values


class EscalationRows(NamedTuple):
    """Disputes."""

    dispute: Dispute
    war: Float[Array, " row"]


class EscalationBlock(Block):
    """The likelihood of escalation."""

    name = "escalation"
    meaning = "which disputes become wars"
    needs = ("rivalry",)
    parameters = ("escalation.w0", "escalation.w_R")

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every dispute in the years that count."""
        self.require(record)
        acts = record.acts
        rivalry = record.opening("rivalry")[acts.year, acts.author, acts.target]
        keep = record.counted[acts.year] & np.isfinite(rivalry) & np.isfinite(acts.war)
        if "project_executed" in record.variables:
            project = record["project_executed"][acts.year, acts.author] > 0
            aimed = record.closing("project_target")[acts.year, acts.author] == acts.target
            keep &= ~(project & aimed)
        self.require_rows(int(keep.sum()), "dispute")
        nothing = np.zeros(int(keep.sum()))
        return arrays(
            EscalationRows, arrays(Dispute, rivalry[keep], nothing, nothing), acts.war[keep]
        )

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of every dispute's course."""
        return bernoulli(_log_odds(values, rows), rows.war)

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same disputes, and wars drawn anew."""
        return rows._replace(war=coins(key, _log_odds(values, rows)))


def _log_odds(values: Values, rows: EscalationRows) -> Float[Array, " row"]:
    escalation = Escalation().bind(values)
    assert isinstance(escalation, Escalation)
    return escalation.log_odds(rows.dispute)
