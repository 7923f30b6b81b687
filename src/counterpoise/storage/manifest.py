"""The manifest of a run: which batches are finished, in SQLite, so that power may fail.

A row is written after its batch is on disk under its final name, in a transaction that is on disk
before it is acknowledged (write-ahead log, ``synchronous=FULL``). A batch has one row, whoever
writes it: of two that finish the same batch, the first is acknowledged and the other told so.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

NAME = "manifest.sqlite"
APPLICATION = 0x43504F49
SCHEMA = 2
PATIENCE_SECONDS = 60.0
TABLES = (
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE batches (
        batch INTEGER PRIMARY KEY,
        folder TEXT NOT NULL,
        candidates INTEGER NOT NULL,
        numbers TEXT NOT NULL,
        files TEXT NOT NULL,
        seconds REAL NOT NULL,
        machine TEXT NOT NULL
    )""",
)


class DamagedManifest(ValueError):
    """The manifest cannot be read, or is not one."""


class OtherManifest(DamagedManifest):
    """The manifest was written by a newer version, or belongs to another run."""


@dataclass(frozen=True)
class Row:
    """A finished batch.

    Attributes:
        batch: Its number.
        folder: Its directory, beside the other batches.
        candidates: How many draws were tried.
        numbers: Those that were kept.
        files: Size in bytes and SHA-256 of each of its files, by name.
        seconds: How long it took to compute.
        machine: What computed it.
    """

    batch: int
    folder: str
    candidates: int
    numbers: tuple[int, ...]
    files: dict[str, tuple[int, str]]
    seconds: float
    machine: str

    @property
    def kept(self) -> int:
        """How many draws it has."""
        return len(self.numbers)

    @property
    def bytes(self) -> int:
        """Its size on disk."""
        return sum(size for size, _ in self.files.values())

    def to_json(self) -> str:
        """The row as JSON text, to lie beside the batch itself."""
        return json.dumps({**self.__dict__, "numbers": list(self.numbers)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Row":
        """The row that ``to_json`` wrote."""
        found = json.loads(text)
        found["numbers"] = tuple(found["numbers"])
        found["files"] = {name: (int(n), str(sha)) for name, (n, sha) in found["files"].items()}
        return cls(**found)


class Manifest:
    """An open manifest; use it in one thread, and close it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def __enter__(self) -> "Manifest":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        place: TracebackType | None,
    ) -> None:
        self.close()

    @classmethod
    def create(cls, path: Path, record: str) -> "Manifest":
        """A new manifest.

        Args:
            path: Where to.
            record: The run's record, of which it keeps a copy.
        """
        with _understood(path):
            connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                connection.execute(table)
            connection.execute("INSERT INTO about VALUES ('record', ?)", (record,))
            connection.execute(f"PRAGMA application_id={APPLICATION}")
            connection.execute(f"PRAGMA user_version={SCHEMA}")
            connection.execute("COMMIT")
        return cls(path, connection)

    @classmethod
    def open(cls, path: Path, writing: bool = False) -> "Manifest":
        """A manifest that is there.

        Raises:
            DamagedManifest: It cannot be read.
            OtherManifest: A newer version wrote it.
        """
        if not path.is_file():
            raise DamagedManifest(f"{path} is missing.")
        with _understood(path):
            connection = _connection(path, writing)
            ((application,),) = connection.execute("PRAGMA application_id").fetchall()
            ((schema,),) = connection.execute("PRAGMA user_version").fetchall()
            if application != APPLICATION:
                connection.close()
                raise DamagedManifest(f"{path} is not the manifest of a run.")
            if schema > SCHEMA:
                connection.close()
                raise OtherManifest(
                    f"{path} has schema {schema}, and this version reads up to {SCHEMA}. Upgrade "
                    "counterpoise to open it."
                )
        return cls(path, connection)

    def record(self) -> str:
        """The copy of the run's record."""
        ((text,),) = self._ask("SELECT value FROM about WHERE key = 'record'")
        return str(text)

    def rows(self) -> list[Row]:
        """Every finished batch, by number."""
        found = self._ask(f"SELECT {_COLUMNS} FROM batches ORDER BY batch")
        return [_row(each) for each in found]

    def row(self, batch: int) -> Row | None:
        """One batch, if it is finished."""
        found = self._ask(f"SELECT {_COLUMNS} FROM batches WHERE batch = ?", batch)
        return _row(found[0]) if found else None

    def kept(self) -> dict[int, int]:
        """How many draws were kept, by finished batch."""
        query = "SELECT batch, json_array_length(numbers) FROM batches"
        return {int(batch): int(kept) for batch, kept in self._ask(query)}

    def acknowledge(self, row: Row) -> bool:
        """Write down a finished batch.

        Returns:
            False where another writer has done so before.
        """
        values = (
            row.batch,
            row.folder,
            row.candidates,
            json.dumps(row.numbers),
            json.dumps(row.files),
            row.seconds,
            row.machine,
        )
        with _understood(self.path):
            done = self._connection.execute(
                "INSERT OR IGNORE INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)", values
            )
        return done.rowcount == 1

    def forget(self, batch: int) -> None:
        """Strike out a batch, so that it is computed again."""
        self._ask("DELETE FROM batches WHERE batch = ?", batch)

    def problem(self) -> str | None:
        """What SQLite's own check finds wrong."""
        ((found, *_), *_) = self._ask("PRAGMA integrity_check")
        return None if found == "ok" else str(found)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _ask(self, query: str, *values: object) -> list[Any]:
        with _understood(self.path):
            return self._connection.execute(query, values).fetchall()


_COLUMNS = "batch, folder, candidates, numbers, files, seconds, machine"


def _row(values: tuple[Any, ...]) -> Row:
    batch, folder, candidates, numbers, files, seconds, machine = values
    return Row(
        int(batch),
        str(folder),
        int(candidates),
        tuple(int(number) for number in json.loads(numbers)),
        {name: (int(size), str(sha)) for name, (size, sha) in json.loads(files).items()},
        float(seconds),
        str(machine),
    )


def _connection(path: Path, writing: bool) -> sqlite3.Connection:
    where = path.absolute().as_uri()
    if writing:
        connection = sqlite3.connect(
            f"{where}?mode=rw", uri=True, timeout=PATIENCE_SECONDS, isolation_level=None
        )
        connection.execute("PRAGMA synchronous=FULL")
        return connection
    # Opened for writing, its helper files are tidied up; the others, where nothing can be written.
    for how in ("mode=rw", "mode=ro", "immutable=1"):
        connection = sqlite3.connect(f"{where}?{how}", uri=True, timeout=PATIENCE_SECONDS)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            return connection
        except sqlite3.OperationalError:
            connection.close()
            if how == "immutable=1":
                raise
    raise AssertionError("unreachable")


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """SQLite's errors in the words of this package: no room is an OSError, damage is damage."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(_errno(error), str(error), str(path)) from error
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, DamagedManifest):
            raise
        raise DamagedManifest(f"{path} cannot be read: {error}.") from error


def _errno(error: sqlite3.OperationalError) -> int:
    import errno

    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return {
        sqlite3.SQLITE_FULL: errno.ENOSPC,
        sqlite3.SQLITE_READONLY: errno.EROFS,
        sqlite3.SQLITE_BUSY: errno.EBUSY,
    }.get(code, errno.EIO)
