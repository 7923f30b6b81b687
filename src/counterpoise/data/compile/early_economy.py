"""Money and soldiers before there were statistics of them: stated rules, everything modelled.

- *Income* at market rates is output at purchasing-power parity in dollars of 2003: nobody recorded
  exchange rates against what money bought.
- *Soldiers*: an estimate of public record (``military_estimates.csv``) for the powers; for the
  rest one in a hundred people, the contingent that the war constitution of the German
  Confederation of 1821 asked of its members.
- *Spending*: a soldier cost four incomes per head. Round figures put the army and navy of Britain
  in 1816 near four to five and the army of Prussia near three.

        m_i = 4 (Y_i / P_i) men_i
"""

from collections.abc import Sequence
from pathlib import Path

from counterpoise.data.compile import economy
from counterpoise.data.compile.column import Column
from counterpoise.vocabulary.coverage import Coverage
from counterpoise.vocabulary.states import State

UNTIL = 1960
"""From this year on there are the World Bank's figures."""

CONTINGENT = 0.01
INCOMES_PER_SOLDIER = 4.0
DOLLARS_OF_GDP = 2011


def income(directory: Path, states: Sequence[State], gdp: Column) -> Column:
    """Output in million dollars of 2003."""
    worth = economy.to_dollars_of_2003(directory, DOLLARS_OF_GDP)
    column = Column("income", 1)
    for state in states:
        column.put(state.ccode, worth * gdp.values[state.ccode] * 1e3, Coverage.MODELLED)
    return column


def military_personnel(states: Sequence[State], year: int, population: Column) -> Column:
    """Armed forces in thousand persons."""
    estimates = economy.estimates_of(year, "personnel_thousand")
    column = Column("military_personnel", 3)
    for state in states:
        contingent = CONTINGENT * population.values[state.ccode]
        column.put(state.ccode, estimates.get(state.ccode, contingent), Coverage.MODELLED)
    return column


def military_spending(
    states: Sequence[State], income: Column, personnel: Column, population: Column
) -> Column:
    """Military spending in million dollars of 2003."""
    column = Column("military_spending", 3)
    for state in states:
        ccode = state.ccode
        per_head = income.values[ccode] / population.values[ccode]
        cost = INCOMES_PER_SOLDIER * per_head * personnel.values[ccode]
        column.put(ccode, cost, Coverage.MODELLED)
    return column
