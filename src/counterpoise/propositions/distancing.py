"""Own-distancing after acts: the regression behind P1 and P2, on the record or on a simulation.

    D_ij,t = |x_i,t - x_j,t-1| - |x_i,t-1 - x_j,t-1|                                       (3.9)
    D_ij,t = sum_{s=-2}^{2} b_s ln(1 + acts_j,t-s) + c |x_i,t-1 - x_j,t-1|
           + v 1[j used force on i within s = 0..2] + a_ij + a_t + e

with acts of j against others, effects of dyads and of years, errors clustered by power and year.
The estimand is b_0 + b_1 + b_2; the leads b_-1 + b_-2 are a placebo.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.regression import Fit, absorbed_least_squares
from counterpoise.propositions.synthetic_record import SyntheticRecord

LAGS = (0, 1, 2)
LEADS = (1, 2)


@dataclass(frozen=True, eq=False)
class Panel:
    """Dyads of states and powers over years, in rows.

    Attributes:
        state, power, year: Of each row.
        distancing: D, in ideal-point units.
        distance: To the power at t-1.
        acts: For each kind of act, ln(1 + acts) of the power at leads 2, 1 and lags 0, 1, 2,
            [row, 5].
        victim: Whether the power used force on the state in the year or the two before.
        weight: Of each row.
    """

    state: NDArray[np.int64]
    power: NDArray[np.int64]
    year: NDArray[np.int64]
    distancing: Numbers
    distance: Numbers
    acts: dict[str, Numbers]
    victim: Numbers
    weight: Numbers


def regression(panel: Panel) -> Fit:
    """The regression above; coefficients of each kind of act in turn, leads first."""
    dyad = panel.state * (panel.power.max() + 1) + panel.power
    year = panel.year - panel.year.min()
    regressors = np.column_stack([*panel.acts.values(), panel.distance, panel.victim])
    return absorbed_least_squares(
        panel.distancing,
        regressors,
        (dyad, year),
        panel.power * 10_000 + panel.year,
        panel.weight,
    )


def after(panel: Panel, kind: str) -> Numbers:
    """Weights of the estimand: the sum over lags of one kind of act."""
    return _weights(panel, kind, (0.0, 0.0, 1.0, 1.0, 1.0))


def before(panel: Panel, kind: str) -> Numbers:
    """Weights of the placebo: the sum over leads."""
    return _weights(panel, kind, (1.0, 1.0, 0.0, 0.0, 0.0))


def _weights(panel: Panel, kind: str, own: tuple[float, ...]) -> Numbers:
    parts = [own if each == kind else (0.0,) * 5 for each in panel.acts]
    return np.array([*(weight for part in parts for weight in part), 0.0, 0.0])


def panel_of(record: SyntheticRecord, apart: bool = False) -> Panel:
    """The panel of a simulated history: states that are no great powers, toward those that are.

    Args:
        record: The history.
        apart: Whether acts with and without authority are kept apart.
    """
    positions, powers = record.positions, record.powers
    years, states = record.years, positions.shape[1]
    within = np.arange(LAGS[-1], years - LEADS[-1])
    target = positions[within][:, powers]  # the power at t-1, [year, power]
    was = np.abs(positions[within][:, :, None] - target[:, None, :])
    now = np.abs(positions[within + 1][:, :, None] - target[:, None, :])
    kinds = (
        {"alone": record.alone, "authorised": record.authorised}
        if apart
        else {"acts": record.alone + record.authorised}
    )
    shape = was.shape

    def spread(values: Numbers) -> Numbers:
        """Values by power and year, repeated for every state."""
        return np.broadcast_to(values[:, None, :], shape).reshape(-1)

    shifts = (*(-lead for lead in reversed(LEADS)), *LAGS)
    acts = {
        kind: np.stack([spread(np.log1p(each[within - shift])) for shift in shifts], axis=1)
        for kind, each in kinds.items()
    }
    victim = np.maximum.reduce([record.victim[within - lag] for lag in LAGS])
    lesser = ~np.isin(np.arange(states), powers)  # balanced, so effects are absorbed at once
    kept = np.broadcast_to(lesser[None, :, None], shape).reshape(-1)
    year, state, power = (each.reshape(-1)[kept] for each in np.indices(shape))
    return Panel(
        state,
        power,
        year,
        (now - was).reshape(-1)[kept],
        was.reshape(-1)[kept],
        {kind: each[kept] for kind, each in acts.items()},
        victim.astype(float).reshape(-1)[kept],
        np.ones(int(kept.sum())),
    )
