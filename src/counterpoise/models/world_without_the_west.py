"""A liberal order that great powers stay out of, a rival that guards sovereignty, and contestation.

After Barma, Ratner and Weber: rising powers need neither join the order nor fight it; they deal
with one another outside it. Great powers outside contest its rules and weigh on its members. How
far, is what L_con, bH and xH say: they start at zero, so that the claim can lose.
"""

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.order.contestation import Contestation
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.balance_of_threat import GreatPowers
from counterpoise.models.cold_war import cold_war
from counterpoise.models.model import Model


def world_without_the_west(
    great_powers: GreatPowers = GreatPowers.GIVEN,
    offence: Offence = Offence.TOTAL,
    foresight: Foresight = Foresight.FORESEEING,
) -> Model:
    """Rival orders, with the contestation of great powers outside.

    Args:
        great_powers: The recorded list, or a rule applied every year.
        offence: What makes power offensive: total, land or sea.
        foresight: Whether powers foresee balancing when they decide on projects.

    Example:
        >>> world_without_the_west().mechanism("holdout").phase.name
        'HOLDOUTS'
    """
    return (
        cold_war(great_powers, offence, foresight)
        .adding(Contestation())
        .called("world_without_the_west")
    )
