"""Several posteriors in one: the first as it is, the others beside it, each with rows of its own.

What the cut posterior takes as given it takes as it is, so a mechanism that was calibrated beside
it is independent of it: row k of the first stands beside a row of the other that is drawn at
random, once for all. A parameter in two files is that of the first. An effect that starts off stays
off: a posterior must not switch it on in every run; ``switched_on`` says otherwise. A calibrated
parameter that moved although its moments do not find it on held-out truth (``NOT_FOUND``) moved by
extrapolation, and stays at its prior.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from counterpoise.estimation.posterior import PRIOR_DOMINATED, Posterior, hash_of
from counterpoise.mechanisms.prior import Off
from counterpoise.models.catalogue import parameters

NOT_FOUND = 0.95  # error relative to the prior from which on held-out truths count as not found


def merged(kept: Sequence[Posterior], switched_on: bool = False, seed: int = 0) -> Posterior:
    """One posterior with the rows of the first.

    Args:
        kept: The posterior that gives the rows, and those that stand beside it.
        switched_on: Whether effects that start off are taken too.
        seed: Of the pairing of rows.
    """
    first, *others = kept
    declared = parameters()
    values = dict(first.values)
    manifest: dict[str, Any] = dict(first.manifest)
    overlaps = dict(first.overlaps)
    left_out: dict[str, str] = dict(manifest.get("left_out", {}))
    for place, other in enumerate(others):
        random = np.random.default_rng([seed, place])
        enough = other.rows >= first.rows
        row = (
            random.permutation(other.rows)[: first.rows]
            if enough
            else random.integers(other.rows, size=first.rows)
        )
        for address, drawn in other.values.items():
            if address in values:
                left_out[address] = "estimated by what comes before"
                continue
            own = declared.get(address)
            if own is not None and isinstance(own.prior, Off) and not switched_on:
                left_out[address] = "starts off; a posterior does not switch it on"
                continue
            if extrapolated(other, address):
                left_out[address] = "moved, though its moments do not find it on held-out truth"
                continue
            values[address] = drawn[row]
            if address in other.overlaps:
                overlaps[address] = other.overlaps[address]
        for part in ("sources", "priors", "diagnoses", "calibration"):
            own_part = {**other.manifest.get(part, {}), **manifest.get(part, {})}
            manifest[part] = own_part
    manifest |= {
        "beside": [
            *manifest.get("beside", []),
            *(
                {
                    "label": each.label,
                    "blocks": list(each.manifest.get("blocks", [])),
                    "given": each.manifest.get("given", ""),
                }
                for each in others
            ),
        ],
        "left_out": left_out,
        "overlap": overlaps,
        "rows": first.rows,
        "hash": hash_of(values),
    }
    return Posterior(values, manifest)


def extrapolated(of: Posterior, address: str) -> bool:
    """Whether a calibrated parameter moved although held-out truths are not found."""
    checks = (how.get("recovery", {}) for how in of.manifest.get("calibration", {}).values())
    known = [check[address] for check in checks if address in check]
    moved = of.overlaps.get(address, 1.0) <= PRIOR_DOMINATED
    return moved and any(check["error"] >= NOT_FOUND for check in known)
