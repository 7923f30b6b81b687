"""A run on disk: immutable batches, and a manifest that says which of them are finished.

    run.json          schema, provenance, and how the run is cut into batches
    manifest.sqlite   a row for each finished batch, with the SHA-256 of its files
    batches/          one directory for each batch (see ``batch_files.py``)
    scenario.yaml     the scenario as it was run
    report.html       the report, once the run is complete

Whatever dies, and whenever: an acknowledged batch is on disk, is there once, and holds the bits
that an uninterrupted run would have given it. What a dead writer left unfinished is swept by the
next one. Several processes may write to a run at once.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.experiments.batches import Claim
from counterpoise.experiments.provenance import Provenance
from counterpoise.storage.durable import is_unfinished, new_directory
from counterpoise.storage.locks import Claims, writing
from counterpoise.storage.manifest import NAME as MANIFEST_NAME
from counterpoise.storage.manifest import DamagedManifest, Manifest, OtherManifest, Row
from counterpoise.storage.record import (
    NewerSchema,
    OlderSchema,
    Plan,
    UnreadableRecord,
    from_json,
    run_from_json,
    run_json,
)

if TYPE_CHECKING:
    import xarray as xr

RECORD, BATCHES, SCENARIO = "run.json", "batches", "scenario.yaml"
BEFORE = "manifest.json"  # what a run of the first schema had
WAIT_SECONDS = 0.2


class NotARun(ValueError):
    """The path holds no run."""


class UnfinishedRun(NotARun):
    """The path holds a run that is not complete."""


class DamagedRun(ValueError):
    """The path holds a run whose files have changed since it was written."""


@dataclass(frozen=True)
class Store:
    """A run on disk.

    Attributes:
        directory: Where.
        provenance: What it is.
        plan: How it is cut into batches.
    """

    directory: Path
    provenance: Provenance = field(repr=False)
    plan: Plan

    @property
    def batches(self) -> Path:
        """Where batches lie."""
        return self.directory / BATCHES

    @property
    def manifest(self) -> Path:
        """Where finished batches are written down."""
        return self.directory / MANIFEST_NAME

    @property
    def codes(self) -> list[int]:
        """COW number of the state in each slot."""
        return [code for code, *_ in self.provenance.states]

    @classmethod
    def create(cls, directory: Path, provenance: Provenance, plan: Plan) -> "Store":
        """A new run without batches.

        Args:
            directory: Which must not exist, or be empty.
            provenance: What it is.
            plan: How it is cut.

        Raises:
            AlreadyThere: Something has that name.
        """
        record = run_json(provenance, plan)
        with new_directory(directory, or_empty=True) as temporary:
            (temporary / RECORD).write_text(record, encoding="utf-8")
            (temporary / SCENARIO).write_text(provenance.text, encoding="utf-8")
            (temporary / BATCHES).mkdir()
            Manifest.create(temporary / MANIFEST_NAME, record).close()
        return cls(directory, provenance, plan)

    @classmethod
    def open(cls, directory: Path) -> "Store":
        """A run that is there, complete or not.

        Raises:
            NotARun: There is none at this path.
            NewerSchema: A newer version wrote it.
            OlderSchema: A version of before wrote it.
            DamagedRun: Its record cannot be read.
        """
        directory = Path(directory)
        if is_unfinished(directory):
            raise NotARun(
                f"{directory} was left by a run that ended as it began. Delete it and run again."
            )
        if not directory.is_dir():
            there = "is a file" if directory.exists() else "does not exist"
            raise NotARun(f"{directory} {there}; a run is a directory with a {RECORD}.")
        record = directory / RECORD
        if not record.is_file():
            _refuse_before(directory)
            if not (directory / MANIFEST_NAME).is_file():
                raise NotARun(f"{directory} has no {RECORD}: it is not a run.")
        try:
            return cls(directory, *run_from_json(record.read_text(encoding="utf-8")))
        except (NewerSchema, OlderSchema):
            raise
        except (UnreadableRecord, UnicodeDecodeError, OSError) as error:
            raise DamagedRun(f"{record} cannot be read: {error} {repair(directory)}") from error

    def rows(self) -> list[Row]:
        """Finished batches, by number.

        Raises:
            DamagedRun: The manifest cannot be read.
        """
        with self._manifest() as manifest:
            return manifest.rows()

    def whole(self) -> list[Row] | None:
        """The batches that make up the run; None where it is not complete."""
        rows = self.rows()
        found, count = [], 0
        for batch, row in enumerate(rows):
            if row.batch != batch:
                return None
            found.append(row)
            count += row.kept
            if count >= self.provenance.draws:
                return found
        return None

    def require_whole(self) -> list[Row]:
        """The batches that make up the run.

        Raises:
            UnfinishedRun: Some are not finished.
            DamagedRun: One is missing, or not of the size that it was.
        """
        rows = self.whole()
        if rows is None:
            done = sum(row.kept for row in self.rows())
            raise UnfinishedRun(
                f"{self.directory} is not complete: {min(done, self.provenance.draws)} of "
                f"{self.provenance.draws} draws are done. `counterpoise resume {self.directory}` "
                "does the rest."
            )
        for row in rows:
            for name, (size, _) in row.files.items():
                path = self.batches / row.folder / name
                if not path.is_file() or path.stat().st_size != size:
                    raise DamagedRun(
                        f"{path} is missing or has changed since the run was written. "
                        f"{repair(self.directory)}"
                    )
        return rows

    @contextmanager
    def writer(self, told: Callable[[Row], None] | None = None) -> Iterator["Ledger"]:
        """A block in which finished batches are written down.

        Args:
            told: Called with each batch that is acknowledged.
        """
        with self._manifest(writing=True) as manifest:

            def sweep() -> None:
                known = {row.folder for row in manifest.rows()}
                for path in self.batches.iterdir():
                    if path.is_dir() and path.name not in known:
                        shutil.rmtree(path, ignore_errors=True)

            with writing(self.directory, sweep):
                claims = Claims(self.directory)
                try:
                    yield Ledger(manifest, claims, self.batches, told)
                finally:
                    claims.close()

    @contextmanager
    def _manifest(self, writing: bool = False) -> Iterator[Manifest]:
        try:
            with Manifest.open(self.manifest, writing) as found:
                yield found
        except OtherManifest:
            raise
        except DamagedManifest as error:
            raise DamagedRun(f"{error} {repair(self.directory)}") from error


class Ledger:
    """Where one process writes down the batches that it finishes."""

    def __init__(
        self,
        manifest: Manifest,
        claims: Claims,
        batches: Path,
        told: Callable[[Row], None] | None,
    ) -> None:
        self._manifest = manifest
        self._claims = claims
        self._batches = batches
        self._told = told

    def done(self) -> dict[int, int]:
        """How many draws were kept, by finished batch."""
        return self._manifest.kept()

    def claim(self, batch: int) -> Claim:
        """Ask for a batch."""
        if not self._claims.take(batch):
            return Claim.ELSEWHERE
        if self._manifest.row(batch) is not None:
            self._claims.release(batch)
            return Claim.DONE
        return Claim.OURS

    def acknowledge(self, batch: int, found: Row) -> None:
        """Write down a batch; where another process was first, its copy stands."""
        if not self._manifest.acknowledge(found):
            shutil.rmtree(self._batches / found.folder, ignore_errors=True)
        elif self._told is not None:
            self._told(found)
        self._claims.release(batch)

    def wait(self) -> None:
        """Let others work."""
        time.sleep(WAIT_SECONDS)


def open_run(directory: Path) -> tuple["xr.Dataset", Provenance]:
    """Open a complete run.

    Returns:
        One dataset, whose arrays are read from the batches when they are asked for, and the run's
        provenance. A batch's checksum is compared when it is first read.

    Raises:
        NotARun: There is no run at this path.
        UnfinishedRun: It is not complete.
        NewerSchema: A newer version wrote it.
        OlderSchema: A version of before wrote it.
        DamagedRun: A file is missing or has changed.
    """
    from counterpoise.storage.reading import Reading

    store = Store.open(Path(directory))
    return Reading(store, store.require_whole()).dataset(), store.provenance


def repair(directory: Path) -> str:
    """What to do about damage."""
    return (
        f"`counterpoise verify {directory} --repair` sets aside what is damaged, and "
        f"`counterpoise resume {directory}` computes it again."
    )


def _refuse_before(directory: Path) -> None:
    """Say what to do about a run of the first schema."""
    before = directory / BEFORE
    if before.is_file():
        try:
            from_json(before.read_text(encoding="utf-8"))
        except OlderSchema:
            raise
        except (UnreadableRecord, UnicodeDecodeError, OSError):
            return
