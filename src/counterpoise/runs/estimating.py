"""Estimate blocks on the sources that a user has, and keep the posterior."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.runs.compilation_cache import use_compilation_cache
from counterpoise.runs.output import CannotWrite
from counterpoise.runs.posterior import FILE, posterior_of
from counterpoise.vocabulary.near_miss import did_you_mean

if TYPE_CHECKING:
    from counterpoise.estimation.posterior import Posterior

FIRST, LAST = 1950, 2014
SYSTEMS = ("cow", "atop")
MEMBERS = ("dated", "cow")
LABELS = ("unga", "unga+treaties", "treaties+arms")
JOINT = ("cut", "laplace", "nuts")
VOTES = ("all", "important", "final_passage", "human_rights", "middle_east", "nuclear")


class BadEstimate(ValueError):
    """An estimate was asked for in a way that means nothing."""


@dataclass(frozen=True)
class EstimateSpec:
    """What to estimate, and on what.

    Attributes:
        blocks: Names of likelihoods; ``all`` leaves out those on request.
        years: First and last year.
        system: Whose list of alliances: ``cow`` or ``atop``.
        votes: Which votes stand behind the ideal points.
        out: Directory of the posterior.
        directory: Where the sources lie; by default where ``counterpoise data fetch`` puts them.
        draws: Kept draws of each chain.
        seed: Of the chains.
        members: Whose list of members of the GATT: ``dated`` or ``cow``.
        labels: Which evidence the labels of postures rest on.
        joint: ``cut``, or the joint posterior by ``laplace`` or ``nuts``.
        given: A kept posterior whose beliefs and threat are taken as given, and whose other blocks
            stay as they are.
    """

    blocks: tuple[str, ...]
    years: tuple[int, int] = (FIRST, LAST)
    system: str = "cow"
    votes: str = "all"
    out: Path = Path("posterior")
    directory: Path | None = None
    draws: int = 1000
    seed: int = 1
    members: str = "dated"
    labels: str = "unga+treaties"
    joint: str = "cut"
    given: Path | None = None

    def __post_init__(self) -> None:
        for what, given, known in (
            ("--system", self.system, SYSTEMS),
            ("--votes", self.votes, VOTES),
            ("--members", self.members, MEMBERS),
            ("--labels", self.labels, LABELS),
            ("--joint", self.joint, JOINT),
        ):
            if given not in known:
                raise BadEstimate(
                    f"{what} {given}: there is no such one.{did_you_mean(given, known)} "
                    f"Use one of {', '.join(known)}."
                )
        if self.given is not None and self.joint != "cut":
            raise BadEstimate(
                "--given takes beliefs and threat as they are, and --joint estimates them: "
                "leave one of the two out."
            )


def parse_years(text: str) -> tuple[int, int]:
    """Read ``1950:2014``.

    Raises:
        BadEstimate: It is not of that form.

    Example:
        >>> parse_years("1950:1989")
        (1950, 1989)
    """
    first, colon, last = text.partition(":")
    try:
        found = int(first), int(last)
    except ValueError:
        found = 0, 0
    if not colon or not 0 < found[0] <= found[1]:
        raise BadEstimate(f"--years {text}: write the first and the last year, as in 1950:2014.")
    return found


def run_estimate(
    spec: EstimateSpec, progress: Callable[[str, int, int], None] | None = None
) -> tuple["Posterior", Path]:
    """Estimate, and write ``posterior.parquet`` into the directory.

    Raises:
        UnknownBlock: A block does not exist.
        NotInRecord: No source covers the years, or a block finds nothing to learn from.
        AbsentSource: A source is not there.
        NotConverged: The chains do not agree; nothing is written.
        CannotRenew: The posterior that is given cannot take these blocks.
        CannotWrite: A posterior is there already.
    """
    from counterpoise.estimation.before_votes import (
        SILENT,
        has_votes,
        in_the_middle,
        that_can_be_fitted,
    )
    from counterpoise.estimation.estimate import chosen_blocks, estimate
    from counterpoise.estimation.joint import Joint
    from counterpoise.estimation.keeping import kept
    from counterpoise.estimation.observed_record import Alliances, observed_record
    from counterpoise.estimation.orders_on_record import Members
    from counterpoise.estimation.renewing import renewed

    blocks = chosen_blocks(spec.blocks)
    place = spec.out / FILE
    if place.exists():
        raise CannotWrite(f"{place} is there already. Choose another --out, or remove it.")
    use_compilation_cache()
    record = observed_record(
        *spec.years,
        spec.directory,
        alliances=Alliances(spec.system),
        votes=spec.votes,
        members=Members(spec.members),
    )
    voting = has_votes(record)
    if not voting:
        fitted = that_can_be_fitted(blocks)
        if "all" not in spec.blocks and fitted != blocks:
            lost = ", ".join(each.name for each in blocks if each not in fitted)
            raise BadEstimate(
                f"{lost}: no votes are on record in {spec.years[0]}:{spec.years[1]}, and this "
                "likelihood needs them. Leave it out, or choose years from 1947 on."
            )
        blocks, record = fitted, in_the_middle(record)
    if any(each.name == "postures" for each in blocks):
        from counterpoise.estimation.postures_on_record import with_postures
        from counterpoise.measures.posture_labels import LabelSet

        record = with_postures(record, LabelSet(spec.labels), spec.directory, spec.votes)
    if spec.given is not None:
        before = posterior_of(str(spec.given))
        posterior = renewed(before, blocks, record, spec.seed, spec.draws, progress)
    else:
        found = estimate(
            blocks,
            record,
            seed=spec.seed,
            draws=spec.draws,
            progress=progress,
            joint=Joint(spec.joint),
        )
        how = {"seed": spec.seed, "draws": spec.draws, "system": spec.system, "votes": spec.votes}
        if found.joint is not Joint.CUT:
            how |= {"joint": found.joint.value, "k": found.k}
        posterior = kept(found, record, **how)
    if not voting:
        posterior = posterior.without(dict.fromkeys(SILENT, "no votes are on record"))
    posterior.save(place)
    return posterior, place


def shared_difference(
    one: "Posterior", other: "Posterior"
) -> Mapping[str, tuple[float, float, float]]:
    """By shared parameter of beliefs and threat: the two means, and how far they part."""
    from counterpoise.estimation.joint import parted

    return parted(one.values, other.values)


def comparison(one: "Posterior", other: "Posterior") -> Sequence[tuple[str, float, float, float]]:
    """By address: the two means, and their difference in units of the first's deviation."""
    shared = [address for address in one.values if address in other.values]
    found = []
    for address in shared:
        first, second = one.values[address], other.values[address]
        spread = max(float(first.std()), 1e-12)
        difference = (float(second.mean()) - float(first.mean())) / spread
        found.append((address, float(first.mean()), float(second.mean()), difference))
    return found
