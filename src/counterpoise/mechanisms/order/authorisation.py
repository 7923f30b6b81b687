"""An order's council lends or refuses its authority to a power's project.

    pi_auth = sigma(k0 - k_x mean_{veto} |x_j - x_v| + k_L (Leg - 0.5) - k_S SB_j)

v runs over the states with a veto other than j; Leg is the legitimacy of the order that authorises
force, averaged over states by political weight. Soft balancing against j makes its consent dearer.
Any state may ask, a power outside the council too, which then faces every veto. Without vetoes
legitimacy and soft balancing decide; without an order that authorises force, nobody is authorised.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.mechanisms.authority import READS, authority, standing_of_authority
from counterpoise.mechanisms.geography import Land
from counterpoise.mechanisms.mechanism import Changes, Mechanism
from counterpoise.mechanisms.parameter import Scalar, Source, parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Normal
from counterpoise.world.chance import Chance
from counterpoise.world.dyad import gap
from counterpoise.world.world import World


class Authorisation(Mechanism):
    """Probability that a council with vetoes would authorise each state's project."""

    block = "authorisation"
    phase = Phase.AUTHORISATION
    reads = ("present", "capability", "ideal_point", "veto", "soft_weight", *READS)
    writes = ("authorisation",)
    cites = ("voeten2001", "voeten2005")

    k0: Scalar = parameter(
        0.4, Normal(0.4, 0.5), "log-odds", Source.CALIBRATE, "Base odds of authorisation"
    )
    k_x: Scalar = parameter(
        0.9,
        Normal(0.9, 0.4),
        "log-odds per unit of ideal point",
        Source.CALIBRATE,
        "How far disagreement with veto powers hinders authorisation",
    )
    k_L: Scalar = parameter(
        3.2,
        Normal(3.2, 1.5),
        "log-odds",
        Source.CALIBRATE,
        "Authorisation on the legitimacy of the order",
    )
    k_S: Scalar = parameter(
        2.0,
        Normal(2.0, 1.5),
        "log-odds per unit of weight",
        Source.CALIBRATE,
        "How far soft balancing hinders authorisation",
    )

    def logit(self, world: World) -> Float[Array, " actor"]:
        """Log-odds that a project of each state would be authorised."""
        vetoes = jnp.maximum(jnp.sum(world.veto) - world.veto, 1.0)  # other than one's own
        disagreement = gap(world.ideal_point) @ world.veto / vetoes  # none with oneself
        return (
            self.k0
            - self.k_x * disagreement
            + self.k_L * (standing_of_authority(world) - 0.5)
            - self.k_S * world.soft_weight
        )

    def advance(self, world: World, land: Land, chance: Chance) -> Changes:
        """The year's probabilities of authorisation."""
        council = jnp.sum(authority(world))
        return {"authorisation": jax.nn.sigmoid(self.logit(world)) * world.present * council}
