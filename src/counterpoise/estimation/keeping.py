"""From an estimate and the record behind it to a posterior that can be kept."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from counterpoise import __version__
from counterpoise.estimation.convergence import Diagnosis
from counterpoise.estimation.estimate import Estimate
from counterpoise.estimation.posterior import FORMAT, Posterior, code_hash, hash_of
from counterpoise.estimation.record import Record


def record_hash(record: Record) -> str:
    """A fingerprint of everything that was observed."""
    found = hashlib.sha256()
    for name in sorted(record.variables):
        found.update(name.encode())
        found.update(np.ascontiguousarray(record.variables[name], np.float64).tobytes())
    for part in (record.acts.year, record.acts.author, record.acts.target, record.acts.severity):
        found.update(np.ascontiguousarray(part).tobytes())
    return found.hexdigest()


def kept(estimate: Estimate, record: Record, **how: Any) -> Posterior:
    """The posterior of an estimate.

    Args:
        estimate: What was found.
        record: What it was found on.
        **how: More for the manifest: ``seed``, ``system``, ``labels``.
    """
    values = {address: value.reshape(-1) for address, value in estimate.values.items()}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "rows": len(next(iter(values.values()))),
        "blocks": list(estimate.blocks),
        "stages": [list(stage) for stage in estimate.stages],
        "years": [int(record.years[record.burn_in]), int(record.years[-1])],
        "sources": dict(record.sources),
        "record": record_hash(record),
        "version": __version__,
        "code": code_hash(),
        "priors": {address: str(prior) for address, prior in estimate.priors.items()},
        "diagnoses": {a: _figures(each) for a, each in estimate.diagnoses.items()},
        "hash": hash_of(values),
    }
    return Posterior(values, manifest | how)


def _figures(diagnosis: Diagnosis) -> Mapping[str, float]:
    return {
        "rhat": round(diagnosis.rhat, 4),
        "bulk_ess": round(diagnosis.bulk),
        "tail_ess": round(diagnosis.tail),
    }
