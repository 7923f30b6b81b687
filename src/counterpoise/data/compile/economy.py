"""Income, people, money and soldiers: what a state can draw on, with every gap filled by rule.

GDP is GDP per head (Maddison, 2011 international dollars) times population, both as estimated by
Fariss, Anders, Markowitz and Barnum (2022) from all series at once. Where that series describes a
territory other than the state's (the Soviet Union without its republics, Prussia as all of
Germany), ``populations.csv`` gives the people and, if need be, the state whose income per head it
shares; both are ``modelled``. Military spending is the share of GDP times GDP in dollars of the
year, carried to dollars of 2003 by the deflator of American GDP, in which the model counts.
Soldiers are the share of the labour force under arms times a labour force that is *modelled*.

Rules for gaps, in order; each leaves the label ``modelled``:

1. A state without armed forces has none: ``structural zero``, whatever police a source counts.
2. An estimate of public record (``military_estimates.csv``).
3. The share observed nearest in time, at most five years away; the earlier of two equals. For
   soldiers, whose series begins in 1991, at most seven.
4. The median share among the observed states of the same part of the world.

Where the World Bank gives no GDP in current dollars, it is GDP at purchasing-power parity times
the price level that a straight line in logs predicts from GDP per head.

The World Bank's figures begin in 1960; what stands for them before is in ``early_economy.py``.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from counterpoise.data.compile import inputs, record
from counterpoise.data.compile.column import Column, OutsideCoverage
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import State

SPENDING_SHARE = "MS.MIL.XPND.GD.ZS"
FORCES_SHARE = "MS.MIL.TOTL.TF.ZS"
CONSTANT_DOLLARS = "NY.GDP.MKTP.KD"
REACH_YEARS = 5
REACH_YEARS_FORCES = 7
DOLLARS_OF = 2003
"""The model counts money in dollars of this year."""
UNITED_STATES = "USA"

LABOUR_SHARE = {
    "North America": 0.51,
    "Latin America": 0.43,
    "Europe": 0.48,
    "Sub-Saharan Africa": 0.40,
    "Middle East and North Africa": 0.35,
    "Asia": 0.48,
    "Oceania": 0.48,
}
"""Labour force over population, round figures for the turn of the century; assumed."""

BASED_ON_RECORD = "military_estimates"

BANK_CODE = {"YUG": "SRB", "SCG": "SRB"}
"""Letters under which the World Bank files a state that has since changed its own.

Its figures for Serbia leave out Montenegro and Kosovo.
"""

BANK_MEANS_ANOTHER = {260: "united Germany", 678: "united Yemen", 315: "the Czech Republic"}
"""States whose letters the World Bank uses for another territory; their GDP is not taken there."""


def part_of_the_world(ccode: int) -> str:
    """The part of the world that the COW number lies in, as its hundreds say.

    Example:
        >>> part_of_the_world(630)
        'Middle East and North Africa'
    """
    if ccode < 40:
        return "North America" if ccode in (2, 20) else "Latin America"
    bounds = (
        (200, "Latin America"),
        (400, "Europe"),
        (600, "Sub-Saharan Africa"),
        (700, "Middle East and North Africa"),
        (900, "Asia"),
        (1000, "Oceania"),
    )
    return next(name for bound, name in bounds if ccode < bound)


def income_and_people(directory: Path, states: Sequence[State], year: int) -> tuple[Column, Column]:
    """GDP (billion 2011 international dollars) and population (thousand).

    Raises:
        OutsideCoverage: The year is outside the latent series.
    """
    source = inputs.table(directory, inputs.LATENT_GDP)
    if year not in set(source.year):
        raise OutsideCoverage("Fariss et al. GDP", year, source.year.min(), source.year.max())
    table = source.loc[source.year == year, ["ccode", "mrgdppc", "pwtpop"]]
    rows = table.to_numpy(dtype=float).tolist()
    now = {int(ccode): (per_head, people) for ccode, per_head, people in rows}
    gdp, population = Column("gdp", 4), Column("population", 1)
    for state in states:
        if state.ccode not in now:
            raise ValueError(f"Fariss et al. has no row for {state.name} in {year}; add a rule.")
        per_head, people = now[state.ccode]
        population.put(state.ccode, people * 1e3, Coverage.OBSERVED)
        gdp.put(state.ccode, per_head * people / 1e3, Coverage.OBSERVED)
    for row in record.rows("populations"):
        if int(row["year"]) == year:
            ccode, counted = int(row["ccode"]), float(row["population_thousand"])
            per_head, _ = now[int(row["income_like"] or ccode)]
            population.put(ccode, counted, Coverage.MODELLED)
            gdp.put(ccode, per_head * counted / 1e6, Coverage.MODELLED)
    return gdp, population


def to_dollars_of_2003(directory: Path, year: int) -> float:
    """What a dollar of the year is worth in dollars of 2003, by the deflator of American GDP.

    Example:
        >>> to_dollars_of_2003(directory, 2003)  # doctest: +SKIP
        1.0
    """
    if year == DOLLARS_OF:
        return 1.0
    bank = inputs.table(directory, inputs.WDI_GDP)
    current = bank[bank["Country Code"] == UNITED_STATES].set_index("Year").Value
    constant = _shares(directory, CONSTANT_DOLLARS)
    then, now = (float(current[y]) / constant[UNITED_STATES, y] for y in (year, DOLLARS_OF))
    return now / then


def military_spending(
    directory: Path, states: Sequence[State], year: int, gdp: Column, population: Column
) -> Column:
    """Military spending in million dollars of 2003."""
    shares = _shares(directory, SPENDING_SHARE)
    _reaching(shares, "World Bank military expenditure", year)
    dollars, stated = _current_dollars(directory, states, year, gdp, population)
    column = Column("military_spending", 3)
    unarmed = record.listed("without_armed_forces", year)
    estimates = estimates_of(year, "spending_million_usd")
    estimated_shares = estimates_of(year, "spending_percent_gdp")
    worth = to_dollars_of_2003(directory, year)
    observed: dict[int, float] = {}
    for state in states:
        share = shares.get((_bank_code(state), year))
        if state.ccode in unarmed:
            column.put(state.ccode, 0.0, Coverage.STRUCTURAL_ZERO)
        elif share is not None and stated[state.ccode]:
            observed[state.ccode] = share
            column.put(state.ccode, worth * (share / 100 * dollars[state.ccode]), Coverage.OBSERVED)
    for state in states:
        if state.ccode in column.values:
            continue
        if state.ccode in estimates:
            column.put(state.ccode, worth * estimates[state.ccode], Coverage.MODELLED)
            continue
        share = estimated_shares.get(state.ccode)
        if share is None:
            share = _nearest(shares, _bank_code(state), year)
        if share is None:
            share = _regional_median(observed, state.ccode)
        column.put(state.ccode, worth * (share / 100 * dollars[state.ccode]), Coverage.MODELLED)
    return column


def market_income(
    directory: Path, states: Sequence[State], year: int, gdp: Column, population: Column
) -> Column:
    """Output at market exchange rates, in million dollars of 2003."""
    dollars, stated = _current_dollars(directory, states, year, gdp, population)
    worth = to_dollars_of_2003(directory, year)
    column = Column("income", 1)
    for state in states:
        label = Coverage.OBSERVED if stated[state.ccode] else Coverage.MODELLED
        column.put(state.ccode, worth * dollars[state.ccode], label)
    return column


def military_personnel(
    directory: Path, states: Sequence[State], year: int, population: Column
) -> Column:
    """Armed forces in thousand persons.

    The share of the labour force is observed for most states, the labour force never is; so no
    value here is called observed.
    """
    shares = _shares(directory, FORCES_SHARE)
    _reaching(shares, "World Bank armed forces", year, REACH_YEARS_FORCES)
    column = Column("military_personnel", 3)
    unarmed = record.listed("without_armed_forces", year)
    estimates = estimates_of(year, "personnel_thousand")
    observed = {
        state.ccode: shares[_bank_code(state), year]
        for state in states
        if (_bank_code(state), year) in shares and state.ccode not in unarmed
    }
    near = {s.ccode: _nearest(shares, _bank_code(s), year, REACH_YEARS_FORCES) for s in states}
    nearby = observed or {
        ccode: share for ccode, share in near.items() if share is not None and ccode not in unarmed
    }
    for state in states:
        ccode = state.ccode
        labour = LABOUR_SHARE[part_of_the_world(ccode)] * population.values[ccode]
        if ccode in unarmed:
            column.put(ccode, 0.0, Coverage.STRUCTURAL_ZERO)
            continue
        if ccode in estimates:
            column.put(ccode, estimates[ccode], Coverage.MODELLED)
            continue
        share = observed.get(ccode)
        if share is None:
            share = _nearest(shares, _bank_code(state), year, REACH_YEARS_FORCES)
        if share is None:
            share = _regional_median(nearby, ccode)
        column.put(ccode, share / 100 * labour, Coverage.MODELLED)
    return column


def _bank_code(state: State) -> str:
    return BANK_CODE.get(state.iso3 or "", state.iso3 or "")


def _shares(directory: Path, series: str) -> dict[tuple[str, int], float]:
    wide = inputs.table(directory, inputs.WDI_SHARES)
    wide = wide[wide["Series Code"] == series]
    years = [name for name in wide.columns if name[:4].isdigit()]
    long = wide.melt(id_vars="Country Code", value_vars=years)
    long["value"] = pd.to_numeric(long["value"], errors="coerce")
    long = long.dropna(subset="value")
    return {
        (iso3, int(label[:4])): float(value)
        for iso3, label, value in zip(
            long["Country Code"], long["variable"], long["value"], strict=True
        )
    }


def _reaching(shares: dict[tuple[str, int], float], source: str, year: int, reach: int = 0) -> None:
    years = {when for _, when in shares}
    if not min(years) - reach <= year <= max(years):
        raise OutsideCoverage(source, year, min(years), max(years))


def _current_dollars(
    directory: Path, states: Sequence[State], year: int, gdp: Column, population: Column
) -> tuple[dict[int, float], dict[int, bool]]:
    source = inputs.table(directory, inputs.WDI_GDP)
    now = source[source.Year == year].set_index("Country Code").Value.dropna()
    if now.empty:
        raise OutsideCoverage("World Bank GDP", year, source.Year.min(), source.Year.max())
    stated = {
        s.ccode: _bank_code(s) in now.index and s.ccode not in BANK_MEANS_ANOTHER for s in states
    }
    dollars = {s.ccode: float(now[_bank_code(s)]) / 1e6 for s in states if stated[s.ccode]}
    seen = list(dollars)
    per_head = {c: gdp.values[c] * 1e6 / population.values[c] for c in gdp.values}
    x = np.log([per_head[c] for c in seen])
    y = np.log([dollars[c] / (gdp.values[c] * 1e3) for c in seen])
    slope, intercept = np.polyfit(x, y, 1)
    for state in states:
        if not stated[state.ccode]:
            price = float(np.exp(intercept + slope * np.log(per_head[state.ccode])))
            dollars[state.ccode] = gdp.values[state.ccode] * 1e3 * price
    return dollars, stated


def _nearest(
    shares: dict[tuple[str, int], float], iso3: str, year: int, reach: int = REACH_YEARS
) -> float | None:
    for gap in range(reach + 1):
        for candidate in (year - gap, year + gap):
            if (iso3, candidate) in shares:
                return shares[iso3, candidate]
    return None


def _regional_median(observed: dict[int, float], ccode: int) -> float:
    part = part_of_the_world(ccode)
    peers = [share for c, share in observed.items() if part_of_the_world(c) == part]
    return median(peers or observed.values())


def estimates_of(year: int, field: str) -> dict[int, float]:
    """Figures of one kind in ``military_estimates.csv``, by state."""
    return {
        int(row["ccode"]): float(row[field])
        for row in record.rows(BASED_ON_RECORD)
        if int(row["year"]) == year and row[field]
    }
