"""Histories with labelled postures, in the world of 2003, under any values of the parameters."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import numpy as np

from counterpoise.propositions.experiment import IRAQ_2003, UNTREATED, Arm
from counterpoise.propositions.histories import Found, Job, all_whole, run_histories
from counterpoise.propositions.labelled import LabelBook
from counterpoise.propositions.laboratory import ACTS, Laboratory, scenario_of
from counterpoise.scenarios.assembly import model_of, orders_of
from counterpoise.scenarios.schedule import schedules
from counterpoise.scenarios.setting import setting_of

AT_ONCE = 32  # histories whose labels are held in memory together

T = TypeVar("T")


def with_labels(
    laboratory: Laboratory,
    values: Mapping[str, np.ndarray],
    numbers: np.ndarray,
    years: int,
    use: Callable[[int, Mapping[str, float], Found], T],
) -> list[T]:
    """Simulate histories and use the labelled record of each.

    Args:
        laboratory: Whose seed and threads count.
        values: Parameters by address, [history].
        numbers: Of the draws, [history].
        years: Length of each.
        use: From a history's place, parameters and record to what is wanted of it.

    Returns:
        What was wanted, in order.
    """
    stage = replace(IRAQ_2003, years=years)
    scenario = scenario_of(stage, {UNTREATED: Arm("Nothing is done", years=years)})
    setting = setting_of(scenario)
    model = model_of(scenario)
    world = setting.build(ACTS, 1, scenario.legitimacy, orders_of(model))
    schedule = next(iter(schedules(scenario, setting).values()))
    book = LabelBook(tuple(int(slot) for slot in np.flatnonzero(setting.great_powers > 0)))
    addresses = tuple(values)
    drawn = np.stack([values[address] for address in addresses], axis=1)

    def parts() -> Iterator[tuple[int, Found]]:
        for start in range(0, len(numbers), AT_ONCE):
            jobs = [
                Job(schedule, drawn[place], int(numbers[place]))
                for place in range(start, min(start + AT_ONCE, len(numbers)))
            ]
            found = all_whole(
                run_histories(
                    model,
                    world,
                    addresses,
                    jobs,
                    book,
                    setting.opens,
                    laboratory.seed,
                    laboratory.threads,
                    laboratory.progress,
                )
            )
            for place in range(len(jobs)):
                yield start + place, {name: each[place] for name, each in found.items()}

    def one(each: tuple[int, Found]) -> T:
        place, found = each
        own = {address: float(drawn[place, at]) for at, address in enumerate(addresses)}
        return use(place, own, found)

    with ThreadPoolExecutor(laboratory.threads) as pool:
        return list(pool.map(one, parts()))
