"""Walt's four sources of threat, each and combined, as the simulator itself adds them up.

    ln T_ij = power_j + offence_j + proximity_ij + intentions_ij + rivalry_ij + alliance_ij    (3.2)

The terms come from the threat mechanism's own function, so a measured and a simulated threat can be
compared. What is observed differs in one respect: nobody records intentions. They are supplied as
the structural prior, what states expect of one another before anybody acts,

    l0_ij = a0 + a_x |x_i - x_j| + a_R R_ij - a_A A_ij,

or left out (``structural``, theta_I = 0), which is what a label of arming needs so that it does not
presuppose what it is to show. Where a source is missing, so is the threat that rests on it.
"""

from dataclasses import dataclass

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.measures.array import Numbers
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.mechanisms.threat.intentions import Intentions

Dyads = Float[Numbers, "actor target"]

CITES = ("walt1987", "levy2005", "levy2010", "boulding1962")


@dataclass(frozen=True)
class Threat:
    """The sources of the threat that each target (column) poses to each actor (row), in ln points.

    Attributes:
        power: Aggregate power.
        proximity: Nearness; zero next door and below zero farther off.
        offence: Offensive power.
        intentions: Perceived intentions.
        rivalry: What a rivalry adds.
        alliance: What a defence pact takes away.
        own_power: What one's own power takes away, in the relative-power variant.
        log_threat: Their sum, ln T; NaN on the diagonal and where a source is missing.
    """

    power: Dyads
    proximity: Dyads
    offence: Dyads
    intentions: Dyads
    rivalry: Dyads
    alliance: Dyads
    own_power: Dyads
    log_threat: Dyads

    @property
    def threat(self) -> Dyads:
        """T, in capability equivalents."""
        return np.exp(self.log_threat)

    @property
    def salience(self) -> Dyads:
        """St = ln(1 + T)."""
        return np.log1p(self.threat)


def threat(
    capability: Float[Numbers, " actor"],
    arms: Float[Numbers, " actor"],
    distance: Dyads,
    intentions: Dyads,
    rivalry: Dyads,
    defence_pact: Dyads,
    mechanism: BalanceOfThreat | None = None,
    geography: Geography | None = None,
) -> Threat:
    """Threat between all states of a year.

    Args:
        capability: Shares of the system's capability; NaN where missing.
        arms: Military spending (or personnel), in any one unit.
        distance: Kilometres between territories.
        intentions: Log-odds that the target is revisionist; see ``prior_intentions``.
        rivalry: 1 for strategic rivals.
        defence_pact: 1 where a defence pact binds the two.
        mechanism: The theory with its parameters; its defaults if left out.
        geography: Where power begins to decay; its defaults if left out.

    Example:
        >>> none = np.zeros((2, 2))
        >>> found = threat(np.array([0.1, 0.2]), np.array([1.0, 2.0]), none, none, none, none)
        >>> round(float(found.power[0, 1]), 3)  # ln(0.2 / 0.1)
        0.693
    """
    held, spent = np.asarray(capability, dtype=float), np.asarray(arms, dtype=float)
    known = np.isfinite(held) & np.isfinite(spent)
    land = geography if geography is not None else Geography()
    found = (mechanism if mechanism is not None else BalanceOfThreat()).sources(
        _float(np.where(known, held, 0.0)),
        _float(np.where(known, spent, 0.0)),
        _float(known),
        land.remote(_float(distance)),
        _float(intentions),
        _float(rivalry),
        _float(defence_pact),
    )
    shape = np.asarray(distance).shape
    gone = ~known[None, :] | np.eye(len(held), dtype=bool)

    def spread(term: Numbers) -> Dyads:
        values = np.asarray(term, dtype=float)
        return np.where(gone, np.nan, np.broadcast_to(values, shape))

    return Threat(
        power=spread(found.power[None, :]),
        proximity=spread(found.proximity),
        offence=spread(found.offence[None, :]),
        intentions=spread(found.intentions),
        rivalry=spread(found.rivalry),
        alliance=spread(found.alliance),
        own_power=spread(found.own_power[:, None]),
        log_threat=spread(found.log_threat()),
    )


def prior_intentions(
    ideal_point: Float[Numbers, " actor"],
    rivalry: Dyads,
    defence_pact: Dyads,
    mechanism: Intentions | None = None,
) -> Dyads:
    """l0: what states expect of one another's intentions before anybody acts."""
    found = mechanism if mechanism is not None else Intentions()
    apart = np.abs(np.asarray(ideal_point)[:, None] - np.asarray(ideal_point)[None, :])
    return np.asarray(found.expected(_float(apart), _float(rivalry), _float(defence_pact)))


def structural(mechanism: BalanceOfThreat | None = None) -> BalanceOfThreat:
    """The theory without intentions (theta_I = 0): power, nearness, arms, rivalry and pacts."""
    found = mechanism if mechanism is not None else BalanceOfThreat()
    return eqx.tree_at(lambda each: each.theta_I, found, 0.0)


def _float(values: Numbers) -> Float[Array, "..."]:
    return jnp.asarray(values, dtype=float)


def weighted_mean(values: Float[Numbers, " actor"], weight: Float[Numbers, " actor"]) -> float:
    """Mean over the states of which both value and weight are known."""
    known = np.isfinite(values) & np.isfinite(weight)
    total = np.sum(np.where(known, weight, 0.0))
    if not total > 0:
        return float("nan")
    return float(np.sum(np.where(known, values * weight, 0.0)) / total)
