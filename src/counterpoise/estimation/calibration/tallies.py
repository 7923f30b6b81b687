"""What is counted in a year of the model for its moments; ``on_record.py`` counts the same of data.

Counts run over the states with which the window opens, because the model foresees neither births
nor ends of states. A *venture* is a war-size act of a great power against a state that is none. A
*breach* is a year in which a state used force without authority; each other member of the first
order may punish its author, and whether it does is drawn, so that a simulated count errs as an
observed one does. A *bloc* is a year in which some state gains ``BLOC`` defence pacts or more.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from counterpoise.world.chance import Chance
from counterpoise.world.world import World

DEPENDENT = 0.05  # share of a state's trade that is with the author of a breach
BLOC = 3

TALLIES = (
    "power_disputes",
    "power_wars",
    "ventures_alone",
    "ventures_authorised",
    "judged",
    "punished",
    "judged_dependent",
    "punished_dependent",
    "judged_allied",
    "punished_allied",
    "judged_rival",
    "punished_rival",
    "members",
    "rival_members",
    "new_pacts",
    "blocs",
)

Dyads = Float[Array, "actor target"]


def tally(before: World, after: World, chance: Chance) -> dict[str, Float[Array, ""]]:
    """The counts of one simulated year.

    Args:
        before: The world as the year opened.
        after: The world as it closed, with the year's flows.
        chance: Of the draws that decide who punishes.
    """
    great = after.great_power * after.present
    author, target = jnp.maximum(after.act_actor, 0), jnp.maximum(after.act_target, 0)
    known = (after.act_actor >= 0).astype(great.dtype)

    def dyads(marked: Float[Array, " act"]) -> Dyads:
        return jnp.zeros_like(after.distance).at[author, target].max(known * marked)

    def undirected(marked: Float[Array, " act"]) -> Float[Array, ""]:
        found = dyads(marked)
        return jnp.sum(jnp.maximum(found, found.T)) / 2

    powers = great[author] * great[target]
    venture = great[author] * (1.0 - great[target]) * after.act_war
    lawful = after.act_authorised
    breach = jnp.max(dyads(1.0 - lawful), axis=1)
    member = before.membership[:, 0] * before.order_active[0] * before.present
    judges = member[:, None] * breach[None, :] * (1.0 - jnp.eye(len(breach)))
    lot = chance.stream("calibration").pair(after.code)
    return {
        "power_disputes": undirected(powers),
        "power_wars": undirected(powers * after.act_war),
        "ventures_alone": jnp.sum(dyads(venture * (1.0 - lawful))),
        "ventures_authorised": jnp.sum(dyads(venture * lawful)),
        **punishing(
            judges,
            (lot < after.punished).astype(great.dtype),
            before.trade_share > DEPENDENT,
            before.defence_pact > 0,
            before.rivalry > 0,
        ),
        "members": jnp.sum(after.membership[:, 0] * after.order_active[0] * after.present),
        "rival_members": _rival_members(after),
        **pacts(before.defence_pact > 0, after.defence_pact > 0),
    }


def punishing(
    judges: Dyads,
    punishes: Dyads,
    dependent: Bool[Array, "actor target"],
    allied: Bool[Array, "actor target"],
    rival: Bool[Array, "actor target"],
) -> dict[str, Float[Array, ""]]:
    """Members who may punish an author, and who do; also of those it trades or is tied with."""
    found = {}
    every = jnp.ones_like(dependent)
    for name, which in (("", every), ("_dependent", dependent), ("_allied", allied),
                        ("_rival", rival)):  # fmt: skip
        found[f"judged{name}"] = jnp.sum(judges * which)
        found[f"punished{name}"] = jnp.sum(judges * punishes * which)
    return found


def pacts(
    before: Bool[Array, "actor target"], after: Bool[Array, "actor target"]
) -> dict[str, Float[Array, ""]]:
    """Dyads that concluded a defence pact, and whether some state concluded several at once."""
    new = after & ~before
    gained = jnp.max(jnp.sum(new, axis=1))
    return {"new_pacts": jnp.sum(new) / 2.0, "blocs": (gained >= BLOC) * 1.0}


def _rival_members(world: World) -> Float[Array, ""]:
    """Of the second order, which excludes the first; zero where there is none."""
    if world.membership.shape[1] < 2:
        return jnp.zeros(())
    return jnp.sum(world.membership[:, 1] * world.order_active[1] * world.present)
