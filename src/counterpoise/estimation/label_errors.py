"""Labels err: how often a posture is put down as another, and what is believed of that beforehand.

    P(label = b) = sum_a P(a) Lambda_ab,        row a of Lambda ~ Dirichlet(COUNTS_a)

``COUNTS`` says what is believed as if so many postures of each kind had been checked: a quarter of
what is done is put down as something else, mostly as nothing (N), and one time in twenty nothing is
put down as soft balancing. A Dirichlet row is four independent beta variables, so the rows enter as
priors of single numbers:

    v_1 = Lambda_aa ~ Beta(n_a, rest),   v_k = the share of label k in what the ones before leave

A label that a set of evidence cannot make has no mass: rows are taken given that the label is one
that can be made, and a Dirichlet row so taken is Dirichlet in what remains.
"""

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.prior import Beta

LABELS = ("N", "B", "S", "HI", "HE")
"""In the order of the label numbers (``measures.posture_labels.Posture``)."""

EXACT = np.eye(len(LABELS))
"""Labels that never err."""

COUNTS = np.array(
    [
        [92.0, 1.0, 5.0, 1.0, 1.0],
        [7.0, 30.0, 1.0, 1.0, 1.0],
        [7.0, 1.0, 30.0, 1.0, 1.0],
        [7.0, 1.0, 1.0, 30.0, 1.0],
        [7.0, 1.0, 1.0, 1.0, 30.0],
    ]
)
"""Of the Dirichlet rows: posture (row) and label (column)."""


def _order(posture: int) -> list[int]:
    """The label that is right, then the others."""
    return [posture, *(label for label in range(len(LABELS)) if label != posture)]


def _name(posture: int, label: int) -> str:
    return f"posture_label.{LABELS[posture]}_as_{LABELS[label]}"


def stick_priors(counts: np.ndarray = COUNTS) -> dict[str, Beta]:
    """Priors of the beta variables, by address.

    Example:
        >>> str(stick_priors()["posture_label.S_as_S"])  # a quarter is put down as something else
        'Beta(30, 10)'
    """
    found = {}
    for posture, row in enumerate(counts):
        order = _order(posture)
        for place, label in enumerate(order[:-1]):
            rest = float(row[order[place + 1 :]].sum())
            found[_name(posture, label)] = Beta(float(row[label]), rest)
    return found


def confusion_of(values: Values) -> Float[Array, "posture label"]:
    """Lambda from the beta variables."""
    rows = []
    for posture in range(len(LABELS)):
        left: Array | float = 1.0
        row: dict[int, Array | float] = {}
        order = _order(posture)
        for label in order[:-1]:
            share = values[_name(posture, label)]
            row[label] = left * share
            left = left * (1.0 - share)
        row[order[-1]] = left
        rows.append(jnp.stack([jnp.asarray(row[label]) for label in range(len(LABELS))]))
    return jnp.stack(rows)


def among_makeable(
    confusion: Float[Array, "posture label"], makeable: Float[Array, " label"]
) -> Float[Array, "posture label"]:
    """Lambda given that the label is one that the evidence can make."""
    kept = confusion * makeable
    return kept / jnp.sum(kept, axis=1, keepdims=True)


def mistaken(away: float, seen_soft: float) -> np.ndarray:
    """Lambda where a share of what is done is put down as nothing, and of nothing as soft.

    Example:
        >>> mistaken(0.25, 0.04)[0].tolist(), mistaken(0.25, 0.04)[4].tolist()
        ([0.96, 0.0, 0.04, 0.0, 0.0], [0.25, 0.0, 0.0, 0.0, 0.75])
    """
    found = (1.0 - away) * EXACT
    found[:, 0] += away
    found[0] = 0.0
    found[0, [0, LABELS.index("S")]] = 1.0 - seen_soft, seen_soft
    return found


def drawn_labels(
    chosen: Mapping[str, np.ndarray], random: np.random.Generator, confusion: np.ndarray = EXACT
) -> np.ndarray:
    """Postures drawn from their probabilities, then mislabelled.

    Args:
        chosen: ``p_bandwagon``, ``p_soft``, ``p_internal`` and ``p_external``, of one shape.
        random: Draws postures and mistakes.
        confusion: Probability of each label given each posture.

    Returns:
        Label numbers of that shape; NaN toward those who are nobody's principal.
    """
    names = ("p_bandwagon", "p_soft", "p_internal", "p_external")
    acting = np.stack([chosen[name] for name in names], axis=-1)
    toward = acting.sum(axis=-1) > 0
    probability = np.concatenate([1.0 - acting.sum(axis=-1, keepdims=True), acting], axis=-1)
    told = np.clip(probability @ confusion, 0.0, 1.0).cumsum(axis=-1)
    label = (random.random(toward.shape)[..., None] > told).sum(axis=-1)
    return np.where(toward, np.minimum(label, len(LABELS) - 1), np.nan)
