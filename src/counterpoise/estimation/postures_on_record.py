"""What the likelihood of postures needs beyond the record: labels, and who trades with whom.

Labels come from the rule of ``measures.posture_labels``, toward every state that is a great power
in the window, under one of its three sets of evidence. A trade share is trade in both directions
over the actor's trade with everybody; a dyad on which nobody reports has no trade on record, and a
state of which no trade is known has no shares.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.data.catalogue import load, source
from counterpoise.estimation.blocks.postures import LABEL, LABEL_SET
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.measures.posture_labels import UNKNOWN, VERSION, LabelSet
from counterpoise.measures.record.balancing import coded_postures

Values = NDArray[np.float64]
RULE = "posture_label_rule"


def with_postures(
    record: Record, label_set: LabelSet, directory: Path | None = None, votes: str = "all"
) -> Record:
    """An observed record with labels of postures and shares of trade.

    Args:
        record: As ``observed_record`` gives it.
        label_set: Which evidence the labels rest on.
        directory: Where the sources lie.
        votes: The set of votes behind own-distancing.

    Raises:
        AbsentSource: A source is not there.
        NotInRecord: There is no great power in the window.
    """
    names = (LABEL_SET, RULE, "trade")
    versions = (label_set.value, VERSION, source("trade").newest.version)
    return replace(
        record,
        variables={
            **record.variables,
            LABEL: labels(record, label_set, directory, votes),
            "trade_share": trade_shares(record, directory),
        },
        sources={**record.sources, **dict(zip(names, versions, strict=True))},
    )


def labels(record: Record, label_set: LabelSet, directory: Path | None, votes: str) -> Values:
    """Label numbers [year, actor, target]; NaN where the record does not tell."""
    great = (record.closing("great_power") > 0) & record.counted[:, None]
    power = np.flatnonzero(great.any(axis=0))
    if not len(power):
        raise NotInRecord("postures: no state is a great power in the years of the record.")
    first = int(record.years[record.burn_in])
    coded = coded_postures(
        record.codes[power].tolist(), (first, int(record.years[-1])), directory, votes
    )
    held = np.isin(coded.system.ccodes, record.codes)
    actor = np.searchsorted(record.codes, coded.system.ccodes[held])
    years, actors = len(record.years), len(record.codes)
    found = np.full((years, actors, actors), np.nan)
    number = coded.labels[label_set][:, held].astype(float)
    known = np.where(number == UNKNOWN, np.nan, number)
    found[np.ix_(np.arange(record.burn_in, years), actor, power)] = known
    return found


def trade_shares(record: Record, directory: Path | None) -> Values:
    """w_ij as each year opens and the last one closes, [year + 1, actor, target]."""
    first, count, actors = int(record.years[0]) - 1, len(record.years) + 1, len(record.codes)
    frame = load("trade", directory)
    within = frame["year"].between(first, first + count - 1)
    frame = frame[within & frame["ccode1"].isin(record.codes) & frame["ccode2"].isin(record.codes)]
    slot = pd.Series(np.arange(actors), index=record.codes)
    one, other = slot.loc[frame["ccode1"]].to_numpy(), slot.loc[frame["ccode2"]].to_numpy()
    flows = frame[["flow1", "flow2"]].to_numpy(float, na_value=np.nan)
    trade = np.zeros((count, actors, actors))
    year = frame["year"].to_numpy(np.int64) - first
    trade[year, one, other] = trade[year, other, one] = np.nansum(flows, axis=1)
    total = trade.sum(axis=2, keepdims=True)
    return np.where(total > 0, trade / np.where(total > 0, total, 1.0), np.nan)
