"""A report about an order answers about the order, says what it rests on, and can be read."""

import re
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from counterpoise.experiments.attrition import Passage
from counterpoise.experiments.comparison import Comparison, Verdict
from counterpoise.experiments.simulation import Ensemble
from counterpoise.report import charts, dot_map
from counterpoise.report.cells import verdict_cell
from counterpoise.report.conclusions import acts_prescribed, conclusions, prescribed
from counterpoise.report.figures.order import beyond_chance, furthest
from counterpoise.report.html import page
from counterpoise.report.sentences import headline, no_difference, reading
from counterpoise.report.tables import terminal

from ..experiments.fake import about_order, ensemble, provenance
from .test_report import Page

PAIRS = ("unauthorised - none", "authorised - none")
RECORD = replace(
    provenance(),
    order="Liberal order",
    act_year=2004,
    arms={"none": "Nobody fights", "authorised": "With leave", "unauthorised": "Without leave"},
    text="interventions:\n- variable: {name: membership, operation: set, value: 1, of: all}\n",
)


def compared(found: Ensemble) -> Comparison:
    return Comparison.of(found, 2004, PAIRS)


@pytest.fixture(scope="module", params=[False, True], ids=["joined", "concert"])
def found(request: pytest.FixtureRequest) -> Comparison:
    return compared(about_order(ensemble(), concert=request.param))


@pytest.fixture(scope="module")
def text(found: Comparison) -> str:
    return page(found, found.ensemble, RECORD)


def test_the_page_is_well_formed_and_small(text: str) -> None:
    read = Page(text)
    assert len(read.ids) == len(set(read.ids))
    assert len(text.encode()) < 3_000_000
    assert {"rests", "answer", "numbers"} <= set(read.ids)
    assert "{" not in re.sub(r"<style.*?</style>|<pre>.*?</pre>", "", text, flags=re.DOTALL)


def test_the_answer_is_about_the_order_and_not_about_an_act(found: Comparison, text: str) -> None:
    answer = re.search(r'<section class="answer".*?</section>', text, re.DOTALL)
    assert answer is not None
    assert "the threat that others see" not in answer[0]
    expected = "wars between great powers" if "consensus" in headline(found) else "members"
    assert expected in answer[0].lower()
    assert "the year of the act" not in text


def test_arms_are_called_by_their_labels(found: Comparison, text: str) -> None:
    heads = re.findall(r"<(?:h3|h4|th)[^>]*>(.*?)</(?:h3|h4|th)>", text)
    assert "Without leave \u2212 Nobody fights" in heads
    assert not any(re.search(r"unauthorised \u2212|\u2212 none", head) for head in heads)
    if "consensus" not in headline(found):
        assert "belongs in the arm \u201cWithout leave\u201d less" in text


def test_a_figure_that_is_zero_in_nine_draws_in_ten_is_not_called_unsettled() -> None:
    base = about_order(ensemble())
    rare = np.array(base.metrics["members"])
    rare[1:] = rare[:1]
    rare[2, 0, 3] += 1.0
    found = compared(replace(base, metrics={**base.metrics, "members": rare}))
    assert found.verdict(PAIRS[0], "members") is Verdict.UNCLEAR
    assert reading(found, PAIRS[0], "members") is Verdict.SAME
    assert no_difference(found, PAIRS[0], "members") == "no difference in 98% of draws"
    assert "not settled" not in verdict_cell(found, PAIRS[0], "members")
    rare[2, :9, 3] += 1.0
    found = compared(replace(base, metrics={**base.metrics, "members": rare}))
    assert reading(found, PAIRS[0], "members") is Verdict.UNCLEAR


def test_a_state_within_chance_is_grey_on_the_map() -> None:
    assert beyond_chance(Passage(0, 0.5, 0.6, 0.05))
    assert not beyond_chance(Passage(0, 0.5, 0.6, 0.07))
    dots = [
        dot_map.Dot("A", 10.0, 10.0, 40.0, None),
        dot_map.Dot("B", 20.0, 20.0, 40.0, -3.0),
        dot_map.Dot("C", 30.0, 30.0, 40.0, 0.0),
    ]
    axes = dot_map.dot_map(dots, dot_map.WORLD, 500.0, "points", 5.0, []).axes[0]
    grey, coloured = axes.collections
    assert len(grey.get_offsets()) == 1
    assert len(coloured.get_offsets()) == 2


def test_what_rests_on_untouched_parameters_is_said(text: str) -> None:
    rests = re.search(r'<section aria-labelledby="rests".*?</section>', text, re.DOTALL)
    assert rests is not None
    assert "no data have" in rests[0]
    assert "prescribes membership in some arms" in rests[0]
    assert "60 draws may be too few to show one" in rests[0]


def test_a_conclusion_is_traced_to_the_parameter_that_it_follows() -> None:
    base = about_order(ensemble())
    own = np.asarray(base.parameters["threat.theta_I"])
    moved = np.array(base.metrics["members"])
    moved[2, :, 2:] = moved[0, :, 2:] - 1.0 - 0.1 * own[:, None].astype(np.float32)
    followed = compared(replace(base, metrics={**base.metrics, "members": moved}))
    (members,) = (
        each
        for each in conclusions(followed)
        if (each.contrast, each.metric) == (PAIRS[0], "members")
    )
    assert "threat.theta_I" in {each.address for each in (*members.untouched, *members.others)}
    assert members.verdict.value == "lower"


def test_a_null_result_is_said_plainly() -> None:
    base = about_order(ensemble())
    still = {name: np.array(values) for name, values in base.metrics.items()}
    for name in headline(compared(base)):
        still[name][:] = still[name][:1]
    null = compared(replace(base, metrics=still))
    assert conclusions(null) == ()
    words = page(null, null.ensemble, RECORD)
    assert "no difference in any draw" in words
    assert "No difference among the headline figures has a settled sign" in words


def test_only_what_the_scenario_prescribes_is_called_prescribed() -> None:
    assert prescribed(RECORD) == ("membership",)
    assert not acts_prescribed(replace(RECORD, text="act_year: 2004"))
    assert acts_prescribed(replace(RECORD, text="- act: {year: 2004, actor: USA}"))


def test_the_shell_shows_the_order_and_who_is_lost() -> None:
    found = compared(about_order(ensemble()))
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        console.print(terminal(found, RECORD))
    said = captured.get()
    assert "Members" in said
    assert "Entangling diplomacy" not in said
    assert "who belongs in 2008" in said
    assert re.search(r"Target\s+0\s+100\s+-100", said)
    assert all(len(line) <= 100 for line in said.splitlines())


def test_a_state_put_out_by_the_scenario_does_not_flatten_the_others() -> None:
    found = [Passage(0, 0.0, 0.995, 0.0), Passage(1, 0.40, 0.45, 0.01), Passage(2, 0.52, 0.5, 0.01)]
    assert furthest(found) == pytest.approx(0.05)
    assert furthest(found[:1]) == 0.995
    shown = [charts.Lollipop(str(each.slot), 100 * each.difference) for each in found]
    (axes,) = charts.lollipops(shown, 1.6, "points", least=5.5, most=5.5).axes
    assert axes.get_xlim() == (-5.5, 5.5)
    ends = [line for line in axes.lines if line.get_marker() in "<>os"]
    assert [line.get_marker() for line in ends] == ["<", "s", "o"]
    assert -5.5 < float(np.asarray(ends[0].get_xdata())[0]) < -5.0
