"""The balance-of-threat system inside a liberal order that spreads, is believed in, and is left.

States join where their partners are members, punish those who break its rules, believe more or less
in what it authorises, are drawn to its position, and leave it seldom. What the order offers, who
leads it and who belongs is for the world to say; so is whether there is a second one.
"""

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.order.enforcement import Enforcement
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.mechanisms.order.regime import Regime
from counterpoise.mechanisms.preferences.ideal_points import DrawnBy, IdealPoints
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.balance_of_threat import GreatPowers, balance_of_threat
from counterpoise.models.model import Model


def liberal_order(
    great_powers: GreatPowers = GreatPowers.GIVEN,
    offence: Offence = Offence.TOTAL,
    foresight: Foresight = Foresight.FORESEEING,
) -> Model:
    """Balance of threat, and an order whose members matter to those outside.

    Args:
        great_powers: The recorded list, or a rule applied every year.
        offence: What makes power offensive: total, land or sea.
        foresight: Whether powers foresee balancing when they decide on projects.

    Example:
        >>> liberal_order().mechanism("order").phase.name
        'ORDER'
    """
    return (
        balance_of_threat(great_powers, offence, foresight)
        .replacing(IdealPoints(drawn_by=DrawnBy.EVERY_ORDER))
        .adding(Enforcement(), Membership(), Legitimacy(), Regime())
        .called("liberal_order")
    )
