"""The verdicts as one table that fits a screen of a hundred columns."""

from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from counterpoise.propositions.draws import Estimate
from counterpoise.propositions.finding import Finding
from counterpoise.propositions.proposition import Proposition, Statistic

MARK_LINE = "~"
MARK_PRIOR = "*"


def shown(estimate: Estimate | None, statistic: Statistic, minus: str = "-") -> str:
    """A value with its 90% interval, at the decimals that the proposition fixed.

    Example:
        >>> shown(Estimate(0.5, -0.25, 1.0), Statistic("x", "X", "points", 1))
        '0.5 [-0.2, 1.0]'
    """
    if estimate is None or estimate.value != estimate.value:
        return "-"

    def each(value: float) -> str:
        return f"{value:.{statistic.decimals}f}".replace("-", minus)

    if estimate.low != estimate.low:
        return each(estimate.value)
    return f"{each(estimate.value)} [{each(estimate.low)}, {each(estimate.high)}]"


def verdict_table(propositions: Sequence[Proposition], findings: Mapping[str, Finding]) -> Group:
    """A row for every proposition, and what the marks mean."""
    table = Table(box=None, pad_edge=False, title_justify="left")
    table.add_column("", no_wrap=True)
    table.add_column("claim", overflow="fold", max_width=24)
    table.add_column("counts", justify="right", overflow="fold", max_width=22)
    table.add_column("mechanism off", justify="right", overflow="fold", max_width=20)
    table.add_column("power", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for each in propositions:
        found = findings[each.id]
        ruling = found.ruling
        marks = (MARK_PRIOR if found.basis == "prior" else "") + (
            MARK_LINE if ruling.on_the_line else ""
        )
        table.add_row(
            each.id,
            each.title,
            shown(found.counted.figures[found.statistic], each.statistic),
            shown(found.mechanism_off.figures[found.statistic], each.statistic),
            "-" if found.detection is None else f"{found.detection.power:.2f}",
            Text(f"{ruling.verdict.value}{marks}", style="bold"),
        )
    notes = ["counts: the primary statistic over draws, median and [90% interval]."]
    if any(found.basis == "prior" for found in findings.values()):
        notes.append(
            "*: by the prior, for want of a posterior. It says whether the assumptions imply the "
            "claim; a refutation here is no evidence against it."
        )
    if any(found.ruling.on_the_line for found in findings.values()):
        notes.append("~: on the line; other draws could turn it.")
    missing = [each.id for each in propositions if findings[each.id].observed is None]
    if missing:
        notes.append(f"not examined on the record: {', '.join(missing)} (the report says why).")
    return Group(table, Text(""), *(Text(note) for note in notes))
