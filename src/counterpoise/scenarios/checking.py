"""Does the scenario mean anything in its world? Every name and year is looked up here.

Problems are collected, not raised, so that a reader sees them all at once.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from math import log, sqrt

from counterpoise.mechanisms.parameter import Parameter
from counterpoise.mechanisms.prior import Beta, LogNormal, Normal, Off, Prior
from counterpoise.models.catalogue import MECHANISMS, UnknownParameter, parameter
from counterpoise.models.draws import OutsideSupport, check_support
from counterpoise.models.model import Model
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.interventions import (
    ActPrescribed,
    ParameterPrescribed,
    SwitchedOff,
    VariablePrescribed,
)
from counterpoise.scenarios.prescribable import why_not_value, why_not_variable
from counterpoise.scenarios.problem import Path, Problem
from counterpoise.scenarios.scenario import Freed, FreshPrior, Scenario
from counterpoise.scenarios.setting import LONGEST_COVERAGE, Setting, setting_of
from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.vocabulary.states import UnknownState
from counterpoise.vocabulary.variables import UnknownVariable, variable
from counterpoise.world.snapshot import NoSuchWorld
from counterpoise.world.world import MOST_GREAT_POWERS

GROUPS = ("all", "great powers")


def check_scenario(scenario: Scenario) -> list[Problem]:
    """All that is wrong with the meaning of a well-formed scenario.

    Example:
        >>> from counterpoise.scenarios.library import shipped
        >>> check_scenario(shipped("iraq-2003"))
        []
    """
    try:
        setting = setting_of(scenario)
    except NoSuchWorld as error:
        return [Problem(str(error), ("world",))]
    return list(_Check(scenario, setting, model_of(scenario)).problems())


def slots_of(setting: Setting, typed: str | int | list[str | int]) -> list[int]:
    """The slots that ``of`` or ``toward`` names.

    Raises:
        UnknownState: A name is no state's.
    """
    if typed == "all":
        return list(range(len(setting.places)))
    if typed == "great powers":
        return [int(slot) for slot in setting.great_powers.nonzero()[0]]
    names = typed if isinstance(typed, list) else [typed]
    return [setting.slot(name) for name in names]


def fresh_prior(declared: Parameter, choice: FreshPrior) -> Prior:
    """The declared prior's family with another mean and standard deviation.

    Raises:
        OutsideSupport: The family cannot have them.
    """
    mean, sd = choice.mean, choice.sd
    check_support(declared, mean)
    low, high = declared.prior.support
    match declared.prior:
        case Beta():
            if not sd**2 < mean * (1 - mean):
                most = (mean * (1 - mean)) ** 0.5
                raise OutsideSupport(
                    f"`{declared.address}` lies in [0, 1]; around {mean:g} its standard deviation "
                    f"must be below {most:.3g}, not {sd:g}."
                )
            return Beta.around(mean, sd)
        case LogNormal():
            ratio = 1.0 + (sd / mean) ** 2
            return LogNormal(mean / sqrt(ratio), sqrt(log(ratio)))
        case _:
            return Normal(mean, sd, low, high)


@dataclass(frozen=True)
class _Check:
    scenario: Scenario
    setting: Setting
    model: Model

    @property
    def first(self) -> int:
        return self.scenario.first_year or self.setting.opens

    @property
    def last(self) -> int:
        return self.first + self.scenario.years - 1

    def problems(self) -> Iterator[Problem]:
        yield from self._run()
        yield from self._parameters()
        for name, arm in self.scenario.arms.items():
            for place, each in enumerate(arm.interventions):
                path = ("arms", name, "interventions", place)
                if each.act is not None:
                    yield from self._act(each.act, (*path, "act"))
                elif each.parameter is not None:
                    yield from self._prescribed_parameter(each.parameter, (*path, "parameter"))
                elif each.variable is not None:
                    yield from self._variable(each.variable, (*path, "variable"))
                elif each.off is not None:
                    yield from self._off(each.off, (*path, "off"))
            yield from self._repeated(name)
            yield from self._contradicted(name)
        yield from self._contrasts()

    def _run(self) -> Iterator[Problem]:
        scenario, opens = self.scenario, self.setting.year
        if opens is not None and scenario.first_year not in (None, opens):
            yield Problem(
                f"the world of {opens} opens in {opens}, so a run of it cannot begin in "
                f"{scenario.first_year}. Leave `first_year` out, or choose another world.",
                ("first_year",),
            )
            return
        if opens is not None and self.last >= opens + LONGEST_COVERAGE:
            yield Problem(
                f"{scenario.years} years from {opens} end in {self.last}: a recorded world may be "
                f"run on for at most {LONGEST_COVERAGE} years. Use `years: {LONGEST_COVERAGE}`.",
                ("years",),
            )
        yield from self._year(scenario.act_year, ("act_year",))
        if scenario.act_year == self.last:
            yield Problem(
                f"the run ends in {self.last}, the year of the act (`act_year`), and nothing of "
                f"what follows is simulated. Use at least {scenario.years + 1} years.",
                ("years",),
            )
        power = yield from self._state(scenario.power, ("power",))
        target = yield from self._state(scenario.target, ("target",))
        if power is not None and power == target:
            yield Problem("the power and its target are the same state", ("target",))
        if scenario.order is not None:
            yield from self._known_order(scenario.order, ("order",))

    def _year(self, year: int, path: Path) -> Iterator[Problem]:
        if not self.first <= year <= self.last:
            needed = year - self.first + 1
            remedy = (
                f" `years: {needed}` (or `--years {needed}`) would reach it." if needed > 0 else ""
            )
            yield Problem(
                f"{year} is outside the run, which is {self.first} to {self.last}.{remedy}", path
            )

    def _span(self, first: int | None, last: int | None, path: Path) -> Iterator[Problem]:
        if first is not None:
            yield from self._year(first, (*path, "from"))
        if last is not None:
            yield from self._year(last, (*path, "to"))
        if first is not None and last is not None and last < first:
            yield Problem(f"`to` ({last}) is before `from` ({first})", (*path, "to"))

    def _state(self, typed: str | int, path: Path) -> Generator[Problem, None, int | None]:
        try:
            return self.setting.slot(typed)
        except UnknownState as error:
            yield Problem(str(error), path)
            return None

    def _parameter(self, address: str, path: Path) -> Generator[Problem, None, Parameter | None]:
        try:
            declared = parameter(address)
        except UnknownParameter as error:
            yield Problem(str(error), path)
            return None
        if address not in self.model.parameters():
            yield Problem(
                f"`{address}` plays no part in this model: mechanism `{declared.block}` is not in "
                "it. Choose the model option that uses it, or leave the parameter out.",
                path,
            )
            return None
        return declared

    def _parameters(self) -> Iterator[Problem]:
        for address, choice in self.scenario.parameters.items():
            path = ("parameters", address)
            declared = yield from self._parameter(address, path)
            if declared is None:
                continue
            try:
                if isinstance(choice, FreshPrior):
                    fresh_prior(declared, choice)
                elif isinstance(choice, Freed):
                    if not isinstance(declared.prior, Off):
                        yield Problem(
                            f"`{address}` is not an effect that starts off; its prior is "
                            f"{declared.prior}. Only effects that start off are freed.",
                            path,
                        )
                else:
                    check_support(declared, choice)
            except OutsideSupport as error:
                yield Problem(str(error), path)

    def _act(self, act: ActPrescribed, path: Path) -> Iterator[Problem]:
        yield from self._year(act.year, (*path, "year"))
        actor = yield from self._state(act.actor, (*path, "actor"))
        target = yield from self._state(act.target, (*path, "target"))
        if actor is not None and actor == target:
            name = self.setting.places[actor].name
            yield Problem(f"{name} cannot use force on itself", (*path, "target"))

    def _prescribed_parameter(self, change: ParameterPrescribed, path: Path) -> Iterator[Problem]:
        yield from self._span(change.first, change.last, path)
        declared = yield from self._parameter(change.address, (*path, "address"))
        if declared is None:
            return
        if declared.block == "geography":
            yield Problem(
                f"`{change.address}` says how far power reaches, and the land is worked out once, "
                "at the start of a run. Set it for all arms under `parameters` instead.",
                (*path, "address"),
            )
            return
        try:
            check_support(declared, change.value)
        except OutsideSupport as error:
            yield Problem(str(error), (*path, "value"))

    def _off(self, off: SwitchedOff, path: Path) -> Iterator[Problem]:
        yield from self._span(off.first, off.last, path)
        present = {each.block for each in self.model.mechanisms}
        if off.mechanism in present:
            return
        known = {each.block for each in MECHANISMS}
        why = (
            " It exists, but not in this model; choose the model option that uses it."
            if off.mechanism in known
            else f"{did_you_mean(off.mechanism, present)} `counterpoise mechanisms` lists them all."
        )
        yield Problem(f"the model has no mechanism {off.mechanism!r}.{why}", (*path, "mechanism"))

    def _variable(self, change: VariablePrescribed, path: Path) -> Iterator[Problem]:
        yield from self._span(change.first, change.last, path)
        try:
            declared = variable(change.name)
        except UnknownVariable as error:
            yield Problem(str(error), (*path, "name"))
            return
        refusal = why_not_variable(declared)
        if refusal:
            yield Problem(refusal, (*path, "name"))
            return
        refusal = why_not_value(declared, change.operation, change.value)
        if refusal:
            yield Problem(refusal, (*path, "value"))
        for key in ("of", "toward"):
            yield from self._states(getattr(change, key), (*path, key))
        if change.toward != "all" and "target" not in declared.dims:
            yield Problem(
                f"`{change.name}` is not held toward another state; leave `toward` out",
                (*path, "toward"),
            )
        yield from self._order(change, declared.dims, path)
        if change.name == "veto" and change.value > 0:
            yield from self._veto(change, path)
        if change.name == "great_power" and change.value > 0 and change.operation == "set":
            yield from self._crowd(change, path)

    def _order(
        self, change: VariablePrescribed, dims: tuple[str, ...], path: Path
    ) -> Iterator[Problem]:
        """Whether the order that a change names is one of this world and of this model."""
        if dims == ("order",) and change.of != "all":
            yield Problem(
                f"`{change.name}` is held by an order, not by states; write `of: all` and name "
                "the order under `order`",
                (*path, "of"),
            )
        if change.order is None:
            return
        if "order" not in dims:
            yield Problem(
                f"`{change.name}` is not held in an order; leave `order` out", (*path, "order")
            )
            return
        yield from self._known_order(change.order, (*path, "order"))

    def _known_order(self, name: str, path: Path) -> Iterator[Problem]:
        """Whether this model has orders, and this world one of this name."""
        if self.setting.year is not None and orders_of(self.model) == "universal":
            yield Problem(
                "this model has one order, to which every state belongs; leave `order` out, or "
                "choose an assembly with orders (`model: {assembly: liberal_order}`)",
                path,
            )
        elif name not in self.setting.orders:
            known = ", ".join(self.setting.orders)
            yield Problem(
                f"no order is called {name!r:.80} in this world."
                f"{did_you_mean(name, self.setting.orders)} The orders are {known}.",
                path,
            )

    def _veto(self, change: VariablePrescribed, path: Path) -> Iterator[Problem]:
        """Only a member of the council can have a veto in it."""
        council = self.setting.council
        if council is None:
            return
        try:
            named = slots_of(self.setting, change.of)
            seated = {
                slot
                for each in self.scenario.arms[str(path[1])].interventions
                if each.variable is not None and each.variable.name == "council_seat"
                for slot in slots_of(self.setting, each.variable.of)
                if each.variable.value > 0
            }
        except UnknownState:
            return
        outside = [slot for slot in named if council[slot] <= 0 and slot not in seated]
        if outside:
            names = ", ".join(self.setting.places[slot].name for slot in outside[:5])
            more = f" and {len(outside) - 5} more" if len(outside) > 5 else ""
            yield Problem(
                f"a veto needs a seat on the council, and {names}{more} has none as the run opens; "
                "set `council_seat` to 1 in this arm as well, or leave the veto out",
                (*path, "of"),
            )

    def _crowd(self, change: VariablePrescribed, path: Path) -> Iterator[Problem]:
        try:
            named = set(slots_of(self.setting, change.of))
        except UnknownState:
            return
        powers = named | set(slots_of(self.setting, "great powers"))
        if len(powers) > MOST_GREAT_POWERS:
            yield Problem(
                f"this would make {len(powers)} great powers; there is room for "
                f"{MOST_GREAT_POWERS}",
                (*path, "of"),
            )

    def _states(self, typed: str | int | list[str | int], path: Path) -> Iterator[Problem]:
        if isinstance(typed, str) and typed in GROUPS:
            return
        if not isinstance(typed, list):
            for problem in self._state(typed, path):
                yield Problem(problem.message + did_you_mean(str(typed), GROUPS), path)
            return
        seen: dict[int, str] = {}
        for place, each in enumerate(typed):
            slot = yield from self._state(each, (*path, place))
            if slot is not None and slot in seen:
                yield Problem(f"{each} is named twice; {seen[slot]} is the same", (*path, place))
            elif slot is not None:
                seen[slot] = str(each)

    def _repeated(self, name: str) -> Iterator[Problem]:
        seen: dict[str, int] = {}
        for place, each in enumerate(self.scenario.arms[name].interventions):
            text = each.model_dump_json()
            if text in seen:
                yield Problem(
                    f"the same intervention stands twice in this arm, at {seen[text] + 1} and "
                    f"{place + 1}; leave one out",
                    ("arms", name, "interventions", place),
                )
            seen.setdefault(text, place)

    def _contradicted(self, name: str) -> Iterator[Problem]:
        """A parameter that one arm sets twice in the same year."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for place, each in enumerate(self.scenario.arms[name].interventions):
            if each.parameter is None:
                continue
            first = self.first if each.parameter.first is None else each.parameter.first
            last = self.last if each.parameter.last is None else each.parameter.last
            earlier = spans.setdefault(each.parameter.address, [])
            if any(first <= until and since <= last for since, until in earlier):
                yield Problem(
                    f"`{each.parameter.address}` is set twice in the same year of this arm; let "
                    "one span end (`to`) before the next begins",
                    ("arms", name, "interventions", place, "parameter"),
                )
            earlier.append((first, last))

    def _contrasts(self) -> Iterator[Problem]:
        seen: dict[tuple[str, ...], int] = {}
        arms = self.scenario.arms
        for place, pair in enumerate(self.scenario.contrasts or []):
            path = ("contrasts", place)
            for side, name in enumerate(pair):
                if name not in arms:
                    known = ", ".join(arms)
                    yield Problem(
                        f"no arm is called {name!r:.80}.{did_you_mean(name, arms)} "
                        f"The arms are {known:.300}.",
                        (*path, side),
                    )
            if pair[0] == pair[1]:
                yield Problem("an arm does not differ from itself", path)
            if tuple(pair) in seen:
                yield Problem("this contrast stands twice; leave one out", path)
            seen[tuple(pair)] = place
