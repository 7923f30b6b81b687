"""Where a run is written: refused before anything is computed."""

import errno
import os
import shutil
from datetime import datetime
from itertools import count
from pathlib import Path
from secrets import token_hex

from counterpoise.measures.metric import STATE_VARIABLES

RUNS = Path("runs")
MOST_BY_YEAR = 2_000_000_000  # beyond it, of each state only means are kept
SPARE_BYTES = 32_000_000  # the report, and room to spare


class CannotWrite(OSError):
    """The place for the run's output cannot be used; nothing was written."""


def new_place(out: str | Path | None, scenario: str, now: datetime) -> Path:
    """The directory that the run will be written to.

    Args:
        out: What was asked for; None for a new directory under ``runs/``.
        scenario: Name of the scenario.
        now: The time that the name shows.

    Raises:
        CannotWrite: It is taken.
    """
    if out is None:
        stem = f"{scenario}-{now:%Y%m%d-%H%M%S}"
        names = (stem if n == 1 else f"{stem}-{n}" for n in count(1))
        return next(RUNS / name for name in names if not os.path.lexists(RUNS / name))
    place = Path(os.path.normpath(out))
    try:
        if "\0" in str(out):
            raise ValueError("a name cannot hold a null character")
        if place.is_dir() and not any(place.iterdir()):
            return place
        taken = os.path.lexists(place)
    except (OSError, ValueError) as error:
        raise CannotWrite(f"{str(out)!r} cannot be written to: {_why(error)}.") from None
    if taken:
        raise CannotWrite(
            f"{place} is there already, and nothing is overwritten. Choose another directory with "
            "`--out`, or leave `--out` out for a new one under runs/."
        )
    return place


def require_room(place: Path, needed: int) -> None:
    """Check that the run can be written before it is computed.

    Args:
        place: The run's directory.
        needed: Bytes.

    Raises:
        CannotWrite: The directory cannot be made, or the disk is too full.
    """
    above = place.absolute().parent
    made = missing(above)
    try:
        above.mkdir(parents=True, exist_ok=True)
        probe = above / f".counterpoise-{token_hex(4)}"
        probe.mkdir()
        probe.rmdir()
        free = shutil.disk_usage(above).free
    except (OSError, ValueError) as error:
        _remove_empty(made)
        raise CannotWrite(
            f"{place} cannot be written: {_why(error)}. Choose another directory with `--out`."
        ) from None
    if free < needed:
        _remove_empty(made)
        raise CannotWrite(
            f"the run needs about {needed / 1e6:,.0f} MB and the disk of {above} has "
            f"{free / 1e6:,.0f} MB free. Make room, choose another disk with `--out`, or use "
            "fewer draws."
        )
    _remove_empty(made)


def states_kept(arms: int, draws: int, years: int, states: int) -> str:
    """What a run keeps of each state unless it is told: every year, while that is not too much."""
    size = bytes_needed(arms, draws, years, states, 0, len(STATE_VARIABLES), "yearly")
    return "yearly" if size <= MOST_BY_YEAR else "mean"


def bytes_needed(
    arms: int, draws: int, years: int, states: int, metrics: int, kept: int, how: str
) -> int:
    """About how large a run is on disk, before compression.

    Args:
        arms: How many.
        draws: In each arm.
        years: In each history.
        states: In the world.
        metrics: Kept of each year.
        kept: Variables kept of each state.
        how: ``yearly``, or the ``mean`` over the years after the act.
    """
    of_states = years * kept * states if how == "yearly" else (kept + 1) * states
    return 4 * arms * draws * (years * metrics + of_states) + SPARE_BYTES


def cannot(place: Path, error: OSError) -> str:
    """What to say where a run cannot even be begun."""
    remedy = (
        "Make room, or choose another disk with `--out`."
        if error.errno in (errno.ENOSPC, errno.EDQUOT)
        else "Choose another directory with `--out`."
    )
    return f"{place} could not be written: {_why(error)}. Nothing was left behind. {remedy}"


def missing(folder: Path) -> list[Path]:
    """The folders that would have to be made, innermost first."""
    return [each for each in (folder, *folder.parents) if not os.path.lexists(each)]


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error)
