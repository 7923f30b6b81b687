"""Orders: who joins and who leaves, a discrete hazard over states outside and inside (3.15, 3.16).

    logit P(join)  = j0 + oN N + oNg N^g + oNx N^x + oq q - ox |x_i - x_o| + 2 oL (Leg - 0.6)
    logit P(leave) = x0 - xN (N - 0.8) + xX |x_i - x_o| - xL (Leg - 0.6)

Demand is in its reduced form: without dates of application only the product of demand and
admission is seen. The trade-, neighbourhood- and likeness-weighted shares of members always stand
side by side, because homophily looks like contagion. Nobody recorded what states believe of an
order's legitimacy: where a record does not hold it, it is taken to be as usual, and its effects
keep their values. Withdrawals are few, so the hazard of leaving stays near its prior.

An order that shuts another out, or is shut out, has no rows: who joins it is then a choice between
the two. States that enter the system in a year are at risk from the next on, so a colony that takes
over its place in the order at independence is no accession.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows, arrays, bernoulli, coins
from counterpoise.estimation.record import Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.mechanisms.order.member_shares import (
    like_minded_inside,
    neighbours_inside,
    powers_inside,
    trade_inside,
)
from counterpoise.mechanisms.order.membership import USUAL_LEGITIMACY, Appeal, Hold, Membership
from counterpoise.mechanisms.order_centre import order_centre


class OrderRows(NamedTuple):
    """State-years outside an order, and state-years inside one."""

    appeal: Appeal
    joined: Float[Array, " outside"]
    hold: Hold
    left: Float[Array, " inside"]


class OrdersBlock(Block):
    """The likelihood of joining and leaving orders."""

    name = "orders"
    meaning = "who joins an order, and who leaves it"
    needs = (
        "membership",
        "trade_share",
        "distance",
        "ideal_point",
        "democracy",
        "capability",
        "great_power",
        "present",
    )
    parameters = tuple(
        f"order.{name}" for name in ("j0", "oN", "oNg", "oNx", "oq", "ox", "x0", "xN", "xX")
    )

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Every state-year outside an order that stands, and every one inside."""
        self.require(record)
        opening, closing = record.opening("membership"), record.closing("membership")
        there = (record.opening("present") > 0) & (record.closing("present") > 0)
        at_risk = np.isfinite(opening) & np.isfinite(closing) & standing(record)[:, None, :]
        at_risk &= (there & record.counted[:, None])[:, :, None]
        appeal, hold = covariates(record)
        outside = at_risk & (opening <= 0) & known(appeal)
        if "barred" in record.variables:
            outside &= record.opening("barred") <= 0
        inside = at_risk & (opening > 0) & known(hold)
        joined = closing[outside] > 0
        self.require_rows(int(joined.sum()), "accession")
        return arrays(
            OrderRows,
            Appeal(*(each[outside] for each in appeal)),
            joined.astype(float),
            Hold(*(each[inside] for each in hold)),
            (closing[inside] <= 0).astype(float),
        )

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """Of every accession and withdrawal, and of every year without."""
        joining, leaving = _log_odds(values, rows)
        return bernoulli(joining, rows.joined) + bernoulli(leaving, rows.left)

    def replicated(self, values: Values, rows: Rows, key: Array) -> Rows:
        """The same state-years, and accessions and withdrawals drawn anew."""
        joining, leaving = _log_odds(values, rows)
        one, other = jax.random.split(key)
        return rows._replace(joined=coins(one, joining), left=coins(other, leaving))


def _log_odds(
    values: Values, rows: OrderRows
) -> tuple[Float[Array, " outside"], Float[Array, " inside"]]:
    membership = Membership().bind(values)
    assert isinstance(membership, Membership)
    joining = membership.j0 + membership.reduced_utility(rows.appeal)
    return joining, membership.exit_log_odds(rows.hold)


def standing(record: Record) -> np.ndarray:
    """Orders that stand as each year opens and that neither exclude nor are excluded."""
    inside = np.nan_to_num(record.opening("membership")) > 0
    found = inside.any(axis=1)
    if "order_active" in record.variables:
        found &= record.opening("order_active") > 0
    if "exclusive" in record.variables:
        barrier = record.opening("exclusive")
        found &= ~((barrier > 0).any(axis=1) | (barrier > 0).any(axis=2))
    return np.asarray(found)


def known(terms: Appeal | Hold) -> np.ndarray:
    """Where everything that bears on it is known."""
    return np.asarray(np.all([np.isfinite(each) for each in terms], axis=0))


def covariates(record: Record) -> tuple[Appeal, Hold]:
    """What bears on joining and on leaving, [year, actor, order], by the mechanism's functions."""
    present = record.opening("present") > 0
    capability = np.nan_to_num(record.closing("capability")) * present
    great = np.nan_to_num(record.closing("great_power")) * present
    x = record.opening("ideal_point")
    members = np.nan_to_num(record.opening("membership")) * present[:, :, None]
    if "order_active" in record.variables:
        members = members * record.opening("order_active")[:, None, :]
    left = (members > 0) & (np.nan_to_num(record.closing("membership"), nan=1.0) <= 0)
    left = (left & (record.closing("present") > 0)[:, :, None]).astype(float)
    before = np.concatenate([np.zeros_like(left[:1]), left[:-1]])
    pairs = present[:, :, None] & present[:, None, :] & ~np.eye(x.shape[1], dtype=bool)
    share = record.opening("trade_share")
    distance = record.opening("distance")
    seen = np.isfinite(x) & present
    both_seen = pairs & seen[:, :, None] & seen[:, None, :]

    def yearly(of: Callable[..., Array], *values: np.ndarray) -> np.ndarray:
        return np.asarray(jax.jit(jax.vmap(of))(*values), float)

    trade = yearly(trade_inside, share, members)
    position = np.nan_to_num(x)
    centre = yearly(order_centre, position, capability * seen, members)
    gap = np.abs(x[:, :, None] - centre[:, None, :])
    if "legitimacy" in record.variables:
        legitimacy = record.opening("legitimacy")
    else:
        legitimacy = np.full_like(members, USUAL_LEGITIMACY)
    if "holdout_threat" in record.variables:
        holdouts = record["holdout_threat"]
    else:
        holdouts = np.zeros_like(members)
    appeal = arrays(
        Appeal,
        trade=trade,
        neighbours=yearly(
            neighbours_inside, np.nan_to_num(distance), pairs & np.isfinite(distance), members
        ),
        like_minded=yearly(like_minded_inside, position, both_seen, members),
        powers=yearly(powers_inside, capability, great, members),
        gap=gap,
        legitimacy=legitimacy,
        democracy=np.broadcast_to(record.opening("democracy")[:, :, None], members.shape),
    )
    hold = arrays(
        Hold,
        trade=trade,
        gap=gap,
        legitimacy=legitimacy,
        partners_left=yearly(trade_inside, np.nan_to_num(share), before + _lagged(before)),
        holdout_threat=holdouts,
    )
    return appeal, hold


def _lagged(events: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros_like(events[:1]), events[:-1]])
