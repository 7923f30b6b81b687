"""Worlds of which the truth is known, and whether the likelihood of postures finds it there.

Both open with the states of 1992 and run for 22 years: *pure bargaining*, in which states balance
softly against those with whom they disagree and threat has no part in it (s_T = 0), and *threat*,
the defaults. What is observed of them is the record and labels of postures; threat is known as it
was. Labels are exact, or err and the errors are known, or err and are taken at face value
(*naive*). The estimate is the mode of the posterior with the normal approximation around it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from counterpoise.estimation.block import Block, Rows
from counterpoise.estimation.blocks.postures import LABEL, PosturesBlock
from counterpoise.estimation.label_errors import EXACT, drawn_labels, mistaken
from counterpoise.estimation.record import Record
from counterpoise.estimation.sampling import Target
from counterpoise.estimation.simulated_record import simulated_record
from counterpoise.mechanisms.mechanism import Values
from counterpoise.models.balance_of_threat import balance_of_threat
from counterpoise.models.catalogue import parameters
from counterpoise.world.observed import observed_world
from counterpoise.world.snapshot import load

OPENS, YEARS, SEEDS = 1992, 22, 6
MOST_ACTS = 256
NOISE = mistaken(away=0.25, seen_soft=0.04)
"""A quarter of what is done is put down as nothing, and 4% of nothing as soft balancing."""

WORLDS: Mapping[str, Mapping[str, float]] = {
    "pure bargaining": {"posture.s_T": 0.0, "posture.s_x": 0.6, "posture.s0": -2.4},
    "threat": {},
}

Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Recovered:
    """One parameter of a fixture world.

    Attributes:
        parameter: Its address.
        truth: The value that made the histories.
        mode: The posterior's.
        sd: Of the normal approximation, on the parameter's own scale.
    """

    parameter: str
    truth: float
    mode: float
    sd: float

    @property
    def z(self) -> float:
        """How many standard deviations the mode is from the truth."""
        return (self.mode - self.truth) / self.sd

    @property
    def interval(self) -> tuple[float, float]:
        """The central 90%."""
        return self.mode - Z90 * self.sd, self.mode + Z90 * self.sd


def truth_of(world: str) -> dict[str, float]:
    """Every parameter of a fixture world, by address."""
    return {address: each.default for address, each in parameters().items()} | dict(WORLDS[world])


def fixture_records(
    world: str, years: int = YEARS, seeds: Iterable[int] = range(SEEDS)
) -> list[Record]:
    """Histories of a fixture world, one for each seed; in double precision.

    Example:
        >>> sorted(WORLDS)
        ['pure bargaining', 'threat']
    """
    with jax.enable_x64(True):
        start = observed_world(load(OPENS), acts=MOST_ACTS)
        values = {address: jnp.asarray(value) for address, value in truth_of(world).items()}
        return [
            simulated_record(balance_of_threat(), start, values, years, seed, OPENS)
            for seed in seeds
        ]


def labelled(record: Record, confusion: np.ndarray, seed: int) -> Record:
    """The record with labels of postures, which err as ``confusion`` says."""
    label = drawn_labels(record.variables, np.random.default_rng(seed), confusion)
    return replace(record, variables={**record.variables, LABEL: label})


def perceived_rows(block: PosturesBlock, record: Record) -> Rows:
    """Rows of a simulated record, with threat as it was."""
    rows = block.rows(record, np.random.default_rng(0))
    return block.perceived(rows, jnp.asarray(record["salience"]))


class Pooled(Block):
    """Several histories of one shape, as one likelihood that is compiled once."""

    name = "postures of several histories"
    meaning = PosturesBlock.meaning
    needs = PosturesBlock.needs
    parameters = PosturesBlock.parameters

    def __init__(self, of: PosturesBlock) -> None:
        self.of = of

    def rows(self, record: Record, random: np.random.Generator) -> Rows:
        """Of one history."""
        return jax.tree.map(lambda leaf: leaf[None], perceived_rows(self.of, record))

    def log_likelihood(self, values: Values, rows: Rows) -> Float[Array, ""]:
        """The sum over the histories."""
        return jnp.sum(jax.vmap(self.of.log_likelihood, (None, 0))(values, rows))


def labelled_choices(records: Iterable[Record]) -> int:
    """How many postures toward great powers are labelled in histories."""
    with jax.enable_x64(True):
        block = PosturesBlock(EXACT)
        each = [perceived_rows(block, labelled(record, EXACT, 0)) for record in records]
        return sum(int(jnp.sum(rows.label & rows.toward)) for rows in each)


def recovered(
    world: str,
    records: Iterable[Record],
    errors: np.ndarray = EXACT,
    believed: np.ndarray | None = None,
) -> list[Recovered]:
    """What is estimated from histories of a world.

    Args:
        world: Its name.
        records: As ``fixture_records`` gives them.
        errors: How labels err.
        believed: How the likelihood believes that they err; by default as they do.
    """
    block = PosturesBlock(errors if believed is None else believed)
    with jax.enable_x64(True):
        each = [
            perceived_rows(block, labelled(record, errors, seed))
            for seed, record in enumerate(records)
        ]
        rows = (jax.tree.map(lambda *leaves: jnp.stack(leaves), *each),)
        truth = truth_of(world)
        priors = block.priors()
        others = {address: value for address, value in truth.items() if address not in priors}
        target = Target([Pooled(block)], priors, others)
        mode, root = target.mode(rows)
        found = target.scale.values(jnp.asarray(mode))
        slope = jax.jacfwd(target.scale.values)(jnp.asarray(mode))
    sd = np.sqrt(np.sum(root**2, axis=1))
    return [
        Recovered(
            address,
            truth[address],
            float(found[address]),
            abs(float(slope[address][place])) * float(sd[place]),
        )
        for place, address in enumerate(target.scale.addresses)
    ]
