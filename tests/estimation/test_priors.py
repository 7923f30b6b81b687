import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from counterpoise.estimation.priors import NotEstimated, Scale, distribution, is_estimated
from counterpoise.mechanisms.parameter import Parameter, Source
from counterpoise.mechanisms.prior import Beta, Fixed, LogNormal, Normal, Off
from counterpoise.models.catalogue import parameters

ESTIMATED = [each for each in parameters().values() if is_estimated(each.prior)]
PROBABILITIES = np.array([0.01, 0.25, 0.5, 0.9])


@pytest.mark.parametrize(
    ("prior", "density"),
    [
        (Normal(1.0, 2.0), stats.norm(1.0, 2.0).pdf),
        (Normal(0.3, 0.2, low=0.0), stats.truncnorm(-1.5, np.inf, 0.3, 0.2).pdf),
        (Normal(0.3, 0.2, low=0.0, high=1.0), stats.truncnorm(-1.5, 3.5, 0.3, 0.2).pdf),
        (LogNormal(2.5, 0.4), stats.lognorm(0.4, scale=2.5).pdf),
        (Beta(2.0, 5.0), stats.beta(2.0, 5.0).pdf),
    ],
    ids=["normal", "half line", "interval", "log-normal", "beta"],
)
def test_the_sampler_reads_the_declared_prior(prior, density) -> None:
    at = np.asarray(prior.quantile(PROBABILITIES))
    found = np.exp([float(distribution(prior).log_prob(x)) for x in at])
    assert found == pytest.approx(density(at), rel=1e-6)


@pytest.mark.parametrize("prior", [Fixed(1.0), Off()], ids=str)
def test_conventions_are_not_estimated(prior) -> None:
    with pytest.raises(NotEstimated):
        distribution(prior)


def test_the_unbounded_scale_and_back() -> None:
    scale = Scale({each.address: each.prior for each in ESTIMATED})
    medians = {each.address: float(each.prior.quantile(np.array(0.5))) for each in ESTIMATED}
    back = scale.values(jnp.asarray(scale.medians()))
    assert {a: float(v) for a, v in back.items()} == pytest.approx(medians, abs=1e-6)
    assert np.isfinite(float(scale.log_prior(jnp.asarray(scale.medians()))))


ORIENTING = "rivalry.r_T"
"""Its sign fixes which way latent threat runs: mirrored, threat and its effects fit the same."""


@pytest.mark.parametrize(
    "declared",
    [each for each in parameters().values() if each.source is Source.FITTED],
    ids=lambda each: each.address,
)
def test_no_data_count_twice(declared: Parameter) -> None:
    """A fitted default has seen the data: a re-estimate may not start from it."""
    prior = declared.estimation_prior
    if isinstance(declared.prior, Fixed):
        assert prior == declared.prior
        return
    assert isinstance(prior, Normal)
    assert prior.mean == 0.0
    assert prior.sd >= 4 * declared.prior.sd
    if declared.address == ORIENTING:
        assert prior.support == (0.0, np.inf)
        return
    assert prior.support == declared.prior.support


@pytest.mark.parametrize(
    ("address", "prior"),
    [
        ("threat.theta_I", Normal(0.3, 0.4)),
        ("beliefs.kappa_A", Normal(0.4, 0.4)),
        ("posture.s_T", Normal(0.5, 1.0)),
        ("posture.lambda_bal", LogNormal(1.0, 0.5)),
        ("initiation.i_pun", Normal(0.0, 4.0)),
        ("threat.theta_D", Normal(0.5, 0.5)),
    ],
)
def test_focal_parameters_start_where_the_estimate_should(address, prior) -> None:
    assert parameters()[address].estimation_prior == prior
