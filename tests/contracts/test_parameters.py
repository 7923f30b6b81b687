"""Every parameter says what it is, in what unit, from where, and what is believed of it."""

import numpy as np
import pytest

from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.mechanism import Mechanism, borrows_of, parameters_of
from counterpoise.mechanisms.parameter import Parameter, Source
from counterpoise.mechanisms.prior import Fixed, LogNormal, Off, Prior
from counterpoise.models.catalogue import MECHANISMS, parameter, parameters
from counterpoise.vocabulary.citation import references

OWNERS = (Geography, *MECHANISMS)
PROBABILITIES = np.array([1e-6, 0.001, 0.25, 0.5, 0.75, 0.999, 1 - 1e-6])

every_parameter = pytest.mark.parametrize("declared", parameters().values(), ids=list(parameters()))
focal = pytest.mark.parametrize(
    "declared",
    [each for each in parameters().values() if each.source is Source.FOCAL],
    ids=lambda declared: declared.address,
)


def test_addresses_are_unique() -> None:
    declared = [each.address for owner in OWNERS for each in parameters_of(owner)]
    assert len(set(declared)) == len(declared)
    assert set(declared) == set(parameters())


@every_parameter
def test_says_what_it_is(declared: Parameter) -> None:
    assert declared.unit
    assert declared.meaning[0].isupper() or declared.meaning.startswith("pR"), "a sentence"
    assert not declared.meaning.endswith(".")
    assert isinstance(declared.source, Source)
    assert isinstance(declared.prior, Prior)
    assert not set(declared.cites) - set(references())


@every_parameter
def test_a_number_from_the_literature_cites_it(declared: Parameter) -> None:
    if declared.source is Source.LITERATURE:
        assert declared.cites


@every_parameter
def test_support_holds_the_default_and_the_prior(declared: Parameter) -> None:
    low, high = declared.prior.support
    assert low < high
    assert low <= declared.default <= high
    drawn = np.asarray(declared.prior.quantile(PROBABILITIES))
    assert drawn.shape == PROBABILITIES.shape
    assert np.isfinite(drawn).all()
    assert ((low <= drawn) & (drawn <= high)).all()
    assert (np.diff(drawn) >= 0).all(), "quantiles must rise"


@every_parameter
def test_default_is_where_the_prior_is(declared: Parameter) -> None:
    low, high = declared.prior.quantile(np.array([0.05, 0.95]))
    assert low <= declared.default <= high


@every_parameter
def test_conventions_and_effects_that_are_off_say_so(declared: Parameter) -> None:
    if declared.source is Source.SCALE:
        assert isinstance(declared.prior, Fixed), "a convention is not drawn"
    if isinstance(declared.prior, Off):
        assert declared.default == 0.0
        freed = declared.prior.freed()
        assert freed.support == declared.prior.support


def fails_at(prior: Prior) -> float:
    """The value at which the claim that a parameter carries is false: no effect, or no nest."""
    return 1.0 if isinstance(prior, LogNormal) else 0.0


@focal
def test_focal_parameters_can_be_wrong(declared: Parameter) -> None:
    null = fails_at(declared.prior)
    low, high = declared.prior.quantile(np.array([0.005, 0.995]))
    assert low < null < high, "the prior decides the claim"


def test_some_parameters_carry_claims() -> None:
    carried = {each.address for each in parameters().values() if each.source is Source.FOCAL}
    assert {"threat.theta_I", "posture.s_T", "posture.lambda_bal"} <= carried


@pytest.mark.parametrize("owner", MECHANISMS, ids=lambda owner: owner.__name__)
def test_borrowed_parameters_have_an_owner_elsewhere(owner: type[Mechanism]) -> None:
    for address in borrows_of(owner):
        assert parameter(address).block != owner.block
