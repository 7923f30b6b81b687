"""Threat has four sources: aggregate power, proximity, offensive power, and perceived intentions.

    ln T_ij = theta_P ln(C_j/0.10) - theta_D ln(1 + d_ij/d0) + theta_O o_j + theta_I l_ij
            + theta_R R_ij - theta_A A_ij   [ - theta_C ln(C_i/0.10) ]                    (3.2)
    St_ij   = ln(1 + T_ij)

Walt's account, log-linear, so that each source is a marginal rate of substitution in units of
capability. Rows perceive, columns are perceived. theta_C, off by default, is the relative-power
variant; the offence variant chooses between total, land and sea power (Levy and Thompson find
balancing against the first two and not against the third). No open series separates navies, so
sea power is measured by total spending.
"""

from enum import StrEnum

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed, Normal, Off
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import column, row
from counterpoise.world.world import World

MIDDLING = 0.10  # a capability share at which power adds nothing to ln T
MOST_OFFENCE = 2.0


class Offence(StrEnum):
    """What makes a state's power offensive."""

    TOTAL = "total"  # military spending beyond what capability explains
    LAND = "land"  # army personnel beyond what capability explains
    SEA = "sea"  # naval and total spending; theta_O is then expected near zero


class ThreatSources(eqx.Module):
    """The terms of ln T, each with its sign: the four sources of threat and what tempers them."""

    power: Float[Array, " target"]
    offence: Float[Array, " target"]
    own_power: Float[Array, " actor"]
    proximity: Float[Array, "*dyad"]
    intentions: Float[Array, "*dyad"]
    rivalry: Float[Array, "*dyad"]
    alliance: Float[Array, "*dyad"]

    def log_threat(self) -> Float[Array, "actor target"]:
        """ln T in every dyad of a world: the sum of the terms."""
        return self._summed(column(self.power + self.offence), row(self.own_power))

    def log_threat_in_list(self) -> Float[Array, " target"]:
        """ln T in a list of dyads, where every term has one element a dyad."""
        return self._summed(self.power + self.offence, self.own_power)

    def _summed(self, might: Float[Array, "..."], own: Float[Array, "..."]) -> Array:
        return might + own + self.proximity + self.intentions + self.rivalry + self.alliance


def offensive_power(
    arms: Float[Array, " actor"],
    capability: Float[Array, " actor"],
    present: Float[Array, " actor"],
) -> Float[Array, " actor"]:
    """o: log intensity of arms, demeaned over the states present, within two log points."""
    intensity = jnp.log(jnp.maximum(arms, 1e-3)) - jnp.log(jnp.maximum(capability, 1e-9))
    mean = jnp.sum(intensity * present) / jnp.sum(present)
    return jnp.clip(intensity - mean, -MOST_OFFENCE, MOST_OFFENCE) * present


def log_power(capability: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Capability in log units of a middling power's."""
    return jnp.log(jnp.maximum(capability, 1e-9) / MIDDLING)


class BalanceOfThreat(Mechanism):
    """Perceived threat, absolute in the perceiver's own power by default."""

    block = "threat"
    phase = Phase.THREAT
    reads = (
        "present",
        "capability",
        "military_spending",
        "military_personnel",
        "distance",
        "intentions",
        "rivalry",
        "defence_pact",
    )
    writes = ("threat", "salience")
    cites = ("walt1987", "levy2005", "levy2010", "boulding1962")

    offence: Offence = eqx.field(static=True, default=Offence.TOTAL)

    theta_P: Scalar = parameter(
        1.0,
        Fixed(1.0),
        "elasticity",
        Source.SCALE,
        "Threat on the other's capability: sets the unit of threat",
    )
    theta_D: Scalar = parameter(
        0.5, Normal(0.5, 0.5), "elasticity", Source.WEAK, "How threat fades with distance"
    )
    theta_O: Scalar = parameter(
        0.3, Normal(0.3, 0.3), "elasticity", Source.WEAK, "Threat on offensive power", "levy2010"
    )
    theta_I: Scalar = parameter(
        0.5,
        Normal(0.5, 0.4),
        "ln points per log-odds",
        Source.FOCAL,
        "Threat on perceived intentions",
        "walt1987",
        estimation=Normal(0.3, 0.4),
    )
    theta_R: Scalar = parameter(
        0.7, Normal(0.7, 0.4), "ln points", Source.WEAK, "Added threat between rivals"
    )
    theta_A: Scalar = parameter(
        0.7, Normal(0.7, 0.4), "ln points", Source.WEAK, "Threat taken away by a defence pact"
    )
    theta_C: Scalar = parameter(
        0.0,
        Off(),
        "elasticity",
        Source.CALIBRATE,
        "How far one's own capability makes others less threatening (relative power)",
    )

    def sources(
        self,
        capability: Float[Array, " actor"],
        arms: Float[Array, " actor"],
        present: Float[Array, " actor"],
        remoteness: Float[Array, "actor target"],
        intentions: Float[Array, "actor target"],
        rivalry: Float[Array, "actor target"],
        defence_pact: Float[Array, "actor target"],
    ) -> ThreatSources:
        """The terms of ln T from arrays, simulated or observed; remoteness is ln(1 + d/d0)."""
        offence = offensive_power(arms, capability, present)
        dyads = (remoteness, intentions, rivalry, defence_pact)
        return self.terms(capability, offence, capability, *dyads)

    def terms(
        self,
        capability: Float[Array, " target"],
        offence: Float[Array, " target"],
        own_capability: Float[Array, " actor"],
        remoteness: Float[Array, "*dyad"],
        intentions: Float[Array, "*dyad"],
        rivalry: Float[Array, "*dyad"],
        defence_pact: Float[Array, "*dyad"],
    ) -> ThreatSources:
        """The terms of ln T in the dyads of a world, or in a list of dyads."""
        return ThreatSources(
            power=self.theta_P * log_power(capability),
            offence=self.theta_O * offence,
            own_power=-(self.theta_C * log_power(own_capability)),
            proximity=-(self.theta_D * remoteness),
            intentions=self.theta_I * intentions,
            rivalry=self.theta_R * rivalry,
            alliance=-(self.theta_A * defence_pact),
        )

    def log_threat(self, world: World, land: Land) -> Float[Array, "actor target"]:
        """ln T, before empty slots and the diagonal are masked."""
        arms = world.military_personnel if self.offence is Offence.LAND else world.military_spending
        return self.sources(
            world.capability,
            arms,
            world.present,
            land.remoteness,
            world.intentions,
            world.rivalry,
            world.defence_pact,
        ).log_threat()

    def perceived(self, world: World, land: Land) -> Changes:
        """Threat and its salience; zero on the diagonal and in empty slots."""
        threat = jnp.where(land.pairs, jnp.exp(self.log_threat(world, land)), 0.0)
        return {"threat": threat, "salience": jnp.log(1.0 + threat)}

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """This year's threat."""
        return self.perceived(world, land)

    def begin(self, world: World, land: Land) -> Changes:
        """Threat at the start."""
        return self.perceived(world, land)
