"""The record that an observer of a simulated history would keep."""

from collections.abc import Iterable, Mapping

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array

from counterpoise.estimation.record import ActsOnRecord, Record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.models.model import Model
from counterpoise.vocabulary.variables import Kind, variables
from counterpoise.world.chance import Chance
from counterpoise.world.world import World

Fields = dict[str, Array]


def stacked_record(
    years: np.ndarray, stocks: Mapping[str, np.ndarray], events: Mapping[str, np.ndarray]
) -> Record:
    """A record from stacked worlds.

    Args:
        years: Calendar years.
        stocks: By variable, [year + 1, ...].
        events: By variable, [year, ...]; the lists of acts among them.
    """
    year, place = np.nonzero(events["act_actor"] >= 0)
    acts = ActsOnRecord(
        year,
        author=events["act_actor"][year, place].astype(np.int64),
        target=events["act_target"][year, place].astype(np.int64),
        severity=events["act_severity"][year, place].astype(float),
        authorised=events["act_authorised"][year, place].astype(float),
        war=events["act_war"][year, place].astype(float),
    )
    held = {
        name: values.astype(float)
        for name, values in {**stocks, **events}.items()
        if "act" not in variables()[name].dims
    }
    return Record(years, stocks["code"][0].astype(np.int64), held, acts, {"simulated": "1"})


def simulated_record(
    model: Model, world: World, values: Values, years: int, seed: int, first_year: int = 2000
) -> Record:
    """Simulate a history and keep all of it.

    Args:
        model: The mechanisms.
        world: The world at the start.
        values: Parameters by address.
        years: How many to simulate.
        seed: Of the history.
        first_year: Calendar year of the first.
    """
    names = tuple(variables())
    kept, last = _history(model, world, values, years, seed, first_year, names)
    stock_names = {name for name in names if variables()[name].kind is Kind.STOCK}
    stocks = {
        name: np.concatenate([np.asarray(kept[0][name]), np.asarray(last[name])[None]])
        for name in stock_names
    }
    events = {name: np.asarray(kept[1][name]) for name in names if name not in stock_names}
    stocks["ideal_point_sd"] = np.zeros_like(stocks["ideal_point_sd"])  # seen as they are
    return stacked_record(np.arange(first_year, first_year + years), stocks, events)


@eqx.filter_jit
def _history(
    model: Model,
    world: World,
    values: Values,
    years: int,
    seed: int,
    first_year: int,
    names: Iterable[str],
) -> tuple[tuple[Fields, Fields], Fields]:
    bound = model.bind(values)
    land = bound.land(world)
    root = Chance.of(seed, 0)
    start = bound.begin(world, land)

    def step(before: World, offset: Array) -> tuple[World, tuple[Fields, Fields]]:
        after = bound.year(before, land, root.year(first_year + offset), None, jnp.ones(()))
        return after, (_fields(before, names), _fields(after, names))

    end, kept = jax.lax.scan(step, start, jnp.arange(years))
    return kept, _fields(end, names)


def _fields(world: World, names: Iterable[str]) -> Fields:
    return {name: getattr(world, name) for name in names}
