"""The runs in a folder: what each is, how large, and how far."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counterpoise.experiments.provenance import Provenance
from counterpoise.storage.locks import somebody_writes
from counterpoise.storage.manifest import NAME as MANIFEST_NAME
from counterpoise.storage.store import RECORD, DamagedRun, NotARun, Store


@dataclass(frozen=True)
class Listed:
    """A run in a list.

    Attributes:
        directory: Where.
        state: ``complete``, ``in progress``, ``interrupted``, or what is wrong.
        done: Draws done.
        bytes: Size on disk, reports and all.
        provenance: What it is; None where it cannot be read.
    """

    directory: Path
    state: str
    done: int
    bytes: int
    provenance: Provenance | None


def runs_in(folder: Path) -> Iterator[Listed]:
    """The runs in a folder, or the one run that the folder is; by name."""
    places = [folder] if _looks(folder) else sorted(folder.iterdir()) if folder.is_dir() else []
    for place in places:
        if _looks(place):
            yield _listed(place)


def _looks(place: Path) -> bool:
    return place.is_dir() and any((place / name).is_file() for name in (RECORD, MANIFEST_NAME))


def _listed(place: Path) -> Listed:
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    try:
        store = Store.open(place)
        rows = store.rows()
        whole = store.whole() is not None
    except (NotARun, DamagedRun, ValueError, OSError) as error:
        return Listed(place, f"damaged: {error}", 0, size, None)
    state = "complete" if whole else "in progress" if somebody_writes(place) else "interrupted"
    done = min(sum(row.kept for row in rows), store.provenance.draws)
    return Listed(place, state, done, size, store.provenance)
