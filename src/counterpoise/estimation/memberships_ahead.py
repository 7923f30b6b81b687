"""Who belongs to what along the paths of a forecast, by the hazard of ``accession``.

One organisation is fitted on its own accessions up to the end of training; nobody leaves, for
withdrawals are too few to tell from errors of coding. Trade stays as it was at the origin.

Of the organisations as a population the same hazard speaks of each that a state has not yet joined:
the joins of a year are binomial in that number, N is the trade-weighted share of organisations that
partners belong to, and a membership ends with a steady probability. Years of founding come in
waves, so each year of a path takes the surprise of a training year drawn at random. Organisations
that are yet to be founded are not foreseen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Array
from numpy.typing import NDArray

from counterpoise.data.catalogue import load
from counterpoise.estimation.accession import (
    Joining,
    Surroundings,
    fitted,
    joining_rows,
    log_odds,
)
from counterpoise.estimation.organisations_on_record import (
    membership_on_record,
    organisations_that_exist,
)
from counterpoise.estimation.paths import Paths
from counterpoise.estimation.record import NotInRecord, Record
from counterpoise.mechanisms.order.membership import Appeal
from counterpoise.world.world import World

Values = NDArray[np.float64]

FEWEST_ACCESSIONS = 2  # fewer, and the hazard is its prior
EXPECTED_FLOOR = 1.0  # joins in a year, below which its surprise is noise


@dataclass(frozen=True)
class Origin:
    """What a forecast of memberships needs of the world it begins from."""

    around: Surroundings
    x: Values  # [path, year, actor], as each year opens
    democracy: Values


def origin(world: World, forecast: Paths) -> Origin:
    """From the world that the paths began from, and from what they foresee."""

    def opening(name: str, first: Array) -> Values:
        ahead = forecast.states[name]
        start = np.broadcast_to(np.asarray(first, float), (len(ahead), 1, ahead.shape[2]))
        return np.concatenate([start, ahead[:, :-1]], axis=1)

    return Origin(
        Surroundings(
            np.asarray(world.trade_share, float),
            np.asarray(world.distance, float),
            np.asarray(world.present) > 0,
            np.asarray(world.capability, float),
        ),
        opening("ideal_point", world.ideal_point),
        opening("democracy", world.democracy),
    )


def _chance(drawn: Mapping[str, Values], appeal: Appeal, surprise: Values) -> Values:
    column = {address: value[:, None] for address, value in drawn.items()}
    odds = np.asarray(log_odds(column, appeal), float) + surprise[:, None]
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def members_on_paths(
    key: str,
    record: Record,
    world: World,
    forecast: Paths,
    directory: Path | None = None,
    seed: int = 0,
    without: tuple[str, ...] = (),
) -> Values:
    """Members of an organisation among the states of the forecast, [path, year].

    Args:
        key: Of the organisation.
        record: The training window.
        world: That the paths began from.
        forecast: The paths.
        directory: Where the sources lie.
        seed: Of the draws.
        without: Addresses fixed at zero.

    Raises:
        NotInRecord: Too few accessions are on record.
    """
    belongs = membership_on_record(key, record, directory)
    before = np.vstack([np.full((1, belongs.shape[1]), np.nan), belongs[:-1]])
    outside = (before == 0) & (np.nansum(before, axis=1) > 0)[:, None]
    rows, _ = joining_rows(record, before, belongs, np.where(outside, 1.0, 0.0), directory)
    accessions = int(np.asarray(rows.joined).sum())
    if accessions < FEWEST_ACCESSIONS:
        raise NotInRecord(
            f"HT10.{key}: {accessions} accessions are on record to {record.years[-1]}; at least "
            f"{FEWEST_ACCESSIONS} are needed to learn who joins."
        )
    paths = len(forecast.states["ideal_point"])
    drawn = fitted(rows, paths, seed, without)
    there = origin(world, forecast)
    random = np.random.default_rng([seed, 10])
    now = np.isin(forecast.codes, record.codes[belongs[-1] > 0]).astype(float)
    inside = np.broadcast_to(now, (paths, len(now))).copy()
    found = np.empty((paths, len(forecast.years)))
    none = np.zeros(paths)
    for year in range(len(forecast.years)):
        x, democracy = there.x[:, year], there.democracy[:, year]
        chance = _chance(drawn, there.around.appeal(inside, x, democracy), none)
        inside = np.maximum(inside, random.random(inside.shape) < chance)
        found[:, year] = inside.sum(axis=1)
    return found


def memberships_on_paths(
    record: Record,
    world: World,
    forecast: Paths,
    directory: Path | None = None,
    seed: int = 0,
    without: tuple[str, ...] = (),
) -> Values:
    """Mean number of organisations to which the states of the forecast belong, [path, year]."""
    counts = memberships_on_record(record, directory)
    pool = np.maximum(organisations_that_exist(record, directory), np.nanmax(counts, axis=1))
    before = np.vstack([np.full((1, counts.shape[1]), np.nan), counts[:-1]])
    rose = np.maximum(counts - before, 0.0)
    chances = np.maximum(pool[:, None] - before, 0.0)
    rows, year = joining_rows(record, before / pool[:, None], rose, chances, directory)
    paths = len(forecast.states["ideal_point"])
    drawn = fitted(rows, paths, seed, without)
    fell = float(np.nansum(np.maximum(before - counts, 0.0)))
    leaving = (fell + 0.5) / (float(np.nansum(before[np.isfinite(counts)])) + 1.0)
    surprise = _surprises(drawn, rows, year)

    there = origin(world, forecast)
    random = np.random.default_rng([seed, 11])
    slot = {int(code): place for place, code in enumerate(record.codes)}
    last = np.nan_to_num(counts[-1])[[slot[int(code)] for code in forecast.codes]]
    number = np.broadcast_to(last, (paths, len(last))).copy()
    exist = float(pool[-1])
    found = np.empty((paths, len(forecast.years)))
    for step in range(len(forecast.years)):
        x, democracy = there.x[:, step], there.democracy[:, step]
        appeal = there.around.appeal(number / exist, x, democracy)
        chance = _chance(drawn, appeal, random.choice(surprise, size=paths))
        open_to = np.maximum(exist - number, 0.0).astype(int)
        joined = random.binomial(open_to, chance)
        number = number + joined - random.binomial(number.astype(int), leaving)
        found[:, step] = number.mean(axis=1)
    return found


def _surprises(drawn: Mapping[str, Values], rows: Joining, year: NDArray[np.int64]) -> Values:
    """ln of joins over expected joins, of each training year, centred so that means agree."""
    middle = {address: float(value.mean()) for address, value in drawn.items()}
    chance = 1.0 / (1.0 + np.exp(-np.asarray(log_odds(middle, rows.appeal), float)))
    expected = np.bincount(year, chance * np.asarray(rows.chances))
    seen = np.bincount(year, np.asarray(rows.joined))
    here = expected > EXPECTED_FLOOR
    ratio = (seen[here] + 0.5) / (expected[here] + 0.5)
    return np.asarray(np.log(ratio) - np.log(ratio.mean()))


def memberships_on_record(record: Record, directory: Path | None = None) -> Values:
    """Full memberships of each state as each year closes, [year, actor]."""
    frame = load("igo_counts", directory)
    frame = frame[frame["ccode"].isin(record.codes) & frame["year"].isin(record.years)]
    slot = {int(code): place for place, code in enumerate(record.codes)}
    found = np.full((len(record.years), len(record.codes)), np.nan)
    year = frame["year"].to_numpy(int) - int(record.years[0])
    who = np.array([slot[int(code)] for code in frame["ccode"]], int)
    found[year, who] = frame["full"].to_numpy(float, na_value=np.nan)
    return found
