"""How an order stands in a year: the figures of ``order_metric.ORDER_METRICS``.

    coverage       sum_i z_i M_i / sum_i z_i,   z: heads, capability, great powers
    by trade       sum_ij X_ij M_i M_j / sum_ij X_ij,   X_ij = w_ij Open_i Y_i
    hazards        mean over those outside of p(join), over those inside of p(leave)
    legitimacy     sum_i v_i Leg_io,   v: political weight
    punishment     exposure * sum_i w_ji p_i,   p_i: probability that member i would punish j (3.18)

A year is given as the world at its end, so a world of the record is as good as a simulated one; its
flows (hazards, contestation, disputes) are those of the year just past. Where a sum that is divided
by is empty, the figure is zero. Force between two great powers counts once a pair and year, whoever
of the two used it.
"""

from collections.abc import Collection

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.measures.entrenchment import private_value_entrenchment
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Mechanism
from counterpoise.mechanisms.order.enforcement import Enforcement
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.world.dyad import row_sums
from counterpoise.world.great_powers import great_power_slots
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World

Figures = dict[str, Float[Array, ""]]


def order_standing(
    world: World, land: Land, order: int, power: int, mechanisms: Collection[Mechanism]
) -> Figures:
    """The year's figures about an order.

    Args:
        world: The world at the year's end, or of the record.
        land: What distance does in it.
        order: Slot of the order.
        power: Actor slot of the power whose unauthorised force is counted.
        mechanisms: Of the model, with their parameters; those that it lacks have no figures.

    Returns:
        A scalar for each name in ``ORDER_METRICS`` that the model has.
    """
    found = (
        coverage_of(world, order)
        | {"order_legitimacy": standing(world, order)}
        | {"unauthorised_force": unauthorised_force(world, power)}
        | quarrels_of_powers(world)
    )
    for mechanism in mechanisms:
        match mechanism:
            case Membership():
                wanted = private_value_entrenchment(mechanism, world, land)
                found |= movement(world, order) | {"entrenchment": wanted[order]}
            case Enforcement():
                met = prospective_punishment(mechanism, world, order, power)
                found["prospective_punishment"] = met
            case _ if mechanism.block == "holdout":
                found["contestation"] = world.contestation[order]
            case _ if mechanism.block == "concert":
                found["consensus"] = world.consensus
            case _ if mechanism.block == "congress":
                found["congresses"] = congresses(world)
            case _:
                pass
    return found


def in_order(world: World, order: int) -> dict[str, Float[Array, " actor"]]:
    """What a run keeps of every state, for ``ORDER_STATE_VARIABLES``."""
    return {"membership": members_of(world, order), "legitimacy": world.legitimacy[:, order]}


def members_of(world: World, order: int) -> Float[Array, " actor"]:
    """1 for the states that belong to an order that exists."""
    return world.membership[:, order] * world.present * world.order_active[order]


def coverage_of(world: World, order: int) -> Figures:
    """How much of the world the order holds, by six measures."""
    inside = members_of(world, order)
    great = world.great_power * world.present
    trade = world.openness * world.income * world.present
    within = jnp.sum(trade * inside * (world.trade_share @ inside))
    flows = jnp.sum(trade * row_sums(world.trade_share))
    return {
        "members": jnp.sum(inside),
        "order_heads": _ratio(jnp.sum(inside), jnp.sum(world.present)),
        "order_capability": _mean(inside, world.capability * world.present),
        "order_trade": _ratio(within, flows),
        "order_powers": _mean(inside, great),
        "order_powers_capability": _mean(inside, great * world.capability),
    }


def movement(world: World, order: int) -> Figures:
    """Who would come and go, and who did, in the year just past."""
    # A state stood outside as the year's joining began if it did not leave and is not inside,
    # or if it joined.
    came, went = world.joined[:, order], world.left[:, order]
    inside = members_of(world, order) * (1.0 - came) + went
    outside = (1.0 - jnp.minimum(inside, 1.0)) * world.present
    return {
        "joining_hazard": _mean(world.join_probability[:, order], outside),
        "exit_hazard": _mean(world.exit_probability[:, order], inside),
        "joined": jnp.sum(came),
        "left": jnp.sum(went),
    }


def standing(world: World, order: int) -> Float[Array, ""]:
    """Legitimacy of the order, averaged over states by political weight."""
    weight = political_weight(world.capability, world.present)
    return jnp.sum(weight * world.legitimacy[:, order])


def prospective_punishment(
    enforcement: Enforcement, world: World, order: int, power: int
) -> Float[Array, ""]:
    """What the power would meet from this order if it went to war without authority now."""
    willing = enforcement.willingness(world, jnp.array([power]))[order, 0]
    met = jnp.sum(willing * world.trade_share[power]) * enforcement.exposure
    return jnp.minimum(met * world.order_active[order], 1.0)


def unauthorised_force(world: World, power: int) -> Float[Array, ""]:
    """War-size uses of force that the power began without authority."""
    own = (world.act_actor == power) * (world.act_severity >= 1.0)
    return jnp.sum(own * (1.0 - world.act_authorised))


def quarrels_of_powers(world: World) -> Figures:
    """Pairs of great powers in dispute, and those of them at war."""
    pairs = _between_powers(world, jnp.ones_like(world.act_war))
    return {"power_disputes": pairs, "power_wars": _between_powers(world, world.act_war)}


def congresses(world: World) -> Float[Array, ""]:
    """Disputes of great powers over which the powers met."""
    return _between_powers(world, world.act_congress)


def _between_powers(world: World, marked: Float[Array, " act"]) -> Float[Array, ""]:
    """Pairs of great powers with a marked act between them, each counted once."""
    great = world.great_power * world.present
    actor, target = jnp.maximum(world.act_actor, 0), jnp.maximum(world.act_target, 0)
    known = (world.act_actor >= 0) * great[actor] * great[target] * (marked > 0)
    first, second = jnp.minimum(actor, target), jnp.maximum(actor, target)
    powers = great_power_slots(world.great_power).shape[0]
    among = jnp.cumsum(world.great_power > 0) - 1  # place of each great power among them
    empty = jnp.zeros((powers, powers), world.capability.dtype)
    place = among[first], among[second]
    return jnp.sum(empty.at[place].max(known.astype(empty.dtype), mode="drop"))


def _mean(values: Float[Array, " actor"], weight: Float[Array, " actor"]) -> Float[Array, ""]:
    return _ratio(jnp.sum(values * weight), jnp.sum(weight))


def _ratio(part: Float[Array, ""], whole: Float[Array, ""]) -> Float[Array, ""]:
    return jnp.where(whole > 0, part / jnp.where(whole > 0, whole, 1.0), 0.0)
