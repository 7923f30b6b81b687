"""A proposition put to its tests: three runs of the experiment, power, the record, the verdict."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.estimation.posterior import prior_overlap
from counterpoise.estimation.standing import is_assumption
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.draws import Draws
from counterpoise.propositions.finding import Finding, RunOfExperiment
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import NoEvidence, Observed
from counterpoise.propositions.power import Power, detection
from counterpoise.propositions.proposition import Proposition
from counterpoise.propositions.sensitivity import Sensitivity, sensitivity
from counterpoise.propositions.verdict import ruling

MUCH = 0.5  # share of a result's variance that marks it
NO_POSTERIOR = "no posterior yet: every number follows from the priors"
NO_DATA = "no folder of sources was given or found"


def examine(
    proposition: Proposition,
    laboratory: Laboratory,
    prior: Belief,
    posterior: Belief | None = None,
    sources: Path | None = None,
) -> Finding:
    """Test a proposition.

    Args:
        proposition: The claim.
        laboratory: Where its experiment is run.
        prior: Belief before any data.
        posterior: Belief after, where there is one.
        sources: Folder of downloaded sources; None to leave the record alone.
    """
    began = time.monotonic()
    counted = posterior or prior
    experiment = proposition.experiment
    from_prior = experiment.draws(laboratory, prior)
    from_posterior = None if posterior is None else experiment.draws(laboratory, posterior)
    off = experiment.draws(laboratory, counted.without(proposition.off))
    draws = from_posterior or from_prior
    power = proposition.power
    found = None if power is None else detection(power, _histories(power, laboratory))
    observed, why_not = observe(proposition, sources)
    own = draws[proposition.statistic.name]
    follows = sensitivity(own, draws.parameters)
    dominated, why = prior_dominated(follows, prior, posterior)
    return Finding(
        id=proposition.id,
        statistic=proposition.statistic.name,
        ruling=ruling(
            proposition.refutation,
            draws,
            found,
            None if observed is None else observed.refutes,
            laboratory.seed,
        ),
        basis=counted.origin.value,
        prior=_run(proposition, from_prior),
        posterior=None if from_posterior is None else _run(proposition, from_posterior),
        mechanism_off=_run(proposition, off),
        observed=observed,
        not_observed=why_not,
        detection=found,
        prior_dominated=dominated,
        why_dominated=why,
        sensitivity=follows,
        draws=draws.count,
        set_aside=draws.set_aside,
        seed=laboratory.seed,
        seconds=round(time.monotonic() - began, 1),
    )


def _histories(power: Power, laboratory: Laboratory) -> Sequence[Any]:
    if power.simulate is not None:
        return power.simulate(laboratory)
    return laboratory.synthetic_records(power.years, power.labels)


def observe(proposition: Proposition, sources: Path | None) -> tuple[Observed | None, str]:
    """What the record shows, or why nothing was looked at."""
    design = proposition.observation
    if design is None:
        return None, "the proposition declares no test on the record"
    if design.test is None:
        return None, design.why_not
    if sources is None:
        return None, NO_DATA
    try:
        return design.test(sources), ""
    except NoEvidence as error:
        return None, str(error)


def prior_dominated(
    follows: Sensitivity,
    prior: Belief,
    posterior: Belief | None,
) -> tuple[bool, str]:
    """Whether a result rests on parameters that no data have moved.

    Args:
        follows: Which parameters buy the result.
        prior: Belief before any data.
        posterior: Belief after, where there is one.

    Returns:
        Whether it does, and why in a few words.
    """
    if posterior is None or prior.origin is not Origin.PRIOR:
        return True, NO_POSTERIOR
    total = sum(each.index for each in follows.indices)
    if not total:
        return True, "no parameter stands out, so nothing says that data carry the result"
    shares = {
        each.address: prior_overlap(each.address, posterior.posterior[each.address])
        for each in follows.indices
        if each.address in posterior.posterior
    }
    overlaps = {address: share for address, share in shares.items() if share is not None}
    untaught = [each for each in follows.indices if is_assumption(each.address, overlaps)]
    share = sum(each.index for each in untaught) / total
    names = ", ".join(each.address for each in untaught[:3])
    if share > MUCH:
        return True, f"{share:.0%} of its sensitivity is to what data hardly moved: {names}"
    return False, f"{share:.0%} of its sensitivity is to what data hardly moved"


def _run(proposition: Proposition, draws: Draws) -> RunOfExperiment:
    own = draws[proposition.statistic.name]
    return RunOfExperiment(
        {name: draws.estimate(name) for name in draws.values},
        dict(draws.fixed),
        tuple(float(each) if np.isfinite(each) else None for each in own),
        proposition.refutation.refuted(draws),
    )
