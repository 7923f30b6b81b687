"""Two states form a defence pact when both gain, and leave it when they drift apart.

    logit P(form_ik) = al0 + al_d ln(d+50) + al_c c - al_x |x_i-x_k| - al_q |q_i-q_k|
                     + al_ct [ln(1 + sum_j St_ij St_kj) + 1(shared rival)]
                     + al_ca ln(1 + common allies) + al_GP 1[either is a great power]
                     + al_HE 1[both chose HE against some j] - al_R R_ik                    (3.12)
    dissolution logit: off0 + off_x (|x_i-x_k| - 1) + off_R R_ik

Pacts come and go in waves: in each year the odds of all formations share a multiplier of mean one,
and those of all dissolutions another (``uneven_years``), with standard deviations ``al_year`` and
``off_year``. Both are off unless an estimate says how uneven years are. Counts of alliances a year
are then negative binomial (King 1989); those of the five powers of 1814-1914 were found Poisson
(McGowan and Rood 1975), which is ``al_year = 0``.

Undirected: both directions of a dyad share one draw. A pact is formed where its draw lies below its
probability, and few draws lie below even a generous bound of it; only for those is what the two
states have in common worked out, which alone compares every two states with regard to every third.

Pacts of whole blocs are events of their own
(``multilateral_pacts``): no dyadic process reaches them.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int, UInt32

from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal, Off
from counterpoise.mechanisms.uneven_years import surge
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import (
    any_shared,
    column,
    gap,
    listed_bits,
    mutual_ties,
    row,
    row_sums,
    shared_ties,
    ties,
)
from counterpoise.world.world import World

MOST_CANDIDATES = 512  # pacts that the quick way of working out a year has places for
ROUNDING = 1e-3  # log-odds; far more than single precision can lose in a sum of them


class Affinity(NamedTuple):
    """What bears on whether two states form a pact; symmetric in the two."""

    log_distance: Float[Array, "..."]  # ln(d + 50)
    contiguity: Float[Array, "..."]
    disagreement: Float[Array, "..."]  # |x_i - x_k|
    regime_gap: Float[Array, "..."]  # |q_i - q_k|
    shared_salience: Float[Array, "..."]  # sum_j St_ij St_kj
    shared_rival: Bool[Array, "..."]
    common_allies: Float[Array, "..."]  # how many
    great_power: Float[Array, "..."]  # 1 where either is one
    both_seek: Bool[Array, "..."]  # both chose alliance against the same state
    rivalry: Float[Array, "..."]


class Alliances(Mechanism):
    """Formation and end of bilateral defence pacts."""

    block = "alliance"
    phase = Phase.ALLIANCES
    reads = (
        "code",
        "present",
        "ideal_point",
        "democracy",
        "great_power",
        "distance",
        "contiguity",
        "salience",
        "rivalry",
        "defence_pact",
        "chose_external",
    )
    writes = ("defence_pact",)
    cites = ("warren2010", "li2017", "gibler2009", "king1989", "mcgowan1975", "marsaglia2000")

    al0: Scalar = parameter(
        -0.6,
        Normal(-0.6, 0.5),
        "log-odds a year",
        Source.FITTED,
        "Base rate of formation",
        estimation=Normal(0.0, 10.0),
    )
    al_d: Scalar = parameter(
        -0.88, Normal(-0.88, 0.05), "log-odds per ln km", Source.FITTED, "Formation on distance"
    )
    al_c: Scalar = parameter(
        -1.6, Normal(-1.6, 0.2), "log-odds", Source.FITTED, "Formation on contiguity"
    )
    al_x: Scalar = parameter(
        1.2,
        Normal(1.2, 0.15),
        "log-odds per unit of ideal point",
        Source.FITTED,
        "How far disagreement hinders formation",
    )
    al_q: Scalar = parameter(
        1.2,
        Normal(1.2, 0.2),
        "log-odds per unit of polyarchy",
        Source.FITTED,
        "How far a gap in democracy hinders formation",
    )
    al_ct: Scalar = parameter(
        0.6,
        Normal(0.6, 0.25),
        "log-odds per ln unit",
        Source.FITTED,
        "Formation on common threat",
        "warren2010",
    )
    al_ca: Scalar = parameter(
        0.2, Normal(0.2, 0.1), "log-odds per ln unit", Source.FITTED, "Formation on common allies"
    )
    al_GP: Scalar = parameter(
        1.0, Normal(1.0, 0.2), "log-odds", Source.FITTED, "Formation where one is a great power"
    )
    al_HE: Scalar = parameter(
        2.0,
        Normal(2.0, 1.0),
        "log-odds",
        Source.CALIBRATE,
        "Formation where both seek allies against the same state",
    )
    al_R: Scalar = parameter(
        1.5, Normal(1.5, 0.5), "log-odds", Source.FITTED, "How far rivalry hinders formation"
    )
    off0: Scalar = parameter(
        -5.7,
        Normal(-5.7, 0.5),
        "log-odds a year",
        Source.FITTED,
        "Base rate of dissolution",
        estimation=Normal(0.0, 10.0),
    )
    off_x: Scalar = parameter(
        0.6,
        Normal(0.6, 0.3),
        "log-odds per unit of ideal point",
        Source.FITTED,
        "Dissolution on disagreement",
    )
    off_R: Scalar = parameter(
        1.0, Normal(1.0, 0.4), "log-odds", Source.FITTED, "Dissolution on rivalry"
    )
    al_year: Scalar = parameter(
        0.0,
        Off(low=0.0),
        "standard deviation of a multiplier of odds",
        Source.CALIBRATE,
        "How far years of many pacts differ from years of few, for all dyads alike",
        "king1989",
        estimation=Normal(0.0, 2.5, low=0.0),
    )
    off_year: Scalar = parameter(
        0.0,
        Off(low=0.0),
        "standard deviation of a multiplier of odds",
        Source.CALIBRATE,
        "How far years in which many pacts end differ from others, for all pacts alike",
        "king1989",
        estimation=Normal(0.0, 2.5, low=0.0),
    )

    def affinity(self, world: World, land: Land) -> Affinity:
        """What every two states have in common, and what divides them."""
        return Affinity(
            log_distance=land.log_distance,
            contiguity=world.contiguity,
            disagreement=gap(world.ideal_point),
            regime_gap=gap(world.democracy),
            shared_salience=world.salience @ world.salience.T,
            shared_rival=any_shared(mutual_ties(world.rivalry)),
            common_allies=shared_ties(mutual_ties(world.defence_pact)),
            great_power=jnp.maximum(row(world.great_power), column(world.great_power)),
            both_seek=any_shared(ties(world.chose_external)),
            rivalry=world.rivalry,
        )

    def affinity_of(
        self, world: World, land: Land, one: Int[Array, " dyad"], other: Int[Array, " dyad"]
    ) -> Affinity:
        """The same for a list of dyads."""

        def apart(values: Float[Array, " actor"]) -> Float[Array, " dyad"]:
            return jnp.abs(values[one] - values[other])

        def common(bits: UInt32[Array, "word actor"]) -> Int[Array, " dyad"]:
            shared = jnp.bitwise_count(bits[:, one] & bits[:, other])
            return jnp.sum(shared, axis=0, dtype=jnp.int32)

        return Affinity(
            log_distance=land.log_distance[one, other],
            contiguity=world.contiguity[one, other],
            disagreement=apart(world.ideal_point),
            regime_gap=apart(world.democracy),
            shared_salience=row_sums(world.salience[one] * world.salience[other]),
            shared_rival=common(mutual_ties(world.rivalry)) > 0,
            common_allies=common(mutual_ties(world.defence_pact)).astype(world.salience.dtype),
            great_power=jnp.maximum(world.great_power[one], world.great_power[other]),
            both_seek=common(ties(world.chose_external)) > 0,
            rivalry=world.rivalry[one, other],
        )

    def most_formation_logit(self, world: World, land: Land) -> Float[Array, "actor target"]:
        """At least the log-odds of formation, without comparing whom the two states face.

        In a year without a shock; a shock moves the bound as it moves the log-odds.

        What two states have in common is at most what each of them has:

            sum_j St_ij St_kj <= |St_i| |St_k|,   and ln(1 + ab) <= ln(1 + a) + ln(1 + b)
            common allies <= the allies of either; a shared rival needs a rival on both sides

        where |.| is the Euclidean norm of a row. Terms with a negative weight are at most zero.
        """
        alarm = jnp.log1p(jnp.sqrt(row_sums(world.salience**2)))
        allies = jnp.log1p(row_sums(world.defence_pact))
        rivals = jnp.minimum(row_sums(world.rivalry), 1.0)
        seeks = jnp.minimum(row_sums(world.chose_external), 1.0)
        shared_threat = row(alarm) + column(alarm) + row(rivals) * column(rivals)
        apart = self.al_x * gap(world.ideal_point) + self.al_q * gap(world.democracy)
        return (
            self.al0
            + self.al_d * land.log_distance
            + self.al_c * world.contiguity
            - apart
            + jnp.maximum(self.al_ct, 0.0) * shared_threat
            + jnp.maximum(self.al_ca, 0.0) * jnp.minimum(row(allies), column(allies))
            + self.al_GP * jnp.maximum(row(world.great_power), column(world.great_power))
            + jnp.maximum(self.al_HE, 0.0) * row(seeks) * column(seeks)
            - self.al_R * world.rivalry
            + ROUNDING
        )

    def formation_log_odds(self, of: Affinity) -> Float[Array, "*shape"]:
        """Log-odds that two states without a pact form one this year (3.12)."""
        common_threat = jnp.log(1.0 + of.shared_salience)
        return (
            self.al0
            + self.al_d * of.log_distance
            + self.al_c * of.contiguity
            - self.al_x * of.disagreement
            - self.al_q * of.regime_gap
            + self.al_ct * (common_threat + of.shared_rival)
            + self.al_ca * jnp.log(1.0 + of.common_allies)
            + self.al_GP * of.great_power
            + self.al_HE * of.both_seek
            - self.al_R * of.rivalry
        )

    def dissolution_log_odds(
        self, disagreement: Float[Array, "*#shape"], rivalry: Float[Array, "*#shape"]
    ) -> Float[Array, "*#shape"]:
        """Log-odds that two allies part this year."""
        return self.off0 + self.off_x * (disagreement - 1.0) + self.off_R * rivalry

    def formation_logit(self, world: World, land: Land) -> Float[Array, "actor target"]:
        """Log-odds of a pact for every two states that have none."""
        return self.formation_log_odds(self.affinity(world, land))

    def dissolution_logit(self, world: World) -> Float[Array, "actor target"]:
        """Log-odds of the end of a pact for every two states that have one."""
        return self.dissolution_log_odds(gap(world.ideal_point), world.rivalry)

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """+1 where a pact is formed, -1 where one ends."""
        allied = world.defence_pact > 0
        draw = chance.pair(world.code)
        wave = surge(self.al_year, chance.stream("year"))
        rupture = surge(self.off_year, chance.stream("year_of_ends"))
        logit = jnp.where(
            allied,
            self.dissolution_logit(world) + rupture,
            self.most_formation_logit(world, land) + wave,
        )
        may = land.pairs & (draw < jax.nn.sigmoid(logit))
        slot = jnp.arange(world.actors)
        candidates = may & ~allied & (slot[:, None] < slot[None, :])
        second, first, count = listed_bits(mutual_ties(candidates), MOST_CANDIDATES)

        def among_candidates() -> Bool[Array, "actor target"]:
            one, other = jnp.maximum(first, 0), jnp.maximum(second, 0)
            logit = self.formation_log_odds(self.affinity_of(world, land, one, other)) + wave
            forms = (first >= 0) & (draw[one, other] < jax.nn.sigmoid(logit))
            nowhere = jnp.zeros_like(allied)
            return nowhere.at[one, other].max(forms).at[other, one].max(forms)

        def everywhere() -> Bool[Array, "actor target"]:
            logit = self.formation_logit(world, land) + wave
            return may & ~allied & (draw < jax.nn.sigmoid(logit))

        formed = jax.lax.cond(count <= MOST_CANDIDATES, among_candidates, everywhere)
        happens = formed | (may & allied)
        return {"defence_pact": happens * (1.0 - 2.0 * world.defence_pact)}
