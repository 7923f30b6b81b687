"""Which parameters an outcome hangs on: designs of points, and the indices read off them.

Two questions are asked of Y = f(u_1, ..., u_k), each u_i uniform between 0 and 1 and mapped to its
parameter by the quantile function of the prior.

*Sobol*: what share of the variance of Y would be gone if u_i were known (first order), and what
share remains while u_i alone is unknown (total):

    S_i = V[E[Y | u_i]] / V[Y],         T_i = E[V[Y | u_-i]] / V[Y]

from N (k + 2) points after Saltelli et al. (2010). *Morris*: how far Y moves as u_i moves over the
middle 90% of its prior, from N (k + 1) points (Morris 1991; Campolongo et al. 2007): mu* is the
mean of the absolute elementary effects, sigma their standard deviation, which is large where the
effect is not linear or hangs on other parameters.

Designs and indices are those of SALib. A base row or a trajectory with a point at which there is
no outcome is left out whole. Intervals hold 90% and come from resampling rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.comparison import Figure

Numbers = NDArray[np.float64]

LEVELS = 4  # of Morris's grid
TAIL = 0.05  # of a prior that Morris's grid leaves out at either end
RESAMPLES = 500
CONFIDENCE = 0.9
FEWEST_ROWS = 4
TO_90, TO_50 = 1.6448536269514722, 0.6744897501960817  # standard errors on either side


class Method(StrEnum):
    """Which indices."""

    SOBOL = "sobol"
    MORRIS = "morris"


class BadDesign(ValueError):
    """A design cannot be made, or too little of it could be run."""


@dataclass(frozen=True)
class Index:
    """What was found of one parameter.

    Attributes:
        address: Of the parameter.
        total: Sobol's T; None for Morris.
        first: Sobol's S; None for Morris.
        mu_star, mu, sigma: Of the elementary effects; None for Sobol.
    """

    address: str
    total: Figure | None = None
    first: Figure | None = None
    mu_star: Figure | None = None
    mu: float | None = None
    sigma: float | None = None

    @property
    def weight(self) -> float:
        """By which parameters are ordered."""
        figure = self.total if self.total is not None else self.mu_star
        assert figure is not None
        return figure.mean


def design(method: Method, addresses: Sequence[str], rows: int, seed: int) -> Numbers:
    """Points of the unit cube, [point, parameter].

    Args:
        method: Of which indices.
        addresses: Of the parameters.
        rows: N: base rows (a power of two) for Sobol, trajectories for Morris.
        seed: Of the design.

    Raises:
        BadDesign: There are too few rows, or for Sobol not a power of two; or the library of
            designs is not installed.
    """
    if find_spec("SALib") is None:
        raise BadDesign(
            "designs and indices need SALib, which is not installed. Use: "
            "pip install 'counterpoise[sensitivity]'"
        )
    if rows < FEWEST_ROWS:
        raise BadDesign(f"--draws {rows}: a design needs at least {FEWEST_ROWS}.")
    problem = _problem(addresses)
    if method is Method.MORRIS:
        from SALib.sample import morris

        found = morris.sample(problem, rows, num_levels=LEVELS, seed=seed)
        return np.asarray(TAIL + (1.0 - 2.0 * TAIL) * found)
    if rows & (rows - 1):
        near = 2 ** int(np.log2(rows))
        raise BadDesign(
            f"--draws {rows}: Sobol's sequence is balanced only at powers of two. Use {near} or "
            f"{2 * near}."
        )
    from SALib.sample import sobol

    found = sobol.sample(problem, rows, calc_second_order=False, seed=seed)
    return np.clip(found, 1e-9, 1.0 - 1e-9)


def indices(
    method: Method, addresses: Sequence[str], points: Numbers, values: Numbers, seed: int
) -> tuple[tuple[Index, ...], int]:
    """What each parameter does to the outcome, the strongest first.

    Args:
        method: As in ``design``.
        addresses: As in ``design``.
        points: What ``design`` gave.
        values: The outcome at each point, [point]; not a number where there is none.
        seed: Of the resampling.

    Returns:
        The indices, and how many rows were left out.

    Raises:
        BadDesign: Too few rows are whole, or the outcome is the same at every point.

    Example:
        >>> names = ("a.x", "a.y")
        >>> points = design(Method.SOBOL, names, 256, seed=1)
        >>> found, left_out = indices(Method.SOBOL, names, points, points[:, 0], seed=1)
        >>> [(each.address, round(each.total.mean, 1)) for each in found], left_out
        ([('a.x', 1.0), ('a.y', 0.0)], 0)
    """
    block = len(addresses) + (2 if method is Method.SOBOL else 1)
    whole = np.asarray(np.isfinite(values.reshape(-1, block)).all(axis=1))
    rows = int(whole.sum())
    if rows < FEWEST_ROWS:
        raise BadDesign(
            f"only {rows} of {len(whole)} rows of the design could be run at every point: the "
            "others describe no possible world. Vary fewer parameters, or narrow their priors."
        )
    kept = np.repeat(whole, block)
    if not np.ptp(values[kept]):
        raise BadDesign(
            f"the outcome is {values[kept][0]:g} at every point: none of these parameters moves it."
        )
    read = _sobol if method is Method.SOBOL else _morris
    found = read(addresses, points[kept], values[kept], seed)
    ordered = sorted(found, key=lambda each: (-each.weight, each.address))
    return tuple(ordered), len(whole) - rows


def _problem(addresses: Sequence[str]) -> dict[str, Any]:
    count = len(addresses)
    return {"num_vars": count, "names": list(addresses), "bounds": [[0.0, 1.0]] * count}


def _sobol(addresses: Sequence[str], points: Numbers, values: Numbers, seed: int) -> list[Index]:
    from SALib.analyze import sobol

    found = sobol.analyze(
        _problem(addresses),
        values,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        keep_resamples=True,
        seed=seed + 1,  # SALib takes a seed of zero for none
    )
    return [
        Index(
            address,
            total=_resampled(found["ST"][place], found["ST_conf_all"][:, place]),
            first=_resampled(found["S1"][place], found["S1_conf_all"][:, place]),
        )
        for place, address in enumerate(addresses)
    ]


def _resampled(value: float, resamples: Numbers) -> Figure:
    """An index with the quantiles of its resamples."""
    low, quarter, three, high = np.quantile(resamples, (0.05, 0.25, 0.75, 0.95))
    return Figure(float(value), float(low), float(quarter), float(value), float(three), float(high))


def _morris(addresses: Sequence[str], points: Numbers, values: Numbers, seed: int) -> list[Index]:
    from SALib.analyze import morris

    problem = _problem(addresses) | {"groups": None}
    levels = (points - TAIL) / (1.0 - 2.0 * TAIL)
    found = morris.analyze(
        problem,
        levels,
        np.asarray(values, np.float64),
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=LEVELS,
        seed=seed,
    )

    def figure(value: float, half: float) -> Figure:
        inner = half * TO_50 / TO_90
        around = (value - half, value - inner, value, value + inner, value + half)
        return Figure(value, *(max(each, 0.0) for each in around))

    return [
        Index(
            address,
            mu_star=figure(float(found["mu_star"][place]), float(found["mu_star_conf"][place])),
            mu=float(found["mu"][place]),
            sigma=float(found["sigma"][place]),
        )
        for place, address in enumerate(addresses)
    ]
