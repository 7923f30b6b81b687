"""The model that a scenario's options ask for."""

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.assemblies import ASSEMBLIES
from counterpoise.models.balance_of_threat import GreatPowers
from counterpoise.models.model import Model
from counterpoise.scenarios.scenario import Scenario


def model_of(scenario: Scenario) -> Model:
    """Mechanisms put together as the scenario says.

    Example:
        >>> from counterpoise.scenarios.library import shipped
        >>> model_of(shipped("iraq-2003")).name
        'balance_of_threat'
    """
    options = scenario.model
    return ASSEMBLIES[options.assembly](
        GreatPowers(options.great_powers),
        Offence(options.offence),
        Foresight(options.foresight),
    )
