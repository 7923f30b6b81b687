"""How unequally capability is held: rival formulas, side by side and by name.

With shares s_i of n states that add up to one:

    top           max_i s_i
    herfindahl    sum s_i**2                                    Hirschman; Herfindahl
    effective     1 / sum s_i**2                                Laakso and Taagepera 1979
    con           sqrt((sum s_i**2 - 1/n) / (1 - 1/n))          Ray and Singer 1973
    move          sum |s_i,t - s_i,t-1| / (2 (1 - min s_i,t))   Singer et al. 1972
    entropy       exp(- sum s_i ln s_i)                         Shannon's count of powers

``mansfield`` is ``con`` among the great powers alone, as Mansfield (1993) argues it must be: among
all states n is large and con says little of the poles. ``lead`` is the first power's share over
the second's. ``third`` marks whether one great power holds a third of what they all hold, the share
from which Levy and Thompson (2005) find balancing. The formulas disagree, and which one is used
decides some results: report the name with the number. ``move`` needs the same states in both years.
"""

import numpy as np
from jaxtyping import Float

from counterpoise.measures.array import Numbers

CITES = ("singer1972", "raysinger1973", "laakso1979", "mansfield1993", "levy2005", "hirschman1964")


def normalised(held: Float[Numbers, " state"]) -> Float[Numbers, " known"]:
    """Shares that add up to one, over the states of which something is known.

    Raises:
        ValueError: A value is negative, or nobody holds anything.

    Example:
        >>> normalised(np.array([1.0, 3.0, np.nan])).tolist()
        [0.25, 0.75]
    """
    known = np.asarray(held, dtype=float)
    known = known[np.isfinite(known)]
    if np.any(known < 0) or not np.sum(known) > 0:
        raise ValueError("capability must be positive for somebody and negative for nobody.")
    return known / np.sum(known)


def top(held: Float[Numbers, " state"]) -> float:
    """The largest share."""
    return float(np.max(normalised(held)))


def lead(held: Float[Numbers, " state"]) -> float:
    """The largest share over the second largest; infinite where one state holds all.

    Example:
        >>> lead(np.array([6.0, 3.0, 1.0]))
        2.0
    """
    second, first = np.sort(np.append(normalised(held), 0.0))[-2:]
    return float(first / second) if second > 0 else float("inf")


def herfindahl(held: Float[Numbers, " state"]) -> float:
    """The sum of squared shares: 1/n where all are equal, 1 where one holds all."""
    return float(np.sum(normalised(held) ** 2))


def effective_number(held: Float[Numbers, " state"]) -> float:
    """How many equal powers would be as concentrated (Laakso and Taagepera 1979).

    Example:
        >>> round(effective_number(np.array([0.25, 0.25, 0.25, 0.25])), 6)
        4.0
    """
    return 1.0 / herfindahl(held)


def effective_number_by_entropy(held: Float[Numbers, " state"]) -> float:
    """How many equal powers would be as uncertain a draw (Shannon's entropy, exponentiated)."""
    share = normalised(held)
    share = share[share > 0]
    return float(np.exp(-np.sum(share * np.log(share))))


def con(held: Float[Numbers, " state"]) -> float:
    """Concentration of Ray and Singer (1973): 0 where all are equal, 1 where one holds all.

    NaN for fewer than two states, where the idea has no meaning.

    Example:
        >>> round(con(np.array([1.0, 1.0, 0.0])), 6)
        0.5
    """
    share = normalised(held)
    if len(share) < 2:
        return float("nan")
    even = 1.0 / len(share)
    return float(np.sqrt(max(np.sum(share**2) - even, 0.0) / (1.0 - even)))


def mansfield(held: Float[Numbers, " state"], great_power: Float[Numbers, " state"]) -> float:
    """``con`` of the great powers' shares among themselves (Mansfield 1993)."""
    return con(among(held, great_power))


def move(before: Float[Numbers, " state"], after: Float[Numbers, " state"]) -> float:
    """Share of capability that changed hands in the year (Singer, Bremer and Stuckey 1972).

    Args:
        before: What each state held a year ago.
        after: What the same states hold now, in the same order.

    Raises:
        ValueError: A value is missing in one of the years.

    Example:
        >>> round(move(np.array([0.5, 0.5]), np.array([1.0, 0.0])), 6)
        0.5
    """
    if not (np.all(np.isfinite(before)) and np.all(np.isfinite(after))):
        raise ValueError("movement compares the same states in two years; drop those with a gap.")
    earlier, later = normalised(before), normalised(after)
    return float(np.sum(np.abs(later - earlier)) / (2.0 * (1.0 - np.min(later))))


def third(held: Float[Numbers, " state"], great_power: Float[Numbers, " state"]) -> bool:
    """Whether one great power holds a third of what the great powers hold (Levy and Thompson)."""
    return top(among(held, great_power)) >= 1.0 / 3.0


def among(
    held: Float[Numbers, " state"], chosen: Float[Numbers, " state"]
) -> Float[Numbers, " member"]:
    """The values of the states for which ``chosen`` is 1."""
    return np.asarray(held, dtype=float)[np.asarray(chosen) > 0]


def concentration(
    held: Float[Numbers, " state"], great_power: Float[Numbers, " state"]
) -> dict[str, float]:
    """Every formula of one year, by name, in the system and among the great powers.

    Args:
        held: Capability of each state, in any unit; NaN where missing.
        great_power: 1 for a great power.
    """
    powers = among(held, great_power)
    return {
        "states": float(np.sum(np.isfinite(held))),
        "great_powers": float(len(powers)),
        "top": top(held),
        "lead": lead(held),
        "herfindahl": herfindahl(held),
        "effective_number": effective_number(held),
        "effective_number_entropy": effective_number_by_entropy(held),
        "con": con(held),
        "mansfield": con(powers),
        "top_among_powers": top(powers),
        "effective_number_of_powers": effective_number(powers),
        "levy_thompson_third": float(top(powers) >= 1.0 / 3.0),
    }
