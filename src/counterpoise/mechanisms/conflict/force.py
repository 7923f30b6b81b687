"""States start militarised disputes where interest, opportunity and a violent past meet.

    logit P(j uses force on k) = i0 + i_d ln(d+50) + i_c c + i_1 ln C_j + i_2 ln C_k
        + i_M1 GP_j + i_M2 GP_k + i_q1 q_j + i_q2 q_k + i_x |x_j-x_k| + i_A A + i_R R
        + i_z ln(1+z_jk) + i_f f_jk - i_pun Pun_j - i_hb E[H_j]                           (3.11)

Directed: the row uses force on the column. Relevant dyads are those within 400 miles or with a
great power; the others share a shift, ``i_far``. Frailty and a decaying conflict stock take the
place of peace-years, with which a free run drifts. Years differ by a shock that all dyads share,
N(0, s_year), which is off by default.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.mechanisms.relevance import relevant
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import column, gap, row
from counterpoise.world.weight import political_weight
from counterpoise.world.world import World


class Party(NamedTuple):
    """One side of a dyad."""

    log_capability: Float[Array, "..."]
    great_power: Float[Array, "..."]
    democracy: Float[Array, "..."]


class Circumstances(NamedTuple):
    """What bears on whether one state uses force on another.

    The arrays broadcast: every dyad of a world in a simulation, a list of dyads in a likelihood.
    """

    initiator: Party
    punishment: Float[Array, "..."]  # that the initiator faces
    opposed: Float[Array, "..."]  # weight of those expected to balance hard against it
    target: Party
    log_distance: Float[Array, "..."]  # ln(d + 50)
    contiguity: Float[Array, "..."]
    disagreement: Float[Array, "..."]  # |x_j - x_k|
    defence_pact: Float[Array, "..."]
    rivalry: Float[Array, "..."]
    conflict_stock: Float[Array, "..."]
    frailty: Float[Array, "..."]
    relevant: Bool[Array, "..."]


class ForceInitiation(Mechanism):
    """Start of militarised disputes, dyad by dyad."""

    block = "initiation"
    phase = Phase.INITIATION
    reads = (
        "code",
        "present",
        "capability",
        "democracy",
        "ideal_point",
        "great_power",
        "distance",
        "contiguity",
        "defence_pact",
        "rivalry",
        "conflict_stock",
        "frailty",
        "punishment",
        "p_internal",
        "p_external",
    )
    writes = ("dispute",)
    cites = ("oneal1999", "crescenzi2007", "johnson2011", "mid5")

    i0: Scalar = parameter(
        -0.75,
        Normal(-0.75, 0.47),
        "log-odds a year",
        Source.FITTED,
        "Base rate",
        "mid5",
        estimation=Normal(0.0, 10.0),
    )
    i_d: Scalar = parameter(
        -0.25, Normal(-0.25, 0.07), "log-odds per ln km", Source.FITTED, "Distance", "mid5"
    )
    i_c: Scalar = parameter(
        0.38, Normal(0.38, 0.18), "log-odds", Source.FITTED, "Contiguity", "mid5"
    )
    i_1: Scalar = parameter(
        0.16,
        Normal(0.16, 0.04),
        "log-odds per ln share",
        Source.FITTED,
        "Capability of the initiator",
        "mid5",
    )
    i_2: Scalar = parameter(
        0.0,
        Normal(0.0, 0.03),
        "log-odds per ln share",
        Source.FITTED,
        "Capability of the target",
        "mid5",
    )
    i_M1: Scalar = parameter(
        -0.58, Normal(-0.58, 0.22), "log-odds", Source.FITTED, "Initiator a great power", "mid5"
    )
    i_M2: Scalar = parameter(
        0.10, Normal(0.10, 0.18), "log-odds", Source.FITTED, "Target a great power", "mid5"
    )
    i_q1: Scalar = parameter(
        -0.98,
        Normal(-0.98, 0.18),
        "log-odds per unit of polyarchy",
        Source.FITTED,
        "Democracy of the initiator",
        "mid5",
    )
    i_q2: Scalar = parameter(
        -0.18,
        Normal(-0.18, 0.17),
        "log-odds per unit of polyarchy",
        Source.FITTED,
        "Democracy of the target",
        "mid5",
    )
    i_x: Scalar = parameter(
        0.23,
        Normal(0.23, 0.05),
        "log-odds per unit of ideal point",
        Source.FITTED,
        "Disagreement",
        "mid5",
    )
    i_A: Scalar = parameter(
        0.20, Normal(0.20, 0.12), "log-odds", Source.FITTED, "Defence pact", "mid5"
    )
    i_R: Scalar = parameter(0.48, Normal(0.48, 0.12), "log-odds", Source.FITTED, "Rivalry", "mid5")
    i_z: Scalar = parameter(
        1.53, Normal(1.53, 0.16), "log-odds per ln unit", Source.FITTED, "Recent force", "mid5"
    )
    i_f: Scalar = parameter(
        0.51, Normal(0.51, 0.06), "log-odds per ln rate", Source.FITTED, "Frailty", "mid5"
    )
    i_pun: Scalar = parameter(
        3.0,
        Normal(3.0, 4.0),
        "log-odds per unit of punishment",
        Source.FOCAL,
        "How far expected collective punishment deters",
        "johnson2011",
        estimation=Normal(0.0, 4.0),
    )
    i_hb: Scalar = parameter(
        0.0,
        Normal(0.0, 2.0),
        "log-odds per unit of weight",
        Source.WEAK,
        "How far expected hard balancing deters",
    )
    i_far: Scalar = parameter(
        -2.5,
        Normal(-2.5, 0.5),
        "log-odds",
        Source.ASSUMED,
        "Shift of dyads that are neither within 400 miles nor with a great power",
    )

    s_year: Scalar = parameter(
        0.0,
        Off(low=0.0),
        "log-odds",
        Source.CALIBRATE,
        "How far years of crisis differ from quiet ones, for all dyads alike",
    )

    def circumstances(self, world: World, land: Land) -> Circumstances:
        """What bears on the use of force in every dyad of a world."""
        great = world.great_power
        log_capability = jnp.log(jnp.maximum(world.capability, 1e-9))
        weight = political_weight(world.capability, world.present)
        opposed = weight @ (world.p_internal + world.p_external)
        return Circumstances(
            initiator=Party(row(log_capability), row(great), row(world.democracy)),
            punishment=row(world.punishment),
            opposed=row(opposed),
            target=Party(column(log_capability), column(great), column(world.democracy)),
            log_distance=land.log_distance,
            contiguity=world.contiguity,
            disagreement=gap(world.ideal_point),
            defence_pact=world.defence_pact,
            rivalry=world.rivalry,
            conflict_stock=world.conflict_stock,
            frailty=world.frailty,
            relevant=relevant(world.distance, great),
        )

    def log_odds(self, of: Circumstances) -> Float[Array, "*shape"]:
        """Log-odds that the initiator uses force on the target this year (3.11)."""
        initiator = (
            self.i0
            + self.i_1 * of.initiator.log_capability
            + self.i_M1 * of.initiator.great_power
            + self.i_q1 * of.initiator.democracy
            - self.i_pun * of.punishment
            - self.i_hb * of.opposed
        )
        victim = (
            self.i_2 * of.target.log_capability
            + self.i_M2 * of.target.great_power
            + self.i_q2 * of.target.democracy
        )
        return (
            initiator
            + victim
            + self.i_d * of.log_distance
            + self.i_c * of.contiguity
            + self.i_x * of.disagreement
            + self.i_A * of.defence_pact
            + self.i_R * of.rivalry
            + self.i_z * jnp.log(1.0 + of.conflict_stock)
            + self.i_f * of.frailty
            + jnp.where(of.relevant, 0.0, self.i_far)
        )

    def logit(self, world: World, land: Land) -> Float[Array, "actor target"]:
        """Log-odds that the row uses force on the column this year."""
        return self.log_odds(self.circumstances(world, land))

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's new disputes."""
        draw = chance.uniform(world.code[:, None], world.code[None, :])
        crisis = self.s_year * chance.stream("year").normal(jnp.zeros((), jnp.int32))
        # Half the variance is taken off, so that the mean rate stays that of the log-odds.
        logit = self.logit(world, land) + crisis - 0.5 * self.s_year**2
        starts = land.pairs & (draw < jax.nn.sigmoid(logit))
        return {"dispute": starts.astype(world.distance.dtype)}
