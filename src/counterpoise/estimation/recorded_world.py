"""The world of any year, from the sources that a user holds: where a path forecast begins.

``recorded_world(record)`` is the world as the last year of a record closes: a record to 1989 gives
the world with which 1990 opens, and nothing later enters it. Worlds that ship hold only what may be
redistributed; here each dyad has its own history of force, its own trade and its own pacts.

What the sources leave out is filled by rule, and ``Gaps`` counts it: capability, spending,
personnel and income by a tenth of the median state; democracy by the median; distance by that of
strangers; trade by gravity of capability and distance. Income is GDP at purchasing-power parity,
scaled so that the world spends ``BURDEN`` of it on arms, because the record keeps spending as a
share of the world's. Openness is trade over income, scaled to what the world traded.
"""

from dataclasses import dataclass
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.data.catalogue import load
from counterpoise.estimation.onset_rows import filled_ideal_points
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.models.change import replaced
from counterpoise.world.arrays import as_world, empty_world
from counterpoise.world.orders import orders_of
from counterpoise.world.shipped import record as dated
from counterpoise.world.world import World

Values = NDArray[np.float64]

BURDEN = 0.03  # of the world's income spent on arms
STRANGERS_KM = 10_000.0
UNSEEN_SD = 0.5  # of an ideal point that no vote shows
LEGITIMACY = 0.6
MOST_YEARS_BACK = 5  # for what lies between two states
POOR = 0.1  # of the median, where nothing is known of a state's size
SIZES = ("capability", "military_spending", "military_personnel", "gdp", "income")


@dataclass(frozen=True)
class Gaps:
    """How many values were filled by rule, by variable."""

    filled: dict[str, int]
    states: int


def recorded_world(
    record: Record, directory: Path | None = None, acts: int = 512
) -> tuple[World, Gaps]:
    """The world as the last year of the record closes.

    Args:
        record: Of the years to the one before the forecast.
        directory: Where the sources lie.
        acts: Places in the list of acts.

    Raises:
        NotInRecord: The record has no states in its last year.
    """
    year = int(record.years[-1])
    here = np.flatnonzero(record["present"][-1] > 0)
    if not len(here):
        raise NotInRecord(f"no state is on record in {year}.")
    codes = record.codes[here]
    orders = orders_of(year + 1)
    values = empty_world(len(codes), acts, 1, max(len(orders), 1))
    filled: dict[str, int] = {}

    def put(name: str, found: Values, gap: Values | float) -> None:
        lacking = ~np.isfinite(found)
        filled[name] = int(lacking.sum())
        values[name] = np.where(lacking, gap, found)

    def last(name: str) -> Values:
        return np.array(record[name][-1][here], float)

    def between(name: str) -> Values:
        """As last known: a source that ended a few years before is carried on, never emptied."""
        found = np.array(record[name][-1][np.ix_(here, here)], float)
        for back in range(2, min(MOST_YEARS_BACK + 2, len(record[name]) + 1)):
            older = record[name][-back][np.ix_(here, here)]
            found = np.where(np.isfinite(found), found, older)
        return found

    def known(name: str, column: str) -> Values:
        frame = load(name, directory)
        frame = frame[(frame["year"] <= year) & (frame["year"] > year - 10)]
        newest = frame.dropna(subset=[column]).sort_values("year").groupby("ccode")[column].last()
        return newest.reindex(codes).to_numpy(float)

    values["code"] = codes.astype(np.int32)
    values["present"][:] = 1.0
    spending = last("military_spending")
    gdp = known("latent_gdp", "gdp") / 1000.0
    income = gdp * np.nansum(spending) / BURDEN / np.nansum(gdp)
    sizes = (
        last("capability"),
        spending,
        known("national_capabilities", "milper"),
        gdp,
        income,
    )
    for name, found in zip(SIZES, sizes, strict=True):
        put(name, found, POOR * float(np.nanmedian(found)))
    values["capability"] /= values["capability"].sum()
    put("trend_growth", last("trend_growth"), 0.0)
    put("democracy", last("democracy"), float(np.nanmedian(last("democracy"))))
    put("ideal_point", latest_ideal_points(record)[here], 0.0)
    put("ideal_point_sd", last("ideal_point_sd"), UNSEEN_SD)
    put("great_power", last("great_power"), 0.0)
    put("distance", between("distance"), STRANGERS_KM)
    put("conflict_stock", between("conflict_stock"), 0.0)
    put("frailty", between("frailty"), 0.0)
    for name in ("contiguity", "defence_pact", "rivalry"):
        put(name, between(name), 0.0)
    for name in ("distance", "contiguity", "defence_pact", "rivalry", "conflict_stock", "frailty"):
        np.fill_diagonal(values[name], 0.0)

    opening = year + 1
    place = {int(code): slot for slot, code in enumerate(codes)}
    for slot in _listed("nuclear_powers", opening, place):
        values["nuclear"][slot] = 1.0
    for row in dated("security_council"):
        if _runs(row, opening) and int(row["ccode"]) in place:
            slot = place[int(row["ccode"])]
            values["council_seat"][slot] = 1.0
            values["veto"][slot] = float(row["seat"] == "permanent")
    for row in dated("basing"):
        host, sender = place.get(int(row["host"])), place.get(int(row["sender"]))
        if _runs(row, opening) and host is not None and sender is not None:
            values["basing"][host, sender] = 1.0

    trade, seen = _trade(codes, year, directory)
    filled["trade_share"] = int((~seen).sum()) * (len(codes) - 1)
    pull = values["capability"][None, :] / (1.0 + values["distance"] / 1000.0)
    np.fill_diagonal(pull, 0.0)
    weight = np.where(seen[:, None], trade, pull)
    values["trade_share"] = weight / weight.sum(axis=1, keepdims=True)
    if seen.any():
        total = np.where(seen, trade.sum(axis=1), np.nan)
        openness = (total / np.nansum(total)) / (values["income"] / values["income"].sum())
        openness *= _world_trade(opening)
        put("openness", openness, float(np.nanmedian(openness)))
    else:  # before trade was recorded every state is as open as the world
        put("openness", np.full(len(codes), np.nan), _world_trade(opening))
    among = values["capability"] * values["great_power"]
    values["benefit_share"] = among / max(float(among.sum()), 1e-12)
    values["legitimacy"][:] = LEGITIMACY
    names = [order.name for order in orders]
    for number, order in enumerate(orders):
        values["order_active"][number] = float(order.active)
        values["order_leader"][number] = place.get(order.leader or -1, -1)
        values["order_authorises"][number] = float(order.authorises)
        values["order_depth"][number] = order.depth
        values["order_economic"][number] = order.economic
        values["order_security"][number] = order.security
        values["order_rights"][number] = order.rights
        values["membership"][:, number] = [float(int(code) in order.members) for code in codes]
        for other in (each for each in order.excludes if each in names):
            values["exclusive"][number, names.index(other)] = 1.0
            values["exclusive"][names.index(other), number] = 1.0
    return as_world(values), Gaps(filled, len(codes))


def with_the_order_on_record(world: World, record: Record) -> World:
    """The world with no order but the one whose accessions are on record, and fitted.

    By a hazard that was learnt on that order, other orders would draw the states of the world just
    as fast, and take those that they draw out of it.

    Args:
        world: Of the last year of the record.
        record: The training window.
    """
    slot = {int(code): place for place, code in enumerate(record.codes)}
    inside = record["membership"][-1][[slot[int(code)] for code in np.asarray(world.code)], 0]
    nobody = jnp.zeros_like(world.membership)
    return replaced(
        world,
        {
            "membership": nobody.at[:, 0].set(jnp.nan_to_num(inside)),
            "exclusive": jnp.zeros_like(world.exclusive),
            "order_active": world.order_active.at[1:].set(0.0),
        },
    )


def latest_ideal_points(record: Record) -> Values:
    """Ideal points as the record closes, gaps filled by what was known by then."""
    shifted = {name: record[name][1:] for name in ("ideal_point", "democracy")}
    ahead = {name: np.concatenate([v, v[-1:]]) for name, v in shifted.items()}
    return filled_ideal_points(
        Record(record.years, record.codes, ahead, record.acts, record.sources)
    )[-1]


def _runs(row: dict[str, str], year: int) -> bool:
    return int(row["from"]) < year and (not row["to"] or year <= int(row["to"]))


def _listed(table: str, year: int, place: dict[int, int]) -> list[int]:
    rows = (row for row in dated(table) if _runs(row, year))
    return [place[int(row["ccode"])] for row in rows if int(row["ccode"]) in place]


def _trade(
    codes: NDArray[np.int64], year: int, directory: Path | None
) -> tuple[Values, NDArray[np.bool_]]:
    """Trade of every dyad, and whether any of a state's is known; a gap is no trade on record."""
    frame = load("trade", directory)
    frame = frame[frame["year"] == min(year, int(frame["year"].max()))]
    frame = frame[frame["ccode1"].isin(codes) & frame["ccode2"].isin(codes)]
    slot = pd.Series(np.arange(len(codes)), index=codes)
    flows = frame[["flow1", "flow2"]].to_numpy(float, na_value=np.nan)
    both = np.nansum(np.maximum(flows, 0.0), axis=1)
    one, other = slot.loc[frame["ccode1"]].to_numpy(), slot.loc[frame["ccode2"]].to_numpy()
    trade = np.zeros((len(codes), len(codes)))
    trade[one, other] = trade[other, one] = both
    return trade, trade.sum(axis=1) > 0


def _world_trade(year: int) -> float:
    known = {int(row["year"]): float(row["share"]) for row in dated("world_trade")}
    return known[min(known, key=lambda other: (abs(other - year), other))]
