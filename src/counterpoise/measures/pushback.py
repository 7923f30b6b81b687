"""How others see one power, and how they push back: the figures of ``metric.METRICS``.

Averages over others are weighted by their capability: what matters to a power is the power of
those who face it. What the power's use of force on the target would take and cost is worked out in
every arm and year, whether or not it is used, so that arms can be compared.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.measures.metric import STATE_VARIABLES
from counterpoise.measures.own_distancing import own_distancing
from counterpoise.mechanisms.authority import standing_of_authority
from counterpoise.mechanisms.balancing.soft_balancing import SoftBalancing
from counterpoise.world.dyad import whole
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World


def pushback(
    before: World,
    after: World,
    power: int,
    target: int,
    authorised: Float[Array, ""] | float,
    soft_balancing: SoftBalancing,
) -> dict[str, Float[Array, ""]]:
    """The year's figures about a power.

    Args:
        before: The world at the year's start.
        after: The world at its end, with the year's flows.
        power: Actor slot of the power.
        target: Actor slot of the state on which it would use force.
        authorised: 1 where that use of force counts as authorised.
        soft_balancing: The mechanism that says what soft balancing costs, with its parameters.

    Returns:
        A scalar for each name in ``METRICS``.
    """
    others = after.present.at[power].set(0.0)
    by_capability = after.capability * others
    by_capability = by_capability / jnp.sum(by_capability)

    def mean(values: Float[Array, " actor"]) -> Float[Array, ""]:
        return jnp.sum(by_capability * values)

    weight = political_weight(after.capability, after.present)
    hard = (after.p_internal + after.p_external)[:, power]
    soft = after.p_soft[:, power]
    bandwagon = after.p_bandwagon[:, power]
    found = soft_balancing.channels(after, jnp.array([power]), jnp.array([target]))
    legitimacy = standing_of_authority(after)
    threat = jnp.log(jnp.maximum(after.threat[:, power], 1e-12))
    return {
        "threat": mean(threat),
        "intentions": mean(after.intentions[:, power]),
        "p_hide": mean(1.0 - hard - soft - bandwagon),
        "p_bandwagon": mean(bandwagon),
        "p_soft": mean(soft),
        "p_internal": mean(after.p_internal[:, power]),
        "p_external": mean(after.p_external[:, power]),
        "hard_balancing": jnp.sum(weight * hard),
        "soft_weight": found.total()[0],
        "territorial_denial": found.territorial_denial[0],
        "entangling_diplomacy": found.entangling_diplomacy[0],
        "economic_strengthening": found.economic_strengthening[0],
        "resolve": found.resolve[0],
        "states_soft": jnp.sum(soft),
        "delay_months": soft_balancing.delay_months(found)[0],
        "net_cost_ratio": soft_balancing.net_cost_ratio(found, authorised, legitimacy)[0],
        "own_distancing": mean(
            jnp.asarray(
                own_distancing(before.ideal_point, after.ideal_point, before.ideal_point[power])
            )
        ),
        "disputes": whole(after.dispute),
        "wars": jnp.sum(after.act_war),
        "pacts": 0.5 * whole(after.defence_pact),
        "rivalries": 0.5 * whole(after.rivalry),
    }


def toward(after: World, power: int) -> dict[str, Float[Array, " actor"]]:
    """What every state thinks of a power and does about it, for ``STATE_VARIABLES``."""
    return {name: getattr(after, name)[:, power] for name in STATE_VARIABLES}
