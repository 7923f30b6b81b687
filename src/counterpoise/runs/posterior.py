"""Which posterior a run or a person means."""

from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.runs.spec import POSTERIOR, PRIOR
from counterpoise.vocabulary.near_miss import did_you_mean

if TYPE_CHECKING:
    from counterpoise.estimation.posterior import Posterior
    from counterpoise.experiments.provenance import Provenance

FILE = "posterior.parquet"


class NoSuchPosterior(ValueError):
    """There is no posterior of this name, or it is no longer the one that it was."""


def posterior_of(choice: str, year: int | None = None) -> "Posterior":
    """The posterior that people name: ``posterior`` for what ships, or a path.

    Args:
        choice: Its name.
        year: In which a run begins: what ships has a posterior for each era that was estimated.

    Raises:
        NoSuchPosterior: There is none of that name.
        NotAPosterior: A file is none.
    """
    from counterpoise.estimation.posterior import Posterior, shipped

    if choice == POSTERIOR:
        return shipped(year)
    path = Path(choice)
    if path.is_dir():
        path = path / FILE
    if not path.exists():
        near = did_you_mean(choice, (PRIOR, POSTERIOR))
        raise NoSuchPosterior(
            f"{choice}: there is no such posterior.{near} Use `prior`, `posterior` (what comes "
            "with the package), or the file that `counterpoise estimate` wrote."
        )
    return Posterior.load(path)


def usual(first_year: int) -> str:
    """Where a run draws from unless told otherwise.

    Estimates of one era say little of another: pacts among the states of 1816, by what was learnt
    from 1950 on, soon join half of all dyads. A run draws from the posterior of its own era, and
    where none was estimated from the priors.

    Example:
        >>> usual(2003), usual(1816), usual(1930)
        ('posterior', 'posterior', 'prior')
    """
    from counterpoise.estimation.posterior import of_era

    return PRIOR if of_era(first_year) is None else POSTERIOR


def chosen(choice: str, year: int | None = None) -> "Posterior | None":
    """The posterior from which a run draws; None where it draws from the priors."""
    return None if choice == PRIOR else posterior_of(choice, year)


def recorded(record: "Provenance") -> "Posterior | None":
    """The posterior of a run that is on disk.

    Raises:
        NoSuchPosterior: It is not there, or it is another one by now.
    """
    if not record.posterior:
        return None
    found = posterior_of(record.posterior, record.first_year)
    if found.label != record.parameters:
        raise NoSuchPosterior(
            f"{record.posterior}: this run was begun with {record.parameters}, and what is there "
            f"now is {found.label}. Put the file back, or run the scenario anew."
        )
    return found
