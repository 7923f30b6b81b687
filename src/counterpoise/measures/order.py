"""How much of the world an order holds: by heads, by capability, by trade, and of its great powers.

    heads       = sum_i M_i / n
    capability  = sum_i C_i M_i / sum_i C_i
    trade       = sum_ij X_ij M_i M_j / sum_ij X_ij
    powers      = sum_g M_g / |G|,    powers by capability = sum_g C_g M_g / sum_g C_g

Membership is not the order (depth, compliance and contestation are other things), and the measures
part ways: one large outsider lowers coverage by capability and not by heads. ``exposure`` is the
trade-weighted member share that each state faces, N_i = sum_k w_ik M_k with w_ik = trade_ik / sum_k
trade_ik; a missing flow is left out of both sums and never poisons a row.
"""

import numpy as np
from jaxtyping import Float

from counterpoise.measures.array import Numbers


def coverage_by_heads(member: Float[Numbers, " state"], present: Float[Numbers, " state"]) -> float:
    """Share of the system's states that are members; NaN membership counts for neither side.

    Example:
        >>> coverage_by_heads(np.array([1.0, 0.0, np.nan]), np.array([1.0, 1.0, 1.0]))
        0.5
    """
    return _share(np.asarray(present, dtype=float), member)


def coverage_by_capability(
    member: Float[Numbers, " state"], capability: Float[Numbers, " state"]
) -> float:
    """Share of the system's capability that members hold."""
    return _share(np.asarray(capability, dtype=float), member)


def coverage_by_trade(
    member: Float[Numbers, " state"], trade: Float[Numbers, "state partner"]
) -> float:
    """Share of the system's trade that is between members.

    Args:
        member: 1 for a member.
        trade: Flow of each directed dyad; NaN where missing.
    """
    inside = np.asarray(member, dtype=float)
    flows = np.asarray(trade, dtype=float)
    known = np.isfinite(flows) & np.isfinite(inside[:, None] * inside[None, :])
    total = np.sum(np.where(known, flows, 0.0))
    within = np.sum(np.where(known, flows * inside[:, None] * inside[None, :], 0.0))
    return float(within / total) if total > 0 else float("nan")


def great_power_coverage(
    member: Float[Numbers, " state"], great_power: Float[Numbers, " state"]
) -> float:
    """Share of the great powers that are members."""
    return _share(np.asarray(great_power, dtype=float), member)


def great_power_coverage_by_capability(
    member: Float[Numbers, " state"],
    great_power: Float[Numbers, " state"],
    capability: Float[Numbers, " state"],
) -> float:
    """Share of the great powers' capability that is inside."""
    held = np.where(np.asarray(great_power) > 0, np.asarray(capability, dtype=float), 0.0)
    return _share(held, member)


def exposure(
    member: Float[Numbers, " state"], trade: Float[Numbers, "state partner"]
) -> Float[Numbers, " state"]:
    """N_i: the share of each state's trade that is with members; NaN where it has none known.

    Example:
        >>> flows = np.array([[np.nan, 3.0, 1.0], [3.0, np.nan, np.nan], [1.0, np.nan, np.nan]])
        >>> exposure(np.array([1.0, 1.0, 0.0]), flows).tolist()
        [0.75, 1.0, 1.0]
    """
    inside = np.asarray(member, dtype=float)
    flows = np.asarray(trade, dtype=float)
    known = np.isfinite(flows) & np.isfinite(inside)[None, :]
    weight = np.where(known, flows, 0.0)
    total = weight.sum(axis=1)
    toward = weight @ np.where(np.isfinite(inside), inside, 0.0)
    return np.divide(toward, total, out=np.full(len(total), np.nan), where=total > 0)


def coverage(
    member: Float[Numbers, " state"],
    present: Float[Numbers, " state"],
    capability: Float[Numbers, " state"],
    trade: Float[Numbers, "state partner"],
    great_power: Float[Numbers, " state"],
) -> dict[str, float]:
    """Every coverage of one order in one year, by name."""
    return {
        "members": float(np.nansum(np.asarray(member) * np.asarray(present))),
        "by_heads": coverage_by_heads(member, present),
        "by_capability": coverage_by_capability(member, capability),
        "by_trade": coverage_by_trade(member, trade),
        "great_powers": great_power_coverage(member, great_power),
        "great_powers_by_capability": great_power_coverage_by_capability(
            member, great_power, capability
        ),
    }


def _share(weight: Float[Numbers, " state"], member: Float[Numbers, " state"]) -> float:
    inside = np.asarray(member, dtype=float)
    known = np.isfinite(weight) & np.isfinite(inside)
    total = np.sum(weight[known])
    return float(np.sum(weight[known] * inside[known]) / total) if total > 0 else float("nan")
