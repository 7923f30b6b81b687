"""Every mechanism that the package has, and every parameter by its address."""

from functools import cache

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
from counterpoise.mechanisms.conflict.projects import Projects
from counterpoise.mechanisms.conflict.war import War
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.mechanism import Mechanism, parameters_of
from counterpoise.mechanisms.order.authorisation import Authorisation
from counterpoise.mechanisms.order.concert import Concert
from counterpoise.mechanisms.order.congress import Congress
from counterpoise.mechanisms.order.contestation import Contestation
from counterpoise.mechanisms.order.enforcement import Enforcement
from counterpoise.mechanisms.order.joint_opposition import JointOpposition
from counterpoise.mechanisms.order.legitimacy import Legitimacy
from counterpoise.mechanisms.order.membership import Membership
from counterpoise.mechanisms.order.regime import Regime
from counterpoise.mechanisms.parameter import Parameter
from counterpoise.mechanisms.power.great_power_status import GreatPowerStatus
from counterpoise.mechanisms.power.growth import Growth
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints
from counterpoise.mechanisms.threat.balance_of_threat import BalanceOfThreat
from counterpoise.mechanisms.threat.intentions import Intentions
from counterpoise.mechanisms.threat.rivalry import Rivalry
from counterpoise.vocabulary.near_miss import did_you_mean

MECHANISMS: tuple[type[Mechanism], ...] = (
    Growth,
    Arming,
    GreatPowerStatus,
    Intentions,
    BalanceOfThreat,
    Postures,
    SoftBalancing,
    Authorisation,
    JointOpposition,
    Projects,
    ForceInitiation,
    Acts,
    Congress,
    Escalation,
    War,
    Enforcement,
    Rivalry,
    Alliances,
    MultilateralPacts,
    Contestation,
    Membership,
    IdealPoints,
    Legitimacy,
    Regime,
    Concert,
    Participation,
    ConflictHistory,
)


class UnknownParameter(ValueError):
    """No parameter has this address."""


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter of the package by address."""
    owners: tuple[type[Mechanism] | type[Geography], ...] = (Geography, *MECHANISMS)
    return {declared.address: declared for owner in owners for declared in parameters_of(owner)}


def parameter(address: str) -> Parameter:
    """The parameter at ``block.name``.

    Raises:
        UnknownParameter: There is none; the message names the nearest.
    """
    try:
        return parameters()[address]
    except KeyError:
        raise UnknownParameter(
            f"no parameter is called {address!r}.{did_you_mean(address, parameters())} "
            "`counterpoise mechanisms` lists them all."
        ) from None
