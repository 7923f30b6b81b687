"""Who is lost and who stays away, and how often great powers fight, on ensembles made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from counterpoise.experiments.attrition import attrition, passages
from counterpoise.experiments.comparison import Comparison, Verdict
from counterpoise.experiments.great_power_peace import odds_ratio, peace

from .fake import DRAWS, STATES, YEARS, ensemble

PAIR = "unauthorised - none"


def of_members(disputes: int = 4, wars: int = 1) -> Comparison:
    """Slots 0 to 3 begin inside. In the last arm 1 is out from 2005; outside, 4 joins in 2006 in
    the first arm and, in every second draw, in the last. Wars happen in the last arm alone."""
    base = ensemble()
    inside = np.zeros((3, DRAWS, len(YEARS), STATES), np.float32)
    inside[..., :4] = 1.0
    inside[0, :, YEARS >= 2006, 4] = 1.0
    inside[2, ::2, 3:, 4] = 1.0
    inside[2, :, 2:, 1] = 0.0
    zero = np.zeros((3, DRAWS, len(YEARS)), np.float32)
    quarrels, fought = zero.copy(), zero.copy()
    quarrels[:, :, 1] = disputes
    fought[2, : DRAWS // 2, 1] = wars
    rounding = zero.copy()
    rounding[2] = 3e-8
    found = replace(
        base,
        metrics={
            **base.metrics,
            "power_disputes": quarrels,
            "power_wars": fought,
            "order_legitimacy": rounding,
        },
        by_state={**base.by_state, "membership": inside},
    )
    return Comparison.of(found, 2004, [PAIR])


def test_states_are_ranked_by_the_difference_in_probability() -> None:
    first, second = passages(of_members(), PAIR)
    assert (first.slot, first.difference, first.error) == (1, -1.0, 0.0)
    assert (second.slot, second.first, second.second) == (4, 0.5, 1.0)
    assert second.error == pytest.approx(0.5 / np.sqrt(DRAWS))


def test_members_lost_and_accessions_foregone_stand_apart() -> None:
    found = attrition(of_members(), PAIR, power=0)
    assert found is not None
    assert (found.members, found.outsiders) == (3.0, 4.0)
    assert found.incumbents.q50 == pytest.approx(1 / 3)
    assert found.accessions.mean == pytest.approx(0.5 / 4)


def test_without_a_year_before_the_act_there_are_no_incumbents() -> None:
    early = Comparison.of(of_members().ensemble, 2003, [PAIR])
    assert attrition(early, PAIR, 0) is None


def test_peace_and_escalation_are_counted_over_the_run() -> None:
    comparison = of_members()
    calm, violent = peace(comparison, "none"), peace(comparison, "unauthorised")
    assert (calm.peace, calm.escalation) == (1.0, 0.0)
    assert (violent.peace, violent.escalation) == (0.5, 1 / 8)
    assert violent.peace_range[0] < 0.5 < violent.peace_range[1]
    ratio = odds_ratio(comparison, PAIR)
    assert ratio is not None
    # 30 wars in 240 disputes against none, a half added to each count
    assert ratio.q50 == pytest.approx((30.5 / 210.5) / (0.5 / 240.5), rel=0.1)
    assert ratio.q05 > 1


def test_without_disputes_there_are_no_odds() -> None:
    assert odds_ratio(of_members(disputes=0, wars=0), PAIR) is None


def test_sums_in_another_order_are_no_difference() -> None:
    assert of_members().verdict(PAIR, "order_legitimacy") is Verdict.SAME
