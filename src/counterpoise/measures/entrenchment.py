"""How firmly an order stands: what would be left without its network, and how far it may fall.

    E0     = sum_i C_i 1[U_io with every network term at zero > 0] / sum_i C_i       (private value)
    margin = m* - m_crit,   1 where there is no m_crit

Private-value entrenchment asks who would want the order for its own sake, if nobody else's
membership mattered. The margin asks how much of it may be lost before the rest follows. With every
state facing the same share m of members, state i is a member, in the long run, with probability
j_i(m) / (j_i(m) + x_i(m)); the shares that reproduce themselves are the roots of

    m = sum_i weight_i j_i(m) / (j_i(m) + x_i(m)).

m* is the stable root to which the order's present share leads, m_crit the unstable one next below.
Alike states make this the mean field of ``tipping.py``. Real states differ, so the map is worked
out with the intercept of each; what is left out is that they trade with some more than with others,
and that legitimacy, positions and power move as well. The membership mechanism's own utility and
hazards are used, so a measure and a simulation cannot drift apart.
"""

from dataclasses import dataclass, replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.measures.tipping import Stationary
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.order.membership import USUAL_SHARE, Membership
from counterpoise.world.world import World

GRID = 2001  # shares at which the map is worked out in search of its roots


@dataclass(frozen=True)
class Margin:
    """How far an order is from the share below which it would unravel.

    Attributes:
        now: Its share of members today.
        stable: The share to which it is heading.
        critical: The unstable share below that; None where the order cannot unravel.
    """

    now: float
    stable: float
    critical: float | None

    @property
    def margin(self) -> float:
        """m* - m_crit; 1 where there is no critical share."""
        return 1.0 if self.critical is None else self.stable - self.critical


def without_network(membership: Membership) -> Membership:
    """The same states, to whom others' membership means nothing."""
    constant = membership.x0 + USUAL_SHARE * membership.xN
    return replace(
        membership, oN=0.0, oNg=0.0, oNx=0.0, oG=0.0, bE=0.0, bS=0.0, xN=0.0, x0=constant
    )


def private_value_entrenchment(
    membership: Membership, world: World, land: Land
) -> Float[Array, " order"]:
    """E0 of each order: share of the system's capability that wants it for its own sake.

    Args:
        membership: With its parameters bound.
        world: Simulated or observed.
        land: What distance does in it.
    """
    utility = without_network(membership).utility(world, land)
    power = world.capability * world.present
    wants = (utility > 0) * power[:, None]
    return jnp.sum(wants, axis=0) / jnp.sum(power)


def long_run_share(
    membership: Membership,
    world: World,
    land: Land,
    shares: Float[Array, " grid"],
    weight: Float[Array, " actor"] | None = None,
) -> Float[Array, "grid order"]:
    """The share of members in the long run if every state faced each share of ``shares``.

    Args:
        membership: With its parameters bound.
        world: Simulated or observed.
        land: What distance does in it.
        shares: Shares of members that every state is taken to face.
        weight: What a state counts for; states count alike by default.
    """
    counts = (world.present if weight is None else weight) * world.present
    alone = without_network(membership)
    demand = alone.demand_logit(world, land)
    door = membership.admission_probability(world)
    leave = alone.exit_logit(world)
    pull = membership.oN + membership.oNg + membership.oNx + membership.oG

    def map_at(share: Float[Array, ""]) -> Float[Array, " order"]:
        join = jax.nn.sigmoid(demand + pull * share) * door
        leaves = jax.nn.sigmoid(leave - membership.xN * share)
        return counts @ (join / (join + leaves)) / jnp.sum(counts)

    return jax.vmap(map_at)(shares)


def margin_to_tipping(membership: Membership, world: World, land: Land, order: int = 0) -> Margin:
    """Where an order stands between the share that it keeps and the share at which it breaks.

    Args:
        membership: With its parameters bound.
        world: Simulated or observed.
        land: What distance does in it.
        order: Slot of the order.
    """
    grid = np.linspace(0.0, 1.0, GRID)
    real = world.capability.dtype
    mapped = np.asarray(long_run_share(membership, world, land, jnp.asarray(grid, real)))[:, order]
    roots = _roots(grid, mapped - grid)
    inside = np.asarray(membership.members(world)[:, order])
    now = float(inside.sum() / np.asarray(world.present).sum())
    rises = float(np.interp(now, grid, mapped - grid)) > 0
    stable = [each.share for each in roots if each.stable]
    ahead = [share for share in stable if (share >= now if rises else share <= now)]
    heading = (min(ahead) if rises else max(ahead)) if ahead else stable[0]
    below = [each.share for each in roots if not each.stable and each.share < heading]
    return Margin(now, heading, max(below) if below else None)


def _roots(grid: np.ndarray, drift: np.ndarray) -> list[Stationary]:
    """Where the drift changes sign, to the accuracy of a line between two points of the grid."""
    found = []
    for place in np.flatnonzero(np.sign(drift[:-1]) != np.sign(drift[1:])):
        low, high = drift[place], drift[place + 1]
        if low == 0 and place > 0:
            continue  # counted at the step before
        share = grid[place] + (grid[place + 1] - grid[place]) * low / (low - high)
        found.append(Stationary(float(share), stable=bool(low > 0 or (low == 0 and high < 0))))
    return found


def expected_membership(
    membership: Membership,
    world: World,
    land: Land,
    start: Float[Array, "actor order"],
    kept_out: Float[Array, "actor order"],
    years: int,
) -> Float[Array, "actor order"]:
    """Each state's probability of being a member after some years in which nothing else moves.

    Members count for their probability in what others see. Contagion of exits is left out: it
    speaks of the exits of two given years.

    Args:
        membership: With its parameters bound.
        world: Simulated or observed.
        land: What distance does in it.
        start: Probability of being a member today.
        kept_out: 1 for a state that is out and stays out.
        years: How many.
    """
    still = replace(membership, xc=0.0)

    def step(inside: Array, _: None) -> tuple[Array, None]:
        now = eqx.tree_at(lambda each: each.membership, world, inside)
        join = jax.nn.sigmoid(still.demand_logit(now, land)) * still.admission_probability(now)
        leave = jax.nn.sigmoid(still.exit_logit(now))
        after = inside * (1.0 - leave) + (1.0 - inside) * join
        return after * (1.0 - kept_out) * world.present[:, None], None

    begun = start * (1.0 - kept_out)
    ended, _ = jax.lax.scan(step, begun, None, length=years)
    return ended
