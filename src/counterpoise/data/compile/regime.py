"""Electoral democracy is V-Dem's polyarchy; the states too small for V-Dem are classed by record.

Rule for gaps (``modelled``): each state that V-Dem leaves out is classed in
``microstate_regimes.csv``. *Competitive* ones take the median polyarchy of the small states
(under two million people) that V-Dem does cover and that score above one half; *hereditary* ones
the median of the ruling monarchies that V-Dem covers; *constrained* ones the midpoint of the two.
In 1816 the ruling monarchies are the German and Italian states that V-Dem covers.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from counterpoise.data.compile import inputs, record
from counterpoise.data.compile.column import Column, OutsideCoverage
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import State

SMALL_THOUSAND = 2000.0
RULING_MONARCHIES = (572, 670, 690, 692, 694, 696, 698, 760, 245, 269, 271, 273, 275, 327, 329)
"""Eswatini, Saudi Arabia, Kuwait, Bahrain, Qatar, Emirates, Oman, Bhutan (to 2007); and Bavaria,
Saxony, Wuerttemberg, both Hesses, the Papal States and the Two Sicilies, none of which lived on."""


def democracy(directory: Path, states: Sequence[State], year: int, population: Column) -> Column:
    """Electoral democracy (``v2x_polyarchy``), 0 to 1.

    Raises:
        OutsideCoverage: V-Dem has no values for the year.
        ValueError: A state is neither in V-Dem nor classed; names it and the remedy.
    """
    source = inputs.table(directory, inputs.DEMOCRACY).dropna(subset=["v2x_polyarchy"])
    now = source[source.year == year].set_index("ccode").v2x_polyarchy
    if now.empty:
        raise OutsideCoverage("V-Dem", year, source.year.min(), source.year.max())
    column = Column("democracy", 4)
    for state in states:
        if state.ccode in now.index:
            column.put(state.ccode, float(now[state.ccode]), Coverage.OBSERVED)
    open_small = [
        value
        for ccode, value in column.values.items()
        if population.values[ccode] < SMALL_THOUSAND and value > 0.5
    ]
    ruled = [column.values[c] for c in RULING_MONARCHIES if c in column.values]
    hereditary = median(ruled) if ruled else float("nan")
    competitive = median(open_small) if open_small else float("nan")
    worth = {
        "competitive": competitive,
        "hereditary": hereditary,
        "constrained": (competitive + hereditary) / 2,
    }
    classes = {int(row["ccode"]): row["class"] for row in record.rows("microstate_regimes")}
    for ccode in column.missing(s.ccode for s in states):
        if ccode not in classes:
            raise ValueError(
                f"V-Dem has no polyarchy for state {ccode} in {year} and "
                "world/record/microstate_regimes.csv does not class it. Add a row there."
            )
        value = worth[classes[ccode]]
        if value != value:
            raise ValueError(
                f"V-Dem covers no state of {year} like {ccode} ({classes[ccode]}) to fill it from."
            )
        column.put(ccode, value, Coverage.MODELLED)
    return column
