"""Bremer's dangerous dyads, on the data of today, as published with peacesciencer (Miller 2022).

Logit of the onset of a dispute (GML 2.2.1) on politically relevant non-directed dyad-years,
1816-2010: land contiguity, CINC of the weaker over the stronger, a major power, a defence pact
(ATOP), the weaker link in democracy, in GDP per head and in military personnel per head (each
scaled by two standard deviations, as published), and peace years to the third power.

    published    N = 106,056    contiguity 1.057 (0.058)    CINC 1.055 (0.082)   pact -0.132 (0.058)
    here         N = 106,318               1.074 (0.057)         1.060 (0.082)        -0.146 (0.058)

Every difference is below a third of a standard error. Where it comes from:

* Dating within the year. Here a dyad is contiguous in every year that the spell touches. With
  contiguity as of January N is 105,877 and its coefficient 1.058: the published N lies between the
  two readings, and the published coefficient and error are those of the stricter one.
* The versions of the data do not: NMC 6.0 or 7.0 and either democracy score give the same N.
  Another series of income does (102,070 with that of surplus domestic product).
* A pact counts here if either party is bound. In the direction of the lower code alone it gives
  -0.159.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from counterpoise.data.catalogue import load
from counterpoise.data.dyadic import peace_years, politically_relevant, proportion, weak_link
from counterpoise.data.panel import panel

PUBLISHED = {"land": (1.057, 0.058), "cincprop": (1.055, 0.082), "defense": (-0.132, 0.058)}
PUBLISHED_ROWS = 106_056
FORMULA = (
    "onset ~ land + cincprop + major + defense + democracy + income + arms + t + I(t**2) + I(t**3)"
)


def scaled(values: pd.Series) -> pd.Series:
    """Centred, in units of two standard deviations (Gelman's scaling, as published)."""
    return (values - values.mean()) / (2 * values.std())


@pytest.fixture(scope="module")
def relevant(data_directory: Path) -> pd.DataFrame:
    sources = [
        "contiguity",
        "majors",
        "gml_disputes:onset,ongoing",
        "national_capabilities:cinc,milper,tpop",
        "unified_democracy:uds_adjusted",
        "alliance_obligations:defense@either",
        "latent_gdp:gdp_per_head",
    ]
    frame = panel("dyad-year", (1816, 2010), sources, directory=data_directory)
    assert len(frame) == 842_685
    return frame[politically_relevant(frame)].copy()


def fitted(rows: pd.DataFrame):
    rows = rows.copy()
    rows["t"] = peace_years(rows, "ongoing")
    rows["major"] = ((rows.majors1 == 1) | (rows.majors2 == 1)) * 1.0
    rows["cincprop"] = proportion(rows, "cinc")
    for side in "12":
        rows[f"milit{side}"] = rows[f"milper{side}"] / rows[f"tpop{side}"]
    rows["democracy"] = scaled(weak_link(rows, "uds_adjusted"))
    rows["income"] = scaled(weak_link(rows, "gdp_per_head"))
    rows["arms"] = scaled(weak_link(rows, "milit"))
    return smf.logit(FORMULA, rows).fit(disp=0)


def test_dangerous_dyads(relevant: pd.DataFrame) -> None:
    found = fitted(relevant.assign(land=(relevant.conttype == 1) * 1.0))
    assert int(found.nobs) == 106_318
    assert abs(found.nobs / PUBLISHED_ROWS - 1) < 0.003
    for name, (coefficient, error) in PUBLISHED.items():
        assert abs(found.params[name] - coefficient) < error / 2.5, name
        assert found.bse[name] == pytest.approx(error, abs=0.001), name


def test_the_difference_is_the_dating_of_contiguity(
    relevant: pd.DataFrame, data_directory: Path
) -> None:
    january = contiguous_in_january(load("contiguity_spells", data_directory))
    keys = ["ccode1", "ccode2", "year"]
    status = relevant[keys].merge(january, how="left", on=keys)["conttype"].fillna(0).to_numpy()
    dated = relevant.assign(conttype=status, land=(status == 1) * 1.0)
    found = fitted(dated[politically_relevant(dated)])
    assert int(found.nobs) == 105_877
    assert found.params["land"] == pytest.approx(PUBLISHED["land"][0], abs=0.002)
    assert found.bse["land"] == pytest.approx(PUBLISHED["land"][1], abs=0.0006)


def contiguous_in_january(spells: pd.DataFrame) -> pd.DataFrame:
    """The closest contiguity of each dyad on the first of January of each year."""
    end = spells["end"].fillna(2016).astype(int).to_numpy()
    start = spells["start"].to_numpy() + (spells["start_month"].to_numpy() > 1)
    years = np.maximum(end - start + 1, 0)
    rows = np.repeat(np.arange(len(spells)), years)
    found = spells.iloc[rows][["ccode1", "ccode2", "conttype"]].reset_index(drop=True)
    found["year"] = start[rows] + np.arange(years.sum()) - np.repeat(years.cumsum() - years, years)
    found["conttype"] = found["conttype"].astype(float)
    return found.groupby(["ccode1", "ccode2", "year"], as_index=False)["conttype"].min()
