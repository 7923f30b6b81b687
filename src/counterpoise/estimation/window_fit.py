"""Parameters as a training window shows them, fast: the normal approximation at the mode.

The stages are those of the cut posterior (``estimate.py``): beliefs and threat from rivalry and
distancing, blocks that share nothing by themselves, and what leans on threat given its mode. A
hindcast from nine origins needs nine fits; whoever has the hour estimates each window with
``counterpoise estimate``. What no block estimates is drawn from its declared prior, except that
defaults which have seen data beyond the window are never used where a block can be fitted.
"""

from collections.abc import Mapping, Sequence

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.block import Block
from counterpoise.estimation.catalogue import BLOCKS
from counterpoise.estimation.cut import Fear
from counterpoise.estimation.estimate import FIRST
from counterpoise.estimation.priors import estimation_priors
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import Target
from counterpoise.mechanisms.prior import Prior

Values = NDArray[np.float64]

UNSEEN = {
    "alliance.al_HE": "chose_external",
    "arms.a_S": "chose_internal",
    "initiation.i_pun": "punishment",
    "initiation.i_hb": "opposed",
}
"""Terms of the equations, and the variable without which a record says nothing of them."""


def unseen(record: Record) -> tuple[str, ...]:
    """Parameters whose term was empty in the fit, so that its average is in the intercept."""
    return tuple(address for address, name in UNSEEN.items() if name not in record.variables)


def window_fit(
    record: Record,
    draws: int,
    seed: int = 0,
    without: Sequence[str] = (),
    blocks: Sequence[Block] = BLOCKS,
) -> dict[str, Values]:
    """Draws of every parameter that a block estimates, by address.

    Args:
        record: The training window, and nothing later.
        draws: How many.
        seed: Of the draws and of the choice of controls.
        without: Addresses fixed at zero.
        blocks: What to fit.

    Raises:
        NotInRecord: The window lacks what a block needs.
    """
    random = np.random.default_rng(seed)
    fixed = dict.fromkeys(without, 0.0)
    found: dict[str, Values] = {address: np.zeros(draws) for address in without}
    first = [each for each in blocks if each.name in FIRST]
    rest = [each for each in blocks if each.name not in FIRST]
    given: dict[str, float] = {}

    def fit(stage: Sequence[Block], fear: Fear | None) -> None:
        priors: dict[str, Prior] = {}
        for each in stage:
            if fear is None and each.shared:
                priors |= estimation_priors(each.shared)
            priors |= each.priors()
        priors = {a: p for a, p in priors.items() if a not in given and a not in fixed}
        target = Target(stage, priors, {**fixed, **given})
        rows = tuple(each.rows(record, random) for each in stage)
        if fear is not None:
            seen = fear.salience({**target.fixed}, fear.dyads)
            rows = tuple(each.perceived(own, seen) for each, own in zip(stage, rows, strict=True))
        centre, root = target.mode(rows)
        noise = random.normal(size=(draws, len(centre)))
        drawn = jax.vmap(target.scale.values)(jnp.asarray(centre + noise @ root.T))
        found.update({address: np.asarray(value, float) for address, value in drawn.items()})
        modes = target.scale.values(jnp.asarray(centre))
        if stage is first:
            given.update({address: float(value) for address, value in modes.items()})

    with jax.enable_x64(True):
        if first:
            fit(first, None)
        leaning = [each for each in rest if each.shared]
        fear = Fear(record) if leaning and first else None
        for each in rest:
            fit([each], fear if each.shared else None)
    return found


def of_parameters(drawn: Mapping[str, Values], known: Sequence[str]) -> dict[str, Values]:
    """Without what only a likelihood has."""
    return {address: value for address, value in drawn.items() if address in set(known)}
