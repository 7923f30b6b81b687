"""The year's uses of force, collected into a list: prescribed acts, projects, disputes.

What states learn, fear and punish is an act: who used force on whom, how severely, with whose
authority. Acts are few among tens of thousands of dyads, so they travel as a list of fixed length.
Should a year have more acts than places, the excess is counted in ``lost_acts`` and the run is
done again with a longer list; nothing is dropped in silence.
"""

import jax.numpy as jnp

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import listed
from counterpoise.world.great_powers import great_power_slots
from counterpoise.world.world import World


class Acts(Mechanism):
    """Collects prescribed acts, executed projects and new disputes."""

    block = "acts"
    phase = Phase.ACTS
    reads = (
        "present",
        "great_power",
        "dispute",
        "project_executed",
        "project_authorised",
        "project_target",
        "scheduled_actor",
        "scheduled_target",
        "scheduled_severity",
        "scheduled_authorised",
        "lost_acts",
    )
    writes = (
        "act_actor",
        "act_target",
        "act_severity",
        "act_authorised",
        "act_war",
        "force",
        "lost_acts",
    )
    cites = ("mid5",)

    dispute_severity: Scalar = parameter(
        0.35,
        Fixed(0.35, low=0.0, high=1.0),
        "share of a war",
        Source.WEAK,
        "Severity of a militarised dispute",
    )
    war_severity: Scalar = parameter(
        1.0,
        Fixed(1.0, low=0.0, high=1.0),
        "share of a war",
        Source.SCALE,
        "Severity of a war-size project",
    )

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The list of acts, and the dyads in which force was used."""
        powers = great_power_slots(world.great_power)
        held = jnp.maximum(powers, 0)
        executed = (powers >= 0) & (world.project_executed[held] > 0)
        project_actor = jnp.where(executed, powers, -1)
        project_target = jnp.where(executed, world.project_target[held], -1)
        prescribed = world.scheduled_actor.shape[0]
        places = world.act_actor.shape[0] - prescribed - powers.shape[0]
        dispute_actor, dispute_target, disputes = listed(world.dispute, places)

        real = world.act_severity.dtype
        actor = jnp.concatenate([world.scheduled_actor, project_actor, dispute_actor])
        target = jnp.concatenate([world.scheduled_target, project_target, dispute_target])
        known = actor >= 0
        severity = jnp.concatenate(
            [
                world.scheduled_severity,
                jnp.full(powers.shape, self.war_severity, real),
                jnp.full((places,), self.dispute_severity, real),
            ]
        )
        authorised = jnp.concatenate(
            [
                world.scheduled_authorised,
                world.project_authorised[held],
                jnp.zeros((places,), real),
            ]
        )
        war = known & (severity >= 1.0)
        first, second = jnp.maximum(actor, 0), jnp.maximum(target, 0)
        mark = known.astype(real)
        force = jnp.zeros_like(world.dispute).at[first, second].max(mark)
        force = force.at[second, first].max(mark)
        return {
            "act_actor": actor,
            "act_target": target,
            "act_severity": severity * known,
            "act_authorised": authorised * known,
            "act_war": war.astype(real),
            "force": jnp.where(land.pairs, force, 0.0),
            "lost_acts": world.lost_acts + jnp.maximum(disputes - places, 0),
        }
