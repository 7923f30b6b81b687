"""What a figure consists of, and what all figures of a run share.

Panels are separate drawings, so that a page can set them side by side or one below the other.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from matplotlib.figure import Figure as Drawing

from counterpoise.experiments.comparison import Band, Comparison, Verdict
from counterpoise.experiments.provenance import Provenance
from counterpoise.report.colours import Look, look, looks
from counterpoise.report.numbers import metric_named, scale, shown
from counterpoise.report.sentences import interval, no_difference, reading, sign, the_power
from counterpoise.report.svg import as_svg


class Width(StrEnum):
    """On which screens a panel is shown."""

    ANY = "any"
    WIDE = "wide"
    NARROW = "narrow"


@dataclass(frozen=True)
class Panel:
    """One drawing: its heading, its SVG, and where it is shown."""

    title: str
    svg: str
    width: Width = Width.ANY


@dataclass(frozen=True)
class Key:
    """A name with the look that stands for it in a figure."""

    name: str
    look: Look


@dataclass(frozen=True)
class Illustration:
    """A figure of the report.

    Attributes:
        key: Names it within the page.
        title: Its heading.
        keys: Names with their looks.
        panels: Its drawings.
        how: How to read it.
        shows: What it shows in this run.
        packed: Whether its drawings differ much in height, and are to be packed in columns.
    """

    key: str
    title: str
    keys: tuple[Key, ...]
    panels: tuple[Panel, ...]
    how: str
    shows: str
    packed: bool = False


class Atlas:
    """A comparison with the names and looks that its figures share."""

    def __init__(self, comparison: Comparison, provenance: Provenance) -> None:
        self.comparison = comparison
        self.provenance = provenance
        self.years = np.asarray(comparison.years, dtype=np.float64)
        self.power = the_power(provenance)
        arms = comparison.ensemble.arms
        self.arm_looks = looks(arms)
        self.contrast_looks: dict[str, Look] = {}
        spare = len(arms)
        for contrast, (first, second) in comparison.pairs.items():
            if second == arms[0]:
                self.contrast_looks[contrast] = self.arm_looks[first]
            else:
                self.contrast_looks[contrast] = look(spare)
                spare += 1
        self.arm_keys = tuple(Key(short_arm(provenance, arm), self.arm_looks[arm]) for arm in arms)
        self.contrast_keys = tuple(
            Key(short_contrast(comparison, provenance, contrast), self.contrast_looks[contrast])
            for contrast in comparison.pairs
        )

    def named(self, contrast: str) -> str:
        """What a contrast is called where there is little room."""
        return short_contrast(self.comparison, self.provenance, contrast)

    def panel(
        self, drawn: Drawing, key: str, title: str, text: str, width: Width = Width.ANY
    ) -> Panel:
        """The drawing as a panel, with what it shows in words."""
        safe = "".join(letter if letter.isalnum() else "-" for letter in f"fig-{key}")
        return Panel(title, as_svg(drawn, safe, title, text), width)

    def says(self, contrast: str, name: str) -> str:
        """The size of a contrast and what may be said of its sign."""
        measured = scale(metric_named(name))
        which = self.named(contrast)
        if reading(self.comparison, contrast, name) is Verdict.SAME:
            return f"{which}: {no_difference(self.comparison, contrast, name)}."
        figure = shown(self.comparison.contrasts[contrast][name], measured.difference)
        return (
            f"{which}: "
            f"{interval(figure, measured.difference_unit)}{sign(self.comparison, contrast, name)}."
        )


def short_arm(provenance: Provenance, arm: str) -> str:
    """What an arm is called where there is little room."""
    label = provenance.arms.get(arm, arm)
    return label if len(label) <= 28 else arm


def short_contrast(comparison: Comparison, provenance: Provenance, contrast: str) -> str:
    """What a contrast is called where there is little room: the labels of its arms."""
    first, second = (short_arm(provenance, arm) for arm in comparison.pairs[contrast])
    return f"{first} \u2212 {second}"


def rescaled(band: Band, factor: float) -> Band:
    """A band in other units."""
    return Band(*(factor * getattr(band, name) for name in Band.__dataclass_fields__))


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]
