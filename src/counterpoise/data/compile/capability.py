"""Capability share: the mean of a state's shares of four things that wars have been fought with.

    C_i = (share of GDP at PPP + share of military spending
           + share of soldiers + share of people) / 4

Equal weights, as in the Composite Index of National Capability of Singer, Bremer and Stuckey
(1972), of which this is the open counterpart: what an economy makes and what a state already
spends on force, and the men and the people behind them. Steel and energy, which that index counts
instead of income, are left out: GDP measures output more directly since industry ceased to mean
steel. No weight was fitted to that index; the agreement report says how near the two come.

Each share is of the total over the states present, so C sums to one.
"""

from collections.abc import Sequence

from counterpoise.data.compile.column import Column
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import State


def capability(states: Sequence[State], parts: Sequence[Column]) -> Column:
    """Mean of a state's shares in the parts; dimensionless, sums to one.

    A value is modelled if any of its parts is.
    """
    column = Column("capability", 10)
    totals = [sum(part.values[s.ccode] for s in states) for part in parts]
    exact = {
        s.ccode: sum(p.values[s.ccode] / t for p, t in zip(parts, totals, strict=True)) / len(parts)
        for s in states
    }
    for state in states:
        labels = {part.coverage[state.ccode] for part in parts}
        modelled = Coverage.MODELLED in labels
        column.put(
            state.ccode, exact[state.ccode], Coverage.MODELLED if modelled else Coverage.OBSERVED
        )
    return column
