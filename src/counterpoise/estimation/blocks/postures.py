"""Postures: a nested categorical choice, seen through labels that err (3.3-3.7).

    P(label = b) = sum_a P(a) Lambda_ab,        each row of Lambda ~ Dirichlet

What others are expected to do is a moving average of the model's own probabilities, so a year's
choice depends on the parameters through all the years before: the likelihood runs ``Postures`` and
``Participation`` through the record, and each label is a term. Mislabelled postures pull s_T toward
zero; the confusion matrix is therefore part of the likelihood. Threat is taken as given.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.perception import SHARED
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.mechanisms.balancing.participation import Participation
from counterpoise.mechanisms.balancing.postures import Postures
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.mechanism import Values
from counterpoise.models.change import replaced
from counterpoise.world.arrays import as_world, empty_world

LABELS = ("N", "B", "S", "HI", "HE")  # in the order of the label numbers
EXACT = np.eye(len(LABELS))
LABEL = "posture_label"  # [year, actor, target]; -1 where there is none


class PostureRows(NamedTuple):
    """Years of a system, and the labels of postures in them."""

    present: Float[Array, "year actor"]
    capability: Float[Array, "year actor"]
    ideal_point: Float[Array, "year actor"]
    great_power: Float[Array, "year actor"]
    distance: Float[Array, "actor target"]
    trade_share: Float[Array, "year actor target"]
    defence_pact: Float[Array, "year actor target"]
    rivalry: Float[Array, "year actor target"]
    salience: Float[Array, "year actor target"]
    label: Int[Array, "year actor target"]
    counts: Float[Array, " year"]
    expected_hard: Float[Array, "actor target"]  # as the first year opens
    expected_soft: Float[Array, "actor target"]
    confusion: Float[Array, "posture label"]


class PosturesBlock(Block):
    """The likelihood of postures.

    Attributes:
        confusion: Probability of each label (column) given each posture (row).
    """

    name = "postures"
    meaning = "who hides, bandwagons or balances, and how"
    needs = (
        LABEL,
        "capability",
        "ideal_point",
        "distance",
        "trade_share",
        "defence_pact",
        "rivalry",
        "great_power",
    )
    parameters = tuple(
        f"posture.{name}"
        for name in (
            "s0", "s_T", "s_x", "s_dep", "s_A", "s_net", "b0", "b_dep", "b_x", "b_T", "h0", "e0",
            "h_T", "h_dep", "h_A", "phi", "lambda_bal",
        )
    )  # fmt: skip
    shared = SHARED

    def __init__(self, confusion: np.ndarray = EXACT) -> None:
        self.confusion = confusion

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every year of the record; labels count in those of its window."""
        self.require(record)
        label = record[LABEL].astype(int)
        counted = label[record.counted] >= 0
        if not counted.any():
            raise NotInRecord("postures: the record has no label of a posture.")
        actors = label.shape[1:]

        def opening(name: str) -> np.ndarray:
            return np.nan_to_num(record.opening(name))

        def at_start(name: str) -> np.ndarray:
            known = name in record.variables
            return record.opening(name)[0] if known else np.zeros(actors)

        return arrays(
            PostureRows,
            present=opening("present"),
            capability=np.nan_to_num(record.closing("capability")),
            ideal_point=opening("ideal_point"),
            great_power=np.nan_to_num(record.closing("great_power")),
            distance=opening("distance")[-1],
            trade_share=opening("trade_share"),
            defence_pact=opening("defence_pact"),
            rivalry=opening("rivalry"),
            salience=np.zeros_like(opening("rivalry")),
            label=label,
            counts=record.counted.astype(float),
            expected_hard=at_start("expected_hard"),
            expected_soft=at_start("expected_soft"),
            confusion=self.confusion,
        )

    def perceived(self, rows: Rows, salience: Float[Array, "year actor target"]) -> Rows:
        """The rows with everybody's threat to everybody."""
        return rows._replace(salience=salience.astype(rows.salience.dtype))

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of every label, year by year."""
        postures = Postures().bind(values)
        participation = Participation().bind(values)
        assert isinstance(postures, Postures)
        assert isinstance(participation, Participation)
        geography = Geography(
            values["geography.d0"], values["geography.eta"], values["geography.gamma"]
        )
        actors = rows.present.shape[1]
        blank = as_world(empty_world(actors, acts=1))
        blank = replaced(blank, {"distance": rows.distance})
        moving = ("present", "capability", "ideal_point", "great_power")
        tied = ("trade_share", "defence_pact", "rivalry", "salience")
        by_year = {name: getattr(rows, name) for name in (*moving, *tied)}

        def year(
            expected: tuple[Array, Array], this: tuple[dict[str, Array], Array, Array]
        ) -> tuple[tuple[Array, Array], Array]:
            hard, soft = expected
            fields, label, counts = this
            threat = jnp.expm1(fields["salience"])
            world = replaced(blank, fields | {"threat": threat})
            choice = postures.choose(world, geography.land(world), hard, soft)
            chosen = jnp.stack(
                [choice.bandwagon, choice.soft, choice.internal, choice.external], axis=-1
            )
            hiding = 1.0 - jnp.sum(chosen, axis=-1, keepdims=True)
            probability = jnp.concatenate([hiding, chosen], axis=-1) @ rows.confusion
            told = jnp.take_along_axis(probability, jnp.maximum(label, 0)[..., None], axis=-1)
            term = jnp.sum(jnp.where(label >= 0, jnp.log(jnp.maximum(told[..., 0], 1e-30)), 0.0))
            keep = participation.memory
            hard = keep * hard + (1.0 - keep) * (choice.internal + choice.external)
            soft = keep * soft + (1.0 - keep) * choice.soft
            return (hard, soft), counts * term

        start = (rows.expected_hard, rows.expected_soft)
        _, terms = jax.lax.scan(year, start, (by_year, rows.label, rows.counts))
        return jnp.sum(terms)


def drawn_labels(
    record: Record, random: np.random.Generator, confusion: np.ndarray = EXACT
) -> np.ndarray:
    """Labels of a simulated record: postures drawn from its probabilities, then mislabelled.

    Args:
        record: With the probabilities of postures.
        random: Draws postures and mistakes.
        confusion: Probability of each label given each posture.

    Returns:
        Label numbers [year, actor, target]; -1 toward those who are nobody's principal.
    """
    chosen = np.stack(
        [record[f"p_{name}"] for name in ("bandwagon", "soft", "internal", "external")], axis=-1
    )
    toward = chosen.sum(axis=-1) > 0
    probability = np.concatenate([1.0 - chosen.sum(axis=-1, keepdims=True), chosen], axis=-1)
    told = np.clip(probability @ confusion, 0.0, 1.0).cumsum(axis=-1)
    label = (random.random(toward.shape)[..., None] > told).sum(axis=-1)
    return np.where(toward, np.minimum(label, len(LABELS) - 1), -1)
