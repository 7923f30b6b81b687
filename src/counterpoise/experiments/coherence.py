"""Do the defaults, run on from a real year, stay near the world that followed?

From the world of 1992 the model runs for 22 years at its default parameters, over many seeds, and
what it produces is set beside the record: uses of force begun in a year, defence pacts, rivalries,
members of the liberal order, and war-size acts of great powers. Several of the defaults were fitted
on data of these same years, so agreement here is coherence, not skill; disagreement is a finding.
States are those of 1992 throughout, in the simulation and in the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int

from counterpoise.data.catalogue import load
from counterpoise.models.model import Model
from counterpoise.world.chance import Chance
from counterpoise.world.orders import organisations_of
from counterpoise.world.world import World

SEEDS, YEARS = 24, 22
FORCE = 4  # hostility level of a use of force
TRADE_ORGANISATION = "gatt_wto"


@dataclass(frozen=True)
class Row:
    """One figure, simulated and on record.

    Attributes:
        name: What is counted.
        mean: Over seeds.
        q05: Of the seeds.
        q95: Of the seeds.
        observed: On record; None where nobody counts it.
        source: Of the record.
    """

    name: str
    mean: float
    q05: float
    q95: float
    observed: float | None
    source: str


def coherence(
    model: Model,
    world: World,
    record: Mapping[str, tuple[float, str]],
    first_year: int,
    years: int = YEARS,
    seeds: int = SEEDS,
) -> tuple[Row, ...]:
    """The defaults beside the record.

    Args:
        model: With order mechanisms; its parameters bound.
        world: The world with which ``first_year`` opens.
        record: By name of the figure, the record's and its source (``observed_counts``).
        first_year: The first year that is run.
        years: How many.
        seeds: How many histories.
    """
    found = {
        name: np.asarray(each)
        for name, each in _counted(model, world, first_year, years, jnp.arange(seeds)).items()
    }
    rows = []
    for name, values in found.items():
        observed, source = record.get(name, (None, "no count of this is on record"))
        low, high = np.quantile(values, [0.05, 0.95])
        rows.append(Row(name, float(values.mean()), float(low), float(high), observed, source))
    return tuple(rows)


@eqx.filter_jit
def _counted(
    model: Model, world: World, first_year: int, years: int, seeds: Int[Array, " seed"]
) -> dict[str, Array]:
    land = model.land(world)
    start = model.begin(world, land)

    def history(seed: Array) -> dict[str, Array]:
        root = Chance.of(seed, 0)

        def step(now: World, year: Array) -> tuple[World, dict[str, Array]]:
            after = model.year(now, land, root.year(year), running=jnp.asarray(1.0))
            alone = after.project_executed * (1.0 - after.project_authorised)
            return after, {
                "force initiations a year": jnp.sum(after.dispute),
                "authorised wars of great powers a year": jnp.sum(
                    after.project_authorised * after.project_executed
                ),
                "unauthorised wars of great powers a year": jnp.sum(alone * after.great_power),
            }

        end, counts = jax.lax.scan(step, start, first_year + jnp.arange(years))
        return {name: jnp.mean(each) for name, each in counts.items()} | {
            "defence pacts at the end": 0.5 * jnp.sum(end.defence_pact),
            "rivalries at the end": 0.5 * jnp.sum(end.rivalry),
            "members of the liberal order at the end": jnp.sum(end.membership[:, 0]),
        }

    return jax.lax.map(history, seeds)


def observed_counts(
    directory: Path, codes: frozenset[int], first_year: int, last_year: int
) -> dict[str, tuple[float, str]]:
    """What the record says of the states of the first year.

    Args:
        directory: Downloaded sources.
        codes: States of the first year, by COW number.
        first_year: First year counted.
        last_year: Last year counted; a source that ends before says so.
    """
    pacts, pacts_year = _pacts(directory, codes, last_year)
    rivalries = load("rivalries", directory)
    active = rivalries[
        (rivalries["start"] <= last_year)
        & (rivalries["end"] >= last_year)
        & rivalries["ccode1"].isin(codes)
        & rivalries["ccode2"].isin(codes)
    ]
    members = next(
        each.members for each in organisations_of(last_year) if each.key == TRADE_ORGANISATION
    )
    return {
        "force initiations a year": (
            _initiations(directory, codes, first_year, last_year),
            f"Militarized Interstate Disputes, {first_year}-{last_year}",
        ),
        "defence pacts at the end": (pacts, f"COW alliances, {pacts_year}"),
        "rivalries at the end": (float(len(active)), f"strategic rivalries, {last_year}"),
        "members of the liberal order at the end": (
            float(len(set(members) & codes)),
            f"GATT and WTO, {last_year}",
        ),
    }


def _initiations(directory: Path, codes: frozenset[int], first: int, last: int) -> float:
    """Directed dyads in which an original initiator used force in a new dispute, a year."""
    table = load("dispute_participants", directory)
    original = table[(table["originator"] == 1) & table["ccode"].isin(codes)]
    begun = original.groupby("dispnum")["start"].transform("min").between(first, last)
    original = original[begun]
    initiators = original[(original["side_a"] == 1) & (original["hostlev"] >= FORCE)]
    targets = original[original["side_a"] == 0]
    dyads = initiators[["dispnum", "ccode"]].merge(targets[["dispnum", "ccode"]], on="dispnum")
    return len(dyads.drop_duplicates()) / (last - first + 1)


def _pacts(directory: Path, codes: frozenset[int], year: int) -> tuple[float, int]:
    """Dyads with a defence pact in the last year that the source covers."""
    table = load("alliances", directory)
    year = min(year, int(table["end"].max()))
    inside = table[
        (table["defense"] == 1)
        & (table["start"] <= year)
        & (table["end"].fillna(year) >= year)
        & table["ccode"].isin(codes)
    ]
    dyads = inside[["alliance", "ccode"]].merge(inside[["alliance", "ccode"]], on="alliance")
    apart = dyads[dyads["ccode_x"] < dyads["ccode_y"]]
    return float(len(apart[["ccode_x", "ccode_y"]].drop_duplicates())), year
