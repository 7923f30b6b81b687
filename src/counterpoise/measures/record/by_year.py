"""Yearly measures on the record, each as a list of rows: polarity, CINC, threat, similarity, order.

Every row is a plain mapping that starts with its year or its state, so that the shell, a notebook
and a test read the same thing.
"""

from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.data.catalogue import load, load_by_year
from counterpoise.data.problem import SourceProblem
from counterpoise.measures.cinc import COMPONENTS, cinc
from counterpoise.measures.order import coverage
from counterpoise.measures.polarity import concentration
from counterpoise.measures.record.positions import name_of, positions
from counterpoise.measures.record.system import system
from counterpoise.measures.record.threatened import surroundings, threat_in
from counterpoise.measures.similarity import cohen_kappa, scott_pi, signorino_ritter
from counterpoise.measures.threat import weighted_mean
from counterpoise.vocabulary.near_miss import did_you_mean
from counterpoise.vocabulary.states import state

Row = dict[str, Any]
Folder = Path | str | None

ALLIANCE_SCALE = 3.0
"""Defence 3, neutrality or non-aggression 2, consultation 1, none 0 (Singer and Small's order)."""

EXPOSED = ("power", "proximity", "offence", "intentions", "rivalry", "alliance", "log_threat")


def _exposed(intentions: bool) -> tuple[str, ...]:
    """The terms that are measured; intentions are recorded by nobody, and zero means unknown."""
    return tuple(name for name in EXPOSED if intentions or name != "intentions")


def polarity(years: tuple[int, int], directory: Folder = None, by: str = "cinc") -> list[Row]:
    """Concentration of capability in each year, by every formula.

    Args:
        years: First and last year.
        directory: Folder of the sources.
        by: What power is: ``cinc`` or one of its components.

    Raises:
        SourceProblem: A source is absent, or ``by`` is not a component.
    """
    if by not in ("cinc", *COMPONENTS):
        raise SourceProblem(
            f"{by!r} is no measure of capability.{did_you_mean(by, COMPONENTS)} "
            f"Use cinc, {', '.join(COMPONENTS)}."
        )
    found = system(years, (f"national_capabilities:{by}", "majors"), (), directory)
    rows = []
    for t, year in enumerate(found.years.tolist()):
        held, great = found.state[by][t], found.state["majors"][t]
        if not np.isfinite(held).any() or not np.nansum(great) > 0:
            raise SourceProblem(
                f"capabilities or major powers are not recorded for {year}. "
                f"Majors end in 2016; use --years A:2016."
            )
        leader = int(found.ccodes[int(np.nanargmax(held))])
        rows.append({"year": year, "leader": name_of(leader, year), **concentration(held, great)})
    return rows


def recomputed_cinc(years: tuple[int, int], directory: Folder = None) -> list[Row]:
    """CINC from its components beside the published, year by year."""
    frame = load("national_capabilities", directory)
    frame = frame[frame["year"].between(*years)]
    if frame.empty:
        raise SourceProblem(f"national capabilities hold nothing for {years[0]}-{years[1]}.")
    rows = []
    for year, part in frame.groupby("year"):
        found = cinc(part[list(COMPONENTS)].to_numpy())
        gap = np.abs(found - part["cinc"].to_numpy())
        worst = int(np.nanargmax(gap))
        rows.append(
            {
                "year": int(str(year)),
                "states": len(part),
                "largest_difference": float(gap[worst]),
                "where": name_of(int(part["ccode"].iloc[worst]), int(str(year))),
                "sum_published": float(part["cinc"].sum()),
                "complete": int(part[list(COMPONENTS)].notna().all(axis=1).sum()),
            }
        )
    return rows


def threat_by_year(
    of: str | int, years: tuple[int, int], directory: Folder = None, intentions: bool = False
) -> list[Row]:
    """The sources of the threat that a power poses, averaged over others by their capability."""
    power = state(of, years[1]).ccode
    found = surroundings(years, directory)
    j = found.column(power)
    record = positions("all", directory) if intentions else None
    rows: list[Row] = []
    for t, year in enumerate(found.years.tolist()):
        each = threat_in(found, year, record)
        weight = found.state["cinc"][t].copy()
        weight[j] = np.nan
        means = {
            name: weighted_mean(getattr(each, name)[:, j], weight) for name in _exposed(intentions)
        }
        known = int(np.sum(np.isfinite(each.log_threat[:, j])))
        rows.append({"year": year, "states": known, **means})
    return rows


def threatened_states(
    of: str | int, year: int, directory: Folder = None, intentions: bool = False
) -> list[Row]:
    """Who is threatened by a power in a year, the most threatened first."""
    found = surroundings((year, year), directory)
    j = found.column(state(of, year).ccode)
    each = threat_in(found, year, positions("all", directory) if intentions else None)
    rows = [
        {
            "ccode": int(ccode),
            "name": name_of(int(ccode), year),
            **{name: float(getattr(each, name)[i, j]) for name in _exposed(intentions)},
        }
        for i, ccode in enumerate(found.ccodes.tolist())
        if np.isfinite(each.log_threat[i, j])
    ]
    return sorted(rows, key=lambda row: -row["log_threat"])


def similarity(of: str | int, year: int, directory: Folder = None) -> list[Row]:
    """How alike other states' alliances are to a power's: S, Scott's pi and Cohen's kappa."""
    found = system((year, year), ("majors",), ("alliance_obligations",), directory)
    if not np.isfinite(found.dyad["defense"]).any():
        raise SourceProblem(f"alliance obligations are not recorded for {year}.")
    ties = {name: found.dyad[name][0] for name in ("defense", "neutral", "nonagg", "consul")}
    portfolio = np.fmax(
        ALLIANCE_SCALE * ties["defense"],
        np.fmax(2.0 * np.fmax(ties["neutral"], ties["nonagg"]), ties["consul"]),
    )
    # A state is bound to itself as to its closest ally: else two allies would differ on each other.
    np.fill_diagonal(portfolio, ALLIANCE_SCALE)
    j = found.column(state(of, year).ccode)
    s = signorino_ritter(portfolio, ALLIANCE_SCALE)
    pi, kappa = scott_pi(portfolio), cohen_kappa(portfolio)
    rows = [
        {
            "ccode": int(ccode),
            "name": name_of(int(ccode), year),
            "S": float(s[i, j]),
            "pi": float(pi[i, j]),
            "kappa": float(kappa[i, j]),
        }
        for i, ccode in enumerate(found.ccodes.tolist())
        if i != j
    ]
    return sorted(rows, key=lambda row: -row["kappa"] if np.isfinite(row["kappa"]) else 9.0)


def order(name: str, years: tuple[int, int], directory: Folder = None) -> list[Row]:
    """How much of the world an organisation holds in each year.

    Raises:
        SourceProblem: No organisation has this abbreviation, or no membership is recorded.
    """
    frame = load_by_year("igo_spells", directory)
    known = sorted(frame["order"].dropna().unique())
    if name not in known:
        raise SourceProblem(f"no organisation is called {name!r}.{did_you_mean(name, known)}")
    last = int(frame.attrs["last"])
    if years[1] > last:
        raise SourceProblem(
            f"memberships are recorded to {last}; asked for {years[1]}. A year after the end is "
            f"missing, not a year without members. Use --years {years[0]}:{last}."
        )
    looked = set(frame["year"].unique().tolist())
    unseen = [year for year in range(years[0], years[1] + 1) if year not in looked]
    if unseen:
        raise SourceProblem(
            f"nobody recorded memberships in {unseen[0]}: before 1965 they were looked at every "
            "five years, and a year between is missing. Ask for the years of observation."
        )
    frame = frame[(frame["order"] == name) & frame["year"].between(*years)]
    found = system(
        years, ("national_capabilities:cinc", "majors"), ("trade:flow1,flow2",), directory
    )
    rows = []
    for t, year in enumerate(found.years.tolist()):
        members = frame.loc[frame["year"] == year, "ccode"].to_numpy()
        here = found.present[t] > 0
        inside = np.isin(found.ccodes, members)[here].astype(float)
        trade = found.dyad["flow1"][t][np.ix_(here, here)]
        rows.append(
            {
                "year": year,
                **coverage(
                    inside,
                    np.ones(int(here.sum())),
                    found.state["cinc"][t][here],
                    trade,
                    found.state["majors"][t][here],
                ),
            }
        )
    return rows
