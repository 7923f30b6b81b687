"""The balance-of-threat system: states fear, push back, arm, ally and fight, without an order.

Authorisation is read from a council with fixed legitimacy; orders join in other assemblies.
"""

from enum import StrEnum

from counterpoise.mechanisms.balancing.alliances import Alliances
from counterpoise.mechanisms.balancing.arming import Arming
from counterpoise.mechanisms.balancing.multilateral_pacts import MultilateralPacts
from counterpoise.mechanisms.balancing.participation import Participation
from counterpoise.mechanisms.balancing.postures import Postures
from counterpoise.mechanisms.balancing.soft_balancing import SoftBalancing
from counterpoise.mechanisms.conflict.acts import Acts
from counterpoise.mechanisms.conflict.escalation import Escalation
from counterpoise.mechanisms.conflict.force import ForceInitiation
from counterpoise.mechanisms.conflict.history import ConflictHistory
from counterpoise.mechanisms.conflict.projects import Foresight, Projects
from counterpoise.mechanisms.conflict.war import War
from counterpoise.mechanisms.order.authorisation import Authorisation
from counterpoise.mechanisms.power.great_power_status import GreatPowerStatus
from counterpoise.mechanisms.power.growth import Growth
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat, Offence
from counterpoise.mechanisms.threat.intentions import Intentions
from counterpoise.mechanisms.threat.rivalry import Rivalry
from counterpoise.models.model import Model


class GreatPowers(StrEnum):
    """Where the list of great powers comes from."""

    GIVEN = "given"  # the historical list: the default for history
    ENDOGENOUS = "endogenous"  # a capability rule: for counterfactual runs


def balance_of_threat(
    great_powers: GreatPowers = GreatPowers.GIVEN,
    offence: Offence = Offence.TOTAL,
    foresight: Foresight = Foresight.FORESEEING,
) -> Model:
    """The assembly that most scenarios start from.

    Args:
        great_powers: The recorded list, or a rule applied every year.
        offence: What makes power offensive: total, land or sea.
        foresight: Whether powers foresee balancing when they decide on projects.

    Example:
        >>> balance_of_threat().mechanism("threat").phase.name
        'THREAT'
    """
    status = (GreatPowerStatus(),) if great_powers is GreatPowers.ENDOGENOUS else ()
    return Model(
        "balance_of_threat",
        (
            Growth(),
            Arming(),
            *status,
            Intentions(),
            BalanceOfThreat(offence=offence),
            Postures(),
            SoftBalancing(),
            Authorisation(),
            Projects(foresight=foresight),
            ForceInitiation(),
            Acts(),
            Escalation(),
            War(),
            Rivalry(),
            Alliances(),
            MultilateralPacts(),
            IdealPoints(),
            Participation(),
            ConflictHistory(),
        ),
    )
