"""What holds for every proposition, from its declaration alone and from constructed results."""

from collections.abc import Mapping

import numpy as np
import pytest

from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.catalogue import parameter
from counterpoise.models.draws import check_support
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.draws import Draws
from counterpoise.propositions.experiment import PairedArms
from counterpoise.propositions.laboratory import scenario_of
from counterpoise.propositions.proposition import Proposition
from counterpoise.propositions.registry import defects, shipped
from counterpoise.vocabulary.citation import reference

COUNT = 60
every = pytest.mark.parametrize("each", shipped(), ids=lambda each: each.id)


def constructed(each: Proposition, parameters: Mapping[str, float], own: float) -> Draws:
    """Draws with the primary statistic near a value and parameters where they are put."""
    spread = np.linspace(-1e-3, 1e-3, COUNT)
    return Draws(
        {each.statistic.name: own + spread}
        | {name: value + spread for name, value in OTHERS.get(each.id, {}).items()},
        {address: np.full(COUNT, parameter(address).default) + spread for address in each.focal}
        | {address: value + spread for address, value in parameters.items()},
        {"coverage_threat": 0.9, "coverage_bargaining": 0.9, "power_half": 0.9, "z": 5.0},
    )


OTHERS: Mapping[str, Mapping[str, float]] = {"P14": {"barring": 2.0, "score_gain": 0.1}}
"""Figures besides the primary statistic that a rule looks at."""

CLAIM_HOLDS: Mapping[str, tuple[float, Mapping[str, float]]] = {
    "P1": (2.0, {}),
    "P2": (0.4, {}),
    "P3": (6.0, {"threat.theta_I": 0.5}),
    "P4": (1.0, {"posture.lambda_bal": 0.6}),
    "P5": (1.0, {}),
    "P6": (0.7, {}),
    "P7": (-0.2, {"posture.s_net": 1.0}),
    "P8": (0.8, {}),
    "P9": (-1.0, {}),
    "P10": (0.9, {}),
    "P11": (0.4, {}),
    "P12": (2.0, {}),
    "P13": (1.0, {}),
    "P14": (-1.0, {}),
}
CLAIM_FAILS: Mapping[str, tuple[float, Mapping[str, float]]] = {
    "P1": (0.2, {}),
    "P2": (1.0, {}),
    "P3": (0.0, {"threat.theta_I": 0.5}),
    "P4": (-1.0, {"posture.lambda_bal": 0.6}),
    "P5": (0.0, {}),
    "P6": (1.0, {}),
    "P7": (0.0, {"posture.s_net": 0.0}),
    "P8": (1.0, {}),
    "P9": (0.0, {}),
    "P10": (0.0, {}),
    "P11": (1.0, {}),
    "P12": (0.0, {}),
    "P13": (0.0, {}),
    "P14": (0.0, {}),
}


def test_they_are_numbered_without_gaps() -> None:
    numbers = [int(each.id.removeprefix("P")) for each in shipped()]
    assert numbers == sorted(set(numbers))


@every
def test_the_declaration_has_no_defect(each: Proposition) -> None:
    assert defects(each) == []
    assert each.essay
    assert each.supports
    assert each.opposes
    assert each.caveats
    assert each.claim.endswith(".")
    for key in each.cites:
        assert reference(key).title


@every
def test_a_constructed_result_refutes_it_and_another_does_not(each: Proposition) -> None:
    if each.id not in CLAIM_HOLDS:
        pytest.skip(f"no constructed results for {each.id} are written down here")
    own, parameters = CLAIM_HOLDS[each.id]
    assert not each.refutation.refuted(constructed(each, parameters, own))
    own, parameters = CLAIM_FAILS[each.id]
    assert each.refutation.refuted(constructed(each, parameters, own))


@every
def test_the_primary_statistic_sits_at_the_null_where_the_claim_fails(each: Proposition) -> None:
    assert np.isfinite(each.statistic.null)
    if each.id in CLAIM_HOLDS:
        assert each.statistic.side * (CLAIM_HOLDS[each.id][0] - each.statistic.null) > 0
    assert (each.power is None) == bool(each.why_no_power)
    if each.power is not None:
        assert each.power.side in (-1, 1)
        assert each.power.years > 0


@every
def test_the_mechanism_can_be_switched_off(each: Proposition) -> None:
    """Off is a value that the parameters can take, that the model has, and that changes a draw."""
    declared = balance_of_threat().parameters()
    off = Belief(Origin.PRIOR).without(each.off)
    for address, value in each.off.items():
        check_support(parameter(address), value)
    if set(each.off) <= set(declared):
        drawn = off.drawn({address: declared[address] for address in each.off}, 5, 0)
        for address, value in each.off.items():
            np.testing.assert_array_equal(drawn[address], value)


@every
def test_arms_mean_something_in_their_world(each: Proposition) -> None:
    if isinstance(each.experiment, PairedArms):
        scenario_of(each.experiment.stage, each.experiment.arms, each.id)


@every
def test_a_prior_has_mass_on_both_sides_of_failure(each: Proposition) -> None:
    """A claim must be able to lose: its parameters' priors reach beyond where they are off."""
    reach = []
    for address, value in each.off.items():
        for prior in (parameter(address).prior, parameter(address).estimation_prior):
            low, high = (float(prior.quantile(np.array(q))) for q in (0.01, 0.99))
            reach.append(low < value < high)
    assert any(reach), each.off
