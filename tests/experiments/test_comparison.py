"""Contrasts are paired, follow each metric's year, and say no more than they show."""

import numpy as np
import pytest

from counterpoise.experiments.comparison import (
    Comparison,
    Figure,
    NoYearsAfterAct,
    UnknownContrast,
    Verdict,
)
from counterpoise.experiments.drivers import drivers
from counterpoise.measures.metric import METRICS, When

from .fake import ARMS, DRAWS, ensemble

PAIRS = ("unauthorised - none", "authorised - none", "unauthorised - authorised")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return Comparison.of(ensemble(), 2003, PAIRS)


def test_contrasts_are_the_quantiles_of_paired_differences(comparison: Comparison) -> None:
    found = comparison.ensemble
    for contrast in PAIRS:
        first, second = contrast.split(" - ")
        for metric in METRICS:
            years = slice(0, 1) if metric.when is When.ACT else slice(1, None)
            values = found.metrics[metric.name].astype(float)
            per_draw = [
                values[ARMS.index(first), draw, years].mean()
                - values[ARMS.index(second), draw, years].mean()
                for draw in range(DRAWS)
            ]
            got = comparison.contrasts[contrast][metric.name]
            expected = np.quantile(per_draw, (0.05, 0.25, 0.5, 0.75, 0.95))
            np.testing.assert_allclose(
                [got.q05, got.q25, got.q50, got.q75, got.q95], expected, rtol=1e-9, atol=1e-12
            )
            assert got.mean == pytest.approx(np.mean(per_draw))
            positive = np.mean(np.array(per_draw) > 0)
            assert comparison.share_positive[contrast][metric.name] == positive


def test_pairing_is_not_a_difference_of_quantiles(comparison: Comparison) -> None:
    paired = comparison.contrasts["unauthorised - none"]["threat"]
    apart = comparison.arms["unauthorised"]["threat"].q95 - comparison.arms["none"]["threat"].q05
    assert paired.q95 - paired.q05 < 0.3 < apart


def test_bands_by_year_are_those_of_each_year(comparison: Comparison) -> None:
    values = comparison.ensemble.metrics["threat"].astype(float)
    band = comparison.by_year["unauthorised - none"]["threat"]
    np.testing.assert_allclose(band.q95, np.quantile(values[2] - values[0], 0.95, axis=0))
    assert band.q50[0] == 0.0
    np.testing.assert_allclose(
        comparison.by_year["none"]["threat"].mean, values[0].mean(axis=0), rtol=1e-6
    )


def test_verdicts() -> None:
    sure = Comparison.of(ensemble(0.4, 0.05), 2003, PAIRS)
    assert sure.verdict("unauthorised - none", "threat") is Verdict.HIGHER
    assert sure.verdict("unauthorised - none", "net_cost_ratio") is Verdict.SAME
    assert sure.verdict("authorised - none", "net_cost_ratio") is Verdict.LOWER
    assert "threat" not in sure.unclear("unauthorised - none")
    null = Comparison.of(ensemble(0.0, 0.5), 2003, PAIRS)
    assert null.verdict("unauthorised - none", "threat") is Verdict.UNCLEAR
    assert "threat" in null.unclear("unauthorised - none")
    below = Comparison.of(ensemble(-0.4, 0.05), 2003, PAIRS)
    assert below.verdict("unauthorised - none", "threat") is Verdict.LOWER


def test_movers_are_ordered_by_their_medians(comparison: Comparison) -> None:
    movers = comparison.movers("unauthorised - none", 4)
    assert [mover.slot for mover in movers] == [7, 6, 5, 4]
    assert all(mover.toward == "p_soft" and mover.shift > 0 for mover in movers)
    soft = comparison.ensemble.by_state["p_soft"].astype(float)[:, :, 1:, 7].mean(axis=2)
    assert movers[0].shift == pytest.approx(np.median(soft[2] - soft[0]))
    threat = np.log(comparison.ensemble.by_state["threat"][..., 7].astype(float))[:, :, 1:]
    threat = threat.mean(axis=2)
    assert movers[0].threat == Figure.of(threat[2] - threat[0])


def test_states_that_never_move_are_not_movers(comparison: Comparison) -> None:
    slots = {mover.slot for mover in comparison.movers("unauthorised - none", 100)}
    assert 0 not in slots
    assert slots == set(range(1, 8))


def test_the_ratio_is_taken_draw_by_draw(comparison: Comparison) -> None:
    ratio = comparison.ratio("authorised - none", "unauthorised - none", "threat")
    assert ratio is not None
    assert ratio.q50 == pytest.approx(0.5, abs=1e-4)
    assert comparison.ratio("authorised - none", "unauthorised - none", "threat", 2003) is None


def test_contrasts_may_be_pairs_or_text() -> None:
    found = Comparison.of(ensemble(), 2003, [("authorised", "none"), ["unauthorised", "none"]])
    assert list(found.contrasts) == ["authorised - none", "unauthorised - none"]
    assert not Comparison.of(ensemble(), 2003, []).contrasts


def test_an_unknown_arm_is_named_with_its_near_miss() -> None:
    with pytest.raises(UnknownContrast, match="Did you mean `authorised`"):
        Comparison.of(ensemble(), 2003, ["authorized - none"])
    with pytest.raises(UnknownContrast, match="form"):
        Comparison.of(ensemble(), 2003, ["none"])


@pytest.mark.parametrize("year", [2002, 2008, 2009])
def test_a_run_must_go_on_after_the_act(year: int) -> None:
    with pytest.raises(NoYearsAfterAct, match=str(year)):
        Comparison.of(ensemble(), year, PAIRS)


def test_a_draw_with_values_that_are_not_finite_is_left_out_of_every_arm() -> None:
    whole, broken = ensemble(), ensemble()
    broken.metrics["threat"][1, 5, 3] = np.nan
    broken.by_state["threat"][1, 5, 3, 2] = np.nan
    found = Comparison.of(broken, 2003, PAIRS)
    assert found.left_out == 1
    assert 5 not in found.kept
    kept = np.delete(whole.metrics["p_soft"].astype(float), 5, axis=1)[:, :, 1:].mean(axis=2)
    assert found.contrasts["unauthorised - none"]["p_soft"].mean == pytest.approx(
        np.mean(kept[2] - kept[0])
    )
    assert np.isfinite(found.movers("unauthorised - none", 3)[0].threat.q95)
    assert len(drivers(found, "unauthorised - none", "threat").found) == 10


def test_drivers_find_the_parameter_that_the_effect_was_made_from(comparison: Comparison) -> None:
    found = drivers(comparison, "unauthorised - none", "threat")
    assert found.found[0].address == "threat.theta_I"
    assert found.found[0].rho > 0.99
    assert [each.address for each in found.beyond_chance] == ["threat.theta_I"]
    assert all("phi_0" not in each.address for each in found.found)


def test_drivers_of_nothing(comparison: Comparison) -> None:
    assert drivers(comparison, "unauthorised - none", "net_cost_ratio").found == ()
