"""P11. In a concert of satisfied great powers, their disputes are less likely to become wars.

The claim is about escalation and not about how often powers quarrel. Inside the model the odds that
a dispute between two great powers becomes a war are known in every year:

    p = (1 - P(congress called) P(it settles)) sigma(w0 + w_R R + ... - w_K K)

and are averaged over dyads of great powers and over years. The model can lose: w_K and the slopes
of congresses on consensus may be negative, and consensus may wear away. That a congress which meets
may settle a dispute, and can never inflame one, is assumed; what is at stake is how much.
"""

from dataclasses import dataclass
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
from scipy.special import digamma, polygamma

from counterpoise.mechanisms.conflict.escalation import Dispute, Escalation
from counterpoise.mechanisms.order.benefits import (
    benefits,
    great_powers,
    satisfaction_with,
    share_of_powers,
    spread_of_powers,
)
from counterpoise.mechanisms.order.congress import Congress
from counterpoise.models.change import replaced
from counterpoise.models.concert_of_europe import concert_of_europe
from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses, Recorded
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import Observation
from counterpoise.propositions.observed_concert import JEFFREYS, wars_per_dispute
from counterpoise.propositions.power import Power
from counterpoise.propositions.proposition import Proposition, Refutation, Statistic, Work
from counterpoise.world.observed import observed_world
from counterpoise.world.snapshot import load as load_world
from counterpoise.world.world import World

FIRST = 1816
YEARS = 38
SLOW, FAST = 0.02, 0.10  # yearly volatility of the great powers' capabilities
NO_CONCERT = {"concert.K0": 0.0, "concert.w_K": 0.0}


@cache
def congress_of_vienna() -> World:
    """The five powers, and the other states, of 1816."""
    return observed_world(load_world(FIRST))


@dataclass(frozen=True)
class OfPowers:
    """Records what great powers do to one another."""

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's figures, scalars."""
        great = great_powers(before)
        dyads = great[:, None] * great[None, :] * (1.0 - jnp.eye(before.actors))
        author, target = jnp.maximum(after.act_actor, 0), jnp.maximum(after.act_target, 0)
        war = (after.act_actor >= 0) * after.act_war
        fought = jnp.zeros_like(dyads).at[author, target].max(war)
        quarrels = jnp.maximum(after.dispute, after.dispute.T)
        return {
            "wars": jnp.sum(war),
            "disputes": jnp.sum(after.dispute),
            "pacts": jnp.sum(after.defence_pact) / 2,
            "power_disputes": jnp.sum(dyads * quarrels) / 2,
            "power_wars": jnp.sum(dyads * jnp.maximum(fought, fought.T)) / 2,
            "escalation": jnp.sum(dyads * escalation(model, before, after)) / jnp.sum(dyads),
            "consensus": before.consensus,
        }


def escalation(model: Model, before: World, after: World) -> jax.Array:
    """Probability that a dispute of each dyad of great powers would have become a war."""
    congress, escalates = model.mechanism("congress"), model.mechanism("escalation")
    assert isinstance(congress, Congress)
    assert isinstance(escalates, Escalation)
    great = great_powers(before)
    capability = share_of_powers(after.capability, great)
    unhappy = jnp.max(
        -satisfaction_with(benefits(before.benefit_share, after.capability, great), capability)
    )
    settled = congress.call_probability(before.consensus) * congress.settlement_probability(
        before.consensus, spread_of_powers(before), unhappy
    )
    mutual = 0.5 * (after.salience + after.salience.T)
    nuclear = before.nuclear[:, None] * before.nuclear[None, :]
    alone = escalates.log_odds(Dispute(before.rivalry, mutual, nuclear))
    return (1.0 - settled) * jax.nn.sigmoid(alone - congress.w_K * before.consensus)


def courses() -> dict[str, Course]:
    """Without a concert, and with one while power drifts as drawn, slowly, or fast."""
    world = congress_of_vienna()
    none = replaced(world, {"consensus": jnp.zeros_like(world.consensus)})
    return {
        "off": Course("No concert", none, NO_CONCERT),
        "on": Course("Concert", world),
        "slow": Course("Concert, power drifts slowly", world, {"growth.sd_large": SLOW}),
        "fast": Course("Concert, power drifts fast", world, {"growth.sd_large": FAST}),
    }


def odds(probability: Numbers) -> Numbers:
    """p / (1 - p)."""
    return np.asarray(probability / (1.0 - probability))


def measure(records: Recorded, parameters: object) -> dict[str, Numbers]:
    """Odds ratios of escalation, and what comes of them."""

    def mean(arm: str, name: str) -> Numbers:
        return np.asarray(records[arm][name], float).mean(axis=1)

    def total(arm: str, name: str) -> Numbers:
        return np.asarray(records[arm][name], float).sum(axis=1)

    base = odds(mean("off", "escalation"))
    found = {
        "odds_ratio": odds(mean("on", "escalation")) / base,
        "odds_ratio_slow": odds(mean("slow", "escalation")) / base,
        "odds_ratio_fast": odds(mean("fast", "escalation")) / base,
        "consensus_slow": np.asarray(records["slow"]["consensus"], float)[:, -1],
        "consensus_fast": np.asarray(records["fast"]["consensus"], float)[:, -1],
    }
    for arm in ("off", "on"):
        found[f"peace_{arm}"] = 100.0 * (total(arm, "power_wars") == 0)
        found[f"disputes_{arm}"] = total(arm, "power_disputes")
    return found


def fixed(records: Recorded, parameters: object) -> dict[str, float]:
    """Wars in a hundred disputes between great powers, counted over all histories."""
    return {
        f"wars_per_hundred_disputes_{arm}": 100.0
        * float(records[arm]["power_wars"].sum() / max(records[arm]["power_disputes"].sum(), 1.0))
        for arm in ("off", "on")
    }


def refuted(draws: Draws) -> bool:
    """The interval of the odds ratio includes one, or lies above it."""
    return not draws.estimate("odds_ratio").high < 1.0


EXPERIMENT = PairedCourses(
    treatment="The five powers of 1816 in concert, while their capabilities drift as drawn, slowly "
    f"({SLOW:.0%} a year), or fast ({FAST:.0%}).",
    control="The same draws and the same chance without a concert: no consensus, no restraint.",
    outcome="Odds that a dispute between two great powers becomes a war; histories of 38 years "
    "without such a war.",
    model=concert_of_europe,
    courses=courses,
    observer=OfPowers(),
    first_year=FIRST,
    years=YEARS,
    measure=measure,
    screened=True,
    fixed=fixed,
)


def histories(laboratory: Laboratory) -> list[np.ndarray]:
    """Disputes and wars of great powers in pairs of histories: with a concert, and without one."""
    count = laboratory.histories
    _, arms = EXPERIMENT.ready
    # Two different stretches of time: the two histories share no chance.
    concert = EXPERIMENT.at_prior_means(arms["on"], laboratory)
    later = EXPERIMENT.at_prior_means(arms["off"], laboratory, first=count)
    return [
        np.array(
            [
                [found[name][each].sum() for name in ("power_disputes", "power_wars")]
                for found in (concert, later)
            ]
        )
        for each in range(count)
    ]


def examine(counts: np.ndarray) -> tuple[float, float]:
    """Difference in the log-odds of escalation, by Jeffreys posteriors of the two windows."""
    wars = counts[:, 1] + JEFFREYS
    peace = np.maximum(counts[:, 0] - counts[:, 1], 0.0) + JEFFREYS
    log_odds = digamma(wars) - digamma(peace)
    variance = polygamma(1, wars) + polygamma(1, peace)
    return float(log_odds[0] - log_odds[1]), float(np.sqrt(variance.sum()))


PROPOSITION = Proposition(
    id="P11",
    title="The Concert",
    era=FIRST,
    claim="In a concert of great powers that agree on a settlement and hold what their weight is "
    "worth, a dispute between two of them is less likely to become a war.",
    essay="e",
    supports=(
        Work("slantchev2005", "the settlement enforced itself; preferences need not have changed"),
        Work("schroeder1994transformation", "the rules of European politics were transformed"),
        Work("kissinger2014", "balance and legitimacy together kept the peace"),
        Work("mitzen2013", "powers in concert governed together"),
    ),
    opposes=(
        Work("kagan1997", "the concert is a myth"),
        Work("rendall2006", "restraint had other reasons, and was uneven"),
    ),
    focal=(
        "concert.K0",
        "concert.w_K",
        "concert.c0",
        "concert.c1",
        "concert.c2",
        "concert.c3",
        "concert.c4",
        "concert.c5",
    ),
    mechanisms=("concert", "congress", "joint_opposition", "escalation"),
    off=NO_CONCERT,
    experiment=EXPERIMENT,
    statistic=Statistic(
        "odds_ratio",
        "Odds of escalation, in concert over without",
        "odds ratio",
        decimals=2,
        null=1.0,
        side=-1,
    ),
    figures={
        "odds_ratio": "Odds that a dispute of powers escalates, in concert over without",
        "odds_ratio_slow": "The same, power drifting slowly",
        "odds_ratio_fast": "The same, power drifting fast",
        "consensus_slow": "Consensus at the end, power drifting slowly, 0 to 1",
        "consensus_fast": "Consensus at the end, power drifting fast, 0 to 1",
        "peace_off": "Histories without a war of great powers, no concert, per cent",
        "disputes_off": "Disputes of great powers in 38 years, no concert",
        "peace_on": "Histories without a war of great powers, in concert, per cent",
        "disputes_on": "Disputes of great powers in 38 years, in concert",
        "wars_per_hundred_disputes_off": "Wars per hundred disputes of great powers, no concert",
        "wars_per_hundred_disputes_on": "Wars per hundred disputes of great powers, in concert",
    },
    refutation=Refutation(
        "The 90% interval of the odds ratio of escalation, with a concert over without, includes 1 "
        "or lies above it.",
        refuted,
    ),
    power=Power(
        "Log-odds that a dispute of great powers becomes a war, 38 years with a concert less 38 "
        "without, by Jeffreys posteriors.",
        years=YEARS,
        side=-1,
        null=0.0,
        examine=examine,
        simulate=histories,
    ),
    observation=Observation(
        sample="Great powers of the list, 1816-52, 1853-1913 and, mandatory, 1872-1913.",
        estimand="Wars with great powers on both sides per dispute between two great powers.",
        specification="Jeffreys posteriors of each window's rate and of their ratios; rates of "
        "disputes per 100 dyad-years beside them.",
        clustering="None: windows are compared, and there is one of each.",
        placebos="1872-1913: long peace among the powers without a concert.",
        side=-1,
        null=1.0,
        test=wars_per_dispute,
    ),
    caveats=(
        "A congress can settle a dispute and cannot inflame one: that the concert helps at all is "
        "nearly assumed, and only the posterior could say how much.",
        "Years without war between great powers were as many after 1871 as after 1815, without a "
        "concert; exhaustion, luck and the balance of power explain both.",
        "K stands for consensus, and no series measures it: every parameter here is calibrated.",
    ),
    change_our_mind="Escalation of great-power disputes no rarer in 1816-52 than in 1872-1913, or "
    "a coded series of congresses in which those that met ended no better than those that did not.",
)
