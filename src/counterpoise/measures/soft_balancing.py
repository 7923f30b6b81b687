"""Soft balancing on the record: movement away from a power that is the mover's own.

Every change of the distance between state i and power j between two years is split exactly,

    change = own movement (the power frozen where it stood, eq. 3.9) + the power's own movement,

in each of many draws of the true positions from their posterior, so that measurement error is part
of the answer. A draw of a position has the published median and the published 5 and 95 per cent
quantiles; between and beyond them it is read off straight lines on the normal scale. Draws are
independent over states and years. The estimator smooths a state's positions over time, so its
errors in neighbouring years resemble one another and cancel in a change: the intervals are too
wide, if anything, not too narrow.

Ideal points are normalised over the whole pool, whose spread drifts, so a part of any long change
of distance is a change of scale. ``standardised`` positions are in units of the year's spread over
states; both are reported.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.special import ndtri

from counterpoise.measures.array import Numbers
from counterpoise.measures.own_distancing import decompose

CITES = ("bailey2017", "voeten2004", "pape2005", "paul2005", "brooks2005", "lieber2005")

LEVELS = (0.05, 0.50, 0.95)
"""Of the quantiles that describe a posterior, in the order of the last axis."""

DRAWS = 1000
LOW, HIGH = 0.05, 0.95

Positions = Float[Numbers, "year state"]
Quantiles = Float[Numbers, "year state level"]
Draws = Float[Numbers, "draw year state"]


@dataclass(frozen=True)
class Estimate:
    """A number with its 90% interval, over the draws."""

    mean: float
    q05: float
    q95: float

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.q05 > 0 or self.q95 < 0

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"mean": self.mean, "q05": self.q05, "q95": self.q95}


@dataclass(frozen=True)
class Movement:
    """A change of distance to a power with its two parts, each over the draws.

    Attributes:
        change: Of the distance; the sum of the two others in every draw.
        own: Own movement, the power frozen at the first year.
        target: The power's own movement.
    """

    change: Float[Numbers, "draw *state"]
    own: Float[Numbers, "draw *state"]
    target: Float[Numbers, "draw *state"]

    def mean(self, weight: Float[Numbers, " state"] | None = None) -> "Movement":
        """The mean over states, draw by draw, so that the parts still sum exactly."""
        mass = np.ones(np.shape(self.own)[-1]) if weight is None else np.asarray(weight)
        mass = mass / np.sum(mass)
        own, target = np.asarray(self.own) @ mass, np.asarray(self.target) @ mass
        return Movement(own + target, own, target)

    def of(self, place: int) -> "Movement":
        """One state's."""
        return Movement(self.change[:, place], self.own[:, place], self.target[:, place])


def draw_positions(quantiles: Quantiles, draws: int = DRAWS, seed: int = 0) -> Draws:
    """Positions drawn from their posteriors; NaN where a state has none.

    Args:
        quantiles: At ``LEVELS``.
        draws: How many.
        seed: Of the generator: the same seed gives the same draws.

    Raises:
        ValueError: The quantiles of some position decrease.
    """
    known = np.asarray(quantiles, dtype=float)
    if np.any(np.diff(known, axis=-1) < 0):
        raise ValueError("the quantiles of a position decrease: are the columns in order?")
    score = np.random.default_rng(seed).standard_normal((draws, *known.shape[:-1]))
    at = ndtri(np.array(LEVELS))
    slopes = np.diff(known, axis=-1) / np.diff(at)
    piece = np.clip(np.searchsorted(at, score, side="right") - 1, 0, len(at) - 2)
    start = _pick(known, piece)
    return start + _pick(slopes, piece) * (score - at[piece])


def _pick(values: np.ndarray, piece: np.ndarray) -> np.ndarray:
    """The value at each drawn place of the last axis, for every draw."""
    spread = np.broadcast_to(values, (*piece.shape, values.shape[-1]))
    return np.take_along_axis(spread, piece[..., None], -1)[..., 0]


def standardised(positions: Draws) -> Draws:
    """Positions in units of the year's spread over states.

    They are not centred: the mean of the year would absorb what most states did together. Give the
    states of which all years are known, or who is in the pool decides its spread.
    """
    values = np.asarray(positions)
    return values / np.nanstd(values, axis=-1, keepdims=True)


def movement(
    positions: Float[Numbers, "draw time state"], power: int, first: int = 0, last: int = -1
) -> Movement:
    """Change of every state's distance to a power between two years, with its two parts.

    Args:
        positions: Drawn positions; one draw of the published points measures without error.
        power: Place of the power among the states; its own column is NaN.
        first: Row of the first year.
        last: Row of the last year.
    """
    values = np.asarray(positions)
    before, after = values[:, first], values[:, last]
    parts = decompose(before, after, before[:, [power]], after[:, [power]])
    own, target = np.array(parts.own), np.array(parts.target)
    own[:, power] = target[:, power] = np.nan
    return Movement(own + target, own, target)


def yearly(positions: Float[Numbers, "draw time state"], power: int) -> Movement:
    """The parts of every year's change, the power frozen at the year before (eq. 3.9).

    Returns:
        Arrays [draw, year, state], the first year left out.
    """
    values = np.asarray(positions)
    before, after = values[:, :-1], values[:, 1:]
    parts = decompose(before, after, before[..., [power]], after[..., [power]])
    own, target = np.array(parts.own), np.array(parts.target)
    own[..., power] = target[..., power] = np.nan
    return Movement(own + target, own, target)


def distancing_z(
    before: Float[Numbers, "*states"],
    after: Float[Numbers, "*states"],
    target: Float[Numbers, "*#states"],
    sd_before: Float[Numbers, "*states"],
    sd_after: Float[Numbers, "*states"],
) -> Float[Numbers, "*states"]:
    """Own-distancing in standard deviations of its measurement error.

    The target is frozen, so the error is that of i's two positions.
    """
    moved = np.abs(after - target) - np.abs(before - target)
    error = np.sqrt(np.square(sd_before) + np.square(sd_after))
    return np.divide(moved, error, out=np.full(np.shape(moved), np.nan), where=error > 0)


def estimate(draws: Float[Numbers, " draw"]) -> Estimate:
    """Mean and 90% interval over the draws.

    Raises:
        ValueError: A draw is missing.
    """
    values = np.asarray(draws, dtype=float)
    if not np.all(np.isfinite(values)):
        raise ValueError("a draw is missing: leave out states without both positions first.")
    low, high = np.quantile(values, [LOW, HIGH])
    return Estimate(float(np.mean(values)), float(low), float(high))
