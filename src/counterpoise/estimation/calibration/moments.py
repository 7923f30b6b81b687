"""Moments: a few numbers of a window that speak of a mechanism, from the yearly counts.

Counts enter by their square root and shares by their log-odds with a half added to each side, which
makes the spread of either nearly the same wherever it lies. The same functions serve simulated
counts, [history, year], and those on record, [1, year].
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Tallies = Mapping[str, Values]
ERAS = (1854, 1872)
"""First years of the second and third era of the century of the Concert."""


@dataclass(frozen=True)
class Moment:
    """One number of a window.

    Attributes:
        name: What it is, in words.
        of: From the counts, [history, year], and the calendar years.
        unit: Of ``plain``.
        plain: The same as people would say it: a count or a share.
    """

    name: str
    of: Callable[[Tallies, NDArray[np.int64]], Values]
    unit: str
    plain: Callable[[Tallies, NDArray[np.int64]], Values]


def count(what: str, label: str, first: int | None = None, stop: int | None = None) -> Moment:
    """How many in all, of the years from ``first`` and before ``stop``."""

    def plain(tallies: Tallies, years: NDArray[np.int64]) -> Values:
        return np.asarray(tallies[what][:, within(years, first, stop)].sum(axis=1))

    return Moment(label, lambda t, y: np.sqrt(plain(t, y)), "in all", plain)


def share(of: str, among: str, label: str) -> Moment:
    """How many of the one kind among the other, over the window."""

    def log_odds(tallies: Tallies, _: NDArray[np.int64]) -> Values:
        yes, every = tallies[of].sum(axis=1), tallies[among].sum(axis=1)
        return np.asarray(np.log((yes + 0.5) / (every - yes + 0.5)))

    def plain(tallies: Tallies, _: NDArray[np.int64]) -> Values:
        yes, every = tallies[of].sum(axis=1), tallies[among].sum(axis=1)
        return np.asarray(yes / np.maximum(every, 1.0))

    return Moment(label, log_odds, "share", plain)


def level(what: str, label: str, when: float) -> Moment:
    """The value at a place of the window, 0 its first year and 1 its last."""

    def plain(tallies: Tallies, years: NDArray[np.int64]) -> Values:
        return np.asarray(tallies[what][:, round(when * (len(years) - 1))])

    return Moment(label, plain, "", plain)


def quiet_years(what: str, label: str) -> Moment:
    """Years before the first; all of the window where there is none."""

    def plain(tallies: Tallies, years: NDArray[np.int64]) -> Values:
        happened = tallies[what] > 0
        first = np.where(happened.any(axis=1), happened.argmax(axis=1), len(years))
        return first.astype(float)

    return Moment(label, lambda t, y: np.sqrt(plain(t, y)), "years", plain)


def busy_years(what: str, label: str) -> Moment:
    """Years with at least one."""

    def plain(tallies: Tallies, _: NDArray[np.int64]) -> Values:
        return np.asarray((tallies[what] > 0).sum(axis=1), float)

    return Moment(label, lambda t, y: np.sqrt(plain(t, y)), "years", plain)


def within(years: NDArray[np.int64], first: int | None, stop: int | None) -> NDArray[np.bool_]:
    """The years from ``first`` and before ``stop``."""
    return (years >= (first or years[0])) & (years < (stop or years[-1] + 1))


def moments(of: tuple[Moment, ...], tallies: Tallies, years: NDArray[np.int64]) -> Values:
    """The moments of each history, [history, moment].

    Example:
        >>> years = np.arange(1950, 1954)
        >>> seen = {"power_wars": np.array([[0.0, 0.0, 4.0, 0.0]])}
        >>> wars = (count("power_wars", "wars"), quiet_years("power_wars", "peace"))
        >>> moments(wars, seen, years).round(2).tolist()
        [[2.0, 1.41]]
    """
    return np.stack([each.of(tallies, years) for each in of], axis=1)
