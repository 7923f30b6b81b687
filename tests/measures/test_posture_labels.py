"""The label rule: its order, its three sets, and that silence is not quiet."""

import itertools

import numpy as np
import pytest

from counterpoise.measures.posture_labels import (
    UNKNOWN,
    LabelSet,
    Posture,
    Record,
    posture_labels,
    three_sets,
)


def record(
    distancing: float, external: float, internal: float, pact: float, **more: float
) -> Record:
    def one(value: float) -> np.ndarray:
        return np.array([[float(value)]])

    return Record(
        one(distancing),
        one(external),
        one(internal),
        one(pact),
        **{name: one(value) for name, value in more.items()},
    )


def label(label_set: LabelSet, *evidence: float, **more: float) -> int:
    return int(posture_labels(record(*evidence, **more), label_set)[0, 0])


def by_words(z: float, external: float, internal: float, pact: float) -> Posture:
    """The rule as the specification words it."""
    if external:
        return Posture.HE
    if internal:
        return Posture.HI
    if z > 1:
        return Posture.S
    if z < -1 or pact:
        return Posture.B
    return Posture.N


@pytest.mark.parametrize(
    "evidence",
    list(itertools.product([-2.0, -1.0, 0.0, 1.0, 2.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0])),
)
def test_rule_and_priority(evidence: tuple[float, float, float, float]) -> None:
    z, external, internal, pact = evidence
    assert label(LabelSet.UNGA, *evidence) == by_words(z, 0, 0, 0)
    assert label(LabelSet.UNGA_TREATIES, *evidence) == by_words(z, external, 0, pact)
    assert label(LabelSet.TREATIES_ARMS, *evidence) == by_words(0, external, internal, pact)


def test_recorded_denial_is_soft_balancing_without_a_vote() -> None:
    assert label(LabelSet.UNGA, np.nan, 0, 0, 0, denial=1.0) == Posture.S
    assert label(LabelSet.UNGA, 0.0, 0, 0, 0, lobbied_vote=1.0) == Posture.S
    assert label(LabelSet.TREATIES_ARMS, 0.0, 0, 0, 0, denial=1.0) == Posture.N


def test_silence_is_unknown_and_never_hiding() -> None:
    nan = np.nan
    assert label(LabelSet.UNGA, nan, 0, 0, 0) == UNKNOWN
    assert label(LabelSet.UNGA_TREATIES, 0.0, nan, 0, 0) == UNKNOWN
    assert label(LabelSet.TREATIES_ARMS, 0.0, 0, nan, 0) == UNKNOWN
    # What would have outranked it is missing, so lower evidence does not decide ...
    assert label(LabelSet.UNGA_TREATIES, 2.0, nan, 0, 0) == UNKNOWN
    # ... and what outranks the gap does.
    assert label(LabelSet.UNGA_TREATIES, nan, 1.0, 0, 0) == Posture.HE
    assert label(LabelSet.TREATIES_ARMS, nan, 0.0, 1.0, nan) == Posture.HI


def test_all_three_sets_are_given() -> None:
    found = three_sets(record(2.0, 0.0, 1.0, 0.0))
    assert {each: int(labels[0, 0]) for each, labels in found.items()} == {
        LabelSet.UNGA: Posture.S,
        LabelSet.UNGA_TREATIES: Posture.S,
        LabelSet.TREATIES_ARMS: Posture.HI,
    }
