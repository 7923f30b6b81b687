"""The record of the real system, against what anyone can look up."""

from pathlib import Path

import numpy as np
import pytest

from counterpoise.estimation.observed_record import observed_record
from counterpoise.estimation.record import NotInRecord, Record

USA, UK, FRANCE, RUSSIA, IRAQ, LIBYA, CANADA = 2, 200, 220, 365, 645, 620, 20


@pytest.fixture(scope="module")
def record(data_directory: Path) -> Record:
    return observed_record(1990, 2012, data_directory)


def slot(record: Record, code: int) -> int:
    return int(np.flatnonzero(record.codes == code)[0])


def year(record: Record, calendar: int) -> int:
    return calendar - int(record.years[0])


def test_the_window_and_the_years_before(record: Record) -> None:
    assert record.years[record.burn_in] == 1990
    assert record.years[-1] == 2012
    assert record.burn_in == 10
    assert record.sources["dispute_participants"] == "5.0"


def test_the_war_of_2003_is_an_act_without_authority(record: Record) -> None:
    acts = record.acts
    here = (
        (acts.year == year(record, 2003))
        & (acts.author == slot(record, USA))
        & (acts.target == slot(record, IRAQ))
    )
    assert acts.severity[here].tolist() == [1.0]
    assert acts.authorised[here].tolist() == [0.0]
    assert not np.isfinite(acts.war[here]).any(), "the dispute began years before"
    assert record["dispute"][year(record, 2003), slot(record, USA), slot(record, IRAQ)] == 0.0
    assert record["force"][year(record, 2003), slot(record, IRAQ), slot(record, USA)] == 1.0


def test_wars_with_authority(record: Record) -> None:
    acts = record.acts
    for calendar, target, author in ((1991, IRAQ, FRANCE), (2011, LIBYA, UK)):
        on = (acts.year == year(record, calendar)) & (acts.target == slot(record, target))
        assert acts.authorised[on].all()
        assert slot(record, author) in acts.author[on]
    kuwait = (acts.year == year(record, 1990)) & (acts.author == slot(record, IRAQ))
    assert 1.0 in acts.severity[kuwait]
    assert not acts.authorised[kuwait].any()


def test_nothing_of_the_year_opens_the_year(record: Record, data_directory: Path) -> None:
    later = observed_record(1990, 2001, data_directory)
    for name in ("capability", "rivalry", "defence_pact", "conflict_stock", "frailty"):
        mine = record.window(1990, 2001)[name][:-1]
        both = np.isin(record.codes, later.codes)
        picked = mine[:, both] if mine.ndim == 2 else mine[:, both][:, :, both]
        assert np.array_equal(picked, later[name][:-1], equal_nan=True), name
    opening = record.opening("conflict_stock")[year(record, 2003)]
    closing = record.closing("conflict_stock")[year(record, 2003)]
    pair = slot(record, USA), slot(record, IRAQ)
    assert closing[pair] == pytest.approx(0.7 * opening[pair] + 1.0)
    assert opening[pair] == pytest.approx((1 - 0.7**5) / 0.3, abs=1.0), "at odds every year"


def test_powers_and_allies(record: Record) -> None:
    at = year(record, 2000)
    assert record.opening("great_power")[at].sum() == 7
    pact = record.opening("defence_pact")[at]
    assert pact[slot(record, USA), slot(record, CANADA)] == 1.0
    assert pact[slot(record, USA), slot(record, RUSSIA)] == 0.0
    assert np.array_equal(pact, pact.T, equal_nan=True)
    assert record.opening("contiguity")[at][slot(record, USA), slot(record, CANADA)] == 1.0


def test_what_nobody_knows_is_not_zero(data_directory: Path) -> None:
    late = observed_record(2010, 2014, data_directory)
    assert np.isnan(late["defence_pact"][-1]).all(), "alliances end in 2012"
    assert np.isfinite(late["rivalry"][-1]).all()


@pytest.mark.parametrize(("first", "last"), [(1700, 1750), (1990, 2020)])
def test_years_that_no_source_covers(first: int, last: int, data_directory: Path) -> None:
    with pytest.raises(NotInRecord, match=rf"{first}:{last}"):
        observed_record(first, last, data_directory)
