"""P4 on the record: whether labelled postures turn from hard to soft as the leader's share grows.

Labels are those of the versioned rule from votes and treaties (``measures/posture_labels.py``):
soft balancing by own-distancing, hard balancing by a new pact with a counter-weight. Arming is in
no set of evidence together with votes, so hard balancing is allying here. Soft over hard, among
the states that balance, is the contrast of a multinomial logit; soft and hard over neither stand
beside it.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.measures.posture_labels import UNKNOWN, LabelSet, Posture
from counterpoise.measures.record.balancing import CodedPostures, coded_postures
from counterpoise.propositions.dispute_record import FIRST, LAST, shares_of_trade
from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.hazard import hazard_logit
from counterpoise.propositions.observation import Observed, Row
from counterpoise.propositions.on_record import PERMANENT, needs_record

SHARE, DEPENDENCE, DISTANCE = "ln share of the power", "trade with the power", "ln distance"
NEAR = 50.0  # km added to distances before their logarithm


@needs_record
def soft_over_hard(directory: Path) -> Observed:
    """Log-odds of soft over hard balancing on the power's share of capability and on dependence."""
    coded = coded_postures(PERMANENT, (FIRST, LAST - 2), directory)
    label, regressors, state = _rows(coded, directory)
    soft, hard = label == Posture.S, (label == Posture.HE) | (label == Posture.HI)
    neither = ~(soft | hard)
    rows = []
    for title, chosen in (
        ("Soft over hard", soft | hard),
        ("Soft over neither", soft | neither),
        ("Hard over neither", hard | neither),
    ):
        event = hard if title.startswith("Hard") else soft
        fit = hazard_logit(
            event[chosen].astype(float),
            {name: each[chosen] for name, each in regressors.items()},
            state[chosen],
        )
        rows += [
            Row(f"{title}: {name}", fit.estimate(name), fit.note)
            for name in (SHARE, DEPENDENCE, DISTANCE)
        ]
    return Observed(
        rows[0].estimate,
        "log-odds of soft over hard balancing per ln share of world capability",
        tuple(rows),
        (
            "Labels by votes and treaties: soft is own-distancing beyond one standard deviation, "
            "hard is a new pact with a counter-weight. Mislabelling draws every slope to zero.",
            "The share moves slowly and for five powers only: a slope on it is a slope on eras.",
            "Distance is what shifts hard balancing alone: it should lower hard over neither and "
            "leave soft over neither as it is.",
            "Errors clustered by state; complete cases; not corrected for multiple testing.",
        ),
    )


def _rows(coded: CodedPostures, directory: Path) -> tuple[Numbers, dict[str, Numbers], np.ndarray]:
    """Labels of states toward powers that are known, what bears on them, and whose they are."""
    found = coded.system
    trade = shares_of_trade(directory).set_index(["ccode", "partner", "year"]).share
    labels, cinc, own, distance, rivalry, ids, powers, years = ([] for _ in range(8))
    for place, year in enumerate(coded.years.tolist()):
        t = found.row(year - 1)
        for k, power in enumerate(PERMANENT):
            j = found.column(power)
            label = coded.labels[LabelSet.UNGA_TREATIES][place, :, k]
            here = np.flatnonzero((label != UNKNOWN) & (np.arange(len(label)) != j))
            labels.append(label[here])
            cinc.append(np.full(here.size, found.state["cinc"][t, j]))
            own.append(found.state["cinc"][t, here])
            distance.append(found.dyad["mindist"][t, here, j])
            rivalry.append(found.dyad["rivalries"][t, here, j])
            ids.append(found.ccodes[here])
            powers.append(np.full(here.size, power))
            years.append(np.full(here.size, year - 1))
    state = np.concatenate(ids)
    who = pd.MultiIndex.from_arrays([state, np.concatenate(powers), np.concatenate(years)])
    with np.errstate(divide="ignore"):
        regressors = {
            SHARE: np.log(np.concatenate(cinc)),
            DEPENDENCE: trade.reindex(who).to_numpy(float),
            DISTANCE: np.log(np.concatenate(distance) + NEAR),
            "ln capability": np.log(np.concatenate(own)),
            "rivalry": np.concatenate(rivalry).astype(float),
        }
    return np.concatenate(labels), regressors, state
