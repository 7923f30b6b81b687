"""Great powers in concert: they meet over disputes, compensate one another, oppose gains jointly.

The balance of threat goes on underneath: powers fear, arm, ally and quarrel as before. The concert
adds what the powers of 1815 are said to have added: a settlement that they hold legitimate,
benefits that match capabilities, congresses over disputes among themselves, and the prospect that
who takes a gain alone faces the others together. Leave those blocks out and the world is the
earlier one:

    concert_of_europe().without(*CONCERT)
"""

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.order.concert import Concert
from counterpoise.mechanisms.order.congress import Congress
from counterpoise.mechanisms.order.joint_opposition import JointOpposition
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.balance_of_threat import GreatPowers, balance_of_threat
from counterpoise.models.model import Model

CONCERT = (JointOpposition.block, Congress.block, Concert.block)
"""The blocks to switch off together for a world without a concert."""


def concert_of_europe(
    great_powers: GreatPowers = GreatPowers.GIVEN,
    offence: Offence = Offence.TOTAL,
    foresight: Foresight = Foresight.FORESEEING,
) -> Model:
    """Balance of threat, and a concert of its great powers whose settlement is believed in or not.

    Args:
        great_powers: The recorded list, or a rule applied every year.
        offence: What makes power offensive: total, land or sea.
        foresight: Whether powers foresee balancing, and joint opposition, when they decide.

    Example:
        >>> concert_of_europe().mechanism("congress").phase.name
        'CONGRESS'
    """
    return (
        balance_of_threat(great_powers, offence, foresight)
        .adding(JointOpposition(), Congress(), Legitimacy(), Concert())
        .called("concert_of_europe")
    )
