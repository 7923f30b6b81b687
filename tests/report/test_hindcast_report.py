"""The page of a hindcast: failures are named from the scores, and it stands alone."""

import re

import numpy as np
import pytest

from counterpoise.estimation.hindcast import MODEL, Scored, scored_joint, scored_years
from counterpoise.estimation.targets import target
from counterpoise.report.hindcast import About, hindcast_page
from counterpoise.report.hindcast_failures import doubts, failures

YEARS = np.arange(1990, 2015)
ABOUT = About(
    "counterpoise hindcast --targets HT1", 1989, (1990, 2014), 200, 0, "counterpoise 0",
    "2024-01-01", (("HT10.icc", "it was founded in 2002"),),
)  # fmt: skip


def scored(name: str, bias: float, spread: float = 1.0) -> Scored:
    """A model that is off by ``bias`` beside a climatology that is right."""
    random = np.random.default_rng(0)
    seen = random.normal(size=25)
    offered = {
        MODEL: bias + spread * random.normal(size=(400, 25)),
        "model_without_focal": bias + spread * random.normal(size=(400, 25)),
        "climatology": random.normal(size=(400, 25)),
        "persistence": 5.0 + random.normal(size=(400, 25)),
    }
    return scored_years(target(name), (1947, 1989), YEARS, seen, offered, 0, "a note")


def test_a_loss_is_told_with_whom_how_much_and_which_way() -> None:
    told = failures([scored("HT14", 3.0)])
    assert len(told) == 1
    assert told[0].head.startswith("HT14.")
    text = " ".join(told[0].text)
    assert "Lost to climatology" in text
    assert "leaves zero out" in text
    assert "lies above what was seen" in text
    assert "onset and end of rivalry" in text
    assert "r_T" in text


def test_the_clearest_loss_comes_first_and_wins_are_not_told() -> None:
    won = scored("HT1", 0.0)
    lost = [scored("HT7", 1.0), scored("HT14", 4.0)]
    heads = [each.head[:4] for each in failures([won, *lost])]
    assert heads == ["HT14", "HT7."] or (not won.wins and len(heads) == 3)


def test_a_forecast_that_is_too_sure_is_doubted_though_it_wins() -> None:
    random = np.random.default_rng(0)
    seen = random.normal(size=25)
    offered = {
        MODEL: 0.4 * random.normal(size=(400, 25)),
        "climatology": 9.0 + random.normal(size=(400, 25)),
    }
    found = scored_years(target("HT1"), (1947, 1989), YEARS, seen, offered, 0)
    assert found.wins
    assert not failures([found])
    assert "surer than it may be" in doubts([found])[0].text[0]


def test_the_page_stands_alone_and_holds_every_score() -> None:
    random = np.random.default_rng(1)
    joint = scored_joint(
        target("JOINT"), (1947, 1989), YEARS, random.normal(size=(25, 4)),
        {name: random.normal(size=(100, 25, 4)) for name in (MODEL, "climatology")}, 0,
    )  # fmt: skip
    found = [scored("HT14", 3.0), joint]
    page = hindcast_page(found, ABOUT)
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "<script" not in page
    assert "@import" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert 'id="failures"' in page
    assert "HT10.icc" in page
    assert "founded in 2002" in page
    for name in found[0].scores:
        assert f"{found[0].scores[name]['crps']:.4g}" in page, name
    assert "Energy score" in page


@pytest.mark.parametrize("bias", [0.0, 3.0])
def test_the_answer_counts_what_was_won(bias: float) -> None:
    found = scored("HT14", bias, 1.0)
    page = hindcast_page([found], ABOUT)
    assert f"best log score on {int(found.wins)} of 1 forecasts" in page
