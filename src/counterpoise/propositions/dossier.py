"""What is recorded of a leading power's year in an experiment.

To the figures of every run (``measures/metric.py``) it adds means over *third states*, those that
neither lead nor are the target, and over *the rest*, third states but one large participant; and
the rate at which great powers would carry out unilateral projects, worked out instead of counted:

    rate_j = op E_g[P(j acts alone | g)] (1 - (1 - h_j)^4)

over the distribution of stakes g, by the same utilities as the simulation (3.19), for a project on
the target that the experiment turns on. Counts of projects are a handful in ten years; their rate
is known in every history.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.measures.pushback import pushback
from counterpoise.mechanisms.balancing.soft_balancing import SoftBalancing, execution_hazard
from counterpoise.mechanisms.conflict.projects import EITHER, UNILATERAL, Projects, Prospect
from counterpoise.models.history import Observed, Schedule
from counterpoise.models.model import Model
from counterpoise.world.great_powers import great_power_slots
from counterpoise.world.world import World

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)  # over standard normal stakes
QUARTERS = 4


@dataclass(frozen=True)
class Dossier:
    """The recorder of an experiment; slots of the leading power, the target, the participant."""

    power: int
    target: int
    participant: int

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Observed:
        """The year's figures, scalars."""
        soft_balancing = model.mechanism("soft_balancing")
        projects = model.mechanism("projects")
        assert isinstance(soft_balancing, SoftBalancing)
        assert isinstance(projects, Projects)
        figures = pushback(
            before, after, self.power, self.target, planned.authorised_focus, soft_balancing
        )
        third = after.present.at[jnp.array([self.power, self.target])].set(0.0)
        rest = third.at[self.participant].set(0.0)
        powers = after.great_power
        rates = unilateral_rates(projects, soft_balancing, after, self.target)
        return {
            **figures,
            **_means("third", third, after, self.power),
            **_means("rest", rest, after, self.power),
            "leader_share": after.capability[self.power],
            "leader_share_of_powers": after.capability[self.power]
            / jnp.sum(after.capability * powers),
            "unilateral_rate": jnp.sum(rates),
            "unilateral_rate_leader": rates[self.power],
            "unilateral_projects": jnp.sum(
                after.project_executed * (1.0 - after.project_authorised)
            ),
        }


def _means(
    name: str, whom: Float[Array, " actor"], world: World, power: int
) -> dict[str, Float[Array, ""]]:
    """Capability-weighted means over some states of what they see in and do about a power."""
    weight = whom * world.capability
    weight = weight / jnp.sum(weight)
    hard = world.p_internal + world.p_external
    return {
        f"{name}_threat": weight @ jnp.log(jnp.maximum(world.threat[:, power], 1e-12)),
        f"{name}_soft": weight @ world.p_soft[:, power],
        f"{name}_hard": weight @ hard[:, power],
    }


def unilateral_rates(
    projects: Projects, soft_balancing: SoftBalancing, world: World, target: int
) -> Float[Array, " actor"]:
    """Unilateral projects on the target that each great power would carry out in a year."""
    slots = great_power_slots(world.great_power)
    powers = jnp.maximum(slots, 0)
    able = (slots >= 0) & (powers != target)
    hazard = execution_hazard(soft_balancing.h_0, world.obstruction[powers])
    granted = world.authorisation[powers]

    def alone(node: Float[Array, ""]) -> Float[Array, " power"]:
        stake = jnp.exp(projects.stake_mean + projects.stake_sd * node)
        prospect = Prospect(
            jnp.full_like(powers, target),
            jnp.broadcast_to(stake, granted.shape),
            jnp.ones_like(granted),
        )
        chosen = jax.nn.softmax(
            projects.lam * projects.values(world, powers, prospect, hazard), axis=0
        )
        return chosen[UNILATERAL] + chosen[EITHER] * (1.0 - granted)

    weights = jnp.asarray(WEIGHTS / WEIGHTS.sum(), granted.dtype)
    expected = weights @ jax.lax.map(alone, jnp.asarray(NODES, granted.dtype))
    rate = projects.op * expected * (1.0 - (1.0 - hazard) ** QUARTERS)
    return jnp.zeros_like(world.capability).at[powers].add(jnp.where(able, rate, 0.0))
