"""Is a run what it was when it was written? And, where it is not, what can be saved."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from counterpoise.storage.batch_files import ROW, digest, identity_of, row_beside
from counterpoise.storage.durable import is_unfinished, new_file
from counterpoise.storage.locks import somebody_writes
from counterpoise.storage.manifest import NAME as MANIFEST
from counterpoise.storage.manifest import DamagedManifest, Manifest, Row
from counterpoise.storage.record import run_from_json, run_json
from counterpoise.storage.store import BATCHES, RECORD, DamagedRun, Store

DAMAGED = "damaged"

Told = Callable[[int, int], None]


class RunInProgress(RuntimeError):
    """A run cannot be repaired while it is written to."""


@dataclass(frozen=True)
class Verdict:
    """What is found of a run.

    Attributes:
        batches: How many batches the manifest says are finished.
        bytes: Their size.
        problems: What is wrong, in words; empty where all is well.
        damaged: The batches that are not what they were.
        complete: Whether all the draws are there.
    """

    batches: int
    bytes: int
    problems: tuple[str, ...]
    damaged: tuple[int, ...]
    complete: bool


def verify(directory: Path, progress: Told | None = None) -> Verdict:
    """Compare every file of every batch with its checksum.

    Args:
        directory: The run.
        progress: Called with (batches done, batches in all).

    Raises:
        NotARun: There is no run at this path.
    """
    directory = Path(directory)
    try:
        store = Store.open(directory)
        rows = store.rows()
        with Manifest.open(store.manifest) as manifest:
            found = manifest.problem()
            agreed = manifest.record() == run_json(store.provenance, store.plan)
    except DamagedRun as error:
        return Verdict(0, 0, (str(error),), (), False)
    problems = [] if found is None else [f"{store.manifest}: {found}"]
    if not agreed:
        problems.append(f"{directory / RECORD} is not the record that the run was begun with.")
    damaged = []
    for place, row in enumerate(rows):
        wrong = _wrong(store, row)
        if wrong is not None:
            damaged.append(row.batch)
            problems.append(wrong)
        if progress is not None:
            progress(place + 1, len(rows))
    return Verdict(
        len(rows),
        sum(row.bytes for row in rows),
        tuple(problems),
        tuple(damaged),
        store.whole() is not None,
    )


def repair(directory: Path) -> tuple[str, ...]:
    """Set aside what is damaged, so that ``resume`` computes it again; nothing is deleted.

    A manifest that cannot be read is written anew from the rows that lie beside the batches; a
    record that cannot be read, from the manifest's copy.

    Returns:
        What was done, in words.

    Raises:
        RunInProgress: Somebody is writing to the run.
        DamagedRun: Neither the record nor its copy can be read.
    """
    directory = Path(directory)
    if somebody_writes(directory):
        raise RunInProgress(f"{directory} is being written to. Repair it when that has ended.")
    done = [*_restore_record(directory)]
    store = Store.open(directory)
    try:
        store.rows()
        with Manifest.open(store.manifest) as manifest:
            problem = manifest.problem()
            if manifest.record() != run_json(store.provenance, store.plan):
                problem = "it is the manifest of another run"
    except DamagedRun as error:
        problem = str(error.__cause__ or error)
    if problem is not None:
        done.append(_restore_manifest(store))
    with store.writer() as _, Manifest.open(store.manifest, writing=True) as manifest:
        for row in manifest.rows():
            wrong = _wrong(store, row)
            if wrong is not None:
                _set_aside(directory, store.batches / row.folder)
                manifest.forget(row.batch)
                done.append(f"batch {row.batch} set aside: {wrong}")
    return tuple(done)


def _wrong(store: Store, row: Row) -> str | None:
    for name, (_, written) in row.files.items():
        path = store.batches / row.folder / name
        now = digest(path)
        if now == "absent":
            return f"{path} is missing."
        if now != written:
            return f"{path} has changed since it was written."
    return None


def _restore_record(directory: Path) -> list[str]:
    """Put the manifest's copy of the record in the place of one that cannot be read."""
    try:
        Store.open(directory)
        return []
    except DamagedRun:
        try:
            with Manifest.open(directory / MANIFEST) as manifest:
                text = manifest.record()
            run_from_json(text)
        except (DamagedManifest, OSError, ValueError) as error:
            raise DamagedRun(
                f"neither {directory / RECORD} nor its copy in the manifest can be read: {error} "
                "Restore one of them from a backup."
            ) from error
    if (directory / RECORD).exists():
        _set_aside(directory, directory / RECORD)
    with new_file(directory / RECORD) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return [f"{RECORD} written anew from its copy in the manifest"]


def _restore_manifest(store: Store) -> str:
    """Write the manifest anew from the rows that lie beside the batches."""
    rows = {}
    for folder in sorted(store.batches.iterdir()):
        if not folder.is_dir() or is_unfinished(folder):
            continue
        try:
            row = row_beside(folder)
            same = all(
                identity_of(folder / name) == store.plan.identity for name in row.files
            ) and all(digest(folder / name) == sha for name, (_, sha) in row.files.items())
        except (OSError, ValueError, TypeError, KeyError, json.JSONDecodeError):
            same = False
        if same:
            rows[row.batch] = row
        else:
            _set_aside(store.directory, folder)
    for path in store.directory.glob(f"{MANIFEST}*"):
        _set_aside(store.directory, path)
    fresh = store.directory / f".{MANIFEST}.{token_hex(4)}"
    with Manifest.create(fresh, run_json(store.provenance, store.plan)) as manifest:
        for row in rows.values():
            manifest.acknowledge(row)
    fresh.rename(store.manifest)
    return f"{MANIFEST} written anew from the {len(rows)} batches in {BATCHES}/ (with {ROW})"


def _set_aside(directory: Path, path: Path) -> None:
    folder = directory / DAMAGED
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.name}-{token_hex(4)}"
    shutil.move(path, target)
