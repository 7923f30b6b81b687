"""Two orders that exclude each other, each the other's alternative.

The mechanisms are those of the liberal order. States reckon with the full utility of membership, in
which the best rival order counts against joining: while a rival offers something, it holds states
back; when it vanishes, they come. That the two exclude each other is for the world to say.
"""

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.order.membership import Membership, Utility
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.balance_of_threat import GreatPowers
from counterpoise.models.liberal_order import liberal_order
from counterpoise.models.model import Model


def cold_war(
    great_powers: GreatPowers = GreatPowers.GIVEN,
    offence: Offence = Offence.TOTAL,
    foresight: Foresight = Foresight.FORESEEING,
) -> Model:
    """The liberal order with a rival that is weighed against it.

    Args:
        great_powers: The recorded list, or a rule applied every year.
        offence: What makes power offensive: total, land or sea.
        foresight: Whether powers foresee balancing when they decide on projects.

    Example:
        >>> cold_war().mechanism("order").utility_form.name
        'FULL'
    """
    return (
        liberal_order(great_powers, offence, foresight)
        .replacing(Membership(utility_form=Utility.FULL))
        .called("cold_war")
    )
