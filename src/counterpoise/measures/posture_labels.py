"""What a state did about a power in a year, coded from the record by one versioned rule.

    HE  a new defence pact with a counter-weight to j
    HI  growth of arms above the state's own 80th percentile while j threatens it most, intentions
        left aside
    S   own-distancing from j beyond one standard deviation of its measurement error, or recorded
        denial or non-participation, or a vote against j on a resolution that j lobbied for
    B   own-distancing below minus one standard deviation, or a new pact or consultation with j
    N   otherwise

The first that holds in the order HE, HI, S, B is the label. Three sets of evidence are coded side
by side, because no result should hang on one: votes alone (``unga``), votes and treaties
(``unga+treaties``), treaties and arms without any vote (``treaties+arms``). Evidence that a set
does not use cannot make a label in it. Where evidence that would have outranked what is on record
is missing, or nothing is on record and something is missing, the label is unknown (-1), never N:
silence of the sources is not quiet of the state. The labels are noisy; the likelihood treats them
through a confusion matrix.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from jaxtyping import Float, Int

from counterpoise.measures.array import Numbers

VERSION = "1"
"""Of the rule; it goes into every result that uses the labels."""

FAR = 1.0
"""Standard deviations beyond which a movement counts."""

PERCENTILE = 80.0
"""Of a state's own growth of arms."""

UNKNOWN = -1

Evidence = Float[Numbers, "*year state target"]


class Posture(IntEnum):
    """The label of one state toward one power in one year."""

    N = 0
    B = 1
    S = 2
    HI = 3
    HE = 4

    @property
    def word(self) -> str:
        """The posture in words."""
        return _WORDS[self]


_WORDS = {
    Posture.N: "hide",
    Posture.B: "bandwagon",
    Posture.S: "soft balancing",
    Posture.HI: "arming",
    Posture.HE: "allying",
}


class LabelSet(StrEnum):
    """Which evidence the labels rest on."""

    UNGA = "unga"
    UNGA_TREATIES = "unga+treaties"
    TREATIES_ARMS = "treaties+arms"


_USES = {
    LabelSet.UNGA: ("distancing", "denial", "lobbied_vote"),
    LabelSet.UNGA_TREATIES: (
        "distancing",
        "denial",
        "lobbied_vote",
        "external",
        "pact_with",
    ),
    LabelSet.TREATIES_ARMS: ("external", "internal", "pact_with"),
}


_MAKES = {
    "distancing": (Posture.S, Posture.B),
    "denial": (Posture.S,),
    "lobbied_vote": (Posture.S,),
    "external": (Posture.HE,),
    "internal": (Posture.HI,),
    "pact_with": (Posture.B,),
}


def labels_of(label_set: LabelSet) -> frozenset[Posture]:
    """The labels that a set of evidence can make.

    Example:
        >>> sorted(each.name for each in labels_of(LabelSet.TREATIES_ARMS))
        ['B', 'HE', 'HI', 'N']
    """
    made = (posture for evidence in _USES[label_set] for posture in _MAKES[evidence])
    return frozenset({Posture.N, *made})


@dataclass(frozen=True)
class Record:
    """The evidence on each state (row) toward each power (column); NaN where it is missing.

    Attributes:
        distancing: z of own-distancing from the power, the power frozen at the year before.
        external: 1 for a new defence pact with a counter-weight to the power.
        internal: 1 for unusual growth of arms while the power is the greatest structural threat.
        pact_with: 1 for a new pact or consultation with the power itself.
        denial: 1 for recorded denial or non-participation; None where none was coded.
        lobbied_vote: 1 for a vote against the power where it lobbied; None where none was coded.
    """

    distancing: Evidence
    external: Evidence
    internal: Evidence
    pact_with: Evidence
    denial: Evidence | None = None
    lobbied_vote: Evidence | None = None


def posture_labels(record: Record, label_set: LabelSet) -> Int[Numbers, "*year state target"]:
    """The label of every state toward every power; -1 where the record does not tell.

    Example:
        >>> none = np.zeros((1, 2))
        >>> record = Record(np.array([[2.0, np.nan]]), none, none, none)
        >>> posture_labels(record, LabelSet.UNGA).tolist()  # soft balancing, and unknown
        [[2, -1]]
        >>> posture_labels(record, LabelSet.TREATIES_ARMS).tolist()
        [[0, 0]]
    """
    uses = _USES[label_set]

    def known(name: str) -> Evidence:
        values = getattr(record, name)
        if values is None or name not in uses:
            return np.zeros(np.shape(record.distancing))
        return np.asarray(values, dtype=float)

    moved, pact = known("distancing"), known("pact_with")
    soft = (moved > FAR) | (known("denial") > 0) | (known("lobbied_vote") > 0)
    closer = (moved < -FAR) | (pact > 0)
    ranks = (
        (Posture.HE, known("external") > 0, np.isnan(known("external"))),
        (Posture.HI, known("internal") > 0, np.isnan(known("internal"))),
        (Posture.S, soft, np.isnan(moved)),
        (Posture.B, closer, np.isnan(pact)),
        (Posture.N, np.ones(np.shape(moved), dtype=bool), np.zeros(np.shape(moved), dtype=bool)),
    )
    label = np.full(np.shape(moved), UNKNOWN, dtype=np.int8)
    undecided = np.ones(np.shape(moved), dtype=bool)
    for posture, holds, missing in ranks:
        label[undecided & holds] = int(posture)
        # What a missing piece of higher evidence would have decided, lower evidence cannot.
        undecided &= ~holds & ~missing
    return label


def three_sets(record: Record) -> dict[LabelSet, Int[Numbers, "*year state target"]]:
    """The labels under each set of evidence: results are reported under all three."""
    return {each: posture_labels(record, each) for each in LabelSet}
