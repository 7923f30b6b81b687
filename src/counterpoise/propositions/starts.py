"""Who starts disputes in a simulated history, beside what would make him start them anyway.

    ln E[y] = a + b x + ln e

y counts the disputes that a state starts in a year, x is what a claim about orders turns on, and e
is how many were to be expected of everything but punishment. A history has e as no record does, so
the power that is worked out from b is an upper bound.
"""

from dataclasses import dataclass, replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.mechanisms.conflict.force import ForceInitiation
from counterpoise.models.history import Observed as Figures
from counterpoise.models.history import Schedule
from counterpoise.models.model import Model
from counterpoise.propositions.courses import Course, PairedCourses
from counterpoise.propositions.draws import Numbers
from counterpoise.propositions.histories import Found, all_whole, histories_of
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.world.world import World

LEAST = 1e-12  # disputes to be expected; who can start fewer is not at risk


@dataclass(frozen=True)
class Starts:
    """Records disputes started and to be expected, apart and among joint members, [2, actor]."""

    def __call__(self, model: Model, before: World, after: World, planned: Schedule) -> Figures:
        """The year's figures; of order 0."""
        force = model.mechanism("initiation")
        assert isinstance(force, ForceInitiation)
        land = model.land(before)
        unpunished = eqx.tree_at(lambda each: each.i_pun, force, jnp.zeros_like(force.i_pun))
        expected = jax.nn.sigmoid(unpunished.logit(before, land)) * land.pairs
        inside = before.membership[:, 0]
        joint = inside[:, None] * inside[None, :]
        which = jnp.stack([1.0 - joint, joint])
        return {
            "started": jnp.sum(which * after.dispute, axis=2),
            "expected": jnp.sum(which * expected, axis=2),
            "punishment": before.punishment,
        }


def histories_of_starts(
    experiment: PairedCourses, course: Course, years: int, laboratory: Laboratory
) -> list[Found]:
    """Histories of so many years with every parameter at its prior mean."""
    longer = replace(experiment, observer=Starts(), years=years, screened=False)
    return histories_of(all_whole(longer.at_prior_means(course, laboratory)))


def poisson_slope(
    started: Numbers, expected: Numbers, x: Numbers, cluster: np.ndarray
) -> tuple[float, float]:
    """b and its standard error, clustered; not numbers where there is nothing to estimate from.

    Args:
        started: y, [row].
        expected: e, [row].
        x: Of each row.
        cluster: Of each row.

    Example:
        >>> x, started = np.tile([0.0, 1.0], 4), np.array([1.0, 5.0, 3.0, 7.0, 2.0, 4.0, 2.0, 8.0])
        >>> slope, _ = poisson_slope(started, np.full(8, 2.0), x, np.arange(8))
        >>> float(round(slope, 3)), float(round(np.log(3.0), 3))
        (1.099, 1.099)
    """
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    at_risk = expected > LEAST
    y, offset, regressor = started[at_risk], np.log(expected[at_risk]), x[at_risk]
    if not y.sum() or np.ptp(regressor) < LEAST:
        return float("nan"), float("nan")
    fit = GLM(
        y, np.column_stack([np.ones(len(y)), regressor]), family=Poisson(), offset=offset
    ).fit(cov_type="cluster", cov_kwds={"groups": cluster[at_risk]})
    return float(fit.params[1]), float(fit.bse[1])
