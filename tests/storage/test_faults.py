"""Whatever dies, whenever: nothing acknowledged is lost or doubled, and the bits are the same."""

import errno
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from counterpoise.experiments.batches import carry_out
from counterpoise.experiments.executor import InProcess
from counterpoise.storage import locks
from counterpoise.storage import store as stores
from counterpoise.storage.store import DamagedRun, Store, open_run
from counterpoise.storage.verifying import RunInProgress, repair, verify

from .filling import SIZE, Compute, begin, bits, fill
from .killing import DRAWS

LINUX = sys.platform.startswith("linux")


def killings(folder: Path, kills: int, writers: int, repository: Path) -> tuple[int, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.killing", str(folder), str(kills), str(writers), "3"],
        cwd=repository,
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join((str(repository / "src"), str(repository)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    killed, seen = done.stdout.split()
    return int(killed), int(seen)


def check_killings(folder: Path, kills: int, writers: int, repository: Path) -> None:
    killed, seen = killings(folder, kills, writers, repository)
    assert killed >= kills
    assert seen > 0
    begin(folder / "uninterrupted", DRAWS)
    right = bits(fill(folder / "uninterrupted"))
    runs = sorted(folder.glob("run-*"))
    assert runs
    for directory in runs:
        store = Store.open(directory)
        assert bits(store) == right
        known = {row.folder for row in store.rows()}
        assert {path.name for path in store.batches.iterdir()} == known, "orphans were not swept"
        assert not verify(directory).problems


@pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked")
@pytest.mark.parametrize("writers", [1, 2])
def test_killed_writers_lose_nothing(tmp_path: Path, repository: Path, writers: int) -> None:
    check_killings(tmp_path, 6, writers, repository)


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked")
@pytest.mark.parametrize("writers", [1, 2])
def test_two_hundred_kills_lose_nothing(tmp_path: Path, repository: Path, writers: int) -> None:
    check_killings(tmp_path, 110, writers, repository)


def test_any_number_of_threads_gives_the_same_bits(tmp_path: Path) -> None:
    found = []
    for threads in (1, 4):
        begin(tmp_path / str(threads))
        found.append(bits(fill(tmp_path / str(threads), threads)))
    assert found[0] == found[1]


def test_two_writers_share_a_run(tmp_path: Path) -> None:
    """Each batch is computed once: a claim holds while its process lives, and no longer."""
    directory = begin(tmp_path / "run", 60).directory
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=fill, args=(directory,)) for _ in range(2)]
    for each in others:
        each.start()
    for each in others:
        each.join(120)
        assert each.exitcode == 0
    store = Store.open(directory)
    assert store.whole() is not None
    assert len(list(store.batches.iterdir())) == len(store.rows())


def test_a_batch_finished_twice_stands_once(tmp_path: Path) -> None:
    store = begin(tmp_path / "run")
    first, second = (Compute(store.directory)(0) for _ in range(2))
    assert first.folder != second.folder
    assert first.files == second.files
    with store.writer() as ledger:
        pass  # sweeps both: neither was acknowledged
    first, second = (Compute(store.directory)(0) for _ in range(2))
    with stores.Manifest.open(store.manifest, writing=True) as manifest:
        assert manifest.acknowledge(first)
    with store.writer() as ledger:
        ledger.acknowledge(0, second)
    assert [row.folder for row in store.rows()] == [first.folder]
    assert [path.name for path in store.batches.iterdir()] == [first.folder]


def test_nothing_is_swept_while_another_writes(tmp_path: Path) -> None:
    store = begin(tmp_path / "run")
    with store.writer() as ledger:
        row = Compute(store.directory)(0)
        with store.writer():  # comes while the batch is on disk and not yet acknowledged
            pass
        ledger.acknowledge(0, row)
    assert verify(store.directory).problems == ()


def test_damage_is_found_named_and_mended(tmp_path: Path) -> None:
    directory = begin(tmp_path / "run").directory
    right = bits(fill(directory))
    store = Store.open(directory)
    rows = store.rows()
    victim = store.batches / rows[3].folder / "yearly.parquet"
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(bytes(content))
    dataset, _ = open_run(directory)  # one bit is not noticed before it is read
    with pytest.raises(DamagedRun, match=rf"{rows[3].folder}.*verify {directory} --repair"):
        dataset["threat"].load()
    (store.batches / rows[5].folder / "draws.parquet").unlink()
    with pytest.raises(DamagedRun, match=rows[5].folder):
        open_run(directory)
    found = verify(directory)
    assert found.damaged == (3, 5)
    assert len(found.problems) == 2
    done = repair(directory)
    assert len(done) == 2
    assert (directory / "damaged" / rows[3].folder).is_dir()
    fill(directory)
    assert bits(Store.open(directory)) == right
    assert verify(directory).problems == ()


@pytest.mark.parametrize("damage", ["garbage", "empty", "missing", "page"])
def test_a_damaged_manifest_is_written_anew_from_the_batches(tmp_path: Path, damage: str) -> None:
    directory = begin(tmp_path / "run").directory
    right = bits(fill(directory))
    manifest = directory / "manifest.sqlite"
    match damage:
        case "garbage":
            manifest.write_bytes(b"no database" * 1000)
        case "empty":
            manifest.write_bytes(b"")
        case "missing":
            manifest.unlink()
        case "page":
            content = bytearray(manifest.read_bytes())
            content[4096 * 2 :] = os.urandom(len(content) - 4096 * 2)
            manifest.write_bytes(bytes(content))
    assert verify(directory).problems
    if damage != "page":
        with pytest.raises(DamagedRun, match=r"verify .* --repair"):
            open_run(directory)
    assert any("written anew" in line for line in repair(directory))
    assert bits(Store.open(directory)) == right
    assert open_run(directory)[0].sizes["draw"] == 30


def test_a_damaged_record_is_taken_from_the_manifest(tmp_path: Path) -> None:
    directory = begin(tmp_path / "run").directory
    fill(directory)
    record = directory / "run.json"
    right = record.read_text()
    record.write_text(right[:100])
    with pytest.raises(DamagedRun, match="cannot be read"):
        open_run(directory)
    repair(directory)
    assert record.read_text() == right
    record.unlink()
    shutil.rmtree(directory / "damaged")
    repair(directory)
    assert record.read_text() == right


def test_a_run_in_progress_is_not_repaired(tmp_path: Path) -> None:
    store = begin(tmp_path / "run")
    assert not locks.somebody_writes(store.directory)
    with store.writer(), pytest.raises(RunInProgress):
        repair(store.directory)


def fails(error: OSError, after: int) -> object:
    left = [after]

    def failing(*_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise error

    return failing


def test_a_disk_that_fills_up_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full in the middle of a batch; what was acknowledged stays, the rest resumes."""
    directory = begin(tmp_path / "run").directory
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr("counterpoise.storage.durable.flush", fails(full, 16))
        with pytest.raises(OSError, match="No space"):
            fill(directory)
    store = Store.open(directory)
    assert 0 < len(store.rows()) < 9
    assert verify(directory).problems == ()
    fill(directory)
    begin(tmp_path / "other")
    assert bits(store) == bits(fill(tmp_path / "other"))


CRAMPED = """
import resource, signal, sys
from pathlib import Path
from tests.storage.filling import fill

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
try:
    fill(Path(sys.argv[1]))
except OSError:
    sys.exit(7)
"""


def test_a_manifest_without_room_acknowledges_nothing(tmp_path: Path, repository: Path) -> None:
    """SQLite itself runs out of room, at a limit on the size of files."""
    if not LINUX:
        pytest.skip("needs RLIMIT_FSIZE")
    directory = begin(tmp_path / "run", 400).directory
    done = subprocess.run(
        [sys.executable, "-c", CRAMPED, str(directory)],
        cwd=repository,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(repository / "src"), "."))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    found = verify(directory)
    assert found.problems == ()
    assert found.batches > 0
    fill(directory)
    assert Store.open(directory).whole() is not None


def test_a_small_disk(tmp_path: Path, repository: Path) -> None:
    """A real file system that is too small, where the test may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no permission to mount a small disk; the other tests feign one")
    try:
        directory = begin(disk / "run", 60).directory
        with pytest.raises(OSError, match=r"(?i)no space|full"):
            fill(directory)
        assert verify(directory).problems == ()
        subprocess.run(
            ["mount", "-o", "remount,size=50m", "tmpfs", str(disk)], check=True, capture_output=True
        )
        assert fill(directory).whole() is not None
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True, capture_output=True)


def test_a_directory_that_cannot_be_written_can_be_read(tmp_path: Path) -> None:
    directory = begin(tmp_path / "run").directory
    fill(directory)
    folders = [directory, *(path for path in directory.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert open_run(directory)[0]["threat"].shape == (3, 30, 6)
        assert verify(directory).problems == ()
        if os.access(directory, os.W_OK):
            pytest.skip("this user may write anywhere: only reading was tried")
        with pytest.raises(OSError, match=r"(?i)permission|read"):
            fill(directory)
        with pytest.raises(OSError, match=r"(?i)permission"):
            begin(directory / "inside")
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_a_clock_set_back_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files from the future, and a writer whose clock is a day behind."""
    store = begin(tmp_path / "run")
    executor = InProcess(Compute(store.directory), 1)
    with store.writer() as ledger:
        carry_out(9, SIZE, executor, ledger)
    executor.close()
    ahead = time.time() + 1e6
    for path in store.directory.rglob("*"):
        os.utime(path, (ahead, ahead))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 86_400.0)
    fill(store.directory)
    begin(tmp_path / "other")
    assert bits(store) == bits(fill(tmp_path / "other"))


def test_a_manifest_of_another_program_is_no_manifest(tmp_path: Path) -> None:
    directory = begin(tmp_path / "run").directory
    (directory / "manifest.sqlite").unlink()
    with sqlite3.connect(directory / "manifest.sqlite") as connection:
        connection.execute("CREATE TABLE other (x)")
    with pytest.raises(DamagedRun, match="not the manifest of a run"):
        Store.open(directory).rows()
