"""Joining organisations, by the reduced hazard of orders (3.16), and paths of who belongs.

    logit Pr(i joins) = j0 + oN N_io + oNg N^g_io + oq q_i - ox |x_i - x_o|

The terms and their sum are those of the mechanism of membership, legitimacy being as usual; the
share of like-minded members is left out, because for most organisations of the record there are too
few accessions to tell it from the gap. One organisation is fitted on its own accessions up to the
end of training; nobody leaves, for withdrawals are too few to tell from errors of coding.
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
from counterpoise.mechanisms.order.member_shares import neighbours_inside, trade_inside
from counterpoise.mechanisms.order.membership import USUAL_LEGITIMACY, Appeal, Membership
from counterpoise.mechanisms.order_centre import order_centre
from counterpoise.mechanisms.prior import Normal, Prior
from counterpoise.models.catalogue import parameter

Values = NDArray[np.float64]

ADDRESSES = ("order.j0", "order.oN", "order.oNg", "order.oq", "order.ox")


class Joining(NamedTuple):
    """State-years with something to join."""

    appeal: Appeal
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
        odds = log_odds(values, rows.appeal)
        return jnp.sum(
            rows.joined * jax.nn.log_sigmoid(odds)
            + (rows.chances - rows.joined) * jax.nn.log_sigmoid(-odds)
        )


def log_odds(values: Mapping[str, Any], appeal: Appeal) -> Float[Numbers, "..."]:
    """The reduced demand of (3.16)."""
    membership = Membership().bind(values)
    assert isinstance(membership, Membership)
    odds: Numbers = membership.j0 + membership.reduced_utility(appeal)
    return odds


@dataclass(frozen=True)
class Surroundings:
    """Among whom states live, in a year.

    Attributes:
        trade: Shares of trade, [actor, actor].
        distance: Kilometres, [actor, actor]; NaN where unknown.
        present: Who exists.
        capability: Of each state.
    """

    trade: Values
    distance: Values
    present: NDArray[np.bool_]
    capability: Values

    def appeal(self, belongs: Values, x: Values, democracy: Values) -> Appeal:
        """What draws each state in, on each path.

        Args:
            belongs: 0 to 1, how far each state belongs, [path, actor].
            x: Positions, [path, actor].
            democracy: 0 to 1, [path, actor].
        """
        pairs = self.present[:, None] & self.present[None, :] & ~np.eye(len(x[0]), dtype=bool)
        pairs &= np.isfinite(self.distance)
        trade, neighbours, gap = _shares(
            belongs, x, self.trade, np.nan_to_num(self.distance), pairs, self.capability
        )
        none = np.zeros_like(belongs)
        return arrays(
            Appeal,
            trade=trade,
            neighbours=neighbours,
            like_minded=none,
            powers=none,
            gap=gap,
            legitimacy=np.full_like(belongs, USUAL_LEGITIMACY),
            democracy=np.broadcast_to(democracy, belongs.shape),
        )


@jax.jit
def _shares(
    belongs: Array, x: Array, trade: Array, distance: Array, pairs: Array, capability: Array
) -> tuple[Array, Array, Array]:
    """Shares of members in trade and among neighbours, and the gap; a path is an order's place."""
    members = belongs.T
    centre = jax.vmap(lambda who, where: order_centre(where, capability, who[:, None])[0])(
        belongs, x
    )
    return (
        trade_inside(trade, members).T,
        neighbours_inside(distance, pairs, members).T,
        jnp.abs(x - centre[:, None]),
    )


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
    found: list[Joining] = []
    years = []
    for t in np.flatnonzero(record.counted):
        around = Surroundings(trade[t], record.opening("distance")[t], there[t], capability[t])
        appeal = around.appeal(
            (np.nan_to_num(share[t]) * there[t])[None],
            np.nan_to_num(x[t])[None],
            democracy[t][None],
        )
        stays = there[t] & (record.closing("present")[t] > 0)
        with np.errstate(invalid="ignore"):
            at = stays & np.isfinite(democracy[t]) & np.isfinite(x[t]) & (chances[t] > 0)
        at &= np.isfinite(joined[t])
        here = Appeal(*(each[0][at] for each in appeal))
        found.append(Joining(here, joined[t][at], chances[t][at]))
        years.append(np.full(int(at.sum()), t))
    rows = jax.tree.map(lambda *parts: np.concatenate(parts), *found)
    return rows, np.concatenate(years)


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
