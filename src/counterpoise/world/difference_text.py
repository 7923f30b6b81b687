"""The difference between two worlds on a page of at most a hundred columns."""

import textwrap
from collections.abc import Iterable

from counterpoise.world.snapshot_difference import Difference

WIDTH = 100
MOST = 24
"""Names or pairs that a line of the page lists before it counts the rest."""


def difference_text(found: Difference) -> str:
    """The page.

    Example:
        >>> from counterpoise.world.shipped import load
        >>> from counterpoise.world.snapshot_difference import difference
        >>> difference_text(difference(load(1985), load(2019))).splitlines()[0]
        'From the world of 1985 to that of 2019'
    """
    first, second = found.years
    lines = [f"From the world of {first} to that of {second}", ""]
    lines += _named("States in the second alone", found.born)
    lines += _named("States in the first alone", found.gone)
    lines += _named("New great powers", found.powers_gained)
    lines += _named("Great powers no more", found.powers_lost)
    for title, rows, digits in (
        ("Capability share", found.capability, 3),
        ("Ideal point", found.ideal_point, 2),
    ):
        lines += ["", f"{title}: what moved most"]
        lines += [
            f"  {name:<32}{x:9.{digits}f}{y:9.{digits}f}{y - x:+9.{digits}f}" for name, x, y in rows
        ] or ["  not on one scale: the points of 1816 are classes of constitutions"]
    for tie, name in (("defence_pact", "defence pacts"), ("rivalry", "rivalries")):
        lines += [""]
        for how, pairs in (("New", found.ties_gained[tie]), ("Ended", found.ties_lost[tie])):
            lines += _named(f"{how} {name} of states in both", [f"{a} - {b}" for a, b in pairs])
    for organisation in found.joined:
        joined, left = found.joined[organisation], found.left[organisation]
        if joined or left:
            lines += ["", organisation]
            lines += _named("  Joined", joined)
            lines += _named("  Left", left)
    return "\n".join(lines)


def _named(title: str, names: Iterable[str]) -> list[str]:
    listed = list(names)
    if not listed:
        return [f"{title} (0)"]
    rest = f" and {len(listed) - MOST} more" if len(listed) > MOST else ""
    text = f"{title} ({len(listed)}): {', '.join(listed[:MOST])}{rest}"
    return textwrap.wrap(text, WIDTH, initial_indent="", subsequent_indent="    ")
