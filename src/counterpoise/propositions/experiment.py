"""An experiment inside the model: histories that differ in one thing, under the same chance.

Arms are written in the language of scenarios, so that what a proposition does to the world is
checked, and can be copied into a scenario file, as it stands.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.histories import whole

if TYPE_CHECKING:
    from counterpoise.propositions.belief import Belief
    from counterpoise.propositions.laboratory import Laboratory


@dataclass(frozen=True)
class Stage:
    """Where an experiment plays.

    Attributes:
        world: Year of a world that ships; or a number of states and a seed, for a synthetic one.
        power: The leading power.
        target: The state that force would be used on.
        participant: A large third state, left out of the means named ``rest_``.
        act_year: The year of the treatment; the first year of the run.
        years: How many years a history may last.
        options: Of the model, as a scenario's ``model`` has them, in pairs.
    """

    world: int | tuple[int, int]
    power: str
    target: str
    participant: str
    act_year: int
    years: int
    options: tuple[tuple[str, str], ...] = ()

    @property
    def scenario_world(self) -> Any:
        """As a scenario writes it."""
        if isinstance(self.world, int):
            return self.world
        states, seed = self.world
        return {"synthetic": {"n": states, "seed": seed}}


IRAQ_2003 = Stage(2003, "USA", "Iraq", "China", 2003, 10)
"""The world in which the shipped experiments about a leading power play."""

UNTREATED = "untreated"


@dataclass(frozen=True)
class Arm:
    """One course of events.

    Attributes:
        label: What it is, in words.
        interventions: In the language of scenarios.
        holding: Parameters that have these values in every draw, from before the first year.
        years: How many years are needed of it.
    """

    label: str
    interventions: tuple[Mapping[str, Any], ...] = ()
    holding: Mapping[str, float] = field(default_factory=dict)
    years: int = 2

    @property
    def key(self) -> str:
        """The same for arms that do the same, whoever asks for them."""
        return json.dumps([list(self.interventions), dict(self.holding)], sort_keys=True)


Records = Mapping[str, Mapping[str, Numbers]]
"""By arm and figure, [draw, year]."""


class Experiment(ABC):
    """What is done inside the model under one belief about the parameters."""

    treatment: str
    control: str
    outcome: str

    @abstractmethod
    def draws(self, laboratory: "Laboratory", belief: "Belief") -> Draws:
        """The experiment's figures for every draw of the belief."""


@dataclass(frozen=True)
class PairedArms(Experiment):
    """Arms run under the same draws and the same chance, and compared draw by draw.

    Attributes:
        treatment, control, outcome: In words.
        stage: Where it plays.
        arms: By name; an arm without interventions is the twin that the others are compared with.
        measure: From the records of the arms to one value a draw of each figure.
    """

    treatment: str
    control: str
    outcome: str
    stage: Stage
    arms: Mapping[str, Arm]
    measure: Callable[[Records], Mapping[str, Numbers]]

    def draws(self, laboratory: "Laboratory", belief: "Belief") -> Draws:
        """Run the arms and measure, over the draws whose histories were followed in every arm."""
        records = laboratory.records(self.stage, self.arms, belief)
        sound = np.all([whole(each) for each in records.values()], axis=0)
        followed = {
            arm: {name: each[sound] for name, each in of_arm.items()}
            for arm, of_arm in records.items()
        }
        found = {name: np.asarray(each, float) for name, each in self.measure(followed).items()}
        parameters = laboratory.parameters(self.stage, belief)
        return Draws(
            found,
            {address: each[sound] for address, each in parameters.items()},
            {},
            laboratory.set_aside(self.stage, belief) + int(np.sum(~sound)),
        )
