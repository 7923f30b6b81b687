"""Joining organisations, by the reduced hazard of orders (3.16), and paths of who belongs.

    logit Pr(i joins) = j0 + oN N_io + oNg N^g_io + oq q_i - ox |x_i - x_o|

N is the share of i's trade with members, N^g that of its neighbourhood (1/(d + 100) weights), x_o
the members' capability-weighted mean position, all as the year opens. One organisation is fitted on
its own accessions up to the end of training; nobody leaves, for withdrawals are too few to tell
from errors of coding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from counterpoise.estimation.block import Block, Rows, arrays
from counterpoise.estimation.onset_rows import filled_ideal_points
from counterpoise.estimation.organisations_on_record import trade_on_record
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import Target
from counterpoise.measures.array import Numbers
from counterpoise.mechanisms.mechanism import Values as Parameters
from counterpoise.mechanisms.prior import Normal, Prior
from counterpoise.models.catalogue import parameter

Values = NDArray[np.float64]

ADDRESSES = ("order.j0", "order.oN", "order.oNg", "order.oq", "order.ox")
NEAREST_KM = 100.0


class Joining(NamedTuple):
    """State-years with something to join."""

    trade: Float[Numbers, "*rows"]
    neighbours: Float[Numbers, "*rows"]
    democracy: Float[Numbers, "*rows"]
    gap: Float[Numbers, "*rows"]
    joined: Float[Numbers, "*rows"]
    chances: Float[Numbers, "*rows"]


class Accession(Block):
    """The likelihood of accessions."""

    name = "accession"
    meaning = "who joins an organisation"
    needs = ()
    parameters = ADDRESSES
    priors_stated: ClassVar[dict[str, Prior]] = {
        "order.j0": Normal(0.0, 10.0),
        "order.oNg": Normal(0.0, 2.5),
    }

    def priors(self) -> dict[str, Prior]:
        """Those of an estimate; the base rate is free, and neighbours count as trade may."""
        own = {address: parameter(address).estimation_prior for address in self.parameters}
        return own | self.priors_stated

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Not from a record: the organisation has to be named.

        Raises:
            TypeError: Always.
        """
        raise TypeError("the rows of `accession` come from `joining_rows(record, ...)`")

    def log_likelihood(self, values: Parameters, rows: Rows) -> Float[Array, ""]:
        """Binomial in the chances of each state-year."""
        odds = log_odds(values, rows)
        return jnp.sum(
            rows.joined * jax.nn.log_sigmoid(odds)
            + (rows.chances - rows.joined) * jax.nn.log_sigmoid(-odds)
        )


def log_odds(values: Mapping[str, Any], of: Joining) -> Float[Numbers, "..."]:
    """The reduced demand of (3.16), legitimacy being as usual."""
    odds: Numbers = (
        values["order.j0"]
        + values["order.oN"] * of.trade
        + values["order.oNg"] * of.neighbours
        + values["order.oq"] * of.democracy
        - values["order.ox"] * of.gap
    )
    return odds


@dataclass(frozen=True)
class Standing:
    """What hangs on who belongs: shares inside and distance from the members' position."""

    trade: Values
    neighbours: Values
    gap: Values


def standing(
    belongs: Values, trade: Values, near: Values, capability: Values, x: Values
) -> Standing:
    """Shares and gaps of every state.

    Args:
        belongs: 0 to 1, how far each state belongs; [..., actor].
        trade: Shares of trade, [actor, actor].
        near: Weights of neighbours, rows summing to one.
        capability: Of each state.
        x: Positions, [..., actor].
    """
    weight = belongs * capability
    centre = (weight * x).sum(axis=-1) / np.maximum(weight.sum(axis=-1), 1e-12)
    return Standing(belongs @ trade.T, belongs @ near.T, np.abs(x - centre[..., None]))


def neighbourhood(distance: Values, there: NDArray[np.bool_]) -> Values:
    """Weights of the other states present, the nearer counting for more; rows sum to one."""
    weight = 1.0 / (np.nan_to_num(distance, nan=1e4) + NEAREST_KM)
    weight = weight * there[None, :] * ~np.eye(len(there), dtype=bool)
    return np.asarray(weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-12))


def joining_rows(
    record: Record,
    share: Values,
    joined: Values,
    chances: Values,
    directory: Path | None = None,
) -> tuple[Joining, NDArray[np.int64]]:
    """State-years with chances to join, and the place of their year.

    Args:
        record: The training window.
        share: How far each state belongs as the year opens, [year, actor].
        joined: Joins of the year.
        chances: What could have been joined; zero or NaN where nothing could.
        directory: Where the sources lie.
    """
    trade = trade_on_record(record, directory)
    x = filled_ideal_points(record)
    there = record.opening("present") > 0
    democracy = record.opening("democracy")
    capability = np.nan_to_num(record.opening("capability"))
    columns: list[list[Values]] = []
    years = []
    for t in np.flatnonzero(record.counted):
        belongs = np.nan_to_num(share[t]) * there[t]
        seen = standing(
            belongs,
            trade[t],
            neighbourhood(record.opening("distance")[t], there[t]),
            capability[t],
            np.nan_to_num(x[t]),
        )
        stays = there[t] & (record.closing("present")[t] > 0)
        with np.errstate(invalid="ignore"):
            at = stays & np.isfinite(democracy[t]) & np.isfinite(x[t]) & (chances[t] > 0)
        at &= np.isfinite(joined[t])
        columns.append(
            [
                seen.trade[at],
                seen.neighbours[at],
                democracy[t][at],
                seen.gap[at],
                joined[t][at],
                chances[t][at],
            ]
        )
        years.append(np.full(int(at.sum()), t))
    parts = [np.concatenate(each) for each in zip(*columns, strict=True)]
    return arrays(Joining, *parts), np.concatenate(years)


def fitted(
    rows: Joining, draws: int, seed: int, without: tuple[str, ...] = ()
) -> dict[str, Values]:
    """Draws of the hazard's parameters from the normal approximation at the mode, by address."""
    block = Accession()
    priors = {a: p for a, p in block.priors().items() if a not in without}
    with jax.enable_x64(True):
        rows = jax.tree.map(lambda leaf: jnp.asarray(np.asarray(leaf), float), rows)
        target = Target([block], priors, dict.fromkeys(without, 0.0))
        centre, root = target.mode((rows,))
        noise = np.random.default_rng(seed).normal(size=(draws, len(centre)))
        found = jax.vmap(target.scale.values)(jnp.asarray(centre + noise @ root.T))
    drawn = {address: np.asarray(value, float) for address, value in found.items()}
    return drawn | {address: np.zeros(draws) for address in without}
