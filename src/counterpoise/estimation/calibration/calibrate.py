"""Calibration from end to end: prior histories, moments, and the posterior of each mechanism.

Mechanisms are calibrated apart, each on its own moments: within one the draws belong together,
between them they are independent. Histories of a window are simulated once for all its mechanisms.
How well the method finds truths that are known is told by the same histories (``recovery.py``).
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import special

from counterpoise import __version__
from counterpoise.estimation.calibration.methods import METHODS, Method, scaled
from counterpoise.estimation.calibration.moments import moments
from counterpoise.estimation.calibration.prior_histories import (
    Evidence,
    PriorHistories,
    evidence,
    prior_histories,
)
from counterpoise.estimation.calibration.recovery import recovery
from counterpoise.estimation.calibration.studies import YEARS, Study, Window
from counterpoise.estimation.posterior import FORMAT, Posterior, code_hash, hash_of
from counterpoise.estimation.record import NotInRecord

Values = NDArray[np.float64]
Tell = Callable[[str, int, int], None]

METHOD = "linear"
ROWS = 2000
TRIALS = 100
FEWEST = 100  # sound histories


def calibrate(
    studies: Sequence[Study],
    draws: int,
    directory: Path | None = None,
    given: Posterior | None = None,
    method: str = METHOD,
    seed: int = 1,
    rows: int = ROWS,
    trials: int = TRIALS,
    tell: Tell | None = None,
) -> Posterior:
    """Calibrate mechanisms on the record.

    Args:
        studies: Which.
        draws: Prior histories of each window.
        directory: Where the sources lie.
        given: Posterior of what is not calibrated; without it that comes from its priors.
        method: One of ``METHODS``.
        seed: Of draws, histories and method.
        rows: Draws of the posterior.
        trials: Histories that stand for the record once, to see how well the method does.
        tell: Called with (stage, done, in all).

    Raises:
        AbsentSource: A source is not there.
        NotInRecord: A source ends too early, or hardly any history is sound.
    """
    values: dict[str, Values] = {}
    said: dict[str, Any] = {}
    sources: dict[str, str] = {}
    seen = hashlib.sha256()
    for window in Window:
        here = [each for each in studies if each.window is window]
        if not here:
            continue
        found = evidence(window, directory)
        sources |= dict(found.sources)
        for name in sorted(found.tallies):
            seen.update(name.encode() + np.ascontiguousarray(found.tallies[name]).tobytes())

        def progress(done: int, total: int, window: Window = window) -> None:
            if tell is not None:
                tell(f"histories of {YEARS[window][0]}:{YEARS[window][1]}", done, total)

        free = None if given is None else given.values
        histories = prior_histories(here, window, found.world, draws, seed, free, progress)
        for study in here:
            own, how = posterior_of(study, histories, found, METHODS[method], seed, rows, trials)
            values |= own
            said[study.name] = {**how, "method": method}
    first = min(YEARS[each.window][0] for each in studies)
    last = max(YEARS[each.window][1] for each in studies)
    names = [each.name for each in studies]
    manifest = {
        "format": FORMAT,
        "rows": rows,
        "blocks": names,
        "stages": [[name] for name in names],
        "years": [first, last],
        "system": "calibrated",
        "votes": "all",
        "sources": sources,
        "record": seen.hexdigest(),
        "version": __version__,
        "code": code_hash(),
        "priors": {a: str(prior) for each in studies for a, prior in each.priors().items()},
        "diagnoses": {},
        "calibration": said,
        "given": "the priors" if given is None else given.label,
        "seed": seed,
        "draws": draws,
        "hash": hash_of(values),
    }
    return Posterior(values, manifest)


def posterior_of(
    study: Study,
    histories: PriorHistories,
    record: Evidence,
    method: Method,
    seed: int,
    rows: int = ROWS,
    trials: int = TRIALS,
) -> tuple[dict[str, Values], dict[str, Any]]:
    """Draws of a mechanism's parameters by address, and what is to be known of them.

    Raises:
        NotInRecord: Hardly any history is sound.
    """
    scores = np.stack([histories.scores[address] for address in study.parameters], axis=1)
    if len(scores) < FEWEST:
        raise NotInRecord(
            f"{study.name}: {len(scores)} histories are sound and {histories.set_aside} had more "
            f"force in a year than the list of acts holds; at least {FEWEST} are needed. "
            "Ask for more --draws."
        )
    simulated = moments(study.moments, histories.tallies, histories.years)
    observed = moments(study.moments, record.tallies, record.years)[0]
    random = np.random.default_rng([seed, crc32(study.name.encode())])
    drawn = method(scores, scaled(simulated, observed), rows, random)
    known = recovery(method, scores, simulated, trials, seed) if trials else None
    how = {
        "window": list(YEARS[study.window]),
        "histories": len(scores),
        "set_aside": histories.set_aside,
        "moments": told(study, histories, record, simulated, observed),
        "recovery": {}
        if known is None
        else {
            address: {
                "error": round(float(known.error[place]), 3),
                "score": round(float(known.score[place]), 3),
                "coverage": round(float(known.coverage[place]), 3),
            }
            for place, address in enumerate(study.parameters)
        },
        "trials": trials,
    }
    return on_natural_scale(study, drawn), how


def on_natural_scale(study: Study, scores: Values) -> dict[str, Values]:
    """Parameters from the normal scores of their priors; none leaves its support."""
    inside = np.clip(special.ndtr(scores), 1e-9, 1.0 - 1e-9)
    return {
        address: np.asarray(prior.quantile(inside[:, place]), float)
        for place, (address, prior) in enumerate(study.priors().items())
    }


def told(
    study: Study,
    histories: PriorHistories,
    record: Evidence,
    simulated: Values,
    observed: Values,
) -> list[dict[str, Any]]:
    """Each moment on record beside what the prior histories give, and where it lies among them."""
    rows: list[dict[str, Any]] = []
    for place, moment in enumerate(study.moments):
        prior = moment.plain(histories.tallies, histories.years)
        low, middle, high = np.quantile(prior, [0.05, 0.5, 0.95])
        column = simulated[:, place]
        rank = np.mean(column < observed[place]) + 0.5 * np.mean(column == observed[place])
        rows.append(
            {
                "name": moment.name,
                "unit": moment.unit,
                "record": round(float(moment.plain(record.tallies, record.years)[0]), 4),
                "low": round(float(low), 4),
                "median": round(float(middle), 4),
                "high": round(float(high), 4),
                "rank": round(float(rank), 4),
            }
        )
    return rows
