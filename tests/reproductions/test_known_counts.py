"""What codebooks and public records say of the data, recounted through the loaders."""

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from counterpoise.data.catalogue import load
from counterpoise.data.panel import panel
from counterpoise.measures.cinc import COMPONENTS, cinc
from counterpoise.vocabulary.states import members


def test_cinc_is_the_published_index(data_directory: Path) -> None:
    """Every one of 17,121 state-years to the published eight digits."""
    frame = load("national_capabilities", data_directory)
    for _, year in frame.groupby("year"):
        found = cinc(year[list(COMPONENTS)].to_numpy())
        np.testing.assert_allclose(found, year["cinc"], atol=5e-8)
    assert len(frame) == 17_121


def test_cinc_does_not_add_up_to_one(data_directory: Path) -> None:
    """The trap: shares are of what is known, so a year's sum is not a share of anything."""
    totals = load("national_capabilities", data_directory).groupby("year")["cinc"].sum()
    assert 1.0 < totals.mean() < 1.04
    assert totals.max() > 1.05


def test_step_of_the_urban_series_is_not_power(data_directory: Path) -> None:
    """The trap of 2002 and 2017: without the urban series the American step all but disappears."""
    frame = load("national_capabilities", data_directory)
    parts = [each for each in COMPONENTS if each != "upop"]
    with_urban, without = {}, {}
    for year in (2001, 2002):
        rows = frame[frame.year == year]
        america = (rows.ccode == 2).to_numpy()
        with_urban[year] = cinc(rows[list(COMPONENTS)].to_numpy())[america][0]
        without[year] = cinc(rows[parts].to_numpy())[america][0]
    urban_part = (with_urban[2002] - with_urban[2001]) - (without[2002] - without[2001]) * 5 / 6
    assert urban_part > 0.008


def test_disputes_states_and_pacts(data_directory: Path) -> None:
    assert len(load("disputes", data_directory)) == 2_436
    assert load("gml_disputes", data_directory)["dispnum"].nunique() == 2_174
    assert load("alliances", data_directory)["alliance"].nunique() == 414
    pacts = load("alliance_obligations", data_directory)
    america = pacts[(pacts.ccode1 == 2) & (pacts.year == 2003) & pacts.defense]
    assert america["ccode2"].nunique() == 63


def test_the_systems_members_are_those_of_the_list(data_directory: Path) -> None:
    """15,951 state-years, as the list of members has them."""
    listed = pd.read_csv(data_directory / "cow" / "system2016.csv")
    expected = set(zip(listed["ccode"], listed["year"], strict=True))
    ours = {(state.ccode, year) for year in range(1816, 2017) for state in members(year)}
    assert len(expected) == 15_951
    assert ours == expected


def test_two_records_of_alliances_disagree(data_directory: Path) -> None:
    """The trap: ATOP counts multilateral pacts of recent decades that COW does not; run both."""
    atop = load("alliance_obligations", data_directory)
    atop = atop[(atop.year == 2010) & atop.defense & (atop.ccode1 < atop.ccode2)]
    cow = load("alliances", data_directory)
    alive = cow[(cow.start <= 2010) & (cow.end.isna() | (cow.end >= 2010)) & cow.defense]
    dyads = {
        (one, two)
        for _, treaty in alive.groupby("alliance")
        for one in treaty["ccode"]
        for two in treaty["ccode"]
        if one < two
    }
    assert len(atop) > 1.3 * len(dyads)


def test_years_after_a_source_ends_are_missing(data_directory: Path) -> None:
    """GML ends in 2010, disputes and trade in 2014, ATOP in 2018: later is unknown, not peace."""
    sources = ["gml_disputes:onset", "dispute_dyads:ongoing", "alliance_obligations:defense"]
    frame = panel(
        "directed-dyad-year", (2009, 2019), sources, states=[2, 20, 70], directory=data_directory
    )
    last = {
        name: int(frame.loc[frame[f"{name}_coverage"] != "missing", "year"].max())
        for name in ("onset", "ongoing", "defense")
    }
    assert last == {"onset": 2010, "ongoing": 2014, "defense": 2018}


@pytest.mark.soak
def test_the_full_directed_panel_fits_a_small_machine(data_directory: Path) -> None:
    """1816-2014 with ten sources: less than a minute of processor time and four gigabytes."""
    code = (
        "from counterpoise.data.panel import panel\n"
        f"panel('directed-dyad-year', (1816, 2014), {FULL!r}, directory={str(data_directory)!r})"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 60.0
    assert after.ru_maxrss < 4_000_000  # kilobytes


FULL = [
    "national_capabilities",
    "majors",
    "contiguity",
    "gml_disputes",
    "trade",
    "minimum_distance",
    "igo_shared",
    "alliance_obligations",
    "rivalries",
    "latent_gdp",
]
