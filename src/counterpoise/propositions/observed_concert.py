"""P11 on the record: disputes and wars among great powers in windows that were fixed beforehand."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from counterpoise.data.catalogue import load
from counterpoise.data.problem import SourceProblem
from counterpoise.propositions.draws import Estimate
from counterpoise.propositions.observation import NoEvidence, Observed, Row
from counterpoise.propositions.order_record import status_of

WINDOWS = ((1816, 1852), (1853, 1913), (1872, 1913))
JEFFREYS = 0.5
POSTERIOR_DRAWS = 100_000


@dataclass(frozen=True)
class Window:
    """What happened among great powers in some years."""

    first: int
    last: int
    disputes: int
    wars: int
    dyad_years: int

    @property
    def label(self) -> str:
        """Its years."""
        return f"{self.first}-{self.last}"


def windows(sources: Path) -> list[Window]:
    """Great powers' disputes and wars in the windows that were fixed beforehand.

    A war counts in the first year in which great powers stood on both sides; a dispute of two
    great powers counts in the year in which it began.
    """
    try:
        powers = load("majors", sources)
        disputes = load("dispute_dyads", sources)
        fought = load("wars", sources)
    except SourceProblem as error:
        raise NoEvidence(str(error)) from error
    status = status_of(powers)
    onsets = disputes[(disputes.onset == 1) & (disputes.ccode1 < disputes.ccode2)]
    quarrels = [
        year
        for one, other, year in onsets[["ccode1", "ccode2", "year"]].to_numpy(int).tolist()
        if (one, year) in status and (other, year) in status
    ]
    began = []
    for _, war in fought.dropna(subset=["start", "end"]).groupby("war"):
        first_side, second_side = (
            war.loc[war.side == side, ["ccode", "start", "end"]].to_numpy(int).tolist()
            for side in (1, 2)
        )
        years = [
            max(since, other_since)
            for who, since, until in first_side
            for other, other_since, other_until in second_side
            if max(since, other_since) <= min(until, other_until)
            and (who, max(since, other_since)) in status
            and (other, max(since, other_since)) in status
        ]
        if years:
            began.append(min(years))
    found = []
    for first, last in WINDOWS:
        dyads = 0
        for year in range(first, last + 1):
            count = sum((who, year) in status for who in {code for code, _ in status})
            dyads += count * (count - 1) // 2
        found.append(
            Window(
                first,
                last,
                sum(first <= year <= last for year in quarrels),
                sum(first <= year <= last for year in began),
                dyads,
            )
        )
    return found


def wars_per_dispute(sources: Path) -> Observed:
    """Wars in a hundred disputes in each window, and the posterior of their ratios."""
    found = windows(sources)
    random = np.random.default_rng(1815)
    rates, rows = [], []
    for each in found:
        shape = (each.wars + JEFFREYS, max(each.disputes - each.wars, 0) + JEFFREYS)
        rates.append(random.beta(*shape, POSTERIOR_DRAWS))
        low, middle, high = stats.beta(*shape).ppf([0.05, 0.5, 0.95])
        rows.append(
            Row(
                f"Wars in 100 disputes, {each.label}",
                Estimate(100 * middle, 100 * low, 100 * high),
                f"{each.wars} wars, {each.disputes} disputes",
            )
        )
        exposure = each.dyad_years / 100.0
        low, middle, high = (
            stats.gamma(each.disputes + JEFFREYS).ppf([0.05, 0.5, 0.95]) / exposure
        ).tolist()
        rows.append(
            Row(
                f"Disputes in 100 dyad-years of great powers, {each.label}",
                Estimate(middle, low, high),
                f"{each.dyad_years} dyad-years, {each.last - each.first + 1} years",
            )
        )
    for place in (1, 2):
        lower = float(np.mean(rates[0] < rates[place]))
        rows.append(
            Row(
                f"Ratio to {found[place].label}",
                Estimate.of(rates[0] / rates[place]),
                f"lower with posterior probability {lower:.2f}",
            )
        )
    return Observed(
        Estimate.of(rates[0] / rates[2]),
        "wars per dispute, 1816-52 over 1872-1913",
        tuple(rows),
        (
            "One concert. The posterior is that of Jeffreys' prior; nothing here is a test of "
            "significance.",
            "The disputes that led to the Crimean War fall in the second window, with their war. "
            "A war needs great powers on both sides: hostility 5 of Prussia in 1848 is its war "
            "against Denmark.",
        ),
    )
