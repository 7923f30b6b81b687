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
MARK_DOMINATED = "^"


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


def bearing_word(proposition: Proposition, found: Finding) -> str:
    """What the record says of the claim, in a word; a dash where it was not examined."""
    if proposition.observation is None or found.observed is None:
        return "-"
    return proposition.observation.bearing(found.observed).value


def verdict_table(propositions: Sequence[Proposition], findings: Mapping[str, Finding]) -> Group:
    """A row for every proposition, and what the marks mean."""
    table = Table(box=None, pad_edge=False, title_justify="left")
    table.add_column("", no_wrap=True)
    table.add_column("claim", overflow="fold", max_width=22)
    table.add_column("counts", justify="right", overflow="fold", max_width=21)
    table.add_column("mechanism off", justify="right", overflow="fold", max_width=20)
    table.add_column("record", no_wrap=True)
    table.add_column("power", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for each in propositions:
        found = findings[each.id]
        ruling = found.ruling
        by_prior = found.basis == "prior"
        marks = "".join(
            mark
            for mark, applies in (
                (MARK_PRIOR, by_prior),
                (MARK_DOMINATED, found.prior_dominated and not by_prior),
                (MARK_LINE, ruling.on_the_line),
            )
            if applies
        )
        table.add_row(
            each.id,
            each.title,
            shown(found.counted.figures[found.statistic], each.statistic),
            shown(found.mechanism_off.figures[found.statistic], each.statistic),
            bearing_word(each, found),
            "-" if found.detection is None else f"{found.detection.power:.2f}",
            Text(f"{ruling.verdict.value}{marks}", style="bold"),
        )
    notes = [
        "counts: the primary statistic over draws, median and [90% interval].",
        "record: whether the estimate on the record speaks for the claim, against it, or neither.",
    ]
    if any(found.basis == "prior" for found in findings.values()):
        notes.append(
            "*: by the prior, for want of a posterior. It says whether the assumptions imply the "
            "claim; a refutation here is no evidence against it."
        )
    if any(found.prior_dominated and found.basis != "prior" for found in findings.values()):
        notes.append(
            "^: prior-dominated; by the posterior, but data have hardly moved what the result "
            "turns on."
        )
    if any(found.ruling.on_the_line for found in findings.values()):
        notes.append("~: on the line; other draws could turn it.")
    missing = [each.id for each in propositions if findings[each.id].observed is None]
    if missing:
        notes.append(f"not examined on the record: {', '.join(missing)} (the report says why).")
    return Group(table, Text(""), *(Text(note) for note in notes))
