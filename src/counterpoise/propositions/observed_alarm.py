"""P1, P2 and P7 on the record: own-distancing and rivalry after uses of force, and in company."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from counterpoise.measures.record.positions import Positions, positions
from counterpoise.propositions.distancing import Panel, after, before, regression
from counterpoise.propositions.draws import Estimate, Numbers
from counterpoise.propositions.observation import NoEvidence, Observed, Row
from counterpoise.propositions.on_record import (
    AUTHORISED,
    PERMANENT,
    distancing_panel,
    majors_by_year,
    matrices,
    members_by_year,
    needs_record,
    rival_pairs,
    uses_of_force,
)
from counterpoise.propositions.regression import absorbed_least_squares

UNIT = "ideal-point units per ln(1 + acts)"
MEMORY = 0.6
BLOCS = 3
SETTLED = 10  # years for which an act against others or oneself is remembered


@needs_record
def acts_and_distancing(directory: Path) -> Observed:
    """P1 (i) and (ii)."""
    rows = []
    for vote_set in ("all", "important"):
        panel = distancing_panel(directory, vote_set)
        fit = regression(panel)
        note = f"{fit.rows:,} rows, {fit.clusters} clusters, {_span(panel)}"
        rows += [
            Row(f"Lags 0-2 together, {vote_set} votes", fit.estimate(after(panel, "acts")), note),
            Row(f"leads 1-2, {vote_set} votes", fit.estimate(before(panel, "acts")), note, True),
        ]
    rows += _rivalry_onset(directory)
    return Observed(
        rows[0].estimate,
        UNIT,
        tuple(rows),
        (
            "Rivalry onsets: log-odds in relevant dyads from 1946, errors clustered by dyad.",
            *(
                (
                    "A placebo is not null: states move away before the act as well, so the lags "
                    "cannot be read as its effect.",
                )
                if rows[1].estimate.excludes(0.0)
                else ()
            ),
        ),
    )


def _rivalry_onset(directory: Path) -> list[Row]:
    from statsmodels.discrete.discrete_model import Logit

    years = np.arange(1946 - SETTLED, 2011)
    ccodes, there = members_by_year(directory, years)
    rivals = matrices(rival_pairs(directory), ccodes, years)
    force = uses_of_force(directory)
    count = len(ccodes)
    place = {ccode: at for at, ccode in enumerate(ccodes.tolist())}
    acts, direct = np.zeros((len(years), count)), np.zeros((len(years), count, count))
    for actor, target, year in zip(force.actor, force.target, force.year, strict=True):
        if years[0] <= year <= years[-1] and actor in place and target in place:
            one, two = place[int(actor)], place[int(target)]
            acts[year - years[0], one] += 1.0
            direct[year - years[0], one, two] += 1.0
    major = majors_by_year(directory, ccodes, years)
    near = _contiguous(directory, ccodes)
    lower = np.tril(np.ones((count, count), bool), -1)
    parts = []
    for at in range(SETTLED, len(years)):
        past = slice(at - SETTLED, at)
        own = direct[past].sum(axis=0)
        between = own + own.T
        by = acts[past].sum(axis=0)
        others = by[:, None] + by[None, :] - between
        relevant = near | major[at][:, None] | major[at][None, :]
        risk = lower & there[at][:, None] & there[at][None, :] & relevant & (rivals[at - 1] == 0)
        first, second = np.nonzero(risk)
        parts.append(
            np.column_stack(
                [
                    rivals[at][first, second],
                    np.log1p(np.maximum(others[first, second], 0.0)),
                    between[first, second] > 0,
                    major[at][first] | major[at][second],
                    np.full(len(first), years[at] >= 1990),
                    first * count + second,
                ]
            )
        )
    table = np.concatenate(parts)
    found = []
    for label, columns in (("bare", (1, 2)), ("with major powers and period", (1, 2, 3, 4))):
        design = np.column_stack([np.ones(len(table)), table[:, list(columns)]])
        fit = Logit(table[:, 0], design).fit(
            disp=0, cov_type="cluster", cov_kwds={"groups": table[:, 5].astype(int)}
        )
        note = f"{len(table):,} dyad-years, {int(table[:, 0].sum())} onsets"
        found += [
            Row(f"Rivalry onset on acts against others, {label}",
                Estimate.normal(float(fit.params[1]), float(fit.bse[1])), note),
            Row(f"Rivalry onset on acts in the dyad, {label}",
                Estimate.normal(float(fit.params[2]), float(fit.bse[2])), note),
        ]  # fmt: skip
    return found


def _contiguous(directory: Path, ccodes: np.ndarray) -> np.ndarray:
    from counterpoise.data.catalogue import load

    table = load("contiguity_spells", directory)
    found = np.zeros((len(ccodes), len(ccodes)), bool)
    for one, two in table[["ccode1", "ccode2"]].itertuples(index=False):
        found[np.searchsorted(ccodes, one), np.searchsorted(ccodes, two)] = True
    return found | found.T


@needs_record
def authority_and_distancing(directory: Path) -> Observed:
    """P2: the list of events, and the difference that authority makes."""
    panel = distancing_panel(directory, apart=True)
    fit = regression(panel)
    force = uses_of_force(directory)
    events = sorted(
        {(int(y), int(t)) for y, t, a in
         zip(force.year, force.target, force.authorised, strict=True) if a}
    )  # fmt: skip
    if not events:
        raise NoEvidence("the record holds no authorised use of force")
    difference = after(panel, "alone") - after(panel, "authorised")
    note = f"{fit.rows:,} rows, {fit.clusters} clusters, {len(events)} authorised target-years"
    listed = "; ".join(each for *_, each in AUTHORISED)
    return Observed(
        fit.estimate(difference),
        UNIT,
        (
            Row("Alone less authorised, lags 0-2", fit.estimate(difference), note),
            Row("Alone", fit.estimate(after(panel, "alone")), note),
            Row("Authorised", fit.estimate(after(panel, "authorised")), note),
            Row(
                "leads, alone less authorised",
                fit.estimate(before(panel, "alone") - before(panel, "authorised")),
                note,
                placebo=True,
            ),
        ),
        (
            f"Authorised: {listed}.",
            "Far too few events for inference: a list, not a test.",
        ),
    )


@needs_record
def company_and_distancing(directory: Path) -> Observed:
    """P7: own-distancing on what others did the year before."""
    panel = distancing_panel(directory)
    rows = []
    year_of = np.unique(panel.year, return_inverse=True)[1]
    bloc_year = BLOCS * year_of + _blocs(panel, positions("all", directory))
    for label, shift, shared in (
        ("Others' distancing, years before", 1, year_of),
        ("The same, effects of blocs in each year", 1, bloc_year),
        ("two years ahead", -2, year_of),
        ("two years ahead, effects of blocs in each year", -2, bloc_year),
    ):
        company = _company(panel, shift)
        kept = np.isfinite(company)
        dyad = np.unique(
            np.stack([panel.state[kept], panel.power[kept]]), axis=1, return_inverse=True
        )[1]
        group = np.unique(shared[kept], return_inverse=True)[1]
        fit = absorbed_least_squares(
            panel.distancing[kept],
            np.column_stack([company[kept], panel.distance[kept], panel.acts["acts"][kept]]),
            (np.asarray(dyad).ravel(), group),
            panel.power[kept] * 10_000 + panel.year[kept],
            panel.weight[kept],
        )
        weights = np.zeros(7)
        weights[0] = 1.0
        rows.append(
            Row(
                label,
                fit.estimate(weights),
                f"{fit.rows:,} rows, {fit.clusters} clusters",
                placebo=shift < 0,
            )
        )
    return Observed(
        rows[0].estimate,
        "own-distancing per unit of others'",
        tuple(rows),
        (
            "Blocs are thirds of the states of a year by their position the year before: their "
            "effects absorb what moves the like-minded together.",
            "The reflection problem is not solved here: what is common to a smaller group than a "
            "bloc still looks like company.",
        ),
    )


def _blocs(panel: Panel, record: Positions) -> NDArray[np.int64]:
    """The third of the states of its year that each row's state belongs to, a year before."""
    place = np.searchsorted(record.years, panel.year) - 1
    position = record.point[place, panel.state]
    found = np.zeros(len(position), np.int64)
    for year in np.unique(panel.year):
        rows = panel.year == year
        edges = np.quantile(position[rows], np.arange(1, BLOCS) / BLOCS)
        found[rows] = np.searchsorted(edges, position[rows])
    return found


def _company(panel: Panel, shift: int) -> Numbers:
    """Moving average of the mean distancing of all others from the power, shifted in time."""
    years = np.arange(panel.year.min(), panel.year.max() + 1)
    total = np.zeros((len(years), len(PERMANENT)))
    count = np.zeros_like(total)
    at = panel.year - years[0]
    np.add.at(total, (at, panel.power), panel.distancing)
    np.add.at(count, (at, panel.power), 1.0)
    own = np.full((len(years), int(panel.state.max()) + 1, len(PERMANENT)), np.nan)
    own[at, panel.state, panel.power] = panel.distancing
    rest = np.where(np.isfinite(own), own, 0.0)
    there = np.isfinite(own)
    others = (total[:, None, :] - rest) / np.maximum(count[:, None, :] - there, 1.0)
    others[np.broadcast_to(count[:, None, :] == 0, others.shape)] = np.nan
    average = np.full_like(others, np.nan)
    average[0] = others[0]
    for step in range(1, len(years)):
        last = average[step - 1]
        mixed = MEMORY * last + (1.0 - MEMORY) * others[step]
        average[step] = np.where(np.isfinite(last), mixed, others[step])
    source = average if shift > 0 else others
    wanted = at - shift
    inside = (wanted >= 0) & (wanted < len(years))
    found = np.full(len(at), np.nan)
    found[inside] = source[wanted[inside], panel.state[inside], panel.power[inside]]
    return found


def _span(panel: Panel) -> str:
    return f"{panel.year.min()}-{panel.year.max()}"
