"""Experiments about orders: a small model, worlds that open differently, histories that pair.

The experiments on one stage (``laboratory.py``) ask what a leading power's act does, in one world.
Experiments about orders ask what the order itself does: how many belong to it, whether it exists,
who has left. Their arms therefore differ in how the world opens, and they need only the mechanisms
that the claim is about; what is left out is held as it was.

An effect that starts *off* (``prior.Off``) and carries the claim is freed here, openly: an
experiment names it under ``freed``, and it is drawn from the prior that its declaration promises
once it is switched on, N(0, 1) on its natural scale. Half of that prior says that the claim fails.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import jax.numpy as jnp
import numpy as np

from counterpoise.experiments.batches import ImplausiblePriors
from counterpoise.experiments.plausibility import MOST_DISPUTES, candidates, plausible
from counterpoise.mechanisms.parameter import Parameter
from counterpoise.mechanisms.prior import Off
from counterpoise.models.catalogue import parameter
from counterpoise.models.history import Observer, Schedule, VariableChange
from counterpoise.models.model import Model
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.draws import Draws, Numbers
from counterpoise.propositions.experiment import Experiment
from counterpoise.propositions.histories import Found, Job, run_histories, whole
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.synthetic_record import prior_means
from counterpoise.world.world import World


@dataclass(frozen=True)
class PrescribedAct:
    """A war that somebody wages in every year of a course.

    Attributes:
        actor, target: Slots.
        authorised: 1 or 0 for each year.
    """

    actor: int
    target: int
    authorised: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Course:
    """One course of events.

    Attributes:
        label: What it is, in words.
        world: How the world opens.
        holding: Parameters that have these values in every draw.
        shifting: Parameters that follow from the others, draw by draw.
        act: Waged every year, if any.
        changes: Of variables, in some years; all courses of an experiment change the same ones,
            by values that are NaN where nothing is changed.
    """

    label: str
    world: World
    holding: Mapping[str, float] = field(default_factory=dict)
    shifting: Callable[[Mapping[str, Numbers]], Mapping[str, Numbers]] | None = None
    act: PrescribedAct | None = None
    changes: tuple[VariableChange, ...] = ()

    def schedule(self, years: int) -> Schedule:
        """The course as data."""
        act = self.act
        one = (years, self.world.scheduled_actor.shape[0])
        real = self.world.capability.dtype
        waged = np.zeros(one, bool)
        waged[:, 0] = act is not None
        authority = np.zeros(one)
        if act is not None:
            authority[:, 0] = act.authorised
        return Schedule(
            actor=jnp.asarray(np.where(waged, -1 if act is None else act.actor, -1), jnp.int32),
            target=jnp.asarray(np.where(waged, -1 if act is None else act.target, -1), jnp.int32),
            severity=jnp.asarray(waged, real),
            authorised=jnp.asarray(authority, real),
            values=jnp.zeros((years, 0), real),
            switches=jnp.zeros((years, 0), real),
            authorised_focus=jnp.zeros(years, real),
            running=jnp.ones(years, real),
            changes=self.changes,
        )


Recorded = Mapping[str, Found]
"""By course, what was observed: [draw, year, ...] by name."""


@dataclass(frozen=True, eq=False)
class PairedCourses(Experiment):
    """Courses run under the same draws and the same chance, and compared draw by draw.

    Attributes:
        treatment, control, outcome: In words.
        model: Makes the model.
        courses: Makes the courses by name; the first is the control.
        observer: What to record of each year.
        first_year: Calendar year of the first step.
        years: How long a history lasts.
        measure: From what was recorded, and the parameters of each draw, to one value a draw of
            each figure.
        freed: Effects that start off and are drawn here.
        screened: Whether draws that describe no possible world are set aside, judged by the
            control's wars, disputes and pacts, which the observer then records; needed where the
            model starts disputes.
        fixed: Figures of the whole experiment, from what was recorded.
    """

    treatment: str
    control: str
    outcome: str
    model: Callable[[], Model]
    courses: Callable[[], Mapping[str, Course]]
    observer: Observer
    first_year: int
    years: int
    measure: Callable[[Recorded, Mapping[str, Numbers]], Mapping[str, Numbers]]
    freed: tuple[str, ...] = ()
    screened: bool = False
    fixed: Callable[[Recorded, Mapping[str, Numbers]], Mapping[str, float]] | None = None

    @cached_property
    def ready(self) -> tuple[Model, Mapping[str, Course]]:
        """The model and the courses, made once."""
        return self.model(), self.courses()

    def declared(self, belief: Belief) -> dict[str, Parameter]:
        """The parameters that are drawn, those that start off and are freed among them."""
        found = self.ready[0].parameters()
        for address in (*self.freed, *belief.holding):
            found.setdefault(address, parameter(address))
        return found | {address: freed(found[address]) for address in self.freed}

    def draws(self, laboratory: Laboratory, belief: Belief) -> Draws:
        """Run the courses and measure."""
        _, courses = self.ready
        count = laboratory.draws
        ready = candidates(count) if self.screened else count
        drawn = belief.drawn(self.declared(belief), ready, laboratory.seed)
        control = next(iter(courses))
        kept, first = self._kept(laboratory, belief, drawn, count)
        aside = int(kept[-1]) + 1 - len(kept)
        every = {control: first}
        for name, course in courses.items():
            if name != control:
                every[name] = self.run(course, drawn, kept, laboratory)
        sound = np.all([whole(found) for found in every.values()], axis=0)
        recorded = {
            name: {figure: each[sound] for figure, each in found.items()}
            for name, found in every.items()
        }
        kept = kept[sound]
        own = {address: np.asarray(each, float)[kept] for address, each in drawn.items()}
        found = {
            name: np.asarray(each, float) for name, each in self.measure(recorded, own).items()
        }
        fixed = {} if self.fixed is None else dict(self.fixed(recorded, own))
        return Draws(found, own, fixed, aside + int(np.sum(~sound)))

    def run(
        self,
        course: Course,
        drawn: Mapping[str, Numbers],
        numbers: Sequence[int] | np.ndarray,
        laboratory: Laboratory,
    ) -> Found:
        """What is observed of one course under some of the draws."""
        addresses = tuple(drawn)
        values = np.stack([drawn[address] for address in addresses], axis=1).astype(float)
        for address, shifted in ({} if course.shifting is None else course.shifting(drawn)).items():
            values[:, addresses.index(address)] = shifted
        for address, value in course.holding.items():
            values[:, addresses.index(address)] = value
        schedule = course.schedule(self.years)
        return run_histories(
            self.ready[0],
            course.world,
            addresses,
            [Job(schedule, values[number], int(number)) for number in numbers],
            self.observer,
            self.first_year,
            laboratory.seed,
            laboratory.threads,
            laboratory.progress,
            violent if self.screened else None,
        )

    def at_prior_means(self, course: Course, laboratory: Laboratory, first: int = 0) -> Found:
        """What is observed of one course with every parameter at its prior mean, [history, year].

        Args:
            course: Which.
            laboratory: How many histories it asks for, and their seed.
            first: Number of the first history; histories of other numbers share no chance.
        """
        declared = self.declared(Belief(Origin.PRIOR))
        numbers = np.arange(first, first + laboratory.histories)
        means = zip(declared, prior_means(declared), strict=True)
        drawn = {address: np.full(numbers[-1] + 1, value) for address, value in means}
        return self.run(course, drawn, numbers, laboratory)

    def _kept(
        self, laboratory: Laboratory, belief: Belief, drawn: Mapping[str, Numbers], count: int
    ) -> tuple[np.ndarray, Found]:
        """Numbers of the draws that stand, and what was observed of the control under them.

        The rule is applied to the control with the mechanism on, so that the run with it off has
        the same draws.
        """
        name = next(iter(self.ready[1]))
        control = self.ready[1][name]
        if not self.screened:
            everyone = np.arange(count)
            return everyone, self.run(control, drawn, everyone, laboratory)
        plain = Belief(belief.origin, {}, belief.posterior)
        on = plain.drawn(self.declared(plain), candidates(count), laboratory.seed)
        states = int(np.sum(np.asarray(control.world.present)))
        kept: list[int] = []
        parts: list[Found] = []
        seen = 0
        while len(kept) < count:
            numbers = np.arange(seen, min(seen + count - len(kept), candidates(count)))
            if not numbers.size:
                raise ImplausiblePriors(
                    f"only {len(kept)} of {candidates(count)} draws of the parameters describe a "
                    f"possible world; {count} are wanted. Use fewer --draws, or narrow the priors."
                )
            found = self.run(control, on, numbers, laboratory)
            fits = plausible(found["wars"], found["disputes"], found["pacts"], states)
            kept.extend(numbers[fits].tolist())
            parts.append({each: values[fits] for each, values in found.items()})
            seen = int(numbers[-1]) + 1
        places = np.array(kept)
        if belief.holding:
            return places, self.run(control, drawn, places, laboratory)
        return places, {each: np.concatenate([p[each] for p in parts]) for each in parts[0]}


def violent(found: Found, place: int) -> bool:
    """A history beyond any record: its disputes are counted in full, its list of acts is not."""
    return bool(found["disputes"][place].max() > MOST_DISPUTES)


def freed(declared: Parameter) -> Parameter:
    """A parameter that starts off, as it is drawn once it is switched on.

    Example:
        >>> str(freed(parameter("legitimacy.L_proc")).prior)
        'N(0, 1)'
    """
    if not isinstance(declared.prior, Off):
        return declared
    return replace(declared, prior=declared.prior.freed())
