"""Allies come in, or do not; the stronger coalition tends to win; both sides pay.

An ally of either side keeps its word with probability ``fulfil``. Side strength is the power that
its members bring to the battlefield (the target's territory); the attacker prevails with
probability Rf(attackers, defenders), and each participant loses in proportion to how its side was
outmatched: the loser its whole share, the winner half as much.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from counterpoise.mechanisms.geography import Land, contest
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Beta, Fixed
from counterpoise.world.act_list import over_acts
from counterpoise.world.chance import Chance
from counterpoise.world.world import World


class War(Mechanism):
    """Third-party intervention, outcome and cost of the year's wars."""

    block = "war"
    phase = Phase.WAR
    reads = (
        "code",
        "present",
        "capability",
        "distance",
        "defence_pact",
        "act_actor",
        "act_target",
        "act_war",
    )
    writes = ("war_loss", "act_won")
    cites = ("leeds2000", "berkemeier2018")

    fulfil: Scalar = parameter(
        0.41,
        Beta.around(0.41, 0.06),
        "probability",
        Source.LITERATURE,
        "That a party to a defence pact joins its ally's war; 0.22 for any pact after 1945",
        "berkemeier2018",
    )
    winners_share: Scalar = parameter(
        0.5,
        Fixed(0.5, low=0.0, high=1.0),
        "share",
        Source.ASSUMED,
        "What victory costs relative to defeat by the same margin",
    )

    def sides(
        self, world: World, chance: Chance, acts: Int[Array, " chunk"]
    ) -> tuple[Float[Array, "chunk actor"], Float[Array, "chunk actor"]]:
        """1 where an actor fights on the attacker's, or on the defender's side of each war."""
        attacker = jnp.maximum(world.act_actor[acts], 0)
        defender = jnp.maximum(world.act_target[acts], 0)
        war = world.act_war[acts][:, None]
        war_name = world.code[attacker] * 1000 + world.code[defender]
        comes = chance.stream("join").uniform(war_name[:, None], world.code[None, :])
        comes = (comes < self.fulfil).astype(war.dtype) * world.present[None, :]
        slot = jnp.arange(world.actors)[None, :]
        is_attacker = (slot == attacker[:, None]).astype(war.dtype)
        is_defender = (slot == defender[:, None]).astype(war.dtype)
        other = (1.0 - is_attacker) * (1.0 - is_defender)
        with_defender = comes * world.defence_pact[defender] * other
        # An ally of both stays with the one attacked.
        with_attacker = comes * world.defence_pact[attacker] * other * (1.0 - with_defender)
        return war * (is_attacker + with_attacker), war * (is_defender + with_defender)

    def losses(
        self, world: World, land: Land, chance: Chance, acts: Int[Array, " chunk"]
    ) -> tuple[Float[Array, "chunk actor"], Float[Array, " chunk"]]:
        """What each war costs each actor, and 1 where the attackers win it."""
        attacker = jnp.maximum(world.act_actor[acts], 0)
        defender = jnp.maximum(world.act_target[acts], 0)
        attacking, defending = self.sides(world, chance, acts)
        slot = jnp.arange(world.actors)[None, :]
        at_home = (slot == defender[:, None]).astype(attacking.dtype)
        brought = world.capability[None, :] * jnp.maximum(land.proximity[defender], at_home)
        strength = land.strength(jnp.sum(attacking * brought, axis=1))
        opposing = land.strength(jnp.sum(defending * brought, axis=1))
        prevails = contest(strength, opposing)
        draw = chance.stream("outcome").uniform(world.code[attacker], world.code[defender])
        victory = (draw < prevails).astype(attacking.dtype)
        cost = victory * self.winners_share + (1.0 - victory)
        other_cost = (1.0 - victory) * self.winners_share + victory
        losses = (
            attacking * ((1.0 - prevails) * cost)[:, None]
            + defending * (prevails * other_cost)[:, None]
        )
        return losses, victory

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """Each state's loss from the year's wars, at most one, and who won them."""
        wars = (world.act_war > 0) & (world.act_actor >= 0)

        def fought(
            so_far: tuple[Array, Array], acts: Int[Array, " chunk"], held: Bool[Array, " chunk"]
        ) -> tuple[Array, Array]:
            """Losses of all actors, and which wars the attackers won."""
            lost, won = so_far
            losses, victory = self.losses(world, land, chance, acts)
            lost = lost + jnp.sum(jnp.where(held[:, None], losses, 0.0), axis=0)
            return lost, won.at[acts].max(jnp.where(held, victory, 0.0))

        nothing = jnp.zeros_like(world.war_loss), jnp.zeros_like(world.act_won)
        lost, won = over_acts(wars, nothing, fought)
        return {"war_loss": jnp.minimum(lost, 1.0), "act_won": won}
