"""From what a scenario prescribes to the numbers that each arm's years run on.

The arms of a scenario run through one compiled program, so their schedules hold the same places
in the same order: every arm has a place for what any arm prescribes, and says nothing there (NaN,
or 1 for a switch) where it prescribes nothing itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from counterpoise.models.history import Operation, Schedule, VariableChange
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.checking import slots_of
from counterpoise.scenarios.interventions import ActPrescribed, Intervention, VariablePrescribed
from counterpoise.scenarios.scenario import Arm, Scenario
from counterpoise.scenarios.setting import Setting

Place = tuple[str, Operation]


def schedules(scenario: Scenario, setting: Setting) -> dict[str, Schedule]:
    """The schedule of each arm; all have the same structure.

    Args:
        scenario: A checked scenario.
        setting: Where it plays.

    Example:
        >>> from counterpoise.scenarios.library import shipped
        >>> from counterpoise.scenarios.setting import setting_of
        >>> iraq = shipped("iraq-2003")
        >>> schedules(iraq, setting_of(iraq))["authorised"].authorised_focus[0].item()
        1.0
    """
    plan = _Plan(scenario, setting)
    return {name: plan.schedule(arm) for name, arm in scenario.arms.items()}


def most_acts(scenario: Scenario) -> int:
    """How many acts any arm prescribes in one year; at least one place is kept."""
    counts = [
        sum(each.year == act.year for each in _acts(arm))
        for arm in scenario.arms.values()
        for act in _acts(arm)
    ]
    return max(counts, default=1)


def _acts(arm: Arm) -> list[ActPrescribed]:
    return [each.act for each in arm.interventions if each.act is not None]


def _changes(arm: Arm) -> list[VariablePrescribed]:
    return [each.variable for each in arm.interventions if each.variable is not None]


def common_places(arms: Iterable[Iterable[Place]]) -> list[Place]:
    """One sequence of places in which each arm's own sequence is found in order.

    Example:
        >>> common_places([["a", "b"], ["b", "c"], ["a", "c"]])
        ['a', 'b', 'c']
    """
    found: list[Place] = []
    for arm in arms:
        at = 0
        for place in arm:
            if place in found[at:]:
                at = found.index(place, at) + 1
            else:
                found.append(place)
                at = len(found)
    return found


@dataclass(frozen=True)
class _Plan:
    scenario: Scenario
    setting: Setting

    @property
    def first(self) -> int:
        return self.scenario.first_year or self.setting.opens

    @property
    def years(self) -> np.ndarray:
        return np.arange(self.first, self.first + self.scenario.years)

    def addresses(self) -> tuple[str, ...]:
        """Parameters that any arm prescribes."""
        return self._union(lambda each: each.parameter.address if each.parameter else None)

    def blocks(self) -> tuple[str, ...]:
        """Mechanisms that any arm switches off."""
        return self._union(lambda each: each.off.mechanism if each.off else None)

    def _union(self, name: Callable[[Intervention], str | None]) -> tuple[str, ...]:
        found = [name(each) for arm in self.scenario.arms.values() for each in arm.interventions]
        return tuple(sorted({each for each in found if each}))

    def _places(self, arm: Arm) -> list[Place]:
        return [(each.name, Operation(each.operation)) for each in _changes(arm)]

    def _during(self, first: int | None, last: int | None) -> np.ndarray:
        begins = self.first if first is None else first
        ends = self.years[-1] if last is None else last
        return (self.years >= begins) & (self.years <= ends)

    def schedule(self, arm: Arm) -> Schedule:
        """The numbers of one arm."""
        count = len(self.years)
        room = most_acts(self.scenario)
        actor = np.full((count, room), -1)
        target = np.full((count, room), -1)
        severity = np.zeros((count, room))
        authorised = np.zeros((count, room))
        taken = np.zeros(count, int)
        for act in _acts(arm):
            year = act.year - self.first
            at = taken[year]
            actor[year, at] = self.setting.slot(act.actor)
            target[year, at] = self.setting.slot(act.target)
            severity[year, at] = act.severity
            authorised[year, at] = float(act.authorised)
            taken[year] += 1

        addresses, blocks = self.addresses(), self.blocks()
        values = np.full((count, len(addresses)), np.nan)
        switches = np.ones((count, len(blocks)))
        for each in arm.interventions:
            if each.parameter is not None:
                during = self._during(each.parameter.first, each.parameter.last)
                values[during, addresses.index(each.parameter.address)] = each.parameter.value
            if each.off is not None:
                during = self._during(each.off.first, each.off.last)
                switches[during, blocks.index(each.off.mechanism)] = 0.0

        real = jnp.result_type(float)
        return Schedule(
            actor=jnp.asarray(actor, jnp.int32),
            target=jnp.asarray(target, jnp.int32),
            severity=jnp.asarray(severity, real),
            authorised=jnp.asarray(authorised, real),
            values=jnp.asarray(values, real),
            switches=jnp.asarray(switches, real),
            authorised_focus=jnp.asarray(self._authorised_focus(arm), real),
            running=jnp.ones(len(self.years), real),
            changes=self._variable_changes(arm),
            addresses=addresses,
            blocks=blocks,
        )

    def _authorised_focus(self, arm: Arm) -> np.ndarray:
        """By year, whether the latest focal act (before the first: the first) was authorised."""
        power = self.setting.slot(self.scenario.power)
        target = self.setting.slot(self.scenario.target)
        focal = sorted(
            (act.year, float(act.authorised))
            for act in _acts(arm)
            if (self.setting.slot(act.actor), self.setting.slot(act.target)) == (power, target)
        )
        found = np.full(len(self.years), focal[0][1] if focal else 0.0)
        for year, authorised in focal:
            found[self.years >= year] = authorised
        return found

    @property
    def _orders(self) -> int:
        """How many orders the world of this scenario has."""
        recorded = orders_of(model_of(self.scenario)) == "recorded" or self.setting.year is None
        return len(self.setting.orders) if recorded else 1

    def _variable_changes(self, arm: Arm) -> tuple[VariableChange, ...]:
        places = common_places(self._places(each) for each in self.scenario.arms.values())
        own: dict[int, VariablePrescribed] = {}
        at = 0
        for change, place in zip(_changes(arm), self._places(arm), strict=True):
            at = places.index(place, at)
            own[at] = change
            at += 1
        return tuple(
            self._change(name, operation, own.get(at))
            for at, (name, operation) in enumerate(places)
        )

    def _change(
        self, name: str, operation: Operation, change: VariablePrescribed | None
    ) -> VariableChange:
        value = np.full(len(self.years), np.nan)
        masks = np.ones((2, len(self.setting.places)))
        orders = np.ones(self._orders)
        if change is not None:
            last = change.last
            if last is None and operation is not Operation.SET:
                last = self.first if change.first is None else change.first
            value[self._during(change.first, last)] = change.value
            for mask, named in zip(masks, (change.of, change.toward), strict=True):
                mask[:] = 0.0
                mask[slots_of(self.setting, named)] = 1.0
            if change.order is not None:
                orders[:] = 0.0
                orders[self.setting.orders.index(change.order)] = 1.0
        real = jnp.result_type(float)
        return VariableChange(
            name,
            operation,
            jnp.asarray(value, real),
            jnp.asarray(masks[0], real),
            jnp.asarray(masks[1], real),
            jnp.asarray(orders, real),
        )
