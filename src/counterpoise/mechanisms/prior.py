"""Prior distributions of parameters, as plain values that both a simulator and a sampler can read.

A prior is drawn by its quantile function, so that a draw is a function of its address alone.
"""

from abc import abstractmethod
from dataclasses import dataclass
from math import inf, log
from typing import Protocol, runtime_checkable

import numpy as np
from scipy import special

Reals = np.ndarray | np.floating


@runtime_checkable
class Prior(Protocol):
    """A distribution over one real parameter."""

    @property
    def support(self) -> tuple[float, float]:
        """The closed interval outside which the parameter means nothing."""
        ...

    @abstractmethod
    def quantile(self, probability: Reals) -> Reals:
        """Values below which the prior puts ``probability``, in (0, 1); of the same shape."""
        ...


@dataclass(frozen=True)
class Normal:
    """A normal distribution, truncated to [low, high] where these are given.

    Example:
        >>> float(Normal(1.0, 2.0).quantile(np.array(0.5)))
        1.0
    """

    mean: float
    sd: float
    low: float = -inf
    high: float = inf

    @property
    def support(self) -> tuple[float, float]:
        """Where the parameter may lie."""
        return self.low, self.high

    def quantile(self, probability: Reals) -> Reals:
        """Inverse of the distribution function."""
        floor = special.ndtr((self.low - self.mean) / self.sd)
        ceiling = special.ndtr((self.high - self.mean) / self.sd)
        inner = floor + np.asarray(probability) * (ceiling - floor)
        return np.clip(self.mean + self.sd * special.ndtri(inner), self.low, self.high)

    def __str__(self) -> str:
        bounds = f" on [{self.low:g}, {self.high:g}]" if self.low > -inf or self.high < inf else ""
        return f"N({self.mean:g}, {self.sd:g}){bounds}"


@dataclass(frozen=True)
class LogNormal:
    """The exponential of a normal: ``median`` and the standard deviation of the logarithm."""

    median: float
    sd: float

    @property
    def support(self) -> tuple[float, float]:
        """Strictly positive in effect; the lowest normal number stands for zero."""
        return float(np.finfo(np.float32).tiny), inf

    def quantile(self, probability: Reals) -> Reals:
        """Inverse of the distribution function."""
        return np.exp(log(self.median) + self.sd * special.ndtri(np.asarray(probability)))

    def __str__(self) -> str:
        return f"exp N(ln {self.median:g}, {self.sd:g})"


@dataclass(frozen=True)
class Beta:
    """A beta distribution on [0, 1]."""

    a: float
    b: float

    @property
    def support(self) -> tuple[float, float]:
        """The unit interval."""
        return 0.0, 1.0

    @classmethod
    def around(cls, mean: float, sd: float) -> "Beta":
        """The beta distribution with this mean and standard deviation."""
        size = mean * (1 - mean) / sd**2 - 1
        return cls(mean * size, (1 - mean) * size)

    def quantile(self, probability: Reals) -> Reals:
        """Inverse of the distribution function."""
        return special.betaincinv(self.a, self.b, np.asarray(probability))

    def __str__(self) -> str:
        return f"Beta({self.a:.3g}, {self.b:.3g})"


@dataclass(frozen=True)
class Fixed:
    """A convention, not an estimate: every draw has this value, a user may set another."""

    value: float
    low: float = -inf
    high: float = inf

    @property
    def support(self) -> tuple[float, float]:
        """Where a user may set it."""
        return self.low, self.high

    def quantile(self, probability: Reals) -> Reals:
        """The value, whatever the probability."""
        return np.full(np.shape(probability), self.value)

    def __str__(self) -> str:
        return f"fixed at {self.value:g}"


@dataclass(frozen=True)
class Off:
    """An effect that starts at zero; a scenario that frees it draws it from N(0, 1)."""

    low: float = -inf
    high: float = inf

    @property
    def support(self) -> tuple[float, float]:
        """Where a user may set it."""
        return self.low, self.high

    def quantile(self, probability: Reals) -> Reals:
        """Zero: the effect is off."""
        return np.zeros(np.shape(probability))

    def freed(self) -> Normal:
        """The prior that holds once a scenario switches the effect on."""
        return Normal(0.0, 1.0, self.low, self.high)

    def __str__(self) -> str:
        return "off; N(0, 1) once switched on"
