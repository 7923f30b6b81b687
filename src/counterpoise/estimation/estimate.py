"""Estimation from end to end: which blocks, in which order, and the posterior that comes of them.

Beliefs and threat come first, from rivalry and distancing; what leans on them takes their draws as
given (``cut.py``); blocks that share nothing are sampled by themselves. Every stage must converge,
or there is no posterior. ``joint.py`` puts the first and the last of these stages together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import jax
import numpy as np
from numpy.typing import NDArray

from counterpoise.estimation.block import Block
from counterpoise.estimation.catalogue import BLOCKS, EVERY, block
from counterpoise.estimation.convergence import Diagnosis
from counterpoise.estimation.cut import Fear, sample_given
from counterpoise.estimation.joint import Joint, Together, laplace
from counterpoise.estimation.priors import estimation_priors, held
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import CHAINS, DRAWS, WARM_UP, Draws, Target, sample
from counterpoise.mechanisms.prior import Prior
from counterpoise.models.catalogue import parameter

FIRST = ("rivalry", "distancing")  # what tells most directly of beliefs and threat
JOINT_DRAWS = 250  # of each chain that later stages take as given

Stage = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Estimate:
    """What an estimation found.

    Attributes:
        values: By address, draws that belong together, [chain, draw]; what was held is the same in
            all of them.
        diagnoses: By address, of the stage that estimated it.
        priors: By address, what was believed before.
        blocks: Names of the blocks.
        stages: Names of the blocks of each stage.
        joint: How beliefs and threat and what leans on them were sampled.
        k: Tail shape of the importance ratios of a normal approximation; None where there is none.
    """

    values: Mapping[str, NDArray[np.float64]]
    diagnoses: Mapping[str, Diagnosis]
    priors: Mapping[str, Prior]
    blocks: tuple[str, ...]
    stages: tuple[tuple[str, ...], ...]
    joint: Joint = Joint.CUT
    k: float | None = None


def chosen_blocks(names: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of these names, in the catalogue's order; ``all`` leaves out those on request.

    Raises:
        UnknownBlock: A name is not a block's.
    """
    wanted = set()
    for name in names:
        wanted |= set(BLOCKS) if name == "all" else {block(name)}
    return tuple(each for each in EVERY if each in wanted)


def estimate(
    blocks: Sequence[Block],
    record: Record,
    seed: int = 0,
    draws: int = DRAWS,
    warm_up: int = WARM_UP,
    chains: int = CHAINS,
    progress: Stage | None = None,
    joint: Joint = Joint.CUT,
    given: Mapping[str, NDArray[np.float64]] | None = None,
) -> Estimate:
    """Estimate some blocks on a record.

    Blocks that lean on beliefs and threat bring the blocks with them from which these are learnt.

    Args:
        blocks: What to estimate.
        record: What was observed.
        seed: Of the chains, and of the choice of controls.
        draws: Kept draws of each chain.
        warm_up: Transitions before them.
        chains: How many.
        progress: Called with (stage, done, in all).
        joint: Whether what leans on beliefs and threat speaks of them too.
        given: Draws of beliefs and threat of an earlier estimate, [chain, draw], to take as given
            in the place of a first stage.

    Raises:
        NotInRecord: The record lacks what a block needs.
        NotConverged: A stage has not converged; nothing of it is kept.
    """
    names = {each.name for each in blocks}
    if given is None and any(each.shared and each.name not in FIRST for each in blocks):
        names.add("rivalry")
    first = [each for each in BLOCKS if each.name in FIRST and each.name in names]
    own = set(given or {}).union(*(each.parameters for each in first))
    rest = [each for each in EVERY if each.name in names and each not in first]
    later = [b for b in rest if own and (b.shared or own & set(b.conditional))]
    alone = [b for b in rest if b not in later]

    with jax.enable_x64(True):
        rows = {
            each.name: each.rows(record, np.random.default_rng([seed, place]))
            for place, each in enumerate(EVERY)
            if each.name in names
        }

        def run(stage: Sequence[Block], known: Mapping[str, object] | None = None) -> Draws:
            priors: dict[str, Prior] = {}
            for each in stage:
                if known is None and each.shared:
                    priors |= estimation_priors(each.shared)
                priors |= each.priors()
            if known is not None:
                priors = {a: prior for a, prior in priors.items() if a not in known}
            target = Target(stage, priors)
            title = ", ".join(each.name for each in stage)

            def report(done: int, total: int) -> None:
                if progress is not None:
                    progress(title, done, total)

            these = tuple(rows[each.name] for each in stage)
            if known is None:
                found = sample(target, these, seed, draws, warm_up, chains, report)
            else:
                fear = Fear(record) if any(each.shared for each in stage) else None
                found = sample_given(target, these, thinned, fear, seed, report)
            believed.update(priors)
            return found.require_converged(title)

        believed: dict[str, Prior] = {}
        thinned: dict[str, NDArray[np.float64]] = dict(given or {})
        diagnoses: dict[str, Diagnosis] = {}
        step = max(draws // JOINT_DRAWS, 1) if later or given else 1

        def keep(found: Draws, every: int) -> None:
            diagnoses.update(found.diagnoses)
            thinned.update({a: v[:, every - 1 :: every] for a, v in found.values.items()})

        k = None
        if joint is not Joint.CUT and later:
            title = ", ".join(each.name for each in [*first, *later])

            def told(done: int, total: int) -> None:
                if progress is not None:
                    progress(title, done, total)

            leaning = [each for each in later if each.shared]
            stage = [*first, *(each for each in later if not each.shared)]
            these = tuple(rows[each.name] for each in stage)
            if leaning:
                together = Together(leaning, record)
                stage, these = [*stage, together], (*these, together.of_names(rows))
            priors = dict[str, Prior]()
            for each in stage:
                priors |= estimation_priors(each.shared) | each.priors()
            believed.update(priors)
            target = Target(stage, priors)
            if joint is Joint.NUTS:
                found = sample(target, these, seed, draws, warm_up, chains, told)
                keep(found.require_converged(title), step)
            else:
                approximate = laplace(target, these, seed, draws // step, chains, told)
                keep(approximate.draws, 1)
                k = approximate.k
            first, later = [*first, *later], []
        elif first:
            keep(run(first), step)
        for each in alone:
            keep(run([each]), step)
        for each in later:  # given what came first, they are independent of one another
            keep(run([each], dict(thinned)), 1)
        shape = next(iter(thinned.values())).shape
        for address, value in held({a for each in (*first, *rest) for a in each.shared}).items():
            thinned[address] = np.full(shape, value)
            believed[address] = parameter(address).estimation_prior
    stages = ([first] if first else []) + [[each] for each in (*alone, *later)]
    return Estimate(
        thinned,
        diagnoses,
        believed,
        tuple(each.name for each in EVERY if each.name in names),
        tuple(tuple(each.name for each in stage) for stage in stages),
        joint,
        k,
    )
