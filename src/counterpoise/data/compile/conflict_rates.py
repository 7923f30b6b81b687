"""How prone kinds of dyads have been to force: averages, because the dyads themselves may not ship.

Militarised disputes are free for research but carry no open licence, so the package ships what a
table in an article would print: for each of eight kinds of dyad (rivals or not, contiguous or not,
with a great power or without), the mean frailty and the mean conflict stock as a year opens.

    f = ln((n + 0.3) / (years + 25))        n: years with force (hostility 4 or 5) since 1946
    z_t+1 = 0.7 z_t + 1[force in the dyad]
"""

from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.data.compile import inputs

DISPUTES = "cow/mid5_directed_dyad_year.csv.gz"
SYSTEM = "cow/system2016.csv"
MAJORS = "cow/majors2016.csv"
CONTIGUITY = "cow/contdird.csv.gz"
RIVALRIES = "crises/tss_rivalries.csv"

FIRST_YEAR = 1946
USE_OF_FORCE = 4  # hostility level
MEMORY = 0.7
KIND = ["rivals", "contiguous", "great_power"]


def conflict_rates(directory: Path, year: int) -> pd.DataFrame:
    """Mean frailty and conflict stock of each kind of dyad, as ``year`` opens.

    Returns:
        A row per kind: the three flags, how many dyads, their years with force a dyad-year, and
        the two means.
    """
    disputes = inputs.table(directory, DISPUTES)
    used = disputes[disputes.hostlev1 >= USE_OF_FORCE].copy()
    used["low"] = used[["ccode1", "ccode2"]].min(axis=1)
    used["high"] = used[["ccode1", "ccode2"]].max(axis=1)
    used = used[["low", "high", "year"]].drop_duplicates()
    used = used[(used.year >= FIRST_YEAR) & (used.year < year)]
    used["stock"] = MEMORY ** (year - 1 - used.year)
    past = used.groupby(["low", "high"]).agg(force=("year", "size"), stock=("stock", "sum"))

    system = inputs.table(directory, SYSTEM)
    first = system.groupby("ccode").year.min().clip(lower=FIRST_YEAR)
    states = sorted(system.loc[system.year == year, "ccode"])
    dyads = pd.DataFrame(
        [(low, high) for low in states for high in states if low < high], columns=["low", "high"]
    )
    age = pd.concat([dyads.low.map(first), dyads.high.map(first)], axis=1).max(axis=1)
    dyads["years"] = year - age
    dyads = dyads.merge(past, how="left", on=["low", "high"]).fillna({"force": 0.0, "stock": 0.0})
    dyads["frailty"] = np.log((dyads.force + 0.3) / (dyads.years + 25))

    contiguity = inputs.table(directory, CONTIGUITY)
    near = contiguity[(contiguity.year == year) & (contiguity.conttype <= 2)]
    near_pairs = set(zip(near.state1no, near.state2no, strict=True))
    rivalries = inputs.table(directory, RIVALRIES)
    current = rivalries[(rivalries.start < year) & ~(rivalries.end < year)]
    rival_pairs = {
        (min(a, b), max(a, b)) for a, b in zip(current.ccode1, current.ccode2, strict=True)
    }
    majors = inputs.table(directory, MAJORS)
    great = set(majors.loc[(majors.styear <= year) & (majors.endyear >= year), "ccode"])
    pairs = list(zip(dyads.low, dyads.high, strict=True))
    dyads["rivals"] = [int(pair in rival_pairs) for pair in pairs]
    dyads["contiguous"] = [int(pair in near_pairs) for pair in pairs]
    dyads["great_power"] = [int(low in great or high in great) for low, high in pairs]

    kinds = dyads.groupby(KIND).agg(
        dyads=("low", "size"),
        force=("force", "sum"),
        years=("years", "sum"),
        frailty=("frailty", "mean"),
        conflict_stock=("stock", "mean"),
    )
    kinds["force_years_per_dyad_year"] = kinds.force / kinds.years
    kept = ["dyads", "force_years_per_dyad_year", "frailty", "conflict_stock"]
    return kinds[kept].round(4).reset_index()
