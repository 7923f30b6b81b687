"""P3 on the record: do states that share a rival ally, given power, distance and own quarrels?

    logit P(pact begins in i,k at t) = b_0 + b_1 1[shared rival at t-1] + b_2 ln(1 + d)
        + b_3 contiguous + b_4 ln larger capability + b_5 ln smaller capability
        + b_6 1[rivals] + b_7 1[great power]

over dyads without a defence pact at t-1. The placebo is a rival that the two come to share five
years later and do not share yet.
"""

from pathlib import Path

import numpy as np

from counterpoise.data.catalogue import load
from counterpoise.propositions.draws import Estimate, Numbers
from counterpoise.propositions.observation import NoEvidence, Observed, Row
from counterpoise.propositions.on_record import (
    by_state,
    majors_by_year,
    matrices,
    members_by_year,
    needs_record,
    rival_pairs,
)

PERIODS = ((1890, 1945), (1946, 1989), (1990, 2014))
AHEAD = 5
FEWEST = 5  # onsets among those that come to share a rival, below which there is no placebo


@needs_record
def pacts_and_common_threat(directory: Path) -> Observed:
    """Defence-pact onsets by period."""
    by_period = [_period(directory, first, last) for first, last in PERIODS]
    rows = [row for period in by_period for row in period]
    return Observed(
        by_period[1][0].estimate,
        "log-odds of a defence pact on a shared rival, 1946-1989",
        tuple(rows),
        (
            "ATOP defence obligations; rivalries as coded by Thompson, Sakuwa and Suhas.",
            "Errors clustered by dyad; states recur in many dyads and multilateral pacts are one "
            "event, so intervals are too narrow.",
            "Rivalries are coded with hindsight.",
            "Where fewer than five pacts begin among those that come to share a rival, there is no "
            "placebo.",
        ),
    )


def _period(directory: Path, first: int, last: int) -> list[Row]:
    from statsmodels.discrete.discrete_model import Logit

    years = np.arange(first - 1, last + AHEAD + 1)
    ccodes, there = members_by_year(directory, years)
    count = len(ccodes)
    rivals = matrices(rival_pairs(directory), ccodes, years)
    pacts = _pacts(directory, ccodes, years)
    capability = np.log(np.maximum(by_state(directory, "national_capabilities", "cinc", ccodes,
                                            years), 1e-6))  # fmt: skip
    major = majors_by_year(directory, ccodes, years)
    distance = _distance(directory, ccodes)
    lower = np.tril(np.ones((count, count), bool), -1)
    parts: list[Numbers] = []
    for at in range(1, last - first + 2):
        own = capability[at - 1]
        risk = (
            lower & there[at][:, None] & there[at][None, :] & there[at - 1][:, None]
            & there[at - 1][None, :] & (pacts[at - 1] == 0) & np.isfinite(distance)
            & np.isfinite(own)[:, None] & np.isfinite(own)[None, :]
        )  # fmt: skip
        shared = (rivals[at - 1] @ rivals[at - 1]) > 0
        later = ((rivals[at + AHEAD] @ rivals[at + AHEAD]) > 0) & ~shared
        one, two = np.nonzero(risk)
        parts.append(
            np.column_stack(
                [
                    pacts[at][one, two] > 0,
                    shared[one, two],
                    later[one, two],
                    np.log1p(distance[one, two]),
                    distance[one, two] < 1.0,
                    np.maximum(own[one], own[two]),
                    np.minimum(own[one], own[two]),
                    rivals[at - 1][one, two],
                    major[at][one] | major[at][two],
                    one * count + two,
                ]
            )
        )
    table = np.concatenate(parts).astype(float)
    seen = int(table[table[:, 2] > 0, 0].sum())  # onsets among those that come to share a rival
    kept = [1, 2, *range(3, 9)] if seen >= FEWEST else [1, *range(3, 9)]
    design = np.column_stack([np.ones(len(table)), table[:, kept]])
    fit = Logit(table[:, 0], design).fit(
        disp=0, maxiter=100, cov_type="cluster", cov_kwds={"groups": table[:, 9].astype(int)}
    )
    if not fit.mle_retvals["converged"]:
        raise NoEvidence(f"the logit of {first}-{last} does not converge")
    note = f"{len(table):,} dyad-years, {int(table[:, 0].sum()):,} onsets, {first}-{last}"
    labels = [f"Pact onset on a shared rival, {first}-{last}"]
    if seen >= FEWEST:
        labels.append(f"shared five years later, {first}-{last}")
    return [
        Row(
            label,
            Estimate.normal(float(fit.params[place]), float(fit.bse[place])),
            note,
            placebo=place > 1,
        )
        for place, label in enumerate(labels, start=1)
    ]


def _pacts(directory: Path, ccodes: np.ndarray, years: np.ndarray) -> np.ndarray:
    table = load("alliance_obligations", directory)
    rows = table[
        table["defense"].fillna(False)
        & table["year"].isin(years)
        & table["ccode1"].isin(ccodes)
        & table["ccode2"].isin(ccodes)
    ]
    found = np.zeros((len(years), len(ccodes), len(ccodes)), np.float32)
    at = rows["year"].to_numpy(int) - years[0]
    one = np.searchsorted(ccodes, rows["ccode1"].to_numpy(int))
    two = np.searchsorted(ccodes, rows["ccode2"].to_numpy(int))
    found[at, one, two] = found[at, two, one] = 1.0
    return found


def _distance(directory: Path, ccodes: np.ndarray) -> Numbers:
    """Least minimum distance over the years, [state, state]."""
    table = load("minimum_distance", directory)[["ccode1", "ccode2", "mindist"]]
    rows = table[table["ccode1"].isin(ccodes) & table["ccode2"].isin(ccodes)]
    found = np.full((len(ccodes), len(ccodes)), np.inf)
    one = np.searchsorted(ccodes, rows["ccode1"].to_numpy(int))
    two = np.searchsorted(ccodes, rows["ccode2"].to_numpy(int))
    np.minimum.at(found, (one, two), rows["mindist"].to_numpy(float))
    found = np.minimum(found, found.T)
    return np.where(np.isfinite(found), found, np.nan)
