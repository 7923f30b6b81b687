"""A comparison: how far apart two arms are, draw by draw.

Arms share their random numbers, so that within a draw the difference between two arms is what the
interventions did. Differences are therefore taken within each draw and summarised afterwards:

    contrast = quantiles over draws of (a_d - b_d),   never   quantile(a) - quantile(b)

A metric's one figure per draw follows its ``when``: the value in the year of the act, or the mean
over the years after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.simulation import Ensemble
from counterpoise.measures.metric import When
from counterpoise.measures.order_metric import EVERY_METRIC, ORDER_METRICS
from counterpoise.vocabulary.near_miss import did_you_mean

Numbers = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
POSTURES = ("p_hide", "p_bandwagon", "p_soft", "p_internal", "p_external")
LN_THREAT = "ln_threat"
ROUNDING = 1e-6
"""Differences of a figure about an order that are no larger are those of sums in another order."""
ABOUT_ORDERS = frozenset(metric.name for metric in ORDER_METRICS)
LEAST_THREAT = 1e-12  # what stands for no threat on the log scale


class NoYearsAfterAct(ValueError):
    """The run ends before anything could follow from the act."""


class UnknownContrast(ValueError):
    """A contrast names an arm that the run does not have."""


class Verdict(StrEnum):
    """What a paired contrast allows us to say about its sign."""

    HIGHER = "higher"  # the 90% interval lies above zero
    LOWER = "lower"  # the 90% interval lies below zero
    UNCLEAR = "not distinguishable from zero"  # the 90% interval includes zero
    SAME = "the same in every draw"


@dataclass(frozen=True)
class Figure:
    """A distribution over draws in six numbers."""

    mean: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float

    @classmethod
    def of(cls, values: Numbers) -> "Figure":
        """The figure of one value per draw.

        Example:
            >>> Figure.of(np.arange(101.0)).q95
            95.0
        """
        return cls(float(np.mean(values)), *(float(q) for q in np.quantile(values, QUANTILES)))


@dataclass(frozen=True, eq=False)
class Band:
    """A distribution over draws in each year; every array is ``[year]``."""

    mean: Numbers
    q05: Numbers
    q25: Numbers
    q50: Numbers
    q75: Numbers
    q95: Numbers

    @classmethod
    def of(cls, values: Numbers) -> "Band":
        """The band of values ``[draw, year]``."""
        return cls(np.mean(values, axis=0), *np.quantile(values, QUANTILES, axis=0))


@dataclass(frozen=True)
class Mover:
    """How far one state moves between two arms.

    Attributes:
        slot: Its actor slot.
        activity: Change of its probability of doing anything but hide, after the act.
        threat: Change of the logarithm of the threat that it sees in the power, after the act.
        toward: The posture whose probability changes most (median of the paired differences).
        shift: By how much that probability changes.
    """

    slot: int
    activity: Figure
    threat: Figure
    toward: str
    shift: float


def contrast_name(first: str, second: str) -> str:
    """How a contrast is written: the first arm less the second."""
    return f"{first} - {second}"


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between the arms of an ensemble.

    Attributes:
        act_year: Year of the act on which the arms differ.
        years: Calendar years.
        pairs: The two arms of each contrast, by its name.
        arms: By arm and metric, the distribution of the one figure of each draw.
        contrasts: By contrast and metric, the distribution of paired differences.
        by_year: By arm or contrast, and metric, the distribution in each year.
        values: By arm and metric, the one figure of each draw, [draw].
        differences: By contrast and metric, the paired differences, [draw].
        share_positive: By contrast and metric, the share of draws in which it is above zero.
        left_out: Draws left out because a history in them had values that are not finite.
        kept: Numbers of the draws compared.
        ensemble: What was compared.
    """

    act_year: int
    years: NDArray[np.int64]
    pairs: Mapping[str, tuple[str, str]]
    arms: Mapping[str, Mapping[str, Figure]]
    contrasts: Mapping[str, Mapping[str, Figure]]
    by_year: Mapping[str, Mapping[str, Band]] = field(repr=False)
    values: Mapping[str, Mapping[str, Numbers]] = field(repr=False)
    differences: Mapping[str, Mapping[str, Numbers]] = field(repr=False)
    share_positive: Mapping[str, Mapping[str, float]] = field(repr=False)
    left_out: int
    kept: NDArray[np.int64] = field(repr=False)
    ensemble: Ensemble = field(repr=False)

    @classmethod
    def of(
        cls, ensemble: Ensemble, act_year: int, contrasts: Iterable[str | Sequence[str]]
    ) -> "Comparison":
        """Compare the arms of an ensemble.

        Args:
            ensemble: What was observed.
            act_year: Year of the act on which the arms differ.
            contrasts: Pairs of arms; ``("a", "b")`` or ``"a - b"`` is a less b.

        Raises:
            NoYearsAfterAct: The run ends in the year of the act, or does not contain it.
            UnknownContrast: A contrast names an arm that is not there.
        """
        years = np.asarray(ensemble.years, dtype=np.int64)
        if act_year not in years:
            raise NoYearsAfterAct(
                f"the act is in {act_year}, and the run covers {years[0]} to {years[-1]}. "
                "Choose an act within the run."
            )
        if act_year == years[-1]:
            raise NoYearsAfterAct(
                f"the run ends in {act_year}, the year of the act: what follows from the act was "
                "not simulated. Add at least one year."
            )
        pairs = dict(pair_of(each, ensemble.arms) for each in contrasts)
        declared = [metric.name for metric in EVERY_METRIC if metric.name in ensemble.metrics]
        names = tuple(dict.fromkeys((*declared, *ensemble.metrics)))
        sound: NDArray[np.bool_] | None = None
        for name in names:  # one metric at a time: a large run is not in memory
            finite = np.isfinite(ensemble.metrics[name]).all(axis=(0, 2))
            sound = finite if sound is None else sound & finite
        if sound is None or not sound.any():
            raise ValueError("every draw has values that are not finite: there is nothing to show.")
        place = {arm: i for i, arm in enumerate(ensemble.arms)}
        single: dict[str, Numbers] = {}
        bands: dict[str, dict[str, Band]] = {each: {} for each in (*place, *pairs)}
        for name in names:
            values = np.asarray(ensemble.metrics[name], dtype=np.float64)
            values = values if sound.all() else values[:, sound]
            single[name] = one_figure(name, values, years, act_year)
            for arm, i in place.items():
                bands[arm][name] = Band.of(values[i])
            for contrast, (a, b) in pairs.items():
                bands[contrast][name] = Band.of(values[place[a]] - values[place[b]])
        differences = {
            contrast: {name: each[place[a]] - each[place[b]] for name, each in single.items()}
            for contrast, (a, b) in pairs.items()
        }
        return cls(
            act_year=act_year,
            years=years,
            pairs=pairs,
            arms={
                arm: {name: Figure.of(values[i]) for name, values in single.items()}
                for arm, i in place.items()
            },
            contrasts={
                contrast: {name: Figure.of(values) for name, values in found.items()}
                for contrast, found in differences.items()
            },
            by_year=bands,
            values={
                arm: {name: values[i] for name, values in single.items()}
                for arm, i in place.items()
            },
            differences=differences,
            share_positive={
                contrast: {name: float(np.mean(values > 0)) for name, values in found.items()}
                for contrast, found in differences.items()
            },
            left_out=int((~sound).sum()),
            kept=np.flatnonzero(sound),
            ensemble=ensemble,
        )

    def verdict(self, contrast: str, metric: str) -> Verdict:
        """What the contrast allows us to say about its sign."""
        differences = np.abs(self.differences[contrast][metric])
        if differences.max() <= (ROUNDING if metric in ABOUT_ORDERS else 0.0):
            return Verdict.SAME
        figure = self.contrasts[contrast][metric]
        if figure.q05 > 0:
            return Verdict.HIGHER
        return Verdict.LOWER if figure.q95 < 0 else Verdict.UNCLEAR

    def unclear(self, contrast: str) -> tuple[str, ...]:
        """Metrics whose contrast is not distinguishable from zero."""
        found = self.contrasts[contrast]
        return tuple(name for name in found if self.verdict(contrast, name) is Verdict.UNCLEAR)

    def change(self, contrast: str, variable: str) -> Numbers:
        """How far each state differs between the two arms, mean over the years after the act.

        Args:
            contrast: Of which arms.
            variable: A name of ``STATE_VARIABLES``; ``ln_threat``; or ``p_hide``.

        Returns:
            Paired differences, [draw, actor]; zero in empty slots.
        """
        a, b = self.pairs[contrast]
        place = self.ensemble.arms.index
        return self._after(variable, place(a)) - self._after(variable, place(b))

    def movers(self, contrast: str, n: int = 10) -> tuple[Mover, ...]:
        """The states whose postures move most, by the median of their paired differences.

        Args:
            contrast: Of which arms.
            n: At most how many.

        Returns:
            Those that move furthest first; states that never move are left out.
        """
        medians = {name: np.median(self.change(contrast, name), axis=0) for name in POSTURES[1:]}
        activity = -self.change(contrast, "p_hide")
        threat = self.change(contrast, LN_THREAT)
        moved = np.median(activity, axis=0)
        feared = np.median(threat, axis=0)
        order = sorted(
            range(moved.size), key=lambda slot: (-abs(moved[slot]), -abs(feared[slot]), slot)
        )
        found = []
        for slot in order[:n]:
            if not np.any(activity[:, slot]) and not np.any(threat[:, slot]):
                continue
            toward = max(POSTURES[1:], key=lambda name: abs(medians[name][slot]))
            found.append(
                Mover(
                    slot,
                    Figure.of(activity[:, slot]),
                    Figure.of(threat[:, slot]),
                    toward,
                    float(medians[toward][slot]),
                )
            )
        return tuple(found)

    def ratio(self, first: str, second: str, metric: str, year: int | None = None) -> Figure | None:
        """Ratio of two contrasts in one year, draw by draw.

        Args:
            first: The contrast above the line.
            second: The contrast below it.
            metric: Of which metric.
            year: By default the year after the act.

        Returns:
            Its distribution, over the draws in which the lower contrast is not zero; None where
            there is no such draw.
        """
        year = self.act_year + 1 if year is None else year
        values = np.asarray(self.ensemble.metrics[metric], dtype=np.float64)
        values = values[:, self.kept][:, :, int(np.flatnonzero(self.years == year)[0])]
        place = self.ensemble.arms.index

        def effect(contrast: str) -> Numbers:
            a, b = self.pairs[contrast]
            return values[place(a)] - values[place(b)]

        above, below = effect(first), effect(second)
        usable = below != 0.0
        return Figure.of(above[usable] / below[usable]) if usable.any() else None

    def _after(self, variable: str, arm: int) -> Numbers:
        """Mean of a state's variable over the years after the act, [draw, actor]."""
        return after_act(
            self.ensemble.by_state, variable, arm, self.kept, self.years > self.act_year
        )


def after_act(
    by_state: Mapping[str, NDArray[np.floating]],
    variable: str,
    arm: int,
    kept: NDArray[np.int64] | slice,
    after: NDArray[np.bool_],
) -> Numbers:
    """Mean of each state's variable over the years after the act.

    Args:
        by_state: By variable, [arm, draw, year, actor], or the means, [arm, draw, actor].
        variable: A name of ``by_state``; ``ln_threat``; or ``p_hide``.
        arm: Of which arm.
        kept: Of which draws.
        after: Which years follow the act.

    Returns:
        [draw, actor].
    """

    def values(name: str) -> Numbers:
        found = by_state[name][arm][kept]
        return np.asarray(found if found.ndim == 2 else found[:, after], dtype=np.float64)

    if variable == LN_THREAT and LN_THREAT in by_state:
        return values(LN_THREAT)
    if variable == LN_THREAT:
        found = np.log(np.maximum(values("threat"), LEAST_THREAT))
    elif variable == "p_hide":
        found = 1.0 - np.sum([values(name) for name in POSTURES[1:]], axis=0)
    else:
        found = values(variable)
    return found if found.ndim == 2 else found.mean(axis=1)


def means_after(ensemble: Ensemble, act_year: int) -> Ensemble:
    """The ensemble with, of each state, only the means over the years after the act."""
    years = ensemble.years > act_year
    every = slice(None)
    means = {
        name: np.stack(
            [
                after_act(ensemble.by_state, name, arm, every, years)
                for arm in range(len(ensemble.arms))
            ]
        ).astype(ensemble.by_state["threat"].dtype)
        for name in (*ensemble.by_state, LN_THREAT)
    }
    return replace(ensemble, by_state=means)


def one_figure(metric: str, values: Numbers, years: NDArray[np.int64], act_year: int) -> Numbers:
    """The one figure of each history: in the year of the act, or the mean over the years after it.

    Args:
        metric: Whose declaration says which.
        values: In each year, [..., year].
        years: Calendar years.
        act_year: Year of the act.
    """
    when = {each.name: each.when for each in EVERY_METRIC}.get(metric, When.AFTER)
    if when is When.ACT:
        return values[..., years == act_year][..., 0]
    return np.asarray(values[..., years > act_year].mean(axis=-1))


def pair_of(contrast: str | Sequence[str], arms: tuple[str, ...]) -> tuple[str, tuple[str, str]]:
    """A contrast's name and its two arms.

    Raises:
        UnknownContrast: It is not of the form ``a - b``, or names an arm that is not there.
    """
    parts = contrast.split(" - ") if isinstance(contrast, str) else contrast
    if len(parts) != 2:
        raise UnknownContrast(f"{contrast!r} is not of the form `arm - arm`.")
    first, second = (part.strip() for part in parts)
    for arm in (first, second):
        if arm not in arms:
            raise UnknownContrast(
                f"the contrast `{first} - {second}` names {arm!r}, and the arms are "
                f"{', '.join(arms)}.{did_you_mean(arm, arms)}"
            )
    return contrast_name(first, second), (first, second)
