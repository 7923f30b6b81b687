"""What a run was: everything needed to repeat it, and to say where its numbers come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Coordinate = float | None  # degrees; None where a world has no geography


@dataclass(frozen=True)
class Provenance:
    """The record that goes with the numbers of a run.

    Attributes:
        run_id: Names this run and no other.
        scenario: Name of the scenario.
        title: Its title.
        question: The question that it asks, in one sentence.
        text: The scenario as it was run, in YAML.
        arms: Label of each arm by its name, in the order of the ensemble.
        draws: Draws of the parameters in each arm.
        years: How many years were simulated.
        first_year: Calendar year of the first step.
        act_year: Year of the act on which the arms differ.
        seed: Of the run.
        parameters: Where the parameters come from: ``prior``, or which posterior.
        fixed: Parameters held at one value in every draw, by address.
        priors: Priors that the scenario puts in place of the declared ones, in words, by address.
        power: COW number and name of the state that the run reports on.
        target: COW number and name of the state on which it would use force.
        states: COW number, name, latitude and longitude of the state in each actor slot.
        versions: Versions of the packages that computed the run.
        citations: Keys of ``references.bib`` on which the run rests.
        created: When it was made, ISO 8601.
        command: What to type to repeat it.
        capability: Capability share of each state at the start, in the order of ``states``; empty
            where it was not kept.
        order: Title of the order that the run turns on; empty where it turns on none.
        blocs: COW numbers of those who belonged to each order of the world at the start, by title;
            of runs that turn on an order.
        estimated: Parameters drawn from the posterior: how far it overlaps with the prior, 0 to 1.
        posterior: What was asked for, a path or ``posterior``; empty for the priors.
        sources: What, from which source, under which licence: the data behind the world.
    """

    run_id: str
    scenario: str
    title: str
    question: str
    text: str
    arms: Mapping[str, str]
    draws: int
    years: int
    first_year: int
    act_year: int
    seed: int
    parameters: str
    fixed: Mapping[str, float]
    priors: Mapping[str, str]
    power: tuple[int, str]
    target: tuple[int, str]
    states: tuple[tuple[int, str, Coordinate, Coordinate], ...]
    versions: Mapping[str, str]
    citations: tuple[str, ...]
    created: str
    command: str
    capability: tuple[float, ...] = field(default=(), repr=False)
    sources: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    order: str = ""
    blocs: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    estimated: Mapping[str, float] = field(default_factory=dict, repr=False)
    posterior: str = ""

    @property
    def last_year(self) -> int:
        """Calendar year of the last step."""
        return self.first_year + self.years - 1

    def slot(self, ccode: int) -> int | None:
        """Actor slot of a state; None where it is not in the world."""
        for slot, (code, *_) in enumerate(self.states):
            if code == ccode:
                return slot
        return None
