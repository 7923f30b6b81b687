"""Writers killed at random moments: a process of its own, which forks quickly.

    python -m tests.storage.killing FOLDER KILLS WRITERS SEED

Runs are begun under FOLDER one after another, each with the same batches. Writers fill a run and
are killed; after every kill what had been acknowledged is compared with what is on disk. The last
line says how many kills there were and how many batches they found acknowledged.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from counterpoise.storage.batch_files import digest
from counterpoise.storage.store import Store

from .filling import begin, fill

DRAWS = 80


def check(store: Store, before: dict[int, str]) -> dict[int, str]:
    """What is acknowledged now; everything acknowledged before is among it, untouched."""
    rows = {row.batch: row for row in store.rows()}
    for batch, folder in before.items():
        assert rows[batch].folder == folder, f"batch {batch} was acknowledged and is another now"
    for row in rows.values():
        for name, (_, sha) in row.files.items():
            assert digest(store.batches / row.folder / name) == sha, f"{row.folder}/{name}"
    return {batch: row.folder for batch, row in rows.items()}


def writer(directory: Path) -> int:
    """Fork a process that fills the run."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            fill(directory)
            status = 0
        finally:
            os._exit(status)
    return child


def wait_for(store: Store, batches: int) -> None:
    """Wait until so many batches are acknowledged, or the run is complete, however slow it is."""
    while store.whole() is None and len(store.rows()) < batches:
        time.sleep(0.01)


def main(folder: Path, kills: int, writers: int, seed: int) -> None:
    """Kill, check, go on; then finish every run without interruption."""
    chance = random.Random(seed)
    killed, seen, number = 0, 0, 0
    while killed < kills:
        store = begin(folder / f"run-{number}", DRAWS)
        number += 1
        acknowledged: dict[int, str] = {}
        while killed < kills and store.whole() is None:
            hand = [writer(store.directory) for _ in range(writers)]
            wait_for(store, len(acknowledged) + chance.randint(0, 6))
            time.sleep(chance.uniform(0.0, 0.05))
            victims = chance.sample(hand, chance.randint(1, writers))
            for child in victims:
                os.kill(child, signal.SIGKILL)
                killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
            acknowledged = check(store, acknowledged)
            for child in set(hand) - set(victims):
                if chance.random() < 0.5:
                    os.kill(child, signal.SIGKILL)
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                assert status in (0, -signal.SIGKILL), "a writer failed by itself"
                killed += status == -signal.SIGKILL
            acknowledged = check(store, acknowledged)
        seen += len(acknowledged)
        child = writer(store.directory)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        check(store, acknowledged)
    sys.stdout.write(f"{killed} {seen}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
