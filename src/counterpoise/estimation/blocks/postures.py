"""Postures: a nested categorical choice, seen through labels that err (3.3-3.7).

    P(label = b) = sum_a P(a) Lambda_ab,        each row of Lambda ~ Dirichlet

What others are expected to do is a moving average of the model's own probabilities, so a year's
choice depends on the parameters through all the years before: the likelihood runs the choice of
``Postures`` and the expectations of ``Participation`` through the record, toward every state that
is ever a great power in it, and each label of a posture toward a principal is a term. Expectations
start where the record holds them, and else at what the first year's choices imply, as a simulation
does; the years that form beliefs carry them to the first label. Resolve (nu_SR) is off.

Threat is taken as given. A state without an ideal point stands in the middle for the expectations
of others, and without known trade it depends on nobody; its own labels are left out.

Mislabelled postures pull slopes toward zero, so the errors belong to the likelihood: known, where
``confusion`` is given, and else estimated (``label_errors.py``). Choices are worked out in single
precision, as a simulation does; their terms are added up in the working one.
"""

from collections.abc import Mapping
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.dyads_on_record import both_known, pairs_on_record
from counterpoise.estimation.label_errors import (
    LABELS,
    among_makeable,
    confusion_of,
    stick_priors,
)
from counterpoise.estimation.perception import SHARED
from counterpoise.estimation.record import Record
from counterpoise.measures.posture_labels import LabelSet, labels_of
from counterpoise.mechanisms.balancing.participation import Participation
from counterpoise.mechanisms.balancing.postures import (
    Choice,
    Postures,
    Standing,
    Ties,
    faced,
    most_feared,
)
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.prior import Prior
from counterpoise.world.weight import political_weight

LABEL = "posture_label"  # a flow [year, actor, target]: the label's number, NaN where there is none
LABEL_SET = "posture_labels"  # among a record's sources: which evidence the labels rest on
SETTLING = 3  # rounds at the start, as in a simulation
STRANGERS_KM = 1e4
LEAST = 1e-30


class PostureRows(NamedTuple):
    """Years of a system, its powers, and the labels of postures toward them."""

    capability: Float[Array, "year actor"]
    weight: Float[Array, "year actor"]
    ideal_point: Float[Array, "year actor"]
    power: Int[Array, " power"]  # whose slots
    pairs: Bool[Array, "year actor power"]
    tied: Bool[Array, "year actor power"]  # a great power, or a rival
    toward: Bool[Array, "year actor power"]  # a principal
    distance: Float[Array, "year actor power"]
    trade_share: Float[Array, "year actor power"]
    defence_pact: Float[Array, "year actor power"]
    salience: Float[Array, "year actor power"]  # a place-holder until it is perceived
    label: Bool[Array, "label year actor power"]
    makeable: Float[Array, " label"]
    confusion: Float[Array, "posture label"] | None  # where it is known
    expected_hard: Float[Array, "actor power"] | None  # as the first year opens, if it is known
    expected_soft: Float[Array, "actor power"] | None


class _Year(NamedTuple):
    """What moves from year to year."""

    capability: Float[Array, " actor"]
    weight: Float[Array, " actor"]
    ideal_point: Float[Array, " actor"]
    pairs: Bool[Array, "actor power"]
    toward: Bool[Array, "actor power"]
    distance: Float[Array, "actor power"]
    trade_share: Float[Array, "actor power"]
    defence_pact: Float[Array, "actor power"]
    salience: Float[Array, "actor power"]


class PosturesBlock(Block):
    """The likelihood of postures.

    Attributes:
        confusion: Probability of each label (column) given each posture (row), where it is known.
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

    def __init__(self, confusion: np.ndarray | None = None) -> None:
        self.confusion = confusion
        self._errors: Mapping[str, Prior] = {} if confusion is not None else stick_priors()

    def priors(self) -> dict[str, Prior]:
        """Of the parameters of the choice, and of the errors of labels where they are unknown."""
        return super().priors() | dict(self._errors)

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every year of the record; labels count in those of its window."""
        self.require(record)
        great = record.closing("great_power") > 0
        power = np.flatnonzero(great.any(axis=0))

        def dyadic(name: str) -> np.ndarray:
            return record.opening(name)[:, :, power]

        present = np.nan_to_num(record.opening("present")) * np.nan_to_num(
            record.closing("present")
        )
        pairs = (present[:, :, None] * present[:, None, power]) > 0
        pairs &= np.arange(present.shape[1])[:, None] != power[None, :]
        capability = record.closing("capability")
        ideal_point = record.opening("ideal_point")
        covariates = ("distance", "trade_share", "defence_pact", "rivalry")
        known = (pairs_on_record(record) & both_known(capability, ideal_point))[:, :, power]
        known &= np.all([np.isfinite(dyadic(name)) for name in covariates], axis=0)
        number = np.where(known, record[LABEL][:, :, power], np.nan)
        label = number[None] == np.arange(len(LABELS)).reshape(-1, 1, 1, 1)
        tied = pairs & (great[:, None, power] | (np.nan_to_num(dyadic("rivalry")) > 0))
        self.require_rows(int((label & tied).sum()), "labelled posture toward a great power")

        def at_start(name: str) -> np.ndarray | None:
            return dyadic(name)[0] if name in record.variables else None

        capability = np.nan_to_num(capability)
        weight = [
            np.asarray(political_weight(jnp.asarray(c), jnp.asarray(there)))
            for c, there in zip(capability, present, strict=True)
        ]
        found = arrays(
            PostureRows,
            capability=capability,
            weight=np.stack(weight).astype(float),
            ideal_point=np.nan_to_num(ideal_point),
            power=power,
            pairs=pairs,
            tied=tied,
            toward=tied,
            distance=np.nan_to_num(dyadic("distance"), nan=STRANGERS_KM),
            trade_share=np.nan_to_num(dyadic("trade_share")),
            defence_pact=np.nan_to_num(dyadic("defence_pact")),
            salience=np.zeros(pairs.shape),
            label=label,
            makeable=makeable(record),
            confusion=self.confusion,
            expected_hard=at_start("expected_hard"),
            expected_soft=at_start("expected_soft"),
        )
        return jax.tree.map(_single, found)

    def perceived(self, rows: Rows, salience: Float[Array, "year actor target"]) -> Rows:
        """The rows with the threat of the powers, and with whom their threat makes a principal."""
        feared = jax.vmap(most_feared)(salience)[:, :, rows.power]
        return rows._replace(
            salience=salience[:, :, rows.power].astype(rows.salience.dtype),
            toward=rows.tied | (rows.pairs & feared),
        )

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of every label."""
        found = self.probabilities(values, rows)
        if rows.confusion is None:
            confusion = among_makeable(confusion_of(values), rows.makeable).astype(found.dtype)
        else:
            confusion = rows.confusion
        told = jnp.zeros_like(rows.salience)
        for label, seen in enumerate(rows.label):
            share = jnp.einsum("a,ta...->t...", confusion[:, label], found)
            told = jnp.where(seen, share, told)
        counts = rows.toward & jnp.any(rows.label, axis=0)
        terms = jnp.log(jnp.where(counts, jnp.maximum(told, LEAST), 1.0))
        return jnp.sum(terms, dtype=jnp.result_type(float))

    def probabilities(self, values: Values, rows: Rows) -> Float[Array, "year posture actor power"]:
        """Of every posture, hiding first; expectations follow from the years before."""
        single = {a: jnp.asarray(v, rows.capability.dtype) for a, v in values.items()}
        postures = Postures().bind(single)
        participation = Participation().bind(single)
        assert isinstance(postures, Postures)
        assert isinstance(participation, Participation)
        geography = Geography(
            single["geography.d0"], single["geography.eta"], single["geography.gamma"]
        )

        def year(
            expected: tuple[Array, Array], at: tuple[Array, Array]
        ) -> tuple[tuple[Array, Array], Array]:
            place, settling = at
            this = _Year(*(getattr(rows, name)[place] for name in _Year._fields))
            hard, soft = expected
            own = Standing(this.capability, this.weight, this.ideal_point)
            others = Standing(*(each[rows.power] for each in own))
            land = geography.between(this.pairs, this.distance)
            ties = Ties(hard, soft, this.salience, this.trade_share, this.defence_pact)
            found = postures.choice(faced(own, others, ties, land), land)
            choice = Choice(*(jnp.where(this.toward, each, 0.0) for each in found))
            balancing = choice.internal + choice.external
            learnt = (
                jnp.where(settling, balancing, hard + participation.learnt(hard, balancing)),
                jnp.where(settling, choice.soft, soft + participation.learnt(soft, choice.soft)),
            )
            acting = (choice.bandwagon, choice.soft, choice.internal, choice.external)
            return learnt, jnp.stack([1.0 - sum(acting), *acting])

        years = rows.capability.shape[0]
        if rows.expected_hard is None or rows.expected_soft is None:
            nothing = jnp.zeros_like(rows.salience[0])
            start, rounds = (nothing, nothing), SETTLING
        else:
            start, rounds = (rows.expected_hard, rows.expected_soft), 0
        place = np.maximum(np.arange(-rounds, years), 0)
        settling = np.arange(-rounds, years) < 0
        _, found = jax.lax.scan(year, start, (jnp.asarray(place), jnp.asarray(settling)))
        return found[rounds:]


def makeable(record: Record) -> np.ndarray:
    """1 for the labels that the record's evidence can make; all of them where it says nothing."""
    if LABEL_SET not in record.sources:
        return np.ones(len(LABELS))
    able = labels_of(LabelSet(record.sources[LABEL_SET]))
    return np.array([float(name in {each.name for each in able}) for name in LABELS])


def _single(leaf: Array) -> Array:
    return leaf.astype(jnp.float32) if jnp.issubdtype(leaf.dtype, jnp.floating) else leaf
