"""Some blocks estimated anew, beside all else that a kept posterior holds.

Given beliefs and threat, the later blocks of a cut posterior are independent of one another
(``cut.py``): one of them can be estimated again, under another equation or prior, in a fraction of
the time that all took. It takes the kept draws of beliefs and threat as given, row by row, so that
draws belong together as they did. Rivalry and distancing cannot be renewed: everything leans on
them.
"""

from collections.abc import Sequence
from typing import Any

from counterpoise.estimation.block import Block
from counterpoise.estimation.catalogue import BLOCKS
from counterpoise.estimation.estimate import FIRST, JOINT_DRAWS, Stage, estimate
from counterpoise.estimation.keeping import kept, record_hash
from counterpoise.estimation.posterior import Posterior, hash_of
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import CHAINS, DRAWS


class CannotRenew(ValueError):
    """A posterior cannot take other estimates of these blocks."""


def renewed(
    before: Posterior,
    blocks: Sequence[Block],
    record: Record,
    seed: int = 0,
    draws: int = DRAWS,
    progress: Stage | None = None,
) -> Posterior:
    """The posterior with these blocks estimated anew.

    Args:
        before: A posterior as ``counterpoise estimate`` wrote it, with all its rows.
        blocks: Of the later stages.
        record: That it was estimated on.
        seed: Of the chains.
        draws: Of each chain, of blocks that lean on nothing.
        progress: Called with (stage, done, in all).

    Raises:
        CannotRenew: The blocks come first, or the record or the rows are others.
        NotConverged: A block has not converged; nothing of it is kept.
    """
    names = [each.name for each in blocks]
    _check(before, names, record)
    shape = CHAINS, before.rows // CHAINS
    first = [each for each in BLOCKS if each.name in FIRST]
    leaned_on = {address for each in first for address in (*each.parameters, *each.shared)}
    given = {a: v.reshape(shape) for a, v in before.values.items() if a in leaned_on}
    found = estimate(blocks, record, seed, draws, progress=progress, given=given)
    fresh = kept(found, record)
    values = dict(before.values) | {a: v for a, v in fresh.values.items() if a not in given}
    manifest: dict[str, Any] = dict(before.manifest)
    for part in ("priors", "diagnoses"):
        manifest[part] = {**before.manifest[part], **fresh.manifest[part]}
    told = {"blocks": names, "seed": seed, "code": fresh.manifest["code"]}
    manifest |= {
        "renewed": [*manifest.get("renewed", []), told],
        "blocks": list(dict.fromkeys([*manifest["blocks"], *names])),
        "hash": hash_of(values),
    }
    manifest.pop("overlap", None)  # reckoned anew when it is saved
    return Posterior(values, manifest)


def _check(before: Posterior, names: Sequence[str], record: Record) -> None:
    come_first = [name for name in names if name in FIRST]
    if come_first:
        raise CannotRenew(
            f"{', '.join(come_first)}: all other blocks take what these tell of beliefs and threat "
            "as given. Estimate everything again with `counterpoise estimate all`."
        )
    if before.manifest.get("joint") is not None:
        raise CannotRenew("the posterior is a joint one: its blocks are not independent.")
    if before.rows != CHAINS * JOINT_DRAWS:
        raise CannotRenew(
            f"the posterior has {before.rows} rows; only the {CHAINS * JOINT_DRAWS} that "
            "`counterpoise estimate` keeps make chains. What ships is a part of them."
        )
    years = int(record.years[record.burn_in]), int(record.years[-1])
    if before.years != years or before.manifest["record"] != record_hash(record):
        raise CannotRenew(
            "the posterior was estimated on another record: other years, lists or versions of the "
            "sources, or read by other code. Estimate everything again."
        )
