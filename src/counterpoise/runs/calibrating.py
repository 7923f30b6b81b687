"""Calibrate mechanisms on the sources that a user has, and set posteriors beside one another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.runs.compilation_cache import use_compilation_cache
from counterpoise.runs.output import CannotWrite
from counterpoise.runs.posterior import FILE, chosen, posterior_of
from counterpoise.vocabulary.near_miss import did_you_mean

if TYPE_CHECKING:
    from counterpoise.estimation.posterior import Posterior


class BadCalibration(ValueError):
    """A calibration was asked for in a way that means nothing."""


@dataclass(frozen=True)
class CalibrationSpec:
    """What to calibrate, and on what.

    Attributes:
        mechanisms: Names of studies; ``all`` is every one.
        out: Directory of the posterior.
        directory: Where the sources lie; by default where ``counterpoise data fetch`` puts them.
        draws: Prior histories of each window.
        given: Where parameters that are not calibrated come from: ``prior``, ``posterior``, a file.
        method: How; by default the one that the trial chose.
        seed: Of everything.
    """

    mechanisms: tuple[str, ...]
    out: Path = Path("calibration")
    directory: Path | None = None
    draws: int = 2000
    given: str = "prior"
    method: str | None = None
    seed: int = 1


def run_calibration(
    spec: CalibrationSpec, progress: Callable[[str, int, int], None] | None = None
) -> tuple["Posterior", Path]:
    """Calibrate, and write ``posterior.parquet`` into the directory.

    Raises:
        UnknownStudy: Nothing of a name is calibrated.
        BadCalibration: There is no such method.
        NoSuchPosterior: What is given is not there.
        AbsentSource: A source is not there.
        NotInRecord: A source ends too early, or hardly any history is sound.
        CannotWrite: A posterior is there already.
    """
    from counterpoise.estimation.calibration.calibrate import METHOD, calibrate
    from counterpoise.estimation.calibration.methods import METHODS
    from counterpoise.estimation.calibration.studies import chosen_studies

    studies = chosen_studies(spec.mechanisms)
    method = spec.method or METHOD
    if method not in METHODS:
        raise BadCalibration(
            f"--method {method}: there is no such one.{did_you_mean(method, METHODS)} "
            f"Use one of {', '.join(METHODS)}."
        )
    place = _free(spec.out)
    given = chosen(spec.given)
    use_compilation_cache()
    found = calibrate(studies, spec.draws, spec.directory, given, method, spec.seed, tell=progress)
    found.save(place)
    return found, place


def merge_posteriors(
    names: Sequence[str], out: Path, switched_on: bool = False
) -> tuple["Posterior", Path]:
    """Set posteriors beside one another, and write ``posterior.parquet`` into the directory.

    Raises:
        NoSuchPosterior: One is not there.
        NotAPosterior: A file is none.
        CannotWrite: A posterior is there already.
    """
    from counterpoise.estimation.merging import merged

    place = _free(out)
    found = merged([posterior_of(name) for name in names], switched_on)
    found.save(place)
    return found, place


def _free(out: Path) -> Path:
    place = out / FILE
    if place.exists():
        raise CannotWrite(f"{place} is there already. Choose another --out, or remove it.")
    return place
