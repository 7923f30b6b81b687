"""The assemblies that a scenario can choose, by the name that people type."""

from typing import Protocol

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.balance_of_threat import GreatPowers, balance_of_threat
from counterpoise.models.cold_war import cold_war
from counterpoise.models.concert_of_europe import concert_of_europe
from counterpoise.models.liberal_order import liberal_order
from counterpoise.models.model import Model
from counterpoise.models.world_without_the_west import world_without_the_west


class Assembly(Protocol):
    """What makes a model from the published variants that every assembly offers."""

    def __call__(
        self,
        great_powers: GreatPowers = ...,
        offence: Offence = ...,
        foresight: Foresight = ...,
    ) -> Model:
        """The model."""
        ...


ASSEMBLIES: dict[str, Assembly] = {
    "balance_of_threat": balance_of_threat,
    "liberal_order": liberal_order,
    "cold_war": cold_war,
    "concert_of_europe": concert_of_europe,
    "world_without_the_west": world_without_the_west,
}
"""Assemblies by name; ``scenarios/fields.py`` lists the same names."""
