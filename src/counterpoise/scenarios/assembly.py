"""The model that a scenario's options ask for."""

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.preferences.ideal_points import IdealPoints
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.assemblies import ASSEMBLIES
from counterpoise.models.balance_of_threat import GreatPowers
from counterpoise.models.model import Model
from counterpoise.scenarios.scenario import Scenario
from counterpoise.world.orders import Orders


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


def orders_of(model: Model) -> Orders:
    """The orders that a model needs: those of the record only if it has mechanisms about them.

    Where nothing moves or uses membership but the drift of positions, everybody belongs to one
    order, the United Nations.

    Example:
        >>> from counterpoise.scenarios.library import shipped
        >>> orders_of(model_of(shipped("iraq-2003")))
        'universal'
    """
    about = (each for each in model.mechanisms if each.block != IdealPoints.block)
    uses = any("membership" in {*each.reads, *each.writes} for each in about)
    return "recorded" if uses else "universal"
