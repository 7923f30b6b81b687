"""An outcome along one parameter, or over two, the same draws at every value.

At each value of the grid the outcome is a distribution over draws. Because every draw is the same
but for the parameter swept, the change from one value to another is taken within draws, which
leaves out what they have in common:

    change_g = quantiles over draws of (Y[g, d] - Y[0, d])

A draw that describes no possible world at some value is left out at all of them.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from counterpoise.experiments.comparison import Figure

Numbers = NDArray[np.float64]

MOST_SWEPT = 2


class BadSweep(ValueError):
    """A sweep cannot be made, or too little of it could be run."""


@dataclass(frozen=True)
class Axis:
    """A parameter and its values.

    Example:
        >>> Axis.parse("threat.theta_I=0:1:3")
        Axis(address='threat.theta_I', values=(0.0, 0.5, 1.0))
    """

    address: str
    values: tuple[float, ...]

    @classmethod
    def parse(cls, text: str) -> "Axis":
        """Read ``block.name=lo:hi:n``.

        Raises:
            BadSweep: It is not of that form.
        """
        address, equals, span = (part.strip() for part in text.partition("="))
        form = "Write --over block.name=lo:hi:n, as in --over threat.theta_I=0:1:5."
        if not equals or not address:
            raise BadSweep(f"--over {text}: no parameter and range. {form}")
        parts = span.split(":")
        try:
            low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
        except (ValueError, IndexError):
            raise BadSweep(f"--over {text}: {span!r:.40} is not lo:hi:n. {form}") from None
        if len(parts) != 3 or not np.isfinite([low, high]).all() or low >= high or count < 2:
            raise BadSweep(
                f"--over {text}: a range runs from a lower to a higher number in at least two "
                f"values. {form}"
            )
        return cls(address, tuple(float(each) for each in np.linspace(low, high, count)))


@dataclass(frozen=True)
class GridPoint:
    """The outcome at one point of a grid.

    Attributes:
        at: The value of each parameter swept.
        level: The outcome over draws.
        change: Its change from the grid's first point, within draws.
    """

    at: tuple[float, ...]
    level: Figure
    change: Figure


def grid(axes: tuple[Axis, ...]) -> dict[str, Numbers]:
    """Every combination of the values, by address, [point]; the last parameter moves first.

    Raises:
        BadSweep: More than two parameters, or one of them twice.
    """
    addresses = [axis.address for axis in axes]
    if not 1 <= len(axes) <= MOST_SWEPT:
        raise BadSweep(
            f"a sweep goes over one parameter or two, not {len(axes)}: use --over twice."
        )
    if len(set(addresses)) < len(axes):
        raise BadSweep(f"--over names `{addresses[0]}` twice.")
    points = np.array(list(product(*(axis.values for axis in axes))))
    return {address: points[:, place] for place, address in enumerate(addresses)}


def summarised(points: dict[str, Numbers], outcomes: Numbers) -> tuple[tuple[GridPoint, ...], int]:
    """The outcome at each point of a grid, and how many draws were left out.

    Args:
        points: By address, [point].
        outcomes: [point, draw]; not a number where there is none.

    Raises:
        BadSweep: Fewer than two draws could be run at every point.
    """
    whole = np.asarray(np.isfinite(outcomes).all(axis=0))
    if whole.sum() < 2:
        raise BadSweep(
            f"only {int(whole.sum())} of {len(whole)} draws describe a possible world at every "
            "value. Use more --draws, or a narrower range."
        )
    kept = outcomes[:, whole]
    places = np.stack(list(points.values()), axis=1)
    return (
        tuple(
            GridPoint(tuple(at.tolist()), Figure.of(values), Figure.of(values - kept[0]))
            for at, values in zip(places, kept, strict=True)
        ),
        int((~whole).sum()),
    )
